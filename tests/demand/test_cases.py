"""Two published cases: a unit of 70 for 245 sites, and 339 sites at a festival."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from planner.config import load_config
from planner.core.people import Rank
from planner.core.time import Window, day_windows
from planner.demand import derive, dosage, gap_sentences, visit_gaps
from planner.ingest.sample import World, make_world
from planner.risk import score
from planner.tables import IncidentTable, OccasionTable, OfficerTable, SiteTable, StationTable, VehicleTable

CONFIG = load_config()
ZONE = ZoneInfo(CONFIG.place.timezone)


def scored(world: World, windows: tuple[Window, ...]) -> pd.DataFrame:
    """The risk of a world."""
    frames = world.frames
    return score(
        frames[SiteTable], frames[IncidentTable], frames[OccasionTable], CONFIG.risk,
        windows=windows, as_of=windows[0].start, timezone=CONFIG.place.timezone,
    )  # fmt: skip


def wanted(world: World, risk: pd.DataFrame, roll: pd.DataFrame, windows: tuple[Window, ...]) -> pd.DataFrame:
    """The demand of a world, with its vehicles."""
    frames = world.frames
    return derive(
        risk, frames[SiteTable], frames[StationTable], frames[OccasionTable], roll, CONFIG.demand, CONFIG.roster,
        windows=windows, timezone=CONFIG.place.timezone, vehicles=frames[VehicleTable], patrol=CONFIG.patrol,
    )  # fmt: skip


@pytest.fixture(scope="module")
def capital() -> tuple[World, pd.DataFrame, pd.DataFrame]:
    """The capital in a plain week of December, its risk and its demand."""
    world = make_world("capital", 1, today=date(2026, 12, 7))
    windows = day_windows(datetime(2026, 12, 7, tzinfo=ZONE), 7)
    risk = scored(world, windows)
    return world, risk, wanted(world, risk, world.frames[OfficerTable], windows)


def test_a_unit_of_70_has_a_week_of_a_size_that_can_be_planned(
    capital: tuple[World, pd.DataFrame, pd.DataFrame],
) -> None:
    """245 sites: 14 duties on a day without services, never above 60; 5 desks, head, reserve and 2 mobiles a shift."""
    world, _, demand = capital
    assert len(world.frames[SiteTable]) == 245
    day = demand["start"].dt.tz_convert(ZONE).dt.date
    per_day = demand.groupby([day, "kind"]).size().unstack(fill_value=0)
    assert len(per_day) == 7
    # 20 of rank Head Constable or above x 48 / 168 x 0.45 = 2.6: two mobiles in each of three shifts
    assert set(per_day["patrol"]) == {6}
    assert set(per_day["desk"]) == {5}
    assert set(per_day["command"]) == {1}
    assert set(per_day["reserve"]) == {2}
    assert per_day.sum(axis=1).min() == 14
    assert per_day.sum(axis=1).max() <= 60


def test_the_capital_s_mobiles_hold_every_site_and_say_what_they_cannot(
    capital: tuple[World, pd.DataFrame, pd.DataFrame],
) -> None:
    """Each site is on one beat; A and B sites without a stop every two hours are counted, the others all have turns."""
    world, risk, demand = capital
    frames = world.frames
    beats = set(demand.loc[demand["kind"] == "patrol", "sites"])
    held = [site for beat in beats for site in beat.split("; ")]
    assert sorted(held) == sorted(frames[SiteTable]["site"])
    ground = (
        demand, frames[SiteTable], frames[StationTable], risk, CONFIG.demand, CONFIG.patrol, CONFIG.roster,
    )  # fmt: skip
    gaps = visit_gaps(*ground)
    often = {dose.site for doses in dosage(*ground).values() for dose in doses if dose.visits}
    high = set(frames[SiteTable].loc[frames[SiteTable]["category"].isin(["A", "B"]), "site"])
    assert len(high) == 36
    assert 3 <= len(often & high) < 36
    lacking = {gap.site for gap in gaps if gap.needs_days < 1}
    assert high - lacking <= often
    assert max(gap.days for gap in gaps) < 7  # every site has a turn within the week wanted
    said = gap_sentences(gaps, CONFIG.demand, CONFIG.patrol)
    assert said[0].startswith(f"{len(lacking)} endangered sites cannot have a stop every 120 minutes")


def test_a_festival_of_339_sites() -> None:
    """One ASI or SI at each site, of 340 on the roll; the template sums to 16 x 15 + 34 x 8 + 234 x 3 + 55 = 1,269."""
    world = make_world("festival", 1, today=date(2026, 12, 25))
    windows = day_windows(datetime(2026, 12, 25, tzinfo=ZONE), 1)
    roll = world.frames[OfficerTable]
    assert len(roll) == 2322
    demand = wanted(world, scored(world, windows), roll, windows)
    guards = demand[demand["kind"] == "guard"]
    assert guards["place"].nunique() == 339
    assert set(guards["in_charge"]) == {"ASI"}
    able = sum(Rank.parse(rank) >= Rank.ASI for rank in roll["rank"])
    assert able == 340
    template = guards.groupby("place")["strength"].max().sum()
    assert template == 1269
    # with mobiles (published: 44), pickets and reserves on top: between half of the published force and all of it
    assert 2322 / 2 < template < 2322
    mobiles = demand[demand["kind"] == "patrol"].groupby("start").size()
    assert mobiles.max() <= 44
