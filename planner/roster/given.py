"""What was broken before a plan is made: by hand, in duties that have begun. No plan can mend it."""

from __future__ import annotations

from collections.abc import Sequence

from planner.core.rule import Rule, Violation
from planner.roster.problem import Assigned, RosterProblem


def given(problem: RosterProblem, rules: Sequence[Rule]) -> frozenset[Violation]:
    """Each breach that follows from those on the duties that have begun alone."""
    if not problem.begun:
        return frozenset()
    alone = problem.replace(must_fill=False)
    done = Assigned(alone, alone.done_pairs)
    return frozenset(found for rule in rules for found in rule.violations(alone, done))
