"""Two plans on one map: which sites this plan covers better, which the other, and which both cover alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from layers.base import BLUE, ORANGE, Features, Layer, Style
from layers.geojson import collection, feature, point
from layers.words import Words
from planner.tables import Classification

STATES = ("alike", "other", "this")
"""From what is drawn first, below, to what is drawn last."""


def better(this: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    """Which of two plans covers a site better, by the share of its guards that is sent, then by visits."""
    mine, theirs = ((one["share"] or 0.0, one["visits"]) for one in (this, other))
    return "alike" if mine == theirs else "this" if mine > theirs else "other"


def _draw(sites: Sequence[Mapping[str, Any]], words: Words) -> Features:
    """`sites` have longitude, latitude, name, and in `this` and `other` the share of guards sent and the visits."""
    return collection(_features(sites, words))


def _features(sites: Sequence[Mapping[str, Any]], words: Words) -> Iterator[dict[str, Any]]:
    states = [better(site["this"], site["other"]) for site in sites]
    for wanted in STATES:
        for site, state in zip(sites, states, strict=True):
            if state == wanted:
                tip = (str(site["name"]), *(_said(site[side], side, words) for side in ("this", "other")))
                yield feature(point(site["longitude"], site["latitude"]), state, tip=tip)


def _said(cover: Mapping[str, Any], side: str, words: Words) -> str:
    if cover["share"] is None:
        return words(f"tip.{side}_visits", visits=cover["visits"])
    return words(f"tip.{side}_guarded", share=words.share(cover["share"]), visits=cover["visits"])


LAYER = Layer(
    name="differs",
    sentence="Which of two plans covers a site better.",
    classification=Classification.RESTRICTED,
    pane="marks",
    styles={
        "alike": Style("ring", "#6b655a", radius=3.5, weight=1.5, fill_opacity=0.0),
        "other": Style("diamond", "#4a3300", radius=8.0, weight=1.2, fill=ORANGE),
        "this": Style("square", "#ffffff", radius=7.0, weight=1.5, fill=BLUE),
    },
    legend=tuple((state, f"legend.differs_{state}") for state in reversed(STATES)),
    draw=_draw,
)
