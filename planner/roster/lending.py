"""Officers who are not on the roll: which kinds could help, when, and how an answer about them is said in few words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import combinations
from typing import Any

from planner.core.duty import Duty
from planner.core.people import Rank
from planner.core.time import Window
from planner.roster.counting import Crew
from planner.roster.problem import RosterProblem
from planner.roster.remedies import MoreOfficers, OfficerKind
from planner.solver import Solved

Lent = tuple[OfficerKind, Window | None, Crew]
"""A kind of officer, the window in which they are lent (None: in all the days), and their count in the model."""


def windows(problem: RosterProblem) -> list[list[int]]:
    """Duties by the longest turn in which they lie; the longest comes first. A duty may lie in several turns."""
    spans = sorted(set(problem.spans), key=lambda span: (span[0], -span[1]))
    longest: list[tuple[int, int]] = []
    for span in spans:
        if not any(first <= span[0] and span[1] <= last for first, last in longest):
            longest.append(span)
    found = []
    for first, last in longest:
        inside = [d for d, (start, end) in enumerate(problem.spans) if first <= start and end <= last]
        found.append(sorted(inside, key=lambda d: (-problem.length(d), d)))
    return found


def kinds_of(problem: RosterProblem, duties: Iterable[int]) -> list[OfficerKind]:
    """What the duties ask for, one thing at a time; several at once where a duty has too few places for one each."""
    found = {OfficerKind()}
    for d in duties:
        duty = problem.duties[d]
        found.add(OfficerKind(rank=duty.in_charge))
        if duty.women:
            found.add(OfficerKind(is_woman=True))
        found.update(OfficerKind(skills=(skill,)) for skill, _ in duty.skills)
        found.update(_several(duty))
    return sorted(found, key=lambda kind: (len(kind.skills), kind.is_woman, kind.rank, kind.skills))


def _several(duty: Duty) -> Iterator[OfficerKind]:
    """Who is several things at once, no more than it takes: two when three are asked of two officers."""
    things: list[dict[str, Any]] = [{"skills": (skill,)} for skill, _ in duty.skills]
    things += [{"is_woman": True}] if duty.women else []
    things += [{"rank": duty.in_charge}] if duty.in_charge > Rank.CONSTABLE else []
    asked = (duty.in_charge > Rank.CONSTABLE) + duty.women + sum(n for _, n in duty.skills)
    for size in range(2, min(len(things), asked - duty.strength + 1) + 1):
        for several in combinations(things, size):
            skills = tuple(skill for thing in several for skill in thing.get("skills", ()))
            yield OfficerKind(**{key: value for thing in several for key, value in thing.items()} | {"skills": skills})


def asked_of(kind: OfficerKind) -> int:
    """How much more than of any constable is asked of the officer."""
    return (kind.rank - Rank.CONSTABLE) + 2 * kind.is_woman + 2 * len(kind.skills)


def lent(problem: RosterProblem, solved: Solved, crews: Sequence[Lent]) -> tuple[MoreOfficers, ...]:
    """Who is lent in an answer: one line for each kind and window, the window no longer than their duties there."""
    numbers: dict[tuple[OfficerKind, Window | None], int] = {}
    for kind, window, crew in crews:
        number = solved.value(crew.size)
        if not number:
            continue
        # shares of a person may all round to nothing: then the whole turn is said
        duties = [d for d, on in crew.on.items() if solved.value(on)] or list(crew.on)
        key = (kind, None if window is None else _hull(problem, duties))
        numbers[key] = numbers.get(key, 0) + number
    return tuple(MoreOfficers(kind, number, window) for (kind, window), number in numbers.items())


def _hull(problem: RosterProblem, duties: Collection[int]) -> Window:
    inside = [problem.duties[d].window for d in duties]
    return Window(min(window.start for window in inside), max(window.end for window in inside))
