from __future__ import annotations

from layers import differs
from layers.base import draw
from layers.words import Words


def test_a_guard_counts_before_visits_and_visits_before_nothing() -> None:
    """By the share of the guards that is sent, then by visits; no guard wanted counts as none sent."""
    guarded, half = {"share": 1.0, "visits": 0}, {"share": 0.5, "visits": 9}
    visited, nobody = {"share": None, "visits": 1}, {"share": None, "visits": 0}
    assert differs.better(guarded, half) == "this"
    assert differs.better(visited, half) == "other"
    assert differs.better(visited, nobody) == "this"
    assert differs.better(nobody, {"share": 0.0, "visits": 0}) == "alike"


def test_what_differs_is_drawn_above_what_is_alike() -> None:
    """Two sites: the one that both cover alike comes first, and the tooltip of the other says both."""
    alike = {"longitude": 64.5, "latitude": 24.0, "name": "St. Alike"}
    alike |= {side: {"share": None, "visits": 1} for side in ("this", "other")}
    ours = {**alike, "name": "St. Ours", "this": {"share": 0.25, "visits": 3}}
    found = draw(differs.LAYER, [ours, alike], Words("en")).features["features"]
    assert [feature["properties"]["s"] for feature in found] == ["alike", "this"]
    assert found[1]["properties"]["t"] == [
        "St. Ours",
        "This plan: 25 % of its guards, visits: 3",
        "The other: no guard, visits: 1",
    ]
