"""How soon the force can be adequate at best: an exact search over moments of adequacy under Hall's condition.

If alarm q is adequate at T[q], only origins whose moment is no later have helped it. For every set of alarms the
origins that help any of them must hold what the set wants together (Hall 1935): officers, women, riot-trained, and
commanders of each rank. That is necessary, so the least weighted sum of moments that passes for all sets is a lower
bound on any answer. Supply grows with T, but so may the want; so every moment of a branch is looked at, in one step for
all sets at once. The search goes alarm by alarm, each suffix of alarms solved first (Russian dolls).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from planner.surge.force import Force
from planner.surge.wants import OFFICERS, Wants

WORK = 2_000_000_000
"""Multiplications after which the search stops and keeps the bound it has: about half a second."""
BRANCH_WORK = 100_000
"""What a branch costs at least, in multiplications."""
DEEPENING = (8, 4, 2, 1)
"""Parts of the way from a bound to the answer in hand that are searched, one after the other: a low guess keeps the
windows narrow; when nothing lies below the guess, the guess is the bound, and the next one is wider."""
TOGETHER = 7
"""So many alarms are looked at together at most; more are split, and the bounds of the parts are added up."""
PART = 5
"""The size of the parts: larger ones raise the bound little and cost three times as much."""
MANY = 400
"""Vectors of moments that are listed at most."""

IsOver = Callable[[], bool]


def never() -> bool:
    """The search has all the time it wants."""
    return False


Thresholds = tuple[int, ...]
"""The moment of adequacy of each alarm, in tenths; 0 for an alarm that wants nobody."""


@dataclass(frozen=True, slots=True)
class Bound:
    """No answer that meets the wants has a smaller weighted sum of moments than `value`.

    `lone[q]` is the soonest for alarm q if it had everybody (0 for an alarm that wants nobody).
    """

    value: int
    lone: Thresholds


def lone_bound(force: Force, wants: Wants, alarm: int) -> int | None:
    """The soonest moment at which an alarm could have what it wants if it were the only one; None when never."""
    supply = supply_of(force)
    have, near, k = np.zeros(supply.shape[1]), force.near[alarm], 0
    for moment in wants.moments(alarm, (force.when(i, alarm) for i in near)):
        while k < len(near) and force.when(near[k], alarm) <= moment:
            have += supply[near[k]]
            k += 1
        if (have >= wants.at(alarm, moment)).all():
            return moment
    return None


def bound(force: Force, wants: Wants, upper: int, *, is_over: IsOver = never) -> Bound:
    """The bound, given that some answer has the weighted sum `upper`.

    `is_over` is asked all the time and ends the search. The wants must be such that some answer meets them.
    """
    lone = [0] * len(force.alarms)
    for q in wants.open:
        soonest = lone_bound(force, wants, q)
        if soonest is None:
            raise ValueError(f"alarm {q} can never have what it wants")
        lone[q] = soonest
    if not wants.open:
        return Bound(0, tuple(lone))
    value = floor = sum(force.problem.weights[q] * lone[q] for q in wants.open)
    if len(wants.open) > TOGETHER:
        nothing = [(0,) * len(force.resources)] * len(lone)
        for turn in range(len(wants.open)):
            # every way to split gives a bound; the parts are told apart by who comes first
            total = floor
            for some in _parts(force, [*wants.open[turn:], *wants.open[:turn]]):
                rest = wants.settled([q for q in wants.open if q not in some], nothing)
                alone = sum(force.problem.weights[q] * lone[q] for q in some)
                total += bound(force, rest, upper - floor + alone, is_over=is_over).value - alone
            value = max(value, total)
        return Bound(min(value, upper), tuple(lone))
    for part in DEEPENING:
        guess = floor + -(-(upper - floor) // part)
        search = _Search(force, wants, tuple(lone), guess, is_over)
        value = max(value, search.least())
        if value < guess or not search.is_complete:
            break
    return Bound(value, tuple(lone))


def _parts(force: Force, alarms: Sequence[int]) -> list[list[int]]:
    """Alarms in parts of at most PART; those that are near each other for most origins come together."""
    left, parts = list(alarms), list[list[int]]()

    def apart(one: int, other: int) -> int:
        pairs = ((row[one], row[other]) for row in force.arrive)
        return sum(abs(a - b) for a, b in pairs if a is not None and b is not None)

    while left:
        first = left[0]
        part = sorted(left, key=lambda q: (q != first, apart(first, q), q))[:PART]
        parts.append(part)
        left = [q for q in left if q not in part]
    return parts


def thresholds(
    force: Force,
    wants: Wants,
    lone: Thresholds,
    low: int,
    high: int,
    *,
    is_over: IsOver = never,
) -> tuple[Thresholds, ...] | None:
    """All moments that pass Hall's condition with a weighted sum from `low` to `high`, the smallest sums first.

    None when there are too many to list or the search was cut short. Every answer whose weighted sum of last arrivals
    lies in the range has its last arrivals among them.
    """
    if not wants.open:
        return ()
    search = _Search(force, wants, lone, high, is_over)
    search.least()
    return search.listed(low)


def supply_of(force: Force) -> np.ndarray:
    """What each origin can give, (origins, resources)."""
    people = np.array(force.people, dtype=float).reshape(len(force.give), len(force.classes))
    counts = np.array(force.counts, dtype=float).reshape(len(force.classes), len(force.resources))
    return np.minimum(np.array(force.give, dtype=float)[:, None], people @ counts)


class _Search:
    def __init__(self, force: Force, wants: Wants, lone: Thresholds, upper: int, is_over: IsOver) -> None:
        self.is_over = is_over
        self.work = 0
        self.is_complete = True
        # the heaviest needs first: they cut the most
        self.order = sorted(wants.open, key=lambda q: (-max(v[OFFICERS] for v in wants.vectors[q]), q))
        self.weight = [force.problem.weights[q] for q in self.order]
        self.size = len(lone)
        self.upper = upper
        self.floor = [w * lone[q] for w, q in zip(self.weight, self.order, strict=True)]
        slack = upper - sum(self.floor)
        supply = supply_of(force)
        never = np.iinfo(np.int64).max
        arrive = np.array(
            [[never if row[q] is None else row[q] for q in self.order] for row in force.arrive], dtype=np.int64
        ).reshape(len(force.arrive), len(self.order))
        helps = np.array(force.give) > 0
        self.grids: list[list[int]] = []
        self.asked: list[np.ndarray] = []
        buckets = np.zeros(arrive.shape, dtype=np.int64)
        for d, q in enumerate(self.order):
            times = arrive[:, d]
            latest = lone[q] + slack // self.weight[d]
            grid = wants.moments(q, (int(t) for t in times[helps & (times <= latest)]))
            grid = [moment for moment in grid if lone[q] <= moment <= latest]
            self.grids.append(grid)
            self.asked.append(np.array([wants.at(q, moment) for moment in grid], dtype=float))
            buckets[:, d] = np.searchsorted(np.array(grid, dtype=np.int64), times)
        # origins that look the same through all windows count as one
        kinds, group = np.unique(buckets[helps], axis=0, return_inverse=True)
        self.supply = np.zeros((len(kinds), supply.shape[1]))
        np.add.at(self.supply, group.ravel(), supply[helps])
        self.buckets = kinds
        self.arriving = []
        for d, grid in enumerate(self.grids):
            by_time = np.zeros((len(kinds), len(grid), supply.shape[1]))
            for k in range(len(grid)):
                by_time[:, k] = self.supply * (kinds[:, d] == k)[:, None]
            self.arriving.append(by_time.reshape(len(kinds), len(grid) * supply.shape[1]))
        self.after = [0] * (len(self.order) + 1)

    def least(self) -> int:
        """The least weighted sum, at most `upper`; a smaller true bound when the search is cut short."""
        for first in range(len(self.order) - 1, -1, -1):
            limit = self.upper - sum(self.floor[:first])
            self.first = first
            self.best = limit
            self.low: int | None = None
            self._start()
            if self.is_complete:
                self.after[first] = self.best
            else:
                self.after[first] = self.after[first + 1] + self.floor[first]
        return self.after[0]

    def listed(self, low: int) -> tuple[Thresholds, ...] | None:
        """All thresholds with a sum from `low` to `upper`, smallest first; None when cut short or more than MANY."""
        self.first, self.low, self.work = 0, low, 0
        self.found: list[tuple[int, Thresholds]] = []
        if self.is_complete:
            self._start()
        return tuple(vector for _, vector in sorted(self.found)) if self.is_complete else None

    def _start(self) -> None:
        columns = self.supply.shape[1]
        self._branch(
            self.first,
            np.ones((1, len(self.supply))),
            np.zeros((1, columns)),
            np.zeros((1, columns)),
            0,
            (),
        )

    def _branch(
        self,
        d: int,
        outside: np.ndarray,
        held: np.ndarray,
        asked: np.ndarray,
        prefix: int,
        chosen: Thresholds,
    ) -> None:
        """Moments for alarm `d` and those after it.

        For each set of the alarms before: `outside` tells who helps none of it, `held` what the others hold, `asked`
        what the set wants at the moments chosen.
        """
        self.work += BRANCH_WORK + len(outside) * self.arriving[d].size
        if self.work > WORK or self.is_over():
            self.is_complete = False
        if not self.is_complete:
            return
        grid, weight = self.grids[d], self.weight[d]
        sets = len(outside)
        come = (outside @ self.arriving[d]).reshape(sets, len(grid), self.supply.shape[1])
        come = come.cumsum(axis=1) + held[:, None, :]
        wanted = asked[:, None, :] + self.asked[d][None, :, :]
        passing = ~(come < wanted).any(axis=(0, 2))
        if d + 1 == len(self.order):
            self._end(d, [moment for moment, passes in zip(grid, passing, strict=True) if passes], prefix, chosen)
            return
        for k in np.flatnonzero(passing):
            here = prefix + weight * grid[k]
            least = here + self.after[d + 1]
            if least >= self.best if self.low is None else least > self.upper:
                return
            within = self.buckets[:, d] <= k
            self._branch(
                d + 1,
                np.concatenate([outside, outside * ~within]),
                np.concatenate([held, come[:, k]]),
                np.concatenate([asked, wanted[:, k]]),
                here,
                (*chosen, grid[k]),
            )
            if not self.is_complete:
                return

    def _end(self, d: int, passing: list[int], prefix: int, chosen: Thresholds) -> None:
        weight = self.weight[d]
        if self.low is None:
            if passing:
                self.best = min(self.best, prefix + weight * passing[0])
            return
        for threshold in passing:
            value = prefix + weight * threshold
            if self.low <= value <= self.upper:
                vector = [0] * self.size
                for q, time_of in zip(self.order, (*chosen, threshold), strict=True):
                    vector[q] = time_of
                self.found.append((value, tuple(vector)))
        self.is_complete = self.is_complete and len(self.found) <= MANY
