"""Equals carry equal shares of weekends."""

from __future__ import annotations

from collections.abc import Sequence

from planner.roster.goals.equals import Share
from planner.roster.problem import RosterProblem


class FairWeekends(Share):
    """Turns by which duties at the weekend of officers of the same rank and sex differ beyond what is taken as fair."""

    name = "fair-weekends"
    sentence = "Officers of the same rank and sex have like numbers of duties at the weekend; a turn too many costs."
    source = "roster.fair_turns_within and roster.fair_weekends_price (assumption)"
    unit = 1

    def price(self, problem: RosterProblem) -> int:
        """What a turn costs against the value of a need."""
        return problem.fair_weekends_price

    def carries(self, problem: RosterProblem) -> Sequence[int]:
        """1 for each of the duties at the weekend, else 0."""
        return [int(turn) for turn in problem.is_weekend]

    def fair(self, problem: RosterProblem) -> int:
        """Turns that are fair over the whole time."""
        return problem.fair_turns_within * problem.weeks_begun
