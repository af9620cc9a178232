"""The travel table of stations and sites, and the sentences about what cannot be reached."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point

from planner.core.errors import MissingColumn
from planner.network import RoadGraph, travel_table, unreachable
from tests.network.hamlet import hamlet
from tests.network.make import CONFIG, CRS


def stations(**at: tuple[float, float]) -> gpd.GeoDataFrame:
    """A StationTable."""
    rows = [
        {"station": n, "name_en": n, "name_ur": "", "kind": "station", "has_desk": True, "area": "", "source": "test"}
        for n in at
    ]
    return gpd.GeoDataFrame(pd.DataFrame(rows), geometry=[Point(p) for p in at.values()], crs=CRS)


def sites(**at: tuple[float, float]) -> gpd.GeoDataFrame:
    """A SiteTable."""
    rows = [
        {
            "site": n,
            "name_en": n,
            "name_ur": "",
            "kind": "place of worship",
            "community": "christian",
            "category": "",
            "is_registered": True,
            "worshippers": pd.NA,
            "entries": pd.NA,
            "grounds_m2": None,
            "setting": "",
            "safeguards": "",
            "guards": pd.NA,
            "threat": pd.NA,
            "advisory": pd.NA,
            "service_times": "",
            "area": "",
            "source": "test",
        }
        for n in at
    ]
    return gpd.GeoDataFrame(pd.DataFrame(rows), geometry=[Point(p) for p in at.values()], crs=CRS)


STATIONS = stations(west=(0, 0), island=(5000, 0))
SITES = sites(church=(1500, 100), colony=(5500, 0), farm=(500, -9000), mill=(1000, 500))


@pytest.fixture
def graph() -> RoadGraph:
    """The hamlet's graph."""
    return RoadGraph.from_roads(hamlet(), CONFIG)


def test_a_row_for_every_pair_that_can_be_driven(graph: RoadGraph) -> None:
    """West to the church 1 + 0.5 + walk 1.2; to the mill 1 + 1; the island's station reaches its colony in 0.5."""
    travel = travel_table(graph, STATIONS, SITES, profile="car")
    assert list(travel.itertuples(index=False, name=None)) == [
        ("west", "church", "car", 2.7),
        ("west", "mill", "car", 2.0),
        ("island", "colony", "car", 0.5),
    ]


def test_what_cannot_be_reached_is_said_in_sentences(graph: RoadGraph) -> None:
    """One sentence a destination, and one for the farm that no road leads to."""
    travel = travel_table(graph, STATIONS, SITES)
    assert unreachable(graph, travel, STATIONS, SITES) == (
        "farm lies 9,000 m from the nearest road for a car, beyond 3,000 m: it is unreachable",
        "church cannot be reached by car from island",
        "colony cannot be reached by car from west",
        "farm cannot be reached by car from any of the 2 origins",
        "mill cannot be reached by car from island",
    )


def test_a_long_walk_and_a_cut_off_place_are_said(graph: RoadGraph) -> None:
    """400 m beside the road is walked and said so; on a closed stub no vehicle comes or goes."""
    far = sites(far=(500, -400))
    travel = travel_table(graph, STATIONS[:1], far)
    assert unreachable(graph, travel, STATIONS[:1], far) == (
        "far lies 400 m from the nearest road for a car; that is walked",
    )
    every = frozenset(hamlet()["road"])
    assert unreachable(graph, travel_table(graph, STATIONS[:1], far, closed=every), STATIONS[:1], far, closed=every)[
        :2
    ] == (
        "west has no coordinates, or no road is open to a car: it is unreachable",
        "far has no coordinates, or no road is open to a car: it is unreachable",
    )


def test_many_missing_origins_are_counted(graph: RoadGraph) -> None:
    """Seven stations on the main network and one on the island: the colony lacks seven, five of them named."""
    many = stations(**{f"s{i}": (i * 100, 0) for i in range(7)}, island=(5000, 0))
    colony = sites(colony=(5500, 0))
    travel = travel_table(graph, many, colony)
    assert unreachable(graph, travel, many, colony) == (
        "colony cannot be reached by car from s0, s1, s2, s3, s4 and 2 more",
    )


def test_everything_within_reach_leaves_nothing_to_say(graph: RoadGraph) -> None:
    """No sentence when all is well; a table of no sites is an empty table."""
    near = sites(mill=(1000, 500))
    travel = travel_table(graph, STATIONS[:1], near)
    assert unreachable(graph, travel, STATIONS[:1], near) == ()
    assert len(travel_table(graph, STATIONS, SITES[:0])) == 0
    assert unreachable(graph, travel_table(graph, STATIONS, SITES[:0]), STATIONS, SITES[:0]) == ()


def test_profiles_and_closures_are_those_asked_for(graph: RoadGraph) -> None:
    """Heavy vehicles take 1/0.75 of the time, rounded to the millisecond a piece; closing Mill Lane cuts the mill."""
    heavy = travel_table(graph, STATIONS[:1], SITES[3:], profile="heavy")
    assert heavy[["profile", "minutes"]].to_numpy().tolist() == [["heavy", (80_000 + 80_000) / 60_000]]
    closed = frozenset({"eb"})
    travel = travel_table(graph, STATIONS[:1], SITES[3:], closed=closed)
    assert travel["minutes"].tolist() == [1.0 + 6.0]  # 500 m are walked from B
    assert unreachable(graph, travel, STATIONS[:1], SITES[3:], closed=closed)[0].startswith("mill lies 500 m")


def test_a_frame_that_is_no_table_of_places_is_refused(graph: RoadGraph) -> None:
    """The message names the columns that came."""
    with pytest.raises(MissingColumn, match="columns a, geometry"):
        travel_table(graph, gpd.GeoDataFrame({"a": [1]}, geometry=[Point(0, 0)], crs=CRS), SITES)
