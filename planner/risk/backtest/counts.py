"""How well a negative-binomial (or Poisson) forecast of a count did: CRPS, log score, coverage, exactly."""

from __future__ import annotations

import numpy as np
from scipy.stats import nbinom, poisson

LOW, HIGH = 0.05, 0.95
"""The ends of the central 90 % interval."""
_LARGE = 20.0
"""Means from here on are summed one by one with SciPy's distribution; below, all together from zero upwards."""
_SMALL_TAIL = 1e-9


def log_scores(count: np.ndarray, mean: np.ndarray, shape: np.ndarray) -> np.ndarray:
    """Log probability of each count, (m,); minus infinity where a count was said to be impossible."""
    zero = log_zero(mean, shape)
    logs = zero.copy()
    some = np.flatnonzero(count > 0)
    logs[some] = _logpmf(count[some], mean[some], shape[some])
    return logs


def log_zero(mean: np.ndarray, shape: np.ndarray) -> np.ndarray:
    """Log probability that nothing happens, (m,)."""
    finite = np.where(np.isfinite(shape), shape, 1.0)
    return np.where(np.isfinite(shape), -finite * np.log1p(mean / finite), -mean)


def covered(count: np.ndarray, mean: np.ndarray, shape: np.ndarray) -> np.ndarray:
    """The chance that the randomised PIT of each count lies in the central 90 %, (m,).

    Counts are whole, so a fixed interval covers more than it says. The randomised PIT is uniform between the
    probabilities of fewer and of at most so many; its chance to lie inside is given, not one draw of it.
    """
    upper = np.exp(log_zero(mean, shape))
    lower = np.zeros_like(upper)
    some = np.flatnonzero(count > 0)
    lower[some] = _cdf(count[some] - 1, mean[some], shape[some])
    upper[some] = _cdf(count[some], mean[some], shape[some])
    width = upper - lower
    inside = np.clip(np.minimum(upper, HIGH) - np.maximum(lower, LOW), 0.0, None)
    # a count in the far tail has no width left in floating point: it lies outside
    return np.where(width > 0, inside / np.where(width > 0, width, 1.0), 0.0)


def crps(count: np.ndarray, mean: np.ndarray, shape: np.ndarray) -> np.ndarray:
    """Continuous ranked probability score of each count, (m,): the sum over k of (F(k) - [k >= count])^2.

    Source: Gneiting and Raftery 2007; the closed form needs a hypergeometric function a place, the sum has a few terms.
    """
    scores = np.zeros(len(count))
    large = mean >= _LARGE
    for one in np.flatnonzero(large):
        scores[one] = _one_crps(int(count[one]), float(mean[one]), float(shape[one]))
    left = np.flatnonzero(~large)
    if not len(left):
        return scores
    m, r, y = mean[left], shape[left], count[left]
    pmf = np.exp(log_zero(m, r))
    cdf = pmf.copy()
    scores[left] = (cdf - (y <= 0)) ** 2
    k = 0
    while True:
        # only where more may still come, and the law still says so
        going = (1 - cdf > _SMALL_TAIL) | (k + 1 < y)
        left, m, r, y, pmf, cdf = left[going], m[going], r[going], y[going], pmf[going], cdf[going]
        if not len(left):
            return scores
        finite = np.isfinite(r)
        size = np.where(finite, r, 1.0)
        pmf = pmf * np.where(finite, (k + size) / (k + 1) * m / (m + size), m / (k + 1))
        cdf, k = cdf + pmf, k + 1
        scores[left] += (cdf - (y <= k)) ** 2


def _one_crps(count: int, mean: float, shape: float) -> float:
    law = nbinom(shape, shape / (shape + mean)) if np.isfinite(shape) else poisson(mean)
    top = max(count, int(law.isf(_SMALL_TAIL))) + 1
    k = np.arange(top)
    return float(((law.cdf(k) - (k >= count)) ** 2).sum())


def _logpmf(count: np.ndarray, mean: np.ndarray, shape: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore"):
        logs = poisson.logpmf(count, mean)
        wide = np.isfinite(shape)
        logs[wide] = nbinom.logpmf(count[wide], shape[wide], shape[wide] / (shape[wide] + mean[wide]))
    return np.asarray(logs)


def _cdf(count: np.ndarray, mean: np.ndarray, shape: np.ndarray) -> np.ndarray:
    below = poisson.cdf(count, mean)
    wide = np.isfinite(shape)
    below[wide] = nbinom.cdf(count[wide], shape[wide], shape[wide] / (shape[wide] + mean[wide]))
    return np.asarray(below)
