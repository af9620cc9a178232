"""Roads between settlements, with a junction at each bend, and the motorway; canals are crossed on bridges only."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import shapely
from scipy.spatial import cKDTree
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

from planner.ingest.sample import names
from planner.ingest.sample.land import Land
from planner.ingest.sample.links import Links
from planner.ingest.sample.streets import Streets

BEND_M = 900.0
"""A country road has a bend or a junction about this often."""
SWAY = 0.05
"""How far a country road sways, as a share of its length (standard deviation)."""
BRIDGE_M = 60.0
"""A bridge reaches this far to either side of the middle of the canal."""
MOTORWAY_PIECE_M = 2_000.0
CARRIAGEWAY_M = 12.0
"""Each carriageway lies this far from the middle of the motorway."""
RAMP_M = 180.0
"""The junction of an interchange lies this far from the motorway."""


@dataclass(slots=True)
class Pieces:
    """A growing list of corners and road pieces; corners that are given by index are those of the streets."""

    first: int
    x: list[float] = field(default_factory=list)
    y: list[float] = field(default_factory=list)
    a: list[int] = field(default_factory=list)
    b: list[int] = field(default_factory=list)
    road_class: list[str] = field(default_factory=list)
    oneway: list[bool] = field(default_factory=list)
    name: list[tuple[str, str]] = field(default_factory=list)
    ramp: list[bool] = field(default_factory=list)

    def corner(self, x: float, y: float) -> int:
        """Index of a new corner."""
        self.x.append(round(x, 2))
        self.y.append(round(y, 2))
        return self.first + len(self.x) - 1

    def road(
        self, corners: list[int], road_class: str, name: tuple[str, str], *, oneway: bool = False, ramp: bool = False
    ) -> None:
        """Pieces from corner to corner."""
        steps = len(corners) - 1
        self.a += corners[:-1]
        self.b += corners[1:]
        self.road_class += [road_class] * steps
        self.oneway += [oneway] * steps
        self.name += [name] * steps
        self.ramp += [ramp] * steps


def make_country_roads(land: Land, streets: Streets, links: Links, rng: np.random.Generator) -> Pieces:
    """Country roads and the motorway, joined to the streets."""
    pieces = Pieces(first=streets.x.size)
    corners = _Corners(streets, len(land.settlements))
    for a, b, road_class, bridge in zip(
        links.a.tolist(), links.b.tolist(), links.road_class, links.bridge.tolist(), strict=True
    ):
        start, end = corners.gate(land, a, b), corners.gate(land, b, a)
        way = _way(corners.at(start), corners.at(end), land.water, may_cross=bridge, rng=rng)
        if way is None:
            continue
        inner = [pieces.corner(x, y) for x, y in way[1:-1].tolist()]
        name = ("", "") if road_class == "track" else names.road(land.settlements.name[a], land.settlements.name[b])
        pieces.road([start, *inner, end], road_class, name)
    return pieces


class _Corners:
    """Finds, for a settlement, the corner of its streets that lies nearest to another place."""

    def __init__(self, streets: Streets, settlements: int) -> None:
        self._points = np.column_stack([streets.x, streets.y])
        starts = np.searchsorted(streets.settlement, np.arange(settlements + 1))
        self._slices = [slice(int(s), int(e)) for s, e in pairwise(starts)]

    def at(self, corner: int) -> np.ndarray:
        return self._points[corner]

    def gate(self, land: Land, settlement: int, towards: int) -> int:
        places = land.settlements
        return self.nearest(settlement, places.x[towards], places.y[towards])

    def nearest(self, settlement: int, x: float, y: float) -> int:
        part = self._slices[settlement]
        return part.start + int(np.hypot(*(self._points[part] - (x, y)).T).argmin())


def _way(
    start: np.ndarray, end: np.ndarray, water: BaseGeometry, *, may_cross: bool, rng: np.random.Generator
) -> np.ndarray | None:
    """Points of a road: a gentle sway, then straight if that would meet water; None if it still would."""
    length = float(np.hypot(*(end - start)))
    steps = max(1, round(length / BEND_M))
    along = np.linspace(0, 1, steps + 1)
    side = np.array([start[1] - end[1], end[0] - start[0]])
    sway = rng.normal(0, SWAY) * np.sin(np.pi * along) + rng.normal(0, SWAY / 2) * np.sin(2 * np.pi * along)
    for lean in (sway, 0 * sway):
        way = start + along[:, None] * (end - start) + lean[:, None] * side
        met = shapely.get_coordinates(LineString(way).intersection(water))
        if len(met) == 0 and not may_cross:
            return way
        if len(met) == 1 and may_cross:
            return with_bridge(way, met[0])
    return None


def with_bridge(way: np.ndarray, crossing: np.ndarray) -> np.ndarray:
    """The way with a point shortly before and one shortly after the crossing, so that the bridge is its own piece."""
    ahead = np.diff(way, axis=0)
    length = np.hypot(*ahead.T)
    along = ((crossing - way[:-1]) * ahead).sum(axis=1) / length
    off = np.abs(ahead[:, 0] * (crossing - way[:-1])[:, 1] - ahead[:, 1] * (crossing - way[:-1])[:, 0]) / length
    off[(along < 0) | (along > length)] = np.inf
    k = int(off.argmin())
    new = [
        way[k] + ahead[k] / length[k] * d for d in (along[k] - BRIDGE_M, along[k] + BRIDGE_M) if 1 < d < length[k] - 1
    ]
    return np.insert(way, k + 1, np.array(new).reshape(-1, 2), axis=0)


def add_motorway(pieces: Pieces, land: Land, streets: Streets, interchanges_km: tuple[float, ...]) -> None:
    """Two one-way carriageways, interchanges with ramps to the nearest settlement, a turn at either end."""
    if land.motorway is None:
        return
    line = land.motorway
    stops = np.array([0.0, *(1000 * km for km in interchanges_km if 1000 * km < line.length), line.length])
    gaps = np.diff(stops)
    marks = np.unique(
        np.concatenate(
            [np.linspace(s, s + g, max(2, round(g / MOTORWAY_PIECE_M) + 1)) for s, g in zip(stops, gaps, strict=False)]
        )
    )
    for crossing in shapely.get_coordinates(line.intersection(land.water)):
        at = line.project(shapely.Point(crossing))
        marks = np.unique(np.concatenate([marks, [at - BRIDGE_M, at + BRIDGE_M]]))
    points = np.array([line.interpolate(m).coords[0] for m in marks])
    ahead = np.gradient(points, axis=0)
    left = np.column_stack([-ahead[:, 1], ahead[:, 0]]) / np.hypot(*ahead.T)[:, None]
    # traffic keeps to the left in Pakistan
    there = [pieces.corner(x, y) for x, y in (points + CARRIAGEWAY_M * left).tolist()]
    back = [pieces.corner(x, y) for x, y in (points - CARRIAGEWAY_M * left).tolist()]
    name = ("Motorway Demo", "موٹروے ڈیمو")
    pieces.road(there, "motorway", name, oneway=True)
    pieces.road(back[::-1], "motorway", name, oneway=True)
    for end in (0, -1):
        pieces.road([there[end], back[end]], "motorway", name, ramp=True)
    corners = _Corners(streets, len(land.settlements))
    middles = cKDTree(np.column_stack([land.settlements.x, land.settlements.y]))
    for stop in stops[1:-1]:
        k = int(np.abs(marks - stop).argmin())
        for settlement in middles.query(points[k], k=6)[1]:
            gate = corners.nearest(settlement, *points[k])
            away = corners.at(gate) - points[k]
            junction = points[k] + RAMP_M * away / np.hypot(*away)
            if LineString([points[k], corners.at(gate)]).intersects(land.water):
                continue
            knot = pieces.corner(*junction.tolist())
            pieces.road([there[k], knot], "motorway", name, ramp=True)
            pieces.road([back[k], knot], "motorway", name, ramp=True)
            pieces.road([knot, gate], "secondary", names.road(name, land.settlements.name[settlement]))
            break
