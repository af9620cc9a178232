"""The lattice: mass is kept, and the fast Gaussians are those of a sum over all places."""

from __future__ import annotations

import numpy as np
import pytest
from shapely.geometry import Point, box

from planner.risk.raster import Lattice, Raster
from planner.risk.site_lattice import SiteLattice

EXACT = np.zeros(1)


def _middles(ground: Lattice) -> np.ndarray:
    """Where the cells of the places are, (m, 2)."""
    return np.column_stack([ground.columns, ground.rows]) * ground.cell_m + np.array(ground.origin) + ground.cell_m / 2


def _by_sum(ground: Lattice, places: np.ndarray, xy: np.ndarray, width: float) -> np.ndarray:
    """One incident laid on the places by their exposure and nearness, summed up place by place."""
    reach = ground.exposure * np.exp(-((places - xy) ** 2).sum(axis=1) / (2 * width**2))
    return reach / max(float(reach.sum()), 1 / ground.size)


@pytest.mark.parametrize("width", [500.0, 1700.0, 2900.0])
def test_a_narrow_gaussian_on_a_raster_is_the_sum_over_the_cells(width: float) -> None:
    """On an odd region, from the middle of a cell: as by brute force to seven digits of the largest."""
    ground = Raster.over(Point(20_000, 15_000).buffer(14_000), 1000.0)
    where = _middles(ground)[200:201]
    laid = ground.spread(where, np.ones(1), width, EXACT)
    expected = _by_sum(ground, _middles(ground), where, width)
    np.testing.assert_allclose(laid, expected, rtol=1e-4, atol=1e-6 * expected.max())
    assert laid.sum() == pytest.approx(1.0, rel=1e-5)


@pytest.mark.parametrize("width", [3000.0, 6500.0, 10_000.0])
@pytest.mark.parametrize(("count", "most"), [(40, 0.04), (1000, 0.01)])
def test_blocks_of_cells_are_near_the_sum(width: float, count: int, most: float) -> None:
    """On blocks of a third of the width forty incidents are laid within 4 %, a thousand within 1 % of the sum."""
    ground = Raster.over(box(0, 0, 60_000, 50_000), 1000.0)
    rng = np.random.default_rng(0)
    some = _middles(ground)[rng.integers(0, ground.size, count)]
    laid = ground.spread(some, np.ones(count), width, np.zeros(count))
    expected = np.sum([_by_sum(ground, _middles(ground), one, width) for one in some], axis=0)
    assert np.abs(laid - expected).sum() / count < most
    assert laid.sum() == pytest.approx(count, rel=1e-5)


def test_mass_is_kept_wherever_an_incident_lies() -> None:
    """At the rim, in the middle and twice at one place, with and without doubt: all of it is laid."""
    ground = Raster.over(box(0, 0, 30_000, 20_000), 1000.0)
    xy = np.array([[10.0, 10.0], [29_990.0, 19_990.0], [15_000.0, 10_000.0], [15_000.0, 10_000.0]])
    mass, doubt = np.array([1.0, 2.0, 0.5, 0.25]), np.array([0.0, 1000.0, 20_000.0, 0.0])
    for width in (500.0, 4000.0):
        assert ground.spread(xy, mass, width, doubt).sum() == pytest.approx(3.75, rel=1e-5)


def test_width_nought_leaves_an_incident_at_its_place_and_outside_there_is_none() -> None:
    """A point in the cell counts there; one outside the region, or in a hole of it, counts nowhere."""
    ring = box(0, 0, 3000, 3000).difference(box(1000, 1000, 2000, 2000).buffer(-1))
    ground = Raster.over(box(0, 0, 3000, 3000).difference(box(900, 900, 2100, 2100)), 1000.0)
    assert Raster.over(ring, 1000.0).size == 9  # a sliver of the middle cell is still touched
    inside, hole, outside = [500.0, 500.0], [1500.0, 1500.0], [-400.0, 500.0]
    assert ground.locate(np.array([inside, outside])).tolist() == [0, -1]
    at = ground.locate(np.array([hole]))[0]
    laid = ground.spread(np.array([inside, hole, outside]), np.ones(3), 0.0, np.zeros(3))
    assert laid.sum() == pytest.approx(2.0 if at >= 0 else 1.0)
    assert laid[0] == 1.0


def test_only_the_places_asked_for_are_answered() -> None:
    """Some places alone get what they get among all, for one mass and for several."""
    ground = Raster.over(box(0, 0, 40_000, 40_000), 1000.0)
    rng = np.random.default_rng(1)
    xy, masses = rng.uniform(0, 40_000, (30, 2)), rng.random((3, 30))
    at = np.array([3, 77, 400, 1599])
    for width in (0.0, 700.0, 5000.0):
        whole = ground.spread(xy, masses, width, np.zeros(30))
        np.testing.assert_allclose(ground.spread(xy, masses, width, np.zeros(30), at), whole[:, at], rtol=1e-5)
        np.testing.assert_allclose(ground.spread(xy, masses[1], width, np.zeros(30)), whole[1], rtol=1e-12)


def _sites(seed: int = 2) -> tuple[np.ndarray, SiteLattice]:
    """150 sites in five towns of a district of 60 km, of unlike shares."""
    rng = np.random.default_rng(seed)
    xy = rng.uniform(5000, 55_000, (5, 2))[rng.integers(0, 5, 150)] + rng.normal(0, 1500, (150, 2))
    return xy, SiteLattice(xy, rng.dirichlet(np.ones(150)), 300.0)


def test_narrow_gaussians_between_sites_are_exact() -> None:
    """Site by site, with an incident far from all of them: what no site is near to is not shared out."""
    xy, ground = _sites()
    for point in (xy[3] + 40.0, xy[70] - 200.0, np.array([59_000.0, 1000.0])):
        laid = ground.spread(point[None], np.ones(1), 400.0, EXACT)
        expected = _by_sum(ground, xy, point, 400.0)
        # a Gaussian ends at four widths: exp(-8) of its height
        np.testing.assert_allclose(laid, expected, atol=4e-4)
        assert laid.sum() <= 1 + 1e-9


def test_wide_gaussians_between_sites_are_near_the_sum() -> None:
    """On the lattice places are known to a cell: within 10 % of the sum, mass by mass."""
    xy, ground = _sites()
    laid = ground.spread(xy[:40], np.ones(40), 3000.0, np.zeros(40))
    expected = np.sum([_by_sum(ground, xy, one, 3000.0) for one in xy[:40]], axis=0)
    assert np.abs(laid - expected).sum() / expected.sum() < 0.1
    assert laid.sum() == pytest.approx(40.0, rel=1e-3)


def test_an_incident_belongs_to_the_nearest_site_in_reach() -> None:
    """299 m off it is the site's, 301 m off it is nobody's; of two sites the nearer one has it."""
    xy = np.array([[0.0, 0.0], [500.0, 0.0]])
    ground = SiteLattice(xy, np.array([0.5, 0.5]), 300.0)
    assert ground.locate(np.array([[0.0, 299.0], [0.0, 301.0], [260.0, 0.0]])).tolist() == [0, -1, 1]
    assert ground.spread(np.array([[260.0, 0.0]]), np.ones(1), 0.0, EXACT).tolist() == [0.0, 1.0]


def test_pairs_that_are_kept_do_not_leak_into_other_points() -> None:
    """Asking for other points between, of the same or another number, changes no answer."""
    xy, ground = _sites()
    first = ground.spread(xy[:5], np.ones(5), 400.0, np.zeros(5))
    other = ground.spread(xy[5:10], np.ones(5), 400.0, np.zeros(5))
    fresh = _sites()[1]
    assert ground.spread(xy[:5], np.ones(5), 400.0, np.zeros(5)).tolist() == first.tolist()
    assert fresh.spread(xy[5:10], np.ones(5), 400.0, np.zeros(5)).tolist() == other.tolist()


@pytest.mark.parametrize("width", [1500.0, 8000.0])
def test_an_incident_far_from_every_site_is_laid_on_none(width: float) -> None:
    """Outside the lattice an incident counts less the farther it lies: it is not brought to the nearest border."""
    rng = np.random.default_rng(0)
    sites = rng.uniform(0, 60_000, (50, 2))
    ground = SiteLattice(sites, np.full(50, 0.02), 300.0)
    metres = np.array([0.0, 1.0, 2.0, 4.0, 100.0]) * width
    east = np.column_stack([60_600.0 + metres, np.full(5, 30_000.0)])
    held = ground.held(east, width, np.zeros(5))
    laid = [ground.spread(one[None], np.ones(1), width, EXACT).sum() for one in east]
    np.testing.assert_allclose(held, laid, atol=1e-5)
    assert (np.diff(held) <= 0).all()
    assert held[0] > 0.0
    assert held[-1] < 1e-9


def test_one_site_does_not_get_the_incidents_of_a_province() -> None:
    """A site alone is a lattice of some hundred metres: what happened 30 km away is not its own."""
    ground = SiteLattice(np.zeros((1, 2)), np.ones(1), 300.0)
    far, near = np.array([[30_000.0, 0.0]]), np.array([[100.0, 0.0]])
    assert ground.held(far, 1500.0, EXACT)[0] < 1e-9
    assert ground.spread(far, np.ones(1), 1500.0, EXACT).sum() < 1e-9
    assert ground.held(near, 1500.0, EXACT)[0] > 0.9
