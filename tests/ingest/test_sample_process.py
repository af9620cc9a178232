"""The incidents of the worlds come from the process that is written down, so that its truth can judge a model.

Bounds. A cluster begun by one background incident has mean size 1/(1-t) and second moment 1/(1-t)^3 (Borel
distribution with t = `near_share`), so a count with mean m has a variance of at most m/(1-t)^2: the
whole cluster is counted or only a part. All bounds are four such standard deviations.
"""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from scipy.spatial import cKDTree

from planner.config import SampleConfig, load_config
from planner.ingest.sample import World, make_world
from planner.ingest.sample.occasions import make_occasions
from planner.ingest.sample.process import Drawn, Process, draw, make_process
from planner.tables import IncidentTable, OccasionTable, SiteTable

TODAY = date(2026, 11, 22)
FIRST = date(2021, 11, 22)
YEARS = 5
ZONE = ZoneInfo("Asia/Karachi")
DRAWS = 40


@pytest.fixture(scope="module")
def numbers() -> SampleConfig:
    """The defaults of the process."""
    return load_config().sample


@pytest.fixture(scope="module")
def district() -> World:
    """The demo district with the usual seed."""
    return make_world("district", 7, today=TODAY)


@pytest.fixture(scope="module")
def process(district: World, numbers: SampleConfig) -> Process:
    """A process on the sites and the calendar of the district, with a frailty of its own."""
    return make_process(
        district.frames[SiteTable],
        district.frames[OccasionTable],
        first=FIRST,
        today=TODAY,
        zone=ZONE,
        config=numbers,
        rng=np.random.default_rng(1),
    )


@pytest.fixture(scope="module")
def histories(process: Process) -> list[Drawn]:
    """Forty histories of five years."""
    rng = np.random.default_rng(2)
    return [draw(process, rng) for _ in range(DRAWS)]


def _bound(mean: float, near_share: float) -> float:
    return 4 * np.sqrt(mean) / (1 - near_share)


def test_counts_agree_with_the_truth(process: Process, histories: list[Drawn], numbers: SampleConfig) -> None:
    """The mean number of incidents is five years of the stated rates, in all and in each fifth of the sites."""
    expected = process.rate_per_year() * YEARS * DRAWS
    seen = sum(np.bincount(h.site, minlength=expected.size) for h in histories)
    assert abs(seen.sum() - expected.sum()) < _bound(expected.sum(), numbers.near_share)
    for part in np.array_split(np.argsort(expected), 5):
        assert abs(seen[part].sum() - expected[part].sum()) < _bound(expected[part].sum(), numbers.near_share)


def test_the_stated_share_are_repeats_and_they_are_near_and_soon(
    process: Process, histories: list[Drawn], numbers: SampleConfig
) -> None:
    """Of all incidents `near_share` are repeats, as each sets off so many more; background days hold the rest."""
    total = sum(h.site.size for h in histories)
    repeats = sum(int(h.is_repeat.sum()) for h in histories)
    assert abs(repeats - numbers.near_share * total) < _bound(numbers.near_share * total, numbers.near_share)


def test_truth_solves_the_equation_of_the_repeats(process: Process, numbers: SampleConfig) -> None:
    """Each site's rate is its background plus what reaches it from all; in sum the background over 1 - near_share."""
    rate, background = process.rate_per_year(), process.background_per_year()
    np.testing.assert_allclose(rate, background + numbers.near_share * rate @ process.spread, rtol=1e-9)
    assert rate.sum() == pytest.approx(background.sum() / (1 - numbers.near_share))


def test_repeats_fall_where_they_are_said_to(process: Process, district: World, numbers: SampleConfig) -> None:
    """Rows sum to one; the same site has its share, or all where no other site is within six times `near_m`."""
    sites = district.frames[SiteTable]
    points = np.column_stack([sites.geometry.x, sites.geometry.y])
    alone = np.array([len(near) == 1 for near in cKDTree(points).query_ball_point(points, 6 * numbers.near_m)])
    np.testing.assert_allclose(process.spread.sum(axis=1), 1)
    np.testing.assert_allclose(np.diag(process.spread), np.where(alone, 1.0, numbers.same_site_share))
    assert 0 < alone.sum() < len(sites)


def test_services_and_festivals_multiply_the_day(process: Process, district: World, numbers: SampleConfig) -> None:
    """A Sunday church: 1 on a Monday, 1.5 on a Sunday, 2.5 on Monday 25 December 2023, 1.5 x 2.5 on Easter 2024."""
    sites = district.frames[SiteTable]
    site = int(
        np.flatnonzero((sites["community"] == "christian") & sites["service_times"].str.fullmatch("Su .{11}"))[0]
    )
    start = FIRST.toordinal() - process.burn_days

    def factor(day: date) -> float:
        return float(process.calendar[site, day.toordinal() - start])

    assert factor(date(2023, 12, 4)) == 1
    assert factor(date(2023, 12, 3)) == numbers.service_factor
    assert factor(date(2023, 12, 25)) == numbers.occasion_factor
    assert factor(date(2024, 3, 31)) == numbers.service_factor * numbers.occasion_factor
    # Ashura 2023 touches Muslim processions, not this site
    assert factor(date(2023, 7, 28)) == 1


def test_background_follows_the_calendar(process: Process, histories: list[Drawn]) -> None:
    """Background incidents on days with a multiplier: as many as the multipliers say (Poisson, four deviations)."""
    kept = process.calendar[:, process.burn_days :]
    expected = DRAWS * float((process.quiet[:, None] * kept)[kept > 1].sum())
    seen = sum(int((kept[h.site[~h.is_repeat], h.day[~h.is_repeat].astype(int)] > 1).sum()) for h in histories)
    assert abs(seen - expected) < 4 * np.sqrt(expected)


def test_recorded_incidents_agree_with_the_truth(district: World, numbers: SampleConfig) -> None:
    """The table holds about five years of `recorded_per_year`, and of `patrol_per_year` among them."""
    incidents = district.frames[IncidentTable]
    recorded, patrol = (district.truth[c].sum() * YEARS for c in ("recorded_per_year", "patrol_per_year"))
    assert abs(len(incidents) - recorded) < _bound(recorded, numbers.near_share)
    found = int((incidents["reported_by"] == "patrol").sum())
    assert found > 0
    assert abs(found - patrol) < _bound(patrol, numbers.near_share)


def test_truth_has_one_row_a_site_in_order(district: World) -> None:
    """Sites in the order of the table; recorded is less than all, patrol finds are less than recorded."""
    truth = district.truth
    assert truth["site"].tolist() == district.frames[SiteTable]["site"].tolist()
    assert (truth["background_per_year"] <= truth["rate_per_year"] + 1e-12).all()
    assert (truth["recorded_per_year"] < truth["rate_per_year"]).all()
    assert (truth["patrol_per_year"] < truth["recorded_per_year"]).all()
    assert district.process["near_share"] == load_config().sample.near_share


def test_precision_codes_have_their_shares_and_their_meaning(district: World, numbers: SampleConfig) -> None:
    """About 75 % of records lie within 5 x 60 m of a site; coarse ones lie on the middle of a settlement or tehsil."""
    incidents = district.frames[IncidentTable]
    sites = district.frames[SiteTable]
    count = len(incidents)
    exact = incidents["place_precision"] == 1
    share = 1 - numbers.place_settlement_share - numbers.place_district_share
    assert abs(exact.sum() - share * count) < 4 * np.sqrt(count * share * (1 - share))
    day = incidents["time_precision"] == 1
    share = 1 - numbers.time_week_share - numbers.time_month_share
    assert abs(day.sum() - share * count) < 4 * np.sqrt(count * share * (1 - share))
    tree = cKDTree(np.column_stack([sites.geometry.x, sites.geometry.y]))
    away, _ = tree.query(np.column_stack([incidents.geometry.x, incidents.geometry.y]))
    assert (away[exact] < 5 * 60).all()
    coarse = incidents[~exact]
    assert coarse.geometry.to_wkt().nunique() < len(coarse)


def test_repeats_can_be_seen_in_the_records(district: World) -> None:
    """Knox: more pairs within 300 m and 28 days than in 95 % of 200 shuffles of the dates."""
    incidents = district.frames[IncidentTable]
    exact = incidents[(incidents["place_precision"] == 1) & (incidents["time_precision"] == 1)]
    pairs = cKDTree(np.column_stack([exact.geometry.x, exact.geometry.y])).query_pairs(300.0, output_type="ndarray")
    days = (exact["occurred_at"] - pd.Timestamp("2021-01-01", tz="UTC")).dt.total_seconds().to_numpy() / 86_400
    rng = np.random.default_rng(3)

    def close(when: np.ndarray) -> int:
        return int((np.abs(when[pairs[:, 0]] - when[pairs[:, 1]]) <= 28).sum())

    shuffled = sorted(close(rng.permutation(days)) for _ in range(200))
    assert close(days) > shuffled[189]


def test_no_repeats_when_there_are_to_be_none(district: World) -> None:
    """With `near_share` 0 nothing is a repeat and the rate is the background."""
    config = load_config(overrides={"sample.near_share": 0.0}).sample
    occasions, _ = make_occasions(FIRST, TODAY, zone=ZONE, moon_doubt_days=1, origin="test")
    process = make_process(
        district.frames[SiteTable], occasions, first=FIRST, today=TODAY, zone=ZONE, config=config,
        rng=np.random.default_rng(4),
    )  # fmt: skip
    assert not draw(process, np.random.default_rng(5)).is_repeat.any()
    np.testing.assert_allclose(process.rate_per_year(), process.background_per_year())
