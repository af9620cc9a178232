"""Shares, worst shares and ratios of many weeks, with intervals that hold the truth."""

from __future__ import annotations

import math

import numpy as np
import pytest

from planner.simulate.compare import interval, ratio, share, tallies, worst


def test_tallies_count_weeks_and_groups() -> None:
    """Incidents of week 0 in groups 0 and 1, of week 2 in group 1; the second is not met."""
    week, group = np.array([0, 0, 2]), np.array([0, 1, 1])
    assert tallies(week, group, np.array([True, False, True]), 3, 2).tolist() == [[1, 0], [0, 0], [0, 1]]


def test_share_and_worst_are_of_sums() -> None:
    """3 of 4 and 1 of 4 are 4 of 8; the worst is a quarter; a group without incidents does not count."""
    met, all_of = np.array([3.0, 1.0, 0.0]), np.array([4.0, 4.0, 0.0])
    assert share(met, all_of) == pytest.approx(0.5)
    assert worst(met, all_of) == pytest.approx(0.25)
    assert math.isnan(worst(np.zeros(2), np.zeros(2)))


def test_a_ratio_of_a_plan_with_itself_is_one_without_doubt() -> None:
    """The same weeks are drawn for both, so nothing is left to chance."""
    rng = np.random.default_rng(1)
    all_of = rng.poisson(3, (50, 2)).astype(float)
    met = rng.binomial(all_of.astype(int), 0.4).astype(float)
    found = interval(lambda t: ratio(share(t[0], t[2]), share(t[1], t[2])), [met, met, all_of], seed=7)
    assert (found.value, found.low, found.high) == (1.0, 1.0, 1.0)


def test_the_interval_of_a_share_is_that_of_a_binomial() -> None:
    """1,000 weeks of one incident each, a tenth met: 0.1 ± 1.96 x sqrt(0.09 / 1000), to a tenth of its width."""
    all_of = np.ones((1000, 1))
    met = np.zeros((1000, 1))
    met[:100] = 1
    found = interval(lambda t: share(*t), [met, all_of], seed=7)
    half = 1.96 * math.sqrt(0.09 / 1000)
    assert found.value == pytest.approx(0.1)
    assert found.low == pytest.approx(0.1 - half, abs=0.2 * half)
    assert found.high == pytest.approx(0.1 + half, abs=0.2 * half)


def test_the_same_seed_gives_the_same_interval() -> None:
    """Another seed gives another one."""
    all_of = np.random.default_rng(1).poisson(5, (40, 1)).astype(float)
    met = np.floor(all_of / (1 + np.arange(40) % 3)[:, None])
    one, again, other = (interval(lambda t: share(*t), [met, all_of], seed=seed) for seed in (7, 7, 8))
    assert one == again
    assert one != other


def test_a_ratio_over_nothing_is_no_number() -> None:
    """Who never met anybody has no ratio."""
    found = interval(
        lambda t: ratio(share(t[0], t[2]), share(t[1], t[2])),
        [np.ones((5, 1)), np.zeros((5, 1)), np.ones((5, 1))],
        seed=7,
    )
    assert all(math.isnan(value) for value in (found.value, found.low, found.high))
