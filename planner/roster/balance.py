"""Fair shares: exchanges between equals that leave every duty as well covered as it was. Plain code, no solver."""

from __future__ import annotations

from collections.abc import Callable

from planner.roster.draft import Draft
from planner.roster.goals.equals import Equals, groups_of_equals

MAX_STEPS = 20_000
"""Exchanges after which balancing ends even if more could be made."""


def balance(draft: Draft, *, stop: Callable[[], bool]) -> None:
    """Move duties from the most to the least loaded of each group of equals while that evens their loads."""
    problem = draft.problem
    for equals in groups_of_equals(problem):
        for _ in range(MAX_STEPS):
            if stop() or not _step(draft, equals):
                break


def _step(draft: Draft, equals: Equals) -> bool:
    """One move or swap that brings the ends of the group together; False when there is none."""
    problem = draft.problem
    highest = max(equals.everyone, key=lambda o: (draft.load[o], o))
    lowest = min(equals.always_there, key=lambda o: (draft.load[o], o))
    if draft.load[highest] - draft.load[lowest] <= problem.fair_spread_min:
        return False
    by_load = sorted(equals.everyone, key=lambda o: (draft.load[o], o))
    for giver in reversed(by_load):
        for taker in by_load:
            difference = draft.load[giver] - draft.load[taker]
            is_end = giver == highest or taker == lowest
            if is_end and difference > 0 and (_move(draft, giver, taker) or _swap(draft, giver, taker, difference)):
                return True
    return False


def _move(draft: Draft, giver: int, taker: int) -> bool:
    """Hand over one duty, if the two loads end nearer to each other than they were."""
    difference = draft.load[giver] - draft.load[taker]
    for duty in _duties(draft, giver):
        if draft.problem.length(duty) < difference and hand_over(draft, duty, giver, taker):
            return True
    return False


def _swap(draft: Draft, giver: int, taker: int, difference: int) -> bool:
    """Exchange a longer duty for a shorter one."""
    problem = draft.problem
    mine, theirs = _duties(draft, giver), _duties(draft, taker)
    for given in mine:
        for taken in theirs:
            gain = problem.length(given) - problem.length(taken)
            if not 0 < gain < difference or taker in draft.on[given] or giver in draft.on[taken]:
                continue
            draft.take(giver, given)
            draft.take(taker, taken)
            if draft.busy(taker, given) is None and draft.busy(giver, taken) is None:
                draft.put(taker, given)
                draft.put(giver, taken)
                if keeps_needs(draft, given) and keeps_needs(draft, taken):
                    return True
                draft.take(taker, given)
                draft.take(giver, taken)
            draft.put(giver, given)
            draft.put(taker, taken)
    return False


def hand_over(draft: Draft, duty: int, giver: int, taker: int) -> bool:
    """Put the taker in the giver's place on a duty; False, and nothing changed, when a rule forbids it."""
    if taker in draft.on[duty]:
        return False
    draft.take(giver, duty)
    if draft.busy(taker, duty) is None:
        draft.put(taker, duty)
        if keeps_needs(draft, duty):
            return True
        draft.take(taker, duty)
    draft.put(giver, duty)
    return False


def _duties(draft: Draft, officer: int) -> list[int]:
    is_begun = draft.problem.is_begun
    held = [d for d in draft.duties_of[officer] if not is_begun[d]]
    return sorted(held, key=lambda d: (-draft.problem.length(d), d))


def keeps_needs(draft: Draft, duty: int) -> bool:
    """True when those on the duty have the rank, the women and the skills that it needs."""
    return all(len(able & draft.on[duty]) >= needed for able, needed in draft.needs[duty])
