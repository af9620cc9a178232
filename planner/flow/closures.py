"""Which roads are closed: what was drawn on the map in degrees, and roads by identifier."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from planner.config import Config
from planner.core.errors import InputError
from planner.flow.kept import table
from planner.flow.stores import DEGREES
from planner.network.closures import roads_closed_by, roads_named
from planner.store import Store
from planner.tables import RoadTable

Drawn = Sequence[tuple[float, float]]
"""Longitude and latitude of each point: one is a spot, a ring that ends where it begins an area, all else a line."""
_RING = 4


def closed_roads(
    store: Store, config: Config, drawn: Sequence[Drawn] = (), named: Sequence[str] = ()
) -> frozenset[str]:
    """The roads that these drawings and names close; InputError for a drawing that is none, NotFound for a name."""
    if not drawn and not named:
        return frozenset()
    roads = table(store, RoadTable)
    closed = roads_named(roads, named) if named else frozenset()
    for number, points in enumerate(drawn, start=1):
        shape = gpd.GeoSeries([_shape(number, points)], crs=DEGREES).to_crs(roads.crs).iloc[0]
        closed |= roads_closed_by(roads, shape, config.surge.closure_m)
    return closed


def _shape(number: int, points: Drawn) -> BaseGeometry:
    xy = np.asarray([tuple(point) for point in points], dtype=float).reshape(-1, 2)
    inside = (np.abs(xy[:, 0]) <= 180) & (np.abs(xy[:, 1]) <= 90)
    if not len(xy) or not inside.all():
        raise InputError(f"closure {number} is no drawing in degrees", maybe="longitude comes first, then latitude.")
    if len(xy) == 1:
        return Point(xy[0])
    return Polygon(xy) if len(xy) >= _RING and (xy[0] == xy[-1]).all() else LineString(xy)
