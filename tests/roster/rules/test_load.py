"""Shifts of eight hours on ten days in a row; at most 48 hours in any seven days, which is six shifts."""

from __future__ import annotations

from planner.roster.rules.load import Load
from tests.roster.days import at, breaches, duty, officer, problem

WEEK = problem([officer("O1")], [duty(f"day{d}", at(8, day=d), 8) for d in range(10)])


def days(*numbers: int) -> dict[str, str]:
    """O1 on duty on these days."""
    return {f"day{d}": "O1" for d in numbers}


def test_six_days_of_duty_and_a_day_off_are_allowed() -> None:
    """Six times eight hours are 48, in every seven days of the ten."""
    assert breaches(Load(), WEEK, **days(0, 1, 2, 3, 4, 5, 7, 8, 9)) == []


def test_seven_days_of_duty_in_a_row_are_forbidden() -> None:
    """Seven times eight hours are 56."""
    (found,) = breaches(Load(), WEEK, **days(0, 1, 2, 3, 4, 5, 6))
    assert (found.rule, found.subject) == ("load", "O1")
    assert "has 56 h of duty in the seven days from Monday 2 March, not at most 48 h" in found.sentence


def test_seven_days_are_counted_across_the_week_end() -> None:
    """From Wednesday to Tuesday are seven days too."""
    (found,) = breaches(Load(), WEEK, **days(2, 3, 4, 5, 6, 7, 8))
    assert "from Wednesday 4 March" in found.sentence


def test_night_counts_on_the_day_on_which_it_begins() -> None:
    """Nights of Monday to Saturday and a night that begins on the next Monday: eight days apart, allowed."""
    nights = problem([officer("O1")], [duty(f"day{d}", at(22, day=d), 8) for d in range(8)])
    assert breaches(Load(), nights, **days(0, 1, 2, 3, 4, 5, 7)) == []
