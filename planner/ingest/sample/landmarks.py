"""The landmarks of a world: its river and canals, a lake, a railway, and the names of its settlements."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import shapely
from scipy.interpolate import PchipInterpolator
from shapely.geometry.base import BaseGeometry

from planner.ingest.sample import names
from planner.ingest.sample.land import Land, Settlements
from planner.ingest.sample.roads import RoadNet
from planner.ingest.sample.world import placed
from planner.tables import LandmarkTable

LAKE_SPOTS = 400
"""So many spots are tried for the lake; the one that lies farthest from everything takes it."""
LAKE_SHARE, LAKE_WAVE = 0.55, 0.18
"""Radius of the lake as a share of the free room around it, and how far its shore swings."""
RAIL_ASIDE = 0.55
"""The railway passes a town's middle at this share of the town's radius."""
BOW_M = 4_000.0
"""The railway bends so far, in metres, on its way to the border."""
RIVER_M = 60.0
"""Half the width of the river."""

_KIND_OF = {"town": "town", "market": "town", "village": "village"}
Named = tuple[str, str, str, BaseGeometry]


def make_landmarks(land: Land, net: RoadNet, origin: str, rng: np.random.Generator) -> pd.DataFrame:
    """The LANDMARKS table. The first canal of two or more is a river; roads cross all of them by bridges only."""
    rows = [*_water(land), *_lake(land, net, rng), *_railway(land), *_places(land.settlements)]
    name_en, name_ur, kind, shapes = zip(*rows, strict=True)
    return placed(
        LandmarkTable,
        {
            "landmark": [f"L{number:04d}" for number in range(1, len(rows) + 1)],
            "name_en": list(name_en),
            "name_ur": list(name_ur),
            "kind": list(kind),
            "source": origin,
        },
        [shapely.set_precision(shape, 0.01) for shape in shapes],
    )


def _water(land: Land) -> Iterator[Named]:
    for number, line in enumerate(land.canals):
        inside = line.intersection(land.border)
        if number == 0 and len(land.canals) > 1:
            english, urdu = names.RIVER
            yield english, urdu, "river", inside
            yield english, urdu, "river", inside.buffer(RIVER_M, cap_style="flat")
        else:
            english, urdu = names.canal(number)
            yield english, urdu, "canal", inside


def _lake(land: Land, net: RoadNet, rng: np.random.Generator) -> Iterator[Named]:
    """A lake where the land is freest: no road touches its shore."""
    west, south, east, north = land.border.bounds
    spots = shapely.points(rng.uniform(west, east, LAKE_SPOTS), rng.uniform(south, north, LAKE_SPOTS))
    tree = shapely.STRtree([*net.table.geometry, *land.canals, land.border.exterior])
    room = shapely.distance(spots, tree.geometries[tree.nearest(spots)])
    room[~shapely.contains(land.border, spots)] = 0.0
    best = int(room.argmax())
    angle = np.linspace(0, 2 * np.pi, 72, endpoint=False)
    swing = 1 + LAKE_WAVE * np.sin(2 * angle + rng.uniform(0, 6)) + LAKE_WAVE / 2 * np.sin(5 * angle)
    reach = room[best] * LAKE_SHARE * swing
    ring = np.column_stack([spots[best].x + reach * np.cos(angle), spots[best].y + reach * np.sin(angle)])
    yield *names.LAKE, "lake", shapely.Polygon(ring)


def _railway(land: Land) -> Iterator[Named]:
    """One line from border to border past the westernmost and the easternmost town, where there are two or more."""
    places = land.settlements
    towns = [k for k, kind in enumerate(places.kind) if kind == "town"]
    if len(towns) < 2:
        return
    towns.sort(key=lambda k: float(places.x[k]))
    ends = (towns[0], towns[-1])
    via = [(float(places.x[k]), float(places.y[k] - RAIL_ASIDE * places.radius_m[k])) for k in ends]
    west, _, east, _ = land.border.bounds
    x, y = zip((west - BOW_M, via[0][1] - BOW_M), *via, (east + BOW_M, via[-1][1] + BOW_M), strict=True)
    along = np.linspace(x[0], x[-1], 60)
    line = shapely.LineString(np.column_stack([along, PchipInterpolator(x, y)(along)])).intersection(land.border)
    if line.geom_type == "LineString":
        yield *names.RAILWAY, "railway", line


def _places(places: Settlements) -> Iterator[Named]:
    largest = int(np.argmax(places.radius_m))
    for k, (english, urdu) in enumerate(places.name):
        middle = shapely.Point(round(float(places.x[k]), 2), round(float(places.y[k]), 2))
        yield english, urdu, "city" if k == largest else _KIND_OF[places.kind[k]], middle
        if places.kind[k] == "town":
            yield from _quarters(places, k)


def _quarters(places: Settlements, town: int) -> Iterator[Named]:
    """The four quarters of a town, named after its sides."""
    away = 0.6 * float(places.radius_m[town])
    english, urdu = places.name[town]
    for (side, side_ur), east, north in names.SIDES:
        middle = shapely.Point(float(places.x[town]) + east * away, float(places.y[town]) + north * away)
        yield f"{side} {english}", f"{side_ur} {urdu}", "neighbourhood", middle
