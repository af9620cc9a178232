"""Night duties from ten in the evening to six; they hold two in the morning."""

from __future__ import annotations

from planner.roster.rules.night_limit import NightLimit
from tests.roster.days import at, breaches, duty, officer, problem

NIGHTS = [duty(f"night{d}", at(22, day=d), 8) for d in range(8)]
DAYS = [duty(f"day{d}", at(8, day=d), 8) for d in range(8)]
WEEK = problem([officer("O1")], [*NIGHTS, *DAYS], max_nights_week=4, max_nights_row=3)


def nights(*numbers: int) -> dict[str, str]:
    """O1 on duty in these nights."""
    return {f"night{d}": "O1" for d in numbers}


def test_four_nights_in_a_week_with_a_free_one_between_are_allowed() -> None:
    """Monday to Wednesday and Friday: three in a row, four in seven days."""
    assert breaches(NightLimit(), WEEK, **nights(0, 1, 2, 4)) == []


def test_fifth_night_of_a_week_is_forbidden() -> None:
    """Monday, Tuesday, Thursday, Friday and Sunday are five, though never four in a row."""
    (found,) = breaches(NightLimit(), WEEK, **nights(0, 1, 3, 4, 6))
    assert (found.rule, found.subject) == ("night-limit", "O1")
    assert "has 5 night duties in the 7 days from Monday 2 March, not at most 4" in found.sentence


def test_four_nights_in_a_row_are_forbidden() -> None:
    """Three in a row is the limit here."""
    (found,) = breaches(NightLimit(), WEEK, **nights(2, 3, 4, 5))
    assert "has 4 night duties in the 4 days from Wednesday 4 March, not at most 3" in found.sentence


def test_any_number_of_days_is_allowed() -> None:
    """A duty from eight to four holds no two in the morning."""
    assert breaches(NightLimit(), WEEK, **{f"day{d}": "O1" for d in range(8)}) == []
