"""Simple ways to place the same officers in the same shifts: the opponents of a plan.

All send pairs, for whole shifts, and never more officer-hours than the plan that they are held against.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, gcd

import numpy as np
from numpy.typing import NDArray

from planner.core.duty import DutyKind
from planner.core.time import Window
from planner.simulate.presence import Presence

Floats = NDArray[np.float64]
PAIR = 2
"""Nobody stands alone: officers go in twos (strength of every duty in the field, `demand.patrol_strength`)."""
FIELD = frozenset((DutyKind.GUARD, DutyKind.PATROL))
"""Kinds of duty whose officers an opponent places anew; desks, reserve and command are kept by all."""
GOLDEN = 0.6180339887498949


@dataclass(frozen=True, slots=True)
class Crew:
    """How many pairs a shift has."""

    window: Window
    pairs: int


def crews(presences: Iterable[Presence], shifts: Sequence[Window], *, pair: int = PAIR) -> tuple[Crew, ...]:
    """The officer-minutes of guards and mobiles as pairs for whole shifts, in the shifts in which they are spent.

    What is left of a pair goes to the next shift, so that all together are short by less than one pair's shift.
    """
    field = [one for one in presences if one.kind in FIELD]
    owed = 0.0
    made = []
    for window in sorted(shifts):
        for one in field:
            start, end = max(one.window.start, window.start), min(one.window.end, window.end)
            owed += one.officers * max(0.0, (end - start).total_seconds() / 60)
        cost = pair * (window.end - window.start).total_seconds() / 60
        pairs = int(owed / cost + 1e-9)
        owed -= pairs * cost
        made.append(Crew(window, pairs))
    return tuple(made)


def equal_shares(crew: Sequence[Crew], places: Floats, *, pair: int = PAIR) -> tuple[Presence, ...]:
    """Pairs in turn at all places (n, 2): each gets the same number of shifts, give or take one.

    Turns jump by the golden section, so that those of one shift are spread over the list.
    """
    number = len(places)
    step = next(k for k in range(max(1, round(GOLDEN * number)), 2 * number + 1) if gcd(k, number) == 1)
    turn = 0
    found = []
    for one in crew:
        for _ in range(one.pairs):
            found.append(_stand(places[turn * step % number], one.window, pair))
            turn += 1
    return tuple(found)


def category_template(
    crew: Sequence[Crew],
    places: Floats,
    categories: Sequence[str],
    strengths: Mapping[str, int],
    *,
    pair: int = PAIR,
) -> tuple[Presence, ...]:
    """Pairs by published category alone, in the order of `strengths`: each site its strength, while pairs last.

    A category that cannot be served whole is served in turn from shift to shift; one of strength 0 gets one pair a
    site when those before it have theirs.
    """
    known = np.asarray(categories, dtype=object)
    groups = [(np.flatnonzero(known == name), max(1, ceil(some / pair))) for name, some in strengths.items()]
    turns = [0] * len(groups)
    found = []
    for one in crew:
        left = one.pairs
        for number, (sites, each) in enumerate(groups):
            slots = min(left, each * len(sites))
            for slot in range(slots):
                site = sites[(turns[number] + slot) // each % len(sites)]
                found.append(_stand(places[site], one.window, pair))
            if 0 < slots < each * len(sites):
                turns[number] += slots
            left -= slots
    return tuple(found)


def highest_first(crew: Sequence[Crew], places: Floats, scores: Floats, *, pair: int = PAIR) -> tuple[Presence, ...]:
    """In each shift a pair at each of the sites with the highest scores: always the same ones."""
    order = np.argsort(-np.asarray(scores, dtype=float), kind="stable")
    return tuple(
        _stand(places[order[slot % len(order)]], one.window, pair) for one in crew for slot in range(one.pairs)
    )


def _stand(place: Floats, window: Window, pair: int) -> Presence:
    return Presence(float(place[0]), float(place[1]), window, pair, DutyKind.GUARD)
