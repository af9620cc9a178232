"""Localities to be warned: a score that a person can work out again."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from planner.config import load_config
from planner.surge.contagion import RULE, communities_near, contagion, contagion_document

CONFIG = load_config().contagion  # within 30 min, halves every 10, same community x 3, 800 m
WEIGHTS = {"A+": 6.0, "A": 4.0, "B": 2.0, "C": 1.0, "D": 0.5}


def sites(*rows: tuple[str, str, float]) -> gpd.GeoDataFrame:
    """Sites with a community along a street: (name, community, metres)."""
    frame = pd.DataFrame(
        [(n, c, n.title(), "") for n, c, _ in rows], columns=["site", "community", "name_en", "name_ur"]
    )
    return gpd.GeoDataFrame(
        frame, geometry=gpd.points_from_xy([m for *_, m in rows], [0.0] * len(rows)), crs="EPSG:32642"
    )


def test_the_score_is_worked_out_by_hand() -> None:
    """Near: 10 min, halved once; an A place of the same community and a D of another: 0.5 x (3 x 4 + 0.5) = 6.25.

    Far: 20 min, a quarter; one place without band (C), another community: 0.25 x 1. Beyond: 31 min is not looked at.
    """
    here = sites(
        ("near", "christian", 0), ("beside", "hindu", 800), ("far", "hindu", 5000), ("beyond", "christian", 9000)
    )
    found = contagion(
        here,
        np.array([10.0, 11.0, 20.0, 31.0]),
        {"christian"},
        {"near": "A", "beside": "D"},
        WEIGHTS,
        CONFIG,
        stations=("P1", "P2", "P3"),
        station_minutes=np.array([[20.0, 1, 31, 1], [5.0, 1, 31, 1], [30.5, 1, 31, 1]]),
    )
    assert [(one.sites, one.score) for one in found] == [(("near", "beside"), 6.25), (("far",), 0.25)]
    assert found[0].stations == (("P2", 5.0), ("P1", 20.0))
    assert found[1].stations == ()
    assert found[0].sentence == (
        "To warn: Near, 2 places of worship, 10 min from an alarm, 1 of the same community; score 6.25 = 0.50 x"
        " (3 x 4 + 0.5). Cover could come from P2 (5 min), P1 (20 min)."
    )
    row = contagion_document(found)[0]
    assert row["score"] == row["closeness"] * (row["same_community"] * row["same_weight"] + row["other_weight"])
    assert "predicts nothing" in RULE


def test_a_locality_does_not_grow_like_a_chain() -> None:
    """Places every 700 m: the first takes the second (700 m), not the third (1,400 m), which takes the fourth."""
    here = sites(*((f"s{k}", "hindu", 700.0 * k) for k in range(4)))
    found = contagion(here, np.array([1.0, 2, 3, 4]), {"hindu"}, {}, WEIGHTS, CONFIG)
    assert [one.sites for one in found] == [("s0", "s1"), ("s2", "s3")]


def test_places_at_the_alarm_are_left_out_and_name_the_communities() -> None:
    """The site at the alarm gives the community; it is not to be warned, it has the crowd."""
    here = sites(("here", "sikh", 100), ("next", "sikh", 2000))
    assert communities_near(here, [(0.0, 0.0)], CONFIG) == {"sikh"}
    assert communities_near(here, [(0.0, 5000.0)], CONFIG) == frozenset()
    found = contagion(here, np.array([0.0, 5.0]), {"sikh"}, {}, WEIGHTS, CONFIG, own_sites={"here"})
    assert [one.sites for one in found] == [("next",)]


def test_only_so_many_are_listed() -> None:
    """Of twenty localities the eight with the highest score."""
    here = sites(*((f"s{k:02}", "hindu", 1000.0 * k) for k in range(20)))
    found = contagion(here, np.arange(20.0), (), {}, WEIGHTS, CONFIG)
    assert [one.sites[0] for one in found] == [f"s{k:02}" for k in range(8)]


def test_unreachable_places_and_an_empty_table_give_nothing() -> None:
    """Not finite is no way; no sites is no locality; minutes of another length are refused."""
    assert contagion(sites(("a", "hindu", 0)), np.array([np.inf]), (), {}, WEIGHTS, CONFIG) == ()
    assert contagion(sites(), np.empty(0), (), {}, WEIGHTS, CONFIG) == ()
    with pytest.raises(ValueError, match="minutes_from_alarm"):
        contagion(sites(), np.zeros(1), (), {}, WEIGHTS, CONFIG)


def test_a_place_whose_category_is_not_published_counts_as_c() -> None:
    """An empty category is none: it weighs 1, as where nothing is said of it; 10 min halve it."""
    here = sites(("one", "hindu", 0))
    (found,) = contagion(here, np.array([10.0]), set(), {"one": ""}, WEIGHTS, CONFIG)
    assert found.score == 0.5
