"""Areas: limits of districts, tehsils and stations, and settlements."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import geopandas as gpd

from layers.base import Features, Layer, Style
from layers.geojson import collection, feature, point, shape
from layers.words import Words
from planner.tables import AreaTable

_SIMPLER_M = 15.0
"""A drawn limit may leave the true one by this much, in metres."""
_NAMED = ("tehsil",)
"""Levels whose names stand in the middle; settlements are named as places (`layers.landmarks`)."""


def _draw(areas: gpd.GeoDataFrame, words: Words) -> Features:
    return collection(_features(areas, words))


def _features(areas: gpd.GeoDataFrame, words: Words) -> Iterator[dict[str, Any]]:
    simple = areas.geometry.simplify(_SIMPLER_M).to_crs(4326)
    inside = areas.geometry.representative_point().to_crs(4326)
    rows = areas.drop(columns=areas.geometry.name).to_dict("records")
    for row, outline, centre in zip(rows, simple, inside, strict=True):
        yield feature(shape(outline), row["level"])
        if row["level"] in _NAMED:
            name, also = words.name(row, "area"), (row["name_en"], row["name_ur"])
            yield feature(
                point(centre.x, centre.y), f"name/{row['level']}", label=name, ident=str(row["area"]), also=also
            )


LAYER = Layer(
    name="areas",
    sentence="Limits of district, tehsils and stations, and settlements.",
    classification=AreaTable.classification,
    pane="ground",
    styles={
        "district": Style("area", "#5c554b", weight=2.5, fill="#fbfaf7", fill_opacity=0.9),
        "tehsil": Style("area", "#8c8375", weight=1.6, dash="7 5", fill_opacity=0.0),
        "station limits": Style("area", "#a89f90", weight=0.9, dash="2 4", fill_opacity=0.0, min_zoom=12),
        "settlement": Style("area", "#d3c9b8", weight=0.8, fill="#e8e1d4", fill_opacity=0.8),
        "name/tehsil": Style("area", "#5c554b"),
    },
    legend=(("tehsil", "legend.tehsil"), ("settlement", "legend.settlement")),
    draw=_draw,
)
