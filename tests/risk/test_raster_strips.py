"""Laying incidents on a lattice by strips, by what is there and place by place gives what the formula gives."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from planner.risk.raster import Raster

WIDE = Raster.over(shapely.box(0, 0, 300_000, 10_000), 1000.0)


def by_formula(ground: Raster, xy: np.ndarray, mass: np.ndarray, width_m: float) -> np.ndarray:
    """Each point's mass shared out by the Gaussian of the distance between the middles of cells."""
    own = ground.middle[ground.locate(xy)]
    distance = ((own[:, None, :] - ground.middle[None, :, :]) ** 2).sum(axis=2)
    kernel = np.exp(-distance / (2 * width_m**2))
    return np.asarray((mass[:, None] * kernel / kernel.sum(axis=1, keepdims=True)).sum(axis=0))


@pytest.mark.parametrize("points", [1, 40, 400])
@pytest.mark.parametrize("width_m", [600.0, 2500.0])
def test_narrow_gaussians_on_a_wide_lattice_are_those_of_the_formula(points: int, width_m: float) -> None:
    """300 columns are several strips; 1 and 40 points are laid sparsely, 400 on the whole; the borders too."""
    rng = np.random.default_rng(points)
    xy = rng.uniform((0, 0), (300_000, 10_000), (points, 2))
    xy[0] = (100.0, 100.0)
    mass = rng.random(points) + 0.1
    expected = by_formula(WIDE, xy, mass, width_m)
    laid = WIDE.spread(xy, mass, width_m, np.zeros(points))
    assert np.abs(laid - expected).max() < 1e-6 * expected.max()
    some = np.array([0, 7, 299, 1700, WIDE.size - 1])
    at = WIDE.spread(xy, mass, width_m, np.zeros(points), some)
    assert np.abs(at - expected[some]).max() < 1e-6 * expected.max()


def test_several_masses_at_once_are_each_laid_as_alone() -> None:
    """Two masses of the same points: the rows are what each gives by itself."""
    rng = np.random.default_rng(5)
    xy, masses = rng.uniform((0, 0), (300_000, 10_000), (60, 2)), rng.random((2, 60))
    both = WIDE.spread(xy, masses, 4000.0, np.zeros(60))
    for row, mass in zip(both, masses, strict=True):
        assert row == pytest.approx(WIDE.spread(xy, mass, 4000.0, np.zeros(60)), abs=1e-9)
