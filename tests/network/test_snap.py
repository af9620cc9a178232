"""Where places meet the road, how far from it they lie, and which roads they must not be bound to."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
from shapely.geometry import Point

from planner.network import RoadGraph
from planner.network.engine import NEVER
from planner.network.island import Arcs
from planner.network.roads import read_roads
from tests.network.hamlet import hamlet
from tests.network.make import CONFIG, CRS, config, places, road, table


def test_a_snap_says_piece_share_nearer_end_and_distance() -> None:
    """(1200, 40) lies 40 m beside B-C, a fifth along it, nearer to B; nothing is beyond 3 km but (0, -3001)."""
    snap = RoadGraph.from_roads(hamlet(), CONFIG).snap(places((1200, 40), (0, -3001)))
    assert (snap.road.tolist(), snap.node.tolist()) == ([1, -1], [1, -1])
    assert snap.share.tolist() == [0.2, 0.0]
    assert snap.distance_m.tolist() == [40.0, 3001.0]
    assert not snap.is_island.any()


def test_the_limit_of_snapping_is_included() -> None:
    """At exactly `max_snap_m` a place is still walked to, a metre farther not."""
    graph = RoadGraph.from_roads(hamlet(), config(max_snap_m=500.0))
    minutes = graph.minutes(places((0, 0)), places((0, -500), (0, -501)))
    assert minutes.tolist() == [[6.0, np.inf]]  # 500 m at 5 km/h


def _town_with_blind_alley(gap: float) -> gpd.GeoDataFrame:
    """A ring of forty junctions on y = 0, and, `gap` metres north of it, a one-way stub joined to nothing."""
    ring = [road(f"m{i}", f"n{i} n{i + 1}", [(i * 100, 0), (i * 100 + 100, 0)]) for i in range(40)]
    return table([*ring, road("stub", "s t", [(1000, gap), (1100, gap)], is_oneway=True)])


def test_a_place_beside_a_stub_goes_to_the_network_when_that_is_not_much_farther() -> None:
    """The site is 10 m from the stub and 190 m from the network: 180 m more, less than the 200 m of `island_m`."""
    graph = RoadGraph.from_roads(_town_with_blind_alley(200.0), CONFIG)
    snap = graph.snap(places((1050, 190)))
    assert (snap.road.tolist(), snap.distance_m.tolist(), snap.is_island.tolist()) == ([10], [190.0], [False])
    assert np.isfinite(graph.minutes(places((0, 0)), places((1050, 190)))).all()


def test_a_place_on_a_real_island_stays_there_and_is_said_to() -> None:
    """With the stub 400 m off the network lies 390 m from the site: it stays on the stub and is unreachable."""
    graph = RoadGraph.from_roads(_town_with_blind_alley(400.0), CONFIG)
    snap = graph.snap(places((1050, 390)))
    assert (snap.road.tolist(), snap.distance_m.tolist(), snap.is_island.tolist()) == ([40], [10.0], [True])
    assert graph.cut_off() == ("stub",)
    assert np.isinf(graph.minutes(places((0, 0)), places((1050, 390)))).all()


def test_a_town_that_a_closed_bridge_cuts_in_two_is_two_networks() -> None:
    """Ten junctions south and twenty north of a river; nobody may be 'snapped' across the water to the larger half."""
    south = [road(f"s{i}", f"s{i} s{i + 1}", [(i * 100, 0), (i * 100 + 100, 0)]) for i in range(9)]
    north = [road(f"n{i}", f"n{i} n{i + 1}", [(i * 100, 100), (i * 100 + 100, 100)]) for i in range(19)]
    bridge = road("bridge", "s5 n5", [(500, 0), (500, 100)], is_bridge=True)
    graph = RoadGraph.from_roads(table([*south, *north, bridge]), CONFIG)
    site, station = places((250, 20)), places((250, 100))
    closed = frozenset({"bridge"})
    assert np.isfinite(graph.minutes(station, site)).all()
    assert np.isinf(graph.minutes(station, site, closed=closed)).all()
    assert graph.snap(site, closed=closed).road.tolist() == [2]
    assert graph.cut_off(closed=closed) == ()


def test_an_island_is_a_strongly_connected_part_below_the_share() -> None:
    """Five junctions in a line count from 100 on in a town of 100 at 5 %, not beside 101; one-way stubs never do."""
    for size, expected in ((100, False), (101, True)):
        big = [road(f"b{i}", f"b{i} b{i + 1}", [(i, 0), (i + 1, 0)]) for i in range(size - 1)]
        small = [road(f"a{i}", f"a{i} a{i + 1}", [(i, 900), (i + 1, 900)]) for i in range(4)]
        stub = road("stub", "b0 x", [(0, 0), (0, 5)], is_oneway=True)
        roads = read_roads(table([*big, *small, stub]), CONFIG)
        is_island = Arcs(roads).islands(roads.ms["car"], CONFIG.island_share)
        assert not is_island[: size - 1].any()
        assert is_island[size - 1 : -1].tolist() == [expected] * 4
        assert is_island[-1]


def test_closed_and_forbidden_pieces_are_no_islands_but_absent() -> None:
    """A place beside a footpath is snapped to the next road by car, and to the path by motorcycle."""
    roads = table([road("r", "A B", [(0, 0), (1000, 0)]), road("p", "A P", [(0, 0), (0, 300)], road_class="path")])
    graph = RoadGraph.from_roads(roads, CONFIG)
    site = places((10, 200))
    assert graph.snap(site).road.tolist() == [0]
    assert graph.snap(site, profile="motorcycle").road.tolist() == [1]
    arrays = read_roads(roads, CONFIG)
    assert not Arcs(arrays).islands(np.full(2, NEVER), CONFIG.island_share).any()


def test_junctions_that_lie_on_each_other_are_still_two() -> None:
    """A flyover crosses a street above the same point: no way from one to the other."""
    roads = table([road("street", "A B", [(0, 0), (100, 0)]), road("flyover", "C D", [(100, 0), (200, 0)])])
    graph = RoadGraph.from_roads(roads, CONFIG)
    assert np.isinf(graph.minutes(places((50, 0)), places((150, 0)))).all()


def test_equally_near_pieces_are_chosen_by_their_order_in_the_table() -> None:
    """The choice must not depend on how a tree was packed."""
    rows = [road(f"r{i}", f"A{i} B{i}", [(0, 0), (100, 0)], speed_kmh=30.0 + i) for i in range(30)]
    for some in (rows, rows[::-1]):
        snap = RoadGraph.from_roads(table(some), CONFIG).snap(gpd.GeoSeries([Point(50, 5)], crs=CRS))
        assert snap.road.tolist() == [0]
