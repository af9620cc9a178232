"""The models that a better one must beat: uniform, plain and decayed counts, KDE, prospective hotspot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf, log2
from typing import Protocol

import numpy as np
from scipy.optimize import nnls

from planner.config import BacktestConfig
from planner.risk.backtest.tuning import Scored, past_windows, print_of
from planner.risk.events import Events
from planner.risk.forecast import Forecast, Forecaster, Ground
from planner.risk.totals import Totals

# What is tried; the past chooses. Half-lives in days.
_HALF_LIVES = (60.0, 120.0, 240.0, 365.0, 730.0)
_KDE_HALF_LIVES = (inf, 365.0)
_WIDTH_STEPS = (10, 8, 7, 6, 5, 4, 3, 2)
"""Halvings of the extent of the past incidents: widths from a thousandth to a quarter of it."""
_BOWERS_STEPS = (8, 6, 5)
_BOWERS_WEEKS = (8.0, 26.0)
_BOWERS_UNITS = 8.0
"""Reach of a prospective hotspot in its units of distance, as in Bowers, Johnson and Pease 2004 (400 m, 50 m cells)."""
_BOWERS_GAUSSIANS = (0.5, 1.0, 2.0, 4.0)
"""Widths of the Gaussians, in units, that make up 1 / (1 + distance)."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One way to lay past incidents on the ground: Gaussians with their weights, and how an incident fades."""

    widths_m: tuple[float, ...] = (0.0,)
    shares: tuple[float, ...] = (1.0,)
    half_life_days: float = inf
    hotspot_weeks: float = inf

    def fade(self, age_days: np.ndarray) -> np.ndarray:
        """What an incident of that age counts, (n,)."""
        if self.hotspot_weeks < inf:
            weeks = np.floor(age_days / 7)
            return np.where(weeks < self.hotspot_weeks, 1 / (1 + weeks), 0.0)
        return 0.5 ** (age_days / self.half_life_days)


class _Settings(Protocol):
    def __call__(self, past: Events) -> tuple[Setting, ...]: ...


class Uniform:
    """The total, shared out by exposure alone."""

    name = "uniform"
    sentence = "Every square kilometre is alike."
    is_ours = False

    def forecast(self, past: Events, ground: Ground, *, day: float, horizon_days: float) -> Forecast:
        """The span from `day` over `horizon_days`."""
        mean, shape = Totals().forecast(past, day, horizon_days)
        return Forecast(mean * ground.exposure, shape)


@dataclass(slots=True)
class Smoothed:
    """Past incidents, faded and spread, mixed with uniform; setting and share of uniform are tuned in the past.

    What a past window said of each setting is kept, so a rolling back-test asks it once: a pure function of the
    events before that window.
    """

    name: str
    sentence: str
    settings: _Settings
    config: BacktestConfig
    is_ours: bool = False
    _ground: Ground | None = None
    _kept: dict[tuple[float, float, bytes, tuple[Setting, ...]], Scored] = field(default_factory=dict)

    def forecast(self, past: Events, ground: Ground, *, day: float, horizon_days: float) -> Forecast:
        """The span from `day` over `horizon_days`, with what would have forecast the windows before it best."""
        mean, shape = Totals().forecast(past, day, horizon_days)
        setting, uniform = self.tune(past, ground, day=day, horizon_days=horizon_days)
        share = (1 - uniform) * lay(past, ground, day, setting) + uniform * ground.exposure
        return Forecast(mean * share, shape)

    def tune(self, past: Events, ground: Ground, *, day: float, horizon_days: float) -> tuple[Setting, float]:
        """The setting and the share of uniform with the highest log score over windows that end by `day`."""
        if self._ground is not ground:
            self._ground, self._kept = ground, {}
        settings = self.settings(past)
        total = np.zeros((len(settings), len(Scored.UNIFORM)))
        for start in past_windows(past, day, horizon_days, self.config):
            before = past.before(start)
            key = (start, horizon_days, print_of(past.before(start + horizon_days)), settings)
            if key not in self._kept:
                test = past.take((past.day >= start) & (past.day < start + horizon_days))
                at = ground.locate(test.xy)
                inside = at >= 0
                hit, times = np.unique(at[inside], return_inverse=True)
                weight = np.bincount(times, test.weight[inside], minlength=len(hit))
                maps = (lay(before, ground, start, one, at=hit) for one in settings)
                self._kept[key] = Scored.of(maps, ground.exposure[hit], weight)
            total += self._kept[key].score
        if not total.any():
            return settings[len(settings) // 2], Scored.UNTUNED
        best, mix = np.unravel_index(int(np.argmax(total)), total.shape)
        return settings[int(best)], Scored.UNIFORM[int(mix)]


def lay(past: Events, ground: Ground, day: float, setting: Setting, at: np.ndarray | None = None) -> np.ndarray:
    """The share of each place in the past, faded and spread, (m,), or of the places `at` only.

    The shares of all places sum to 1; they are the exposure where all has faded.
    """
    mass = past.weight * setting.fade(np.maximum(day - past.day, 0.0))
    some = mass > 0
    if not some.any():
        return ground.exposure if at is None else ground.exposure[at]
    laid = np.zeros(ground.size if at is None else len(at))
    for width, share in zip(setting.widths_m, setting.shares, strict=True):
        if share > 0:
            laid += share * ground.spread(past.xy[some], mass[some], width, past.doubt_m[some], at)
    total = float(mass.sum()) if at is not None else float(laid.sum())
    return laid / total if total > 0 else np.zeros(len(laid))


def extent_m(past: Events) -> float:
    """The extent of past incidents, rounded to a power of two metres so that a few more do not change every width."""
    if not len(past):
        return 1.0
    across = float(np.hypot(*past.xy.std(axis=0)))
    return float(2.0 ** round(log2(across))) if across >= 1 else 1.0


def hotspot_shares() -> tuple[float, ...]:
    """The weights of the Gaussians whose sum is nearest to 1 / (1 + r) within the reach of a prospective hotspot."""
    r = np.linspace(0.05, 1.5 * _BOWERS_UNITS, 240)
    wanted = np.where(r < _BOWERS_UNITS, 1 / (1 + r), 0.0)
    sigma = np.array(_BOWERS_GAUSSIANS)
    each = np.exp(-((r[:, None] / sigma) ** 2) / 2) / (2 * np.pi * sigma**2)
    # a ring at r has the area 2 pi r dr: what matters is how much mass lies at each distance
    weights, _ = nnls(each * np.sqrt(r)[:, None], wanted * np.sqrt(r))
    return tuple(float(w) for w in weights / weights.sum())


def _counts(past: Events) -> tuple[Setting, ...]:
    return (Setting(),)


def _decayed(past: Events) -> tuple[Setting, ...]:
    return tuple(Setting(half_life_days=days) for days in _HALF_LIVES)


def _kde(past: Events) -> tuple[Setting, ...]:
    widths = [extent_m(past) / 2**step for step in _WIDTH_STEPS]
    return tuple(Setting((width,), half_life_days=days) for days in _KDE_HALF_LIVES for width in widths)


def _hotspot(past: Events) -> tuple[Setting, ...]:
    shares = hotspot_shares()
    units = [extent_m(past) / 2**step for step in _BOWERS_STEPS]
    return tuple(
        Setting(tuple(unit * sigma for sigma in _BOWERS_GAUSSIANS), shares, hotspot_weeks=weeks)
        for weeks in _BOWERS_WEEKS
        for unit in units
    )


def make_baselines(config: BacktestConfig) -> Sequence[Forecaster]:
    """Fresh baselines, the plainest first."""
    return (
        Uniform(),
        Smoothed("historical count", "Where it happened, it happens again.", _counts, config),
        Smoothed("decayed count", "The same, and old incidents fade.", _decayed, config),
        Smoothed("KDE", "Past incidents, spread over their surroundings.", _kde, config),
        Smoothed(
            "prospective hotspot", "Near and recent incidents, by 1/(1+distance) and 1/(1+weeks).", _hotspot, config
        ),
    )
