"""Weeks to come are drawn from the truth of the world: the same sites, the rates of its calendar, the evening."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from planner.config import load_config
from planner.core.services import local_moment
from planner.ingest.sample import make_world
from planner.ingest.sample.future import Weeks, draw_weeks, process_ahead
from planner.ingest.sample.process import Process
from planner.tables import OccasionTable, SiteTable

MADE, START = date(2026, 12, 20), date(2027, 1, 11)
ZONE = ZoneInfo("Asia/Karachi")
WEEKS = 1500


@pytest.fixture(scope="module")
def tehsil() -> tuple[Process, Weeks, pd.DataFrame, pd.DataFrame]:
    """The tehsil's process of an ordinary week, 1,500 such weeks, its sites and its truth."""
    world = make_world("tehsil", 7, today=MADE)
    process = process_ahead(
        world.frames[SiteTable], world.frames[OccasionTable], seed=7, start=START, days=7, zone=ZONE,
        config=load_config().sample,
    )  # fmt: skip
    weeks = draw_weeks(process, WEEKS, zone=ZONE, rng=np.random.default_rng(3))
    return process, weeks, world.frames[SiteTable], world.truth


def test_sites_are_as_dangerous_as_they_were(tehsil: tuple[Process, Weeks, pd.DataFrame, pd.DataFrame]) -> None:
    """An ordinary week has no occasion, so a site's rate is at most that of the history, and in its order."""
    process, _, _, truth = tehsil
    history = truth["background_per_year"].to_numpy()
    ahead = process.background_per_year()
    assert np.corrcoef(history, ahead)[0, 1] > 0.99
    assert (ahead < 1.1 * history).all()


def test_as_many_happen_as_the_process_says(tehsil: tuple[Process, Weeks, pd.DataFrame, pd.DataFrame]) -> None:
    """The week's rate times 7 days, within four deviations: of a cluster process, the root of it over 1 - q."""
    process, weeks, _, _ = tehsil
    expected = process.rate_per_year().sum() / 365.25 * 7 * WEEKS
    assert len(weeks.week) == pytest.approx(expected, abs=4 * expected**0.5 / (1 - process.near_share))
    assert weeks.week.min() >= 0
    assert weeks.week.max() < WEEKS


def test_all_happens_within_the_week_and_mostly_in_the_evening(
    tehsil: tuple[Process, Weeks, pd.DataFrame, pd.DataFrame],
) -> None:
    """From Monday's midnight up to the next; of a normal of 18.5 and 4 hours, 74 % lie from 14 to 23 o'clock."""
    _, weeks, _, _ = tehsil
    since = weeks.at_min - local_moment(START, 0, ZONE).timestamp() / 60
    assert since.min() >= 0
    assert since.max() < 7 * 1440
    hour = since % 1440 / 60
    assert ((hour >= 14) & (hour < 23)).mean() == pytest.approx(0.74, abs=0.06)


def test_the_same_seed_gives_the_same_weeks(tehsil: tuple[Process, Weeks, pd.DataFrame, pd.DataFrame]) -> None:
    """Ten weeks twice, and once with another seed."""
    process = tehsil[0]
    one, again, other = (draw_weeks(process, 10, zone=ZONE, rng=np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert one.at_min.tolist() == again.at_min.tolist()
    assert one.at_min.tolist() != other.at_min.tolist()


def test_a_festival_week_is_worse() -> None:
    """In the week of Christmas the churches' days count 2.5-fold."""
    world = make_world("tehsil", 7, today=MADE)
    rates = [
        process_ahead(
            world.frames[SiteTable], world.frames[OccasionTable], seed=7, start=start, days=7, zone=ZONE,
            config=load_config().sample,
        ).background_per_year().sum()
        for start in (date(2026, 12, 21), date(2026, 12, 21) + timedelta(days=21))
    ]  # fmt: skip
    assert rates[0] > 1.15 * rates[1]
