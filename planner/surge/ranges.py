"""Ranges of moments, one an alarm, and how far Hall's condition and the cuts narrow them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

import numpy as np

from planner.surge.bound import TOGETHER, Thresholds, supply_of
from planner.surge.cuts import Table
from planner.surge.force import Force
from planner.surge.wants import OFFICERS, Wants

SMALL_SETS = 3
"""With more alarms than TOGETHER only sets of at most so many are looked at, and those that lack at most one."""


class Box(NamedTuple):
    """The first and the last moment of each alarm that wants somebody, as numbers in its grid."""

    low: tuple[int, ...]
    high: tuple[int, ...]


class Ranges:
    """The grids of moments from the lone bound to what leaves the weighted sum at `upper` or below.

    `order[d]` is the alarm with number d here, the heaviest need first. Origins that look the same through all grids
    count as one kind: `buckets[k, d]` is the first moment in grid d at which kind k can have helped.
    """

    def __init__(self, force: Force, wants: Wants, lone: Thresholds, upper: int) -> None:
        self.force, self.wants = force, wants
        self.order = sorted(wants.open, key=lambda q: (-max(v[OFFICERS] for v in wants.vectors[q]), q))
        self.weights = np.array([force.problem.weights[q] for q in self.order], dtype=np.int64)
        slack = upper - sum(force.problem.weights[q] * lone[q] for q in self.order)
        supply = supply_of(force)
        never = np.iinfo(np.int64).max
        self._helps = np.array(force.give) > 0
        buckets = np.zeros((len(force.arrive), len(self.order)), dtype=np.int64)
        self.grids: list[np.ndarray] = []
        self.asked: list[np.ndarray] = []
        for d, q in enumerate(self.order):
            times = np.array([never if row[q] is None else row[q] for row in force.arrive], dtype=np.int64)
            latest = lone[q] + slack // force.problem.weights[q]
            moments = wants.moments(q, (int(t) for t in times[self._helps & (times <= latest)]))
            grid = [moment for moment in moments if lone[q] <= moment <= latest]
            self.grids.append(np.array(grid, dtype=np.int64))
            self.asked.append(np.array([wants.at(q, moment) for moment in grid], dtype=float))
            buckets[:, d] = np.searchsorted(self.grids[-1], times)
        self.buckets, group = np.unique(buckets[self._helps], axis=0, return_inverse=True)
        self._group = group.ravel()
        self.supply = np.zeros((len(self.buckets), supply.shape[1]))
        np.add.at(self.supply, self._group, supply[self._helps])
        # for each alarm: who can have helped it by each moment of its grid, and what they hold
        self._by = [
            (self.buckets[:, d, None] <= np.arange(len(grid))).astype(float) for d, grid in enumerate(self.grids)
        ]
        self._come = [by[:, :, None] * self.supply[:, None, :] for by in self._by]
        self.members = np.array(list(_sets(len(self.order))), dtype=bool).reshape(-1, len(self.order))
        self._without = [np.flatnonzero(~self.members[:, d]) for d in range(len(self.order))]
        self.tables: list[Table] = []
        self._rooms = np.zeros(0)
        self._most = np.zeros((0, len(self.supply), 1))
        self._prices: list[np.ndarray] = [np.zeros((0, len(grid))) for grid in self.grids]
        self._kinds = np.arange(len(self.supply))

    def whole(self) -> Box:
        """All moments of all alarms."""
        return Box(tuple(0 for _ in self.grids), tuple(len(grid) - 1 for grid in self.grids))

    def moments(self, numbers: tuple[int, ...]) -> Thresholds:
        """The moments of all alarms for numbers in the grids; 0 for alarms that want nobody."""
        moments = [0] * len(self.force.alarms)
        for q, grid, number in zip(self.order, self.grids, numbers, strict=True):
            moments[q] = int(grid[number])
        return tuple(moments)

    def least(self, box: Box) -> int:
        """The least weighted sum in a box."""
        return int(sum(w * g[low] for w, g, low in zip(self.weights, self.grids, box.low, strict=True)))

    def spread(self, box: Box) -> int:
        """How much the weighted sums of a box differ."""
        return sum(self._widths(box))

    def _widths(self, box: Box) -> list[int]:
        rows = zip(self.weights, self.grids, box.low, box.high, strict=True)
        return [int(w * (grid[high] - grid[low])) for w, grid, low, high in rows]

    def fewest(self, box: Box) -> np.ndarray:
        """The least that each alarm wants at any moment of the box: (alarms, resources)."""
        rows = zip(self.asked, box.low, box.high, strict=True)
        return np.array([asked[low : high + 1].min(axis=0) for asked, low, high in rows])

    def halves(self, box: Box) -> tuple[Box, Box]:
        """The box cut in two where its moments lie farthest apart, weighted."""
        widths = self._widths(box)
        d = widths.index(max(widths))
        grid, low, high = self.grids[d], box.low[d], box.high[d]
        middle = (int(grid[low]) + int(grid[high])) // 2
        first = min(high - 1, max(low, int(np.searchsorted(grid, middle, side="right")) - 1))
        return (
            Box(box.low, (*box.high[:d], first, *box.high[d + 1 :])),
            Box((*box.low[:d], first + 1, *box.low[d + 1 :]), box.high),
        )

    def add(self, table: Table) -> None:
        """A cut that is to be looked at from now on."""
        self.tables.append(table)
        sets = np.arange(1 << len(self.order))
        theirs = np.zeros_like(sets)
        for d, q in enumerate(self.order):
            theirs |= (sets >> d & 1) << table.order.index(q)
        most = np.zeros((1, len(self.supply), len(sets)))
        np.add.at(most[0], self._group, table.most[self._helps][:, theirs])
        self._most = np.concatenate([self._most, most]) if len(self._most) else most
        self._rooms = np.append(self._rooms, table.rooms)
        for d, (q, grid) in enumerate(zip(self.order, self.grids, strict=True)):
            row = np.array([[table.cut.wanted(self.wants, q, int(moment)) for moment in grid]], dtype=float)
            self._prices[d] = np.concatenate([self._prices[d], row])

    def narrowed(self, box: Box, upper: int) -> Box | None:
        """The box without ends that nobody can keep, or that bring the weighted sum above `upper`; None if empty."""
        low, high = list(box.low), list(box.high)
        while True:
            before = (tuple(low), tuple(high))
            least = sum(int(w * g[k]) for w, g, k in zip(self.weights, self.grids, low, strict=True))
            for d, grid in enumerate(self.grids):
                latest = int(grid[low[d]]) + (upper - least) // int(self.weights[d])
                high[d] = min(high[d], int(np.searchsorted(grid, latest, side="right")) - 1)
                if high[d] < low[d]:
                    return None
            if not self._narrow(low, high):
                return None
            if before == (tuple(low), tuple(high)):
                return Box(*before)

    def _narrow(self, low: list[int], high: list[int]) -> bool:
        """One round over the alarms; False when nothing is left."""
        helped = self.buckets <= np.array(high)
        outside = ((self.members.astype(float) @ helped.T.astype(float)) == 0).astype(float)
        held = self.supply.sum(axis=0) - outside @ self.supply
        fewest = self.fewest(Box(tuple(low), tuple(high)))
        asked = self.members @ fewest
        if (held < asked).any():
            return False
        bits = 1 << np.arange(len(self.order))
        help_set = helped @ bits if len(self._rooms) else np.zeros(0, dtype=np.int64)
        cheapest = [prices[:, a : b + 1].min(axis=1) for prices, a, b in zip(self._prices, low, high, strict=True)]
        paid = sum(cheapest, np.zeros(len(self._rooms)))
        for d in range(len(self.order)):
            rows, a, b = self._without[d], low[d], high[d] + 1
            come = (outside[rows] @ self._come[d][:, a:b].reshape(len(self.supply), -1)).reshape(len(rows), b - a, -1)
            wanted = asked[rows][:, None] + self.asked[d][None, a:b]
            passing = ~(come + held[rows][:, None] < wanted).any(axis=(0, 2))
            if len(self._rooms) and passing.any():
                others = help_set & ~bits[d]
                base = self._most[:, self._kinds, others]
                gain = self._most[:, self._kinds, others | bits[d]] - base
                can = (self._rooms + base.sum(axis=1))[:, None] + gain @ self._by[d][:, a:b]
                passing &= ((paid - cheapest[d])[:, None] + self._prices[d][:, a:b] <= can).all(axis=0)
            left = np.flatnonzero(passing)
            if not len(left):
                return False
            low[d], high[d] = a + int(left[0]), a + int(left[-1])
        return True


def _sets(alarms: int) -> Iterator[list[bool]]:
    """Sets of alarms that are looked at, as rows of members; the empty one is among them."""
    sizes = range(alarms + 1)
    if alarms > TOGETHER:
        sizes = [*range(SMALL_SETS + 1), alarms - 1, alarms]  # type: ignore[assignment]
    for size in sizes:
        for chosen in combinations(range(alarms), size):
            yield [d in chosen for d in range(alarms)]
