"""Landmarks: water and railways below the roads, and the names of places, the reader's script first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.base import Features, Layer, Style
from layers.geojson import collection, feature, joined_lines, point, shape
from layers.words import Words
from planner.tables import LandmarkTable
from planner.tables.landmarks import PLACES, WATER

_LINES = (*WATER, "railway")
_POND_M2 = 30_000.0
"""Water smaller than this is drawn only when the map is enlarged."""
_SIMPLER_M = 5.0
"""A drawn shore may leave the true one by this much, in metres."""
_WATER_RANK = {"river": 1, "lake": 2, "canal": 2, "wetland": 3, "stream": 3}
"""Which name wins where two do not fit: the lower one, beside the places, which are ranked by their size."""
_SIZES = {
    "city": 15,
    "town": 13,
    "village": 12,
    "neighbourhood": 11,
    "river": 12,
    "lake": 12,
    "canal": 11,
    "wetland": 11,
    "stream": 11,
}
"""Of names, in pixels."""
_LABEL_WATER, _LABEL_PLACE = "#3b6880", "#4a443b"


def with_settlements(landmarks: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The landmarks, and as a village each settlement of the areas that holds no named place yet."""
    settled = areas[areas["level"] == "settlement"] if len(areas) else areas
    if settled.empty:
        return landmarks
    taken = np.zeros(len(settled), dtype=bool)
    if len(landmarks):
        named = landmarks[landmarks["kind"].isin(PLACES)].to_crs(areas.crs)
        inside, _ = settled.sindex.query(named.geometry.representative_point(), predicate="intersects")[::-1]
        taken[np.unique(inside)] = True
    left = settled[~taken]
    more = gpd.GeoDataFrame(
        {
            "landmark": left["area"].to_numpy(),
            "name_en": left["name_en"].to_numpy(),
            "name_ur": left["name_ur"].to_numpy(),
            "kind": "village",
            "source": left["source"].to_numpy(),
        },
        geometry=gpd.GeoSeries(left.geometry.representative_point().to_numpy(), crs=areas.crs),
        crs=areas.crs,
    )
    if landmarks.empty:
        return more
    return gpd.GeoDataFrame(pd.concat([landmarks.to_crs(areas.crs), more], ignore_index=True), crs=areas.crs)


def _draw(landmarks: gpd.GeoDataFrame, words: Words) -> Features:
    drawn = collection([*_ground(landmarks), *_names(landmarks, words)])
    drawn["legend"] = {one["properties"]["s"]: {} for one in drawn["features"]}
    return drawn


def _ground(landmarks: gpd.GeoDataFrame) -> Iterator[dict[str, Any]]:
    """Surfaces, then lines: one feature a look, so that a district is drawn in a few strokes."""
    parts = landmarks[["kind", landmarks.geometry.name]].explode(index_parts=False)
    kinds = parts.geometry.geom_type
    surfaces, lines = parts[kinds == "Polygon"], parts[kinds == "LineString"]
    small = surfaces.geometry.area < _POND_M2
    for style, chosen in (("wetland", surfaces["kind"] == "wetland"), ("lake", surfaces["kind"].isin(WATER[:4]))):
        for name, some in ((style, chosen & ~small), ("pond" if style == "lake" else "marsh", chosen & small)):
            if some.any():
                yield feature(_surface(surfaces.geometry[some]), name)
    for kind in reversed(_LINES):
        some = lines["kind"] == kind
        if some.any():
            yield feature(joined_lines(lines.geometry[some]), kind)


def _surface(surfaces: gpd.GeoSeries) -> dict[str, Any]:
    simple = shapely.simplify(shapely.union_all(surfaces.to_numpy()), _SIMPLER_M)
    return shape(gpd.GeoSeries([simple], crs=surfaces.crs).to_crs(4326).iloc[0])


def _names(landmarks: gpd.GeoDataFrame, words: Words) -> Iterator[dict[str, Any]]:
    named = landmarks[(landmarks["name_en"] != "") | (landmarks["name_ur"] != "")]
    rows = [*_places(named), *_waters(named)]
    # the map keeps the first of two that would overlap
    rows.sort(key=lambda row: row["rank"])
    spots = gpd.GeoSeries([row["at"] for row in rows], crs=landmarks.crs).to_crs(4326)
    for row, spot in zip(rows, spots, strict=True):
        own = words.name(row, "landmark")
        other = row["name_en"] if words.language == "ur" else row["name_ur"]
        made = feature(point(spot.x, spot.y), f"name/{row['kind']}", label=own)
        if other and other != own:
            made["properties"]["a"] = [other]
        made["properties"]["f"] = _SIZES[row["kind"]]
        yield made


def _places(named: gpd.GeoDataFrame) -> Iterator[dict[str, Any]]:
    places = named[named["kind"].isin(PLACES)]
    middles = places.geometry.representative_point()
    for row, at in zip(places.drop(columns=named.geometry.name).to_dict("records"), middles, strict=True):
        yield {**row, "at": at, "rank": PLACES.index(row["kind"])}


def _waters(named: gpd.GeoDataFrame) -> Iterator[dict[str, Any]]:
    """Each river, canal, stream or lake once, by its names: at the middle of its longest piece."""
    waters = named[named["kind"].isin(WATER)]
    for (kind, name_en, name_ur), group in waters.groupby(["kind", "name_en", "name_ur"], sort=True):
        shapes = group.geometry.to_numpy()
        lines = shapes[np.isin(shapely.get_type_id(shapes), (1, 5))]
        if len(lines):
            pieces = shapely.get_parts(shapely.line_merge(shapely.union_all(lines)))
            longest = pieces[shapely.length(pieces).argmax()]
            at = shapely.line_interpolate_point(longest, 0.5, normalized=True)
        else:
            at = shapely.point_on_surface(shapes[shapely.area(shapes).argmax()])
        rank = _WATER_RANK[str(kind)]
        yield {"kind": kind, "name_en": name_en, "name_ur": name_ur, "landmark": "", "at": at, "rank": rank}


def _water(weight: float, min_zoom: int = 0) -> Style:
    return Style("line", "#a6c4d3", weight=weight, min_zoom=min_zoom)


def _lake(min_zoom: int = 0) -> Style:
    return Style("area", "#9dbccc", weight=0.8, fill="#c5d9e3", min_zoom=min_zoom)


def _marsh(min_zoom: int = 0) -> Style:
    return Style("area", "#b9cbc4", weight=0.8, dash="3 3", fill="#dde7e2", fill_opacity=0.7, min_zoom=min_zoom)


LAYER = Layer(
    name="landmarks",
    sentence="Water, railways and the names of places, in both scripts; more of them when the map is enlarged.",
    classification=LandmarkTable.classification,
    pane="ground",
    styles={
        "river": _water(3.4),
        "canal": _water(2.2),
        "stream": _water(1.1, 12),
        "lake": _lake(),
        "pond": _lake(13),
        "wetland": _marsh(),
        "marsh": _marsh(13),
        "railway": Style("line", "#938c82", weight=1.5, dash="7 4", min_zoom=9),
        "name/city": Style("area", _LABEL_PLACE),
        "name/town": Style("area", _LABEL_PLACE, min_zoom=9),
        "name/village": Style("area", _LABEL_PLACE, min_zoom=12),
        "name/neighbourhood": Style("area", _LABEL_PLACE, min_zoom=13),
        "name/river": Style("area", _LABEL_WATER, min_zoom=10),
        "name/lake": Style("area", _LABEL_WATER, min_zoom=11),
        "name/canal": Style("area", _LABEL_WATER, min_zoom=11),
        "name/wetland": Style("area", _LABEL_WATER, min_zoom=13),
        "name/stream": Style("area", _LABEL_WATER, min_zoom=14),
    },
    legend=(
        ("river", "legend.river"),
        ("canal", "legend.canal"),
        ("lake", "legend.lake"),
        ("railway", "legend.railway"),
    ),
    draw=_draw,
)
