"""Where the force gathers: outside the crowd's reach, and then as near as can be."""

from __future__ import annotations

import numpy as np
import pytest

from planner.config import load_config
from planner.surge import form_up_point
from tests.surge.worlds import alarm

CONFIG = load_config().surge


def test_form_up_is_the_nearest_by_road_outside_the_reach() -> None:
    """At 300 m it is too near, at 650 m and 2 minutes right, at 610 m but 9 minutes by road worse."""
    points = np.array([[300.0, 0.0], [650.0, 0.0], [0.0, 610.0], [2000.0, 0.0]])
    point = form_up_point(points, np.array([1.0, 2.0, 9.0, 5.0]), alarm(0), CONFIG)
    assert point is not None
    assert (point.x_m, point.y_m, point.distance_m) == (650.0, 0.0, 650.0)


def test_form_up_waits_for_the_last_origin() -> None:
    """East is a minute nearer to the alarm, but one of the two stations needs 20 minutes to get there."""
    points = np.array([[700.0, 0.0], [-700.0, 0.0]])
    gather = np.array([[5.0, 6.0], [20.0, 7.0]])
    point = form_up_point(points, np.array([2.0, 3.0]), alarm(0), CONFIG, minutes_from=gather)
    assert point is not None
    assert point.x_m == -700.0


def test_form_up_waits_only_until_the_force_is_enough() -> None:
    """Ten officers are wanted: at the western point they are there with the second station, whatever the third needs.

    East: 6 from A after 5 min, 6 from C after 25: enough after 25. West: A after 8 and B after 9: enough after 9.
    """
    points = np.array([[700.0, 0.0], [-700.0, 0.0]])
    gather = np.array([[5.0, 8.0], [np.inf, 9.0], [25.0, 60.0]])
    here = {"minutes_from": gather, "gives": [6, 6, 6]}
    enough = form_up_point(points, np.array([2.0, 2.0]), alarm(0), CONFIG, wanted=10, **here)  # type: ignore[arg-type]
    assert enough is not None
    assert enough.x_m == -700.0
    # nobody can bring forty: then the last who can come counts, 25 in the east and 60 in the west
    never = form_up_point(points, np.array([2.0, 2.0]), alarm(0), CONFIG, wanted=40, **here)  # type: ignore[arg-type]
    assert never is not None
    assert never.x_m == 700.0


def test_form_up_keeps_away_from_every_crowd() -> None:
    """The nearer point lies 300 m from the crowd of the second alarm, 1,000 m to the east."""
    points = np.array([[700.0, 0.0], [-700.0, 0.0]])
    minutes = np.array([1.0, 5.0])
    alone = form_up_point(points, minutes, alarm(0), CONFIG)
    beside = form_up_point(points, minutes, alarm(0), CONFIG, others=[alarm(1)])
    assert alone is not None
    assert beside is not None
    assert (alone.x_m, beside.x_m) == (700.0, -700.0)


@pytest.mark.parametrize(
    ("points", "minutes"),
    [
        (np.zeros((0, 2)), np.zeros(0)),
        (np.array([[10.0, 0.0]]), np.ones(1)),
        (np.array([[9e3, 0.0]]), np.array([np.inf])),
    ],
)
def test_no_form_up_when_there_is_none(points: np.ndarray, minutes: np.ndarray) -> None:
    """No candidate, one within reach of the crowd, one without a road: None."""
    assert form_up_point(points, minutes, alarm(0), CONFIG) is None


def test_form_up_refuses_arrays_that_do_not_fit() -> None:
    """As many times as points."""
    with pytest.raises(ValueError, match="shape"):
        form_up_point(np.zeros((2, 2)), np.zeros(3), alarm(0), CONFIG)
