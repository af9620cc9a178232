"""Whether what is forecast comes true as often as it is said: slope and error of calibration over all windows."""

from __future__ import annotations

import numpy as np

_PER_UNIT = 100
"""Means are gathered in bins of a hundredth of a natural logarithm: no sum is off by more than rounding would be."""
_LOWEST, _HIGHEST = -46.0, 14.0
"""exp of these: fewer than 1e-20 and more than a million incidents a place are counted as these."""
_BINS = 10
_ROUNDS = 60


class Reliability:
    """Forecast means and counts, gathered so that neither needs to be kept."""

    def __init__(self) -> None:
        width = int((_HIGHEST - _LOWEST) * _PER_UNIT) + 1
        self.places, self.logs, self.expected, self.seen = np.zeros((4, width))
        self.has_contrast = False

    def add(self, mean: np.ndarray, count: np.ndarray) -> None:
        """One window's forecast means and counts, (m,)."""
        log = np.log(np.clip(mean, np.exp(_LOWEST), np.exp(_HIGHEST)))
        self.has_contrast |= bool(len(log)) and bool(np.ptp(log) > 1 / _PER_UNIT)
        which = ((log - _LOWEST) * _PER_UNIT).astype(int)
        width = len(self.places)
        self.places += np.bincount(which, minlength=width)
        self.logs += np.bincount(which, log, minlength=width)
        self.expected += np.bincount(which, mean, minlength=width)
        self.seen += np.bincount(which, count, minlength=width)

    def slope(self) -> float:
        """The Poisson regression of counts on the log of their forecast mean: 1 when contrasts are as large as said.

        Below 1 the forecast is too sharp: high places are said too high and low ones too low; above 1 it is too flat.
        Not a number where the means of each window are all alike (totals alone are no contrast) or nothing happened.
        """
        some = self.places > 0
        n, seen = self.places[some], self.seen[some]
        x = self.logs[some] / n
        if not self.has_contrast or seen.sum() == 0:
            return float("nan")
        x = x - np.average(x, weights=np.maximum(seen, 1e-9 * n))
        a, b = np.log(seen.sum() / (n * np.exp(x)).sum()), 1.0
        for _ in range(_ROUNDS):
            mu = n * np.exp(np.clip(a + b * x, -700, 50))
            gradient = np.array([(seen - mu).sum(), ((seen - mu) * x).sum()])
            bend = np.array([[mu.sum(), (mu * x).sum()], [(mu * x).sum(), (mu * x * x).sum()]])
            if np.linalg.cond(bend) > 1e14:
                return float("nan")
            step = np.linalg.solve(bend, gradient)
            step *= min(1.0, 1.0 / np.abs(step).max()) if np.abs(step).max() > 0 else 0.0
            a, b = a + step[0], b + step[1]
            if np.abs(step).max() < 1e-10:
                return float(b)
        return float("nan")

    def error(self) -> float:
        """Sum of |seen - expected| over ten bins of equal expected mass, as a share of what was seen.

        Means that are alike are shared between the bins on whose border they lie.
        """
        total, seen = self.expected.sum(), self.seen.sum()
        if not (total > 0 and seen > 0):
            return float("nan")
        edges = np.linspace(0, total, _BINS + 1)
        mass = np.concatenate([[0.0], np.cumsum(self.expected)])
        held = np.interp(edges, mass, np.concatenate([[0.0], np.cumsum(self.seen)]))
        return float(np.abs(np.diff(held) - total / _BINS).sum() / seen)
