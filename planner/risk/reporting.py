"""How much of what happens is reported, as an assumption with its doubt, and what counts would say under it.

Nobody knows the share that is reported; the numbers are assumptions in `defaults.toml`, and the correction is off
until a person turns it on (`risk.reporting_correction`). What is shown is the answer under low, middle and high.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import betaincinv, gammaincinv

from planner.config import RiskConfig

LOW, HIGH = 0.05, 0.95
"""The points of an interval that holds 90 %."""


@dataclass(frozen=True, slots=True)
class Reporting:
    """Probability that an incident is reported, one entry a place: 5 % point, mean, 95 % point of a beta."""

    low: np.ndarray
    mid: np.ndarray
    high: np.ndarray


@dataclass(frozen=True, slots=True)
class Rates:
    """Incidents per unit of exposure, one entry a place: 5 % point, mean, 95 % point."""

    low: np.ndarray
    mid: np.ndarray
    high: np.ndarray


def reporting(has_desk: np.ndarray, is_registered: np.ndarray, config: RiskConfig) -> Reporting:
    """The assumed reporting probability of each site: by a desk within reach and by registration."""
    mean = np.where(
        has_desk,
        np.where(is_registered, config.report_near_registered, config.report_near_unregistered),
        np.where(is_registered, config.report_far_registered, config.report_far_unregistered),
    ).astype(float)
    return with_doubt(mean, config.reporting_worth)


def with_doubt(mean: np.ndarray, worth: float) -> Reporting:
    """A beta of that mean, worth so many incidents; a mean of 1 has no doubt."""
    mean = np.asarray(mean, float)
    safe = np.minimum(mean, 1 - 1e-12)
    low, high = (betaincinv(safe * worth, (1 - safe) * worth, point) for point in (LOW, HIGH))
    # a skewed beta has its mean outside the interval when nearly nothing, or nearly all, is reported
    return Reporting(np.minimum(low, mean), mean, np.maximum(high, mean))


def of_groups(sites: Reporting, group: np.ndarray, size: int) -> Reporting:
    """The mean of the sites in each of `size` groups; a group without sites gets the mean of all."""

    def mean(values: np.ndarray) -> np.ndarray:
        number = np.bincount(group, minlength=size)
        whole = values.mean() if len(values) else 1.0
        return np.where(number > 0, np.bincount(group, values, minlength=size) / np.maximum(number, 1), whole)

    return Reporting(mean(sites.low), mean(sites.mid), mean(sites.high))


def count_weights(probability: np.ndarray, strength: float) -> np.ndarray:
    """How many incidents each reported one stands for: 1 at strength 0, 1 / probability at strength 1."""
    return probability**-strength


def level_of(count: np.ndarray, exposure: np.ndarray, probability: np.ndarray | float = 1.0) -> float:
    """Incidents per unit of exposure over all places together; 0 where nothing is exposed."""
    seen = float(np.sum(exposure * probability))
    return float(np.sum(count)) / seen if seen > 0 else 0.0


def level_around(
    count: np.ndarray, exposure: np.ndarray, near: np.ndarray, shape: float, probability: np.ndarray | float = 1.0
) -> np.ndarray:
    """What the others say of each place, (m,): the rate of those near it, drawn to that of all others.

    Its own count has no part. All others together count as `shape` incidents. `near` (m, m) says which are near.
    """
    seen = np.asarray(exposure, float) * probability
    count = np.asarray(count, float)
    others_n, others_e = count.sum() - count, seen.sum() - seen
    level = np.divide(others_n, others_e, out=np.zeros_like(seen), where=others_e > 0)
    held = np.divide(shape, level, out=np.full_like(seen, np.inf), where=level > 0)
    return np.asarray((shape + near @ count) / (held + near @ seen))


def rates(
    count: np.ndarray,
    exposure: np.ndarray,
    probability: np.ndarray | float,
    *,
    level: float | np.ndarray,
    shape: float,
) -> Rates:
    """True rates from reported counts: a gamma prior of mean `level`, and reporting as part of the exposure.

    count ~ Poisson(rate x exposure x probability), rate ~ gamma(shape, mean level): the posterior is a gamma, so a
    place with few reports is drawn to the level of all, and not to zero. An area whose reporting is half known
    safe is not scored half.
    """
    seen = np.asarray(exposure, float) * probability
    held = shape / np.maximum(level, np.finfo(float).tiny)
    size, scale = shape + np.asarray(count, float), 1 / (held + seen)
    low, high = (gammaincinv(size, point) * scale for point in (LOW, HIGH))
    return Rates(low, size * scale, high)


def under(scores: np.ndarray, chance: Reporting) -> Rates:
    """What scores of incidents to be reported say of incidents to happen: each over its reporting probability.

    The low score belongs to the high probability: if most is reported, little more happens.
    """
    return Rates(scores / chance.high, scores / chance.mid, scores / chance.low)
