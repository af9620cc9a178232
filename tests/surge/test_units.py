"""Legal units, first sections, needs that grow, units given before: each rule in a case worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.core.people import Rank
from planner.core.surge import HoldBack, NeedCurve
from planner.surge import (
    Answer,
    Lack,
    Origin,
    SurgeProblem,
    UnitAnswer,
    answer_document,
    check_answer,
    dispatch,
    nearest,
)
from planner.surge.bound import TOGETHER, bound
from planner.surge.force import force_of
from tests.surge.worlds import AT, district, need, origin, problem


def solve(given: SurgeProblem) -> Answer:
    """The exact answer, proven, which the checker must accept."""
    answer = dispatch(given, seconds=20, seed=7)
    assert check_answer(given, answer) == ()
    assert all(stage.is_proven for stage in answer.stages)
    return answer


def ordered(name: str, drive: tuple[int | None, ...], men: int) -> Origin:
    """A unit of constables that has its order already."""
    return replace(origin(name, drive, men=men, loose=0), kind="given")


def test_a_need_left_of_one_still_brings_a_unit_of_four() -> None:
    """Ten are wanted, nine are near: one more is missing, so four come from afar and no more than six from near."""
    given = problem((origin("near", (10,), men=9), origin("far", (60,), men=9)), (need(0, 10),))
    given = replace(given, unit_min=4)
    assert [(u.origin, u.strength) for u in solve(given).alarms[0].units] == [("near", 6), ("far", 4)]


@pytest.mark.parametrize(("kind", "origins"), [("mobile", ["near"]), ("guard", ["near"]), ("station", ["far"])])
def test_a_small_mobile_or_guard_is_a_unit_as_it_is(kind: str, origins: list[str]) -> None:
    """Three are near and three are wanted: as a mobile or a guard they go, of a station nobody goes.

    The checker refuses the three of a station, and two of the mobile's three.
    """
    near = replace(origin("near", (10,), men=3), kind=kind)
    given = replace(problem((near, origin("far", (60,), men=9)), (need(0, 3),)), unit_min=4)
    for answer in (solve(given), nearest(given)):
        assert [unit.origin for unit in answer.alarms[0].units] == origins
    there = nearest(replace(given, unit_min=1)).alarms[0]
    for number in (2, 3):
        unit = replace(there.units[0], officers=there.units[0].officers[:number])
        sent = replace(answer, alarms=(replace(there, units=(unit,)),))
        is_refused = "unit" in {violation.rule for violation in check_answer(given, sent)}
        assert is_refused == (number == 2 or kind == "station")


def test_who_has_no_leader_gives_nobody() -> None:
    """The near station has constables only: the Head Constable's station goes, and nearest-first knows it too."""
    near, far = origin("near", (10,), men=6), origin("far", (60,), men=5, heads=(Rank.HEAD_CONSTABLE,))
    given = replace(problem((near, far), (need(0, 4),)), unit_leader=Rank.HEAD_CONSTABLE)
    for answer in (solve(given), nearest(given)):
        assert [unit.origin for unit in answer.alarms[0].units] == ["far"]
        assert answer.alarms[0].units[0].commander_rank is Rank.HEAD_CONSTABLE


def test_first_sections_come_before_the_heaviest_alarm() -> None:
    """Twelve officers for needs of 40 and 10, sections of five: both alarms get their five, the heavy one two more."""
    given = problem((origin("only", (10, 10), men=12),), (need(0, 40), need(1, 10)))
    fair = [sum(u.strength for u in a.units) for a in solve(replace(given, sections=(5, 5))).alarms]
    assert fair == [7, 5]


def test_the_riot_trained_are_counted_and_missed() -> None:
    """Two are wanted and one is there: he goes, and the sentence says that one is missing."""
    near = origin("near", (10,), men=5)
    trained = replace(near.people[0], is_riot_trained=True)
    given = problem((replace(near, people=(trained, *near.people[1:])),), (need(0, 3, riot=2),))
    alarm = solve(given).alarms[0]
    assert (alarm.lack.riot, alarm.units[0].riot, alarm.shortfall) == (1, 1, "1 of 2 riot-trained is missing.")


def test_a_need_that_grows_is_met_as_it_will_be() -> None:
    """Five are enough until minute 6, then eight; three minutes lie between the form-up point and the crowd.

    Near has 4 there at minute 2, next 4 at minute 4: eight can be at the crowd at 7, when eight are wanted.
    """
    first = need(0, 5)
    given = problem((origin("near", (20,), men=4), origin("next", (40,), men=4)), (first,))
    grown = NeedCurve((0.0, 6.0), (first, need(0, 8)))
    alarm = solve(replace(given, curves=(grown,), onward=(30,))).alarms[0]
    assert (alarm.time_to_adequate_min, alarm.form_up_by_min, alarm.onward_min) == (7.0, 4.0, 3.0)
    assert (alarm.need.officers, sum(u.strength for u in alarm.units)) == (8, 8)


def test_the_need_that_is_missed_is_the_last() -> None:
    """Six are there, five would have done at the order, but the crowd outgrows them before they arrive: four of ten."""
    first = need(0, 5)
    given = problem((origin("near", (20,), men=6),), (first,))
    alarm = solve(replace(given, curves=(NeedCurve((0.0, 1.0), (first, need(0, 10))),))).alarms[0]
    assert (alarm.time_to_adequate_min, alarm.lack) == (None, Lack(4, 0, False))
    assert alarm.form_up_by_min == 2.0


def test_a_given_unit_counts_from_its_arrival() -> None:
    """Six are on their way and there at 9; four more come from near: adequate at 9, and only four are sent anew.

    The hold-back keeps six of the ten near ones; the given unit is no part of it, and drives for nothing.
    """
    near = origin("near", (10,), men=10)
    given = problem(
        (near, ordered("G", (90,), 6)), (need(0, 10),), holdbacks=(HoldBack("church", 6, ("near", "G")),), reserve=5
    )
    answer = solve(given)
    units = [(u.unit, u.strength, u.given, u.arrive_min) for u in answer.alarms[0].units]
    assert units == [("A1-1", 4, False, 1.0), ("G", 6, True, 9.0)]
    assert answer.alarms[0].time_to_adequate_min == 9.0
    assert answer.stages[2].objective == 4 * 11


def test_a_given_unit_that_comes_late_is_listed_and_not_waited_for() -> None:
    """Ten are near at 1: the unit given before, there at 30, changes nothing but is told."""
    given = problem((origin("near", (10,), men=10), ordered("G", (300,), 6)), (need(0, 10),))
    alarm = solve(given).alarms[0]
    assert (alarm.time_to_adequate_min, [u.unit for u in alarm.units]) == (1.0, ["A1-1", "G"])


def test_a_given_unit_goes_to_one_alarm() -> None:
    """Two ways are one too many."""
    with pytest.raises(ValueError, match="one alarm"):
        problem((ordered("G", (10, 20), 3),), (need(0, 3), need(1, 3)))


def test_the_checker_knows_units_and_what_was_given() -> None:
    """A unit of two where four are asked for, one without leader, a given unit left out or changed: all are caught."""
    near = origin("near", (10,), men=10, heads=(Rank.HEAD_CONSTABLE,))
    given = problem((near, ordered("G", (90,), 3)), (need(0, 7),))
    given = replace(given, unit_min=4, unit_leader=Rank.HEAD_CONSTABLE)
    answer = dispatch(given, seconds=20, seed=7)
    alarm = answer.alarms[0]
    anew, before = alarm.units

    def rules(*units: UnitAnswer) -> set[str]:
        changed = replace(answer, alarms=(replace(alarm, units=units),))
        return {violation.rule for violation in check_answer(given, changed)}

    assert rules(anew, before) == set()
    assert "unit" in rules(replace(anew, officers=anew.officers[:2]), before)
    assert "unit" in rules(replace(anew, officers=anew.officers[1:]), before)
    assert "given" in rules(anew)
    assert "given" in rules(anew, replace(before, officers=before.officers[:2]))
    assert "truth" in rules(anew, replace(before, given=False))
    late = replace(answer, alarms=(replace(alarm, form_up_by_min=5.0),))
    assert "truth" in {violation.rule for violation in check_answer(given, late)}


def test_the_document_tells_when_they_form_up_and_move_off() -> None:
    """There at 3, three minutes of briefing inside the five onward: move off at 6, adequate at 8."""
    given = replace(problem((origin("near", (30,), men=4),), (need(0, 4),)), onward=(50,))
    (alarm,) = answer_document(solve(given), brief_min=3)["alarms"]
    assert alarm["time_to_adequate_min"] == 8.0
    assert alarm["form_up_by"] == AT.replace(minute=38).isoformat()
    assert alarm["move_off"] == AT.replace(minute=41).isoformat()


def test_many_alarms_are_bounded_in_parts() -> None:
    """With more alarms than are looked at together the bound lies between the lone sum and what is done."""
    given = district(20, 400, TOGETHER + 3, 4, share=0.2, high_risk=0)
    answer = dispatch(given, seconds=2, seed=1)
    assert check_answer(given, answer) == ()
    assert answer.stages[0].objective == 0
    force, upper = force_of(given), answer.stages[1].objective
    found = bound(force, force.wants, upper)
    assert sum(w * t for w, t in zip(given.weights, found.lone, strict=True)) <= found.value <= upper
