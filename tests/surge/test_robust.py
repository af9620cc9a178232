"""The worlds and the verdict of the page on promises."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.robust import Verdict, triangle


@pytest.mark.parametrize(("low", "high"), [(0.85, 1.6), (0.6, 2.5), (0.99, 1.01)])
def test_a_triangle_has_the_percentiles_that_were_given(low: float, high: float) -> None:
    """5 of 100 draws lie below the low end, 5 above the high one; the top is at 1."""
    left, top, right = triangle(low, high)
    drawn = np.random.default_rng(1).triangular(left, top, right, 100_000)
    assert left < low < top < high < right
    assert np.mean(drawn < low) == pytest.approx(0.05, abs=0.004)
    assert np.mean(drawn > high) == pytest.approx(0.05, abs=0.004)


def test_the_interval_is_over_emergencies() -> None:
    """Two alarms that always hold, two that never do: the mean is one half, the interval goes from one to the other."""
    value, low, high = Verdict([1.0, 1.0, 0.0, 0.0], [1, 1, 2, 2]).interval(7)
    assert (value, low, high) == (0.5, 0.0, 1.0)
