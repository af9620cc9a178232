from __future__ import annotations

from datetime import UTC, date, datetime

import pandas as pd
import pytest

from planner.config import load_config
from planner.core.duty import DutyKind
from planner.core.errors import InputError
from planner.core.people import Rank, Skill
from planner.core.time import day_windows
from planner.roster import RosterProblem, build, solve
from planner.tables import DemandTable, OfficerTable, TravelTable, check_table
from tests.roster.days import MONDAY

CONFIG = load_config().roster
WEEK = day_windows(MONDAY, 7)


def roll(**changes: object) -> pd.DataFrame:
    """An ASI with a training and a day of leave, and a woman constable."""
    usual = {
        "officer": "PU-002",
        "rank": "ASI",
        "is_woman": False,
        "skills": "riot-control:2027-03-01; driver",
        "home_station": "Lines",
        "unit": "protection unit",
        "leave": "2026-03-03T00:00:00+05:00/2026-03-04T00:00:00+05:00",
        "unit_since": "2024-03-01",
        "languages": "Punjabi; Urdu",
        "is_synthetic": True,
        "source": "test",
    }
    woman = {**usual, "officer": "PU-001", "rank": "Constable", "is_woman": True, "skills": "", "leave": ""}
    return check_table(OfficerTable, pd.DataFrame([{**usual, **changes}, woman]))


def needs(**changes: object) -> pd.DataFrame:
    """A guard of two on Monday from nine to twelve in Karachi, that is from four to seven UTC."""
    usual = {
        "duty": "G1",
        "kind": "guard",
        "place": "S-001",
        "start": datetime(2026, 3, 2, 4, tzinfo=UTC),
        "end": datetime(2026, 3, 2, 7, tzinfo=UTC),
        "strength": 2,
        "in_charge": "ASI",
        "women": 1,
        "skills": "driver; riot-control:1",
        "value": 40,
        "reason": "demand.guard_b",
        "sites": "S-001",
        "unmet": "",
    }
    return check_table(DemandTable, pd.DataFrame([{**usual, **changes}]))


def built(officers: pd.DataFrame | None = None, demand: pd.DataFrame | None = None) -> RosterProblem:
    """The problem of the two officers and the guard."""
    return build(roll() if officers is None else officers, needs() if demand is None else demand, CONFIG, windows=WEEK)


def test_frames_become_officers_and_duties_in_whole_minutes() -> None:
    """Nine in the morning is minute 540 of Monday in Karachi; officers are sorted by service number."""
    of = built()
    assert [o.id for o in of.officers] == ["PU-001", "PU-002"]
    asi = of.officers[1]
    assert (asi.rank, asi.is_woman, asi.home_station) == (Rank.ASI, False, "Lines")
    assert {str(skill) for skill in asi.skills} == {
        "riot-control:2027-03-01",
        "driver",
        "speaks-punjabi",
        "speaks-urdu",
    }
    assert (asi.unit_since, asi.languages) == (date(2024, 3, 1), {"Punjabi", "Urdu"})
    assert Skill("driver") in asi.skills
    assert of.minutes_of(asi.leave[0]) == (1440, 2880)
    (guard,) = of.duties
    assert (guard.kind, guard.place, guard.strength, guard.women, guard.value) == (DutyKind.GUARD, "S-001", 2, 1, 40)
    assert guard.skills == (("driver", 1), ("riot-control", 1))
    assert of.spans == ((540, 720),)
    assert of.day_numbers == (0,)


def test_numbers_of_the_rules_come_from_the_configuration() -> None:
    """Eleven hours of rest, shifts of eight hours, 48 hours a week."""
    of = built()
    assert (of.rest_min, of.shift_min, of.max_week_min) == (660, 480, 2880)


def test_day_of_a_duty_is_the_civil_day_of_the_deployment() -> None:
    """Two in the morning on Tuesday in Karachi is still Monday in UTC; the duty counts on Tuesday."""
    night = needs(start=datetime(2026, 3, 2, 21, tzinfo=UTC), end=datetime(2026, 3, 2, 23, tzinfo=UTC))
    assert built(demand=night).day_numbers == (1,)


def test_travel_counts_by_car_and_in_whole_minutes_rounded_up() -> None:
    """12.1 minutes are 13; the way of a bus does not count; an unknown pair takes the usual change-over."""
    rows = [
        {"origin": "S-001", "destination": "S-002", "profile": "car", "minutes": 12.1},
        {"origin": "S-002", "destination": "S-001", "profile": "heavy", "minutes": 99.0},
    ]
    travel = check_table(TravelTable, pd.DataFrame(rows))
    of = build(roll(), needs(), CONFIG, windows=WEEK, travel=travel)
    assert of.travel_min("S-001", "S-002") == 13
    assert of.travel_min("S-002", "S-001") == CONFIG.changeover_min
    assert of.travel_min("S-001", "S-001") == 0


def test_built_problem_is_solved() -> None:
    """The ASI drives and is trained, the constable is the woman: the guard is full."""
    plan = solve(built(), seconds=10, seed=1).plan
    assert plan is not None
    assert {(a.officer, a.duty) for a in plan.assignments} == {("PU-001", "G1"), ("PU-002", "G1")}
    assert plan.uncovered == ()


def test_empty_frames_make_an_empty_problem() -> None:
    """Neither officers nor duties: no error."""
    of = built(roll().iloc[:0], needs().iloc[:0])
    assert (of.officers, of.duties, of.end_min) == ((), (), 0)


def test_no_day_to_plan_is_refused() -> None:
    """Without a window nobody knows where minutes begin."""
    with pytest.raises(InputError, match="no day"):
        build(roll(), needs(), CONFIG, windows=())


def test_need_that_contradicts_itself_is_refused_by_name() -> None:
    """Three women among two officers."""
    with pytest.raises(InputError, match=r"duty G1: .*3 women among 2"):
        built(demand=needs(women=3))


def test_leave_that_is_no_time_is_refused_by_officer() -> None:
    """A leave that was typed as a word."""
    with pytest.raises(InputError, match="officer PU-002"):
        built(officers=roll(leave="next week"))
