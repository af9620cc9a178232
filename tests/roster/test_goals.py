"""What the goals measure on days that can be worked out by hand."""

from __future__ import annotations

from planner.core.duty import Floor
from planner.roster import check, solve
from planner.roster.goals.fair_hard import FairHard
from planner.roster.goals.fair_nights import FairNights
from planner.roster.goals.fair_weekends import FairWeekends
from planner.roster.goals.floors import Floors
from planner.roster.goals.undisturbed import Undisturbed
from planner.roster.greedy import first_roster
from planner.roster.mend import Mender
from planner.roster.problem import Assigned
from planner.roster.search import objective
from tests.roster.days import at, duty, officer, plan, problem
from tests.roster.district import district


def test_floor_lacks_the_started_hours_below_its_share() -> None:
    """Two guards of three hours for two: twelve officer-hours, half of them are six; one officer sends three."""
    guards = [duty(f"g{d}", at(9, day=d), 3, strength=2) for d in (0, 1)]
    floor = Floor("community Hindu", frozenset({"g0", "g1"}), 0.5)
    of = problem([officer("O1"), officer("O2")], guards, floors=(floor,), floor_price=60)
    assert Floors().measure(of, plan(of, g0="O1")) == 3
    assert Floors().measure(of, plan(of, g0="O1 O2")) == 0
    assert Floors().price(of) == 60


def test_floor_turns_the_choice_to_the_group_that_would_have_nothing() -> None:
    """Two officers, two sites at once: the one worth more wins, until the floor of the other costs more."""
    sites = [duty("big", at(9), 3, strength=2, place="a", value=20), duty("small", at(9), 3, strength=2, place="b")]
    of = problem([officer("O1"), officer("O2")], sites)
    floored = of.replace(floors=(Floor("small sites", frozenset({"small"}), 0.5),), floor_price=60)
    manned = []
    for one in (of, floored):
        found = solve(one, seconds=10, seed=1).plan
        assert found is not None
        assert found.objective == found.bound
        manned.append({a.duty for a in found.assignments})
    assert manned == [{"big"}, {"small"}]


def test_nights_weekends_and_hard_hours_are_compared_in_turns_and_hours() -> None:
    """One of two equals has all: three nights, two weekend duties, six hard hours; one turn and no minute are fair."""
    nights = [duty(f"n{d}", at(22, day=d), 8) for d in (0, 1, 2)]
    weekend = [duty(f"w{d}", at(9, day=d), 3, value=30) for d in (5, 6)]
    of = problem([officer("O1"), officer("O2")], [*nights, *weekend], fair_within_min=0)
    all_one = plan(of, n0="O1", n1="O1", n2="O1", w5="O1", w6="O1")
    assert FairNights().measure(of, all_one) == 2
    assert FairWeekends().measure(of, all_one) == 1
    assert FairHard().measure(of, all_one) == 6


def test_dropped_pairs_of_the_plan_before_count_where_both_still_exist() -> None:
    """Of three ordered pairs one officer is gone; one of the other two is kept."""
    of = problem([officer("O1"), officer("O2")], [duty("g", at(9), 3), duty("h", at(9, day=1), 3)])
    of = of.replace(before=frozenset({("O1", "g"), ("O2", "h"), ("gone", "h")}), change_price=8)
    assert Undisturbed().measure(of, plan(of, g="O1", h="O1")) == 1
    assert Undisturbed().measure(of, plan(of, g="O1", h="O2")) == 0


def test_plan_made_anew_after_an_illness_keeps_the_rest() -> None:
    """One officer falls ill: the first roster from the plan before keeps nine in ten of what others were ordered."""
    of = district(days=3, seed=3)
    ordered = {(a.officer, a.duty) for a in first_roster(of).assigned.assignments(of)}
    ill = next(iter(sorted(ordered)))[0]
    left = of.replace(officers=tuple(o for o in of.officers if o.id != ill), before=frozenset(ordered), change_price=8)
    again = first_roster(left)
    assert check(left, again.assigned.assignments(left)) == ()
    could = sum(officer != ill for officer, _ in ordered)
    assert Undisturbed().measure(left, again.assigned) <= 0.1 * could


def test_small_steps_know_what_every_goal_costs() -> None:
    """What the steps add up as they go is the objective of the roster, counted afresh."""
    of = district(days=7, seed=3).replace(
        fair_nights_price=4, fair_weekends_price=4, fair_hard_price=1, floor_price=60, change_price=8
    )
    of = of.replace(floors=(Floor("all", frozenset(d.id for d in of.duties), 0.99),))
    start = first_roster(of).pairs
    of = of.replace(before=frozenset((of.officers[o].id, of.duties[d].id) for o, d in sorted(start)[::2]))
    mender = Mender(of, start, seed=1)
    mender.run(400, bound=0, stop=lambda: False)
    assert mender.objective == objective(of, Assigned(of, mender.best)) < objective(of, Assigned(of, start))


def test_shifts_of_twelve_hours_are_planned_with_eleven_hours_of_rest() -> None:
    """Six officers, two posts of two around the clock in two shifts: a day, a night, and nothing is open for four."""
    posts = [duty(f"{d}-{h}", at(h, day=d), 12, strength=2) for d in range(4) for h in (6, 18)]
    of = problem([officer(f"O{i}") for i in range(6)], posts, shift_min=720, week_rest_min=1440)
    found = solve(of, seconds=10, seed=1).plan
    assert found is not None
    assert found.uncovered == ()
    assert found.violations == ()
