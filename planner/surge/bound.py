"""How soon the force can be adequate at best: an exact search over arrival thresholds under Hall's condition.

If alarm q is adequate at T[q], only origins that arrive by then have helped it. For every set of alarms the origins
that help any of them must hold what the set needs together (Hall 1935): officers, women, and commanders of each rank.
That is necessary, so the least weighted sum of thresholds that passes for all sets is a lower bound on any answer.
The search goes alarm by alarm, each suffix of alarms solved first (Russian dolls), and finds the last threshold of a
branch in one step for all sets at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from planner.surge.force import Force, Wants

WORK = 2_000_000_000
"""Multiplications after which the search stops and keeps the bound it has: about two seconds."""
BRANCH_WORK = 100_000
"""What a branch costs at least, in multiplications."""
DEEPENING = (8, 4, 2, 1)
"""Parts of the way from a bound to the answer in hand that are searched, one after the other: a low guess keeps the
windows narrow; when nothing lies below the guess, the guess is the bound, and the next one is wider."""
MANY = 400
"""Threshold vectors that are listed at most."""

IsOver = Callable[[], bool]


def never() -> bool:
    """The search has all the time it wants."""
    return False


Thresholds = tuple[int, ...]
"""The last arrival that is allowed for each alarm, in tenths; 0 for an alarm that wants nobody."""


@dataclass(frozen=True, slots=True)
class Bound:
    """No answer that meets the wants has a smaller weighted sum of last arrivals than `value`.

    `lone[q]` is the soonest for alarm q if it had everybody (0 for an alarm that wants nobody).
    """

    value: int
    lone: Thresholds


def lone_bound(force: Force, wants: Wants, alarm: int) -> int | None:
    """The soonest arrival by which an alarm could have what it wants if it were the only one; None when never."""
    supply, own = _resources(force, wants, (alarm,))
    have = np.zeros(supply.shape[1])
    for i in force.near[alarm]:
        have += supply[i]
        if (have >= own[0]).all():
            return force.arrive[i][alarm]
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
    for part in DEEPENING:
        guess = floor + -(-(upper - floor) // part)
        search = _Search(force, wants, tuple(lone), guess, is_over)
        value = max(value, search.least())
        if value < guess or not search.is_complete:
            break
    return Bound(value, tuple(lone))


def thresholds(
    force: Force, wants: Wants, lone: Thresholds, low: int, high: int, *, is_over: IsOver = never
) -> tuple[Thresholds, ...] | None:
    """All thresholds that pass Hall's condition with a weighted sum from `low` to `high`, the smallest sums first.

    None when there are too many to list or the search was cut short. Every answer whose weighted sum of last arrivals
    lies in the range has its last arrivals among them.
    """
    if not wants.open:
        return ()
    search = _Search(force, wants, lone, high, is_over)
    search.least()
    return search.listed(low)


def _resources(force: Force, wants: Wants, alarms: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
    """What each origin can give, (origins, resources), and what each of `alarms` needs, (alarms, resources)."""
    tiers = sorted({force.tier_of[q] for q in alarms if wants.commanders[q]})
    give = np.array(force.give, dtype=float)
    people = np.array(force.people, dtype=float).reshape(len(give), len(force.classes))
    columns = [give, np.minimum(give, people[:, sorted(force.women)].sum(axis=1))]
    own = [[wants.officers[q], wants.women[q]] for q in alarms]
    for tier in tiers:
        able = [c for c, (reached, _) in enumerate(force.classes) if reached >= tier]
        columns.append(np.minimum(give, people[:, able].sum(axis=1)))
        for row, q in zip(own, alarms, strict=True):
            row.append(wants.commanders[q] if force.tier_of[q] >= tier else 0)
    return np.stack(columns, axis=1), np.array(own, dtype=float)


def _over_sets(own: np.ndarray) -> np.ndarray:
    """Sums over every set of rows; the set with bit k holds row k."""
    sums = np.zeros((1, own.shape[1]))
    for row in own:
        sums = np.concatenate([sums, sums + row])
    return sums


class _Search:
    def __init__(self, force: Force, wants: Wants, lone: Thresholds, upper: int, is_over: IsOver) -> None:
        self.is_over = is_over
        self.work = 0
        self.is_complete = True
        # the heaviest needs first: they cut the most
        self.order = sorted(wants.open, key=lambda q: (-wants.officers[q], q))
        self.weight = [force.problem.weights[q] for q in self.order]
        self.size = len(lone)
        self.upper = upper
        self.floor = [w * lone[q] for w, q in zip(self.weight, self.order, strict=True)]
        slack = upper - sum(self.floor)
        supply, self.own = _resources(force, wants, self.order)
        never = np.iinfo(np.int64).max
        arrive = np.array(
            [[never if row[q] is None else row[q] for q in self.order] for row in force.arrive], dtype=np.int64
        ).reshape(len(force.arrive), len(self.order))
        helps = np.array(force.give) > 0
        self.grids: list[list[int]] = []
        buckets = np.zeros(arrive.shape, dtype=np.int64)
        for d, q in enumerate(self.order):
            times = arrive[:, d]
            latest = lone[q] + slack // self.weight[d]
            window = np.unique(times[helps & (times >= lone[q]) & (times <= latest)])
            self.grids.append([int(t) for t in window])
            buckets[:, d] = np.searchsorted(window, times)
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
            self.arriving.append(by_time.reshape(len(kinds), -1))
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
        self.need = _over_sets(self.own[self.first :])
        outside = np.ones((1, len(self.supply)))
        self._branch(self.first, outside, np.zeros((1, self.supply.shape[1])), 0, ())

    def _branch(self, d: int, outside: np.ndarray, held: np.ndarray, prefix: int, chosen: Thresholds) -> None:
        """Thresholds for alarm `d` and those after it.

        For each set of the alarms before: `outside` tells who helps none of it, `held` what the others hold.
        """
        self.work += BRANCH_WORK + len(outside) * self.arriving[d].size
        if self.work > WORK or self.is_over():
            self.is_complete = False
        if not self.is_complete:
            return
        grid, weight = self.grids[d], self.weight[d]
        sets = len(outside)
        come = (outside @ self.arriving[d]).reshape(sets, len(grid), -1).cumsum(axis=1) + held[:, None, :]
        short = (come < self._need_with(sets, d)[:, None, :]).any(axis=2)
        soonest = int(short.sum(axis=1).max())
        if d + 1 == len(self.order):
            self._end(d, soonest, prefix, chosen)
            return
        for k in range(soonest, len(grid)):
            here = prefix + weight * grid[k]
            least = here + self.after[d + 1]
            if least >= self.best if self.low is None else least > self.upper:
                return
            within = outside * (self.buckets[:, d] > k)
            self._branch(
                d + 1, np.concatenate([outside, within]), np.concatenate([held, come[:, k]]), here, (*chosen, grid[k])
            )
            if not self.is_complete:
                return

    def _need_with(self, sets: int, d: int) -> np.ndarray:
        """What each set of the alarms before `d`, together with `d`, needs."""
        return self.need[sets : 2 * sets]

    def _end(self, d: int, soonest: int, prefix: int, chosen: Thresholds) -> None:
        weight, passing = self.weight[d], self.grids[d][soonest:]
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
