"""Leave is leave."""

from __future__ import annotations

from collections.abc import Iterator

from planner.core.rule import Violation
from planner.roster.encoding import RosterEncoding
from planner.roster.problem import Assigned, RosterProblem
from planner.roster.words import duty_words


class Leave:
    """No duty of an officer touches a leave of theirs."""

    name = "leave"
    sentence = "An officer on leave has no duty."
    source = "leave of the nominal roll"

    def violations(self, problem: RosterProblem, plan: Assigned) -> Iterator[Violation]:
        """One for each duty that touches a leave."""
        for officer, duties in zip(problem.officers, plan.duties_of, strict=True):
            for d in duties:
                if officer.is_on_leave(problem.duties[d].window):
                    yield Violation(self.name, officer.id, f"{officer.id} is on leave at {duty_words(problem, d)}.")

    def encode(self, enc: RosterEncoding) -> None:
        """None of the duties that begin before a leave ends and end after it begins."""
        problem = enc.problem
        for officer, row in zip(problem.officers, enc.x, strict=True):
            for leave in officer.leave:
                begin, end = problem.minutes_of(leave)
                for d in enc.duties:
                    start, stop = problem.spans[d]
                    if start < end and begin < stop:
                        enc.require(self.name, officer.id, row[d] == 0)
