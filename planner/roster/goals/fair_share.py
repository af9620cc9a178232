"""Equals carry equal loads."""

from __future__ import annotations

from collections.abc import Sequence

from planner.roster.goals.equals import Share
from planner.roster.problem import RosterProblem

HOUR = 60


class FairShare(Share):
    """Started hours by which loads of officers of the same rank and sex differ beyond what is taken as fair.

    Women are compared with women: duties that need a woman fall to few. Who is on leave for a part of the time may
    have less than the others, never more.
    """

    name = "fair-share"
    sentence = "Officers of the same rank and sex have like hours; an hour of difference beyond one shift a week costs."
    source = "roster.fair_within_min and roster.fair_price (assumption)"
    unit = HOUR

    def price(self, problem: RosterProblem) -> int:
        """What an hour costs against the value of a need."""
        return problem.fair_price

    def carries(self, problem: RosterProblem) -> Sequence[int]:
        """Minutes of each duty."""
        return [problem.length(d) for d in range(len(problem.duties))]

    def fair(self, problem: RosterProblem) -> int:
        """Minutes that are fair over the whole time."""
        return problem.fair_spread_min
