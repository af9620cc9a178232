"""Risk: a halo below each site in the three highest bands, and sites whose tooltip says where their risk comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import geopandas as gpd
import pandas as pd

from layers import sites as places_of
from layers.base import ORANGE, VERMILLION, YELLOW, Features, Layer, Style
from layers.geojson import collection, feature, places
from layers.odds import odds, odds_between, percent
from layers.words import Words
from planner.tables import RiskTable
from planner.tables.risk import PARTS


def on_sites(sites: gpd.GeoDataFrame, risk: pd.DataFrame) -> gpd.GeoDataFrame:
    """The sites with the risk of their first window: what these layers draw, with `days`, the window's length."""
    first = risk.sort_values("window_start", kind="stable").drop_duplicates("site")
    return joined(sites, first.assign(days=1.0))


def joined(sites: gpd.GeoDataFrame, risk: pd.DataFrame) -> gpd.GeoDataFrame:
    """Sites with their row of risk; `risk` has one row a site."""
    left = ["window_start", "window_end"]
    risk = risk.drop(columns=[name for name in left if name in risk])
    return sites.merge(risk, on="site", how="inner", validate="one_to_one")


def _draw(frame: gpd.GeoDataFrame, words: Words) -> Features:
    shown = frame[frame["band"].isin(("A+", "A", "B"))].sort_values(["score", "site"])
    return collection(feature(place, row["band"], ident=str(row["site"])) for row, place in places(shown))


def _draw_reasons(frame: gpd.GeoDataFrame, words: Words) -> Features:
    return collection(_features(frame, words))


def _features(frame: gpd.GeoDataFrame, words: Words) -> Iterator[dict[str, Any]]:
    for row, place in places(frame):
        yield feature(
            place,
            f"{row['kind']}/{row['category']}",
            tip=(
                words.name(row, "site"),
                words("tip.band", band=row["band"], odds=odds(row["score"], row["days"], words)),
                words("tip.between", between=odds_between(row["low"], row["high"], row["days"], words)),
                words.one_of("grade", row["grade"]),
            ),
            bars=bars(row, words),
            note=words.sentence(row["why"]),
            ident=str(row["site"]),
            also=(row["name_en"], row["name_ur"]),
        )


def bars(row: Mapping[str, Any], words: Words) -> list[tuple[str, float, str]]:
    """Where a score comes from: label, share of the score, the share in words; the largest first, nothing left out.

    A part that lowers the score has a share below 0.
    """
    score = row["score"]
    parts = sorted(PARTS, key=lambda part: -abs(row[part]))
    shares = [(part, row[part] / score) for part in parts if score > 0 and abs(row[part] / score) >= 0.005]
    return [(words(f"part.{part}"), round(share, 4), percent_of(share)) for part, share in shares]


def percent_of(share: float) -> str:
    """A part of a score in percent, with its sign when it lowers it."""
    return percent(share) if share >= 0 else f"\N{MINUS SIGN}{percent(-share)}"


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

REASONS = Layer(
    name="reasons",
    sentence="Sites; the tooltip says how likely an incident is in the window shown, how sure that is, and why.",
    classification=RiskTable.classification,
    pane="marks",
    styles=places_of.LAYER.styles,
    legend=places_of.LAYER.legend,
    draw=_draw_reasons,
)
