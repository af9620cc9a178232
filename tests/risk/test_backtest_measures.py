"""Each measure of a back-test against figures worked out by hand or by another program."""

from __future__ import annotations

import numpy as np
import pytest
import scoringrules
from scipy.stats import nbinom, poisson

from planner.risk.backtest.bootstrap import difference
from planner.risk.backtest.counts import covered, crps, log_scores
from planner.risk.backtest.measures import SHARES, Tally, hits_within
from planner.risk.backtest.reliability import Reliability
from planner.risk.forecast import Forecast

TEN = np.full(10, 0.1)


def test_hits_are_counted_in_the_places_with_the_highest_rate() -> None:
    """Ten places alike, the two best hold 3 and 1 incidents of 5: 10 % hold 3, 20 % hold 4, 5 % half of the first."""
    rate = np.array([9.0, 8, 7, 6, 5, 4, 3, 2, 1, 0])
    count = np.array([3.0, 1, 0, 0, 0, 0, 0, 0, 0, 1])
    assert hits_within(rate, TEN, count, (0.05, 0.1, 0.2, 1.0)).tolist() == pytest.approx([1.5, 3, 4, 5])


def test_places_with_the_same_rate_share_what_they_hold() -> None:
    """One best place with 2 incidents, nine alike that hold 9: the next tenth holds one of them on average."""
    rate = np.array([5.0, *[1.0] * 9])
    count = np.array([2.0, 9, 0, 0, 0, 0, 0, 0, 0, 0])
    assert hits_within(rate, TEN, count, (0.1, 0.2, 0.55)).tolist() == pytest.approx([2, 3, 6.5])


def test_share_is_of_the_area_not_of_the_number_of_places() -> None:
    """The best place is a fifth of the area and holds 4: 10 % of the area hold 2."""
    found = hits_within(np.array([2.0, 1.0]), np.array([0.2, 0.8]), np.array([4.0, 1.0]), (0.1, 0.2))
    assert found.tolist() == pytest.approx([2, 4])


def test_tally_of_one_window_by_hand() -> None:
    """Two places of half the area, forecast 3 and 1, seen 2 and 0, Poisson."""
    tally = Tally()
    tally.add(Forecast(np.array([3.0, 1.0]), np.inf), np.array([0.5, 0.5]), np.array([2.0, 0.0]), 0.25)
    said = tally.answer()
    # each incident fell where three quarters were forecast on half the area
    assert said["information_gain"] == pytest.approx(np.log(0.75 / 0.5))
    # P(2 of 3) and P(0 of 1), two incidents
    assert said["log_score"] == pytest.approx((np.log(4.5) - 3 - 1) / 2)
    first, second = 1 - np.exp(-3), 1 - np.exp(-1)
    assert said["brier"] == pytest.approx(((first - 1) ** 2 + second**2) / 2)
    # 5 % of the area is a tenth of the best place: 0.2 of its 2 incidents
    assert said["hit_rate_5"] == pytest.approx(0.1)
    assert said["pai_5"] == pytest.approx(2)
    assert said["pei_5"] == pytest.approx(1)
    assert said["seconds_per_forecast"] == 0.25


def test_a_hit_where_nothing_was_said_possible_is_infinitely_bad() -> None:
    """It is not hidden: the gain is minus infinity, which the answer states as missing with a note."""
    tally = Tally()
    tally.add(Forecast(np.array([1.0, 0.0]), np.inf), np.array([0.5, 0.5]), np.array([0.0, 1.0]), 0.0)
    assert tally.answer()["information_gain"] == -np.inf
    assert tally.answer()["log_score"] == -np.inf


def test_without_an_incident_what_is_measured_an_incident_is_not_a_number() -> None:
    """Brier, CRPS and coverage still are."""
    tally = Tally()
    tally.add(Forecast(TEN, 2.0), TEN, np.zeros(10), 0.0)
    said = tally.answer()
    for name in ("information_gain", "log_score", "hit_rate_5", "pai_5", "pei_5", "calibration_slope"):
        assert np.isnan(said[name])
    assert np.isfinite([said["brier"], said["crps"], said["coverage_90"]]).all()


@pytest.mark.parametrize("shape", [0.2, 1.0, 7.5, 50.0])
def test_crps_of_a_negative_binomial_is_that_of_scoringrules(shape: float) -> None:
    """From a thousandth of an incident to hundreds, seen and unseen."""
    mean = np.repeat([1e-6, 1e-3, 0.2, 3.0, 19.0, 60.0, 400.0], 4)
    count = np.tile([0, 1, 5, 40], 7)
    ours = crps(count.astype(float), mean, np.full(len(mean), shape))
    theirs = scoringrules.crps_negbinom(count, shape, prob=shape / (shape + mean))
    assert np.isfinite(theirs).all()
    assert ours == pytest.approx(theirs, rel=1e-5, abs=1e-8)


def test_crps_of_a_poisson_is_that_of_scoringrules() -> None:
    """An infinite size is Poisson."""
    mean = np.repeat([1e-3, 0.2, 3.0, 50.0], 3)
    count = np.tile([0, 2, 30], 4)
    ours = crps(count.astype(float), mean, np.full(len(mean), np.inf))
    assert ours == pytest.approx(scoringrules.crps_poisson(count, mean), rel=1e-6, abs=1e-9)


def test_log_scores_are_those_of_the_laws() -> None:
    """SciPy's own."""
    count, mean = np.array([0.0, 1, 7]), np.array([0.1, 2.0, 5.0])
    assert log_scores(count, mean, np.full(3, 1.5)) == pytest.approx(nbinom.logpmf(count, 1.5, 1.5 / (1.5 + mean)))
    assert log_scores(count, mean, np.full(3, np.inf)) == pytest.approx(poisson.logpmf(count, mean))


@pytest.mark.parametrize(("mean", "shape"), [(0.001, 0.5), (0.3, 1.0), (4.0, np.inf), (25.0, 3.0)])
def test_coverage_of_a_true_forecast_is_exactly_ninety_percent(mean: float, shape: float) -> None:
    """The mean of the coverage over the law itself, however coarse its counts."""
    law = poisson(mean) if np.isinf(shape) else nbinom(shape, shape / (shape + mean))
    count = np.arange(600.0)
    inside = covered(count, np.full(600, mean), np.full(600, shape))
    assert law.pmf(count) @ inside == pytest.approx(0.9, abs=1e-9)


def test_coverage_tells_a_forecast_that_is_too_sure() -> None:
    """Counts of variance 10 + 100 / 2, forecast as Poisson: far fewer than 90 % lie inside."""
    law = nbinom(2.0, 2 / 12)
    count = np.arange(400.0)
    inside = covered(count, np.full(400, 10.0), np.full(400, np.inf))
    assert law.pmf(count) @ inside < 0.6


def test_slope_recovers_the_power_that_ties_counts_to_means() -> None:
    """Counts that go with the mean to the power 1.5 have slope 1.5, and one half power one half."""
    mean = np.geomspace(0.01, 10, 400)
    for power in (0.5, 1.0, 1.5):
        found = Reliability()
        found.add(mean, mean**power)
        assert found.slope() == pytest.approx(power, abs=1e-3)


def test_totals_alone_are_no_contrast() -> None:
    """Each window says the same of every place: no slope, although the windows differ."""
    found = Reliability()
    found.add(np.full(10, 0.5), np.ones(10))
    found.add(np.full(10, 2.0), np.ones(10))
    assert np.isnan(found.slope())


def test_error_is_what_is_seen_too_much_and_too_little() -> None:
    """Two places with half the mass each, 1.5 and 0.5 seen of 1: (0.5 + 0.5) / 2."""
    found = Reliability()
    found.add(np.array([1.0, *[0.01] * 100]), np.array([1.5, *[0.005] * 100]))
    assert found.error() == pytest.approx(0.5, abs=1e-6)


def test_difference_of_a_model_to_itself_is_nothing() -> None:
    """Mean and both ends."""
    gains, events = np.array([3.0, 1.0, 2.0]), np.array([4.0, 2.0, 5.0])
    assert difference(gains, gains, events, draws=200, seed=1) == (0, 0, 0)


def test_difference_weighs_windows_by_their_incidents_and_is_seeded() -> None:
    """Gains of 1 over 2 events and 0 over 8: 0.1 an event; the interval spans 0 to 0.5."""
    ours, theirs, events = np.array([1.0, 0.0]), np.zeros(2), np.array([2.0, 8.0])
    found = difference(ours, theirs, events, draws=500, seed=3)
    assert found == difference(ours, theirs, events, draws=500, seed=3)
    assert found == pytest.approx((0.1, 0.0, 0.5))


def test_one_window_has_no_interval() -> None:
    """The difference is known, its doubt is not."""
    mean, low, high = difference(np.array([2.0]), np.array([1.0]), np.array([4.0]), draws=100, seed=1)
    assert mean == 0.25
    assert np.isnan([low, high]).all()


def test_shares_are_those_that_are_promised() -> None:
    """The names of the hit rates in the answer come from them."""
    assert SHARES == (0.01, 0.05, 0.1, 0.2)
    assert {"hit_rate_1", "hit_rate_5", "hit_rate_10", "hit_rate_20"} <= set(Tally().answer())
