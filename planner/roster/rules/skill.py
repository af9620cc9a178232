"""Enough of those on a duty hold each skill that it needs."""

from __future__ import annotations

from collections.abc import Iterator

from planner.core.rule import Violation
from planner.roster.encoding import RosterEncoding
from planner.roster.problem import Assigned, RosterProblem
from planner.roster.words import duty_words
from planner.solver import total


class SkillHeld:
    """A skill that has lapsed by the day of the duty does not count."""

    name = "skill"
    sentence = "On a manned duty enough officers hold each skill that it needs, and the skill has not lapsed."
    source = "skills of the duty (demand) and trainings with their last day (nominal roll)"

    def violations(self, problem: RosterProblem, plan: Assigned) -> Iterator[Violation]:
        """One for each skill of which a manned duty has too few holders."""
        for d, duty in enumerate(problem.duties):
            for skill, needed in duty.skills:
                holders = sum(problem.officers[o].can(skill, problem.days[d]) for o in plan.on[d])
                if plan.on[d] and holders < needed:
                    text = f"{duty_words(problem, d)} needs {needed} with {skill} and has {holders}."
                    yield Violation(self.name, duty.id, text)

    def encode(self, enc: RosterEncoding) -> None:
        """As many holders as needed, times `manned`."""
        problem = enc.problem
        for d in enc.duties:
            duty = problem.duties[d]
            for skill, needed in duty.skills:
                day = problem.days[d]
                able = [officer.can(skill, day) for officer in problem.officers]
                holders = total(enc.column(d, able.__getitem__))
                enc.require(self.name, duty.id, holders >= needed * enc.manned[d])
