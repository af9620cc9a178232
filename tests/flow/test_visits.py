"""Who is there in the end, counted from duties and ways."""

from __future__ import annotations

import pandas as pd

from planner.flow.visits import seen_at, unseen_sentences

SITES = pd.DataFrame({"site": ["S1", "S2", "S3", "S4"], "category": ["C", "A", "", "B"]})


def plan() -> dict:
    """S1 is guarded, S3 has two stops; the guard of S4 is planned and nobody stands there; S2 has nothing."""
    return {
        "days": 7,
        "duties": [
            {"duty": "g1", "kind": "guard", "place": "S1"},
            {"duty": "g4", "kind": "guard", "place": "S4"},
            {"duty": "p1", "kind": "patrol", "place": "P"},
        ],
        "assignments": [{"duty": "g1", "officer": "O1"}, {"duty": "p1", "officer": "O2"}],
        "routes": [{"duty": "p1", "visits": [{"site": "S3"}, {"site": "S3"}]}],
    }


def test_guards_and_stops_are_counted_and_open_guards_are_not() -> None:
    """One guard, two stops."""
    assert dict(seen_at(plan())) == {"S1": 1, "S3": 2}


def test_sites_at_which_nobody_is_seen_are_named_the_highest_category_first() -> None:
    """Two of four, A before B."""
    said = unseen_sentences(plan(), SITES)
    assert said == ["2 of 4 sites have neither a guard nor a stop of a mobile in these 7 days (1 A, 1 B): S2, S4."]


def test_nothing_is_said_when_somebody_is_seen_everywhere() -> None:
    """With a stop at each."""
    full = plan()
    full["routes"][0]["visits"] += [{"site": "S2"}, {"site": "S4"}]
    assert unseen_sentences(full, SITES) == []
