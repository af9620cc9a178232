"""Minutes, worked out by hand in the hamlet; walks are 5 km/h, so 100 m take 1.2 minutes."""

from __future__ import annotations

import numpy as np
import pytest
from shapely import wkt

from planner.core.errors import ConfigError, InputError, NotFound, WrongCrs
from planner.network import RoadGraph
from planner.network.choose import EngineName
from planner.tables import RoadTable
from planner.tables.schema import empty
from tests.network.hamlet import hamlet
from tests.network.make import CONFIG, CRS, config, places, road, table

ENGINES = ("cch", "scipy")
with np.errstate(invalid="ignore"):  # as a damaged file brings them
    BROKEN, NOWHERE = wkt.loads("LINESTRING (100 0, nan 0)"), wkt.loads("POINT (nan 0)")
STATION, SITE = (500.0, 0.0), (1500.0, 100.0)


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> EngineName:
    """Each of the engines."""
    return request.param


@pytest.fixture
def graph(engine: EngineName) -> RoadGraph:
    """The hamlet's graph."""
    return RoadGraph.from_roads(hamlet(), CONFIG, engine=engine)


def test_there_and_back_differ_by_the_one_way_pieces(graph: RoadGraph) -> None:
    """Out: 500 m + 500 m = 1.0, and the walk 1.2. Back: 0.5 to C, C-D-E 2.0, E-B 2.0, 0.5, and the walk."""
    assert graph.minutes(places(STATION), places(SITE)).tolist() == [[2.2]]
    assert graph.minutes(places(SITE), places(STATION)).tolist() == [[6.2]]


def test_places_on_one_piece_do_not_leave_it_unless_it_is_one_way(graph: RoadGraph) -> None:
    """400 m along A-B take 0.4 either way; against B-C one drives round: 0.4 + 1 + 1 + 2 + 0.2 = 4.6."""
    assert graph.minutes(places((300, 0)), places((700, 0))).tolist() == [[0.4]]
    assert graph.minutes(places((700, 0)), places((300, 0))).tolist() == [[0.4]]
    assert graph.minutes(places((1200, 0)), places((1600, 0))).tolist() == [[0.4]]
    assert graph.minutes(places((1600, 0)), places((1200, 0))).tolist() == [[4.6]]


def test_a_place_is_no_minutes_from_itself_however_far_from_the_road(graph: RoadGraph) -> None:
    """Otherwise one would walk to the road and back."""
    assert graph.minutes(places((500, 800), (500, 90_000)), places((500, 800), (500, 90_000)))[
        [0, 1], [0, 1]
    ].tolist() == [0, 0]


def test_a_place_at_a_junction_uses_every_piece_that_meets_there(graph: RoadGraph) -> None:
    """D is the end of the one-way C-D; from D one leaves over D-E, and from E one comes to it, in a minute."""
    assert graph.minutes(places((2000, 1000)), places((1000, 1000))).tolist() == [[1.0]]
    assert graph.minutes(places((1000, 1000)), places((2000, 1000))).tolist() == [[1.0]]


def test_an_island_and_a_place_far_off_are_unreachable(graph: RoadGraph) -> None:
    """X-Y has no road to the rest, and (500, 9000) is more than 3 km from any; neither is an error."""
    minutes = graph.minutes(places(STATION, (5500, 0)), places((5500, 0), (500, -9000), (5000, 0)))
    assert np.isinf(minutes).tolist() == [[True, True, True], [False, True, False]]
    assert minutes[1, 2] == 0.5


def test_a_missing_empty_or_endless_point_is_unreachable(graph: RoadGraph) -> None:
    """A place without coordinates must not crash the others."""
    points = places(STATION, STATION, STATION, STATION)
    points.iloc[0] = None
    points.iloc[1] = wkt.loads("POINT EMPTY")
    points.iloc[2] = NOWHERE
    assert np.isfinite(graph.minutes(points, places(SITE)))[:, 0].tolist() == [False, False, False, True]
    assert np.isfinite(graph.minutes(places(SITE), points))[0].tolist() == [False, False, False, True]


def test_a_closed_road_is_closed_both_ways_and_only_for_that_question(graph: RoadGraph) -> None:
    """Without Mill Lane there is no way back; the way out stays 2.2; the next question is answered as before."""
    closed = frozenset({"eb"})
    assert graph.minutes(places(STATION), places(SITE), closed=closed).tolist() == [[2.2]]
    assert graph.minutes(places(SITE), places(STATION), closed=closed).tolist() == [[np.inf]]
    assert graph.minutes(places(SITE), places(STATION)).tolist() == [[6.2]]


def test_a_place_on_a_closed_road_is_walked_to_from_the_next_open_one(graph: RoadGraph) -> None:
    """With B-C closed, C-D leads nowhere from here; the site is 500 m from Mill Lane: 0.5 + 0.2 (100 m at 30) + 6."""
    assert graph.minutes(places(STATION), places(SITE), closed=frozenset({"bc"})).tolist() == [[6.7]]


def test_profiles_drive_at_their_factor_and_where_they_may(engine: EngineName) -> None:
    """1 km at 60 km/h: car 1, heavy 1/0.75, motorcycle 1/1.1 min; a path only the motorcycle, a motorway not it."""
    line = [(0, 0), (1000, 0)]
    for kind, expected in {
        "primary": {"car": 60_000, "heavy": 80_000, "motorcycle": 54_545},
        "path": {"car": None, "heavy": None, "motorcycle": 54_545},
        "track": {"car": 60_000, "heavy": 114_286, "motorcycle": 54_545},
        "motorway": {"car": 60_000, "heavy": 80_000, "motorcycle": None},
    }.items():
        graph = RoadGraph.from_roads(table([road("r", "A B", line, road_class=kind)]), CONFIG, engine=engine)
        for profile, ms in expected.items():
            minutes = graph.minutes(places((0, 0)), places((1000, 0)), profile=profile)[0, 0]
            assert minutes == (np.inf if ms is None else ms / 60_000), (kind, profile)


def test_an_unknown_speed_is_that_of_the_class(engine: EngineName) -> None:
    """1 km of a primary road without a posted speed, at 50 km/h: 1.2 minutes."""
    roads = table([road("r", "A B", [(0, 0), (1000, 0)], road_class="primary", speed_kmh=0.0)])
    graph = RoadGraph.from_roads(roads, config(primary_kmh=50.0), engine=engine)
    assert graph.minutes(places((0, 0)), places((1000, 0))).tolist() == [[1.2]]


def test_no_road_for_a_profile_makes_everything_unreachable(graph: RoadGraph) -> None:
    """Every road closed: inf everywhere, no crash."""
    every = frozenset(hamlet()["road"])
    assert np.isinf(graph.minutes(places(STATION), places(SITE), closed=every)).all()
    assert graph.path(places(STATION)[0], places(SITE)[0], closed=every) is None
    assert graph.reach(places(STATION)[0], [5], closed=every).geometry.is_empty.all()


def test_no_places_give_an_empty_matrix(graph: RoadGraph) -> None:
    """Zero origins or destinations are an ordinary question."""
    assert graph.minutes(places(), places(SITE)).shape == (0, 1)
    assert graph.minutes(places(SITE), places()).shape == (1, 0)
    assert graph.minutes(places(), places()).shape == (0, 0)


def test_wrong_questions_are_answered_with_what_and_maybe(graph: RoadGraph) -> None:
    """Other reference system, unknown profile, unknown road to close, a place that is no point."""
    with pytest.raises(WrongCrs, match="EPSG:4326"):
        graph.minutes(places(STATION).set_crs("EPSG:4326", allow_override=True), places(SITE))
    with pytest.raises(WrongCrs, match="no reference system"):
        graph.minutes(places(STATION).set_crs(None, allow_override=True), places(SITE))
    with pytest.raises(ConfigError, match="bicycle"):
        graph.minutes(places(STATION), places(SITE), profile="bicycle")
    with pytest.raises(NotFound, match="zz"):
        graph.minutes(places(STATION), places(SITE), closed=frozenset({"ab", "zz"}))
    with pytest.raises(InputError, match="place 1 is a Polygon"):
        graph.minutes(places(STATION), gpd_series_with_polygon())


def gpd_series_with_polygon():
    """A point and an area."""
    points = places(STATION, SITE)
    points.iloc[1] = points.iloc[1].buffer(5)
    return points


def test_no_roads_and_no_usable_roads_are_input_errors() -> None:
    """The message says to import roads first."""
    with pytest.raises(InputError, match="import roads first"):
        RoadGraph.from_roads(empty(RoadTable, CRS), CONFIG)
    with pytest.raises(InputError, match="usable line"):
        RoadGraph.from_roads(table([road("r", "A B", [(0, 0), (5, 0)], geometry=BROKEN)]), CONFIG)


def test_roads_without_a_usable_line_are_left_out_and_named(engine: EngineName) -> None:
    """A piece with a NaN coordinate and one with no coordinates at all do not reach the graph."""
    rows = [road("good", "A B", [(0, 0), (100, 0)]), road("bad", "B C", [(100, 0), (109, 0)], geometry=BROKEN)]
    roads = table([*rows, road("void", "C D", [], length_m=9.0)])
    graph = RoadGraph.from_roads(roads, CONFIG, engine=engine)
    assert graph.nodes == 2
    assert graph.notes == ("2 pieces of road have no usable line and were left out: bad, void",)


def test_absurd_pieces_are_unreachable_not_an_overflow(engine: EngineName) -> None:
    """An endless length, and three pieces of 10 days that together exceed what the engine can hold (24.8 days)."""
    rows = [
        road("a", "A B", [(0, 0), (1, 0)], length_m=float("inf")),
        road("b", "B C", [(1, 0), (2, 0)], length_m=14_400_000.0),
        road("c", "C D", [(2, 0), (3, 0)], length_m=14_400_000.0),
        road("d", "D E", [(3, 0), (4, 0)], length_m=14_400_000.0),
    ]
    graph = RoadGraph.from_roads(table(rows), CONFIG, engine=engine)
    minutes = graph.minutes(places((1, 0), (2, 0)), places((2, 0), (3, 0), (4, 0)))
    assert minutes.tolist() == [[14_400.0, 28_800.0, np.inf], [0.0, 14_400.0, 28_800.0]]


def test_asking_for_an_engine_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the package cannot be loaded "auto" falls back to SciPy and "cch" says so; a wrong name is refused."""
    monkeypatch.setitem(__import__("sys").modules, "routingkit_cch", None)
    monkeypatch.delitem(__import__("sys").modules, "planner.network.cch_engine", raising=False)
    assert RoadGraph.from_roads(hamlet(), CONFIG).engine == "scipy"
    with pytest.raises(ConfigError, match="cannot be loaded here"):
        RoadGraph.from_roads(hamlet(), CONFIG, engine="cch")
    with pytest.raises(ConfigError, match="osrm"):
        RoadGraph.from_roads(hamlet(), CONFIG, engine="osrm")


def test_the_fast_engine_is_taken_where_it_is_installed() -> None:
    """The development set-up has it, so "auto" must find it."""
    assert RoadGraph.from_roads(hamlet(), CONFIG).engine == "cch"
