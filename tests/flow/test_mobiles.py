"""The ways of a plan's mobiles: drawn from a secret of the store, and from nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pandas as pd
import pytest

from planner import flow
from planner.config import load_config
from planner.flow.assess import risk
from planner.flow.patrols import Patrolled, patrolled
from planner.store import Store

CONFIG = load_config()
START = date(2026, 12, 21)
DAYS = 3


@pytest.fixture
def store() -> Iterator[Store]:
    """The hamlet, in memory."""
    with flow.open_store("memory:") as opened:
        flow.sample(opened, CONFIG, world="hamlet", seed=7, today=date(2026, 12, 20))
        yield opened


def wanted(store: Store) -> pd.DataFrame:
    """What the hamlet needs in three days."""
    return flow.demand(store, CONFIG, start=START, days=DAYS)


def ways(store: Store, **more: object) -> Patrolled:
    """The ways when every mobile of the demand is manned."""
    needs = wanted(store)
    manned = needs.loc[needs["kind"] == "patrol", "duty"].tolist()
    day_risk = risk(store, CONFIG, as_of=START, days=DAYS)
    return patrolled(store, CONFIG, needs, manned, day_risk, seed=7, scope="test", **more)  # type: ignore[arg-type]


def test_every_manned_mobile_has_a_way_within_its_duty(store: Store) -> None:
    """Stops follow one another, do not overlap, and lie within the window; each lasts as the configuration says."""
    needs = wanted(store).set_index("duty")
    found = ways(store).routes
    assert {route.duty for route in found} == set(needs.index[needs["kind"] == "patrol"])
    for route in found:
        assert route.window.start == needs.loc[route.duty, "start"]
        times = [edge for visit in route.visits for edge in (visit.window.start, visit.window.end)]
        assert times == sorted(times)
        assert all(route.window.start <= moment <= route.window.end for moment in times)
        assert {visit.window.minutes for visit in route.visits} <= {CONFIG.patrol.stay_min}


def test_the_same_store_and_seed_draw_the_same_ways_and_another_store_others(store: Store) -> None:
    """The secret of the store is what differs: its hash stands in the plan, not the secret."""
    first, again = ways(store), ways(store)
    assert first.routes == again.routes
    assert first.facts["commitment"] == again.facts["commitment"]
    with flow.open_store("memory:") as other:
        flow.sample(other, CONFIG, world="hamlet", seed=7, today=date(2026, 12, 20))
        assert ways(other).facts["commitment"] != first.facts["commitment"]


def test_a_way_that_was_ordered_is_not_drawn_again(store: Store) -> None:
    """One route is handed in with its stops an hour later than drawn: it stays as it is."""
    first = ways(store).routes[0]
    ordered = type(first)(
        first.duty, first.vehicle, first.base, first.window, first.visits[:1], first.drive_min + 1, first.metres
    )
    after = {route.duty: route for route in ways(store, before={first.duty: ordered}).routes}
    assert after[first.duty] == ordered
    assert after[first.duty].drive_min == first.drive_min + 1
    assert first.window.start + timedelta(0) == after[first.duty].window.start


def test_nothing_manned_has_no_ways(store: Store) -> None:
    """No mobile, no route, no commitment."""
    day_risk = risk(store, CONFIG, as_of=START, days=DAYS)
    none = patrolled(store, CONFIG, wanted(store), [], day_risk, seed=7, scope="test")
    assert (none.routes, none.facts) == ((), {})
