"""Coverage without roads against the linear program, and the comb that draws it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from planner.patrol.comb import comb, systematic
from planner.patrol.coverage import coverage


def program(values: np.ndarray, visits: float, shares: np.ndarray) -> float:
    """The level by linear programming: the least level so that no attack costs more."""
    n = len(values)
    rows = np.zeros((n + 1, n + 1))
    rows[np.arange(n), np.arange(n)] = -values * (1 - shares)
    rows[:n, n] = -1
    rows[n, :n] = 1
    bounds = [(0, 1)] * n + [(0, None)]
    return float(linprog(np.r_[np.zeros(n), 1], A_ub=rows, b_ub=np.r_[-values, visits], bounds=bounds).fun)


def test_two_sites_and_one_visit_are_shared_so_that_both_attacks_cost_the_same() -> None:
    """Values 3 and 1: 3 (1 - c) = 1 (1 - (1 - c)) gives c = 3/4 and the level 3/4."""
    found = coverage([3.0, 1.0], 1)
    assert found.marginals == pytest.approx([0.75, 0.25])
    assert found.level == pytest.approx(0.75)


def test_a_site_below_the_level_is_left_alone() -> None:
    """Values 10, 10, 1 and one visit: each of the first gets a half, the level is 5, and 1 lies below it."""
    found = coverage([10.0, 1.0, 10.0], 1)
    assert found.marginals == pytest.approx([0.5, 0.0, 0.5])
    assert found.level == pytest.approx(5.0)


def test_more_visits_than_are_of_use_are_not_all_made() -> None:
    """A site of value 10 that is always covered still costs 2: below that nothing is gained at the site of value 4."""
    found = coverage([10.0, 4.0], 5, covered_loss=0.2)
    assert found.level == pytest.approx(2.0)
    assert found.marginals == pytest.approx([1.0, (1 - 2 / 4) / 0.8])


def test_without_visits_the_level_is_the_largest_value() -> None:
    """Also where 917.6 / 917.6 is a hair above one."""
    found = coverage([1.0, 917.6344630082815], 0)
    assert found.level == pytest.approx(917.6344630082815)
    assert found.marginals.sum() == 0


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0.01, 1000), st.floats(0, 0.9)), min_size=1, max_size=40),
    st.integers(0, 45),
)
def test_coverage_equals_the_linear_program(sites: list[tuple[float, float]], visits: int) -> None:
    """The level is the program's to 1e-6 of the largest value, and the marginals are allowed and reach it."""
    values, shares = np.array(sites).T
    found = coverage(values, visits, covered_loss=shares)
    assert found.level == pytest.approx(program(values, visits, shares), abs=1e-6 * values.max())
    assert found.marginals.sum() <= visits + 1e-9
    assert ((found.marginals >= 0) & (found.marginals <= 1)).all()
    assert (values * (1 - (1 - shares) * found.marginals)).max() <= found.level * (1 + 1e-9) + 1e-9


def test_what_makes_no_sense_is_refused() -> None:
    """Negative values or visits, and covered attacks that cost as much as others."""
    for values, visits, share in (([-1.0], 1, 0.0), ([1.0], -1, 0.0), ([1.0], 1, 1.0), ([1.0], 1, -0.1)):
        with pytest.raises(ValueError, match=r"negative|share"):
            coverage(values, visits, covered_loss=share)
    assert coverage([], 3).level == 0
    assert coverage([0.0, 0.0], 3).marginals.sum() == 0


def test_comb_draws_each_site_as_often_as_its_marginal_and_never_too_many() -> None:
    """10,000 draws: frequencies within 3 standard errors of the marginals, 7 visits in each draw."""
    marginals = coverage(np.random.default_rng(3).lognormal(0, 1, 50), 7).marginals
    draws = 10_000
    drawn = comb(marginals, draws, np.random.default_rng(11))
    sigma = np.sqrt(marginals * (1 - marginals) / draws)
    assert (np.abs(drawn.mean(axis=0) - marginals) <= 3 * sigma + 1e-12).all()
    assert set(drawn.sum(axis=1)) == {7}


def test_comb_of_two_and_a_half_visits_makes_two_or_three() -> None:
    """The sum of the marginals is rounded up or down, each half of the time."""
    many = comb(np.full(5, 0.5), 4000, np.random.default_rng(5)).sum(axis=1)
    assert set(many) == {2, 3}
    assert many.mean() == pytest.approx(2.5, abs=3 * 0.5 / np.sqrt(4000))


def test_no_two_sites_always_come_together() -> None:
    """Laid in one order, sites 1 and 3 of four halves would never meet sites 2 and 4 otherwise."""
    drawn = comb(np.full(4, 0.5), 500, np.random.default_rng(1))
    together = [(drawn[:, i] & drawn[:, j]).mean() for i in range(4) for j in range(i)]
    assert min(together) > 0.05


def test_systematic_draws_round_each_frequency_up_or_down() -> None:
    """Of 28 draws, probabilities 0.5, 0.3 and 0.2 come 14, 8 or 9, and 5 or 6 times, whatever the start."""
    for start in np.linspace(0, 0.999, 37):
        counts = np.bincount(systematic([0.5, 0.3, 0.2, 0.0], 28, float(start)), minlength=4)
        assert counts.sum() == 28
        assert counts[0] == 14
        assert counts[1] in (8, 9)
        assert counts[2] in (5, 6)
        assert counts[3] == 0
    with pytest.raises(ValueError, match="add up to 1"):
        systematic([0.5, 0.4], 3, 0.0)
    with pytest.raises(ValueError, match="between 0 and 1"):
        comb([1.2], 3, np.random.default_rng(0))
