"""A cordon: who stands on which road around an area, the lines, and the fewest pickets that still close it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from planner.config import CordonConfig
from planner.core.errors import InputError
from planner.surge.cordon_cut import Spot, fewest

LEADER = "Head Constable or above"
_MOTORWAY = "motorway"
_COMPASS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")
_STEP_M = 0.5  # so far along a road from where it crosses the edge one looks which way it leads

Degrees = Callable[[float, float], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a road meets the edge of the area. `bearing` is the direction (degrees from north) in which it leads in.

    `drives` is "both", "in" or "out": the way in which one may drive; on foot every road leads both ways.
    """

    x_m: float
    y_m: float
    road: str
    name: str
    road_class: str
    bearing: int
    drives: str

    @property
    def toward(self) -> str:
        """The bearing as one of eight points of the compass."""
        return _COMPASS[round(self.bearing / 45) % 8]


@dataclass(frozen=True, slots=True)
class Picket:
    """Officers on one spot that close the roads listed there. `is_farther` stands outside the edge of the area."""

    id: str
    x_m: float
    y_m: float
    roads: tuple[str, ...]
    names: tuple[str, ...]
    officers: int
    is_farther: bool = False

    @property
    def label(self) -> str:
        """For the map: "P3: Canal Road, 5 officers"."""
        return f"{self.id}: {', '.join(self.names) or 'side road'}, {self.officers} officers"


@dataclass(frozen=True, slots=True)
class Cordon:
    """Entries, the pickets at the edge, the fewest that close the area as well, the lines, and the sums.

    `fewest` are those that stand at the edge where standing farther out saves none. `inner_m` is the length of the
    edge, `outer_m` that of the line `outer_m` outside it. `motorways` are entries that the motorway police close.
    """

    entries: tuple[Entry, ...]
    motorways: tuple[Entry, ...]
    at_edge: tuple[Picket, ...]
    fewest: tuple[Picket, ...]
    inner_m: float
    inner_officers: int
    outer_m: float
    outer_officers: int
    relief: float
    notes: tuple[str, ...]

    @property
    def saved(self) -> int:
        """How many pickets fewer by standing farther out."""
        return len(self.at_edge) - len(self.fewest)

    @property
    def picket_officers(self) -> int:
        """On all pickets at once."""
        return sum(picket.officers for picket in self.fewest)

    def with_relief(self, posts: int) -> int:
        """Officers for so many posts, those who are relieved included."""
        return math.ceil(round(posts * self.relief, 6))

    @property
    def total_pickets(self) -> int:
        """Officers for the pickets, with relief."""
        return self.with_relief(self.picket_officers)

    @property
    def total(self) -> int:
        """Officers for pickets and inner line, with relief. The outer line is for a crowd that grows."""
        return self.with_relief(self.picket_officers + self.inner_officers)

    @property
    def leaders(self) -> int:
        """Head Constables or above among them: one a picket, with relief."""
        return self.with_relief(len(self.fewest))


def cordon(roads: gpd.GeoDataFrame, area: shapely.Polygon, config: CordonConfig, *, at_night: bool = False) -> Cordon:
    """The cordon around an area in the working reference system; `roads` is a RoadTable that reaches `outer_m` beyond.

    Raises InputError for a shape that encloses nothing.
    """
    area = shapely.make_valid(area)
    if area.geom_type not in ("Polygon", "MultiPolygon") or area.is_empty or not area.area:
        raise InputError("the cordon encloses nothing", maybe="at least three corners were meant, not on one line.")
    here = roads.iloc[roads.sindex.query(area.buffer(config.outer_m), predicate="intersects")]
    here = here.sort_values("road").reset_index(drop=True)
    entries = tuple(_entries(here, area))
    motorways = tuple(e for e in entries if e.road_class == _MOTORWAY)
    entries = tuple(e for e in entries if e.road_class != _MOTORWAY)
    officers = config.picket_night_officers if at_night else config.picket_officers
    at_edge = _joined(entries, officers, config.join_m)
    spots = fewest(here[here["road_class"] != _MOTORWAY], area, config.outer_m, config.join_m)
    is_fewer = len(spots) < len(at_edge)
    outer = area.buffer(config.outer_m)
    notes = [] if entries or motorways else ["No road on record enters the area."]
    if motorways:
        notes.append(
            f"{len(motorways)} of the entries {'is a motorway' if len(motorways) == 1 else 'are motorways'}: the"
            " motorway police close them at the interchange, no picket of ours stands there."
        )
    if is_fewer:
        notes.append(
            f"{'1 picket' if len(spots) == 1 else f'{len(spots)} pickets'}, up to {config.outer_m:g} m farther out,"
            f" instead of {len(at_edge)} at the edge: {len(at_edge) - len(spots)} fewer close the area as well."
        )
    notes.append("People on foot find ways that no map shows: the figure is for roads on record.")
    return Cordon(
        entries=entries,
        motorways=motorways,
        at_edge=at_edge,
        fewest=_pickets(spots, here, officers) if is_fewer else at_edge,
        inner_m=float(area.length),
        inner_officers=math.ceil(area.length / config.spacing_inner_m),
        outer_m=float(outer.length),
        outer_officers=math.ceil(outer.length / config.spacing_outer_m),
        relief=config.relief,
        notes=tuple(notes),
    )


def cordon_document(found: Cordon, *, degrees: Degrees | None = None) -> dict[str, Any]:
    """The cordon as JSON values; `degrees` turns metres of the working CRS into longitude and latitude."""

    def place(x: float, y: float) -> dict[str, float]:
        values = {"x_m": round(x, 1), "y_m": round(y, 1)}
        if degrees is not None:
            values["longitude"], values["latitude"] = degrees(x, y)
        return values

    def picket(one: Picket) -> dict[str, Any]:
        return {
            "id": one.id,
            "label": one.label,
            **place(one.x_m, one.y_m),
            "roads": list(one.roads),
            "officers": one.officers,
            "leader": LEADER,
            "is_farther": one.is_farther,
        }

    def entry(one: Entry) -> dict[str, Any]:
        return {
            **place(one.x_m, one.y_m),
            "road": one.road,
            "name": one.name,
            "road_class": one.road_class,
            "bearing": one.bearing,
            "toward": one.toward,
            "drives": one.drives,
        }

    return {
        "entries": [entry(one) for one in found.entries],
        "motorways": [entry(one) for one in found.motorways],
        "pickets": [picket(one) for one in found.fewest],
        "pickets_at_edge": [picket(one) for one in found.at_edge],
        "saved": found.saved,
        "inner": {"metres": round(found.inner_m), "officers": found.inner_officers},
        "outer": {"metres": round(found.outer_m), "officers": found.outer_officers},
        "picket_officers": found.picket_officers,
        "relief": found.relief,
        "total_pickets": found.total_pickets,
        "total": found.total,
        "total_with_outer": found.with_relief(found.picket_officers + found.inner_officers + found.outer_officers),
        "leaders": found.leaders,
        "leader": LEADER,
        "notes": list(found.notes),
    }


def _entries(roads: gpd.GeoDataFrame, area: shapely.Geometry) -> list[Entry]:
    """Where roads pass the edge, in the order of the roads and along each."""
    found = []
    edge = area.boundary
    for row in roads[roads.intersects(edge)].itertuples(index=False):
        line = row.geometry
        inside = [p for p in shapely.get_parts(line.intersection(area)) if p.geom_type == "LineString"]
        if len(inside) > 1:  # pieces that touch are one way in and out
            merged = shapely.line_merge(shapely.union_all(inside))
            inside = list(shapely.get_parts(merged))
        ends = []
        for part in inside:
            if area.covers(part) and part.length and area.contains(part.interpolate(0.5, normalized=True)):
                ends += [end for end in (_end(line, part, 0), _end(line, part, -1)) if end is not None]
        for at, leads_in in sorted(ends):
            if edge.distance(line.interpolate(at)) > _STEP_M:
                continue  # the road ends inside
            point = line.interpolate(at)
            ahead = line.interpolate(max(0.0, min(line.length, at + _STEP_M * leads_in)))
            bearing = math.degrees(math.atan2(ahead.x - point.x, ahead.y - point.y)) % 360
            drives = "both" if not row.is_oneway else ("in" if leads_in > 0 else "out")
            name = row.name_en or row.name_ur
            found.append(Entry(point.x, point.y, row.road, name, row.road_class, round(bearing) % 360, drives))
    return found


def _end(line: shapely.LineString, part: shapely.LineString, which: int) -> tuple[float, int] | None:
    """Metres along the line at which a part inside begins or ends; 1 when one goes on to get in, -1 when back."""
    at = line.project(shapely.get_point(part, which))
    middle = line.project(part.interpolate(0.5, normalized=True))
    return None if at == middle else (at, 1 if middle > at else -1)


def _joined(entries: Sequence[Entry], officers: int, join_m: float) -> tuple[Picket, ...]:
    """One picket for entries nearer to each other than `join_m`, where the one nearest to their middle is."""
    if not entries:
        return ()
    xy = np.array([(e.x_m, e.y_m) for e in entries])
    pairs = cKDTree(xy).query_pairs(join_m, output_type="ndarray")
    graph = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(xy), len(xy)))
    _, group = connected_components(graph, directed=False)
    pickets = []
    for number in dict.fromkeys(group.tolist()):
        mine = np.flatnonzero(group == number)
        middle = xy[mine].mean(axis=0)
        at = entries[int(mine[np.hypot(*(xy[mine] - middle).T).argmin()])]
        roads = tuple(dict.fromkeys(entries[i].road for i in mine.tolist()))
        names = tuple(dict.fromkeys(entries[i].name for i in mine.tolist() if entries[i].name))
        pickets.append(Picket("", at.x_m, at.y_m, roads, names, officers))
    return _numbered(pickets)


def _pickets(spots: Sequence[Spot], roads: gpd.GeoDataFrame, officers: int) -> tuple[Picket, ...]:
    name = dict(zip(roads["road"], roads["name_en"].where(roads["name_en"] != "", roads["name_ur"]), strict=True))
    return _numbered(
        [
            Picket(
                id="",
                x_m=spot.x_m,
                y_m=spot.y_m,
                roads=spot.roads,
                names=tuple(dict.fromkeys(name[road] for road in spot.roads if name[road])),
                officers=officers,
                is_farther=spot.is_farther,
            )
            for spot in spots
        ]
    )


def _numbered(pickets: Sequence[Picket]) -> tuple[Picket, ...]:
    """P1 in the north, then clockwise around their middle."""
    if not pickets:
        return ()
    x0, y0 = np.mean([p.x_m for p in pickets]), np.mean([p.y_m for p in pickets])
    turn = sorted(pickets, key=lambda p: (math.atan2(p.x_m - x0, p.y_m - y0) % math.tau, p.roads))
    return tuple(replace(picket, id=f"P{k}") for k, picket in enumerate(turn, start=1))
