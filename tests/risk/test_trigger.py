"""One incident sets off another: what is learned is near the truth, covers it, and is none where there is none."""

from __future__ import annotations

import time
from dataclasses import fields, replace
from datetime import UTC, date, datetime

import numpy as np
import pytest

from planner.config import load_config
from planner.ingest.sample import make_world
from planner.risk.events import Events, read_events
from planner.risk.site_lattice import SiteLattice
from planner.risk.trigger import Estimate, Trigger, fit_trigger, trigger_rows
from planner.tables import IncidentTable, SiteTable
from tests.risk.repeats import DAYS, GROUND, SIDE_M, history, made, same_sites

CONFIG = load_config().risk


def _fit(events: Events, *, until: float = DAYS) -> Trigger:
    return fit_trigger(events, GROUND, CONFIG, until_day=until)


def _holds(estimate: Estimate, truth: float) -> bool:
    return estimate.low <= truth <= estimate.high


def _estimates(trigger: Trigger) -> dict[str, Estimate]:
    found = {field.name: getattr(trigger, field.name) for field in fields(trigger)}
    return {name: value for name, value in found.items() if isinstance(value, Estimate)}


def test_share_days_and_range_are_found_in_150_incidents() -> None:
    """Over eight histories with 30 repeats in 100, after 14 days and within 1 km, the means lie near the truth."""
    fits = [_fit(history(seed, 150, 0.3)) for seed in range(8)]
    share, days, range_m = (
        np.mean([getattr(fit, name).value for fit in fits]) for name in ("share", "days", "range_m")
    )
    assert share == pytest.approx(0.3, abs=0.06)
    assert days == pytest.approx(14, rel=0.2)
    assert range_m == pytest.approx(1000, rel=0.2)
    assert all(fit.evidence > 20 for fit in fits)


def test_without_repeats_the_share_is_near_nothing_and_falls_with_more_incidents() -> None:
    """No repeats: below 0.03 at 150 incidents, lower at 1,000, with an interval from 0 and odds against triggering."""
    few, many = (_fit(history(1, count, 0.0)) for count in (150, 1000))
    assert many.share.value < few.share.value < 0.03
    for fit in (few, many):
        assert fit.share.low == 0
        assert fit.evidence < 0
        assert "no sign" in fit.sentence


def test_places_hit_often_over_the_years_are_no_repeats() -> None:
    """Sites that differ much in how often they are hit, at any time, show no triggering."""
    assert _fit(history(2, 1500, 0.0, places=same_sites)).share.value < 0.03


def test_a_wave_over_the_whole_region_is_no_triggering() -> None:
    """Three of four incidents fall in half a year of five, anywhere: that is a level, not repeats."""
    rng = np.random.default_rng(4)
    day = np.where(rng.random(800) < 0.75, rng.normal(900, 90, 800), rng.uniform(0, DAYS, 800))
    events = made(rng.uniform(0, SIDE_M, (800, 2)), np.floor(np.clip(day, 0, DAYS - 1)))
    assert _fit(events).share.value < 0.03


def test_repeats_at_the_very_place_have_their_own_share_and_time() -> None:
    """60 of 100 repeats hit the same site, twice as fast as the others hit elsewhere."""
    fit = _fit(history(3, 800, 0.3, same=0.6, range_m=1500.0, places=same_sites))
    assert fit.same_place.value == pytest.approx(0.6, abs=0.15)
    assert fit.same_days.value < fit.days.value
    assert fit.range_m.value == pytest.approx(1500, rel=0.25)


@pytest.mark.parametrize(
    "events",
    [
        made(np.zeros((0, 2)), np.zeros(0)),
        made(np.full((1, 2), 500.0), np.array([10.0])),
        made(np.full((2, 2), 500.0), np.array([10.0, 12.0])),
        made(np.full((60, 2), 500.0), np.arange(60.0) * 7),
        made(np.full((60, 2), 500.0), np.full(60, 10.0)),
        made(np.random.default_rng(0).uniform(0, SIDE_M, (60, 2)), np.full(60, 10.0)),
        made(np.column_stack([np.arange(60.0) * 1000, np.full(60, 7.0)]), np.arange(60.0)),
        made(np.full((3, 2), -1e6), np.array([1.0, 2.0, 3.0])),
        replace(made(np.full((5, 2), 9.0), np.arange(5.0)), weight=np.zeros(5)),
        replace(made(np.full((5, 2), 9.0), np.arange(5.0)), doubt_m=np.full(5, 20_000.0)),
        replace(made(np.full((5, 2), 9.0), np.arange(5.0)), width_days=np.full(5, 30.0), doubt_m=np.full(5, 1000.0)),
    ],
    ids=["none", "one", "two", "point", "point and day", "day", "line", "far off", "copies", "vague", "month"],
)  # fmt: skip
def test_every_set_is_answered(events: Events) -> None:
    """Few, tied, piled up or vague incidents give finite numbers in order, graded as prior knowledge."""
    fit = _fit(events)
    for number in _estimates(fit).values():
        assert np.isfinite([number.low, number.value, number.high]).all()
        assert 0 <= number.low <= number.high
    assert 0 <= fit.share.value < 1
    assert fit.grade == "prior"
    assert np.isfinite(fit.evidence)
    assert "Too few incidents" in fit.sentence


def test_without_incidents_the_prior_numbers_stand() -> None:
    """With nothing on record the answer is what is configured, in the middle of its interval."""
    fit = _fit(made(np.zeros((0, 2)), np.zeros(0)))
    assert fit.share.value == pytest.approx(CONFIG.near_share, rel=0.02)
    assert fit.days.value == pytest.approx(CONFIG.near_days, rel=0.02)
    assert fit.same_place.value == pytest.approx(CONFIG.trigger_same_share, rel=0.02)
    assert _holds(fit.range_m, CONFIG.near_m)
    assert fit.evidence == pytest.approx(0, abs=0.05)  # no incident speaks for either side


def test_the_same_incidents_give_the_same_answer() -> None:
    """There is no chance in it."""
    assert _fit(history(5, 200, 0.3)) == _fit(history(5, 200, 0.3))


def test_the_order_of_a_day_does_not_matter() -> None:
    """Which of two incidents of one day is written first changes nothing that shows."""
    events = history(6, 200, 0.3, same=0.5)
    turned = np.lexsort((-np.arange(len(events)), events.day))
    assert (turned != np.arange(len(events))).any()  # there are days with more than one
    first, second = _fit(events), _fit(events.take(turned))
    for name, number in _estimates(first).items():
        assert getattr(second, name).value == pytest.approx(number.value, rel=0.03), name


def test_nothing_is_learned_from_later_incidents() -> None:
    """A fit for a day sees what was known before it."""
    events = history(7, 300, 0.3)
    assert _fit(events, until=1000.0) == _fit(events.before(1000.0), until=1000.0)


def test_a_second_report_of_an_incident_is_no_repeat() -> None:
    """Copies that weigh nothing change nothing."""
    events = history(8, 150, 0.0)
    day = np.concatenate([events.day] * 2)
    copies = np.repeat([1.0, 0.0], len(events))[np.argsort(day, kind="stable")]
    twice = replace(made(np.concatenate([events.xy] * 2), day), weight=copies)
    assert _fit(twice) == _fit(events)


def test_vague_days_and_places_leave_the_share_where_it_is() -> None:
    """A fifth known to the month, a fifth to the settlement: the share is still in its interval, days are less sure."""
    rng = np.random.default_rng(9)
    events = history(9, 600, 0.3)
    n = len(events)
    month, vague = rng.random(n) < 0.2, rng.random(n) < 0.2
    day = np.floor(events.day + np.where(month, rng.uniform(-15, 15, n), 0))
    xy = events.xy + rng.normal(0, 1000, (n, 2)) * vague[:, None]
    order = np.argsort(day, kind="stable")
    blurred = made(xy, day)
    blurred = replace(blurred, width_days=np.where(month, 30.0, 0.0)[order], doubt_m=np.where(vague, 1e3, 0.0)[order])
    exact, fit = _fit(events, until=DAYS + 30), _fit(blurred, until=DAYS + 30)
    assert _holds(fit.share, 0.3)
    assert fit.range_m.value == pytest.approx(1000, rel=0.25)
    assert fit.days.high / fit.days.low > exact.days.high / exact.days.low


def test_kernel_mass_adds_up_over_ages() -> None:
    """All repeats come at some age, spans add up, and before the incident there is none."""
    fit = _fit(history(5, 200, 0.3))
    assert fit.kernel_mass(0, np.inf) == pytest.approx(1)
    assert fit.kernel_mass(0, 7) + fit.kernel_mass(7, 30) == pytest.approx(fit.kernel_mass(0, 30))
    assert fit.kernel_mass(-10, 0) == 0
    same = fit.same_place.value
    by_part = same * fit.part_mass(3, 9, is_same=True) + (1 - same) * fit.part_mass(3, 9, is_same=False)
    assert fit.kernel_mass(3, 9) == pytest.approx(by_part)


def test_the_sentence_says_share_reach_and_time() -> None:
    """30 in 100, within 1.8 km (1.8 times 1 km) and about 3 weeks (14 days x ln 5 = 23 days), in plain words."""
    number = Estimate(0.3, 0.24, 0.36)
    fit = Trigger(
        share=number,
        days=Estimate(14.0, 10.0, 19.0),
        range_m=Estimate(1000.0, 800.0, 1200.0),
        same_place=Estimate(0.0, 0.0, 0.1),
        same_days=Estimate(7.0, 2.0, 20.0),
        evidence=50.0,
        incidents=150.0,
        grade="learned",
    )
    assert fit.sentence == (
        "After an incident, another follows nearby more often than otherwise: of 100 incidents some 30 (24 to 36) are "
        "set off by an earlier one, mostly within 1.8 km and 3 weeks."
    )
    here = replace(fit, same_place=Estimate(0.9, 0.8, 1.0), days=Estimate(7.0, 2.0, 20.0))
    assert here.sentence.endswith("mostly at the very place within 2 weeks.")  # 7 days x ln 5 = 11 days
    rows = trigger_rows(fit)
    assert [row["name"] for row in rows] == ["share", "days", "range_m", "same_place", "same_days"]
    assert rows[0] == {
        "name": "share",
        "value": 0.3,
        "low": 0.24,
        "high": 0.36,
        "unit": "incidents set off per incident",
        "grade": "learned",
    }


@pytest.mark.soak
def test_intervals_cover_the_truth_and_the_mean_is_right() -> None:
    """60 histories of some 150 incidents: mean share within 0.06 of 0.30, 90 % intervals hold it in 80 to 99 %."""
    truths = {"share": 0.3, "days": 14.0, "range_m": 1000.0}
    fits = [_fit(history(seed, 150, 0.3)) for seed in range(60)]
    assert np.mean([fit.share.value for fit in fits]) == pytest.approx(0.3, abs=0.06)
    for name, truth in truths.items():
        assert 0.8 <= np.mean([_holds(getattr(fit, name), truth) for fit in fits]) <= 0.99, name


@pytest.mark.soak
def test_null_of_4000_incidents() -> None:
    """Without repeats at most 0.03 are said to be set off, in towns and at sites."""
    assert _fit(history(0, 4000, 0.0)).share.value <= 0.03
    assert _fit(history(0, 4000, 0.0, places=same_sites)).share.value <= 0.03


@pytest.mark.soak
def test_10000_incidents_take_seconds() -> None:
    """10,000 incidents are fitted in some two seconds of work; four are allowed for a busy machine."""
    events = history(0, 10_000, 0.2, range_m=600.0)
    begin = time.process_time()
    assert _fit(events).grade == "learned"
    assert time.process_time() - begin < 4


@pytest.mark.soak
def test_the_made_up_district_is_recovered() -> None:
    """Ten districts: the interval of the share holds what reports can show of it in eight or more.

    Each incident sets off q = 0.25 more, of which a share r is reported. Between reported incidents are the repeats
    that follow at once, q r, and those that follow through one or more that nobody reported: q r / (1 - q (1 - r)).
    """
    as_of = datetime(2026, 10, 31, 19, tzinfo=UTC)
    held = 0
    for seed in range(10):
        world = make_world("district", seed, today=date(2026, 11, 1))
        sites = world.frames[SiteTable]
        xy = np.column_stack([sites.geometry.x, sites.geometry.y])
        events = read_events(world.frames[IncidentTable], CONFIG, as_of=as_of)
        ground = SiteLattice(xy, np.full(len(xy), 1 / len(xy)), 2000.0)
        fit = fit_trigger(events, ground, CONFIG, until_day=as_of.timestamp() / 86_400, places_xy=xy)
        truth = world.truth
        r = (truth["recorded_per_year"] - truth["patrol_per_year"]).sum() / truth["rate_per_year"].sum()
        q = world.process["near_share"]
        held += _holds(fit.share, q * r / (1 - q * (1 - r)))
        assert fit.evidence > 3
    assert held >= 8
