"""The two engines, and an oracle in plain Python, agree to the millisecond on random networks."""

from __future__ import annotations

from itertools import pairwise, product
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point

from planner.network import RoadGraph
from tests.network.make import CONFIG, CRS, config, road, table

STEP = 100
WIDE = config(max_snap_m=50_000.0)


@st.composite
def networks(draw: st.DrawFn) -> gpd.GeoDataFrame:
    """One-way, two-way, parallel, looped, disconnected and zero-length pieces; junctions may lie on each other.

    The length has nothing to do with the line: the table's length counts. Each row has a speed of its own, so that
    no two rows are each other's reverse.
    """
    spot = st.tuples(st.integers(0, 3), st.integers(0, 3))
    at = draw(st.lists(spot, min_size=1, max_size=7))
    node = st.integers(0, len(at) - 1)
    pieces = st.tuples(node, node, st.one_of(st.just(0.0), st.integers(1, 900).map(float)), st.booleans())
    rows = []
    for i, (first, last, length, is_oneway) in enumerate(draw(st.lists(pieces, min_size=1, max_size=14))):
        a, b = (np.array(at[n]) * float(STEP) for n in (first, last))
        line = [a, a + np.array([40, 30]), b] if first == last else [a, b]
        facts = {"length_m": length, "is_oneway": is_oneway, "speed_kmh": 30 + i * 0.7}
        rows.append(road(f"r{i}", f"n{first} n{last}", line, **facts))
    return table(rows)


def scattered(count: int) -> st.SearchStrategy[gpd.GeoSeries]:
    """Up to so many places on and off the roads, some on a junction."""
    spot = st.tuples(st.integers(-50, 350), st.integers(-50, 350)).map(lambda xy: Point(*map(float, xy)))
    junction = st.tuples(st.integers(0, 3), st.integers(0, 3)).map(lambda xy: Point(xy[0] * STEP, xy[1] * STEP))
    places = st.lists(st.one_of(spot, junction), min_size=1, max_size=count)
    return places.map(lambda points: gpd.GeoSeries(points, crs=CRS))


def oracle_minutes(
    roads: gpd.GeoDataFrame, graph: RoadGraph, starts: gpd.GeoSeries, goals: gpd.GeoSeries, closed: frozenset[str]
) -> np.ndarray:
    """The same minutes with networkx: each snapped place is tied to both ends of its piece by what remains of it."""
    net: Any = nx.MultiDiGraph()
    row_ms = [round(r.length_m * 3600 / r.speed_kmh) for r in roads.itertuples()]
    for r, ms in zip(roads.itertuples(), row_ms, strict=True):
        net.add_nodes_from([r.from_node, r.to_node])
        if r.road not in closed:
            net.add_edge(r.from_node, r.to_node, ms=ms)
            if not r.is_oneway:
                net.add_edge(r.to_node, r.from_node, ms=ms)
    on: dict[tuple[str, int], tuple[int, int, int]] = {}
    for side, points in (("start", starts), ("goal", goals)):
        snap = graph.snap(points, closed=closed)
        for i, (number, share, metres) in enumerate(zip(snap.road, snap.share, snap.distance_m, strict=True)):
            net.add_node((side, i))
            if number < 0:
                continue
            r, ms = roads.iloc[number], row_ms[number]
            along = round(share * ms)
            walk = round(metres * 3600 / CONFIG.walk_kmh)
            on[side, i] = (number, along, walk)
            for node, cost, may_leave, may_enter in (
                (r.from_node, along, not r.is_oneway or along == 0, True),
                (r.to_node, ms - along, True, not r.is_oneway or along == ms),
            ):
                if side == "start" and may_leave:
                    net.add_edge((side, i), node, ms=cost)
                if side == "goal" and may_enter:
                    net.add_edge(node, (side, i), ms=cost)
    for (side, i), (number, along, _) in on.items():
        for (other, j), (other_number, other_along, _) in on.items():
            if (side, other) == ("start", "goal") and number == other_number:
                step = other_along - along
                if step >= 0 or not roads.iloc[number].is_oneway:
                    net.add_edge((side, i), (other, j), ms=abs(step))
    minutes = np.full((len(starts), len(goals)), np.inf)
    for i in range(len(starts)):
        far = nx.single_source_dijkstra_path_length(net, ("start", i), weight="ms")
        for j in range(len(goals)):
            if starts.iloc[i] == goals.iloc[j]:
                minutes[i, j] = 0
            elif ("goal", j) in far:
                minutes[i, j] = (far["goal", j] + on["start", i][2] + on["goal", j][2]) / 60_000
    return minutes


@settings(max_examples=50, deadline=None)
@given(networks(), scattered(3), scattered(5), st.data())
def test_both_engines_and_the_oracle_agree(
    roads: gpd.GeoDataFrame, starts: gpd.GeoSeries, goals: gpd.GeoSeries, data: st.DataObject
) -> None:
    """Minutes are equal, bit for bit, with and without closures, in both directions, and so are those of the routes."""
    closed = frozenset(data.draw(st.lists(st.sampled_from(roads["road"].tolist()), max_size=4)))
    graphs = [RoadGraph.from_roads(roads, WIDE, engine=engine) for engine in ("cch", "scipy")]
    for shut in (frozenset[str](), closed):
        for a, b in ((starts, goals), (goals, starts)):
            expected = oracle_minutes(roads, graphs[0], a, b, shut)
            for graph in graphs:
                assert graph.minutes(a, b, closed=shut).tolist() == expected.tolist(), graph.engine
        expected = graphs[0].minutes(starts, goals, closed=shut)
        for graph in graphs:
            path = graph.path(starts.iloc[0], goals.iloc[0], closed=shut)
            assert (path.minutes if path else np.inf) == expected[0, 0], graph.engine


@settings(max_examples=25, deadline=None)
@given(networks(), scattered(3), scattered(4), st.data())
def test_a_closed_road_behaves_as_if_it_were_not_there(
    roads: gpd.GeoDataFrame, starts: gpd.GeoSeries, goals: gpd.GeoSeries, data: st.DataObject
) -> None:
    """Closing roads gives the minutes of a graph that never had them; snapping included."""
    closed = frozenset(data.draw(st.lists(st.sampled_from(roads["road"].tolist()), max_size=len(roads) - 1)))
    rest = roads[~roads["road"].isin(closed)]
    if len(rest):
        without = RoadGraph.from_roads(rest, WIDE).minutes(starts, goals)
        assert RoadGraph.from_roads(roads, WIDE).minutes(starts, goals, closed=closed).tolist() == without.tolist()


@st.composite
def streets(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[tuple[int, float]]]:
    """A grid of streets of 100 m, some missing, some one-way; and places on them, at whole metres."""
    rows = []
    for x in range(3):
        for y in range(3):
            for dx, dy in ((1, 0), (0, 1)):
                kind = draw(st.sampled_from(["both", "both", "there", "back", "none"]))
                ends = [(x, y), (x + dx, y + dy)][:: -1 if kind == "back" else 1]
                line = [(float(STEP * a), float(STEP * b)) for a, b in ends]
                if kind != "none":
                    names = " ".join(f"n{a}{b}" for a, b in ends)
                    rows.append(road(f"s{len(rows)}", names, line, is_oneway=kind != "both"))
    if not rows:
        rows.append(road("s0", "n00 n10", [(0, 0), (100, 0)]))
    spot = st.tuples(st.integers(0, len(rows) - 1), st.integers(1, STEP - 1).map(float))
    return rows, draw(st.lists(spot, min_size=2, max_size=5, unique=True))


@settings(max_examples=25, deadline=None)
@given(streets())
def test_a_place_on_a_road_is_as_good_as_a_junction_there(
    drawn: tuple[list[dict[str, Any]], list[tuple[int, float]]],
) -> None:
    """Cutting the roads at the places gives the same minutes: snapping to edges loses nothing."""
    rows, spots = drawn
    points = gpd.GeoSeries([rows[r]["geometry"].interpolate(m) for r, m in spots], crs=CRS)
    flat = config(island_m=0.0)  # the places stand on the road itself
    minutes = RoadGraph.from_roads(table(rows), flat).minutes(points, points)
    net: Any = nx.MultiDiGraph()
    for r, row in enumerate(rows):
        cuts = sorted((m, f"place{i}") for i, (piece, m) in enumerate(spots) if piece == r)
        stops = [(0.0, row["from_node"]), *cuts, (100.0, row["to_node"])]
        for (a, first), (b, last) in pairwise(stops):
            net.add_edge(first, last, ms=60 * int(b - a))  # 60 km/h: a metre takes 60 ms
            if not row["is_oneway"]:
                net.add_edge(last, first, ms=60 * int(b - a))
    for i in range(len(spots)):
        far = nx.single_source_dijkstra_path_length(net, f"place{i}", weight="ms")
        expected = [far.get(f"place{j}", np.inf) / 60_000 for j in range(len(spots))]
        assert minutes[i].tolist() == expected


@settings(max_examples=25, deadline=None)
@given(networks(), scattered(2), st.lists(st.floats(0, 3), min_size=1, max_size=3))
def test_every_reached_point_of_road_lies_inside_and_areas_are_nested(
    roads: gpd.GeoDataFrame, origins: gpd.GeoSeries, limits: list[float]
) -> None:
    """The truth is `minutes`: a point of road within the time lies inside; a longer time holds a shorter one."""
    graph = RoadGraph.from_roads(roads, WIDE)
    origin = origins.iloc[0]
    areas = graph.reach(origin, limits)
    shares = np.linspace(0, 1, 21)
    lines = np.repeat(roads.geometry.to_numpy(), len(shares))
    samples = shapely.line_interpolate_point(lines, np.tile(shares, len(roads)), normalized=True)
    minutes = graph.minutes(gpd.GeoSeries([origin], crs=CRS), gpd.GeoSeries(samples, crs=CRS))[0]
    walked = graph.snap(gpd.GeoSeries(samples, crs=CRS)).distance_m
    on_open = (walked < 1e-9) & ~np.array([p == origin for p in samples])  # (a place is 0 minutes from itself)
    for limit, area in zip(limits, areas.geometry, strict=True):
        inside = shapely.distance(area, samples) < 1e-6 if not area.is_empty else np.zeros(len(samples), dtype=bool)
        assert inside[on_open & (minutes <= limit)].all()
    known = list(zip(limits, areas.geometry, strict=True))
    for (low, small), (high, large) in product(known, known):
        if low <= high and not small.is_empty:
            assert small.difference(large).area < 1e-3


def test_parallel_pieces_take_the_quicker_and_name_it() -> None:
    """Two pieces join A and B; the route names the quick one, until it is closed."""
    line = [(0.0, 0.0), (1000.0, 0.0)]
    rows = [
        road("slow", "A B", line, speed_kmh=20.0),
        road("quick", "A B", [line[0], (500.0, 10.0), line[1]], speed_kmh=60.0, length_m=1000.0),
        road("in", "O A", [(-100.0, 0.0), (0.0, 0.0)]),
        road("out", "B P", [(1000.0, 0.0), (1100.0, 0.0)]),
    ]
    for engine in ("cch", "scipy"):
        graph = RoadGraph.from_roads(table(rows), CONFIG, engine=engine)
        for closed, expected, minutes in ((frozenset[str](), "quick", 1.2), (frozenset({"quick"}), "slow", 3.2)):
            path = graph.path(Point(-100, 0), Point(1100, 0), closed=closed)
            assert path is not None
            assert (path.roads, path.minutes) == (("in", expected, "out"), minutes)


def test_a_street_written_as_two_one_way_rows_is_one_street() -> None:
    """OSMnx writes a two-way street twice: a place beside it is entered and left either way; closing one closes it."""
    rows = [
        road("there", "A B", [(0, 0), (600, 0), (1000, 0)], is_oneway=True),
        road("back", "B A", [(1000, 0), (600, 0), (0, 0)], is_oneway=True),
    ]
    graph = RoadGraph.from_roads(table(rows), CONFIG)
    places = gpd.GeoSeries([Point(200, 0), Point(700, 0)], crs=CRS)
    assert graph.minutes(places, places).tolist() == [[0, 0.5], [0.5, 0]]
    path = graph.path(places[1], places[0])
    assert path is not None
    assert (path.roads, list(path.line.coords)) == (("back",), [(700, 0), (600, 0), (200, 0)])
    assert sorted(d["road"] for _, _, d in graph.to_networkx().edges(data=True)) == ["back", "there"]
    for closed in ("there", "back"):
        assert np.isinf(graph.minutes(places[:1], places[1:], closed=frozenset({closed}))).all()


def test_the_lines_of_a_zero_length_piece_and_of_a_point_do_no_harm() -> None:
    """A piece whose two points are one place takes no time and can be snapped to."""
    rows = [
        road("a", "A B", [(0, 0), (100, 0)]),
        {**road("z", "B C", [(100, 0), (100, 0)]), "geometry": LineString([(100, 0), (100, 0)])},
        road("c", "C D", [(100, 0), (200, 0)]),
    ]
    for engine in ("cch", "scipy"):
        graph = RoadGraph.from_roads(table(rows), CONFIG, engine=engine)
        ends = gpd.GeoSeries([Point(0, 0), Point(200, 0)], crs=CRS)
        assert graph.minutes(ends, ends).tolist() == [[0, 0.2], [0.2, 0]]
