"""How many incidents the whole ground will see: one forecaster of totals that every model shares."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, inf

import numpy as np
from scipy.stats import nbinom, poisson

from planner.risk.events import Events

_HALF_LIVES = np.array([0.5, 1.0, 2.0, 4.0, 8.0, 16.0, inf])
"""Memories that are tried, in windows; the past chooses."""
_PRIOR_WINDOWS = 1.0
"""How many windows' worth the long-run mean counts against the recent windows."""
_PRIOR_EVENTS = 0.5
"""Jeffreys' half event: a past without any event does not say that there never will be one."""
_DOUBT_WINDOWS = 4.0
"""How many windows' worth the scatter that the number of events implies counts against the scatter that was seen."""


@dataclass(frozen=True, slots=True)
class Totals:
    """Forecasts the number of incidents in a span from the counts in the windows of that length before it.

    An exponentially weighted mean that is held back by the long-run mean; its memory is the one that would have
    forecast the past windows best, each from those before it. Windows that begin before the first event do not exist.
    """

    half_lives: tuple[float, ...] = tuple(_HALF_LIVES)

    def forecast(self, past: Events, day: float, horizon_days: float) -> tuple[float, float]:
        """Mean and negative-binomial size of the count from `day` over `horizon_days`; size is infinite for Poisson.

        Every past is answered: with no event at all the mean is half an event.
        """
        counts, rest = window_counts(past, day, horizon_days)
        if not len(counts):
            mean = (rest + _PRIOR_EVENTS) / (_elapsed(past, day, horizon_days) + 1)
            return mean, rest + _PRIOR_EVENTS
        means, worth = self._one_ahead(counts)
        sizes = np.array([_size(counts, row[:-1], m * w) for row, m, w in zip(means, means[:, -1], worth, strict=True)])
        fits = [_fit(counts, row[:-1], size) for row, size in zip(means, sizes, strict=True)]
        best = int(np.argmax(fits))
        return float(means[best, -1]), float(sizes[best])

    def _one_ahead(self, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """For each memory the mean of each window from those before it, and of the next; and the windows it rests on.

        Returns (memories x (K + 1)) and (memories,).
        """
        keep = 0.5 ** (1 / np.asarray(self.half_lives))
        seen, windows = np.zeros(len(keep)), np.zeros(len(keep))
        means = np.empty((len(keep), len(counts) + 1))
        total = _PRIOR_EVENTS
        for k in range(len(counts) + 1):
            long_run = total / max(k, 1)
            means[:, k] = (seen + _PRIOR_WINDOWS * long_run) / (windows + _PRIOR_WINDOWS)
            if k < len(counts):
                seen, windows = keep * seen + counts[k], keep * windows + 1
                total += counts[k]
        return means, windows + _PRIOR_WINDOWS


def window_counts(past: Events, day: float, horizon_days: float) -> tuple[np.ndarray, float]:
    """Incidents in each whole window of the horizon's length that ends at `day`, oldest first; and in what is before.

    A window counts from the first event's day on.
    """
    if not len(past):
        return np.zeros(0), 0.0
    back = floor(_elapsed(past, day, horizon_days) + 1e-9)
    age = np.floor((day - past.day) / horizon_days - 1e-9).astype(int)
    inside = (age >= 0) & (age < back)
    counts = np.bincount(age[inside], past.weight[inside], minlength=back)[:back]
    return counts[::-1], float(past.weight[~inside].sum())


def _elapsed(past: Events, day: float, horizon_days: float) -> float:
    """Windows since the first event's day."""
    return max(0.0, (day - floor(float(past.day.min()))) / horizon_days) if len(past) else 0.0


def _size(counts: np.ndarray, means: np.ndarray, events: float) -> float:
    """The size by moments, drawn towards the one that a mean from so many events has by itself."""
    seen = float(((counts - means) ** 2 - means)[1:].sum())
    squares = float((means[1:] ** 2).sum())
    typical = float(np.mean(counts)) + _PRIOR_EVENTS / len(counts)
    prior = _DOUBT_WINDOWS * typical**2
    scatter = max(0.0, (seen + prior / (events + _PRIOR_EVENTS)) / (squares + prior))
    return 1 / scatter if scatter > np.finfo(float).eps else inf


def _fit(counts: np.ndarray, means: np.ndarray, size: float) -> float:
    """Log likelihood of the windows from the second on."""
    # weighted counts need not be whole: the nearest whole count is scored
    whole, expected = np.round(counts[1:]), means[1:]
    logs = poisson.logpmf(whole, expected) if size == inf else nbinom.logpmf(whole, size, size / (size + expected))
    return float(logs.sum())
