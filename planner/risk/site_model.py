"""What the past says of each site: the pool of components on the sites, the level of all, and how it fades."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from planner.config import RiskConfig
from planner.risk.components import Component, lay, make_components
from planner.risk.events import Events
from planner.risk.pool import Pool, learn, make_lesson, scatter
from planner.risk.site_lattice import SiteLattice
from planner.risk.totals import Totals

_DAYS_PER_YEAR = 365.25
_MOST_RECENT = 0.95
"""Recent incidents never take more than this share of the day to come."""


@dataclass(frozen=True, slots=True)
class SiteModel:
    """A fitted model: everything that the scores hang on besides the incidents themselves.

    `level` is incidents a day at all sites together, `size` how counts of a site scatter (negative binomial), `power`
    that of the pool. `day` is days since 1970-01-01 UTC.
    """

    ground: SiteLattice
    pool: Pool
    level: float
    size: float
    day: float
    horizon_days: float
    held_back: float


@dataclass(frozen=True, slots=True)
class Said:
    """What a model says of each site on an ordinary day, before the calendar: components in parts.

    `parts` (components, PARTS, sites) sum to 1 over parts and sites; `model` gives their weights day by day.
    """

    model: SiteModel
    parts: np.ndarray

    def over(self, start: float, end: float) -> np.ndarray:
        """Incidents expected at each site in each part, (PARTS, sites), from `start` to `end` days after the day."""
        weights = self._weights(start, end)
        return self.model.level * np.einsum("k,kpm->pm", weights, self.parts)

    def _weights(self, start: float, end: float) -> np.ndarray:
        """What each component is worth over a span, (components,), in days: they sum to the length of the span.

        What was learned holds on average over the horizon of the lessons. Recent components fade within it and leave
        their place to the lasting ones.
        """
        weights = self.model.pool.weights * (end - start)
        recent = np.array([one.is_recent for one in self.model.pool.components])
        for k in np.flatnonzero(recent):
            days, horizon = self.model.pool.components[k].days, self.model.horizon_days
            fade = np.exp(-start / days) - np.exp(-end / days)
            weights[k] = self.model.pool.weights[k] * horizon * fade / (1 - np.exp(-horizon / days))
        taken = weights[recent].sum()
        most = _MOST_RECENT * (end - start)
        weights[recent] *= min(1.0, most / taken) if taken > 0 else 1.0
        lasting = weights[~recent]
        weights[~recent] = lasting / lasting.sum() * (end - start - weights[recent].sum())
        return weights


def fit_sites(
    ground: SiteLattice, events: Events, config: RiskConfig, *, day: float, extra: Sequence[Component] = ()
) -> SiteModel:
    """The model as of a day, learned from `events`, which all lie before it."""
    components = (*make_components(ground, config), *extra)
    horizon = config.lesson_days
    ground.expect(events.xy)
    at_sites = replace_weight(events, events.weight * ground.held(events.xy, config.bandwidth_m, events.doubt_m))
    first = float(events.day.min()) if len(events) else day
    starts = [day - back * horizon for back in range(config.lessons, 0, -1)]
    lessons = [
        make_lesson(components, events, ground, config, start=start, horizon_days=horizon)
        for start in starts
        if start > first
    ]
    pool = learn(lessons, components, config, day=day)
    seen, size = Totals().forecast(at_sites, day, horizon)
    usual = config.base_per_site_year / _DAYS_PER_YEAR * ground.size
    count = float(at_sites.weight.sum())
    level = (count * seen / horizon + config.prior_incidents * usual) / (count + config.prior_incidents)
    shape = 1 / (1 / scatter(lessons, pool, config) + 1 / size)
    return SiteModel(ground, pool, level, shape, day, horizon, config.prior_incidents)


def replace_weight(events: Events, weight: np.ndarray) -> Events:
    """The events with other weights."""
    return replace(events, weight=weight)


def say(model: SiteModel, events: Events) -> Said:
    """What a fitted model says when these are the incidents: the ones it was fitted on, or all but one of them."""
    said = lay(model.pool.components, events, model.ground, model.day, held_back=model.held_back)
    share = model.ground.exposure
    pooled = np.einsum("k,km->m", model.pool.weights, said.shares)
    raised = (pooled / share) ** (model.pool.power - 1)
    parts = said.parts * raised
    return Said(model, parts / parts.sum(axis=(1, 2), keepdims=True))
