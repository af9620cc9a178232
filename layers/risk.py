"""Risk: a halo below each site in the three highest bands; the wider, the higher. C and D have none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import geopandas as gpd
import pandas as pd

from layers.base import ORANGE, VERMILLION, YELLOW, Features, Layer, Style
from layers.geojson import collection, feature, places
from layers.words import Words
from planner.tables import RiskTable


def on_sites(sites: gpd.GeoDataFrame, risk: pd.DataFrame) -> gpd.GeoDataFrame:
    """The sites with band, score and reason of their first window: what this layer draws."""
    first = risk.sort_values("window_start", kind="stable").drop_duplicates("site")
    return sites.merge(first[["site", "band", "score", "why"]], on="site", how="inner", validate="one_to_one")


def _draw(frame: gpd.GeoDataFrame, words: Words) -> Features:
    shown = frame[frame["band"].isin(("A+", "A", "B"))].sort_values(["score", "site"])
    return collection(_features(shown))


def _features(frame: gpd.GeoDataFrame) -> Iterator[dict[str, Any]]:
    for row, place in places(frame):
        yield feature(place, row["band"])


LAYER = Layer(
    name="risk",
    sentence="Sites in the highest bands of risk in the window shown; C and D carry no mark.",
    classification=RiskTable.classification,
    pane="under",
    styles={
        "A+": Style("circle", VERMILLION, radius=19.0, weight=3.0, fill=VERMILLION, fill_opacity=0.35),
        "A": Style("circle", ORANGE, radius=15.0, weight=2.2, fill=ORANGE, fill_opacity=0.35),
        "B": Style("circle", "#b8a800", radius=11.0, weight=1.2, fill=YELLOW, fill_opacity=0.35),
    },
    legend=(("A+", "legend.band_a_plus"), ("A", "legend.band_a"), ("B", "legend.band_b")),
    draw=_draw,
)
