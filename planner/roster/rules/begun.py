"""What has begun stays."""

from __future__ import annotations

from collections.abc import Iterator

from planner.core.rule import Violation
from planner.roster.encoding import RosterEncoding
from planner.roster.problem import Assigned, RosterProblem
from planner.roster.words import duty_words


class Begun:
    """On a duty that has begun are exactly those of the plan before who are still on the roll."""

    name = "begun"
    sentence = "A duty that has begun, or is over, stays as it was ordered."
    source = "what was done cannot be planned anew"

    def violations(self, problem: RosterProblem, plan: Assigned) -> Iterator[Violation]:
        """One for each such duty, with who was put on it and who was taken off."""
        ordered = problem.done_pairs
        for d, duty in enumerate(problem.duties):
            if not problem.is_begun[d]:
                continue
            was = {o for o, of in ordered if of == d}
            more, less = sorted(set(plan.on[d]) - was), sorted(was - set(plan.on[d]))
            for change, officers in (("is put on", more), ("is taken off", less)):
                for o in officers:
                    text = f"{problem.officers[o].id} {change} {duty_words(problem, d)}, which has begun."
                    yield Violation(self.name, duty.id, text)

    def encode(self, enc: RosterEncoding) -> None:
        """Each officer on it or not, as it was."""
        ordered = enc.problem.done_pairs
        for d in enc.duties:
            if enc.problem.is_begun[d]:
                for o, row in enumerate(enc.x):
                    enc.require(self.name, enc.problem.duties[d].id, row[d] == int((o, d) in ordered))
