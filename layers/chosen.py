"""The place that is chosen in the table or on the map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from layers.base import BLACK, Features, Layer, Style
from layers.geojson import collection, feature, point
from layers.words import Words
from planner.tables import Classification


def _draw(chosen: Mapping[str, Any] | None, words: Words) -> Features:
    """`chosen` has longitude, latitude and name; None when nothing is chosen. The map moves until it is in view."""
    if chosen is None:
        return collection(())
    spot = point(chosen["longitude"], chosen["latitude"])
    longitude, latitude = spot["coordinates"]
    return {**collection((feature(spot, "chosen", label=chosen["name"]),)), "see": [latitude, longitude]}


LAYER = Layer(
    name="chosen",
    sentence="The place that is chosen.",
    classification=Classification.RESTRICTED,
    pane="marks",
    styles={"chosen": Style("ring", BLACK, radius=13.0, weight=3.0, fill_opacity=0.0)},
    legend=(),
    draw=_draw,
)
