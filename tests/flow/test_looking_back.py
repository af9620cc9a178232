"""Surface, span and hindsight of a store, on worlds small enough to be counted by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point

from planner import flow
from planner.config import Config, load_config
from planner.core.plan import Provenance
from planner.core.time import now
from planner.flow.cells import edges
from planner.flow.span import summed
from planner.store import Store
from planner.tables import IncidentTable, SiteTable
from planner.tables.risk import PARTS
from tests.layers import scenes

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def config() -> Config:
    """The defaults."""
    return load_config()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    with flow.open_store(str(tmp_path / "store.db")) as opened:
        yield opened


@pytest.fixture(scope="module")
def hamlet(tmp_path_factory: pytest.TempPathFactory, config: Config) -> Iterator[Store]:
    """The smallest synthetic world."""
    with flow.open_store(str(tmp_path_factory.mktemp("hamlet") / "hamlet.db")) as opened:
        flow.sample(opened, config, world="hamlet", seed=7, today=TODAY)
        yield opened


def keep(store: Store, sites: gpd.GeoDataFrame, incidents: gpd.GeoDataFrame) -> None:
    """Puts both tables into the store."""
    by = Provenance(now().isoformat(), "test")
    store.replace(SiteTable, sites, by=by)
    store.replace(IncidentTable, incidents, by=by)


def incidents_at(sites: gpd.GeoDataFrame, rows: list[tuple[int, int, int]]) -> gpd.GeoDataFrame:
    """Incidents of (site, days before NOW, place precision), 10 m from their site."""
    made = scenes.incidents(len(rows)).reset_index(drop=True)
    made["occurred_at"] = pd.Series([scenes.NOW - timedelta(days=days) for _, days, _ in rows]).dt.as_unit("us")
    made["place_precision"] = [precision for *_, precision in rows]
    made["kind"] = "arson"
    # told apart by what duplicates are compared by
    made["severity"] = [1 + n % 5 for n in range(len(rows))]
    spots = [sites.geometry.iloc[site] for site, *_ in rows]
    return made.set_geometry(gpd.GeoSeries([Point(at.x + 10, at.y) for at in spots], crs=sites.crs))


def test_hindsight_counts_what_the_list_held_in_each_past_window(store: Store, config: Config) -> None:
    """A site that was hit again and again tops the list; an incident elsewhere is not held; a vague one is at no site.

    The last report is of day 0, so the windows end with it: days 0 to 27 back, then 28 to 55 back.
    """
    sites = scenes.sites(10)
    past = [(3, days, 1) for days in range(60, 400, 20)]
    keep(store, sites, incidents_at(sites, [*past, (3, 40, 1), (3, 10, 1), (7, 5, 1), (3, 4, 3), (3, 0, 1)]))
    found = flow.hindsight(store, config, top=1, months=2)
    # in the second window two at site 3 are held (days 10 and 0), the one at site 7 is not, the vague one is set apart
    assert [(row["incidents"], row["held"]) for row in found["by_window"]] == [(1, 1), (3, 2)]
    assert (found["windows"], found["incidents"], found["held"], found["rough"]) == (2, 4, 3, 1)
    assert found["by_chance"] == pytest.approx(4 * 1 / 10)
    assert found["sentence"] == (
        "In the last 2 windows of 28 days the 1 sites ranked highest held 3 of 4 incidents at sites; "
        "1 of 10 sites by chance would have held 0.4."
    )


def test_hindsight_takes_fewer_windows_where_the_history_is_short(store: Store, config: Config) -> None:
    """Forty days hold one window of 28 days with a report before it; one day holds none, and that is said."""
    sites = scenes.sites(4)
    keep(store, sites, incidents_at(sites, [(0, 39, 1), (1, 0, 1)]))
    assert flow.hindsight(store, config)["windows"] == 1
    keep(store, sites, incidents_at(sites, [(0, 0, 1)]))
    found = flow.hindsight(store, config)
    assert (found["windows"], found["incidents"]) == (0, 0)
    assert "too short" in found["sentence"]


def test_hindsight_of_a_store_without_sites_says_so(store: Store, config: Config) -> None:
    """No rows, no fault."""
    assert flow.hindsight(store, config)["sentence"] == "There are no sites to rank."


def test_hindsight_stops_where_it_is_told_to(store: Store, config: Config) -> None:
    """After the first window: what is done is answered."""
    sites = scenes.sites(4)
    keep(store, sites, incidents_at(sites, [(0, days, 1) for days in range(0, 200, 9)]))
    done: list[tuple[int, int]] = []
    found = flow.hindsight(
        store, config, months=4, progress=lambda n, of: done.append((n, of)), cancel=lambda: bool(done)
    )
    assert done == [(1, 4)]
    assert found["windows"] == 1


def test_the_surface_adds_up_to_what_is_expected_on_the_ground(hamlet: Store, config: Config) -> None:
    """Values times the area of a cell of the drawn grid give the incidents expected, as far as the lookup is exact."""
    found = flow.surface(hamlet, config, as_of=TODAY)
    values = found["values"]
    assert values.shape == (found["rows"], found["columns"])
    middle = np.radians((found["south"] + found["north"]) / 2)
    tall = (found["north"] - found["south"]) / found["rows"] * 111.32
    wide = (found["east"] - found["west"]) / found["columns"] * 111.32 * np.cos(middle)
    # a cell of degrees may show its neighbour's value, and a degree is not everywhere 111.32 km
    assert np.nansum(values) * tall * wide == pytest.approx(found["expected"], rel=0.1)
    assert (values[np.isfinite(values)] >= 0).all()
    assert found["classes"] == sorted(found["classes"])


def test_the_surface_lies_where_the_incidents_are_and_north_is_up(store: Store, config: Config) -> None:
    """All incidents in the north-east corner: the darkest cell is in the upper right quarter."""
    sites = scenes.sites(30)
    corner = int((sites.geometry.x + sites.geometry.y).to_numpy().argmax())
    keep(store, sites, incidents_at(sites, [(corner, days, 1) for days in range(1, 300, 12)]))
    found = flow.surface(store, config, as_of=TODAY)
    row, column = np.unravel_index(np.nanargmax(found["values"]), found["values"].shape)
    assert row < found["rows"] / 2 < found["rows"]
    assert column > found["columns"] / 2


def test_the_surface_sees_nothing_of_the_days_to_come(store: Store, config: Config) -> None:
    """What is reported after the day changes no cell."""
    sites = scenes.sites(12)
    rows = [(n % 12, 30 + 9 * n, 1) for n in range(20)]
    keep(store, sites, incidents_at(sites, rows))
    day = scenes.NOW.date() - timedelta(days=15)
    before = flow.surface(store, config, as_of=day)
    keep(store, sites, incidents_at(sites, [*rows, (0, 3, 1), (0, 2, 1)]))
    after = flow.surface(store, config, as_of=day)
    assert np.array_equal(before["values"], after["values"], equal_nan=True)


def test_an_empty_store_has_an_empty_surface(store: Store, config: Config) -> None:
    """No cell, no class, no fault."""
    found = flow.surface(store, config, as_of=TODAY)
    assert (found["rows"], found["columns"], found["classes"]) == (0, 0, [])


def test_classes_are_round_and_the_highest_is_reached() -> None:
    """Below 0.5 the ladder of 1 and 3 goes 0.3, 0.1, 0.03 ...: six of them; nothing expected has no class."""
    assert edges(np.array([0.0, 0.5])) == [0.001, 0.003, 0.01, 0.03, 0.1, 0.3]
    assert edges(np.zeros(3)) == []


def test_a_span_adds_what_can_be_added(hamlet: Store, config: Config) -> None:
    """Parts, score and ends are sums over the days; the chance is that of not escaping on any day."""
    table = flow.risk(hamlet, config, as_of=TODAY, days=3)
    whole, *daily = flow.risk_by_span(hamlet, config, as_of=TODAY, days=3)
    assert len(daily) == 3
    site = table["site"].iloc[0]
    mine = table[table["site"] == site]
    row = whole[whole["site"] == site].iloc[0]
    for name in (*PARTS, "score", "low", "high", "priority"):
        assert row[name] == pytest.approx(sum(mine[name]), abs=1e-12)
    assert sum(row[part] for part in PARTS) == pytest.approx(row["score"], abs=1e-9)
    first, second, third = mine["chance"]
    assert row["chance"] == pytest.approx(1 - (1 - first) * (1 - second) * (1 - third))
    assert row["days"] == 3
    assert (daily[1]["days"] == 1).all()
    assert list(whole["site"]) == sorted(table["site"].unique())


def test_a_day_of_changed_clocks_is_as_long_as_it_is() -> None:
    """Twenty-three hours are less than a day."""
    one = scenes.risk(scenes.sites(2))
    one["window_end"] = one["window_start"] + timedelta(hours=23)
    assert summed(one)["days"].tolist() == pytest.approx([23 / 24, 23 / 24])
