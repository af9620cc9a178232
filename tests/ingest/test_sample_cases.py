"""The two published cases: the capital's unit of 70 for 245 sites, the festival's 2,322 for 339 churches."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from planner.config import load_config
from planner.core.errors import InputError
from planner.core.services import local_moment
from planner.core.time import Window
from planner.ingest.sample import SEA, World, make_world
from planner.tables import (
    STORED,
    AreaTable,
    OfficerTable,
    RoadTable,
    SiteTable,
    StationTable,
    VehicleTable,
    check_table,
)

TODAY = date(2026, 12, 1)
ZONE = ZoneInfo("Asia/Karachi")


@pytest.fixture(scope="module")
def capital() -> World:
    """The capital with the usual seed."""
    return make_world("capital", 7, today=TODAY)


@pytest.fixture(scope="module")
def festival() -> World:
    """The festival with the usual seed."""
    return make_world("festival", 7, today=TODAY)


@pytest.mark.parametrize("world", ["capital", "festival"])
def test_every_table_is_as_stated_and_lies_in_the_sea(world: str, request: pytest.FixtureRequest) -> None:
    """All stored tables are there, have rows, pass their check, and lie off the coast."""
    made: World = request.getfixturevalue(world)
    assert set(made.frames) == set(STORED)
    for table, frame in made.frames.items():
        assert len(check_table(table, frame)) == len(frame) > 0
        if table.shape is not None:
            west, south, east, north = frame.to_crs("EPSG:4326").total_bounds
            assert SEA[0] <= west < east <= SEA[2]
            assert SEA[1] <= south < north <= SEA[3]


@pytest.mark.parametrize("seed", [7, 8, 20])
def test_the_capital_holds_its_numbers_whatever_the_seed(seed: int) -> None:
    """12 A, 24 B and 209 C are 245; 1, 3, 6, 10 and 50 by rank are 70, 8 women; nobody else is on the roll."""
    made = make_world("capital", seed, today=TODAY)
    sites, roll = made.frames[SiteTable], made.frames[OfficerTable]
    assert sites["category"].value_counts().to_dict() == {"A": 12, "B": 24, "C": 209}
    assert roll["rank"].value_counts().to_dict() == {
        "Inspector": 1, "SI": 3, "ASI": 6, "Head Constable": 10, "Constable": 50,
    }  # fmt: skip
    assert set(roll["unit"]) == {"protection unit"}
    assert roll["is_woman"].sum() == 8
    roads = made.frames[RoadTable]
    graph = nx.Graph(zip(roads["from_node"], roads["to_node"], strict=True))
    assert nx.is_connected(graph)


def test_the_capital_has_a_desk_in_each_of_five_zones(capital: World) -> None:
    """Five stations, each with a desk in a zone of its own, and Lines; the zones make up the land."""
    stations, areas = capital.frames[StationTable], capital.frames[AreaTable].set_index("area")
    assert stations["kind"].value_counts().to_dict() == {"station": 5, "lines": 1}
    desks = stations[stations["has_desk"]]
    assert set(desks["kind"]) == {"station"}
    assert sorted(desks["area"].str[:6]) == [f"DEMO-{k}" for k in range(1, 6)]
    size = areas.geometry.area
    assert size[areas["level"] == "tehsil"].sum() == pytest.approx(size["DEMO"], rel=1e-6)
    # Islamabad has 906 km2
    assert size["DEMO"] / 1e6 == pytest.approx(906, rel=0.1)


def test_eighty_five_in_a_hundred_of_the_capital_are_there_every_day(capital: World) -> None:
    """One leave of 13 days in 90 for each of 70, evenly: 10.1 are away on a day, so 59 or 60 are there."""
    roll = capital.frames[OfficerTable]
    leaves = [Window.parse(text) for text in roll["leave"]]
    for ahead in range(28):
        noon = local_moment(TODAY + timedelta(days=ahead), 12 * 60, ZONE)
        there = 70 - sum(leave.holds(noon) for leave in leaves)
        assert there / 70 == pytest.approx(0.85, abs=0.025), ahead


def test_the_capital_has_few_vehicles_and_drivers_for_them(capital: World) -> None:
    """Five mobiles and five motorcycles at Lines, and a driver in charge of each."""
    vehicles, roll = capital.frames[VehicleTable], capital.frames[OfficerTable]
    assert vehicles["kind"].value_counts().to_dict() == {"mobile": 5, "motorcycle": 5}
    assert set(vehicles["home_station"]) == {"PL06"}
    assert roll["skills"].str.contains("driver").sum() >= len(vehicles)


def test_the_festival_sums_exactly(festival: World) -> None:
    """60 + 280 + 168 + 1,814 = 2,322; an ASI or SI for each of 339 churches and one over; no unit apart, no leave."""
    roll, sites = festival.frames[OfficerTable], festival.frames[SiteTable]
    ranks = roll["rank"].value_counts().to_dict()
    assert ranks == {"SI": 60, "ASI": 280, "Head Constable": 168, "Constable": 1814}
    assert len(roll) == 2322
    assert ranks["SI"] + ranks["ASI"] == len(sites) + 1 == 340
    assert set(sites["community"]) == {"christian"}
    assert set(sites["kind"]) == {"place of worship"}
    assert set(roll["unit"]) == {"station", "reserve"}
    assert set(roll["leave"]) == {""}


def test_the_festival_deals_ranks_and_women_to_all_stations(festival: World) -> None:
    """Each of 44 has an SI and an ASI; women are as in `staff` but for the Elite: 5.48 % of 2,322 - 64 is 123.7."""
    roll, stations = festival.frames[OfficerTable], festival.frames[StationTable]
    work = set(stations.loc[stations["kind"] != "lines", "station"])
    for rank in ("SI", "ASI"):
        assert set(roll.loc[roll["rank"] == rank, "home_station"]) == work
    assert roll["is_woman"].sum() == 123
    # 4 reserves of 25 and 8 Elite teams of 8 at Lines
    assert (roll["unit"] == "reserve").sum() == 4 * 25 + 8 * 8
    assert roll.loc[roll["unit"] == "reserve", "skills"].str.contains("riot-control").all()


def test_the_festival_has_its_vehicles_and_can_drive_them(festival: World) -> None:
    """17 pickets, 44 mobiles, 88 Eagle, 32 Dolphin, 8 Elite; each base has as many drivers as vehicles."""
    roll, vehicles = festival.frames[OfficerTable], festival.frames[VehicleTable]
    assert vehicles["kind"].value_counts().to_dict() == {
        "picket": 17, "mobile": 44, "Eagle motorcycle": 88, "Dolphin motorcycle": 32, "elite mobile": 8,
    }  # fmt: skip
    drivers = roll[roll["skills"].str.contains("driver")].groupby("home_station").size()
    for home, count in vehicles.groupby("home_station").size().items():
        assert drivers[home] >= count
    per_base = vehicles[vehicles["kind"] == "Eagle motorcycle"].groupby("home_station").size()
    assert set(per_base) == {2}


def test_the_same_seed_gives_the_same_roll(festival: World) -> None:
    """Rows are equal for equal seeds."""
    again = make_world("festival", 7, today=TODAY)
    pd.testing.assert_frame_equal(again.frames[OfficerTable], festival.frames[OfficerTable])
    assert not np.array_equal(
        make_world("festival", 8, today=TODAY).frames[OfficerTable]["skills"], festival.frames[OfficerTable]["skills"]
    )


def test_more_teams_than_head_constables_are_refused() -> None:
    """12 head constables cannot lead 50 reserves and 8 Elite teams."""
    config = load_config(overrides={"sample.festival_hc": 12, "sample.festival_reserves": 50}).sample
    with pytest.raises(InputError, match="teams at Lines"):
        make_world("festival", 7, today=TODAY, config=config)
