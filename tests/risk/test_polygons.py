"""Areas as places."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from planner.core.errors import InputError
from planner.risk.polygons import Polygons

# 10 km x 10 km twice side by side, and one of 20 km x 10 km beside them
THREE = [shapely.box(0, 0, 1e4, 1e4), shapely.box(1e4, 0, 2e4, 1e4), shapely.box(2e4, 0, 4e4, 1e4)]


def test_exposure_is_the_share_of_the_area() -> None:
    """100, 100 and 200 square kilometres."""
    ground = Polygons(THREE)
    assert ground.exposure.tolist() == pytest.approx([0.25, 0.25, 0.5])
    assert ground.area_km2.tolist() == pytest.approx([100, 100, 200])


def test_a_point_lies_in_one_area_or_in_none() -> None:
    """On the border of two it belongs to the first."""
    points = np.array([[5e3, 5e3], [1e4, 5e3], [35e3, 1], [5e3, -1]])
    assert Polygons(THREE).locate(points).tolist() == [0, 0, 2, -1]
    assert Polygons(THREE).locate(np.zeros((0, 2))).tolist() == []


@pytest.mark.parametrize("width", [0.0, 1.0, 5e3, 1e9])
def test_mass_is_kept_whole(width: float) -> None:
    """Whatever the width; a point outside every area lays nothing."""
    ground = Polygons(THREE)
    points = np.array([[5e3, 5e3], [25e3, 5e3], [5e3, -1e3]])
    laid = ground.spread(points, np.array([2.0, 3.0, 7.0]), width, np.array([0, 4e3, 0]))
    assert laid.sum() == pytest.approx(5)
    both = ground.spread(points, np.array([[2.0, 3.0, 7.0], [1, 0, 0]]), width, np.zeros(3), np.array([0, 2]))
    assert both.shape == (2, 2)


def test_what_leaves_goes_to_the_nearest_first() -> None:
    """A width of a quarter of the side leaves nearly all at home; what leaves goes next door."""
    laid = Polygons(THREE).spread(np.array([[5e3, 5e3]]), np.ones(1), 2500, np.zeros(1))
    home = 1 - np.exp(-1e8 / (2 * np.pi * 2500**2))
    assert laid[0] == pytest.approx(home)
    assert laid[1] > 100 * laid[2]


def test_a_very_wide_gaussian_goes_by_area() -> None:
    """Of what leaves the first area a third goes to the second and two thirds to the third."""
    laid = Polygons(THREE).spread(np.array([[5e3, 5e3]]), np.ones(1), 1e8, np.zeros(1))
    assert laid[2] / laid[1] == pytest.approx(2, rel=1e-3)


def test_areas_that_are_none_are_refused() -> None:
    """No area at all, or a line."""
    with pytest.raises(InputError, match="no areas"):
        Polygons([])
    with pytest.raises(InputError, match="no extent"):
        Polygons([shapely.LineString([(0, 0), (1, 1)])])


def test_areas_that_share_a_border_or_miss_each_other_by_a_hair_touch() -> None:
    """Three squares of 1 km in a row: the second begins 5 m after the first ends, the third 50 m after the second."""
    squares = [shapely.box(0, 0, 1000, 1000), shapely.box(1005, 0, 2005, 1000), shapely.box(2055, 0, 3055, 1000)]
    assert Polygons(squares).touching().tolist() == [[0, 1, 0], [1, 0, 0], [0, 0, 0]]
