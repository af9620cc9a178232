"""A duty is manned properly or left open, never by a token officer."""

from __future__ import annotations

from collections.abc import Iterator

from planner.core.rule import Violation
from planner.roster.encoding import RosterEncoding
from planner.roster.problem import Assigned, RosterProblem
from planner.roster.words import count, duty_words


class Filled:
    """Between the fewest that make a duty manned and its full strength, or nobody; full when all must be filled."""

    name = "filled"
    sentence = (
        "A duty has no more officers than it needs, and is left open rather than manned by fewer than its minimum."
    )
    source = "roster.min_manned and roster.min_manned_share (assumption); two at a site, Sindh 2016"

    def violations(self, problem: RosterProblem, plan: Assigned) -> Iterator[Violation]:
        """One for each duty with too many, too few, or (when all must be filled) not all of its officers."""
        for d, duty in enumerate(problem.duties):
            there = len(plan.on[d])
            has = f"{duty_words(problem, d)} has {count(there, 'officer')}"
            if there > duty.strength:
                yield Violation(self.name, duty.id, f"{has} and needs only {duty.strength}.")
            elif problem.must_fill and there < duty.strength:
                yield Violation(self.name, duty.id, f"{has} and must have all {duty.strength}.")
            elif 0 < there < problem.fewest(d):
                yield Violation(self.name, duty.id, f"{has}; fewer than {problem.fewest(d)} are not sent.")

    def encode(self, enc: RosterEncoding) -> None:
        """Strength and minimum, both times `manned`."""
        problem = enc.problem
        for d in enc.duties:
            duty = problem.duties[d]
            if problem.must_fill:
                enc.require(self.name, duty.id, enc.on[d] == duty.strength)
            else:
                enc.require(self.name, duty.id, enc.on[d] <= duty.strength * enc.manned[d])
                enc.require(self.name, duty.id, enc.on[d] >= problem.fewest(d) * enc.manned[d])
