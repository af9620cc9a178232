"""Where mobiles have their hearts, and which sites go with which."""

from __future__ import annotations

import numpy as np

from planner.demand.reach import hearts, shared


def line(*at: float) -> np.ndarray:
    """Minutes between places on a line."""
    places = np.array(at)
    return np.abs(places[:, None] - places[None, :])


def test_hearts_are_where_one_more_adds_most() -> None:
    """Scores 3, 3 together, 2 far off, 1 farther: the pair first (6), then 2, then a fifth of 6 beats 1."""
    near = line(0, 5, 100, 200) <= 10
    made = hearts(np.array([3.0, 3.0, 2.0, 1.0]), near, 3, 0.2)
    assert [(heart.site, heart.mobiles, heart.reached.tolist()) for heart in made] == [(0, 2, [0, 1]), (2, 1, [2])]
    assert [round(heart.gain, 3) for heart in made] == [3.6, 2.0]  # (6 + 1.2) / 2


def test_a_place_in_reach_of_a_heart_is_no_heart_of_its_own() -> None:
    """Places at 0, 8 and 16: the middle reaches all; what is left is the same anywhere, so both mobiles are there."""
    made = hearts(np.ones(3), line(0, 8, 16) <= 10, 2, 0.5)
    assert [(heart.site, heart.mobiles) for heart in made] == [(1, 2)]


def test_the_rest_goes_to_those_who_leave_least_behind() -> None:
    """Hearts of 10 and 1: a site nearer to the first goes to the second, while that has room."""
    near = line(0, 100, 40) <= 10
    made = hearts(np.array([10.0, 1.0, 0.1]), near, 2, 0.0)
    minutes = 13 + line(0, 100, 40)[[heart.site for heart in made]]  # (13 + 40) x 10 against (13 + 60) x 5.5
    held = np.ones(3, dtype=bool)
    assert shared(made, minutes, np.ones(3), np.array([5.0, 5.0]), held).tolist() == [0, 1, 1]
    assert shared(made, minutes, np.ones(3), np.array([5.0, 1.0]), held).tolist() == [0, 1, 0]
