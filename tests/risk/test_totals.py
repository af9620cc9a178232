"""The one forecaster of totals."""

from __future__ import annotations

import numpy as np
import pytest

from planner.risk.totals import Totals, window_counts
from tests.risk.grounds import events_at


def test_without_any_incident_it_still_answers() -> None:
    """Half an event, and a size that leaves room: nothing is known."""
    mean, shape = Totals().forecast(events_at([], []), 1000.0, 28)
    assert mean == 0.5
    assert shape == 0.5


def test_windows_count_back_from_the_day_and_begin_with_the_first_event() -> None:
    """Events on days 0, 5, 12, 13; from day 20 windows of 7 are [13, 20), [6, 13); [-1, 6) is not whole."""
    counts, rest = window_counts(events_at([0, 5, 12, 13], [0] * 4), 20.0, 7)
    assert counts.tolist() == [1, 1]
    assert rest == 2


def test_a_steady_past_goes_on() -> None:
    """Ten incidents in each of twenty windows: ten, with the scatter of a count."""
    days = np.arange(200) * 0.7
    mean, shape = Totals().forecast(events_at(days, [0] * 200), 140.0, 7)
    assert mean == pytest.approx(10, rel=0.02)
    assert shape > 50


def test_a_wave_is_followed() -> None:
    """One incident a window for twenty windows, then twenty a window for six: far from the mean of 5.4."""
    days = np.concatenate([np.arange(20) * 7.0, 140 + np.arange(120) * 0.35])
    mean, _ = Totals().forecast(events_at(days, [0] * 140), 182.0, 7)
    assert 12 < mean < 21


def test_counts_that_scatter_more_than_chance_get_a_small_size() -> None:
    """Windows of 2 and 18 in turn have mean 10 and variance 64: size near 100 / 54."""
    days = [7 * w + 0.1 * k for w in range(40) for k in range(18 if w % 2 else 2)]
    mean, shape = Totals().forecast(events_at(days, [0] * len(days)), 280.0, 7)
    assert 5 < mean < 15
    assert 1 < shape < 3


@pytest.mark.parametrize("days", [[10.0], [10.0] * 3, [9.99], [-4000.0, 9.0]])
def test_few_incidents_give_a_positive_finite_mean(days: list[float]) -> None:
    """One, three on one day, one just before, one eleven years before."""
    mean, shape = Totals().forecast(events_at(days, [0] * len(days)), 11.0, 28)
    assert 0 < mean < 5
    assert shape > 0
