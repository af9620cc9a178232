"""What a plan leaves open, gathered for a person who reads one screen: how much in all, and at most ten groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from planner.core.duty import Duty, DutyKind
from planner.core.plan import Assignment
from planner.roster.goals.floors import duties_of_floor, least_min
from planner.roster.problem import Assigned, RosterProblem
from planner.roster.remedies import NOUNS, category
from planner.roster.shortfall import VEHICLE, Lack, lacks, unmet_words
from planner.roster.words import count, shortly

MOST_GROUPS = 10
"""Groups that are told; what is beyond the worst is added up in the last one."""
HOUR = 60
HUNDRED = 100
FLOOR, OTHER = "floor", "other"


@dataclass(frozen=True, slots=True)
class Group:
    """Needs of one kind that are open: what, how many, officer-hours, worth, the worst place, and a sentence."""

    kind: str
    what: str
    count: int
    hours: float
    worth: int
    place: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Covered:
    """How much of the worth and of the officer-hours is covered."""

    needed_h: float
    open_h: float
    worth_share: float
    sentence: str


def open_rows(problem: RosterProblem, assignments: Iterable[Assignment]) -> dict[str, Any]:
    """`open` and `covered` of a plan document, as JSON."""
    given = tuple(assignments)
    return {
        "open": [asdict(group) for group in groups(problem, given)],
        "covered": asdict(covered(problem, given)),
    }


def covered(problem: RosterProblem, assignments: Iterable[Assignment]) -> Covered:
    """The share of the worth of all places that is covered, and the officer-hours that are open."""
    on = [len(there) for there in Assigned.of(problem, assignments).on]
    worth = sum(duty.value * duty.strength for duty in problem.duties)
    there = sum(duty.value * min(n, duty.strength) for duty, n in zip(problem.duties, on, strict=True))
    needed = sum(problem.length(d) * duty.strength for d, duty in enumerate(problem.duties)) / HOUR
    open_h = sum(problem.length(d) * max(0, duty.strength - on[d]) for d, duty in enumerate(problem.duties)) / HOUR
    share = there / worth if worth else 1.0
    if not open_h:
        sentence = f"All {needed:,.0f} officer-hours that are needed are covered."
    else:
        # never rounded up to all of it
        percent = min(HUNDRED - 1, int(HUNDRED * share))
        sentence = (
            f"Open: {open_h:,.0f} of {needed:,.0f} officer-hours; what is covered is {percent} % of the worth of all "
            "needs."
        )
    return Covered(round(needed, 1), round(open_h, 1), round(share, 4), sentence)


def groups(problem: RosterProblem, assignments: Iterable[Assignment]) -> tuple[Group, ...]:
    """Open needs by kind and category, those of the greatest worth first; at most `MOST_GROUPS`."""
    given = tuple(assignments)
    found = lacks(problem, given)
    posts: dict[tuple[DutyKind, str], list[Lack]] = {}
    unmet: dict[tuple[DutyKind, str], list[tuple[int, int]]] = {}
    for lack in found:
        duty = problem.duties[lack.duty]
        if lack.places:
            posts.setdefault(_key(duty), []).append(lack)
        for name, number in duty.unmet:
            unmet.setdefault((duty.kind, name), []).append((lack.duty, number))
    all_of_it = [
        *(_posts(problem, *key, inside) for key, inside in posts.items()),
        *(_unmet(problem, *key, inside) for key, inside in unmet.items()),
        *_floors(problem, given, found),
    ]
    return _worst(sorted(all_of_it, key=lambda group: (-group.worth, group.what)))


def _key(duty: Duty) -> tuple[DutyKind, str]:
    return duty.kind, category(duty.reason) if duty.kind is DutyKind.GUARD else ""


def _worst(ordered: Sequence[Group]) -> tuple[Group, ...]:
    if len(ordered) <= MOST_GROUPS:
        return tuple(ordered)
    head, rest = ordered[: MOST_GROUPS - 1], ordered[MOST_GROUPS - 1 :]
    number, open_h = sum(group.count for group in rest), sum(group.hours for group in rest)
    what = ", ".join(group.what for group in rest)
    worth = sum(group.worth for group in rest)
    sentence = f"{count(number, 'other need')} of less worth: {what}."
    return (*head, Group(OTHER, what, number, round(open_h, 1), worth, rest[0].place, sentence))


def _posts(problem: RosterProblem, kind: DutyKind, band: str, inside: Sequence[Lack]) -> Group:
    """Duties of one kind and category that lack officers."""
    duties = problem.duties
    every = sum(_key(duty) == (kind, band) for duty in duties)
    empty = sum(lack.places == duties[lack.duty].strength for lack in inside)
    few = len(inside) - empty
    open_h = sum(lack.places * problem.length(lack.duty) for lack in inside) / HOUR
    worst = min(inside, key=lambda lack: (-duties[lack.duty].value * lack.places, lack.duty)).duty
    what = _name(kind, band, 2)
    said = [f"{empty} of {every} {_name(kind, band, every)} {'is' if empty == 1 else 'are'} open"] if empty else []
    if few:
        of_all = "" if empty else f" of {every} {_name(kind, band, every)}"
        said.append(f"{few}{of_all} {'has' if few == 1 else 'have'} too few officers")
    sentence = (
        f"{', and '.join(said)}: {open_h:,.0f} officer-hours{_days(problem, inside)}{_scarce(inside)}. "
        f"The worst: {duties[worst].place}, {shortly(problem, worst)}."
    )
    worth = sum(duties[lack.duty].value * lack.places for lack in inside)
    return Group(kind.value, what, len(inside), round(open_h, 1), worth, duties[worst].place, sentence)


def _name(kind: DutyKind, band: str, number: int) -> str:
    noun = NOUNS[kind]
    if kind is DutyKind.COMMAND:
        return "turn as head of the unit" if number == 1 else "turns as head of the unit"
    noun = noun if number == 1 else f"{noun}s"
    return f"{noun} at {band} sites" if band else noun


def _days(problem: RosterProblem, inside: Sequence[Lack]) -> str:
    """As ", most on Fri 25 Dec (31)" where the duties lie on several days, and unevenly."""
    on = Counter(problem.days[lack.duty] for lack in inside)
    day, often = min(on.items(), key=lambda item: (-item[1], item[0]))
    if len(on) == 1:
        return f", on {day:%a} {day.day} {day:%b}"
    if often * len(on) < 2 * len(inside):
        return f", on {count(len(on), 'day')}"
    return f", most on {day:%a} {day.day} {day:%b} ({often})"


def _scarce(inside: Sequence[Lack]) -> str:
    """As "; scarce are officers of rank ASI or above (in 12 of 14)"."""
    found = Counter(lack.scarce for lack in inside if lack.scarce)
    if not found:
        return ""
    # of what is scarce as often, that which says more
    what, often = min(found.items(), key=lambda item: (-item[1], -len(item[0]), item[0]))
    return f"; scarce are {what}" + (f" (in {often} of {len(inside)})" if often < len(inside) else "")


def _unmet(problem: RosterProblem, kind: DutyKind, name: str, inside: Sequence[tuple[int, int]]) -> Group:
    """Duties of one kind that ask for what the roll or the fleet has not."""
    duties = problem.duties
    worst = min(inside, key=lambda one: (-duties[one[0]].value * one[1], one[0]))[0]
    number = len(inside)
    open_h = sum(n * problem.length(d) for d, n in inside) / HOUR
    there = "fewer are on record than the duties need" if name == VEHICLE else "the roll has fewer than the duties need"
    lacked = unmet_words(name, 1)
    article = "an" if lacked[0] in "aeiou" else "a"
    sentence = (
        f"{number} {_name(kind, '', number)} {'lacks' if number == 1 else 'lack'} {article} {lacked}: {there}; "
        f"no plan can mend that. The worst: {duties[worst].place}, {shortly(problem, worst)}."
    )
    worth = sum(duties[d].value * n for d, n in inside)
    what = f"{_name(kind, '', 2)} without {article} {lacked}"
    return Group(kind.value, what, number, round(open_h, 1), worth, duties[worst].place, sentence)


def _floors(problem: RosterProblem, assignments: Sequence[Assignment], found: Sequence[Lack]) -> Iterator[Group]:
    """The floors that are not kept, in one group."""
    on = [len(there) for there in Assigned.of(problem, assignments).on]
    short: dict[str, int] = {}
    scarce: Counter[str] = Counter()
    by_duty = {lack.duty: lack for lack in found}
    for floor in problem.floors:
        duties = duties_of_floor(problem, floor)
        lack_min = least_min(problem, floor) - sum(problem.length(d) * on[d] for d in duties)
        if lack_min > 0:
            short[floor.name] = lack_min
            scarce.update(by_duty[d].scarce for d in duties if d in by_duty and by_duty[d].scarce)
    if not short:
        return
    open_h = sum(short.values()) / HOUR
    named = ", ".join(
        f"{name} ({minutes / HOUR:,.0f} h)" for name, minutes in sorted(short.items(), key=lambda i: -i[1])
    )
    worst = max(short, key=lambda name: short[name])
    lack = min(scarce.items(), key=lambda item: (-item[1], item[0]))[0] if scarce else ""
    why = f" Scarce there are {lack}." if lack else ""
    sentence = (
        f"{count(len(short), 'floor')} of {len(problem.floors)} {'is' if len(short) == 1 else 'are'} not kept, by "
        f"{open_h:,.0f} officer-hours: {named}.{why}"
    )
    yield Group(
        FLOOR,
        "floors that are not kept",
        len(short),
        round(open_h, 1),
        round(open_h * problem.floor_price),
        worst,
        sentence,
    )
