"""How many posts round the clock a force can hold at most: plain arithmetic, for the question before any plan."""

from __future__ import annotations

import math
from dataclasses import dataclass

from planner.core.duty import DutyKind
from planner.core.time import MINUTES_PER_DAY
from planner.roster.problem import DAYS_OF_WEEK_LIMIT, RosterProblem
from planner.roster.words import count, hours

ROUNDING = 1e-9
"""Slack before a number of posts is rounded down."""


@dataclass(frozen=True, slots=True)
class Posts:
    """Posts of one and of two officers that can be held day and night, and the sentence that says so."""

    one_person: int
    two_person: int
    sentence: str


def posts_possible(officers: int, *, availability: float, week_min: int, shift_min: int, sites: int = 0) -> Posts:
    """The most posts that are manned at every hour of every week.

    One officer works `week_min // shift_min` whole shifts a week, at most one a day; of the officers a share of
    `availability` is there. A post of one takes all shifts of seven days: `7 * 1440 / shift_min`. `sites` are those
    that would each like a post.

    Raises ValueError for a share outside 0 to 1 or a shift that is not between a minute and a day.
    """
    if not 0 <= availability <= 1 or not 0 < shift_min <= MINUTES_PER_DAY:
        raise ValueError(f"availability {availability} or shift {shift_min} min is out of range")
    shifts = min(DAYS_OF_WEEK_LIMIT, week_min // shift_min)
    held = officers * availability * shifts * shift_min / (DAYS_OF_WEEK_LIMIT * MINUTES_PER_DAY)
    one, two = (math.floor(held / persons + ROUNDING) for persons in (1, 2))
    sentence = (
        f"{count(officers, 'officer')}, {round(100 * availability)} % of them there, each with "
        f"{count(shifts, 'shift')} of {hours(shift_min)} a week, can hold at most "
        f"{count(one, 'one-person post')} round the clock ({two} of two)"
    )
    open_sites = max(0, sites - one)
    if open_sites:
        sentence += f": {open_sites} of {count(sites, 'site')} cannot be guarded round the clock, whatever the plan"
    return Posts(one, two, f"{sentence}.")


def posts_of(problem: RosterProblem, *, availability: float, sites: int | None = None) -> Posts:
    """The same for the officers and numbers of a problem.

    When anybody on the roll has leave in the days of the plan, who is there follows from leave; else it is
    `availability`. Without `sites` they are those that the duties name.
    """
    there = _there(problem)
    named = {site for duty in problem.duties for site in duty.sites}
    guarded = {duty.place for duty in problem.duties if duty.kind is DutyKind.GUARD and not duty.sites}
    return posts_possible(
        len(problem.officers),
        availability=availability if there is None else there,
        week_min=problem.max_week_min,
        shift_min=problem.shift_min,
        sites=len(named | guarded) if sites is None else sites,
    )


def _there(problem: RosterProblem) -> float | None:
    """The share of the officers' time without leave, or None when no leave falls into the days of the plan."""
    days = max(problem.day_numbers, default=0) + 1
    whole = days * MINUTES_PER_DAY
    away = sum(_union([problem.minutes_of(leave) for leave in officer.leave], whole) for officer in problem.officers)
    return None if not away else 1 - away / (whole * len(problem.officers))


def _union(spans: list[tuple[int, int]], whole: int) -> int:
    """Minutes of the days that lie in any of the spans."""
    total, last = 0, 0
    for start, end in sorted(spans):
        first, end = max(start, last), min(end, whole)
        if end > first:
            total += end - first
            last = end
    return total
