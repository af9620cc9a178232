"""The fewest spots that close an area: a smallest cut between it and a ring around it (Menger 1927, by maximum flow).

A picket stands on a junction and closes what meets there, or on a road between junctions. Whoever is on foot takes a
one-way road both ways, so every road leads both ways here.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components, maximum_flow
from scipy.spatial import cKDTree

_AREA, _BEYOND = -1, -2  # ends of stretches that are no junctions: at the edge of the area, at the rim of the ring
_SAME_M = 1e-6  # what is nearer than this is one place: only rounding lies between


@dataclass(frozen=True, slots=True)
class Spot:
    """A place for one picket: the roads that it closes, and whether it stands outside the edge of the area."""

    x_m: float
    y_m: float
    roads: tuple[str, ...]
    is_farther: bool


def fewest(roads: gpd.GeoDataFrame, area: shapely.Geometry, outer_m: float, join_m: float) -> tuple[Spot, ...]:
    """The fewest spots between an area and `outer_m` outside it that close every way out, the nearest to it of these.

    Junctions nearer to each other than `join_m` are one spot. `roads` is a RoadTable in metres, without roads that
    nobody walks on.
    """
    outer = area.buffer(outer_m)
    parts = _parts(roads, area, outer)
    if not len(parts.line):
        return ()
    group = _near(parts.xy, join_m)
    groups, pieces = int(group.max(initial=-1)) + 1, len(parts.line)
    units = groups + pieces
    source, sink, big = 2 * units, 2 * units + 1, units + 1
    piece = 2 * (groups + np.arange(pieces))  # each unit is entered by an even number and left by the odd one after it
    arcs = [(2 * np.arange(units), 2 * np.arange(units) + 1, 1)]
    for end in parts.ends:
        met = end >= 0
        at = 2 * group[end[met]]
        arcs += [(piece[met] + 1, at, big), (at + 1, piece[met], big)]
        begins, leaves = piece[end == _AREA], piece[end == _BEYOND] + 1
        arcs += [(np.full(len(begins), source), begins, big), (leaves, np.full(len(leaves), sink), big)]
    points = shapely.points(parts.xy)
    begins = 2 * group[shapely.distance(area, points) <= _SAME_M]
    leaves = 2 * group[shapely.distance(outer.boundary, points) <= _SAME_M] + 1
    arcs += [(np.full(len(begins), source), begins, big), (leaves, np.full(len(leaves), sink), big)]
    tail = np.concatenate([a for a, _, _ in arcs])
    head = np.concatenate([b for _, b, _ in arcs])
    most = np.concatenate([np.full(len(a), c) for a, _, c in arcs]).astype(np.int32)
    pair, where = np.unique(np.column_stack([tail, head]), axis=0, return_index=True)  # a road may meet a spot twice
    capacity = csr_array((most[where], (pair[:, 0], pair[:, 1])), shape=(sink + 1, sink + 1))
    left = capacity - maximum_flow(capacity, source, sink).flow
    left.eliminate_zeros()
    reached = np.zeros(sink + 1, dtype=bool)
    reached[breadth_first_order(left, source, return_predecessors=False)] = True
    cut = np.flatnonzero(reached[: 2 * units : 2] & ~reached[1 : 2 * units : 2]).tolist()
    return tuple(_spot(unit, parts, area, group, groups) for unit in cut)


@dataclass(frozen=True, slots=True)
class _Parts:
    """The stretches of road in the ring, a row each; `ends` are the junctions at both ends, or _AREA or _BEYOND."""

    road: NDArray[np.object_]
    line: NDArray[np.object_]
    ends: tuple[NDArray[np.int64], NDArray[np.int64]]
    xy: NDArray[np.float64]


def _parts(roads: gpd.GeoDataFrame, area: shapely.Geometry, outer: shapely.Geometry) -> _Parts:
    """What of each road lies in the ring: a road that passes through the area is two stretches, one on either side."""
    whole = roads.geometry.to_numpy()
    line, row = shapely.get_parts(shapely.intersection(whole, shapely.difference(outer, area)), return_index=True)
    # stretches that only touch the edge are points; collections are taken apart once more
    line, inner = shapely.get_parts(line, return_index=True)
    row = row[inner]
    is_line = (shapely.get_type_id(line) == shapely.GeometryType.LINESTRING) & (shapely.length(line) > 0)
    line, row = line[is_line], row[is_line]
    names = np.concatenate([roads["from_node"].to_numpy()[row], roads["to_node"].to_numpy()[row]])
    tips = [shapely.get_point(whole[row], k) for k in (0, -1)]
    ends, at = [], []
    for k in (0, -1):
        tip = shapely.get_point(line, k)
        is_first, is_last = (shapely.equals_exact(tip, one, _SAME_M) for one in tips)
        at.append(np.where(is_first, np.arange(len(row)), np.where(is_last, len(row) + np.arange(len(row)), -1)))
        ends.append(np.where(shapely.distance(area, tip) <= _SAME_M, _AREA, _BEYOND))
    used = np.unique(np.concatenate([a[a >= 0] for a in at]))
    name, code = np.unique(names[used].astype(str), return_inverse=True)
    number = np.full(len(names), -1)
    number[used] = code
    xy = np.zeros((len(name), 2))
    xy[code] = shapely.get_coordinates(np.concatenate(tips)[used])
    first, last = (np.where(a >= 0, number[a], end) for a, end in zip(at, ends, strict=True))
    return _Parts(roads["road"].to_numpy()[row], line, (first, last), xy)


def _near(xy: NDArray[np.float64], join_m: float) -> NDArray[np.int64]:
    """A number for each junction; those that are near each other share theirs."""
    if not len(xy):
        return np.empty(0, dtype=np.int64)
    pairs = cKDTree(xy).query_pairs(join_m, output_type="ndarray")
    graph = csr_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(xy), len(xy)))
    _, group = connected_components(graph, directed=False)
    return np.asarray(group, dtype=np.int64)


def _spot(unit: int, parts: _Parts, area: shapely.Geometry, group: NDArray[np.int64], groups: int) -> Spot:
    """Where a unit of the network is closed: on the middle junction of a group, or on a road, at the area if it can."""
    if unit >= groups:
        line = parts.line[unit - groups]
        tip = next(
            (
                shapely.get_point(line, k)
                for k, end in zip((0, -1), parts.ends, strict=True)
                if end[unit - groups] == _AREA
            ),
            None,
        )
        at = tip if tip is not None else line.interpolate(0.5, normalized=True)
        return Spot(at.x, at.y, (parts.road[unit - groups],), is_farther=tip is None)
    mine = np.flatnonzero(group == unit)
    x, y = parts.xy[mine[np.hypot(*(parts.xy[mine] - parts.xy[mine].mean(axis=0)).T).argmin()]].tolist()
    meets = np.isin(parts.ends[0], mine) | np.isin(parts.ends[1], mine)
    is_farther = bool(shapely.distance(area, shapely.Point(x, y)) > _SAME_M)
    return Spot(x, y, tuple(dict.fromkeys(parts.road[meets].tolist())), is_farther=is_farther)
