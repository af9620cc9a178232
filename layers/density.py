"""Very many incidents on one map: a circle a cell of the ground with its number; the larger, the more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from layers.base import VERMILLION, Features, Layer, Style
from layers.geojson import collection, feature, point
from layers.words import Words
from planner.tables import Classification, IncidentTable

EDGES = (1, 3, 10, 30, 100)
"""Lowest numbers of the classes of circles; each about three times the one below."""
_SMALLEST, _STEP = 5.0, 3.5


def _draw(cells: Sequence[Mapping[str, Any]], words: Words) -> Features:
    """`cells` are those of `planner.flow.density`; the fullest are drawn last, on top."""
    return collection(_features(sorted(cells, key=lambda cell: cell["count"]), words))


def _features(cells: Sequence[Mapping[str, Any]], words: Words) -> Iterator[dict[str, Any]]:
    for cell in cells:
        count = int(cell["count"])
        level = sum(count >= edge for edge in EDGES)
        yield feature(
            point(cell["longitude"], cell["latitude"]),
            f"class{level}",
            tip=(words("tip.density", count=count),),
            label=str(count) if count >= EDGES[1] else "",
        )


LAYER = Layer(
    name="density",
    sentence="How many incidents were chosen in each cell, where they are too many to be drawn one by one.",
    classification=Classification(IncidentTable.classification),
    pane="marks",
    styles={
        f"class{n + 1}": Style(
            "circle", "#7a3300", radius=_SMALLEST + n * _STEP, weight=1.2, fill=VERMILLION, fill_opacity=0.45
        )
        for n in range(len(EDGES))
    },
    legend=tuple((f"class{n + 1}", f"legend.density_{n + 1}") for n in range(len(EDGES))),
    draw=_draw,
)
