"""The process that incidents are drawn from: a base rate per site, a calendar, repeats, and who reports.

In words. Site i has a background of
``base_per_site_year x weight(category) x weight(community) x frailty_i`` incidents a year on a day without service or
occasion; frailty is gamma with mean 1. A day with a service there multiplies it by `service_factor`, a day with an
occasion of its community by `occasion_factor`. Each incident sets off, on average, `near_share` more: after an
exponential time of mean `near_days`, at the same site with `same_site_share`, else at another site with a chance that
falls as exp(-distance / near_m). A repeat follows no calendar and may set off others.
People report an incident with a chance that hangs on whether the site is registered; of the rest patrols find a
share, larger at A and B sites, because that is where they are sent.
Source of the form: self-exciting point processes (Mohler et al. 2011); of the numbers: `defaults.toml`, [sample].
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from planner.config import SampleConfig
from planner.core.services import local_days, parse_services
from planner.core.time import Window

DAYS_PER_YEAR = 365.25
BURN_IN = 12
"""The process starts so many times `near_days` before the first day that is kept, so that repeats are in balance."""
FARTHEST = 6.0
"""No repeat goes farther than this many times `near_m`."""


@dataclass(frozen=True, slots=True)
class Process:
    """The truth: per site and day, per site and site, per site.

    `quiet` incidents a day on an ordinary day; `calendar` (sites, days) multipliers from `first` on, burn-in
    included; `spread` (sites, sites) chances of where a repeat falls, rows sum to 1; `reported` and `found` chances.
    """

    first: date
    burn_days: int
    quiet: np.ndarray
    calendar: np.ndarray
    spread: np.ndarray
    reported: np.ndarray
    found: np.ndarray
    near_share: float
    near_days: float

    @property
    def days(self) -> int:
        """Days that are kept."""
        return self.calendar.shape[1] - self.burn_days

    def background_per_year(self) -> np.ndarray:
        """Incidents of their own accord that each site expects in a year, over the days that are kept."""
        return self.quiet * self.calendar[:, self.burn_days :].mean(axis=1) * DAYS_PER_YEAR

    def rate_per_year(self) -> np.ndarray:
        """All incidents that each site expects in a year: r = b + near_share x spread' r, solved."""
        sites = self.quiet.size
        return np.linalg.solve(np.eye(sites) - self.near_share * self.spread.T, self.background_per_year())


@dataclass(frozen=True, slots=True)
class Drawn:
    """What happened: site, day since the first day that is kept (with its fraction), and whether it was a repeat."""

    site: np.ndarray
    day: np.ndarray
    is_repeat: np.ndarray


def make_process(
    sites: pd.DataFrame,
    occasions: pd.DataFrame,
    *,
    first: date,
    today: date,
    zone: ZoneInfo,
    config: SampleConfig,
    rng: np.random.Generator,
) -> Process:
    """The process for these sites from `first` up to, without, `today`."""
    burn = round(BURN_IN * config.near_days)
    start = first - timedelta(days=burn)
    category = {"A": config.weight_a, "B": config.weight_b, "C": config.weight_c, "D": config.weight_d}
    community = {
        "christian": config.weight_christian,
        "ahmadi": config.weight_ahmadi,
        "hindu": config.weight_hindu,
        "sikh": config.weight_sikh,
    }
    frailty = rng.gamma(config.frailty_shape, 1 / config.frailty_shape, len(sites))
    quiet = (
        config.base_per_site_year
        / DAYS_PER_YEAR
        * sites["category"].map(category).to_numpy(dtype=float)
        * sites["community"].map(community).to_numpy(dtype=float)
        * frailty
    )
    high = sites["category"].isin(["A+", "A", "B"])
    return Process(
        first=first,
        burn_days=burn,
        quiet=quiet,
        calendar=_calendar(sites, occasions, start, (today - start).days, zone, config),
        spread=_spread(sites, config),
        reported=np.where(sites["is_registered"], config.report_registered, config.report_unregistered),
        found=np.where(high, config.patrol_find_high, config.patrol_find_low),
        near_share=config.near_share,
        near_days=config.near_days,
    )


def _calendar(
    sites: pd.DataFrame, occasions: pd.DataFrame, start: date, days: int, zone: ZoneInfo, config: SampleConfig
) -> np.ndarray:
    weekday = (start.weekday() + np.arange(days)) % 7
    factor = np.ones((len(sites), days))
    for text in sites["service_times"].unique():
        on = np.isin(weekday, list(parse_services(text).weekdays))
        factor[np.ix_((sites["service_times"] == text).to_numpy(), on)] *= config.service_factor
    for community in sites["community"].unique():
        touched: set[int] = set()
        for row in occasions[occasions["community"].isin([community, "unknown"])].itertuples():
            touched |= {(day - start).days for day in local_days(Window(row.start, row.end), zone)}
        festive = sorted(day for day in touched if 0 <= day < days)
        factor[np.ix_((sites["community"] == community).to_numpy(), festive)] *= config.occasion_factor
    return factor


def _spread(sites: pd.DataFrame, config: SampleConfig) -> np.ndarray:
    x, y = sites.geometry.x.to_numpy(), sites.geometry.y.to_numpy()
    apart = np.hypot(x[:, None] - x, y[:, None] - y)
    near = np.where(apart <= FARTHEST * config.near_m, np.exp(-apart / config.near_m), 0.0)
    np.fill_diagonal(near, 0.0)
    total = near.sum(axis=1, keepdims=True)
    # a site without a neighbour keeps its repeats to itself
    others = np.divide(near, total, out=np.zeros_like(near), where=total > 0)
    away = np.where(total > 0, 1 - config.same_site_share, 0.0)
    return away * others + np.diag(1 - away[:, 0])


def draw(process: Process, rng: np.random.Generator) -> Drawn:
    """One history: the background day by day, then each generation of repeats from the one before."""
    counts = rng.poisson(process.quiet[:, None] * process.calendar)
    site, day = np.nonzero(counts)
    times = counts[site, day]
    site, day = np.repeat(site, times), np.repeat(day, times) + rng.random(times.sum())
    sites, days, repeats = [site], [day], [np.zeros(site.size, dtype=bool)]
    reach = process.spread.cumsum(axis=1)
    while site.size:
        parent = np.repeat(np.arange(site.size), rng.poisson(process.near_share, site.size))
        day = day[parent] + rng.exponential(process.near_days, parent.size)
        # the first column whose running sum passes a uniform number
        site = (reach[site[parent]] < rng.random((parent.size, 1)) * reach[site[parent], -1:]).sum(axis=1)
        sites.append(site)
        days.append(day)
        repeats.append(np.ones(site.size, dtype=bool))
    site, day, repeat = np.concatenate(sites), np.concatenate(days) - process.burn_days, np.concatenate(repeats)
    kept = (day >= 0) & (day < process.days)
    order = np.argsort(day[kept], kind="stable")
    return Drawn(site[kept][order], day[kept][order], repeat[kept][order])
