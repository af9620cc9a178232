"""The risk surface: where incidents are to be expected, by square kilometre; the darker, the more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import shapely

from layers.base import Features, Layer, Style
from layers.geojson import collection, feature, shape
from layers.words import Words
from planner.tables import Classification

PER_KM2 = 100.0
"""The legend speaks of so many square kilometres, as numbers of one would be too small to read."""
# one hue that only grows darker (ColorBrewer's purples): told apart by every eye, and in grey print
_COLORS = ("#dcdaec", "#c3c0df", "#a29ccc", "#8175b5", "#63459c", "#3f007d")


def _draw(surface: Mapping[str, Any], words: Words) -> Features:
    """`surface` is what `planner.flow.surface` gives; cells below the lowest class are left out."""
    drawn = collection(_features(surface))
    drawn["legend"] = _ranges(surface["classes"])
    return drawn


def _features(surface: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    values = np.asarray(surface["values"], dtype=float)
    # nan compares false: outside the ground there is no class
    with np.errstate(invalid="ignore"):
        level = np.sum([values >= edge for edge in surface["classes"]], axis=0, dtype=int)
    for number in range(1, len(surface["classes"]) + 1):
        runs = list(_runs(np.atleast_2d(level) == number, surface))
        if runs:
            yield feature(shape(shapely.union_all(runs)), _name(number, len(surface["classes"])))


def _runs(chosen: np.ndarray, surface: Mapping[str, Any]) -> Iterator[Any]:
    """A box a run of chosen cells in a row."""
    rows, columns = chosen.shape
    wide = (surface["east"] - surface["west"]) / columns
    tall = (surface["north"] - surface["south"]) / rows
    for row in np.flatnonzero(chosen.any(axis=1)):
        steps = np.diff(np.concatenate([[0], chosen[row].astype(int), [0]]))
        top = surface["north"] - row * tall
        for first, after in zip(np.flatnonzero(steps == 1), np.flatnonzero(steps == -1), strict=True):
            yield shapely.box(surface["west"] + first * wide, top - tall, surface["west"] + after * wide, top)


def _name(number: int, of: int) -> str:
    """The style of a class; the highest one there is always looks the same."""
    return f"class{number + len(_COLORS) - of}"


def _ranges(edges: list[float]) -> dict[str, dict[str, str]]:
    """What the legend says of each class: from, to, in incidents per `PER_KM2`."""
    said = [f"{edge * PER_KM2:.10g}" for edge in edges]
    return {
        _name(number, len(edges)): {"low": low, "high": high}
        for number, (low, high) in enumerate(zip(said, [*said[1:], ""], strict=True), 1)
    }


LAYER = Layer(
    name="surface",
    sentence="Expected incidents per 100 square kilometres in 28 days, from what was reported; the darker, the more.",
    classification=Classification.RESTRICTED,
    pane="ground",
    styles={
        f"class{n}": Style("area", color, weight=0.4 + 0.2 * n, fill=color, opacity=0.5, fill_opacity=0.55 + 0.06 * n)
        for n, color in enumerate(_COLORS, 1)
    },
    legend=(
        (f"class{len(_COLORS)}", "legend.surface_top"),
        *((f"class{n}", "legend.surface_class") for n in range(len(_COLORS) - 1, 0, -1)),
    ),
    draw=_draw,
)
