"""Forecasts of areas: the additive model and an empirical-Bayes one, weighed by how they foretold the latest past."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.config import RiskConfig
from planner.risk.area_fit import log_likelihood
from planner.risk.area_parts import RECORD
from planner.risk.endemic import AreaPast, fit_past, prepare
from planner.risk.events import Events
from planner.risk.forecast import Forecast, Ground

_ROUNDS = 50
"""Rounds of the weighing; it moves by less than a thousandth long before."""


@dataclass(frozen=True, slots=True)
class AreaForecaster:
    """What is to be expected in each area over the next period, by two models weighed on past periods alone.

    Answers for counts (`next_period`) and as a forecaster of a back-test, where periods are as long as the horizon
    and the areas are the places of the ground. `neighbours`, `covariates` and `parents` are as in `fit_endemic`.
    """

    config: RiskConfig
    neighbours: np.ndarray | None = None
    covariates: np.ndarray | None = None
    covariate_names: Sequence[str] = ()
    parents: np.ndarray | None = None
    name: str = "areas"
    sentence: str = "size, record, latest incidents and surroundings of each area, added up; weights learned"
    is_ours: bool = True

    def next_period(self, counts: np.ndarray, exposure: np.ndarray) -> Forecast:
        """The period after the last of `counts` (T, A); see `fit_endemic`."""
        past = prepare(
            counts,
            exposure=exposure,
            config=self.config,
            neighbours=self.neighbours,
            covariates=self.covariates,
            covariate_names=self.covariate_names,
            parents=self.parents,
        )
        weight = additive_weight(past, self.config)
        record = past.parts.only([RECORD])
        return blend(
            fit_past(past, self.config).forecast(),
            fit_past(past, self.config, parts=record).forecast(),
            weight,
        )

    def forecast(self, past: Events, ground: Ground, *, day: float, horizon_days: float) -> Forecast:
        """The span from `day` over `horizon_days`, from counts of spans of that length before it."""
        return self.next_period(count_periods(past, ground, day=day, horizon_days=horizon_days), ground.exposure)


def count_periods(past: Events, ground: Ground, *, day: float, horizon_days: float) -> np.ndarray:
    """Incidents by period and place, (T, m), the last period ending on `day`; vague days and places are spread.

    The first period holds the oldest incident; it may have been watched in part only, and the first periods are not
    learned from.
    """
    if not len(past):
        return np.zeros((0, ground.size))
    start, end = past.day - past.width_days / 2, past.day + past.width_days / 2
    periods = max(1, int(np.ceil((day - start.min()) / horizon_days)))
    counts = np.zeros((periods, ground.size))
    for t in range(periods):
        low = day - (periods - t) * horizon_days
        high = low + horizon_days
        inside = (start < high) & (end >= low)
        if not inside.any():
            continue
        width = past.width_days[inside]
        overlap = np.minimum(end[inside], high) - np.maximum(start[inside], low)
        part = np.divide(overlap, width, out=np.ones_like(width), where=width > 0)
        counts[t] = ground.spread(past.xy[inside], past.weight[inside] * part, 0.0, past.doubt_m[inside])
    return counts


def additive_weight(past: AreaPast, config: RiskConfig) -> float:
    """The weight of the additive model, from the latest periods as foretold by fits that did not see them.

    The prior weight counts as `area_blend_worth` counts that went its way.
    """
    tried = min(config.area_tried_periods, len(past) // 3)
    if tried < 1:
        return config.area_blend_share
    until = len(past) - tried
    seen = past.known[until:]
    chances = []
    for parts in (past.parts, past.parts.only([RECORD])):
        model = fit_past(past, config, parts=parts, until=until)
        mean = (parts.shares[until:-1] @ model.coefficients.worth) * model.totals[until:-1, None]
        chances.append(log_likelihood(past.counts[until:], mean, model.coefficients.sizes(mean))[seen])
    # how many times as probable each count was under the additive model
    ratio = np.exp(np.clip(chances[0] - chances[1], -50, 50))
    prior, worth = config.area_blend_share, config.area_blend_worth
    weight = prior
    for _ in range(_ROUNDS):
        his = weight * ratio / (weight * ratio + 1 - weight)
        weight = (his.sum() + prior * worth) / (len(his) + worth)
    return float(weight)


def blend(first: Forecast, second: Forecast, weight: float) -> Forecast:
    """The mixture of two forecasts, as the negative binomial of the same mean and variance; parts of a name join."""
    means, shares = (first.mean, second.mean), (weight, 1 - weight)
    mean = weight * first.mean + (1 - weight) * second.mean
    beyond = (
        sum(share * (m**2 / f.shape + m**2) for share, m, f in zip(shares, means, (first, second), strict=True))
        - mean**2
    )
    size = np.divide(mean**2, beyond, out=np.full_like(mean, np.inf), where=beyond > 0)
    parts = {name: np.zeros_like(mean) for name in first.names + second.names}
    for share, f in zip(shares, (first, second), strict=True):
        for name, part in zip(f.names, np.zeros((0, len(mean))) if f.parts is None else f.parts, strict=True):
            parts[name] += share * part
    stacked = np.array(list(parts.values()))
    return Forecast(stacked.sum(axis=0), size, tuple(parts), stacked)
