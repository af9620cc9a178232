"""The ways of the mobiles of a day, and the stops of the one that is chosen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from layers.base import BLUE, GREEN, ORANGE, PURPLE, Features, Layer, Style
from layers.geojson import DECIMALS, collection, feature, point
from layers.words import Words
from planner.tables import Classification

WAYS = (
    Style("line", BLUE, weight=2.2, opacity=0.75),
    Style("line", GREEN, weight=2.2, opacity=0.75, dash="12 6"),
    Style("line", PURPLE, weight=2.2, opacity=0.75, dash="2 7"),
)
"""The ways in turn: told apart by colour and by dash."""


def _draw(ways: Sequence[Mapping[str, Any]], words: Words) -> Features:
    """`ways` have `line` (degrees), `lines` of the tooltip, `is_chosen`, and `stops` with place, time and name."""
    return collection(_features(ways))


def _features(ways: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for number, way in enumerate(ways):
        style = "way_chosen" if way["is_chosen"] else f"way{number % len(WAYS)}"
        line = [[round(x, DECIMALS), round(y, DECIMALS)] for x, y in way["line"]]
        if len(line) > 1:
            yield feature({"type": "LineString", "coordinates": line}, style, tip=tuple(way["lines"]))
    for way in ways:
        for stop in way["stops"] if way["is_chosen"] else ():
            yield feature(
                point(stop["longitude"], stop["latitude"]), "stop", tip=tuple(stop["lines"]), label=stop["label"]
            )


LAYER = Layer(
    name="patrols",
    sentence="The ways of a day's mobiles, with the stops of the one that is chosen.",
    classification=Classification.RESTRICTED,
    pane="marks",
    styles={
        **{f"way{number}": style for number, style in enumerate(WAYS)},
        "way_chosen": Style("line", "#1b1b1b", weight=5.0, opacity=0.9),
        "stop": Style("circle", "#1b1b1b", radius=6.0, weight=2.0, fill=ORANGE),
    },
    legend=(("way0", "cover.way"), ("way_chosen", "cover.way_chosen"), ("stop", "cover.stop")),
    draw=_draw,
)
