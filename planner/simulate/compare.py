"""How much better one plan serves than another, with an interval over weeks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
ROUNDS = 2_000
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    """A measure and its bootstrap interval; nan where it is no number."""

    value: float
    low: float
    high: float


def tallies(
    week: NDArray[np.int64], group: NDArray[np.int64], flags: NDArray[np.bool_], weeks: int, groups: int
) -> Floats:
    """Incidents of each week and group that carry the flag: (weeks, groups)."""
    counts = np.bincount(week[flags] * groups + group[flags], minlength=weeks * groups)
    return counts.reshape(weeks, groups).astype(float)


def share(met: Floats, all_of: Floats) -> Floats:
    """Share met over all groups, from sums (..., groups)."""
    return _divided(met.sum(axis=-1), all_of.sum(axis=-1))


def worst(met: Floats, all_of: Floats) -> Floats:
    """Share met of the group that is met least, from sums (..., groups); groups without incidents do not count."""
    shares = np.where(all_of > 0, _divided(met, all_of), np.inf)
    return np.where(np.isfinite(shares).any(axis=-1), shares.min(axis=-1), np.nan)


def interval(
    measure: Callable[[list[Floats]], Floats],
    counts: list[Floats],
    *,
    seed: int,
    rounds: int = ROUNDS,
    level: float = LEVEL,
) -> Interval:
    """A measure of the sums over all weeks of each table (weeks, groups), and its bootstrap interval over weeks.

    Weeks are drawn with replacement, the same for all tables, so that what they share cancels in a ratio. Rounds in
    which the measure is no number are left out. Source: Efron and Tibshirani 1993, percentile interval.
    """
    weeks = len(counts[0])
    drawn = np.random.default_rng([seed, 71]).multinomial(weeks, np.full(weeks, 1 / weeks), size=rounds).astype(float)
    found = np.asarray(measure([drawn @ table for table in counts]), dtype=float)
    found = found[np.isfinite(found)]
    value = float(measure([table.sum(axis=0) for table in counts]))
    if not len(found):
        return Interval(value, float("nan"), float("nan"))
    low, high = np.quantile(found, [(1 - level) / 2, (1 + level) / 2])
    return Interval(value, float(low), float(high))


def ratio(one: Floats, other: Floats) -> Floats:
    """One over the other; nan where the other is 0."""
    return _divided(one, other)


def _divided(one: Floats, other: Floats) -> Floats:
    one, other = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    return np.divide(one, other, out=np.full(np.broadcast(one, other).shape, np.nan), where=other > 0)
