"""The road graph: minutes, routes and reachable areas for a vehicle profile, with any set of roads closed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from functools import cached_property
from threading import RLock
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Point

from planner.config import NetworkConfig
from planner.core.errors import ConfigError, InputError, NotFound, WrongCrs
from planner.network import reach as reaching
from planner.network.choose import EngineName, choose_engine
from planner.network.engine import NEVER, Ends, Engine, FloatArray, IntArray, Times
from planner.network.path import Path, Stretch, join
from planner.network.roads import Roads, read_roads
from planner.network.scipy_engine import ScipyTimes
from planner.network.snap import Snap, Snapper, coordinates, position_ms, ways_in, ways_out

MS_PER_MIN = 60_000
_KEPT = 16  # sets of closures whose times are kept: a handful of scenarios beside each other
_NONE: frozenset[str] = frozenset()


class OpenRoads:
    """What one profile may drive while some roads are closed; the heavy parts are made when first asked for.

    With roads closed, only what the closure changes is made: the rest is that of `whole`, the same without closures.
    """

    def __init__(
        self,
        roads: Roads,
        ms: IntArray,
        engine: Engine,
        config: NetworkConfig,
        *,
        whole: OpenRoads | None = None,
        closed: IntArray | None = None,
    ) -> None:
        self.roads, self.ms = roads, ms
        self._engine, self._config, self._whole = engine, config, whole
        self._closed = np.empty(0, dtype=np.int64) if closed is None else closed

    @cached_property
    def snapper(self) -> Snapper:
        """Finds the nearest open piece."""
        return Snapper(self.roads, self.ms, self._config, like=self._whole.snapper if self._whole else None)

    @cached_property
    def times(self) -> Times:
        """Shortest times by the engine in use."""
        if self._whole is not None:
            return self._whole.times.barring(self._barred)
        return self._engine.weigh(self.ms[self.roads.arc_road])

    @cached_property
    def spread(self) -> ScipyTimes:
        """Shortest times to every node at once, for which Dijkstra is the right tool whatever the engine."""
        if self._whole is not None:
            return self._whole.spread.barring(self._barred)
        return ScipyTimes(self.roads.shape, self.ms[self.roads.arc_road])

    @property
    def _barred(self) -> IntArray:
        """The arcs over the closed pieces."""
        is_closed = np.zeros(len(self.roads), dtype=bool)
        is_closed[self._closed] = True
        return np.flatnonzero(is_closed[self.roads.arc_road])


class RoadGraph:
    """A road network ready for questions. Closed roads behave as if they were not there, for snapping too.

    A road closes both ways, also one that the table holds as two one-way rows, whichever of the two is named.

    Safe to share between threads. `notes` are sentences about what was left out of it.
    """

    def __init__(self, roads: Roads, config: NetworkConfig, engine: Engine) -> None:
        self._roads, self._config, self._engine = roads, config, engine
        self._whole: dict[str, OpenRoads] = {}
        self._open: OrderedDict[tuple[str, frozenset[str]], OpenRoads] = OrderedDict()
        self._number = {name: i for names in (roads.road, roads.back) for i, name in enumerate(names)}
        self._lock = RLock()

    @classmethod
    def from_roads(cls, roads: gpd.GeoDataFrame, config: NetworkConfig, *, engine: EngineName = "auto") -> RoadGraph:
        """The graph of a RoadTable. Raises InputError when there are no roads, ConfigError for an unknown engine."""
        arrays = read_roads(roads, config)
        return cls(arrays, config, choose_engine(arrays.shape, engine))

    @property
    def crs(self) -> Any:
        """The working reference system."""
        return self._roads.crs

    @property
    def config(self) -> NetworkConfig:
        """The numbers that the graph was built with."""
        return self._config

    @property
    def engine(self) -> str:
        """The engine in use: "cch" or "scipy"."""
        return self._engine.name

    @property
    def nodes(self) -> int:
        """How many junctions and ends there are."""
        return self._roads.shape.nodes

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences about roads that were left out."""
        return self._roads.notes

    def snap(self, points: gpd.GeoSeries, *, profile: str = "car", closed: frozenset[str] = _NONE) -> Snap:
        """Where each point meets the road, and how far it lies from it; the rule is `Snapper`'s.

        Raises WrongCrs when the points are not in the graph's reference system.
        """
        return self._opened(profile, closed).snapper.snap(self._points(points))

    def cut_off(self, *, profile: str = "car", closed: frozenset[str] = _NONE) -> tuple[str, ...]:
        """The open roads that are no part of a larger network: gaps in the map, or streets that a closure cuts off."""
        island = np.flatnonzero(self._opened(profile, closed).snapper.is_island)
        return tuple(sorted({str(name) for names in (self._roads.road, self._roads.back) for name in names[island]}))

    def minutes(
        self,
        origins: gpd.GeoSeries,
        destinations: gpd.GeoSeries,
        *,
        profile: str = "car",
        closed: frozenset[str] = _NONE,
    ) -> FloatArray:
        """Minutes from each origin to each destination, (origins, destinations); inf where there is no way.

        Both walks between place and road are included, at `walk_kmh`. A place is 0 minutes from itself. Exact to the
        millisecond over pieces of road that take whole milliseconds.
        """
        opened = self._opened(profile, closed)
        start_points, goal_points = self._points(origins), self._points(destinations)
        starts, goals = opened.snapper.snap(start_points), opened.snapper.snap(goal_points)
        ms = self._drive(opened, starts, goals)
        on_way = ms < NEVER
        ms += self._walk_ms(starts)[:, None] + self._walk_ms(goals)[None, :]
        minutes = np.where(on_way, ms / MS_PER_MIN, np.inf)
        minutes[_same_place(start_points, goal_points)] = 0.0
        return minutes

    def path(
        self, origin: Point, destination: Point, *, profile: str = "car", closed: frozenset[str] = _NONE
    ) -> Path | None:
        """The route that takes `minutes` from origin to destination; None where there is no way."""
        opened, roads = self._opened(profile, closed), self._roads
        if _same_place(np.array([origin], dtype=object), np.array([destination], dtype=object)).any():
            return join(roads, [], at=origin)
        both = opened.snapper.snap(np.array([origin, destination], dtype=object))
        if (both.road < 0).any():
            return None
        start, goal = _one(both, 0), _one(both, 1)
        road_out, road_in = int(start.road[0]), int(goal.road[0])
        direct = int(_along_one(roads, opened.ms, start, goal)[0, 0])
        out, into = ways_out(start, roads, opened.ms), ways_in(goal, roads, opened.ms)
        way = opened.times.way(out.pairs(0), into.pairs(0))
        walks = self._walk_ms(start) + self._walk_ms(goal)
        if way is None and direct >= NEVER:
            return None
        if way is None or direct <= way.ms:
            stretches = [Stretch(road_out, float(start.share[0]), float(goal.share[0]))]
            ms = direct
        else:
            ms = way.ms
            leaves, enters = _side(out, way.nodes[0]), _side(into, way.nodes[-1])
            stretches = [Stretch(road_out, float(start.share[0]), float(leaves))]
            for arc in way.arcs:
                forward = arc < len(roads)
                stretches.append(Stretch(int(roads.arc_road[arc]), 0.0 if forward else 1.0, 1.0 if forward else 0.0))
            stretches.append(Stretch(road_in, float(enters), float(goal.share[0])))
        minutes = float(ms + walks[0]) / MS_PER_MIN
        return join(roads, stretches, at=origin, minutes=minutes, walk_m=float(both.distance_m.sum()))

    def reach(
        self,
        origin: Point,
        minutes: Sequence[float],
        *,
        profile: str = "car",
        closed: frozenset[str] = _NONE,
    ) -> gpd.GeoDataFrame:
        """Areas reached within each of `minutes`, as given: columns `minutes`, `geometry` (empty where none is).

        An area is every point of road that is reached in time, cut at the exact minute, with all that lies within
        `reach_buffer_m` of it. A longer time's area holds a shorter one's. Leaving the origin on foot is included;
        a walk at the other end is not.
        """
        opened, config = self._opened(profile, closed), self._config
        start = opened.snapper.snap(np.array([origin], dtype=object))
        limits = sorted({round(m * MS_PER_MIN) for m in minutes})
        area: dict[int, Any] = {}
        if limits and start.road[0] >= 0:
            walk = int(self._walk_ms(start)[0])
            pairs = ways_out(start, self._roads, opened.ms).pairs(0)
            node_ms = opened.spread.spread(pairs, max(0, limits[-1] - walk))
            done = np.zeros(len(self._roads), dtype=bool)
            lines = [self._reached(opened, start, node_ms, limit - walk, done) for limit in limits]
            area = dict(zip(limits, reaching.areas(lines, config.reach_buffer_m), strict=True))
        shapes = [area.get(round(m * MS_PER_MIN), shapely.Polygon()) for m in minutes]
        return gpd.GeoDataFrame({"minutes": [float(m) for m in minutes]}, geometry=shapes, crs=self.crs)

    def to_networkx(self, *, profile: str = "car", closed: frozenset[str] = _NONE) -> nx.MultiDiGraph:
        """The graph for other tools: nodes with `x`, `y`; edges with `minutes`, `length_m`, `road`, `name`; `crs`."""
        opened, roads = self._opened(profile, closed), self._roads
        graph = nx.MultiDiGraph(crs=str(self.crs))
        for name, (x, y) in zip(roads.node, roads.shape.xy.tolist(), strict=True):
            graph.add_node(name, x=x, y=y)
        for arc, (tail, head, r) in enumerate(zip(roads.shape.tail, roads.shape.head, roads.arc_road, strict=True)):
            if opened.ms[r] < NEVER:
                named = roads.road if arc < len(roads) else roads.back
                facts = {"minutes": float(opened.ms[r]) / MS_PER_MIN, "length_m": float(roads.length_m[r])}
                graph.add_edge(roads.node[tail], roads.node[head], road=str(named[r]), name=str(roads.name[r]), **facts)
        return graph

    def _opened(self, profile: str, closed: frozenset[str]) -> OpenRoads:
        if profile not in self._roads.ms:
            raise ConfigError(f"there is no profile {profile!r}", maybe=f"{', '.join(self._roads.ms)} was meant.")
        with self._lock:
            if profile not in self._whole:
                self._whole[profile] = OpenRoads(self._roads, self._roads.ms[profile], self._engine, self._config)
            whole = self._whole[profile]
            if not closed:
                return whole
            key = (profile, frozenset(closed))
            if key not in self._open:
                numbers = self._numbers(key[1])
                ms = whole.ms.copy()
                ms[numbers] = NEVER
                self._open[key] = OpenRoads(
                    self._roads, ms, self._engine, self._config, whole=whole, closed=np.unique(numbers)
                )
            self._open.move_to_end(key)
            while len(self._open) > _KEPT:
                self._open.popitem(last=False)
            return self._open[key]

    def _numbers(self, closed: frozenset[str]) -> IntArray:
        unknown = sorted(name for name in closed if name not in self._number)
        if unknown:
            raise NotFound(
                f"{unknown[0]!r} is to be closed and is no road of the network",
                maybe="the roads were imported anew since; choose the closures again.",
            )
        return np.array([self._number[name] for name in sorted(closed)], dtype=np.int64)

    def _points(self, points: gpd.GeoSeries) -> NDArray[np.object_]:
        if points.crs is None or points.crs != self.crs:
            raise WrongCrs(
                f"the places are in {points.crs or 'no reference system'}, the roads in {self.crs}",
                maybe="reproject the places with to_crs() first.",
            )
        geometry = np.asarray(points.to_numpy(), dtype=object)
        wrong = np.flatnonzero(~shapely.is_missing(geometry) & (shapely.get_type_id(geometry) != 0))
        if len(wrong):
            raise InputError(f"place {wrong[0]} is a {geometry[wrong[0]].geom_type}, not a point")
        return geometry

    def _walk_ms(self, snap: Snap) -> IntArray:
        metres = np.where(snap.road >= 0, snap.distance_m, 0.0)
        return np.rint(metres * 3_600 / self._config.walk_kmh).astype(np.int64)

    def _drive(self, opened: OpenRoads, starts: Snap, goals: Snap) -> IntArray:
        """Milliseconds on the road from each start to each goal, at most NEVER."""
        out, into = ways_out(starts, self._roads, opened.ms), ways_in(goals, self._roads, opened.ms)
        node, place = np.unique(into.node, return_inverse=True)
        far = opened.times.table(out, node)
        place = place.reshape(into.node.shape)
        ms = np.minimum(far[:, place[:, 0]] + into.ms[:, 0], far[:, place[:, 1]] + into.ms[:, 1])
        return np.minimum(np.minimum(ms, _along_one(self._roads, opened.ms, starts, goals)), NEVER)

    def _reached(
        self, opened: OpenRoads, start: Snap, node_ms: IntArray, left_ms: int, done: NDArray[np.bool_]
    ) -> list[Any]:
        if left_ms < 0:
            return []
        own_road, own_ms = int(start.road[0]), int(opened.ms[start.road[0]])
        share = float(start.share[0])
        step = left_ms / own_ms if own_ms else 1.0
        begin = share if self._roads.is_oneway[own_road] else max(0.0, share - step)
        own = [(own_road, begin, min(1.0, share + step))]
        within = np.where(node_ms <= left_ms, node_ms, NEVER)
        from_start, from_end = reaching.reached_parts(self._roads, opened.ms, within, left_ms)
        return reaching.lines_of(self._roads, from_start, from_end, own, done=done)


def _one(snap: Snap, i: int) -> Snap:
    some = slice(i, i + 1)
    return Snap(snap.node[some], snap.road[some], snap.share[some], snap.distance_m[some], snap.is_island[some])


def _side(ends: Ends, node: int) -> int:
    """0 when the first end of a single place is the one used at this node, 1 when the last is."""
    ms = np.where(ends.node[0] == node, ends.ms[0], NEVER + 1)
    return int(ms.argmin())


def _along_one(roads: Roads, ms: IntArray, starts: Snap, goals: Snap) -> IntArray:
    """Milliseconds between places on the same piece without leaving it; NEVER for all others."""
    found = np.full((len(starts), len(goals)), NEVER, dtype=np.int64)
    i, j = np.nonzero((starts.road[:, None] == goals.road[None, :]) & (starts.road[:, None] >= 0))
    step = position_ms(goals, ms)[j] - position_ms(starts, ms)[i]
    found[i, j] = np.where((step < 0) & roads.is_oneway[starts.road[i]], NEVER, np.abs(step))
    return found


def _same_place(first: NDArray[np.object_], second: NDArray[np.object_]) -> NDArray[np.bool_]:
    return (coordinates(first)[:, None, :] == coordinates(second)[None, :, :]).all(axis=2)
