"""Why not every duty can be filled: what would have to give, and the rules that meet, in sentences."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence

from planner.core.duty import Duty
from planner.core.rule import Rule
from planner.roster.bound import open_worth
from planner.roster.encoding import encode
from planner.roster.problem import RosterProblem
from planner.roster.relax import Relaxation, ways
from planner.roster.stretches import stretches
from planner.roster.words import count, duty_words
from planner.solver import Switch, why_not

RELAX_SHARE = 0.5
"""Share of the time that may be spent on what would have to give."""
NARROW_SHARE = 0.2
"""Share of the time that may be spent on finding few duties that cannot all be filled."""
FIND_SHARE = 0.3
"""Share of the time that may be spent on a first reason."""
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
    """First what would have to give, then a sentence for each rule that takes part in the conflict, with its subjects.

    When the time does not suffice, or all duties can be filled after all, a sentence says so.
    """
    began = time.monotonic()
    found = ways(problem, rules, seconds=seconds * RELAX_SHARE, seed=seed, cancel=cancel)
    left = seconds - (time.monotonic() - began)
    return (*relaxed(found), *_conflict(problem, rules, seconds=left, seed=seed, cancel=cancel))


def relaxed(found: Sequence[Relaxation], aim: str = "To fill every duty it takes") -> tuple[str, ...]:
    """The ways out as sentences, the one that takes fewest things first; nothing without ways.

    Ways that were tried on the roster stand together; one that was only counted says so.
    """
    tried = [way.sentence for way in found if way.is_tried]
    sentences = [f"{aim} {'; or '.join(tried)}."] if tried else []
    for way in found:
        if not way.is_tried:
            also = "It may also do to have" if sentences else f"{aim}, by count of officers and hours,"
            least = "at least " if way.is_fewest else "perhaps "
            sentences.append(f"{also} {least}{way.sentence}. The time ended before a roster was tried with it.")
    return tuple(sentences)


def _conflict(
    problem: RosterProblem,
    rules: Sequence[Rule],
    *,
    seconds: float,
    seed: int,
    cancel: Callable[[], bool] | None,
) -> tuple[str, ...]:
    problem = _narrowed(problem, [rule.name for rule in rules], seconds * NARROW_SHARE)
    enc = encode(problem, rules, explaining=True)
    shrink = seconds * SHRINK_SHARE
    conflict = why_not(enc, seconds=seconds * FIND_SHARE, seed=seed, shrink_seconds=shrink, cancel=cancel)
    if conflict is None:
        return ("No reason was found in the time: either there is a roster after all, or more time is needed.",)
    ending = "none of them can be left out" if conflict.is_smallest else "some of them may not be needed"
    head = f"These rules cannot all hold together ({ending}):"
    return (head, *(_sentence(problem, rule, conflict.switches) for rule in rules if _of(rule, conflict.switches)))


def _narrowed(problem: RosterProblem, rules: Collection[str], seconds: float) -> RosterProblem:
    """The problem with few duties that already cannot all be filled, as far as the linear bound sees it.

    Of a month that is impossible, one morning is the reason; to find it in a model of the morning is a matter of
    seconds. Without such a bound the problem comes back as it is.
    """
    ends = time.monotonic() + seconds

    def is_impossible(duties: Sequence[Duty]) -> bool:
        left = ends - time.monotonic()
        return left > 0 and open_worth(problem.replace(duties=tuple(duties)), rules=rules, seconds=left) > 0

    days = ([problem.duties[d] for d in day] for day in stretches(problem, days=1))
    duties = next((day for day in days if is_impossible(day)), None)
    if duties is None:
        if not is_impossible(problem.duties):
            return problem
        duties = list(problem.duties)
    for duty in list(duties):
        fewer = [other for other in duties if other is not duty]
        if is_impossible(fewer):
            duties = fewer
    return problem.replace(duties=tuple(duties))


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
