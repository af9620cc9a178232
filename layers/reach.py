"""How far one comes by road: an area a time, told apart by its edge and named on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import shapely

from layers.base import BLUE, Features, Layer, Style
from layers.geojson import collection, feature, point, shape
from layers.words import Words
from planner.tables import Classification

DASHES = ("", "10 4", "6 4", "3 4", "1 5", "1 8")
"""From the shortest time to the longest; longer ones look like the last."""


def _draw(reached: Mapping[str, Any] | None, words: Words) -> Features:
    """`reached` has `areas`: {minutes, geometry}, in rising order; None when nobody asks."""
    return collection(_features(reached, words) if reached else ())


def _features(reached: Mapping[str, Any], words: Words) -> Iterator[dict[str, Any]]:
    areas = [(n, area) for n, area in enumerate(reached["areas"]) if area["geometry"]]
    for number, area in reversed(areas):
        outline = shapely.geometry.shape(area["geometry"])
        style = f"area{min(number, len(DASHES) - 1)}"
        yield feature(shape(outline), style)
        top = max(shapely.get_coordinates(outline).tolist(), key=lambda spot: spot[1])
        yield feature(point(*top), "name", label=words("label.reach", minutes=f"{area['minutes']:g}"))


LAYER = Layer(
    name="reach",
    sentence="How far a vehicle comes from the chosen place in so many minutes.",
    classification=Classification.INTERNAL,
    pane="under",
    styles={
        **{
            f"area{n}": Style("area", BLUE, weight=2.6 - 0.3 * n, fill=BLUE, fill_opacity=0.07, dash=dash)
            for n, dash in enumerate(DASHES)
        },
        "name": Style("area", "#0b4a73"),
    },
    legend=(("area0", "legend.reach_first"), ("area2", "legend.reach_later")),
    draw=_draw,
)
