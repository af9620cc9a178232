"""Stretches of days that are looked at on their own."""

from __future__ import annotations

from planner.roster.problem import RosterProblem


def stretches(problem: RosterProblem, *, days: int, offset: int = 0) -> list[list[int]]:
    """The duties of every `days` days in a row; the first stretch has only the days before `offset`."""
    found: dict[int, list[int]] = {}
    first = min(problem.day_numbers, default=0)
    for duty, day in enumerate(problem.day_numbers):
        found.setdefault((day - first - offset) // days, []).append(duty)
    return [found[number] for number in sorted(found)]
