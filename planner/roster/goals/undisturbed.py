"""A plan that replaces another changes little."""

from __future__ import annotations

from typing import Any

from planner.roster.encoding import RosterEncoding
from planner.roster.problem import Assigned, Pairs, RosterProblem
from planner.solver import total


class Undisturbed:
    """Officers taken off duties that the plan before had ordered, where officer and duty both still exist."""

    name = "undisturbed"
    sentence = "A plan that replaces another keeps officers on the duties that were ordered; each that it drops costs."
    source = "roster.change_price (assumption)"

    def price(self, problem: RosterProblem) -> int:
        """What a dropped duty of an officer costs against the value of a need."""
        return problem.change_price

    def measure(self, problem: RosterProblem, plan: Assigned) -> int:
        """How many pairs of officer and duty are dropped."""
        return len(ordered_before(problem) - plan.pairs)

    def encode(self, enc: RosterEncoding) -> Any:
        """One for each such pair that is not kept."""
        return total(1 - enc.x[officer][duty] for officer, duty in sorted(ordered_before(enc.problem)))


def ordered_before(problem: RosterProblem) -> Pairs:
    """The pairs of the plan before that could be kept, by position."""
    return frozenset(
        (problem.officer_index[officer], problem.duty_index[duty])
        for officer, duty in problem.before
        if officer in problem.officer_index and duty in problem.duty_index
    )
