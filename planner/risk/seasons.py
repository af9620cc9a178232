"""Day multipliers learned from the days of past incidents, shrunk towards what is taken for granted.

Each incident is set against the other days of its own stratum: the same kind of place in the same year. What differs
between places and years drops out, so that only the day is compared (time-stratified case-crossover, Levy et al.
2001); with a gamma prior on each multiplier this is the gamma-Poisson model with the level of the stratum integrated
out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import gammaincinv, logsumexp

LOW, HIGH = 0.05, 0.95
"""The points that every interval states."""
_GRID, _WIDE = 101, 6.0  # points of a grid, and how far the first one reaches on the logarithm
_SWEEPS, _STILL = 30, 1e-3
_NOTHING, _ROUNDING = 1e-9, 1e-9
_STRONGER = (1.0, 4.0, 16.0)  # times the prior strength: the steps that are tried


@dataclass(frozen=True, slots=True)
class Days:
    """The days of incidents, against those on which they might have been: two arrays (n, classes), rows sum to 1.

    `share` is how much the day of each incident belongs to each class, in the first place the ordinary one;
    `exposure` the same, on average over all days of its stratum. `weight` (n,) is how much of one incident it is.
    `year` (n,) tells the years apart.
    """

    share: np.ndarray
    exposure: np.ndarray
    weight: np.ndarray
    year: np.ndarray

    def take(self, which: np.ndarray) -> Days:
        """Those at a mask."""
        return Days(self.share[which], self.exposure[which], self.weight[which], self.year[which])


@dataclass(frozen=True, slots=True)
class Multipliers:
    """How many times an ordinary day each class of day is, with its 90 % interval; the ordinary one is 1.

    `events` is how many incidents fell on days of the class, `expected` how many would have if all days were alike.
    """

    factor: np.ndarray
    low: np.ndarray
    high: np.ndarray
    events: np.ndarray
    expected: np.ndarray
    prior_mean: np.ndarray
    prior_strength: np.ndarray

    @property
    def is_learned(self) -> np.ndarray:
        """Where incidents say more than the prior."""
        told = np.maximum(self.events, self.expected) >= self.prior_strength
        told[0] = True
        return told


def learn_multipliers(
    share: np.ndarray,
    exposure: np.ndarray,
    prior_mean: Sequence[float] | np.ndarray,
    prior_strength: Sequence[float] | np.ndarray,
    *,
    weight: np.ndarray | None = None,
) -> Multipliers:
    """The multiplier of each class: posterior mean and 90 % interval. Any n is answered; 0 gives the prior.

    The chance that an incident of a stratum falls on its day is share @ m / exposure @ m, up to what m does not
    change. Each multiplier but the first has a gamma prior with this mean, worth so many incidents. One class at a
    time on a grid, the others at their means, until nothing moves.
    """
    mean, strength = np.asarray(prior_mean, dtype=float), np.asarray(prior_strength, dtype=float)
    rows, counts = _together(share, exposure, weight)
    classes = len(mean)
    share, exposure = rows[:, :classes], rows[:, classes:]
    factor = mean.copy()
    factor[0] = 1.0
    low, high = (gammaincinv(strength, point) * mean / strength for point in (LOW, HIGH))
    low[0] = high[0] = 1.0
    # a class on no day, or on every day of every stratum, says nothing
    told = [c for c in range(1, classes) if counts @ (exposure[:, c] * (1 - exposure[:, c])) > 0]
    # first wide enough for the prior and for what incidents may say against it, then where the mass is
    spans = {c: (np.log(mean[c]) - _WIDE, np.log(mean[c]) + _WIDE) for c in told}
    for sweep in range(_SWEEPS):
        before = factor.copy()
        for c in told:
            log_m, chance = _one_class(c, share, exposure, counts, factor, (mean[c], strength[c]), spans[c])
            factor[c] = chance @ np.exp(log_m)
            held, step = log_m[chance > _NOTHING], log_m[1] - log_m[0]
            spans[c] = (held[0] - 2 * step, held[-1] + 2 * step)
            low[c], high[c] = np.exp(np.interp([LOW, HIGH], np.cumsum(chance) - chance / 2, log_m))
        if sweep > 1 and np.abs(np.log(factor / before)).max() < _STILL:
            break
    fell = share * factor
    events = counts @ (fell / fell.sum(axis=1, keepdims=True)) if len(counts) else np.zeros(classes)
    return Multipliers(factor, low, high, events, counts @ exposure, mean, strength)


def gain(days: Days, factor: np.ndarray) -> float:
    """Nats per incident that the multipliers give over days that are all alike; 0 without incidents."""
    total = days.weight.sum()
    each = np.log(days.share @ factor) - np.log(days.exposure @ factor)
    return float(days.weight @ each / total) if total > 0 else 0.0


def learn(
    days: Days,
    prior_mean: Sequence[float] | np.ndarray,
    prior_strength: Sequence[float] | np.ndarray,
    *,
    tune_from: float,
) -> Multipliers:
    """Multipliers with the shrinkage that foretold left-out years best, where there are `tune_from` incidents.

    Tried are more strength, towards the prior and towards one, for the classes of which incidents say something.
    Another than the prior's own is taken only if it is better by more than a standard error of the difference: with
    few incidents the choice itself would be noise. It moves the multipliers; the intervals stay those of the prior's
    own strength, as a choice among six is no evidence.
    """
    mean, strength = np.asarray(prior_mean, dtype=float), np.asarray(prior_strength, dtype=float)
    days = _gathered(days)
    own = learn_multipliers(days.share, days.exposure, mean, strength, weight=days.weight)
    years = np.unique(days.year)
    if days.weight.sum() < tune_from or len(years) < 2:
        return own
    plain = _left_out(days, mean, strength, years)
    best, most = (mean, strength), 0.0
    for target in (mean, np.where(own.is_learned, 1.0, mean)):
        for times in _STRONGER:
            stronger = np.where(own.is_learned, strength * times, strength)
            better = _left_out(days, target, stronger, years) - plain
            total = float(days.weight @ better)
            error = np.sqrt(days.weight @ (better - total / days.weight.sum()) ** 2)
            if total > max(error, most):
                best, most = (target, stronger), total
    factor = learn_multipliers(days.share, days.exposure, *best, weight=days.weight).factor
    return replace(own, factor=factor, low=np.minimum(own.low, factor), high=np.maximum(own.high, factor))


def _gathered(days: Days) -> Days:
    """The same with one row for all incidents that are alike."""
    classes = days.share.shape[1]
    rows, weight = _together(np.hstack([days.share, days.year[:, None]]), days.exposure, days.weight)
    return Days(rows[:, :classes], rows[:, classes + 1 :], weight, rows[:, classes].astype(int))


def _left_out(days: Days, mean: np.ndarray, strength: np.ndarray, years: np.ndarray) -> np.ndarray:
    """What each incident gains, in nats, from multipliers learned without its year."""
    each = np.zeros(len(days.year))
    for year in years:
        out = days.year == year
        rest = days.take(~out)
        factor = learn_multipliers(rest.share, rest.exposure, mean, strength, weight=rest.weight).factor
        each[out] = np.log(days.share[out] @ factor) - np.log(days.exposure[out] @ factor)
    return each


def _together(share: np.ndarray, exposure: np.ndarray, weight: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
    """Equal rows once, with their weight: most incidents of a stratum fall on the same few kinds of days."""
    rows = np.hstack([np.asarray(share, dtype=float), np.asarray(exposure, dtype=float)])
    weight = np.ones(len(rows)) if weight is None else np.asarray(weight, dtype=float)
    if not len(rows):
        return rows, weight
    kinds, which = np.unique(np.round(rows, 9), axis=0, return_inverse=True)
    return kinds, np.bincount(which.reshape(-1), weights=weight, minlength=len(kinds))


def _one_class(
    c: int,
    share: np.ndarray,
    exposure: np.ndarray,
    counts: np.ndarray,
    factor: np.ndarray,
    prior: tuple[float, float],
    span: tuple[float, float],
) -> tuple[np.ndarray, np.ndarray]:
    """The posterior of one multiplier, the others given: logarithms of it on a grid over a span, and their chances."""
    mean, strength = prior
    log_m = np.linspace(*span, _GRID)
    m = np.exp(log_m)
    log_p = strength * log_m - strength * m / mean
    for kind, sign in ((share, 1.0), (exposure, -1.0)):
        slope = kind[:, c]
        level = kind @ factor - slope * factor[c]
        whole = (slope > 0) & (level <= _ROUNDING)
        mixed = (slope > 0) & ~whole
        log_p = log_p + sign * (counts[whole].sum() * log_m)
        if mixed.any():
            log_p = log_p + sign * (counts[mixed] @ np.log(level[mixed, None] + slope[mixed, None] * m))
    return log_m, np.exp(log_p - logsumexp(log_p))
