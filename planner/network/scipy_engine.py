"""The reference engine: SciPy's Dijkstra over compressed rows, present on every system."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from planner.network.engine import NEVER, Ends, IntArray, Shape, Way

_CELLS = 4_000_000
"""Cells of the dense table that Dijkstra fills at once: 32 MB, whatever the number of starts."""


class ScipyEngine:
    """See `planner.network.engine.Engine`."""

    name = "scipy"

    def __init__(self, shape: Shape) -> None:
        self._shape = shape

    def weigh(self, ms: IntArray) -> ScipyTimes:
        """The times when arc `i` takes `ms[i]` milliseconds; NEVER bars an arc."""
        return ScipyTimes(self._shape, ms)


class _Rows:
    """Arcs as compressed rows, the quickest of parallel arcs kept; further rows stand for places on the road.

    SciPy adds up entries that are given twice, so parallel arcs must be resolved before it sees them. An explicit
    zero stays an arc of no length.
    """

    def __init__(
        self, nodes: int, tail: IntArray, head: IntArray, ms: IntArray, *, sorted_arcs: IntArray | None = None
    ) -> None:
        if sorted_arcs is None:
            usable = np.flatnonzero(ms < NEVER)
            order = usable[np.lexsort((usable, ms[usable], head[usable], tail[usable]))]
        else:
            order = sorted_arcs[ms[sorted_arcs] < NEVER]
        self.sorted_arcs = order
        first = np.ones(len(order), dtype=bool)
        first[1:] = (np.diff(tail[order]) != 0) | (np.diff(head[order]) != 0)
        self.arc = order[first]
        self._nodes = nodes
        self._head = head[self.arc].astype(np.int32)
        self._ms = ms[self.arc].astype(np.float64)
        self.start = np.searchsorted(tail[self.arc], np.arange(nodes + 1)).astype(np.int32)

    def with_places(self, places: Ends) -> csr_array:
        """The arcs, and one more row a place with its ways out; columns are nodes and then places."""
        out = [places.pairs(i) for i in range(len(places))]
        count = np.cumsum([len(pairs) for pairs in out], dtype=np.int32)
        flat = np.array([pair for pairs in out for pair in pairs], dtype=np.float64).reshape(-1, 2)
        size = self._nodes + len(places)
        return csr_array(
            (
                np.concatenate([self._ms, flat[:, 1]]),
                np.concatenate([self._head, flat[:, 0].astype(np.int32)]),
                np.concatenate([self.start, self.start[-1] + count]),
            ),
            shape=(size, size),
        )

    def arc_between(self, tail: int, head: int) -> int:
        """The quickest arc between two neighbours."""
        begin, end = int(self.start[tail]), int(self.start[tail + 1])
        return int(self.arc[begin + np.searchsorted(self._head[begin:end], head)])


class ScipyTimes:
    """See `planner.network.engine.Times`; and the times to every node at once, which reachable areas need."""

    def __init__(self, shape: Shape, ms: IntArray, *, like: ScipyTimes | None = None) -> None:
        """`like` are times with the same `ms` but for arcs that are barred now: their order is kept."""
        self._shape, self._weight, self._nodes, self._like = shape, ms, shape.nodes, like
        order = None if like is None else like._out.sorted_arcs
        self._out: _Rows = _Rows(shape.nodes, shape.tail, shape.head, ms, sorted_arcs=order)

    @cached_property
    def _in(self) -> _Rows:
        order = None if self._like is None else self._like._in.sorted_arcs
        return _Rows(self._nodes, self._shape.head, self._shape.tail, self._weight, sorted_arcs=order)

    def barring(self, arcs: IntArray) -> ScipyTimes:
        """The times when these arcs are barred besides."""
        ms = self._weight.copy()
        ms[arcs] = NEVER
        return ScipyTimes(self._shape, ms, like=self)

    def table(self, starts: Ends, targets: IntArray) -> IntArray:
        """Milliseconds from each start to each target node, (starts, targets), at most NEVER."""
        if len(targets) < len(starts):
            return self._backwards(starts, targets)
        found = np.empty((len(starts), len(targets)), dtype=np.int64)
        for some in _in_parts(len(starts), self._nodes):
            found[some] = self._from_places(self._out, Ends(starts.node[some], starts.ms[some]))[:, targets]
        return found

    def spread(self, starts: Sequence[tuple[int, int]], limit_ms: int) -> IntArray:
        """Milliseconds from the starts, given as (node, ms), to every node; NEVER beyond the limit."""
        node = np.array([[n for n, _ in starts]], dtype=np.int64)
        ms = np.array([[m for _, m in starts]], dtype=np.int64)
        return self._from_places(self._out, Ends(node, ms), limit_ms)[0]

    def way(self, starts: Sequence[tuple[int, int]], goals: Sequence[tuple[int, int]]) -> Way | None:
        """The shortest way from one of `starts` to one of `goals`, both (node, ms); None when there is none."""
        place = Ends(
            np.array([[n for n, _ in starts]], dtype=np.int64), np.array([[m for _, m in starts]], dtype=np.int64)
        )
        rows = self._out.with_places(place)
        far, before = dijkstra(rows, indices=self._nodes, return_predecessors=True)
        ms, goal = min((far[node] + extra, node) for node, extra in goals)
        if not ms < NEVER:
            return None
        nodes = [goal]
        while (previous := int(before[nodes[-1]])) != self._nodes:
            nodes.append(previous)
        nodes.reverse()
        arcs = tuple(self._out.arc_between(a, b) for a, b in pairwise(nodes))
        return Way(int(ms), tuple(nodes), arcs)

    def _from_places(self, rows: _Rows, places: Ends, limit_ms: float = np.inf) -> IntArray:
        indices = self._nodes + np.arange(len(places))
        far = dijkstra(rows.with_places(places), indices=indices, limit=limit_ms)[:, : self._nodes]
        return np.minimum(far, NEVER).astype(np.int64)

    def _backwards(self, starts: Ends, targets: IntArray) -> IntArray:
        """The same table from the target side: fewer runs when there are fewer targets than starts."""
        found = np.empty((len(starts), len(targets)), dtype=np.int64)
        for some in _in_parts(len(targets), max(self._nodes, starts.node.size)):
            node = targets[some][:, None]
            far = self._from_places(self._in, Ends(node, np.zeros_like(node)))
            found[:, some] = np.minimum((far[:, starts.node] + starts.ms).min(axis=2).T, NEVER)
        return found


def _in_parts(count: int, width: int) -> list[slice]:
    """Slices of `count` rows, so many at once that rows of this width stay within the limit."""
    size = max(1, _CELLS // max(1, width))
    return [slice(begin, begin + size) for begin in range(0, count, size)]
