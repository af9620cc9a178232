"""How the shortest times are found: one small door, two engines behind it that agree to the millisecond.

SciPy's Dijkstra is always there and is the reference. RoutingKit's customizable contraction hierarchies (Dibbelt,
Strasser, Wagner 2016) prepare the shape of the network once and then answer tables many times faster; its package has
no wheel for some systems, so it may be absent. Times are whole milliseconds; `NEVER` or more means unreachable.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]

NEVER = 2**31 - 1
"""Milliseconds that are never reached: RoutingKit's infinity, 24.8 days. Both engines call such a time unreachable."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The network without times: arc `i` runs from node `tail[i]` to node `head[i]`; `xy` is (nodes, 2), finite."""

    xy: FloatArray
    tail: IntArray
    head: IntArray

    @property
    def nodes(self) -> int:
        """How many nodes there are; a node may have no arc."""
        return len(self.xy)


@dataclass(frozen=True, slots=True)
class Ends:
    """Places on the road, by the two nodes through which each is entered or left.

    `node` and `ms` are (places, 2): the node, and the milliseconds between it and the place; NEVER when the piece may
    not be driven that way.
    """

    node: IntArray
    ms: IntArray

    def __len__(self) -> int:
        return len(self.node)

    def pairs(self, place: int) -> list[tuple[int, int]]:
        """The usable (node, milliseconds) of one place, each node once; empty when there is none."""
        best: dict[int, int] = {}
        for node, ms in zip(self.node[place].tolist(), self.ms[place].tolist(), strict=True):
            if ms < min(NEVER, best.get(node, NEVER)):
                best[node] = ms
        return sorted(best.items())


@dataclass(frozen=True, slots=True)
class Way:
    """A shortest way: milliseconds with both ends, the nodes it passes (at least one), the arcs between them."""

    ms: int
    nodes: tuple[int, ...]
    arcs: tuple[int, ...]


class Times(Protocol):
    """Shortest times for one weighting of the arcs. Safe to use from several threads."""

    def table(self, starts: Ends, targets: IntArray) -> IntArray:
        """Milliseconds from each start to each target node, (starts, targets), at most NEVER."""
        ...

    def way(self, starts: Sequence[tuple[int, int]], goals: Sequence[tuple[int, int]]) -> Way | None:
        """The shortest way from one of `starts` to one of `goals`, both (node, ms); None when there is none."""
        ...

    def barring(self, arcs: IntArray) -> Times:
        """The times when these arcs are barred besides; cheap when they are few."""
        ...


class Engine(Protocol):
    """Finds shortest times on one shape, for as many weightings as are asked for."""

    @property
    def name(self) -> str:
        """Its short name: "cch" or "scipy"."""
        ...

    def weigh(self, ms: IntArray) -> Times:
        """The times when arc `i` takes `ms[i]` milliseconds; NEVER bars an arc."""
        ...
