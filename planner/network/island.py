"""Which pieces of road are cut off from the larger networks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from planner.network.engine import NEVER, IntArray
from planner.network.roads import Roads

_SMALLEST_NET = 2  # nodes: a single node that leads nowhere and back is never a network


class Arcs:
    """The arcs of a network sorted once by where they begin and end, without loops."""

    def __init__(self, roads: Roads) -> None:
        shape = roads.shape
        self._roads = roads
        order = np.lexsort((shape.head, shape.tail))
        order = order[shape.tail[order] != shape.head[order]]
        self._piece = roads.arc_road[order]
        self._head = shape.head[order].astype(np.int32)
        self._start = np.searchsorted(shape.tail[order], np.arange(shape.nodes + 1))
        is_first = np.ones(len(order), dtype=bool)  # of the arcs between the same two nodes
        is_first[1:] = (np.diff(shape.tail[order]) != 0) | (np.diff(self._head) != 0)
        pair = np.cumsum(is_first)
        self._is_alone = np.bincount(pair)[pair] == 1
        self._twins = np.flatnonzero(~self._is_alone)
        self._pair = pair[self._twins]
        self._ones = np.ones(len(order))  # of the type into which the library would otherwise copy them

    def islands(self, ms: IntArray, island_share: float) -> NDArray[np.bool_]:
        """True for each open piece with an end outside every network; `ms` are milliseconds a piece.

        A network is a strongly connected part (each junction reaches each other and back) with at least `island_share`
        of the junctions of the largest one. A district that a closed bridge cuts in two is two networks, no islands.
        """
        roads, is_open = self._roads, ms < NEVER
        used = self._used(is_open[self._piece])
        start = np.concatenate([[0], np.cumsum(used, dtype=np.int32)])[self._start]
        head = self._head[used]
        graph = csr_array((self._ones[: len(head)], head, start), shape=(roads.shape.nodes, roads.shape.nodes))
        _, part = connected_components(graph, directed=True, connection="strong")
        size = np.bincount(part)
        is_network = (size >= max(_SMALLEST_NET, island_share * size.max()))[part]
        return is_open & ~(is_network[roads.first] & is_network[roads.last])

    def _used(self, is_open: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Of these arcs the open ones, and of parallel ones the first that is open: the library needs them once."""
        used = is_open & self._is_alone
        is_on = is_open[self._twins]
        at, pair = self._twins[is_on], self._pair[is_on]
        if len(at):
            used[at[np.append(True, np.diff(pair) != 0)]] = True
        return used
