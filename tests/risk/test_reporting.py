"""Reporting probabilities: an assumption with doubt, which counts as exposure."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import beta, gamma

from benchmarks.harm import thinning
from planner.config import load_config
from planner.risk.reporting import (
    count_weights,
    level_around,
    level_of,
    of_groups,
    rates,
    reporting,
    under,
    with_doubt,
)
from tests.shared import shared_file

CONFIG = load_config(
    overrides={
        "risk.report_near_registered": 0.8, "risk.report_near_unregistered": 0.6, "risk.report_far_registered": 0.5,
        "risk.report_far_unregistered": 0.2, "risk.reporting_worth": 10.0,
    }
).risk  # fmt: skip


def test_a_desk_and_a_registration_each_have_their_number() -> None:
    """Four kinds of site, four numbers of the file; the interval is that of a beta worth 10 incidents."""
    found = reporting(np.array([True, True, False, False]), np.array([True, False, True, False]), CONFIG)
    assert found.mid.tolist() == [0.8, 0.6, 0.5, 0.2]
    assert found.low[0] == pytest.approx(beta.ppf(0.05, 8, 2))
    assert found.high[3] == pytest.approx(beta.ppf(0.95, 2, 8))


def test_where_all_is_reported_there_is_no_doubt() -> None:
    """A mean of 1 is an interval of nothing, and low <= mid <= high always."""
    sure = with_doubt(np.array([1.0]), 10)
    assert sure.low[0] == pytest.approx(1.0)
    assert sure.high[0] == 1.0
    some = with_doubt(np.linspace(0.05, 1, 40), 1.0)
    assert (some.low <= some.mid).all()
    assert (some.mid <= some.high).all()


def test_half_the_reporting_with_half_the_reports_is_the_same_rate() -> None:
    """8 reports of 10 site-years at 80 % and 4 at 40 % tell of one rate: with a loose prior about 1 a year."""
    found = rates(np.array([8, 4]), np.array([10, 10]), np.array([0.8, 0.4]), level=1.0, shape=0.01)
    assert found.mid == pytest.approx([1.0, 1.0])


def test_the_posterior_worked_out_by_hand() -> None:
    """3 reports, 10 years, half reported, level 0.4, shape 2: gamma of 5 over 2 / 0.4 + 5 = 10, mean 0.5."""
    found = rates(np.array([3]), np.array([10]), 0.5, level=0.4, shape=2.0)
    assert found.mid[0] == pytest.approx(0.5)
    assert found.low[0] == pytest.approx(gamma.ppf(0.05, 5, scale=0.1))
    assert found.high[0] == pytest.approx(gamma.ppf(0.95, 5, scale=0.1))


def test_no_report_at_all_is_not_a_rate_of_zero() -> None:
    """Nothing reported in 10 years of which 10 % would be: nearly the level of all."""
    quiet = rates(np.array([0]), np.array([10]), 0.1, level=0.4, shape=2.0).mid[0]
    heard = rates(np.array([0]), np.array([10]), 1.0, level=0.4, shape=2.0).mid[0]
    assert quiet == pytest.approx(2 / (5 + 1))
    assert heard == pytest.approx(2 / (5 + 10))


def test_no_exposure_gives_the_level_and_nothing_reported_anywhere_gives_zero() -> None:
    """Finite answers where there is nothing."""
    assert rates(np.array([0]), np.array([0.0]), 1.0, level=0.4, shape=2.0).mid[0] == pytest.approx(0.4)
    assert level_of(np.array([0]), np.array([0.0])) == 0.0
    nothing = rates(np.array([0, 0]), np.array([5, 5]), 1.0, level=0.0, shape=2.0)
    assert nothing.high == pytest.approx([0.0, 0.0])


def test_the_level_around_leaves_a_place_itself_out() -> None:
    """Three places in a row, 4, 0 and 2 reports in 10 years each; the middle touches both, so all others are 6 in 20.

    Shape 2: the middle gets (2 + 6) / (2 / 0.3 + 20). The first has others 2 in 20 and touches the middle: (2 + 0) /
    (2 / 0.1 + 10).
    """
    near = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]], dtype=bool)
    found = level_around(np.array([4, 0, 2]), np.full(3, 10.0), near, 2.0)
    assert found[1] == pytest.approx(8 / (2 / 0.3 + 20))
    assert found[0] == pytest.approx(2 / 30)


def test_counts_stand_for_more_only_when_a_person_turns_the_correction_on() -> None:
    """Strength 0 leaves every report one; 1 makes of one report at 25 % four incidents."""
    assert load_config().risk.reporting_correction == 0.0
    assert count_weights(np.array([0.25]), 0.0)[0] == 1.0
    assert count_weights(np.array([0.25]), 1.0)[0] == 4.0


def test_scores_under_low_middle_and_high_reporting() -> None:
    """A score of 0.2 reported incidents: the more is reported, the less happens beyond it."""
    chance = with_doubt(np.array([0.5]), 10)
    found = under(np.array([0.2]), chance)
    assert found.mid[0] == pytest.approx(0.4)
    assert found.low[0] == pytest.approx(0.2 / chance.high[0])
    assert found.low[0] < found.mid[0] < found.high[0]


def test_a_group_has_the_mean_of_its_sites() -> None:
    """0.8 and 0.2 make 0.5; a group without sites gets the mean of all, 0.6."""
    sites = with_doubt(np.array([0.8, 0.2, 0.8]), 10)
    assert of_groups(sites, np.array([0, 0, 1]), 3).mid == pytest.approx([0.5, 0.8, 0.6])


def test_protection_does_not_leave_those_who_report_least() -> None:
    """Goal 6 on real counts, thinned to 30 % in half the districts, 20 draws: hit rates there, loss over all."""
    shared_file("events/germany_area/de_area_counts.csv")
    found = thinning(load_config().risk, draws=20)
    assert found["known"][0] >= 0.33
    assert found["known to 30 %"][0] >= 0.31
    assert found["ignored"][0] < 0.25
    assert found["all reported"][3] - found["known"][3] <= 0.012
