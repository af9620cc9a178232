"""The soonest answer, searched in boxes: ranges of moments, one an alarm, halved until one is proven best.

A box is tested at its latest corner: if the alarms cannot be served when each is helped until there and wants as little
as anywhere in the box, no moments in it can be kept. The test is Hall's condition and the cuts (both narrow the ranges
from below as well), then the linear program and the exact model. Boxes are taken in the order of their least sums, so
the sum of the one in hand is a bound on any answer, whenever the search is stopped.
"""

from __future__ import annotations

import heapq
from typing import NamedTuple

import numpy as np

from planner.core.plan import Status
from planner.surge.allocation import Allocation, delay, moment, sent_to
from planner.surge.bound import TOGETHER, Bound, IsOver
from planner.surge.force import Force
from planner.surge.leaves import Leaves
from planner.surge.limits import Limits
from planner.surge.ranges import Box, Ranges
from planner.surge.wants import Vector, Wants

CLOSE = 0.004
"""A box whose sums differ by at most this share is asked of the exact model as a whole."""
FIRST_PROBES = 3
"""So often the way from the bound to the start is halved, to have a good answer early."""


class Found(NamedTuple):
    """The best allocation, and the bound on its weighted sum of moments."""

    best: Allocation
    bound: int


def search(force: Force, wants: Wants, start: Allocation, best_case: Bound, limits: Limits, is_over: IsOver) -> Found:
    """The allocation that meets the wants with the least weighted sum of moments, and the bound on that sum."""
    return _Boxes(force, wants, start, best_case, limits, is_over).search()


class _Boxes:
    def __init__(
        self, force: Force, wants: Wants, start: Allocation, best_case: Bound, limits: Limits, is_over: IsOver
    ) -> None:
        self.force, self.wants, self.is_over = force, wants, is_over
        self.best, self.upper, self.bound = start, delay(force, start), best_case.value
        self.ranges = Ranges(force, wants, best_case.lone, self.upper)
        self.leaves = Leaves(force, wants, limits)
        self.kept: list[Box] = []
        self.failed: list[tuple[Box, np.ndarray]] = []
        self.heap: list[tuple[int, int, Box]] = []
        self.pushed = 0

    def search(self) -> Found:
        """Halve boxes until the least sum that is left is that of the best answer, or the time is over."""
        self._push(self.ranges.whole())
        is_first = True
        while self.heap and self.bound < self.upper:
            least, _, box = heapq.heappop(self.heap)
            self.bound = max(self.bound, min(least, self.upper))
            if self.bound >= self.upper or self.is_over():
                return Found(self.best, self.bound)
            narrowed = self._narrow(box)
            if narrowed is None:
                continue
            if self.ranges.least(narrowed) > least:
                self._push(narrowed)
                continue
            if is_first and len(self.ranges.order) <= TOGETHER:
                self._dive(narrowed)
                is_first = False
            if not self._try(narrowed):
                return Found(self.best, self.bound)
        return Found(self.best, self.upper)

    def _try(self, box: Box) -> bool:
        """Ask the exact model when the box is small, halve it when it may hold something; False without an answer."""
        is_point = box.low == box.high
        if is_point or (self.ranges.spread(box) <= CLOSE * self.upper and not self._is_kept(box)):
            status = self._probe(box)
            if status is Status.IMPOSSIBLE:
                return True
            if status is Status.OUT_OF_TIME and is_point:
                return False
        if not is_point:
            for half in self.ranges.halves(box):
                self._push(half)
        return True

    def _push(self, box: Box) -> None:
        self.pushed += 1
        heapq.heappush(self.heap, (self.ranges.least(box), self.pushed, box))

    def _narrow(self, box: Box) -> Box | None:
        """The box as far as Hall's condition, the cuts and the best answer leave it; None when nothing is left."""
        narrowed = self.ranges.narrowed(box, self.upper - 1)
        if narrowed is None or any(
            all(h <= f for h, f in zip(narrowed.high, failed.high, strict=True))
            and (self.ranges.fewest(narrowed) >= fewest).all()
            for failed, fewest in self.failed
        ):
            return None
        return narrowed

    def _is_kept(self, box: Box) -> bool:
        return any(all(k <= h for k, h in zip(kept.high, box.high, strict=True)) for kept in self.kept)

    def _dive(self, box: Box) -> None:
        """A better answer before the search proper: the least part of the way from the bound to what is in hand."""
        now = [moment(self.force, self.wants, self.best, q) for q in self.ranges.order]
        there = [int(np.searchsorted(grid, at)) for grid, at in zip(self.ranges.grids, now, strict=True)]
        low, high = 0.0, 1.0
        for _ in range(FIRST_PROBES):
            part = (low + high) / 2
            between = tuple(int(a + part * max(0, b - a)) for a, b in zip(box.low, there, strict=True))
            is_open = self._narrow(Box(box.low, between)) is not None
            status = self._probe(Box(between, between)) if is_open else Status.IMPOSSIBLE
            if self.is_over():
                return
            low, high = (low, part) if status in (Status.OPTIMAL, Status.GOOD) else (part, high)

    def _probe(self, box: Box) -> Status:
        """What the linear program and the exact model say of the latest corner of a box."""
        latest, fewest = self.ranges.moments(box.high), self.ranges.fewest(box)
        wanted: list[Vector] = list(self.wants.ends)
        for d, q in enumerate(self.ranges.order):
            wanted[q] = tuple(int(number) for number in fewest[d])
        if (table := self.leaves.cut(latest, wanted)) is not None:
            self.ranges.add(table)
            if self.ranges.narrowed(box, self.upper - 1) is None:
                return Status.IMPOSSIBLE
        if self.is_over():
            return Status.OUT_OF_TIME
        allocation, status = self.leaves.serve(latest, wanted)
        if allocation is not None:
            self.kept.append(box)
            self._take(allocation)
        elif status is Status.IMPOSSIBLE:
            self.failed.append((box, fewest))
        return status

    def _take(self, allocation: Allocation) -> None:
        """Keep an allocation that meets the wants if it is sooner than the best so far."""
        for q in self.wants.open:
            sent = sent_to(self.force, allocation, q)
            if self.wants.adequate(q, sent.got, sent.last) is None:
                return
        value = delay(self.force, allocation)
        if value < self.upper:
            self.best, self.upper = allocation, value
