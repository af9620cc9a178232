"""Closures: which roads a drawn shape closes, and that minutes after a closure are those of a graph without them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely.geometry import GeometryCollection, LineString, MultiPoint, Point, Polygon

from planner.core.errors import InputError, NotFound
from planner.network import RoadGraph
from planner.network.closures import roads_closed_by, roads_named
from tests.network.make import config, road, table


@pytest.fixture(scope="module")
def cross() -> gpd.GeoDataFrame:
    """A street from west to east in two pieces that meet a side street at (100, 0); a lane apart at y = 60."""
    return table(
        [
            road("west", "A B", [(0, 0), (100, 0)]),
            road("east", "B C", [(100, 0), (200, 0)]),
            road("side", "B D", [(100, 0), (100, 50)]),
            road("lane", "E F", [(0, 60), (200, 60)]),
        ]
    )


def test_a_line_closes_every_road_that_it_crosses(cross: gpd.GeoDataFrame) -> None:
    """A stroke at x = 50 from below the street to above the lane crosses both, and not the side street at x = 100."""
    assert roads_closed_by(cross, LineString([(50, -10), (50, 70)]), 40.0) == {"west", "lane"}


def test_an_area_closes_roads_that_enter_and_roads_inside(cross: gpd.GeoDataFrame) -> None:
    """The box from (90, 5) to (110, 55) holds part of the side street; that from (-5, 55) holds the whole lane."""
    assert roads_closed_by(cross, shapely.box(90, 5, 110, 55), 40.0) == {"side"}
    assert roads_closed_by(cross, shapely.box(-5, 55, 205, 65), 40.0) == {"lane"}


def test_a_point_closes_the_nearest_road_within_reach(cross: gpd.GeoDataFrame) -> None:
    """(30, 20) is 20 m from the western street and 40 m from the lane; 19 m are not enough, 20 m are."""
    assert roads_closed_by(cross, Point(30, 20), 20.0) == {"west"}
    assert roads_closed_by(cross, Point(30, 20), 19.0) == frozenset()
    assert roads_closed_by(cross, Point(30, 0), 0.0) == {"west"}


def test_a_point_on_a_junction_closes_all_that_meet_there(cross: gpd.GeoDataFrame) -> None:
    """At (100, 0) three pieces are equally near, at 0 m."""
    assert roads_closed_by(cross, Point(100, 0), 40.0) == {"west", "east", "side"}


def test_several_shapes_close_what_each_closes(cross: gpd.GeoDataFrame) -> None:
    """Two points, and a collection of a point and a line in a collection."""
    assert roads_closed_by(cross, MultiPoint([(30, 1), (30, 59)]), 5.0) == {"west", "lane"}
    nested = GeometryCollection([GeometryCollection([Point(30, 59)]), LineString([(150, -1), (150, 1)])])
    assert roads_closed_by(cross, nested, 5.0) == {"lane", "east"}


def test_a_figure_that_crosses_itself_is_mended(cross: gpd.GeoDataFrame) -> None:
    """A bow tie around the side street's middle and the lane's east closes both."""
    bow = Polygon([(90, 20), (110, 40), (110, 20), (90, 40)])
    assert roads_closed_by(cross, bow, 5.0) == {"side"}


@pytest.mark.parametrize("shape", [None, Polygon(), Point(float("inf"), 1)])
def test_no_shape_is_refused(cross: gpd.GeoDataFrame, shape: shapely.Geometry) -> None:
    """Nothing drawn, an empty area and a coordinate that is no number are errors for people."""
    with pytest.raises(InputError, match="closure"):
        roads_closed_by(cross, shape, 40.0)


def test_roads_are_closed_by_name(cross: gpd.GeoDataFrame) -> None:
    """Known names come back; unknown ones are all named, the first five in full."""
    assert roads_named(cross, ["west", "lane"]) == {"west", "lane"}
    assert roads_named(cross, []) == frozenset()
    with pytest.raises(NotFound, match="'bridge-7' is to be closed and is no road"):
        roads_named(cross, ["west", "bridge-7"])
    with pytest.raises(NotFound, match="'x4' and 2 more are"):
        roads_named(cross, [f"x{i}" for i in range(7)])


def test_the_shapes_agree_with_plain_geometry(cross: gpd.GeoDataFrame) -> None:
    """On 50 random strokes and boxes the index finds what a test of every road finds."""
    rng = np.random.default_rng(3)
    for _ in range(50):
        (x0, x1), (y0, y1) = np.sort(rng.uniform(-20, 220, 2)), np.sort(rng.uniform(-20, 80, 2))
        for shape in (LineString([(x0, y0), (x1, y1)]), shapely.box(x0, y0, x1, y1)):
            expected = {r.road for r in cross.itertuples() if r.geometry.intersects(shape)}
            assert roads_closed_by(cross, shape, 5.0) == expected


def town(side: int, seed: int) -> gpd.GeoDataFrame:
    """Streets of about 100 m on a crooked grid: some missing, some one-way, one-way twins, and a lane that is apart."""
    rng = np.random.default_rng(seed)
    at = {(x, y): np.array([x, y]) * 100 + rng.uniform(-20, 20, 2) for x in range(side) for y in range(side)}
    rows = []
    for (x, y), a in at.items():
        for other in ((x + 1, y), (x, y + 1)):
            kind = rng.choice(["both", "one", "twins", "none"], p=[0.7, 0.1, 0.1, 0.1])
            if other in at and kind != "none":
                name, line = f"r{len(rows)}", [tuple(a), tuple(at[other])]
                ends = f"n{x}-{y} n{other[0]}-{other[1]}"
                rows.append(road(name, ends, line, is_oneway=kind != "both"))
                if kind == "twins":
                    turned = " ".join(reversed(ends.split()))
                    rows.append(road(f"{name}-back", turned, line[::-1], is_oneway=True))
    rows.append(road("apart", "p q", [(-300, -300), (-200, -300)]))
    return table(rows)


def test_minutes_after_closures_are_those_of_roads_that_were_never_there() -> None:
    """Twelve sets of closures one after the other, few and many, back and forth: equal to SciPy without those roads.

    Both engines keep what closures do not change; the reference is built anew each time from the roads that are left.
    """
    rng = np.random.default_rng(8)
    roads = town(24, 4)
    flat = config(max_snap_m=50_000.0, island_share=0.02)
    graphs = [RoadGraph.from_roads(roads, flat, engine=engine) for engine in ("cch", "scipy")]
    spots = gpd.GeoSeries.from_xy(*rng.uniform(-400, 2500, (2, 40)), crs=roads.crs)
    names = roads["road"].to_numpy(dtype=object)
    sets: list[frozenset[str]] = [frozenset(rng.choice(names, count, replace=False)) for count in (1, 5, 30, 60, 200)]
    # an area takes the roads around some of the places away, a ring cuts a quarter off
    sets.append(roads_closed_by(roads, shapely.box(400, 400, 1200, 1000), 40.0))
    sets.append(roads_closed_by(roads, shapely.box(-50, -50, 650, 650).exterior, 40.0))
    for closed in [*sets, frozenset[str](), *sets[::-2]]:
        left = roads[~roads["road"].isin(_with_twins(closed, names))]
        plain = RoadGraph.from_roads(left, flat, engine="scipy")
        expected = plain.minutes(spots, spots.iloc[:12])
        for graph in graphs:
            assert graph.minutes(spots, spots.iloc[:12], closed=closed).tolist() == expected.tolist(), graph.engine
            assert graph.minutes(spots.iloc[:12], spots, closed=closed).tolist() == (
                plain.minutes(spots.iloc[:12], spots).tolist()
            )
            assert graph.cut_off(closed=closed) == plain.cut_off()
            path, same = (g.path(spots.iloc[0], spots.iloc[1], closed=c) for g, c in ((graph, closed), (plain, NONE)))
            assert (path.minutes if path else None) == (same.minutes if same else None)
    areas = [graph.reach(spots.iloc[3], [4.0], closed=sets[2]).geometry.iloc[0] for graph in graphs]
    assert areas[0].symmetric_difference(areas[1]).area < 1e-6


NONE: frozenset[str] = frozenset()


def _with_twins(closed: frozenset[str], names: np.ndarray) -> frozenset[str]:
    """A street written as two one-way rows closes both ways."""
    both = {name.removesuffix("-back") for name in closed}
    return frozenset(name for name in names if name.removesuffix("-back") in both)


def test_questions_from_several_threads_do_not_mix_their_closures() -> None:
    """Three closures and none, asked 40 times by four threads at once: each always gets its own minutes."""
    roads = town(12, 5)
    graph = RoadGraph.from_roads(roads, config(max_snap_m=50_000.0))
    rng = np.random.default_rng(2)
    spots = gpd.GeoSeries.from_xy(*rng.uniform(0, 1200, (2, 12)), crs=roads.crs)
    sets = [NONE, *(frozenset(rng.choice(roads["road"], count, replace=False)) for count in (3, 9, 12))]
    expected = [graph.minutes(spots, spots, closed=closed).tolist() for closed in sets]
    assert len({str(one) for one in expected}) == len(sets)

    def ask(k: int) -> bool:
        return graph.minutes(spots, spots, closed=sets[k % 4]).tolist() == expected[k % 4]

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(ask, range(40)))
