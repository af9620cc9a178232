"""The hamlet is what its docstring says, so that other tests may work their values out by hand."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import networkx as nx
import pandas as pd
import pytest

from planner.config import load_config
from planner.core.errors import InputError
from planner.core.people import Rank, Skill
from planner.core.services import parse_services
from planner.core.time import Window
from planner.ingest.sample import World, make_world
from planner.tables import (
    STORED,
    IncidentTable,
    LandmarkTable,
    OccasionTable,
    OfficerTable,
    RoadTable,
    SiteTable,
    StationTable,
    VehicleTable,
    check_table,
)

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def hamlet() -> World:
    """The hamlet on a Sunday in November."""
    return make_world("hamlet", 7, today=TODAY)


def _graph(world: World, *, without: frozenset[str] = frozenset()) -> nx.Graph:
    graph = nx.Graph()
    for road in world.frames[RoadTable].itertuples():
        if road.road not in without:
            minutes = road.length_m / 1000 / road.speed_kmh * 60
            graph.add_edge(road.from_node, road.to_node, minutes=minutes)
    return graph


def _node_at(world: World) -> dict[tuple[float, float], str]:
    found = {}
    for road in world.frames[RoadTable].itertuples():
        found[road.geometry.coords[0]] = road.from_node
        found[road.geometry.coords[-1]] = road.to_node
    return found


def test_counts_are_three_sites_two_bases_five_officers(hamlet: World) -> None:
    """3 sites, 2 bases, 5 officers, 5 roads, 4 incidents, 2 vehicles, 1 occasion, 3 landmarks."""
    counts = {table: len(hamlet.frames[table]) for table in STORED if table.name != "areas"}
    assert counts == {
        SiteTable: 3,
        StationTable: 2,
        IncidentTable: 4,
        OccasionTable: 1,
        OfficerTable: 5,
        VehicleTable: 2,
        RoadTable: 5,
        LandmarkTable: 3,
    }


def test_minutes_are_those_of_the_docstring(hamlet: World) -> None:
    """1,000 m at 30 km/h are 2 minutes, so the ways of 1, 2 and 3 pieces take 2, 4 and 6 minutes from either base."""
    graph, at = _graph(hamlet), _node_at(hamlet)
    sites = {row.site: at[row.geometry.coords[0]] for row in hamlet.frames[SiteTable].itertuples()}
    for base in hamlet.frames[StationTable].itertuples():
        minutes = nx.single_source_dijkstra_path_length(graph, at[base.geometry.coords[0]], weight="minutes")
        assert {site: round(minutes[node], 9) for site, node in sites.items()} == {"S1": 2, "S2": 4, "S3": 6}


def test_bases_are_four_minutes_apart(hamlet: World) -> None:
    """PS01 to PL02 are r1 and r2, 2 + 2 minutes."""
    assert nx.shortest_path_length(_graph(hamlet), "n1", "n3", weight="minutes") == pytest.approx(4)


def test_without_the_bridge_two_sites_are_cut_off(hamlet: World) -> None:
    """The only bridge is r3, and S2 and S3 lie beyond it."""
    roads = hamlet.frames[RoadTable]
    assert roads.loc[roads["is_bridge"], "road"].tolist() == ["r3"]
    assert roads.loc[roads.geometry.intersects(hamlet.canal), "road"].tolist() == ["r3"]
    reached = nx.node_connected_component(_graph(hamlet, without=frozenset({"r3"})), "n1")
    assert reached == {"n1", "n2", "n3"}


def test_guard_hours_of_a_week_are_fifteen_and_a_half(hamlet: World) -> None:
    """S1: 3 officers for 2 h service + 1.5 h; S2: 2 officers for 1 h + 1.5 h; S3 is a C site and has no guard."""
    demand = load_config().demand
    officers = {"A": demand.guard_a, "B": demand.guard_b, "C": demand.guard_c}
    around = demand.guard_lead_min + demand.guard_tail_min
    minutes = 0
    for site in hamlet.frames[SiteTable].itertuples():
        for service in parse_services(site.service_times).services:
            assert service.end_min is not None
            minutes += officers[site.category] * (service.end_min - service.start_min + around)
    assert minutes == (3 * 3.5 + 2 * 2.5) * 60 == 15.5 * 60


def test_officers_are_those_of_the_docstring(hamlet: World) -> None:
    """Two women, two of rank ASI or above, two drivers; C-5 is away on the third day and on no other."""
    roll = hamlet.frames[OfficerTable]
    assert roll["is_woman"].sum() == 2
    assert sum(Rank.parse(rank) >= Rank.ASI for rank in roll["rank"]) == 2
    drivers = [any(s.name == "driver" for s in Skill.parse_many(text)) for text in roll["skills"]]
    assert sum(drivers) == 2
    assert roll.loc[roll["leave"] != "", "officer"].tolist() == ["C-5"]
    away = Window.parse(roll["leave"].iloc[4])
    zone = ZoneInfo("Asia/Karachi")
    assert away.start.astimezone(zone).date() == TODAY + timedelta(days=3)
    assert away.minutes == 24 * 60


def test_incidents_are_dated_from_today_and_one_is_a_patrol_find(hamlet: World) -> None:
    """At 20:00 local time 400, 20, 10 and 5 days ago; the last is the patrol's."""
    incidents = hamlet.frames[IncidentTable]
    local = incidents["occurred_at"].dt.tz_convert("Asia/Karachi")
    assert [(TODAY - moment.date()).days for moment in local] == [400, 20, 10, 5]
    assert set(local.dt.hour) == {20}
    assert incidents.loc[incidents["reported_by"] == "patrol", "incident"].tolist() == ["I4"]


@pytest.mark.parametrize(("today", "year"), [(TODAY, 2026), (date(2026, 12, 25), 2026), (date(2026, 12, 26), 2027)])
def test_christmas_is_the_next_one(today: date, year: int) -> None:
    """On 25 December it is that day; on the 26th that of the next year; it lasts from the 24th to the 25th."""
    row = make_world("hamlet", 7, today=today).frames[OccasionTable].iloc[0]
    assert row["start"].tz_convert("Asia/Karachi").isoformat() == f"{year}-12-24T00:00:00+05:00"
    assert row["end"] - row["start"] == pd.Timedelta(days=2)


def test_every_table_is_as_stated(hamlet: World) -> None:
    """All eight stored tables are there and pass their own check."""
    assert set(hamlet.frames) == set(STORED)
    for table, frame in hamlet.frames.items():
        assert len(check_table(table, frame)) == len(frame)


@pytest.mark.parametrize("world", ["village", "", "District"])
def test_unknown_world_is_named_with_those_that_there_are(world: str) -> None:
    """The error says the name and the worlds."""
    with pytest.raises(InputError, match="hamlet, tehsil, district"):
        make_world(world, 7, today=TODAY)


def test_negative_seed_is_refused() -> None:
    """The random numbers know no negative seed; the error says so and what was probably meant."""
    with pytest.raises(InputError, match="Maybe 7 was meant"):
        make_world("tehsil", -7, today=TODAY)
