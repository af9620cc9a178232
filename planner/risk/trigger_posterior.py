"""What is known of triggering after the incidents: a posterior worked out on a grid that narrows where the mass is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.interpolate import PchipInterpolator
from scipy.special import gammainc, logsumexp, ndtr

from planner.config import RiskConfig

SHARE, SAME, DAYS, RANGE, SAME_DAYS = range(5)
"""The axes: the root of the share, the part of it at the very place, logarithms of two times and of the range."""
MOST_SHARE = 0.95
"""With 1 or more, incidents would never end."""
_SPREADS = 3.0
"""The first grid reaches so many prior standard deviations of a logarithm to either side."""
_NEAR = 2.0
"""The range of repeats elsewhere is at least so many times the doubt between two records of one place."""
_FIRST = (25, 7, 7, 9, 6)
_NEXT = (31, 9, 7, 7, 6)
"""Points of the first grid and of the finer ones, by axis."""
_WIDE = 3.2
"""A finer grid reaches so many standard deviations to either side."""
_FINE = 0.95
"""Fine enough: points lie at most so many standard deviations apart."""
_PASSES = 4
_INTERVAL = 0.9
_STEP = 0.4
"""Incidents whose two ratios are alike to this step of a logarithm are worked out together."""
_TINY_RATIO = 1e-4
_STEPS = 120
_DRAWN = 401
"""Points at which a distribution is read off."""
_FEW = 250
"""So few incidents are worked out one by one."""


@dataclass(frozen=True, slots=True)
class Ratios:
    """How much denser repeats are than the background at each incident, if each incident set off exactly one.

    `near` (days, ranges, n) and `same` (times, n) by the points of the grid, `worth` (n,); `seen_near` (days,) and
    `seen_same` (times,) are the share of repeats that fall before the record ends.
    """

    near: np.ndarray
    same: np.ndarray
    worth: np.ndarray
    seen_near: np.ndarray
    seen_same: np.ndarray


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number, and the interval that holds it with 90 %."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Posterior:
    """Cell edges and probabilities of each axis on its own, how many times likelier than no triggering (log), and n."""

    edges: tuple[np.ndarray, ...]
    chances: tuple[np.ndarray, ...]
    evidence: float
    incidents: float

    def middle(self, axis: int) -> np.ndarray:
        """The points of an axis."""
        return (self.edges[axis][1:] + self.edges[axis][:-1]) / 2

    def estimate(self, axis: int) -> Estimate:
        """Mean and 90 % interval: the shortest one for shares, the central one (and the mean of the log) for scales."""
        x, cdf, mean = self._share() if axis == SHARE else self._cdf(axis)
        if axis in (SHARE, SAME):
            upper = np.minimum(np.searchsorted(cdf, cdf + _INTERVAL - 1e-12), len(x) - 1)
            length = np.where(cdf + _INTERVAL <= cdf[-1] + 1e-9, x[upper] - x, np.inf)
            start = int(np.argmin(np.round(length, 12)))  # of equal lengths the lowest
            return Estimate(mean, float(x[start]), float(x[upper[start]]))
        tail = (1 - _INTERVAL) / 2
        low, high = (x[min(int(np.searchsorted(cdf, point)), len(x) - 1)] for point in (tail, 1 - tail))
        return Estimate(float(np.exp(mean)), float(np.exp(low)), float(np.exp(high)))

    def _cdf(self, axis: int) -> tuple[np.ndarray, np.ndarray, float]:
        """Points of an axis, the chance of less, and the mean."""
        below = np.concatenate([[0.0], np.cumsum(self.chances[axis])])
        below = below / below[-1]
        x = np.linspace(self.edges[axis][0], self.edges[axis][-1], _DRAWN)
        return x, PchipInterpolator(self.edges[axis], below)(x), float(np.diff(below) @ self.middle(axis))

    def _share(self) -> tuple[np.ndarray, np.ndarray, float]:
        """The same for the share itself.

        The grid holds all incidents at the number that was seen. How many there would be is a Poisson number, and the
        incidents set off by each vary with it: a factor with mean 1 from a gamma distribution of that many incidents.
        """
        x, cdf, _ = self._cdf(SHARE)
        middle, chance = MOST_SHARE * ((x[1:] + x[:-1]) / 2) ** 2, np.diff(cdf)
        mean = float(chance @ middle)
        if not self.incidents:
            return MOST_SHARE * x**2, cdf, mean
        high = MOST_SHARE * x[-1] ** 2 * (1 + 5 / np.sqrt(self.incidents))
        theta = np.linspace(0.0, min(MOST_SHARE, float(high)), _DRAWN)
        many = self.incidents
        inside = gammainc(many, many * theta[:, None] / np.maximum(middle, np.finfo(float).tiny)) @ chance
        return theta, inside / inside[-1], mean


def posterior(
    ratios_at: Callable[[list[np.ndarray], bool], Ratios], config: RiskConfig, *, passes: int = _PASSES
) -> Posterior:
    """The posterior of the five numbers.

    `ratios_at` gives the ratios at points of the five axes; it is told whether a rough look is enough.
    """
    logs = _log_priors(config)
    edges = [np.linspace(low, high, count + 1) for (low, high), count in zip(_bounds(config), _FIRST, strict=True)]
    for again in range(passes):
        points = [(edge[1:] + edge[:-1]) / 2 for edge in edges]
        ratios = ratios_at(points, again == 0)
        log_p = _log_likelihood(points, ratios)
        for axis, log_prior in enumerate(logs):
            shape = [1] * 5
            shape[axis] = -1
            log_p = log_p + (log_prior(points[axis]) + np.log(np.diff(edges[axis]))).reshape(shape)
        evidence = float(logsumexp(log_p))
        p = np.exp(log_p - evidence)
        chances = [p.sum(axis=tuple(k for k in range(5) if k != axis)) for axis in range(5)]
        if again == passes - 1:
            break
        finer, is_fine = [], True
        for axis, (low, high) in enumerate(_bounds(config)):
            mean = float(chances[axis] @ points[axis])
            step = float(np.diff(edges[axis])[0])
            spread = float(np.sqrt(chances[axis] @ (points[axis] - mean) ** 2))
            is_fine &= step <= _FINE * spread
            half = _WIDE * float(np.hypot(spread, step / 2))
            finer.append(np.linspace(max(low, mean - half), min(high, mean + half), _NEXT[axis] + 1))
        if is_fine and again:
            break
        edges = finer
    return Posterior(tuple(edges), tuple(chances), evidence, float(ratios.worth.sum()))


def _bounds(config: RiskConfig) -> list[tuple[float, float]]:
    scales = (
        (config.near_days, config.near_days_spread),
        (config.near_m, config.near_m_spread),
        (config.trigger_same_days, config.trigger_same_days_spread),
    )
    bounds = [(np.log(m) - _SPREADS * s, np.log(m) + _SPREADS * s) for m, s in scales]
    # what is no farther than two records of one place is the very place
    least = min(np.log(config.near_m), np.log(_NEAR * config.trigger_same_m))
    bounds[1] = (max(bounds[1][0], least), bounds[1][1])
    return [(0.0, 1.0), (0.0, 1.0), *bounds]


def _log_priors(config: RiskConfig) -> list[Callable[[np.ndarray], np.ndarray]]:
    """Log densities along the axes: beta for the two shares, normal for the logarithms; constants left in only once."""
    share = max(config.near_share, 0.01)  # a prior mean of 0 would leave nothing to learn
    worth = config.near_share_worth
    same, same_worth = config.trigger_same_share, config.trigger_same_worth
    grid = (np.arange(4000) + 0.5) / 4000

    def scaled(log_density: Callable[[np.ndarray], np.ndarray]) -> Callable[[np.ndarray], np.ndarray]:
        whole = float(logsumexp(log_density(grid)) - np.log(len(grid)))
        return lambda x: log_density(x) - whole

    def of_share(root: np.ndarray) -> np.ndarray:
        theta = MOST_SHARE * root**2
        beta = (share * worth - 1) * np.log(theta) + ((1 - share) * worth - 1) * np.log1p(-theta)
        return np.asarray(beta + np.log(root))

    def of_same(p: np.ndarray) -> np.ndarray:
        return np.asarray((same * same_worth - 1) * np.log(p) + ((1 - same) * same_worth - 1) * np.log1p(-p))

    def of_scale(axis: int, mean: float, spread: float) -> Callable[[np.ndarray], np.ndarray]:
        low, high = ((bound - np.log(mean)) / spread for bound in _bounds(config)[axis])
        whole = np.log(spread * np.sqrt(2 * np.pi) * (ndtr(high) - ndtr(low)))
        return lambda x: -0.5 * ((x - np.log(mean)) / spread) ** 2 - whole

    return [
        scaled(of_share),
        scaled(of_same),
        of_scale(DAYS, config.near_days, config.near_days_spread),
        of_scale(RANGE, config.near_m, config.near_m_spread),
        of_scale(SAME_DAYS, config.trigger_same_days, config.trigger_same_days_spread),
    ]


def _log_likelihood(points: list[np.ndarray], ratios: Ratios) -> np.ndarray:
    """Log likelihood against no triggering at all points, by the five axes.

    With background b, an incident's density is (1 - share seen) b + share x repeats: the background gives way so that
    all incidents stay as many as there are.
    """
    theta, same = MOST_SHARE * points[SHARE] ** 2, points[SAME]
    out = np.empty([len(p) for p in points])
    away, here = theta[:, None] * (1 - same), theta[:, None] * same
    bins = _Bins(ratios)
    for d in range(len(points[DAYS])):
        for s in range(len(points[SAME_DAYS])):
            rest = 1 - away * ratios.seen_near[d] - here * ratios.seen_same[s]
            for r in range(len(points[RANGE])):
                worth, near, at = bins.joined(d, r, s)
                density = rest[..., None] + away[..., None] * near + here[..., None] * at
                out[:, :, d, r, s] = np.log(density) @ worth
    return out


class _Bins:
    """Incidents with like ratios, gathered; with few of them each stands alone, save those that nothing explains."""

    def __init__(self, ratios: Ratios) -> None:
        is_alone = (ratios.near <= 0).all(axis=(0, 1)) & (ratios.same <= 0).all(axis=0)
        self._alone = float(ratios.worth[is_alone].sum())
        self._near, self._same = ratios.near[:, :, ~is_alone], ratios.same[:, ~is_alone]
        self._worth = ratios.worth[~is_alone]
        self._is_small = len(self._worth) <= _FEW
        if not self._is_small:
            self._near_step, self._same_step = self._steps(self._near), self._steps(self._same)

    @staticmethod
    def _steps(ratio: np.ndarray) -> np.ndarray:
        steps = np.floor(np.log(np.maximum(ratio, _TINY_RATIO) / _TINY_RATIO) / _STEP).astype(np.int64)
        return np.minimum(steps, _STEPS - 1)

    def joined(self, d: int, r: int, s: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Worth of each group and its mean ratios, near and at the same place; the first is of those without any."""
        worth, near, at = self._worth, self._near[d, r], self._same[s]
        if not self._is_small:
            key = self._near_step[d, r] * _STEPS + self._same_step[s]
            size = _STEPS * _STEPS
            total = np.bincount(key, worth, minlength=size)
            used = np.flatnonzero(total)
            total = total[used]
            near, at = (np.bincount(key, worth * ratio, minlength=size)[used] / total for ratio in (near, at))
            worth = total
        return np.append(self._alone, worth), np.append(0.0, near), np.append(0.0, at)
