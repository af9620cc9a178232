"""Needs are met, the worthier first."""

from __future__ import annotations

from typing import Any

from planner.roster.encoding import RosterEncoding
from planner.roster.problem import Assigned, RosterProblem
from planner.solver import weighted


class RiskCovered:
    """Worth of the needs left open: for each duty its value times the officers that it lacks."""

    name = "risk-covered"
    sentence = "Needs are met; each officer that a duty lacks costs the duty's value."
    source = "value of the duty (demand)"

    def price(self, problem: RosterProblem) -> int:
        """The worth itself is the unit of the objective."""
        return 1

    def measure(self, problem: RosterProblem, plan: Assigned) -> int:
        """Value times officers missing, over all duties."""
        return sum(
            duty.value * max(0, duty.strength - len(there)) for duty, there in zip(problem.duties, plan.on, strict=True)
        )

    def encode(self, enc: RosterEncoding) -> Any:
        """The same sum over variables that are at least what is missing, for the duties that are decided."""
        missing = []
        for d in enc.duties:
            duty = enc.problem.duties[d]
            lacks = enc.number(0, duty.strength)
            enc.model.add(lacks >= duty.strength - enc.on[d])
            missing.append(lacks)
            if enc.guess is not None:
                enc.hint(lacks, max(0, duty.strength - len(enc.guess.on[d])))
        return weighted(missing, [enc.problem.duties[d].value for d in enc.duties])
