"""Somebody of sufficient rank is in charge."""

from __future__ import annotations

from collections.abc import Iterator

from planner.core.rule import Violation
from planner.roster.encoding import RosterEncoding
from planner.roster.problem import Assigned, RosterProblem
from planner.roster.words import duty_words
from planner.solver import total


class InCharge:
    """One officer on each manned duty has at least the rank that it names."""

    name = "in-charge"
    sentence = "On a manned duty at least one officer has the rank in charge, or a higher one."
    source = "rank of the duty (demand): 340 ASI and SI for 339 sites, Faisalabad Christmas 2025"

    def violations(self, problem: RosterProblem, plan: Assigned) -> Iterator[Violation]:
        """One for each manned duty on which nobody may take charge."""
        for d, duty in enumerate(problem.duties):
            ranks = [problem.officers[o].rank for o in plan.on[d]]
            if ranks and max(ranks) < duty.in_charge:
                text = f"{duty_words(problem, d)} has nobody of rank {duty.in_charge.label} or above."
                yield Violation(self.name, duty.id, text)

    def encode(self, enc: RosterEncoding) -> None:
        """At least one of sufficient rank, times `manned`."""
        problem = enc.problem
        for d in enc.duties:
            duty = problem.duties[d]
            able = [officer.rank >= duty.in_charge for officer in problem.officers]
            if all(able):
                continue
            enc.require(self.name, duty.id, total(enc.column(d, able.__getitem__)) >= enc.manned[d])
