"""Women officers where they are needed."""

from __future__ import annotations

from collections.abc import Iterator

from planner.core.rule import Violation
from planner.roster.encoding import RosterEncoding
from planner.roster.problem import Assigned, RosterProblem
from planner.roster.words import count, duty_words
from planner.solver import total


class Women:
    """A manned duty has as many women as it needs."""

    name = "women"
    sentence = "On a manned duty there are enough women officers."
    source = "women of the duty (demand): a woman officer at each desk, two at a cathedral at Christmas"

    def violations(self, problem: RosterProblem, plan: Assigned) -> Iterator[Violation]:
        """One for each manned duty with too few women."""
        for d, duty in enumerate(problem.duties):
            women = sum(problem.officers[o].is_woman for o in plan.on[d])
            if plan.on[d] and women < duty.women:
                needs = count(duty.women, "woman officer")
                yield Violation(self.name, duty.id, f"{duty_words(problem, d)} needs {needs} and has {women}.")

    def encode(self, enc: RosterEncoding) -> None:
        """As many women as needed, times `manned`."""
        problem = enc.problem
        for d in enc.duties:
            duty = problem.duties[d]
            if duty.women:
                women = total(enc.column(d, lambda o: problem.officers[o].is_woman))
                enc.require(self.name, duty.id, women >= duty.women * enc.manned[d])
