"""A cordon around a place: pickets, lines and officers, and a file for the map."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
from pyproj import Transformer
from shapely.geometry import Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from planner.config import Config
from planner.core.errors import InputError
from planner.flow.kept import table
from planner.flow.stores import DEGREES
from planner.store import Store
from planner.surge.cordon import cordon as cordon_around
from planner.surge.cordon import cordon_document
from planner.tables import RoadTable

_CORNERS = 3


def cordon(
    store: Store,
    config: Config,
    *,
    around: Sequence[tuple[float, float]] = (),
    at: tuple[float, float] | None = None,
    radius_m: float = 0.0,
    at_night: bool = False,
    out: Path | None = None,
) -> dict[str, Any]:
    """The cordon around corners in degrees, or around a place within a radius; `out` gets it as GeoJSON.

    Raises InputError without roads, for corners that enclose nothing or lie nowhere, and where `out` cannot be.
    """
    if store.crs is None or not store.count(RoadTable):
        raise InputError("no roads are loaded", maybe="import roads first: `hifazat import roads FILE`.")
    if out is not None and (not out.parent.is_dir() or out.is_dir()):
        raise InputError(f"{out} cannot be a file", maybe="its folder is not there, or it is a folder itself.")
    area = _area(store.crs, around, at, radius_m)
    roads = table(store, RoadTable)
    if not area.intersects(box(*roads.total_bounds)):
        raise InputError(
            "the cordon lies where no road of the store is",
            maybe="latitude and longitude are swapped (longitude comes first), or the roads there are not loaded.",
        )
    to_degrees = Transformer.from_crs(store.crs, DEGREES, always_xy=True)

    def degrees(x: float, y: float) -> tuple[float, float]:
        longitude, latitude = to_degrees.transform(x, y)
        return round(longitude, 6), round(latitude, 6)

    found = cordon_around(roads, area, config.cordon, at_night=at_night)
    corners = [list(degrees(x, y)) for x, y in np.asarray(area.exterior.coords).tolist()]
    document = {"area": corners, "at_night": at_night, **cordon_document(found, degrees=degrees)}
    if out is not None:
        text = json.dumps(cordon_features(document), ensure_ascii=False, indent=1)
        out.write_text(text + "\n", encoding="utf-8")
    return document


def cordon_features(document: dict[str, Any]) -> dict[str, Any]:
    """The cordon as a GeoJSON feature collection: its edge, and a point with a label a picket."""
    edge = {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [document["area"]]},
        "properties": {"kind": "edge", "label": f"{document['inner']['metres']} m"},
    }
    pickets = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [one["longitude"], one["latitude"]]},
            "properties": {"kind": "picket", **{k: one[k] for k in ("id", "label", "officers", "is_farther")}},
        }
        for one in document["pickets"]
    ]
    return {"type": "FeatureCollection", "features": [edge, *pickets]}


def _area(
    crs: str, around: Sequence[tuple[float, float]], at: tuple[float, float] | None, radius_m: float
) -> BaseGeometry:
    points = list(around) if at is None else [at]
    if any(not (-180 <= x <= 180 and -90 <= y <= 90) for x, y in points):
        raise InputError("a corner is no place in degrees", maybe="longitude comes first, then latitude.")
    if at is not None:
        return gpd.GeoSeries([Point(at)], crs=DEGREES).to_crs(crs).iloc[0].buffer(radius_m)
    if len(points) < _CORNERS:
        raise InputError("a cordon needs at least three corners", maybe='--around "LON,LAT LON,LAT LON,LAT" was meant.')
    area = gpd.GeoSeries([Polygon(points)], crs=DEGREES).to_crs(crs).iloc[0]
    if not area.is_valid:
        raise InputError(
            "the corners cross each other or enclose nothing", maybe="name them in turn, around the place."
        )
    return area
