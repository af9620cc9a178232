"""Ways out of a week that cannot be filled: none where none is needed, several together, and by count alone."""

from __future__ import annotations

from dataclasses import replace

from planner.core.duty import DutyKind
from planner.core.people import Rank
from planner.roster.problem import RosterProblem
from planner.roster.relax import Kind, is_solvable, relaxations
from planner.roster.remedies import FewerPlaces, MilderNumber, MoreOfficers, OfficerKind, category
from planner.roster.rules import RULES
from planner.roster.worst import to_cover
from tests.roster.days import at, duty, officer, plan, problem


def test_week_that_can_be_filled_needs_nothing() -> None:
    """One officer, one guard."""
    assert relaxations(problem([officer("O1")], [duty("guard", at(9), 3)]), seconds=5) == ()


def test_week_without_duties_needs_nothing() -> None:
    """Nothing to fill."""
    assert relaxations(problem([officer("O1")], []), seconds=5) == ()


def test_ways_that_take_fewer_things_come_first() -> None:
    """Nine days, five duties a week allowed: one constable may work more, or one more is there, or guards stay open."""
    of = problem([officer("O1")], [duty(f"guard{i}", at(8, i), 8) for i in range(9)], max_week_min=2400)
    amounts = [way.amount for way in relaxations(of, seconds=20)]
    assert amounts == sorted(amounts)
    assert len(amounts) >= 2


def test_rule_that_is_off_is_not_relaxed() -> None:
    """With women off, a desk without a woman can be filled."""
    of = problem([officer("O1")], [duty("desk", at(8), 8, women=1)])
    assert relaxations(of, ["women"], seconds=5) == ()
    assert {way.kind for way in relaxations(of, seconds=5)} == {Kind.OFFICERS, Kind.DUTIES}


def test_least_worthy_sites_are_left_open_and_named_with_their_category() -> None:
    """Five sites at once, two officers: the three of category C are worth least."""
    sites = [("a", "A", 90), ("b", "B", 60), ("c1", "C", 10), ("c2", "C", 10), ("c3", "C", 10)]
    guards = [duty(f"guard-{name}", at(9, 6), 3, place=name, value=value) for name, _, value in sites]
    reasons = [f"guard at a service, category {band}: 1 officer (demand.guard, assumption)" for _, band, _ in sites]
    from_demand = [replace(guard, reason=reason) for guard, reason in zip(guards, reasons, strict=True)]
    found = {way.kind: way for way in relaxations(problem([officer("O1"), officer("O2")], from_demand), seconds=20)}
    assert found[Kind.DUTIES].sentence == "no guard at these 3 C sites on Sunday 8 March 09:00-12:00 (c1, c2, c3)"
    assert found[Kind.OFFICERS].sentence == "3 more constables on Sunday 8 March 09:00-12:00"


def test_one_officer_in_all_the_days_is_said_where_many_turns_lack_one() -> None:
    """A woman is lacking on each of six days: one woman throughout, not six for a day."""
    desks = [duty(f"desk{i}", at(8, i), 8, women=1, strength=2) for i in range(6)]
    found = {way.kind: way for way in relaxations(problem([officer(f"M{i}") for i in range(3)], desks), seconds=20)}
    assert found[Kind.OFFICERS].sentence == "1 more woman constable in all these 6 days"
    assert found[Kind.OFFICERS].amount == 1


def test_two_lacks_of_different_kinds_are_said_together() -> None:
    """On Monday a woman is lacking, on Tuesday an ASI."""
    desk = duty("desk", at(8), 8, strength=2, women=1)
    church = duty("church", at(9, day=1), 3, strength=2, in_charge=Rank.ASI)
    found = {way.kind: way for way in relaxations(problem([officer("M1"), officer("M2")], [desk, church]), seconds=20)}
    assert found[Kind.OFFICERS].sentence == (
        "1 more woman constable on Monday 2 March 08:00-16:00 and "
        "1 more officer of rank ASI or above on Tuesday 3 March 09:00-12:00"
    )
    assert found[Kind.OFFICERS].amount == 2


def test_vehicle_and_officer_are_said_together_where_neither_suffices() -> None:
    """Two mobiles of two, one car and three officers."""
    mobiles = [duty(f"mobile{i}", at(8), 8, kind=DutyKind.PATROL, place="Lines", strength=2) for i in range(2)]
    of = problem([officer(f"O{i}") for i in range(3)], mobiles, vehicles={"Lines": (4,)})
    found = {way.kind: way for way in relaxations(of, seconds=20)}
    assert set(found) == {Kind.OFFICERS, Kind.DUTIES}
    assert found[Kind.OFFICERS].sentence == (
        "1 more constable on Monday 2 March 08:00-16:00 and 1 more vehicle with 2 seats at Lines"
    )
    assert is_solvable(found[Kind.OFFICERS].apply(of), RULES, seconds=10)


def test_large_week_is_counted_by_kinds_of_officers() -> None:
    """Sixty constables and sixty desks with a woman each at one time, no woman on the roll: sixty women."""
    desks = [duty(f"desk{i}", at(8), 8, strength=1, women=1, place=f"S{i}") for i in range(60)]
    found = {way.kind: way for way in relaxations(problem([officer(f"M{i}") for i in range(60)], desks), seconds=30)}
    assert found[Kind.OFFICERS].sentence == "60 more women constables on Monday 2 March 08:00-16:00"
    assert found[Kind.OFFICERS].is_tried
    assert found[Kind.OFFICERS].is_fewest


def test_worst_open_duties_of_a_plan_can_be_asked_for() -> None:
    """Three guards, one covered; the worthier of the other two is the worst: one more constable covers it."""
    values = {"held": 10, "cheap": 20, "dear": 90}
    guards = [duty(name, at(9), 3, place=name, value=value) for name, value in values.items()]
    of = problem([officer("O1")], guards)
    given = plan(of, held="O1").assignments(of)
    worst: RosterProblem = to_cover(of, given, worst=1)
    assert {d.id for d in worst.duties} == {"held", "dear"}
    found = {way.kind: way for way in relaxations(worst, seconds=10)}
    assert found[Kind.OFFICERS].sentence == "1 more constable on Monday 2 March 09:00-12:00"


def test_lent_officers_get_names_that_are_free() -> None:
    """Nobody on the roll is overwritten."""
    of = problem([officer("lent-1")], [duty("guard", at(9), 3)])
    more = MoreOfficers(OfficerKind(), 2).apply(of)
    assert [o.id for o in more.officers] == ["lent-1", "lent-2", "lent-3"]


def test_places_given_up_leave_a_duty_that_makes_sense() -> None:
    """Two of four places go: women and skills fit into the rest; a duty without places is gone."""
    wide = duty("wide", at(9), 3, strength=4, women=3, skills=(("driver", 4),))
    of = problem([officer("O1")], [wide, duty("gone", at(9), 3)])
    (left,) = FewerPlaces((("wide", 2), ("gone", 1))).apply(of).duties
    assert (left.strength, left.women, left.skills) == (2, 2, (("driver", 2),))


def test_number_says_what_it_was() -> None:
    """A weekly limit with a half hour."""
    of = problem([officer("O1")], [duty("guard", at(9), 3)])
    words = MilderNumber("max_week_min", 2910, officers=2).words(of)
    assert words == "a weekly limit of 48 h 30 min of duty instead of 48 h (for 2 officers)"


def test_category_is_read_from_the_reason_of_a_duty() -> None:
    """A+ is not A, and a reason without one has none."""
    assert category("guard at a service, category A+: 8 officers") == "A+"
    assert category("guard at Easter (festival), band C: 2 officers") == "C"
    assert category("guard at a site of category Another") == ""
