"""Stretches of days that are decided at once, as long as the time allows."""

from __future__ import annotations

from planner.roster.problem import RosterProblem

LENGTHS = (7, 5, 3)
"""Days of a stretch, the best first: a week sees the weekly limit as a whole; less than three do not pay."""
USUAL_DECISIONS = 15_000
"""Officers times duties of a stretch that takes `USUAL_SECONDS`: a week of a unit of 70 with 30 duties a day."""
USUAL_SECONDS = 7.0
"""Measured on two busy cores."""
GROWTH = 1.5
"""A stretch of twice the size takes 2 to the power of this as long."""
TIME_SHARE = 0.6
"""Share of the time that the first round of stretches may be expected to take."""


def stretch_days(problem: RosterProblem, seconds: float) -> int:
    """The longest stretch of which a whole round fits into the time, in days; 0 when not even the shortest does.

    It follows from the size and the time limit alone, not from the clock, so that a run can be repeated.
    """
    for days in LENGTHS:
        sizes = [len(found) * len(problem.officers) for found in stretches(problem, days=days)]
        expected = sum(USUAL_SECONDS * (size / USUAL_DECISIONS) ** GROWTH for size in sizes)
        if expected <= seconds * TIME_SHARE:
            return days
    return 0


def stretches(problem: RosterProblem, *, days: int, offset: int = 0) -> list[list[int]]:
    """The duties of every `days` days in a row; the first stretch has only the days before `offset`."""
    found: dict[int, list[int]] = {}
    first = min(problem.day_numbers, default=0)
    for duty, day in enumerate(problem.day_numbers):
        found.setdefault((day - first - offset) // days, []).append(duty)
    return [found[number] for number in sorted(found)]
