"""What a roster leaves open, and why, in sentences. Plain code, no solver."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from planner.core.plan import Assignment
from planner.core.rule import Shortfall
from planner.core.time import Window
from planner.roster.draft import Busy, Draft
from planner.roster.goals.floors import duties_of_floor, least_min
from planner.roster.greedy import can_man
from planner.roster.problem import Assigned, RosterProblem
from planner.roster.remedies import skill_words
from planner.roster.words import count, hours, when

WOMEN = "women"
"""How women officers are named in `Duty.unmet`; the other names are skills, but for `VEHICLE`."""
VEHICLE = "vehicle"
"""How the vehicle of a mobile is named there."""
EITHER = "|"
"""Stands between two names of which one is enough, as `women|facilitator`."""
OFF_ROLL = "not on the roll that day"
OFF_RECORD = "not on record"
BEGUN = "The duty has begun: it stays as it was ordered."


@dataclass(frozen=True, slots=True)
class _Need:
    """One thing that a duty asks for: how many, and who counts."""

    needed: int
    words: str
    holder: str
    holders: str
    counts: Callable[[int], bool]


@dataclass(frozen=True, slots=True)
class Lack:
    """What one duty lacks: `places` officers of its strength, and what is `scarce` ("" when nothing is)."""

    duty: int
    places: int
    scarce: str
    shortfall: Shortfall


def uncovered(problem: RosterProblem, assignments: Iterable[Assignment]) -> tuple[Shortfall, ...]:
    """Each duty that lacks officers or a requirement, and each floor: what is missing, and why it could not be had.

    A floor stands under its own name, over the time of its duties.
    """
    draft = _draft(problem, assignments)
    found = tuple(_lacks(problem, draft))
    return (*(lack.shortfall for lack in found), *_floors(problem, draft, found))


def lacks(problem: RosterProblem, assignments: Iterable[Assignment]) -> tuple[Lack, ...]:
    """What each duty lacks that lacks anything, in the order of the duties."""
    return tuple(_lacks(problem, _draft(problem, assignments)))


def _draft(problem: RosterProblem, assignments: Iterable[Assignment]) -> Draft:
    return Draft(problem, Assigned.of(problem, assignments).pairs)


def _lacks(problem: RosterProblem, draft: Draft) -> Iterator[Lack]:
    for d, duty in enumerate(problem.duties):
        scarce = ""
        missing, why = [], []
        too_few = duty.strength - len(draft.on[d])
        if too_few > 0:
            open_words = "" if draft.on[d] else " (left open)"
            missing.append(f"{count(too_few, 'officer')} of {duty.strength}{open_words}")
            scarce, said = _why(problem, draft, d)
            why.append(said)
        if draft.on[d]:
            for need, there in _unmet_needs(problem, draft, d):
                missing.append(f"{_number(need, need.needed - there)} of {need.needed}")
                why.append(_why_not_there(problem, draft, d, need))
        for name, number in duty.unmet:
            granted = sum(duty.women if one == WOMEN else dict(duty.skills).get(one, 0) for one in name.split(EITHER))
            wanted = number + granted
            missing.append(f"{_lacking(name, number)} of {wanted} ({OFF_RECORD if name == VEHICLE else OFF_ROLL})")
            why.append(_why_unmet(name))
        if missing:
            start, end = _moments(problem, [duty.window])
            row = Shortfall(duty.place, start, end, ", ".join(missing), " ".join(dict.fromkeys(why)))
            yield Lack(d, max(0, too_few), scarce, row)


def _keeps(problem: RosterProblem, lack_min: int, inside: Sequence[Lack]) -> str:
    """What would keep a floor that lacks so much, by what its duties lack; "" when nothing is scarce there."""
    scarce = Counter(lack.scarce for lack in inside if lack.places and lack.scarce).most_common(1)
    if not scarce:
        return ""
    what, often = scarce[0]
    open_places = sum(lack.places > 0 for lack in inside)
    more = count(-(-lack_min // (problem.max_week_min * problem.weeks_begun)), "more of them", "more of them")
    return f" Scarce are {what} ({often} of the {open_places} duties that lack officers); it takes at least {more}."


def _floors(problem: RosterProblem, draft: Draft, found: Sequence[Lack]) -> Iterator[Shortfall]:
    by_duty = {lack.duty: lack for lack in found}
    on = [len(there) for there in draft.on]
    for floor in problem.floors:
        duties = duties_of_floor(problem, floor)
        least = least_min(problem, floor)
        sent = sum(problem.length(d) * on[d] for d in duties)
        if sent >= least:
            continue
        needed = sum(problem.length(d) * problem.duties[d].strength for d in duties)
        start, end = _moments(problem, [problem.duties[d].window for d in duties])
        missing = f"{hours(least - sent)} of officers' duty of the {hours(least)} that are the least"
        open_duties = sum(not on[d] for d in duties)
        why = (
            f"{sent * 100 // needed} % of what its sites need is sent, and {round(100 * floor.least_share)} % is the "
            f"least; {open_duties} of {count(len(duties), 'duty', 'duties')} are left open."
            f"{_keeps(problem, least - sent, [by_duty[d] for d in duties if d in by_duty])}"
        )
        yield Shortfall(floor.name, start, end, missing, why)


def _moments(problem: RosterProblem, windows: Sequence[Window]) -> tuple[str, str]:
    """First and last moment of the windows, in the zone of the problem."""
    first, last = min(window.start for window in windows), max(window.end for window in windows)
    zone = problem.start.tzinfo
    return first.astimezone(zone).isoformat(), last.astimezone(zone).isoformat()


def _unmet_needs(problem: RosterProblem, draft: Draft, d: int) -> Iterator[tuple[_Need, int]]:
    """Requirements that those on a manned duty do not meet, with how many of them do."""
    for need in _needs(problem, d, all_of_them=True):
        there = sum(need.counts(o) for o in draft.on[d])
        if there < need.needed:
            yield need, there


def _why_not_there(problem: RosterProblem, draft: Draft, d: int, need: _Need) -> str:
    if problem.is_begun[d]:
        return BEGUN
    others = {o: draft.busy(o, d) for o in range(len(problem.officers)) if o not in draft.on[d] and need.counts(o)}
    at = when(problem, d)
    free = sum(state is None for state in others.values())
    if free:
        return f"{_number(need, free)} could still be sent on {at}."
    return _scarce(others, need, at)[1]


def _number(need: _Need, number: int) -> str:
    return count(number, need.words, _plural(need))


def _plural(need: _Need) -> str:
    return need.words.replace("officer", "officers", 1).replace("woman", "women", 1)


def _lacking(name: str, number: int) -> str:
    return count(number, unmet_words(name, 1), unmet_words(name, 2))


def unmet_words(name: str, number: int) -> str:
    """What a name of `Duty.unmet` stands for, as "women officers" or "woman officer or facilitator"."""
    if name == VEHICLE:
        return "vehicle" if number == 1 else "vehicles"
    first, _, other = name.partition(EITHER)
    noun = "officer" if number == 1 else "officers"
    words = f"{'woman' if number == 1 else 'women'} {noun}" if first == WOMEN else f"{noun} with {skill_words(first)}"
    if not other:
        return words
    return f"{words} or {skill_words(other)}{'' if number == 1 else 's'}"


def _why_unmet(name: str) -> str:
    if name == VEHICLE:
        return "There are not as many vehicles on record; no plan can mend that."
    return f"The roll has not as many {unmet_words(name, 2)} as the duties need; no plan can mend that."


def _needs(problem: RosterProblem, d: int, *, all_of_them: bool = False) -> list[_Need]:
    """What makes the duty manned: that which not just anybody meets, or all of it."""
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
            _Need(
                needed,
                f"officer with {skill_words(skill)}",
                "holds it",
                "hold it",
                partial(_holds, problem, skill, day),
            )
        )
    everybody = range(len(problem.officers))
    return [need for need in needs if need.needed and (all_of_them or not all(need.counts(o) for o in everybody))]


def _holds(problem: RosterProblem, skill: str, day: date, officer: int) -> bool:
    return problem.officers[officer].can(skill, day)


def _why(problem: RosterProblem, draft: Draft, d: int) -> tuple[str, str]:
    """What is scarce ("" when nothing is), and the sentence."""
    if problem.is_begun[d]:
        return "", BEGUN
    at = when(problem, d)
    states = {o: draft.busy(o, d) for o in range(len(problem.officers)) if o not in draft.on[d]}
    free = [o for o, state in states.items() if state is None]
    fewest = problem.fewest(d)
    if not problem.officers:
        return "officers", f"nobody is on the roll on {at}."
    if draft.on[d]:
        if free:
            some = f"{count(len(free), 'officer')} could still be sent on {at}"
            return "", f"{some}; more time for the search may use them."
        return "officers", f"no free officer left on {at}: {_tally(states, states)}."
    for need in _needs(problem, d):
        if sum(need.counts(o) for o in free) < need.needed:
            return _scarce(states, need, at)
    if len(free) < fewest:
        few = f"{count(len(free), 'officer')} free on {at}, and fewer than {fewest} are not sent"
        return "officers", f"{few}: {_tally(states, states)}."
    if not draft.has_vehicle(d):
        place = problem.duties[d].place
        return f"vehicles at {place}", f"no vehicle with enough seats is left at {place} on {at}."
    if not can_man(draft, d):
        there = f"{count(len(free), 'officer')} free on {at}"
        return "officers who are several things at once", (
            f"{there}, but no team of them meets all that the duty needs at once."
        )
    return "", (
        f"{count(len(free), 'officer')} could still be sent on {at} without breaking a rule; "
        "more time for the search may fill it."
    )


def _scarce(states: dict[int, Busy | None], need: _Need, at: str) -> tuple[str, str]:
    words = _plural(need)
    holders = [o for o in states if need.counts(o)]
    free = sum(states[o] is None for o in holders)
    few = f"no free {need.words}" if not free else f"{free} free {need.words} of {need.needed} needed"
    if not holders:
        return words, f"{few} on {at}: nobody on the roll counts."
    if sum(states[o] is Busy.FAR for o in holders) * 2 > len(holders):
        words = f"{words} whose home station is near"
    return words, f"{few} on {at}: {count(len(holders), need.holder, need.holders)}, {_tally(states, holders)}."


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
