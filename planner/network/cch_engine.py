"""The fast engine: RoutingKit's customizable contraction hierarchies, through the package `routingkit_cch`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import RLock

import numpy as np
from routingkit_cch import (
    CCH,
    CCHManyToOne,
    CCHMetric,
    CCHMetricPartialUpdater,
    CCHOneToMany,
    CCHQuery,
    compute_order_inertial,
)

from planner.network.engine import NEVER, Ends, IntArray, Shape, Way

_MOVED = 2_000  # arcs: beyond so many, weighing all of them anew is quicker than moving the weights over


class CchEngine:
    """See `planner.network.engine.Engine`. The order of contraction comes from the shape alone, once."""

    name = "cch"

    def __init__(self, shape: Shape) -> None:
        tail, head = shape.tail.tolist(), shape.head.tolist()
        # metres instead of degrees: the separators only compare positions along a few directions
        order = compute_order_inertial(shape.nodes, tail, head, shape.xy[:, 1].tolist(), shape.xy[:, 0].tolist())
        self._cch = CCH(order, tail, head, False)
        self._is_loop = shape.tail == shape.head

    def weigh(self, ms: IntArray) -> CchTimes:
        """The times when arc `i` takes `ms[i]` milliseconds; NEVER bars an arc."""
        # a loop is on no shortest way, and the package's updater has no place for one
        return CchTimes(_Weights(self._cch, ms, barrable=(ms < NEVER) & ~self._is_loop), frozenset())


class _Weights:
    """One set of weights that is moved between closures: only arcs that differ are weighed anew, under a lock."""

    def __init__(self, cch: CCH, ms: IntArray, *, barrable: np.ndarray) -> None:
        self.cch, self.ms, self.barrable = cch, np.minimum(ms, NEVER), barrable
        self._metric = CCHMetric(cch, self.ms.tolist())
        self._barred: frozenset[int] = frozenset()
        self._lock = RLock()

    @contextmanager
    def with_barred(self, arcs: frozenset[int]) -> Iterator[CCHMetric]:
        """The weights while these arcs are barred, for one question."""
        with self._lock:
            if arcs != self._barred:
                changes = dict.fromkeys(arcs - self._barred, NEVER)
                changes.update((arc, int(self.ms[arc])) for arc in self._barred - arcs)
                CCHMetricPartialUpdater(self.cch).apply(self._metric, changes)  # like a query, it is of one thread
                self._barred = arcs
            yield self._metric


class CchTimes:
    """See `planner.network.engine.Times`. A query object belongs to one thread, so each call makes its own."""

    def __init__(self, weights: _Weights, barred: frozenset[int]) -> None:
        self._weights, self._barred = weights, barred

    def barring(self, arcs: IntArray) -> CchTimes:
        """The times when these arcs are barred besides. Few share the weights of all; for many their own are made."""
        arcs = arcs[self._weights.barrable[arcs]]
        barred = self._barred | frozenset(arcs.tolist())
        if len(barred) <= _MOVED:
            return CchTimes(self._weights, barred)
        ms, barrable = self._weights.ms.copy(), self._weights.barrable.copy()
        ms[list(barred)], barrable[list(barred)] = NEVER, False
        return CchTimes(_Weights(self._weights.cch, ms, barrable=barrable), frozenset())

    def table(self, starts: Ends, targets: IntArray) -> IntArray:
        """Milliseconds from each start to each target node, (starts, targets), at most NEVER."""
        if not len(starts) or not len(targets):
            return np.full((len(starts), len(targets)), NEVER, dtype=np.int64)
        with self._weights.with_barred(self._barred) as metric:
            # queries end inside: none may be alive when the weights move on
            return (_backwards if len(targets) < len(starts) else _forwards)(metric, starts, targets)

    def way(self, starts: Sequence[tuple[int, int]], goals: Sequence[tuple[int, int]]) -> Way | None:
        """The shortest way from one of `starts` to one of `goals`, both (node, ms); None when there is none."""
        with self._weights.with_barred(self._barred) as metric:
            found = CCHQuery(metric).run_multi(list(starts), list(goals))
        if found.distance is None or found.distance >= NEVER:
            return None
        return Way(found.distance, tuple(found.node_path), tuple(found.arc_path))


def _forwards(metric: CCHMetric, starts: Ends, targets: IntArray) -> IntArray:
    query = CCHOneToMany(metric, targets.tolist())
    found = np.full((len(starts), len(targets)), NEVER, dtype=np.int64)
    for row in range(len(starts)):
        pairs = starts.pairs(row)
        if pairs:  # the package stops the process's thread when it is given none
            found[row] = _whole(query.distances_from_multi(pairs))
    return found


def _backwards(metric: CCHMetric, starts: Ends, targets: IntArray) -> IntArray:
    node, place = np.unique(starts.node, return_inverse=True)
    query = CCHManyToOne(metric, node.tolist())
    found = np.empty((len(starts), len(targets)), dtype=np.int64)
    for column, target in enumerate(targets.tolist()):
        far = _whole(query.distances_to(target))
        found[:, column] = np.minimum((far[place.reshape(starts.node.shape)] + starts.ms).min(axis=1), NEVER)
    return found


def _whole(distances: list[int | None]) -> IntArray:
    """The package's list as whole numbers; what is unreachable becomes NEVER."""
    values = np.array(distances, dtype=np.float64)  # None becomes NaN
    return np.nan_to_num(values, nan=NEVER).clip(max=NEVER).astype(np.int64)
