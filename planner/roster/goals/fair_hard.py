"""Equals carry equal shares of the hardest duties."""

from __future__ import annotations

from collections.abc import Sequence

from planner.roster.goals.equals import Share
from planner.roster.problem import RosterProblem

HOUR = 60


class FairHard(Share):
    """Started hours at hard duties, the worthiest ones, by which officers of the same rank and sex differ too much."""

    name = "fair-hard"
    sentence = "Officers of the same rank and sex have like hours at the duties worth most; an hour too many costs."
    source = "roster.hard_share, roster.fair_within_min and roster.fair_hard_price (assumption)"
    unit = HOUR

    def price(self, problem: RosterProblem) -> int:
        """What an hour costs against the value of a need."""
        return problem.fair_hard_price

    def carries(self, problem: RosterProblem) -> Sequence[int]:
        """Minutes of each hard duty, 0 for others."""
        return [problem.length(d) * hard for d, hard in enumerate(problem.is_hard)]

    def fair(self, problem: RosterProblem) -> int:
        """Minutes that are fair over the whole time."""
        return problem.fair_spread_min
