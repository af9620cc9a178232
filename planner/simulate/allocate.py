"""Simple ways to place the same officers in the same shifts: the opponents of a plan.

All send teams (pairs, if nothing else is said) for whole shifts, and never more officer-hours than the plan that they
are held against.
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
"""Nobody stands alone: officers go in twos at least."""
FIELD = frozenset((DutyKind.GUARD, DutyKind.PATROL))
"""Kinds of duty whose officers an opponent places anew; desks, reserve and command are kept by all."""
GOLDEN = 0.6180339887498949


@dataclass(frozen=True, slots=True)
class Crew:
    """How many teams a shift has."""

    window: Window
    teams: int


def crews(presences: Iterable[Presence], shifts: Sequence[Window], *, team: int = PAIR) -> tuple[Crew, ...]:
    """The officer-minutes of guards and mobiles as teams for whole shifts, in the shifts in which they are spent.

    What is left of a team goes to the next shift, so that all together are short by less than one team's shift.
    """
    field = [one for one in presences if one.kind in FIELD]
    owed = 0.0
    made = []
    for window in sorted(shifts):
        for one in field:
            start, end = max(one.window.start, window.start), min(one.window.end, window.end)
            owed += one.officers * max(0.0, (end - start).total_seconds() / 60)
        cost = team * (window.end - window.start).total_seconds() / 60
        teams = int(owed / cost + 1e-9)
        owed -= teams * cost
        made.append(Crew(window, teams))
    return tuple(made)


def equal_shares(crew: Sequence[Crew], places: Floats, *, team: int = PAIR) -> tuple[Presence, ...]:
    """Teams in turn at all places (n, 2): each gets the same number of shifts, give or take one.

    Turns jump by the golden section, so that those of one shift are spread over the list.
    """
    number = len(places)
    step = next(k for k in range(max(1, round(GOLDEN * number)), 2 * number + 1) if gcd(k, number) == 1)
    turn = 0
    found = []
    for one in crew:
        for _ in range(one.teams):
            found.append(_stand(places[turn * step % number], one.window, team))
            turn += 1
    return tuple(found)


def category_template(
    crew: Sequence[Crew],
    places: Floats,
    categories: Sequence[str],
    strengths: Mapping[str, int],
    *,
    team: int = PAIR,
) -> tuple[Presence, ...]:
    """Teams by published category alone, in the order of `strengths`: each site its strength, while teams last.

    A category that cannot be served whole is served in turn from shift to shift; one of strength 0 gets one team a
    site when those before it have theirs.
    """
    known = np.asarray(categories, dtype=object)
    groups = [(np.flatnonzero(known == name), max(1, ceil(some / team))) for name, some in strengths.items()]
    turns = [0] * len(groups)
    found = []
    for one in crew:
        left = one.teams
        for number, (sites, each) in enumerate(groups):
            slots = min(left, each * len(sites))
            for slot in range(slots):
                site = sites[(turns[number] + slot) // each % len(sites)]
                found.append(_stand(places[site], one.window, team))
            if 0 < slots < each * len(sites):
                turns[number] += slots
            left -= slots
    return tuple(found)


def most_covered(
    crew: Sequence[Crew], places: Floats, weights: Floats, near: NDArray[np.bool_], *, team: int = PAIR
) -> tuple[Presence, ...]:
    """In each shift teams where they have most weight within reach, one after the other: always the same places.

    `near` (n, n) says from which place which one is reached in time. What one team reaches counts for no other; when
    all is reached the count begins again. With the true rates as weights it is what one could hope for at most, up to
    the 1 - 1/e that this greedy rule keeps (Nemhauser, Wolsey and Fisher 1978).
    """
    order: list[int] = []
    reach, left = near.astype(float), np.asarray(weights, dtype=float).copy()
    for _ in range(max((one.teams for one in crew), default=0)):
        if not left.any():
            left = np.asarray(weights, dtype=float).copy()
        best = int(np.argmax(reach @ left))
        order.append(best)
        left[near[best]] = 0.0
    return tuple(_stand(places[site], one.window, team) for one in crew for site in order[: one.teams])


def highest_first(crew: Sequence[Crew], places: Floats, scores: Floats, *, team: int = PAIR) -> tuple[Presence, ...]:
    """In each shift a team at each of the sites with the highest scores: always the same ones."""
    order = np.argsort(-np.asarray(scores, dtype=float), kind="stable")
    return tuple(
        _stand(places[order[slot % len(order)]], one.window, team) for one in crew for slot in range(one.teams)
    )


def _stand(place: Floats, window: Window, team: int) -> Presence:
    return Presence(float(place[0]), float(place[1]), window, team, DutyKind.GUARD)
