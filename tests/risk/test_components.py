"""What each component says of a few places, worked out by hand."""

from __future__ import annotations

from math import exp

import numpy as np
import pytest

from planner.config import load_config
from planner.risk.components import NEARBY, OWN, RECENT, SHARE, Component, Kept, lay, lay_shares, lay_weighed
from planner.risk.components import make_components as make
from planner.risk.events import Events
from planner.risk.raster import Raster
from planner.risk.site_lattice import SiteLattice
from tests.risk.grounds import Row, events_at

CONFIG = load_config().risk
ROW = Row(4)
THREE = events_at([0.0, 60.0, 90.0], [0, 0, 2])
"""Two incidents at the first of four places, one at the third."""


def _said(one: Component, events: Events = THREE, *, day: float = 90.0, held: float = 0.5) -> np.ndarray:
    """Its parts, (PARTS, 4 places)."""
    return lay([one], events, ROW, day, held_back=held).parts[0]  # type: ignore[arg-type]


def test_a_share_knows_no_incident() -> None:
    """What the places are: a fourth each."""
    said = _said(Component("share"))
    assert said[SHARE].tolist() == [0.25] * 4
    assert said[[OWN, NEARBY, RECENT]].max() == 0


def test_own_counts_are_held_back_by_what_the_places_are() -> None:
    """Counts 2, 0, 1, 0 and half an incident spread over four: of 3.5 in all."""
    said = _said(Component("kernel"))
    assert said[OWN].tolist() == pytest.approx([2 / 3.5, 0, 1 / 3.5, 0])
    assert said[SHARE].tolist() == pytest.approx([0.125 / 3.5] * 4)
    assert said[NEARBY].max() == said[RECENT].max() == 0


def test_a_kernel_with_width_counts_as_nearby() -> None:
    """The same numbers, called nearby: the ground of the test spreads nothing."""
    said = _said(Component("kernel", 1000.0))
    assert said[NEARBY].tolist() == pytest.approx([2 / 3.5, 0, 1 / 3.5, 0])
    assert said[OWN].max() == 0


def test_recent_incidents_fade_and_leave_the_rest_to_the_longer_memory() -> None:
    """Ages 90, 30 and 0 days with a memory of 30: exp(-3) + exp(-1) at the first place, 1 at the third.

    Half an incident is held back: 3 / 3.5 of it by the long memory, 0.5 / 3.5 by what the places are.
    """
    said = _said(Component("kernel", 0.0, 30.0))
    recent = np.array([exp(-3) + exp(-1), 0, 1, 0])
    total = recent.sum() + 0.5
    assert said[RECENT] == pytest.approx(recent / total)
    assert said[OWN] == pytest.approx(0.5 * np.array([2, 0, 1, 0]) / 3.5 / total)
    assert said[SHARE] == pytest.approx(np.full(4, 0.5 * 0.5 * 0.25 / 3.5) / total)
    assert said.sum() == pytest.approx(1.0)


def test_empirical_bayes_is_the_gamma_poisson_mean() -> None:
    """Strength 3 towards what the places are: rate 1/4 of 3 incidents, so a place with k has (3 + k) / (3 + 3/4).

    In shares of the next incident that is 1/4 x (3 + k) / (3 + 3/4) = (3 + k) / 15; over 2, 0, 1, 0 it sums to 1.
    """
    said = _said(Component("bayes", np.inf, 365.0, np.inf, 3.0))
    assert said.sum(axis=0).tolist() == pytest.approx([5 / 15, 3 / 15, 4 / 15, 3 / 15])
    assert said[OWN].tolist() == pytest.approx([2 / 15, 0, 1 / 15, 0])
    assert said[SHARE].tolist() == pytest.approx([3 / 15] * 4)


def test_empirical_bayes_towards_a_kernel_splits_its_prior() -> None:
    """Memory 30 days around: masses a = (e-3 + e-1, 0, 1, 0), held back by 0.5: prior (a + 1/8) / (sum a + 1/2)."""
    said = _said(Component("bayes", 1000.0, 30.0, np.inf, 3.0))
    around, own = np.array([exp(-3) + exp(-1), 0, 1, 0]), np.array([2.0, 0, 1, 0])
    prior = around + 0.125
    rate = prior / (around.sum() + 0.5)
    mean = rate * (3 + own) / (3 + 3 * rate)
    assert said.sum(axis=0) == pytest.approx(mean / mean.sum())
    # the prior's part is split as the prior is
    assert said[NEARBY] / said[SHARE] == pytest.approx(around / 0.125)
    assert said[OWN] / (said[NEARBY] + said[SHARE]) == pytest.approx(own / 3)


def test_without_incidents_every_component_says_what_the_places_are() -> None:
    """No incident: all of them answer the exposure, whatever they remember."""
    row = Row(3, np.array([0.5, 0.3, 0.2]))
    components = (
        Component("share"),
        Component("kernel"),
        Component("kernel", 0.0, 30.0),
        Component("kernel", 1000.0),
        Component("bayes", np.inf, 365.0, 180.0, 0.3),
        Component("bayes", 1000.0, 365.0, 180.0, 0.3),
    )
    said = lay(components, events_at([], []), row, 5.0, held_back=0.5)  # type: ignore[arg-type]
    np.testing.assert_allclose(said.shares, np.tile(row.exposure, (6, 1)), rtol=1e-12)


def test_places_that_stand_for_several_keep_the_sum() -> None:
    """Two of four places asked, the empty one standing for three: shares sum to 1 over all four."""
    one = events_at([1.0], [0])
    at, times = np.array([0, 1]), np.array([1.0, 3.0])
    some = lay_shares([Component("kernel")], one, ROW, 2.0, held_back=0.5, at=at, times=times)[0]  # type: ignore[arg-type]
    assert some.tolist() == pytest.approx([1.125 / 1.5, 0.125 / 1.5])
    assert some @ times == pytest.approx(1.0)


def test_widths_halve_from_an_eighth_of_the_side_down_to_the_finest() -> None:
    """A ground of 64 km by 64 km in cells of 1 km: 8, 4, 2, 1 and 0.5 km; what was learned replaces recent ones."""
    ground = Raster(
        origin=(0.0, 0.0), cell_m=1000.0, shape=(64, 64), cells=np.arange(4096), share=np.full(4096, 1 / 4096)
    )
    plain = make(ground, CONFIG)
    assert sorted({one.width_m for one in plain if one.kind == "kernel"}) == [0, 500, 1000, 2000, 4000, 8000]
    learned = [one for one in make(ground, CONFIG, recent_days=9.0, recent_m=700.0) if one.is_recent]
    assert [(one.width_m, one.days) for one in learned] == [(700.0, 9.0), (0.0, 9.0)]


def _past(count: int, seed: int, sites: np.ndarray) -> Events:
    """Incidents near sites over two years, some known to the week, the month or the settlement only."""
    rng = np.random.default_rng(seed)
    day = np.sort(rng.uniform(0, 730, count))
    xy = sites[rng.integers(0, len(sites), count)] + rng.normal(0, 60, (count, 2))
    width, doubt = rng.choice([0.0, 7.0, 30.0], count), rng.choice([0.0, 1000.0], count)
    return Events(np.arange(count).astype(object), day, width, xy, doubt, rng.choice([1.0, 0.0], count, p=[0.9, 0.1]))


def test_what_is_kept_is_what_laying_all_of_it_gives() -> None:
    """Day after day, with vague days becoming known late: the same as from scratch, but for rounding."""
    sites = np.random.default_rng(1).uniform(0, 30_000, (80, 2))
    ground, past = SiteLattice(sites, np.full(80, 1 / 80), 300.0), _past(200, 2, sites)
    components = make(ground, CONFIG, recent_days=12.0, recent_m=600.0)
    kept = Kept(components, past, ground)
    for day in (-5.0, 100.0, 128.0, 300.0, 740.0):
        kernels = kept.until(day)
        known = past.before(day)
        both = [lay_shares(components, known, ground, day, held_back=0.5, kernels=one) for one in (kernels, None)]
        np.testing.assert_allclose(*both, rtol=1e-5)


def test_the_weighed_sum_is_that_of_the_components() -> None:
    """`lay_weighed` gives what the parts of `lay` give, weighted and added up."""
    sites = np.random.default_rng(3).uniform(0, 30_000, (40, 2))
    ground, past = SiteLattice(sites, np.full(40, 1 / 40), 300.0), _past(50, 4, sites)
    components = make(ground, CONFIG)
    weights = np.random.default_rng(5).dirichlet(np.ones(len(components)))
    whole = lay_weighed(components, weights, past, ground, 740.0, held_back=0.5)
    parts = lay(components, past, ground, 740.0, held_back=0.5).parts
    np.testing.assert_allclose(whole, np.einsum("k,kpm->pm", weights, parts), atol=1e-12)
    assert whole.sum() == pytest.approx(1.0)
