"""Why not every duty can be filled: the rules that meet, in sentences."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from planner.core.rule import Rule
from planner.roster.encoding import encode
from planner.roster.problem import RosterProblem
from planner.roster.words import count, duty_words
from planner.solver import Switch, why_not

SHRINK_SHARE = 0.5
"""Share of the time that may be spent on leaving out what the reason does not need."""
MAX_NAMED = 12
"""Subjects that are named for a rule; more are counted."""


def explain(
    problem: RosterProblem,
    rules: Sequence[Rule],
    *,
    seconds: float,
    seed: int = 0,
    cancel: Callable[[], bool] | None = None,
) -> tuple[str, ...]:
    """A sentence for each rule that takes part in the conflict, with its subjects; the first says what they make.

    When the time does not suffice, or all duties can be filled after all, the one sentence says so.
    """
    enc = encode(problem, rules, explaining=True)
    shrink = seconds * SHRINK_SHARE
    conflict = why_not(enc, seconds=seconds - shrink, seed=seed, shrink_seconds=shrink, cancel=cancel)
    if conflict is None:
        return ("No reason was found in the time: either there is a roster after all, or more time is needed.",)
    ending = "none of them can be left out" if conflict.is_smallest else "some of them may not be needed"
    head = f"These rules cannot all hold together ({ending}):"
    return (head, *(_sentence(problem, rule, conflict.switches) for rule in rules if _of(rule, conflict.switches)))


def _of(rule: Rule, switches: Sequence[Switch]) -> list[str]:
    return [switch.subject for switch in switches if switch.rule == rule.name]


def _sentence(problem: RosterProblem, rule: Rule, switches: Sequence[Switch]) -> str:
    subjects = _of(rule, switches)
    named = [
        duty_words(problem, problem.duty_index[subject]) if subject in problem.duty_index else subject
        for subject in subjects[:MAX_NAMED]
    ]
    more = len(subjects) - len(named)
    rest = f" and {count(more, 'other')}" if more else ""
    return f"{rule.name}: {rule.sentence} Here: {', '.join(named)}{rest}."
