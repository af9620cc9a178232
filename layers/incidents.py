"""Incidents: a cross where the place is exact, an open ring where it is not; size by severity, colour by age."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import geopandas as gpd
import pandas as pd

from layers.base import VERMILLION, Features, Layer, Shape, Style
from layers.geojson import collection, feature, places
from layers.words import Words
from planner.tables import IncidentTable

RECENT_DAYS = 90
"""Counted back from the newest incident on the map, so that the same rows are always drawn the same way."""
_OLD = "#6f6a63"
_SEVERITIES = (1, 2, 3, 4, 5)


def _draw(incidents: gpd.GeoDataFrame, words: Words) -> Features:
    # the recent ones are drawn last: on top
    return collection(_features(incidents.sort_values(["occurred_at", "incident"]), words))


def _features(incidents: gpd.GeoDataFrame, words: Words) -> Iterator[dict[str, Any]]:
    recent_from = incidents["occurred_at"].max() - pd.Timedelta(days=RECENT_DAYS)
    for row, place in places(incidents):
        age = "recent" if row["occurred_at"] >= recent_from else "old"
        known = "exact" if row["place_precision"] == 1 else "rough"
        day = words.day(row["occurred_at"].date())
        yield feature(
            place,
            f"{age}/{known}/{row['severity']}",
            tip=(
                words.one_of("incident", row["kind"]),
                words("tip.incident", day=day, severity=row["severity"]),
                words("tip.rough") if known == "rough" else "",
            ),
        )


def _style(age: str, known: str, severity: int) -> Style:
    shape: Shape = "cross" if known == "exact" else "ring"
    recent = age == "recent"
    return Style(
        shape,
        VERMILLION if recent else _OLD,
        radius=2.0 + severity * (0.9 if recent else 0.6),
        weight=2.2 if recent else 1.2,
        opacity=1.0 if recent else 0.65,
        fill_opacity=0.0,
    )


LAYER = Layer(
    name="incidents",
    sentence="What happened; the larger, the graver. A ring says that the place is only roughly known.",
    classification=IncidentTable.classification,
    pane="marks",
    styles={
        f"{age}/{known}/{severity}": _style(age, known, severity)
        for age in ("recent", "old")
        for known in ("exact", "rough")
        for severity in _SEVERITIES
    },
    legend=(
        ("recent/exact/4", "legend.incident_recent"),
        ("old/exact/4", "legend.incident_old"),
        ("old/rough/4", "legend.incident_rough"),
    ),
    draw=_draw,
)
