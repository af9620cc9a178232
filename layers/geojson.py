"""Frames to GeoJSON in degrees: short, rounded to a metre, the same bytes for the same rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import geopandas as gpd
import shapely

from layers.base import Features

DECIMALS = 5
"""Of a degree: about one metre."""
LINE_TOLERANCE_M = 3.0
"""A drawn line may leave the true one by this much, in metres: less than a pixel up to zoom 15."""


def collection(features: Iterable[dict[str, Any]]) -> Features:
    """A FeatureCollection of the features."""
    return {"type": "FeatureCollection", "features": list(features)}


def feature(
    geometry: dict[str, Any],
    style: str,
    *,
    tip: tuple[str, ...] = (),
    bars: Sequence[tuple[str, float, str]] = (),
    note: str = "",
    label: str = "",
    ident: str = "",
    also: Sequence[str] = (),
) -> dict[str, Any]:
    """One feature: its geometry, its style, its tooltip, and a label that stands on the map.

    A tooltip has lines, below them bars (label, share of the whole, share in words), below them a note. The search
    finds a feature by the first line of its tooltip, by its label, by its identifier `ident` and by its other names
    `also`; by its identifier it stands out or steps back too (`layers.tools.only`).
    """
    properties: dict[str, Any] = {"s": style}
    if tip:
        properties["t"] = [line for line in tip if line]
    if bars:
        properties["b"] = [list(bar) for bar in bars]
    if note:
        properties["n"] = note
    if label:
        properties["l"] = label
    if ident:
        properties["i"] = ident
    if also := [name for name in also if name and name != (tip[0] if tip else label)]:
        properties["a"] = also
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def point(longitude: float, latitude: float) -> dict[str, Any]:
    """A GeoJSON point."""
    return {"type": "Point", "coordinates": [round(longitude, DECIMALS), round(latitude, DECIMALS)]}


def places(frame: gpd.GeoDataFrame) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Each row of a frame of points as (row, GeoJSON point)."""
    degrees = frame.geometry.to_crs(4326)
    rows = frame.drop(columns=frame.geometry.name).to_dict("records")
    for row, longitude, latitude in zip(rows, degrees.x, degrees.y, strict=True):
        yield row, point(longitude, latitude)


def shape(geometry: Any) -> dict[str, Any]:
    """Any geometry in degrees as GeoJSON, rounded."""
    fitted = shapely.set_precision(geometry, 10**-DECIMALS, mode="pointwise")
    return _rounded(shapely.geometry.mapping(fitted))


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, DECIMALS)
    if isinstance(value, list | tuple):
        return [_rounded(part) for part in value]
    if isinstance(value, dict):
        return {key: _rounded(part) for key, part in value.items()}
    return value


def joined_lines(lines: gpd.GeoSeries) -> dict[str, Any]:
    """Many lines as one GeoJSON multi-line: joined end to end, simplified by `LINE_TOLERANCE_M`, in degrees."""
    merged = shapely.line_merge(shapely.multilinestrings(list(lines)))
    simple = shapely.simplify(merged, LINE_TOLERANCE_M, preserve_topology=False)
    return shape(gpd.GeoSeries([simple], crs=lines.crs).to_crs(4326).iloc[0])
