"""Routes: the line, the minutes, the streets in order."""

from __future__ import annotations

import networkx as nx
import pytest
from shapely.geometry import Point

from planner.network import RoadGraph
from planner.network.path import say_metres
from tests.network.hamlet import hamlet
from tests.network.make import CONFIG, places


@pytest.fixture(params=["cch", "scipy"])
def graph(request: pytest.FixtureRequest) -> RoadGraph:
    """The hamlet's graph, by each engine."""
    return RoadGraph.from_roads(hamlet(), CONFIG, engine=request.param)


def test_a_route_follows_the_roads_from_snap_to_snap(graph: RoadGraph) -> None:
    """Back from the site: 500 m to C, up to D, over to E, down Mill Lane to B, 500 m of Canal Road: 4 km in 6.2 min."""
    path = graph.path(Point(1500, 100), Point(500, 0))
    assert path is not None
    assert list(path.line.coords) == [(1500, 0), (2000, 0), (2000, 1000), (1000, 1000), (1000, 0), (500, 0)]
    assert (path.minutes, path.length_m, path.walk_m) == (6.2, 4000.0, 100.0)
    assert path.steps == (
        ("Canal Road", 500.0),
        ("", 1000.0),
        ("نہر", 1000.0),
        ("Mill Lane", 1000.0),
        ("Canal Road", 500.0),
    )
    assert path.roads == ("bc", "cd", "de", "eb", "ab")
    assert path.text() == (
        "Canal Road 500 m, then side road 1.0 km, then نہر 1.0 km, then Mill Lane 1.0 km, then Canal Road 500 m"
    )


def test_pieces_of_one_street_are_one_step(graph: RoadGraph) -> None:
    """A-B and B-C are both Canal Road."""
    path = graph.path(Point(0, 0), Point(1750, 0))
    assert path is not None
    assert (path.steps, path.minutes) == ((("Canal Road", 1750.0),), 1.75)


def test_a_route_on_one_piece_stays_on_it(graph: RoadGraph) -> None:
    """300 m against the line of A-B."""
    path = graph.path(Point(700, 0), Point(400, 0))
    assert path is not None
    assert (list(path.line.coords), path.minutes, path.roads) == ([(700, 0), (400, 0)], 0.3, ("ab",))


def test_a_route_from_a_place_to_itself_stays_there(graph: RoadGraph) -> None:
    """No minutes, no metres, no streets, even far from the road; `minutes` says the same."""
    path = graph.path(Point(500, 50_000), Point(500, 50_000))
    assert path is not None
    assert (path.minutes, path.length_m, path.steps, path.text()) == (0, 0, (), "")
    assert list(path.line.coords) == [(500, 50_000), (500, 50_000)]


def test_a_route_between_two_places_at_one_junction_has_a_line(graph: RoadGraph) -> None:
    """Both are walked to from A; the line has two equal points rather than none."""
    path = graph.path(Point(-50, 0), Point(0, -50))
    assert path is not None
    assert (list(path.line.coords), path.minutes, path.walk_m) == ([(0, 0), (0, 0)], 1.2, 100.0)


def test_there_is_no_route_to_an_island_or_far_from_any_road(graph: RoadGraph) -> None:
    """None, as `minutes` says inf."""
    assert graph.path(Point(0, 0), Point(5500, 0)) is None
    assert graph.path(Point(0, 0), Point(0, -9000)) is None


def test_a_closure_changes_the_route(graph: RoadGraph) -> None:
    """E to B is 2 minutes down Mill Lane, and no other piece is touched; with that closed nothing else leads into B."""
    path = graph.path(Point(1000, 1000), Point(1000, 0))
    assert path is not None
    assert (path.minutes, path.roads) == (2.0, ("eb",))
    assert graph.path(Point(1000, 1000), Point(1000, 0), closed=frozenset({"eb"})) is None


def test_lengths_are_said_as_people_say_them() -> None:
    """Tens of metres below a kilometre, tenths of a kilometre from there."""
    assert [say_metres(m) for m in (4, 104, 994, 995, 2149)] == ["0 m", "100 m", "990 m", "1.0 km", "2.1 km"]


def test_networkx_finds_the_same_minutes(graph: RoadGraph) -> None:
    """Between junctions, where no walk and no part of a piece is involved."""
    net = graph.to_networkx()
    assert net.graph["crs"] == "EPSG:32642"
    assert (net.nodes["D"]["x"], net.nodes["D"]["y"]) == (2000.0, 1000.0)
    assert net.edges["E", "B", 0] == {"road": "eb", "name": "Mill Lane", "minutes": 2.0, "length_m": 1000.0}
    assert sorted(net["B"]) == ["A", "C", "E"]
    assert sorted(net["C"]) == ["D"]
    names = list(net.nodes)
    points = places(*[(net.nodes[n]["x"], net.nodes[n]["y"]) for n in names])
    minutes = graph.minutes(points, points)
    for i, name in enumerate(names):
        far = nx.single_source_dijkstra_path_length(net, name, weight="minutes")
        assert minutes[i].tolist() == [far.get(other, float("inf")) for other in names]
    assert "E" not in graph.to_networkx(closed=frozenset({"eb"}))["B"]
