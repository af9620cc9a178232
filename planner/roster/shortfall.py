"""What a roster leaves open, and why, in sentences. Plain code, no solver."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from planner.core.plan import Assignment
from planner.core.rule import Shortfall
from planner.roster.draft import Busy, Draft
from planner.roster.greedy import can_man
from planner.roster.problem import Assigned, RosterProblem
from planner.roster.words import count, when


@dataclass(frozen=True, slots=True)
class _Need:
    """One thing that a duty asks for: how many, and who counts."""

    needed: int
    words: str
    holder: str
    holders: str
    counts: Callable[[int], bool]


def uncovered(problem: RosterProblem, assignments: Iterable[Assignment]) -> tuple[Shortfall, ...]:
    """Each duty that lacks officers or a requirement: what is missing, and why it could not be had."""
    plan = Assigned.of(problem, assignments)
    draft = Draft(problem, plan.pairs)
    return tuple(_shortfalls(problem, draft))


def _shortfalls(problem: RosterProblem, draft: Draft) -> Iterator[Shortfall]:
    for d, duty in enumerate(problem.duties):
        lacks = duty.strength - len(draft.on[d])
        if lacks <= 0:
            continue
        start, end = (
            moment.astimezone(problem.start.tzinfo).isoformat() for moment in (duty.window.start, duty.window.end)
        )
        open_words = "" if draft.on[d] else " (left open)"
        missing = f"{count(lacks, 'officer')} of {duty.strength}{open_words}"
        yield Shortfall(duty.place, start, end, missing, _why(problem, draft, d))


def _needs(problem: RosterProblem, d: int) -> list[_Need]:
    """What makes the duty manned, the rarest kind of officer first."""
    duty = problem.duties[d]
    day = problem.days[d]
    needs = [
        _Need(
            1,
            f"officer of rank {duty.in_charge.label} or above",
            "holds the rank",
            "hold the rank",
            lambda o: problem.officers[o].rank >= duty.in_charge,
        ),
        _Need(duty.women, "woman officer", "is a woman", "are women", lambda o: problem.officers[o].is_woman),
    ]
    for skill, needed in duty.skills:
        needs.append(
            _Need(needed, f"officer with {skill}", "holds it", "hold it", partial(_holds, problem, skill, day))
        )
    everybody = range(len(problem.officers))
    return [need for need in needs if need.needed and not all(need.counts(o) for o in everybody)]


def _holds(problem: RosterProblem, skill: str, day: date, officer: int) -> bool:
    return problem.officers[officer].can(skill, day)


def _why(problem: RosterProblem, draft: Draft, d: int) -> str:
    at = when(problem, d)
    states = {o: draft.busy(o, d) for o in range(len(problem.officers)) if o not in draft.on[d]}
    free = [o for o, state in states.items() if state is None]
    fewest = problem.fewest(d)
    if not problem.officers:
        return f"nobody is on the roll on {at}."
    if draft.on[d]:
        if free:
            return f"{count(len(free), 'officer')} could still be sent on {at}; more time for the search may use them."
        return f"no free officer left on {at}: {_tally(states, states)}."
    for need in _needs(problem, d):
        if sum(need.counts(o) for o in free) < need.needed:
            return _scarce(states, need, at)
    if len(free) < fewest:
        few = f"{count(len(free), 'officer')} free on {at}, and fewer than {fewest} are not sent"
        return f"{few}: {_tally(states, states)}."
    if not can_man(draft, d):
        there = f"{count(len(free), 'officer')} free on {at}"
        return f"{there}, but no team of them meets all that the duty needs at once."
    return (
        f"{count(len(free), 'officer')} could still be sent on {at} without breaking a rule; "
        "more time for the search may fill it."
    )


def _scarce(states: dict[int, Busy | None], need: _Need, at: str) -> str:
    holders = [o for o in states if need.counts(o)]
    free = sum(states[o] is None for o in holders)
    few = f"no free {need.words}" if not free else f"{free} free {need.words} of {need.needed} needed"
    if not holders:
        return f"{few} on {at}: nobody on the roll counts."
    return f"{few} on {at}: {count(len(holders), need.holder, need.holders)}, {_tally(states, holders)}."


def _tally(states: dict[int, Busy | None], officers: Iterable[int]) -> str:
    """As "4 are on other duties, 2 rest"; in the order of `Busy`."""
    found = Counter(states[o] for o in officers)
    verbs = {Busy.REST: ""}
    parts = []
    for state in Busy:
        if number := found[state]:
            verb = verbs.get(state, "is " if number == 1 else "are ")
            words = "rests" if state is Busy.REST and number == 1 else state.value
            parts.append(f"{number} {verb}{words}")
    if found[None]:
        parts.append(f"{found[None]} free")
    return ", ".join(parts) or "nobody is on the roll"
