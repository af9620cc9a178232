"""Roads: the base map, drawn from our own road table. One multi-line a class keeps it small and quick."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import geopandas as gpd

from layers.base import Features, Layer, Style
from layers.geojson import collection, feature, joined_lines
from layers.words import Words
from planner.tables import RoadTable
from planner.tables.roads import CLASSES


def _draw(roads: gpd.GeoDataFrame, words: Words) -> Features:
    return collection(_features(roads))


def _features(roads: gpd.GeoDataFrame) -> Iterator[dict[str, Any]]:
    by_class = dict(list(roads.geometry.groupby(roads["road_class"])))
    for road_class in reversed(CLASSES):
        if road_class in by_class:
            yield feature(joined_lines(by_class[road_class]), road_class)
    bridges = roads.geometry[roads["is_bridge"]]
    if len(bridges):
        yield feature(joined_lines(bridges), "bridge")


def _road(color: str, weight: float, min_zoom: int = 0) -> Style:
    return Style("line", color, weight=weight, min_zoom=min_zoom)


LAYER = Layer(
    name="roads",
    sentence="Roads; smaller ones appear when the map is enlarged.",
    classification=RoadTable.classification,
    pane="ground",
    styles={
        "motorway": _road("#b9853b", 4.0),
        "trunk": _road("#c4924a", 3.4),
        "primary": _road("#d2a964", 2.8),
        "secondary": _road("#c4b8a3", 2.0),
        "tertiary": _road("#cdc3b2", 1.4),
        "unclassified": _road("#d3cbbd", 1.0, 11),
        "residential": _road("#dad3c7", 1.0, 12),
        "service": _road("#ded8ce", 0.8, 13),
        "track": _road("#ded8ce", 0.8, 13),
        "path": _road("#e2ddd4", 0.7, 14),
        "bridge": _road("#4f4a42", 3.6),
    },
    legend=(("primary", "legend.main_road"), ("secondary", "legend.road"), ("bridge", "legend.bridge")),
    draw=_draw,
)
