"""Duties that one officer cannot both do, gathered into groups of which at most one may be done."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from planner.roster.problem import RosterProblem


@dataclass(frozen=True, slots=True)
class Clash:
    """Which two duties one officer cannot both do: `holds(earlier, later)`, to be asked for duties within reach.

    `reach_min` is the longest time between the end of the one and the start of the other over which it can hold.
    """

    reach_min: int
    holds: Callable[[int, int], bool]


def near_pairs(problem: RosterProblem, reach_min: int) -> Iterator[tuple[int, int]]:
    """Pairs of duties, the earlier first, of which the later begins less than `reach_min` after the earlier's end."""
    order = sorted(range(len(problem.duties)), key=lambda d: (problem.spans[d], d))
    for place, first in enumerate(order):
        last = problem.spans[first][1] + reach_min
        for second in order[place + 1 :]:
            if problem.spans[second][0] >= last:
                break
            yield first, second


def groups(problem: RosterProblem, kinds: Sequence[Clash]) -> list[tuple[int, ...]]:
    """Groups of duties of which any two clash in one way or another; together they hold every pair that does.

    A group as one "at most one" is far stronger and shorter for the solver than its pairs, and groups over all kinds
    of clash together are larger than those of each kind.
    """
    if not kinds:
        return []
    clashes: dict[int, set[int]] = {d: set() for d in range(len(problem.duties))}
    for first, second in near_pairs(problem, max(kind.reach_min for kind in kinds)):
        if any(kind.holds(first, second) for kind in kinds):
            clashes[first].add(second)
            clashes[second].add(first)
    order = sorted(clashes, key=lambda d: (problem.spans[d], d))
    rank = {d: i for i, d in enumerate(order)}
    open_pairs = {d: {e for e in clashes[d] if rank[e] > rank[d]} for d in order}
    found = []
    for first in order:
        while open_pairs[first]:
            group = [first, min(open_pairs[first], key=rank.__getitem__)]
            common = clashes[group[0]] & clashes[group[1]]
            while common:
                # duties whose pairs are still open come first, so that few groups hold all pairs
                taken = min(common, key=lambda d: (d not in open_pairs[first], rank[d]))
                group.append(taken)
                common &= clashes[taken]
            group.sort(key=rank.__getitem__)
            for i, earlier in enumerate(group):
                open_pairs[earlier].difference_update(group[i + 1 :])
            found.append(tuple(group))
    return found
