"""What the past says of each site: the pool of components on the sites, the level of all, and how repeats fade."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from planner.config import RiskConfig
from planner.risk.area_blend import AreaForecaster
from planner.risk.components import OWN, Kept, lay, make_components
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

    `level` is incidents a day at all sites together, `size` how counts of a site scatter (negative binomial), `day`
    days since 1970-01-01 UTC. Recent components are worth `recent` days of the level in all, fading with `recent_days`.
    `area` (m,) is the number of the area that holds each site and `pull` (m,) what brings the sites of an area to the
    area's own forecast; `area_size` (areas,) is how counts of areas scatter.
    """

    ground: SiteLattice
    pool: Pool
    level: float
    size: float
    day: float
    recent: float
    recent_days: float
    held_back: float
    area: np.ndarray
    area_size: np.ndarray
    pull: np.ndarray


@dataclass(frozen=True, slots=True)
class Said:
    """What a model says of each site on an ordinary day, before the calendar, given certain incidents.

    `lasting` and `recent` (PARTS, sites) are shares of the next incident in parts. Weighed as over the horizon of the
    lessons they sum to 1 in all, and in each area to its share.
    """

    lasting: np.ndarray
    recent: np.ndarray


def fit_sites(
    ground: SiteLattice,
    events: Events,
    config: RiskConfig,
    *,
    day: float,
    recent_days: float,
    recent_m: float,
    area: np.ndarray,
) -> SiteModel:
    """The model as of a day, learned from `events`, which all lie before it.

    `recent_*` are those of the trigger; `area` (m,) numbers the areas from 0.
    """
    components = make_components(ground, config, recent_days=recent_days, recent_m=recent_m)
    horizon = config.lesson_days
    kept = Kept(components, events, ground)
    first = float(events.day.min()) if len(events) else day
    starts = [day - back * horizon for back in range(config.lessons, 0, -1)]
    lessons = [
        make_lesson(components, events, ground, config, start=start, horizon_days=horizon, kept=kept)
        for start in starts
        if start > first
    ]
    pool = learn(lessons, components, config, day=day)
    level, scale = _level(ground, events, config, day, horizon)
    weight = float(pool.weights[[one.is_recent for one in components]].sum())
    areas = AreaForecaster(config).forecast(events, Areas(ground, area, config), day=day, horizon_days=horizon)
    model = SiteModel(
        ground=ground,
        pool=pool,
        level=level,
        size=1 / (1 / scatter(lessons, pool, config) + 1 / scale),
        day=day,
        recent=min(weight * horizon / (1 - np.exp(-horizon / recent_days)), _MOST_RECENT * recent_days),
        recent_days=recent_days,
        held_back=config.prior_incidents,
        area=area,
        area_size=np.broadcast_to(areas.shape, areas.mean.shape),
        pull=np.ones(ground.size),
    )
    said = say(model, events)
    lasts = 1 - model.recent * (1 - np.exp(-horizon / recent_days)) / horizon
    sites = (lasts * said.lasting + (1 - lasts) * said.recent).sum(axis=0)
    pull = areas.mean / areas.mean.sum() / np.bincount(area, sites)
    return replace(model, pull=pull[area])


@dataclass(frozen=True, slots=True)
class Areas:
    """The areas of the sites as places: what is laid on an area is what is laid on its sites."""

    sites: SiteLattice
    area: np.ndarray
    config: RiskConfig

    @property
    def size(self) -> int:
        """Number of areas."""
        return int(self.area.max()) + 1

    @property
    def exposure(self) -> np.ndarray:
        """Share of the whole that each area's sites are."""
        return np.bincount(self.area, self.sites.exposure)

    def locate(self, xy: np.ndarray) -> np.ndarray:
        """The area of the nearest site of each point; -1 where none is in reach."""
        site = self.sites.locate(xy)
        return np.where(site >= 0, self.area[site], -1)

    def spread(
        self, xy: np.ndarray, mass: np.ndarray, width_m: float, doubt_m: np.ndarray, at: np.ndarray | None = None
    ) -> np.ndarray:
        """The mass of the points laid on the areas; `bandwidth_m` at least, as an incident near a site counts too."""
        width_m = max(width_m, self.config.bandwidth_m)
        if self.size == 1 and at is None:
            return mass @ self.sites.held(xy, width_m, doubt_m)[:, None]
        laid = self.sites.spread(xy, np.atleast_2d(mass), width_m, doubt_m)
        areas = np.array([np.bincount(self.area, row, minlength=self.size) for row in laid])
        areas = areas if at is None else areas[:, at]
        return areas if mass.ndim > 1 else areas[0]


def _level(ground: SiteLattice, events: Events, config: RiskConfig, day: float, horizon: float) -> tuple[float, float]:
    """Incidents a day at all sites together, and the size of its scatter; incidents far from any site do not count."""
    here = ground.held(events.xy, config.bandwidth_m, events.doubt_m)
    at_sites = replace(events, weight=events.weight * here)
    seen, size = Totals().forecast(at_sites, day, horizon)
    usual = config.base_per_site_year / _DAYS_PER_YEAR * ground.size
    count = float(at_sites.weight.sum())
    return (count * seen / horizon + config.prior_incidents * usual) / (count + config.prior_incidents), size


def say(model: SiteModel, events: Events) -> Said:
    """What a fitted model says when these are the incidents: the ones it was fitted on, or all but one of them."""
    said = lay(model.pool.components, events, model.ground, model.day, held_back=model.held_back)
    pooled = model.pool.weights @ said.shares
    parts = said.parts * (pooled / model.ground.exposure) ** (model.pool.power - 1)
    parts /= parts.sum(axis=(1, 2), keepdims=True)
    is_recent = np.array([one.is_recent for one in model.pool.components])
    lasting, recent = (
        np.einsum("k,kpm->pm", model.pool.weights[which], parts[which]) / model.pool.weights[which].sum()
        for which in (~is_recent, is_recent)
    )
    return Said(lasting * model.pull, recent * model.pull)


def certainty(said: Said, own: np.ndarray, config: RiskConfig) -> np.ndarray:
    """How many incidents' worth each site's rate is known, (m,): the shape of its gamma distribution.

    `site_shape` for every site, and its own incidents (`own`, (m,)) as far as its rate rests on them.
    """
    return config.site_shape + own * said.lasting[OWN] / said.lasting.sum(axis=0)
