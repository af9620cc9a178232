"""The words of core refuse what cannot be, and read what people write."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from planner.core.duty import Duty, DutyKind
from planner.core.errors import InputError, PlannerError
from planner.core.estimate import Estimate
from planner.core.people import Officer, Rank, Skill, Vehicle
from planner.core.plan import Plan, Status
from planner.core.surge import Alarm, Surge
from planner.core.time import Window, day_windows, minutes_between

NINE = datetime(2026, 12, 25, 9, tzinfo=UTC)
NOON = datetime(2026, 12, 25, 12, tzinfo=UTC)


def test_an_error_says_what_and_what_to_do() -> None:
    """The second line begins with Maybe; it is also a ValueError for those who expect one."""
    fault = InputError("row 14: no date", maybe="the file is month-first.")
    assert str(fault) == "row 14: no date\nMaybe the file is month-first."
    assert isinstance(fault, PlannerError)
    assert isinstance(fault, ValueError)


def test_a_window_without_zone_or_length_is_refused() -> None:
    """Nobody can say when 09:00 is without a zone."""
    with pytest.raises(ValueError, match="no time zone"):
        Window(NINE.replace(tzinfo=None), NOON)
    with pytest.raises(ValueError, match="must end after"):
        Window(NOON, NINE)


def test_windows_that_touch_do_not_overlap() -> None:
    """The end belongs to the next."""
    morning, afternoon = Window(NINE, NOON), Window(NOON, NOON + timedelta(hours=3))
    assert not morning.overlaps(afternoon)
    assert morning.holds(NINE)
    assert not morning.holds(NOON)
    assert morning.minutes == 180
    assert Window.parse(str(morning)) == morning


def test_days_follow_the_civil_day_of_the_zone() -> None:
    """Two days in Karachi begin at its own midnight."""
    first, second = day_windows(datetime(2026, 12, 25, 15, tzinfo=ZoneInfo("Asia/Karachi")), 2)
    assert first.start.isoformat() == "2026-12-25T00:00:00+05:00"
    assert first.end == second.start
    assert minutes_between(first.start, second.end) == 2880


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("300", (300, 300, 300)),
        ("300-600", (300, 450, 600)),
        ("300-400-600", (300, 400, 600)),
        ("300–600", (300, 450, 600)),
    ],
)
def test_an_estimate_reads_a_number_a_range_or_three(text: str, expected: tuple[float, float, float]) -> None:
    """As people write a crowd."""
    made = Estimate.parse(text)
    assert (made.low, made.best, made.high) == expected


def test_an_estimate_is_ordered_and_graded() -> None:
    """High below low, or an unknown grade, is refused; the quantile runs through low, best and high."""
    with pytest.raises(ValueError, match="do not rise from lowest to highest"):
        Estimate.parse("600-300")
    with pytest.raises(ValueError, match="grade"):
        Estimate(1, 2, 3, grade="sure")
    crowd = Estimate(300, 400, 800)
    assert [crowd.at(q) for q in (0, 0.25, 0.5, 0.75, 1)] == [300, 350, 400, 600, 800]


@pytest.mark.parametrize(
    ("text", "rank"),
    [
        ("ASI", Rank.ASI),
        ("Head Constable", Rank.HEAD_CONSTABLE),
        ("hc", Rank.HEAD_CONSTABLE),
        ("Insp.", Rank.INSPECTOR),
    ],
)
def test_a_rank_is_read_as_people_write_it(text: str, rank: Rank) -> None:
    """Abbreviations, dots and cases."""
    assert Rank.parse(text) is rank
    assert Rank.parse(rank.label) is rank


def test_ranks_are_ordered_and_nonsense_is_named() -> None:
    """A Head Constable is below an ASI."""
    assert Rank.HEAD_CONSTABLE < Rank.ASI < Rank.INSPECTOR
    with pytest.raises(ValueError, match="Sergeant"):
        Rank.parse("Sergeant")


def test_a_training_counts_on_its_last_day_and_lapses_after_it() -> None:
    """Skills are read from the roster's text."""
    skills = Skill.parse_many("riot-control:2027-03-01; driver")
    officer = Officer("O1", Rank.ASI, True, skills, "S1", "station", leave=(Window(NINE, NOON),))
    assert officer.can("riot-control", date(2027, 3, 1))
    assert not officer.can("riot-control", date(2027, 3, 2))
    assert officer.can("driver", date(2040, 1, 1))
    assert officer.is_on_leave(Window(NOON - timedelta(minutes=1), NOON + timedelta(hours=1)))
    assert not officer.is_on_leave(Window(NOON, NOON + timedelta(hours=1)))


def test_impossible_things_cannot_be_made() -> None:
    """A vehicle without seats, a duty without officers, more women than officers, no alarm."""
    window = Window(NINE, NOON)
    with pytest.raises(ValueError, match="0 seats"):
        Vehicle("V1", "mobile", 0, "car", "S1")
    with pytest.raises(ValueError, match="at least 1"):
        Duty("D1", DutyKind.GUARD, "S1", window, 0)
    with pytest.raises(ValueError, match="women"):
        Duty("D1", DutyKind.GUARD, "S1", window, 1, women=2)
    with pytest.raises(ValueError, match="alarm"):
        Surge((), NINE)
    with pytest.raises(ValueError, match="time zone"):
        Alarm("A1", 0, 0, 0, 0, Estimate(1, 2, 3), datetime(2026, 1, 1))  # noqa: DTZ001


def test_the_gap_of_a_plan_is_a_share_of_its_objective() -> None:
    """40 against a bound of 30 leaves a quarter; at the bound nothing; never below nothing."""

    def gap(objective: int, bound: int) -> float:
        return Plan("p", Status.GOOD, (), (), objective, bound, 1.0, 7).gap

    assert gap(40, 30) == 0.25
    assert gap(40, 40) == 0
    assert gap(0, 0) == 0
    assert Window(NINE, NOON).start.astimezone(timezone(timedelta(hours=5))).hour == 14
