"""The fast engine: RoutingKit's customizable contraction hierarchies, through the package `routingkit_cch`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from routingkit_cch import CCH, CCHManyToOne, CCHMetric, CCHOneToMany, CCHQuery, compute_order_inertial

from planner.network.engine import NEVER, Ends, IntArray, Shape, Way


class CchEngine:
    """See `planner.network.engine.Engine`. The order of contraction comes from the shape alone, once."""

    name = "cch"

    def __init__(self, shape: Shape) -> None:
        tail, head = shape.tail.tolist(), shape.head.tolist()
        # metres instead of degrees: the separators only compare positions along a few directions
        order = compute_order_inertial(shape.nodes, tail, head, shape.xy[:, 1].tolist(), shape.xy[:, 0].tolist())
        self._cch = CCH(order, tail, head, False)

    def weigh(self, ms: IntArray) -> CchTimes:
        """The times when arc `i` takes `ms[i]` milliseconds; NEVER bars an arc."""
        return CchTimes(CCHMetric(self._cch, np.minimum(ms, NEVER).tolist()))


class CchTimes:
    """See `planner.network.engine.Times`. A query object belongs to one thread, so each call makes its own."""

    def __init__(self, metric: CCHMetric) -> None:
        self._metric = metric

    def table(self, starts: Ends, targets: IntArray) -> IntArray:
        """Milliseconds from each start to each target node, (starts, targets), at most NEVER."""
        if not len(starts) or not len(targets):
            return np.full((len(starts), len(targets)), NEVER, dtype=np.int64)
        if len(targets) < len(starts):
            return self._backwards(starts, targets)
        query = CCHOneToMany(self._metric, targets.tolist())
        found = np.full((len(starts), len(targets)), NEVER, dtype=np.int64)
        for row in range(len(starts)):
            pairs = starts.pairs(row)
            if pairs:  # the package stops the process's thread when it is given none
                found[row] = _whole(query.distances_from_multi(pairs))
        return found

    def way(self, starts: Sequence[tuple[int, int]], goals: Sequence[tuple[int, int]]) -> Way | None:
        """The shortest way from one of `starts` to one of `goals`, both (node, ms); None when there is none."""
        found = CCHQuery(self._metric).run_multi(list(starts), list(goals))
        if found.distance is None or found.distance >= NEVER:
            return None
        return Way(found.distance, tuple(found.node_path), tuple(found.arc_path))

    def _backwards(self, starts: Ends, targets: IntArray) -> IntArray:
        node, place = np.unique(starts.node, return_inverse=True)
        query = CCHManyToOne(self._metric, node.tolist())
        found = np.empty((len(starts), len(targets)), dtype=np.int64)
        for column, target in enumerate(targets.tolist()):
            far = _whole(query.distances_to(target))
            found[:, column] = np.minimum((far[place.reshape(starts.node.shape)] + starts.ms).min(axis=1), NEVER)
        return found


def _whole(distances: list[int | None]) -> IntArray:
    """The package's list as whole numbers; what is unreachable becomes NEVER."""
    values = np.array(distances, dtype=np.float64)  # None becomes NaN
    return np.nan_to_num(values, nan=NEVER).clip(max=NEVER).astype(np.int64)
