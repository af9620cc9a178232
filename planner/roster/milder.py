"""Milder values of the numbers of the rules, from which the mildest that suffices is sought."""

from __future__ import annotations

import math

from planner.config import numbers
from planner.roster.conflicts import near_pairs
from planner.roster.problem import RosterProblem
from planner.roster.rules.rest import clash_of_rest

STEP_MIN = 60
"""Steps in which a weekly rest is shortened."""


def candidates(problem: RosterProblem, name: str) -> list[int]:
    """Milder values of a number, the mildest change first, within the range that the defaults file allows."""
    now = getattr(problem, name)
    allowed = numbers()[f"roster.{name}"]
    low, high = int(allowed.low or 0), int(allowed.high or 0)
    if name == "max_week_min":
        step = math.gcd(*(problem.length(d) for d in range(len(problem.duties))))
        return list(range(now - now % step + step, high + 1, step))
    if name == "rest_min":
        clash = clash_of_rest(problem)
        gaps = {
            problem.spans[later][0] - problem.spans[first][1]
            for first, later in near_pairs(problem, clash.reach_min)
            if clash.holds(first, later)
        }
        return sorted((gap for gap in gaps if max(0, low) <= gap < now), reverse=True)
    if name == "week_rest_min":
        return list(range(now - STEP_MIN, max(low, problem.rest_min) - 1, -STEP_MIN))
    if name == "max_commute_min":
        return sorted({way for way in problem.commute.values() if now < way <= high})
    return list(range(now + 1, high + 1))
