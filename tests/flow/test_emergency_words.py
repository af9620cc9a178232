"""Ways and places as people say them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from shapely.geometry import LineString

from planner import flow
from planner.flow.told import way_in_words
from planner.flow.whereabouts import Whereabouts
from planner.network import Path
from planner.tables import AreaTable, RoadTable, SiteTable
from tests.flow.emergencies import CONFIG, town

LEAST_M = 50.0


def way(*steps: tuple[str, float], walk_m: float = 0.0) -> Path:
    """A route of these steps."""
    return Path(LineString([(0, 0), (1, 1)]), 5.0, sum(m for _, m in steps), walk_m, steps, ())


@pytest.fixture(scope="module")
def store() -> Iterator[flow.Store]:
    """The hamlet; nobody writes to it."""
    with town() as made:
        yield made


def test_short_steps_are_left_out_and_neighbours_of_one_name_become_one() -> None:
    """The 30 m of a side road between two parts of Canal Road are not told: 1,200 and 900 m are 2.1 km."""
    said = way_in_words(way(("Canal Road", 1200), ("", 30), ("Canal Road", 900), ("Mill Street", 300)), LEAST_M)
    assert said == "Canal Road 2.1 km, then Mill Street 300 m"


def test_a_way_of_short_steps_tells_its_longest() -> None:
    """A way is never without words when there is one."""
    assert way_in_words(way(("Mill Street", 20), ("", 40)), LEAST_M) == "side road 40 m"
    assert way_in_words(way(), LEAST_M) == ""


def test_what_is_walked_is_told_from_where_it_matters() -> None:
    """400 m on foot are told, 20 m are not."""
    assert way_in_words(way(("Mill Street", 300), walk_m=400), LEAST_M) == "Mill Street 300 m, last 400 m on foot"
    assert way_in_words(way(("Mill Street", 300), walk_m=20), LEAST_M) == "Mill Street 300 m"
    assert way_in_words(way(walk_m=120), LEAST_M) == "last 120 m on foot"


@pytest.mark.parametrize(
    ("east", "north", "said"),
    [(300, 0, "300 m east"), (0, -400, "400 m south"), (-300, 300, "420 m north-west"), (212, 212, "300 m north-east")],
)
def test_a_place_is_so_far_in_a_direction_of_the_nearest_name(
    store: flow.Store, east: float, north: float, said: str
) -> None:
    """S2 lies at (1,000, 1,000) of the hamlet; 300 and 300 m are 424 m on the straight line."""
    spot = Whereabouts(store, CONFIG).say(661000.0 + east, 2661000.0 + north)
    assert spot.startswith(f"{said} of Place of worship (Ahmadi) 2, Demo")
    assert spot.endswith("in Demo Hamlet District")


def test_a_place_on_a_named_road_says_so(store: flow.Store) -> None:
    """Halfway between S1 and S2 the bridge is near, and its road has a name."""
    assert ", on Demo Road 3, " in Whereabouts(store, CONFIG).say(661010.0, 2660500.0)


def test_without_any_name_around_the_nearest_base_is_named(store: flow.Store) -> None:
    """A store without sites and areas still tells a place by its station."""
    with flow.open_store("memory:") as bare:
        flow.sample(bare, CONFIG, world="hamlet", seed=7, today=flow.today(CONFIG))
        for one in (SiteTable, AreaTable, RoadTable):
            frame = bare.read(one)
            bare.replace(one, frame.iloc[:0], by=bare.history(one)[0])
        assert Whereabouts(bare, CONFIG).say(660000.0, 2662000.0) == "2.0 km north of Police Station Demo"
