"""The exact answer: equal to trying everything, never better than its bound, honest when there are too few."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.core.people import Rank
from planner.core.plan import Status
from planner.core.surge import HoldBack
from planner.solver import Progress
from planner.surge import Answer, Person, SurgeProblem, check_answer, dispatch, nearest
from tests.surge.worlds import best_by_trying, district, need, origin, problem, random_problem, rich_problem


def solve(given: SurgeProblem, seconds: float = 10) -> Answer:
    """The exact answer, which the checker must accept."""
    answer = dispatch(given, seconds=seconds, seed=7)
    assert check_answer(given, answer) == ()
    return answer


def aims(given: SurgeProblem, answer: Answer) -> tuple[int, ...]:
    """The aims of an answer in their order, as `best_by_trying` gives them."""
    rows = [(a.lack.officers, a.lack.women, a.lack.riot, int(a.lack.commander)) for a in answer.alarms]
    sums = [sum(row[k] for row in rows) for k in range(4)]
    sections = sum(
        max(0, row[0] - a.need.officers + min(floor, a.need.officers))
        for a, row, floor in zip(answer.alarms, rows, given.sections, strict=False)
    )
    _, delay, driving = answer.stages
    return (sections, *sums, *(n for q in given.priority for n in rows[q]), delay.objective, driving.objective)


@pytest.mark.parametrize("block", range(8))
def test_dispatch_equals_trying_everything(block: int) -> None:
    """400 tiny emergencies: every aim, in its order, is that of the best of all dispatches; and it is proven."""
    for seed in range(block * 50, block * 50 + 50):
        given = random_problem(seed)
        answer = solve(given)
        assert aims(given, answer) == best_by_trying(given), f"seed {seed}"
        assert all(stage.is_proven for stage in answer.stages), f"seed {seed}"


@pytest.mark.parametrize("block", range(8))
def test_rich_dispatch_equals_trying_everything(block: int) -> None:
    """400 more with riot-trained, least units and leaders, sections, needs that grow, and units given before."""
    for seed in range(block * 50, block * 50 + 50):
        given = rich_problem(seed)
        answer = solve(given)
        assert aims(given, answer) == best_by_trying(given), f"seed {seed}"
        assert all(stage.is_proven for stage in answer.stages), f"seed {seed}"


def test_two_alarms_are_shared_out_and_not_served_in_turn() -> None:
    """The first alarm's nearest station is the second's only one: nearest-first waits an hour, ours does not.

    North can serve A1 in 5 min and A2 in 6; south serves A1 in 7 and A2 in 60. Nearest-first: 5 and 60; best: 7 and 6.
    """
    given = problem((origin("north", (50, 60), men=10), origin("south", (70, 600), men=10)), (need(0, 10), need(1, 10)))
    assert [a.time_to_adequate_min for a in nearest(given).alarms] == [5.0, 60.0]
    assert [a.time_to_adequate_min for a in solve(given).alarms] == [7.0, 6.0]


def test_one_vehicle_cannot_go_two_ways() -> None:
    """Eight seats in one vehicle serve one of the two alarms; the other waits for the far station."""
    near = origin("near", (10, 10), men=8, seats=(8,), loose=0)
    answer = solve(problem((near, origin("far", (90, 90), men=8)), (need(0, 4), need(1, 4))))
    assert sorted(a.time_to_adequate_min or 0 for a in answer.alarms) == [1.0, 9.0]


def test_a_woman_inspector_is_both() -> None:
    """One officer can be the commander and the woman; nobody comes from farther away for it."""
    chief = Person("near-chief", Rank.INSPECTOR, True)
    near = origin("near", (10,), men=1)
    near = replace(near, people=tuple(sorted((*near.people, chief))), loose_seats=2)
    far = origin("far", (90,), women=1, heads=(Rank.INSPECTOR,))
    alarm = solve(problem((near, far), (need(0, 2, 1, Rank.INSPECTOR),))).alarms[0]
    assert alarm.time_to_adequate_min == 1.0
    assert alarm.commander is not None
    assert alarm.commander.officer == "near-chief"


def test_shortfall_is_said_and_everybody_who_may_goes() -> None:
    """Seven of twenty may go: they go, thirteen are missing, and the Inspector too."""
    given = problem((origin("only", (40,), men=9, desk=2),), (need(0, 20, 0, Rank.INSPECTOR),))
    answer = solve(given)
    alarm = answer.alarms[0]
    assert alarm.units[0].strength == 7
    assert alarm.time_to_adequate_min is None
    assert alarm.bound_min is None
    assert alarm.shortfall == "13 of 20 officers and a commander of the rank of Inspector or above are missing."
    assert answer.status is Status.OPTIMAL


def test_the_heaviest_alarm_is_served_first_when_there_are_too_few() -> None:
    """Ten officers for needs of eight and six: the eight are met, the rest, two, go to the other."""
    given = problem((origin("only", (50, 20), men=10),), (need(0, 8), need(1, 6)))
    first, second = solve(given).alarms
    assert (first.lack.officers, second.lack.officers) == (0, 4)
    assert first.time_to_adequate_min == 5.0


def test_more_officers_never_raise_the_shortfall() -> None:
    """One more constable with a seat anywhere: as few missing, or fewer."""
    for seed in range(120):
        given = random_problem(seed, stations=(1, 3), people=(0, 4), alarms=(1, 3), needed=(2, 8))
        last = given.origins[-1]
        more = replace(
            last,
            people=tuple(sorted((*last.people, Person("new", Rank.CONSTABLE, False)))),
            loose_seats=last.loose_seats + 1,
        )
        richer = replace(given, origins=(*given.origins[:-1], more))
        assert solve(richer).stages[0].objective <= solve(given).stages[0].objective, f"seed {seed}"


def test_nobody_on_duty_is_an_answer() -> None:
    """No officers at all: impossible, with the sentence, not an exception."""
    answer = solve(problem((origin("empty", (10,)),), (need(0, 10),)))
    assert answer.status is Status.IMPOSSIBLE
    assert answer.alarms[0].commander is None
    assert "10 of 10 officers" in answer.alarms[0].shortfall


def test_no_station_at_all_is_an_answer() -> None:
    """A list of stations that is empty ends in the same words."""
    assert solve(problem((), (need(0, 10),))).status is Status.IMPOSSIBLE


def test_alarm_that_no_road_reaches_is_said() -> None:
    """One of two alarms is cut off: the other is served, and the sentence names the road."""
    given = problem((origin("only", (30, None), men=20),), (need(0, 10), need(1, 10)))
    served, cut_off = solve(given).alarms
    assert served.time_to_adequate_min == 3.0
    assert cut_off.units == ()
    assert "No road leads there" in cut_off.shortfall


def test_nobody_may_leave_is_said() -> None:
    """Two at a desk that needs two: nobody goes, and that is the reason given."""
    alarm = solve(problem((origin("only", (30,), men=2, desk=2),), (need(0, 10),))).alarms[0]
    assert "Nobody may leave" in alarm.shortfall


def test_a_station_without_vehicle_sends_nobody() -> None:
    """People without seats stay; the far ones with seats go."""
    given = problem(
        (origin("no-seats", (10,), men=9, loose=0), origin("seats", (80,), men=9, seats=(9,), loose=0)), (need(0, 9),)
    )
    (unit,) = solve(given).alarms[0].units
    assert (unit.origin, unit.vehicles) == ("seats", ("seats-v0",))


def test_two_alarms_at_one_place_are_two_needs() -> None:
    """The same way for both: eight and six of fourteen, each with its own."""
    given = problem((origin("only", (40, 40), men=14),), (need(0, 8), need(1, 6)))
    assert [a.units[0].strength for a in solve(given).alarms] == [8, 6]


def test_twelve_alarms_end_in_time() -> None:
    """Twelve at once in a district of 44 stations: an answer that the checker accepts, near the limit given."""
    given = district(44, 500, 12, 3, share=0.5)
    answer = solve(given, seconds=2)
    assert len(answer.alarms) == 12
    assert answer.seconds < 6
    assert answer.broken_holdbacks == ()


def test_the_reserve_stays() -> None:
    """Ten could go, three are kept for a second front: seven go."""
    given = problem((origin("only", (40,), men=10),), (need(0, 10),), reserve=3)
    assert solve(given).alarms[0].units[0].strength == 7


def test_overlapping_hold_backs_are_used_cleverly() -> None:
    """Taking from the middle station would use up both circles; the two outer ones give twice as many.

    Each circle holds six officers and keeps four, so it gives two: west and east give two each, the middle none.
    """
    given = problem(
        (origin("middle", (10,), men=3), origin("west", (50,), men=3), origin("east", (60,), men=3)),
        (need(0, 4),),
        holdbacks=(HoldBack("w", 4, ("west", "middle")), HoldBack("e", 4, ("east", "middle"))),
    )
    alarm = solve(given).alarms[0]
    assert [(u.origin, u.strength) for u in alarm.units] == [("west", 2), ("east", 2)]
    assert nearest(given).alarms[0].lack.officers == 2


def test_same_seed_same_answer() -> None:
    """Twice the same, to the officer; only the seconds differ."""
    given = district(20, 200, 3, 5)
    first, second = solve(given), solve(given)
    assert replace(first, seconds=0) == replace(second, seconds=0)


def test_progress_is_told_and_cancel_is_heard() -> None:
    """A cancelled search still hands back an answer that is allowed."""
    told: list[Progress] = []
    given = district(44, 500, 5, 1)
    answer = dispatch(given, seconds=30, seed=1, progress=told.append, cancel=lambda: True)
    assert check_answer(given, answer) == ()
    assert told
    assert answer.seconds < 10
