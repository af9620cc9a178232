"""Dates into a store: nothing doubles, the unit's own list wins, and what became known is put right."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from planner import flow
from planner.config import Config, load_config
from planner.core.plan import Provenance
from planner.tables import IncidentTable, OccasionTable, SiteTable
from tests.risk.frames import incidents, occasions, sites

BY = Provenance("2026-11-01T00:00:00+00:00", "test")
YEAR = {"start": date(2027, 1, 1), "days": 365}


@pytest.fixture
def store() -> flow.Store:
    """An empty store in memory."""
    return flow.open_store("memory:")


@pytest.fixture(scope="module")
def config() -> Config:
    """The defaults."""
    return load_config()


def _own(name: str, first: str, last: str, **more: Any) -> pd.DataFrame:
    """An occasion as the unit lists it."""
    start, end = (pd.Timestamp(day, tz="Asia/Karachi").tz_convert("UTC") for day in (first, last))
    return occasions({"name_en": name, "start": start, "end": end, "source": "unit", **more})


def test_twice_is_as_good_as_once(store: flow.Store, config: Config) -> None:
    """The second time nothing is added; a span that overlaps adds its new part only."""
    first = flow.calendar(store, config, **YEAR)
    assert len(first["added"]) == store.count(OccasionTable) > 15
    before = store.hash(OccasionTable)
    again = flow.calendar(store, config, **YEAR)
    assert (again["added"], again["mended"], again["known"]) == ([], [], len(first["added"]))
    assert store.hash(OccasionTable) == before
    later = flow.calendar(store, config, start=date(2027, 12, 1), days=90)
    assert {row["name_en"] for row in later["added"]}.isdisjoint({"Christmas", "New Year's Eve service"})
    assert later["added"]


def test_a_dry_run_writes_nothing(store: flow.Store, config: Config) -> None:
    """It says the same and leaves the store as it was."""
    said = flow.calendar(store, config, **YEAR, dry_run=True)
    assert store.count(OccasionTable) == 0
    assert not said["written"]
    assert said["added"] == flow.calendar(store, config, **YEAR)["added"]


def test_the_units_own_dates_win(store: flow.Store, config: Config) -> None:
    """Ashura two days later than computed, as the unit has it, stays; one for a single area does not stand for all."""
    store.append(OccasionTable, _own("Ashura (announced)", "2027-06-17", "2027-06-19", community="muslim"), by=BY)
    store.append(
        OccasionTable,
        _own("Diwali", "2027-10-29", "2027-10-30", community="hindu", area="PK0706", occasion="mine"),
        by=BY,
    )
    added = [row["name_en"] for row in flow.calendar(store, config, **YEAR)["added"]]
    assert "Ashura" not in added
    assert "Diwali" in added
    kept = store.read(OccasionTable)
    assert (kept["name_en"].str.startswith("Ashura")).sum() == 1


def test_a_date_that_became_known_is_put_right(store: flow.Store, config: Config) -> None:
    """A row that was added with a doubt of 3 days has 1 when it is asked for again; the unit's rows stay untouched."""
    vague = load_config(overrides={"calendar.moon_doubt_days": 3.0})
    flow.calendar(store, vague, **YEAR)
    store.append(OccasionTable, _own("Bail hearing", "2027-02-01", "2027-02-02", kind="bail", occasion="mine"), by=BY)
    count = store.count(OccasionTable)
    said = flow.calendar(store, config, **YEAR)
    assert said["added"] == []
    assert {row["doubt_days"] for row in said["mended"]} == {1.0}
    kept = store.read(OccasionTable)
    assert len(kept) == count
    assert set(kept["doubt_days"]) == {0.0, 1.0}
    assert "mine" in set(kept["occasion"])
    assert flow.calendar(store, config, **YEAR)["mended"] == []


def test_only_what_touches_a_community(store: flow.Store, config: Config) -> None:
    """Hindu days, and those that touch all."""
    added = flow.calendar(store, config, **YEAR, communities=["hindu"])["added"]
    assert {row["community"] for row in added} == {"hindu", "unknown"}


def test_what_could_not_be_dated_is_said(store: flow.Store, config: Config) -> None:
    """2095 lies beyond the libraries."""
    said = flow.calendar(store, config, start=date(2095, 1, 1), days=365)
    assert any("Holi in 2095" in sentence for sentence in said["missing"])
    assert "Easter" in {row["name_en"] for row in said["added"]}


def test_without_a_first_day_the_past_is_added_and_big_incidents_return(
    store: flow.Store, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the first reported incident, three years before 21 December 2026; its deaths are remembered since."""
    past = incidents({"days_ago": 3 * 365, "fatalities": 3}, {"days_ago": 4000, "reported_by": "patrol"})
    store.set_crs(str(past.crs))
    store.append(IncidentTable, past, by=BY)
    monkeypatch.setattr("planner.flow.dates.today", lambda config: date(2026, 12, 21))
    said = flow.calendar(store, config, start=None, days=30)
    assert (said["from"], said["to"]) == ("2023-12-22", "2027-01-19")
    days = [row["first"] for row in said["added"] if row["kind"] == "anniversary"]
    assert days == ["2024-12-22", "2025-12-22", "2026-12-22"]


def test_each_class_of_day_says_what_it_counts_and_on_what_ground(store: flow.Store, config: Config) -> None:
    """Without incidents all are assumptions at their priors; with 30 on services that class is learned."""
    rows = {row["day"]: row for row in flow.multipliers(store, config, as_of=date(2026, 12, 21))}
    assert rows["ordinary day"]["factor"] == 1.0
    assert {row["grade"] for row in rows.values()} == {"reference", "assumption"}
    assert rows["service day"]["factor"] == config.risk.service_factor
    past = incidents(*({"days_ago": 1 + 7 * n} for n in range(30)))  # Sundays before Monday 21 December
    store.set_crs(str(past.crs))
    store.append(SiteTable, sites({"service_times": "Su 09:00-11:00"}), by=BY)
    store.append(IncidentTable, past, by=BY)
    learned = {row["day"]: row for row in flow.multipliers(store, config, as_of=date(2026, 12, 21))}["service day"]
    assert learned["grade"] == "learned"
    assert learned["factor"] > config.risk.service_factor
    assert learned["low"] <= learned["factor"] <= learned["high"]
    assert learned["events"] > 29
