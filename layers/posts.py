"""A day of a plan on the map: sites that are guarded, visited or not covered; desks, reserve, head of the unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from layers.base import BLUE, GREEN, ORANGE, PURPLE, SKY, VERMILLION, Features, Layer, Style
from layers.geojson import collection, feature, point
from layers.words import Words
from planner.tables import Classification

STATES = ("nobody", "visited", "guarded", "short", "desk", "desk_open", "reserve")
"""From what is drawn first, below, to what is drawn last."""


def _draw(places: Sequence[Mapping[str, Any]], words: Words) -> Features:
    """`places` have longitude, latitude, `state` (one of STATES), and `lines` of the tooltip."""
    return collection(_features(places))


def _features(places: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for state in STATES:
        for place in places:
            if place["state"] == state:
                yield feature(point(place["longitude"], place["latitude"]), state, tip=tuple(place["lines"]))


LAYER = Layer(
    name="posts",
    sentence="The sites of a plan's day by cover, its desks and its reserve.",
    classification=Classification.RESTRICTED,
    pane="marks",
    styles={
        "nobody": Style("ring", "#6b655a", radius=3.5, weight=1.5, fill_opacity=0.0),
        "visited": Style("circle", "#1f4f68", radius=5.0, weight=1.0, fill=SKY),
        "guarded": Style("square", "#ffffff", radius=6.0, weight=1.5, fill=GREEN),
        "short": Style("triangle", "#ffffff", radius=8.5, weight=1.5, fill=VERMILLION),
        "desk": Style("desk", "#ffffff", radius=8.0, weight=1.5, fill=BLUE),
        "desk_open": Style("cross", "#ffffff", radius=8.0, weight=2.0, fill=ORANGE),
        "reserve": Style("diamond", "#ffffff", radius=8.5, weight=1.5, fill=PURPLE),
    },
    legend=tuple((state, f"cover.{state}") for state in reversed(STATES)),
    draw=_draw,
)
