"""The demo district keeps the published proportions and lies where nobody lives."""

from __future__ import annotations

import hashlib
import time
from datetime import date

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely

from planner.config import load_config
from planner.core.services import parse_services
from planner.ingest.sample import SEA, World, make_world
from planner.ingest.sample.names import FAITHS
from planner.tables import (
    STORED,
    AreaTable,
    IncidentTable,
    OfficerTable,
    RoadTable,
    SiteTable,
    StationTable,
    VehicleTable,
    check_table,
)

TODAY = date(2026, 11, 22)
SECONDS = 8.0
"""The district is made within this time on an idle core; the test allows for busy ones."""


@pytest.fixture(scope="module")
def district() -> World:
    """The demo district with the usual seed."""
    return make_world("district", 7, today=TODAY)


@pytest.fixture(scope="module")
def tehsil() -> World:
    """The tehsil with the usual seed."""
    return make_world("tehsil", 7, today=TODAY)


def _digest(world: World) -> dict[str, str]:
    found = {}
    for table, frame in world.frames.items():
        plain = pd.DataFrame(frame.drop(columns="geometry", errors="ignore")).to_csv(index=False).encode()
        shapes = b"".join(shapely.to_wkb(frame.geometry.to_numpy())) if table.shape else b""
        found[table.name] = hashlib.sha256(plain + shapes).hexdigest()
    found["truth"] = hashlib.sha256(world.truth.to_csv().encode()).hexdigest()
    return found


def _graph(roads: pd.DataFrame) -> nx.DiGraph:
    graph = nx.DiGraph()
    graph.add_edges_from(zip(roads["from_node"], roads["to_node"], strict=True))
    two_way = roads[~roads["is_oneway"]]
    graph.add_edges_from(zip(two_way["to_node"], two_way["from_node"], strict=True))
    return graph


@pytest.mark.parametrize("world", ["district", "tehsil"])
def test_every_table_is_as_stated(world: str, request: pytest.FixtureRequest) -> None:
    """All eight stored tables are there, pass their own check, have rows, and say that they are synthetic."""
    made: World = request.getfixturevalue(world)
    assert set(made.frames) == set(STORED)
    for table, frame in made.frames.items():
        assert len(check_table(table, frame)) == len(frame) > 0
        assert frame["source"].str.startswith("synthetic, seed 7").all()


@pytest.mark.parametrize(
    ("world", "seed"), [("hamlet", 7), ("tehsil", 7), ("tehsil", 8), ("district", 7), ("district", 8)]
)
def test_everything_lies_in_the_open_sea(world: str, seed: int) -> None:
    """Every geometry of every table lies in the box off the Makran coast where no settlement is."""
    for table, frame in make_world(world, seed, today=TODAY).frames.items():
        if table.shape is not None:
            west, south, east, north = frame.to_crs("EPSG:4326").total_bounds
            assert SEA[0] <= west < east <= SEA[2], table.name
            assert SEA[1] <= south < north <= SEA[3], table.name


def test_sites_follow_the_published_categories(district: World) -> None:
    """339 sites: 4.8 % of 339 is 16.3, 9.9 % is 33.6, 16.2 % is 54.9; C has the other 234."""
    sites = district.frames[SiteTable]
    assert len(sites) == 339
    assert sites["category"].value_counts().to_dict() == {"A": 16, "B": 34, "C": 234, "D": 55}


def test_sites_follow_the_shares_of_community_and_kind(district: World) -> None:
    """6 % of 339 is 20.3, 4 % is 13.6, 2 % is 6.8, the rest 298.3; 90 % worship 305.1, 5 % 17.0, 3 % 10.2, 2 % 6.8."""
    sites = district.frames[SiteTable]
    assert sites["community"].value_counts().to_dict() == {"christian": 298, "ahmadi": 20, "hindu": 14, "sikh": 7}
    assert sites["kind"].value_counts().to_dict() == {
        "place of worship": 305,
        "settlement": 17,
        "burial ground": 10,
        "school": 7,
    }
    assert sites["is_registered"].sum() == round(0.71 * 339)


def test_service_times_are_those_of_the_faith(district: World) -> None:
    """All can be read; Christian and Sikh on Sunday, Hindu on Tuesday, Ahmadi on Friday; A and B are all known."""
    sites = district.frames[SiteTable]
    main_day = {"christian": 6, "sikh": 6, "hindu": 1, "ahmadi": 4}
    for site in sites.itertuples():
        times = parse_services(site.service_times)
        assert times.unread == ()
        if site.kind != "place of worship":
            assert site.service_times == ""
        elif site.service_times:
            assert main_day[site.community] in times.weekdays
        else:
            assert site.category in ("C", "D")
    worship = sites[sites["kind"] == "place of worship"]
    unknown = (worship["service_times"] == "").sum()
    # 10 % of some 255 C and D places; four standard deviations are 4 x sqrt(255 x 0.09) = 19
    assert abs(unknown - 0.1 * worship["category"].isin(["C", "D"]).sum()) <= 19


def test_names_are_neutral_and_invented(district: World) -> None:
    """Every name says Demo in both scripts; no place of any faith is called by the name of another's."""
    for table in (SiteTable, StationTable, AreaTable):
        frame = district.frames[table]
        assert frame["name_en"].str.contains("Demo").all()
        assert frame["name_ur"].str.contains("ڈیمو").all()
    sites = district.frames[SiteTable]
    for english, urdu in ((r"[Mm]osque|[Mm]asjid|[Cc]hurch|[Tt]emple|[Gg]urd", "مسجد|گرجا|مندر|گوردوار"),):
        assert not sites["name_en"].str.contains(english).any()
        assert not sites["name_ur"].str.contains(urdu).any()
    for community, (english, urdu) in FAITHS.items():
        own = sites[sites["community"] == community]
        assert own["name_en"].str.contains(f"({english})", regex=False).all()
        assert own["name_ur"].str.contains(f"({urdu})", regex=False).all()
    assert sites["name_en"].is_unique


def test_stations_are_44_with_posts_and_lines_on_top(district: World) -> None:
    """38 stations and 6 posts make 44; one Lines; 5 desks, one or more in each tehsil."""
    stations = district.frames[StationTable]
    assert stations["kind"].value_counts().to_dict() == {"station": 38, "post": 6, "lines": 1}
    assert stations["has_desk"].sum() == 5
    assert set(stations.loc[stations["has_desk"], "area"].str[:6]) == {"DEMO-1", "DEMO-2", "DEMO-3"}


def test_areas_are_nested(district: World) -> None:
    """One district of about Faisalabad's 5,857 km2, three tehsils that make it up, settlements within their tehsil."""
    areas = district.frames[AreaTable].set_index("area")
    size = areas.geometry.area / 1e6
    whole = areas.loc["DEMO"].geometry
    assert size["DEMO"] == pytest.approx(5857, rel=0.02)
    tehsils = areas[areas["level"] == "tehsil"]
    assert len(tehsils) == 3
    assert size[tehsils.index].sum() == pytest.approx(size["DEMO"], rel=1e-6)
    assert (size[tehsils.index] > 500).all()
    settlements = areas[areas["level"] == "settlement"]
    assert len(settlements) > 200
    assert settlements.geometry.within(whole).all()
    parents = tehsils.geometry.loc[settlements["parent"]].to_numpy()
    assert shapely.contains(parents, shapely.centroid(settlements.geometry.to_numpy())).all()


def test_a_site_is_in_the_area_that_it_names(district: World) -> None:
    """The smallest area holds the point; every site lies in some area."""
    areas = district.frames[AreaTable].set_index("area").geometry
    for table in (SiteTable, StationTable):
        frame = district.frames[table]
        assert shapely.intersects(areas.loc[frame["area"]].to_numpy(), frame.geometry.to_numpy()).all()


@pytest.mark.parametrize(("world", "nodes"), [("district", 20_000), ("tehsil", 1_500)])
def test_roads_join_every_junction_to_every_other(world: str, nodes: int, request: pytest.FixtureRequest) -> None:
    """About so many junctions, all in one strongly connected component; one-way carriageways included."""
    graph = _graph(request.getfixturevalue(world).frames[RoadTable])
    assert graph.number_of_nodes() == pytest.approx(nodes, rel=0.12)
    assert nx.number_strongly_connected_components(graph) == 1


@pytest.mark.parametrize("seed", range(20, 26))
def test_roads_hold_together_whatever_the_seed(seed: int) -> None:
    """Other seeds too: one component, no village lost, two bridges, all sites and stations there."""
    made = make_world("tehsil", seed, today=TODAY)
    roads, areas = made.frames[RoadTable], made.frames[AreaTable]
    assert nx.is_strongly_connected(_graph(roads))
    assert roads["is_bridge"].sum() == 2
    assert len(made.frames[SiteTable]) == 40
    assert made.frames[StationTable]["kind"].value_counts().to_dict() == {"station": 4, "post": 1, "lines": 1}
    assert (areas["level"] == "settlement").sum() >= 25


def test_lengths_are_those_of_the_lines_and_ends_are_junctions(district: World) -> None:
    """`length_m` is the length of the geometry; each junction is one point on all of its roads."""
    roads = district.frames[RoadTable]
    np.testing.assert_allclose(roads["length_m"], roads.geometry.length, atol=1e-6)
    assert (roads["length_m"] > 0.5).all()
    lines = roads.geometry.to_numpy()
    nodes = np.concatenate([roads["from_node"].to_numpy(), roads["to_node"].to_numpy()])
    ends = np.concatenate(
        [
            shapely.get_coordinates(shapely.get_point(lines, 0)),
            shapely.get_coordinates(shapely.get_point(lines, -1)),
        ]
    )
    spread = pd.DataFrame(ends, columns=["x", "y"]).groupby(nodes).agg(["min", "max"])
    assert (spread["x"]["max"] == spread["x"]["min"]).all()
    assert (spread["y"]["max"] == spread["y"]["min"]).all()


def test_the_canal_is_crossed_only_on_few_bridges(district: World) -> None:
    """Every road that meets water is a bridge and the other way round: 4 + 3, and 2 carriageways of the motorway."""
    roads = district.frames[RoadTable]
    crosses = roads.geometry.intersects(district.canal)
    assert (crosses == roads["is_bridge"]).all()
    assert crosses.sum() == 4 + 3 + 2
    assert (roads.loc[crosses, "length_m"] <= 150).all()


def test_without_bridges_the_tehsils_fall_apart(district: World) -> None:
    """Roads matter: closing the bridges leaves three parts, each with its own stations."""
    roads = district.frames[RoadTable]
    parts = list(nx.weakly_connected_components(_graph(roads[~roads["is_bridge"]])))
    assert len(parts) == 3
    assert min(len(part) for part in parts) > 1_000


def test_road_classes_are_a_hierarchy(district: World) -> None:
    """Few km of motorway, trunk and primary, more of secondary, most of the lower classes; posted speeds fall."""
    roads = district.frames[RoadTable]
    km = roads.groupby("road_class")["length_m"].sum() / 1000
    assert set(km.index) == {
        "motorway", "trunk", "primary", "secondary", "tertiary", "unclassified", "residential", "track",
    }  # fmt: skip
    assert km["trunk"] + km["primary"] < km["secondary"] < km["tertiary"] < km["residential"]
    # two carriageways across a district of some 78 km
    assert km["motorway"] == pytest.approx(2 * 78, rel=0.1)
    top = roads.groupby("road_class")["speed_kmh"].max()
    assert top["motorway"] > top["trunk"] > top["primary"] > top["secondary"] > top["residential"] == 0
    assert set(roads.loc[roads["is_oneway"], "road_class"]) == {"motorway"}


@pytest.mark.parametrize("world", ["district", "tehsil"])
def test_places_lie_beside_a_road_mostly(world: str, request: pytest.FixtureRequest) -> None:
    """All stations, and at least 97 % of the sites, lie within `warn_snap_m`; none beyond `max_snap_m`."""
    made: World = request.getfixturevalue(world)
    limits = load_config().network
    tree = shapely.STRtree(made.frames[RoadTable].geometry.to_numpy())
    for table, share in ((StationTable, 1.0), (SiteTable, 0.97)):
        places = made.frames[table].geometry.to_numpy()
        away = tree.query_nearest(places, return_distance=True, all_matches=False)[1]
        assert (away <= limits.warn_snap_m).mean() >= share
        assert away.max() < limits.max_snap_m


def test_the_roll_has_the_published_strengths(district: World) -> None:
    """44 x 82 = 3,608 at stations and posts, a unit of 70 with 8 women, reserves only at Lines."""
    roll = district.frames[OfficerTable]
    assert roll["unit"].value_counts().to_dict() == {
        "station": 3608,
        "protection unit": 70,
        "reserve": 1 + 4 * 25 + 8 * 8,
    }
    assert roll.loc[roll["unit"] == "protection unit", "is_woman"].sum() == 8
    lines = district.frames[StationTable].set_index("kind").loc["lines", "station"]
    assert set(roll.loc[roll["unit"] != "station", "home_station"]) == {lines}
    assert roll["is_synthetic"].all()


def test_every_base_has_people_and_wheels(district: World) -> None:
    """Each of the 45 bases has officers and a vehicle of eight seats; buses stand at Lines."""
    bases = set(district.frames[StationTable]["station"])
    vehicles = district.frames[VehicleTable]
    assert set(district.frames[OfficerTable]["home_station"]) == bases
    assert set(vehicles.loc[vehicles["kind"] == "mobile", "home_station"]) == bases
    assert set(vehicles["seats"]) == {2, 8, 40}
    assert vehicles.loc[vehicles["kind"] == "bus", "home_station"].nunique() == 1


def test_incidents_lie_in_the_five_years_and_in_the_district(district: World) -> None:
    """From the same day five years ago to the midnight before today; ids in the order of time."""
    incidents = district.frames[IncidentTable]
    local = incidents["occurred_at"].dt.tz_convert("Asia/Karachi")
    assert local.min() >= pd.Timestamp("2021-11-22", tz="Asia/Karachi")
    assert local.max() < pd.Timestamp("2026-11-22", tz="Asia/Karachi")
    assert local.is_monotonic_increasing
    areas = district.frames[AreaTable].set_index("area").geometry
    assert incidents.within(areas["DEMO"].buffer(1_000)).all()
    has_crowd = incidents["crowd_best"].notna()
    assert has_crowd.any()
    crowds = incidents[has_crowd]
    assert (crowds["crowd_low"] <= crowds["crowd_best"]).all()
    assert (crowds["crowd_best"] <= crowds["crowd_high"]).all()
    assert ((incidents["fatalities"] > 0) == (incidents["severity"] == 5)).all()


def test_the_same_seed_gives_the_same_rows_and_another_seed_others(district: World, tehsil: World) -> None:
    """Hashes of all tables and of the truth: equal for equal seeds; all differ for another seed but the calendar's."""
    assert _digest(make_world("district", 7, today=TODAY)) == _digest(district)
    other = _digest(make_world("tehsil", 8, today=TODAY))
    mine = _digest(tehsil)
    assert [name for name in mine if mine[name] == other[name]] == []


def test_the_district_is_made_in_seconds() -> None:
    """At most 8 s of processor time."""
    begun = time.process_time()
    make_world("district", 3, today=TODAY)
    assert time.process_time() - begun < SECONDS


def test_settlement_polygons_hold_their_streets(district: World) -> None:
    """A settlement holds the residential streets in it: none of them leaves all settlements."""
    areas = district.frames[AreaTable]
    towns = gpd.GeoDataFrame(areas[areas["level"] == "settlement"][["area", "geometry"]], crs=district.crs)
    roads = district.frames[RoadTable]
    streets = roads[roads["road_class"] == "residential"][["road", "geometry"]]
    held = gpd.sjoin(streets, towns, predicate="within")
    assert held["road"].nunique() == len(streets)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_all_sites_may_lie_in_towns_or_in_villages(share: float) -> None:
    """With an urban share of 0 no site names a town as its area, with 1 all of the sites near streets do."""
    config = load_config(overrides={"sample.urban_share": share, "sample.far_site_share": 0.0}).sample
    made = make_world("tehsil", 7, today=TODAY, config=config)
    sites, areas = made.frames[SiteTable], made.frames[AreaTable].set_index("area")
    is_village = areas.loc[sites["area"], "name_en"].str.startswith("Chak")
    assert is_village.sum() == (0 if share else len(sites))


def test_a_leap_day_and_fewer_stations_than_towns_make_a_world() -> None:
    """29 February has no brother in other years; six stations are fewer than the city alone would have."""
    config = load_config(overrides={"sample.district_stations": 6, "sample.district_sites": 5}).sample
    made = make_world("district", 7, today=date(2028, 2, 29), config=config)
    assert made.frames[StationTable]["kind"].value_counts().to_dict() == {"station": 5, "post": 1, "lines": 1}
    assert len(made.frames[SiteTable]) == 5
