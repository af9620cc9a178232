"""From a place to the road: the nearest point on the nearest piece that leads somewhere."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from planner.config import NetworkConfig
from planner.network.engine import NEVER, Ends, FloatArray, IntArray
from planner.network.island import Arcs
from planner.network.nearest import Nearest
from planner.network.roads import Roads


@dataclass(frozen=True, slots=True)
class Snap:
    """Where each of n places meets the road.

    `node` is the number of the nearer end of the piece and `road` the number of the piece, -1 for both when the place
    is farther than `max_snap_m` (or has no coordinates); `share` in [0, 1] is how far along the piece; `distance_m` is
    how far the place lies from it, also when that is too far (inf without any road); `is_island` says that the piece
    is cut off from the larger networks.
    """

    node: IntArray
    road: IntArray
    share: FloatArray
    distance_m: FloatArray
    is_island: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.road)


class Snapper:
    """Snaps places to the open pieces of one road network.

    The rule: a place goes to the nearest piece of a network; but to an island's piece when that is more than
    `island_m` nearer. So a short blind one-way piece strands no site, and a real island keeps its own.
    """

    def __init__(self, roads: Roads, ms: IntArray, config: NetworkConfig, *, like: Snapper | None = None) -> None:
        """`like` is a snapper of the same roads with other closures: what it has sorted is used again."""
        self._roads, self._config = roads, config
        self._arcs: Arcs = Arcs(roads) if like is None else like._arcs
        self.is_island = self._arcs.islands(ms, config.island_share)
        on_net = (ms < NEVER) & ~self.is_island
        if like is None:
            self._net, self._island = Nearest(roads.line, on_net), Nearest(roads.line, self.is_island)
        else:
            self._net, self._island = like._net.changed(on_net), like._island.changed(self.is_island)

    def snap(self, points: NDArray[np.object_]) -> Snap:
        """Where n points meet the road."""
        there = np.isfinite(coordinates(points)).all(axis=1)
        road = np.full(len(points), -1, dtype=np.int64)
        distance = np.full(len(points), np.inf)
        net, net_m = self._net.to(points[there])
        island, island_m = self._island.to(points[there])
        on_island = island_m + self._config.island_m < net_m
        road[there] = np.where(on_island, island, net)
        distance[there] = np.where(on_island, island_m, net_m)
        road[distance > self._config.max_snap_m] = -1
        share, node = np.zeros(len(points)), np.full(len(points), -1, dtype=np.int64)
        on = np.flatnonzero(road >= 0)
        share[on] = np.nan_to_num(shapely.line_locate_point(self._roads.line[road[on]], points[on], normalized=True))
        node[on] = np.where(share[on] < 0.5, self._roads.first[road[on]], self._roads.last[road[on]])
        is_island = np.zeros(len(points), dtype=bool)
        is_island[on] = self.is_island[road[on]]
        return Snap(node, road, share, distance, is_island)


def coordinates(points: NDArray[np.object_]) -> FloatArray:
    """The coordinates of n points, (n, 2); NaN for one that is missing or empty."""
    xy = np.full((len(points), 2), np.nan)
    there = ~shapely.is_missing(points) & ~shapely.is_empty(points)
    xy[there] = shapely.get_coordinates(points[there])
    return xy


def position_ms(snap: Snap, ms: IntArray) -> IntArray:
    """Milliseconds from the start of its piece to each snapped place; 0 where it is on no road."""
    return np.where(snap.road >= 0, np.rint(snap.share * ms[snap.road]), 0).astype(np.int64)


def ways_out(snap: Snap, roads: Roads, ms: IntArray) -> Ends:
    """The two nodes through which one drives away from each place; NEVER where it is on no road."""
    along, behind = _to_ends(snap, ms)
    # a place on the junction itself leaves by it, also from the first point of a one-way piece
    back = np.where(roads.is_oneway[snap.road] & (along > 0), NEVER, along)
    return _ends(snap, roads, back, behind)


def ways_in(snap: Snap, roads: Roads, ms: IntArray) -> Ends:
    """The two nodes through which one drives up to each place; NEVER where it is on no road."""
    along, behind = _to_ends(snap, ms)
    back = np.where(roads.is_oneway[snap.road] & (behind > 0), NEVER, behind)
    return _ends(snap, roads, along, back)


def _to_ends(snap: Snap, ms: IntArray) -> tuple[IntArray, IntArray]:
    along = position_ms(snap, ms)
    return along, ms[snap.road] - along


def _ends(snap: Snap, roads: Roads, first_ms: IntArray, last_ms: IntArray) -> Ends:
    """`snap.road` -1 reads the last piece everywhere above; here such places become unreachable."""
    on = snap.road >= 0
    node = np.where(on[:, None], np.column_stack([roads.first[snap.road], roads.last[snap.road]]), 0)
    return Ends(node, np.where(on[:, None], np.column_stack([first_ms, last_ms]), NEVER))
