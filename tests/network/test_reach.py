"""Reachable areas in the hamlet: cut at the exact minute, no wider than the buffer, each holding the shorter one's."""

from __future__ import annotations

import pytest
import shapely
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry

from planner.network import RoadGraph
from tests.network.hamlet import hamlet
from tests.network.make import CONFIG, config

BUFFER = CONFIG.reach_buffer_m


def widened(*lines: LineString) -> BaseGeometry:
    """The lines with all that lies within the buffer."""
    return shapely.union_all(shapely.buffer(list(lines), BUFFER))


@pytest.fixture
def graph() -> RoadGraph:
    """The hamlet's graph."""
    return RoadGraph.from_roads(hamlet(), CONFIG)


def test_half_a_minute_from_the_middle_of_a_street_is_that_street(graph: RoadGraph) -> None:
    """500 m either way along A-B and not a metre more: the buffered street."""
    area = graph.reach(Point(500, 0), [0.5]).geometry[0]
    street = widened(LineString([(0, 0), (1000, 0)]))
    assert area.symmetric_difference(street).area < 1e-6


def test_a_minute_and_a_half_is_cut_inside_the_pieces(graph: RoadGraph) -> None:
    """From the middle of A-B: on to C, up Mill Lane half way (it has 30 km/h), and not back against C-D."""
    area = graph.reach(Point(500, 0), [1.5]).geometry[0]
    parts = [LineString([(0, 0), (2000, 0)]), LineString([(1000, 0), (1000, 500)])]
    assert area.symmetric_difference(widened(*parts)).area < 1e-6


def test_a_one_way_piece_is_not_reached_from_its_end(graph: RoadGraph) -> None:
    """From the middle of D-E half a minute leads to D and E, a quarter more down Mill Lane, but never down C-D."""
    area = graph.reach(Point(1500, 1000), [0.75]).geometry[0]
    parts = [LineString([(1000, 1000), (2000, 1000)]), LineString([(1000, 1000), (1000, 875)])]
    assert area.symmetric_difference(widened(*parts)).area < 1e-6


def test_the_rest_of_a_one_way_piece_is_reached_by_driving_round(graph: RoadGraph) -> None:
    """From 1500 on B-C the piece's own start is reached after 0.5 + 1 + 1 + 2 minutes; its middle 0.5 min later."""
    origin = Point(1500, 0)
    areas = graph.reach(origin, [4.5, 4.75, 5.0]).geometry
    assert [areas[i].covers(Point(1000, 0)) for i in range(3)] == [True, True, True]
    assert [areas[i].covers(Point(1250, 0)) for i in range(3)] == [False, True, True]
    assert not areas[1].covers(Point(1350, 0))


def test_areas_come_in_the_order_asked_and_hold_each_other(graph: RoadGraph) -> None:
    """Longer times first, one twice: the rows are as asked for."""
    frame = graph.reach(Point(500, 0), [3.0, 1.0, 3.0, 2.0])
    assert frame["minutes"].tolist() == [3.0, 1.0, 3.0, 2.0]
    assert frame.crs == graph.crs
    three, one, again, two = frame.geometry
    assert three.equals(again)
    assert one.difference(two).area == pytest.approx(0, abs=1e-9)
    assert two.difference(three).area == pytest.approx(0, abs=1e-9)
    assert one.area < two.area < three.area


def test_the_walk_to_the_road_is_taken_off(graph: RoadGraph) -> None:
    """100 m beside A-B, 1.2 minutes are gone on reaching the road: nothing within 1 minute, 300 m along it in 1.5."""
    frame = graph.reach(Point(500, -100), [1.0, 1.5])
    assert frame.geometry[0].is_empty
    street = widened(LineString([(200, 0), (800, 0)]))
    assert frame.geometry[1].symmetric_difference(street).area < 1e-6


def test_nothing_is_reached_from_far_off_or_in_no_time_asked(graph: RoadGraph) -> None:
    """9 km from any road: empty areas, not an error; no minutes: no rows."""
    assert graph.reach(Point(500, -9000), [5, 10]).geometry.is_empty.tolist() == [True, True]
    assert len(graph.reach(Point(500, 0), [])) == 0


def test_a_closed_road_is_not_reached(graph: RoadGraph) -> None:
    """With B-C closed the way out ends at B and goes up Mill Lane."""
    area = graph.reach(Point(500, 0), [1.5], closed=frozenset({"bc"})).geometry[0]
    parts = [LineString([(0, 0), (1000, 0)]), LineString([(1000, 0), (1000, 500)])]
    assert area.symmetric_difference(widened(*parts)).area < 1e-6


def test_the_buffer_is_the_configured_one() -> None:
    """A wider buffer makes the same street wider."""
    graph = RoadGraph.from_roads(hamlet(), config(reach_buffer_m=80.0))
    area = graph.reach(Point(500, 0), [0.5]).geometry[0]
    assert area.bounds == pytest.approx((-80, -80, 1080, 80))
