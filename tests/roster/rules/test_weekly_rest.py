"""A day of rest is 24 hours here, from the end of one duty to the start of the next."""

from __future__ import annotations

from planner.roster.rules.weekly_rest import WeeklyRest
from tests.roster.days import at, breaches, duty, officer, problem

GUARDS = [duty(f"day{d}", at(9, day=d), 3) for d in range(8)]
WEEK = problem([officer("O1")], [*GUARDS, duty("late", at(22, day=2), 12), duty("early", at(5, day=4), 3)])
WEEK = WEEK.replace(week_rest_min=1440)


def days(*numbers: int) -> dict[str, str]:
    """O1 on guard on these days."""
    return {f"day{d}": "O1" for d in numbers}


def test_six_days_and_a_free_one_are_allowed() -> None:
    """Thursday is free: from Wednesday noon to Friday morning are 45 hours."""
    assert breaches(WeeklyRest(), WEEK, **days(0, 1, 2, 4, 5, 6, 7)) == []


def test_seven_days_in_a_row_are_forbidden_however_short_the_duties() -> None:
    """Three hours a day are far from the weekly limit of hours, and still there is no day of rest."""
    (found,) = breaches(WeeklyRest(), WEEK, **days(1, 2, 3, 4, 5, 6, 7))
    assert (found.rule, found.subject) == ("weekly-rest", "O1")
    assert "has no day of rest with 24 h free in the seven days from Tuesday 3 March" in found.sentence


def test_free_day_between_a_late_night_and_an_early_morning_is_forbidden_as_the_only_one() -> None:
    """From Thursday ten in the morning to Friday five are 19 hours: no duty begins on Thursday, and it is no rest."""
    (found,) = breaches(WeeklyRest(), WEEK, **days(0, 1, 5, 6, 7), late="O1", early="O1")
    assert "from Monday 2 March" in found.sentence


def test_weekly_rest_of_no_minutes_needs_no_day() -> None:
    """With `week_rest_min` 0 the rule is silent."""
    assert breaches(WeeklyRest(), WEEK.replace(week_rest_min=0), **days(*range(8))) == []
