"""On the real roads of central Karachi and Liechtenstein the engines agree, and areas and routes tell the truth."""

from __future__ import annotations

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
import shapely

from planner.network import RoadGraph
from planner.network.engine import NEVER, Ends
from tests.network import real
from tests.network.make import CONFIG
from tests.shared import shared_file

READERS = {"karachi.graphml": real.karachi, "liechtenstein.osm.pbf": real.liechtenstein}


@pytest.fixture(scope="module", params=READERS)
def roads(request: pytest.FixtureRequest) -> gpd.GeoDataFrame:
    """The road table of a real place."""
    return READERS[request.param](shared_file(f"osm/{request.param}"))


@pytest.fixture(scope="module")
def graphs(roads: gpd.GeoDataFrame) -> tuple[RoadGraph, RoadGraph]:
    """Both engines on it."""
    return RoadGraph.from_roads(roads, CONFIG, engine="cch"), RoadGraph.from_roads(roads, CONFIG, engine="scipy")


def test_engines_agree_for_every_profile_and_closure(roads: gpd.GeoDataFrame, graphs: tuple[RoadGraph, ...]) -> None:
    """12 x 300 places, open and with 40 roads closed, both ways round: not a millisecond between them."""
    some, many = real.scatter(roads, 12, seed=1), real.scatter(roads, 300, seed=2)
    for profile in ("car", "heavy", "motorcycle"):
        for closed in (frozenset[str](), frozenset(roads["road"].sample(40, random_state=3))):
            for a, b in ((some, many), (many, some)):
                first, second = (g.minutes(a, b, profile=profile, closed=closed) for g in graphs)
                assert first.tolist() == second.tolist()
                assert np.isfinite(first).mean() > 0.5


def test_routes_take_the_minutes_of_the_matrix(roads: gpd.GeoDataFrame, graphs: tuple[RoadGraph, ...]) -> None:
    """40 routes: the same minutes, a line that is as long as it says, and steps that add up to it."""
    starts, goals = real.scatter(roads, 8, seed=4), real.scatter(roads, 5, seed=5)
    for graph in graphs:
        minutes, snap = graph.minutes(starts, goals), graph.snap(goals)
        for i, j in np.ndindex(minutes.shape):
            path = graph.path(starts[i], goals[j])
            assert (path.minutes if path else np.inf) == minutes[i, j]
            if path:
                assert path.length_m == pytest.approx(path.line.length, rel=0.01, abs=5)
                assert sum(metres for _, metres in path.steps) == pytest.approx(path.length_m)
                assert goals[j].distance(shapely.get_point(path.line, -1)) == pytest.approx(snap.distance_m[j])


def test_networkx_agrees_between_junctions(graphs: tuple[RoadGraph, ...]) -> None:
    """From five junctions to all others, with the graph that is handed over."""
    graph = graphs[0]
    net = graph.to_networkx()
    assert net.number_of_nodes() == graph.nodes
    names = list(net.nodes)
    times = graph._opened("car", frozenset()).times
    node = np.arange(0, graph.nodes, graph.nodes // 5)
    zero = np.column_stack([np.zeros_like(node), np.full_like(node, NEVER)])
    table = times.table(Ends(np.column_stack([node, node]), zero), np.arange(graph.nodes))
    for row, start in zip(table, node, strict=True):
        far = nx.single_source_dijkstra_path_length(net, names[start], weight="minutes")
        expected = [round(far[name] * 60_000) if name in far else NEVER for name in names]
        assert row.tolist() == expected


def test_reach_holds_what_is_reached_and_little_else(roads: gpd.GeoDataFrame, graphs: tuple[RoadGraph, ...]) -> None:
    """Points on the roads: within the minutes means inside; those inside in vain lie beside a reached point."""
    graph = graphs[0]
    origin = real.scatter(roads, 30, seed=6).iloc[[7]]
    limits = [2.0, 5.0]
    areas = graph.reach(origin.iloc[0], limits).geometry
    lines = roads.geometry.to_numpy()
    metres = np.concatenate([np.arange(0, line.length, 10.0) for line in lines])
    owner = np.repeat(np.arange(len(lines)), [len(np.arange(0, line.length, 10.0)) for line in lines])
    near = shapely.dwithin(areas.iloc[1], shapely.line_interpolate_point(lines[owner], metres), 500.0)
    points = gpd.GeoSeries(shapely.line_interpolate_point(lines[owner[near]], metres[near]), crs=roads.crs)
    minutes, snap = graph.minutes(origin, points)[0], graph.snap(points)
    on_road = snap.distance_m < 1e-6  # not on a footpath, from which one walks
    for limit, area in zip(limits, areas, strict=True):
        inside = shapely.dwithin(area, points.to_numpy(), 1e-6)
        reached = on_road & (minutes <= limit)
        assert reached.sum() > 50
        assert inside[reached].all()
        tree = shapely.STRtree(points.to_numpy()[reached])
        _, gap = tree.query_nearest(points.to_numpy()[inside & on_road], return_distance=True, all_matches=False)
        assert gap.max() <= CONFIG.reach_buffer_m + 10.0  # the spacing of the points
    assert areas.iloc[0].difference(areas.iloc[1]).area < 1e-3
