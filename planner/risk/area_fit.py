"""Non-negative coefficients and scatter of counts by penalised negative-binomial likelihood."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import digamma, gammaln

from planner.config import RiskConfig

_TINY = 1e-9
"""A mean is never quite 0, so that an incident where none could be is unlikely and not impossible."""
_REACH = 6.0
"""How many of its standard deviations a logarithm may leave its prior mean."""


@dataclass(frozen=True, slots=True)
class Coefficients:
    """What each part is worth, and the size of the count's distribution, `size * mean ** power`.

    Power 0 is the NB2 of the books (variance mean + mean^2 / size), power 1 NB1 (variance in proportion to the mean).
    """

    worth: np.ndarray
    size: float
    power: float

    def sizes(self, mean: np.ndarray) -> np.ndarray:
        """The size at each mean."""
        return self.size * np.maximum(mean, _TINY) ** self.power


def log_likelihood(counts: np.ndarray, mean: np.ndarray, size: np.ndarray) -> np.ndarray:
    """The logarithm of the negative-binomial probability of each count; counts may be fractions."""
    mean = np.maximum(mean, _TINY)
    constant = gammaln(counts + size) - gammaln(size) - gammaln(counts + 1)
    return constant + size * np.log(size / (size + mean)) + counts * np.log(mean / (size + mean))


def fit(counts: np.ndarray, parts: np.ndarray, prior: np.ndarray, config: RiskConfig) -> Coefficients:
    """The coefficients for counts (n,) with parts (n, k), held back log-normally towards `prior` (k,).

    Their sum is held back towards 1: parts are shares of a level that should foretell the total by itself.
    Without counts the answer is the prior.
    """
    k = len(prior)
    centre = np.concatenate([np.log(prior), [np.log(config.area_size), config.area_size_power]])
    spread = np.concatenate([np.full(k, config.area_spread), [config.area_size_spread, config.area_power_spread]])

    def loss(at: np.ndarray) -> tuple[float, np.ndarray]:
        worth = np.exp(at[:k])
        mean = parts @ worth + _TINY
        log_mean = np.log(mean)
        size = np.exp(at[k] + at[k + 1] * log_mean)
        both = size + mean
        held = np.log(size / both)
        value = (gammaln(counts + size) - gammaln(size) + size * held + counts * np.log(mean / both)).sum()
        by_size = (digamma(counts + size) - digamma(size) + held + 1 - (counts + size) / both) * size
        by_mean = counts / mean - (counts + size) / both + at[k + 1] * by_size / mean
        off = (at - centre) / spread
        whole = worth.sum()
        off_sum = np.log(whole) / config.area_sum_spread
        slope = np.concatenate([(by_mean @ parts) * worth, [by_size.sum(), by_size @ log_mean]])
        pull = off / spread - slope
        pull[:k] += off_sum / config.area_sum_spread * worth / whole
        return float(0.5 * off @ off + 0.5 * off_sum**2 - value), pull

    if not len(counts):
        return Coefficients(prior.copy(), config.area_size, config.area_size_power)
    bounds = list(zip(centre - _REACH * spread, centre + _REACH * spread, strict=True))
    found = minimize(loss, centre, jac=True, method="L-BFGS-B", bounds=bounds).x
    return Coefficients(np.exp(found[:k]), float(np.exp(found[k])), float(found[k + 1]))
