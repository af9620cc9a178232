"""Whether intervals hold for counts that are not nearly always 0: totals of windows and of coarse blocks of the region.

Counts of one window share the doubt of its level and scatter between places besides. So a sum of places with means m
has the mean M = sum m and the variance M + M^2 / L + sum m^2 (1 / S - 1 / L), where L is the size of the forecast of
the total and S that of a place, which holds both; the sum is taken as negative binomial of that mean and variance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.risk.backtest import counts as laws
from planner.risk.events import Events
from planner.risk.forecast import Forecast, Ground

ACROSS = 6
"""Blocks along each side of the region."""
LEAST = 1.0
"""Incidents that a block must be expected to have, going by its share of the past, to be asked."""


@dataclass(frozen=True, slots=True)
class Blocks:
    """The block of each place of a ground, (m,), and how many there are; one alone where places have no position."""

    block: np.ndarray
    number: int

    @classmethod
    def of(cls, ground: Ground) -> Blocks:
        """ACROSS x ACROSS blocks of the box that holds the places; those without a place are none."""
        middle = getattr(ground, "middle", None)
        if middle is None:
            return cls(np.zeros(ground.size, dtype=int), 1)
        low, span = middle.min(axis=0), np.maximum(np.ptp(middle, axis=0), np.finfo(float).tiny)
        step = np.minimum((ACROSS * (middle - low) / span).astype(int), ACROSS - 1)
        _, block = np.unique(step[:, 0] * ACROSS + step[:, 1], return_inverse=True)
        return cls(block, int(block.max()) + 1)

    def sums(self, values: np.ndarray) -> np.ndarray:
        """Values of the places (m,) summed by block."""
        return np.bincount(self.block, values, minlength=self.number)

    def asked(self, past: Events, ground: Ground, total: float) -> np.ndarray:
        """The blocks that should see at least LEAST incidents of so many, by their share of the past: a mask."""
        if self.number == 1 or not len(past):
            return np.zeros(self.number, dtype=bool)
        at = ground.locate(past.xy)
        held = np.bincount(self.block[at[at >= 0]], past.weight[at >= 0], minlength=self.number)
        return np.asarray(held * total >= LEAST * max(float(past.weight.sum()), np.finfo(float).tiny))

    def covered(self, forecast: Forecast, count: np.ndarray, level: float) -> np.ndarray:
        """The chance of the randomised PIT of each block's count to lie in the central 90 %; `level` is L."""
        mean = self.sums(forecast.mean)
        beyond = np.maximum(1 / np.asarray(forecast.shape, dtype=float) - 1 / level, 0.0)
        excess = mean**2 / level + self.sums(forecast.mean**2 * beyond)
        return laws.covered(self.sums(count), mean, sizes(mean, excess))


def sizes(mean: np.ndarray, excess: np.ndarray) -> np.ndarray:
    """The size of a negative binomial whose variance is mean + excess; infinite where there is no excess."""
    return np.divide(mean**2, excess, out=np.full_like(mean, np.inf), where=excess > 0)


def total_covered(forecast: Forecast, count: np.ndarray, level: float) -> float:
    """The same chance for the count of the whole window."""
    whole = Blocks(np.zeros(len(count), dtype=int), 1)
    return float(whole.covered(forecast, count, level)[0])
