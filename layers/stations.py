"""Stations, posts and Lines."""

from __future__ import annotations

import geopandas as gpd

from layers.base import BLACK, Features, Layer, Style
from layers.geojson import collection, feature, places
from layers.words import Words
from planner.tables import StationTable


def _draw(stations: gpd.GeoDataFrame, words: Words) -> Features:
    def style(row: dict) -> str:
        return "desk" if row["kind"] == "station" and row["has_desk"] else row["kind"]

    return collection(
        feature(
            place,
            style(row),
            tip=(words.name(row, "station"), words(f"legend.{style(row)}")),
            ident=str(row["station"]),
            also=(row["name_en"], row["name_ur"]),
        )
        for row, place in places(stations)
    )


LAYER = Layer(
    name="stations",
    sentence="Where officers start from; Lines are where the reserve stands.",
    classification=StationTable.classification,
    pane="marks",
    styles={
        "station": Style("square", "#ffffff", radius=5.5, weight=1.2, fill=BLACK),
        "desk": Style("desk", "#ffffff", radius=6.5, weight=1.2, fill=BLACK),
        "post": Style("triangle", "#ffffff", radius=5.5, weight=1.2, fill=BLACK),
        "lines": Style("star", "#ffffff", radius=11.0, weight=1.2, fill=BLACK),
    },
    legend=(("lines", "legend.lines"), ("desk", "legend.desk"), ("station", "legend.station")),
    draw=_draw,
)
