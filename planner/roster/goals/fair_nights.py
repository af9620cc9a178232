"""Equals carry equal numbers of nights."""

from __future__ import annotations

from collections.abc import Sequence

from planner.roster.goals.equals import Share
from planner.roster.problem import RosterProblem


class FairNights(Share):
    """Turns by which night duties of officers of the same rank and sex differ beyond what is taken as fair."""

    name = "fair-nights"
    sentence = "Officers of the same rank and sex have like numbers of night duties; a turn too many costs."
    source = "roster.fair_turns_within and roster.fair_nights_price (assumption)"
    unit = 1

    def price(self, problem: RosterProblem) -> int:
        """What a turn costs against the value of a need."""
        return problem.fair_nights_price

    def carries(self, problem: RosterProblem) -> Sequence[int]:
        """1 for each of the night duties, else 0."""
        return [int(turn) for turn in problem.is_night]

    def fair(self, problem: RosterProblem) -> int:
        """Turns that are fair over the whole time."""
        return problem.fair_turns_within * problem.weeks_begun
