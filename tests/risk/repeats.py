"""Incidents drawn from a known self-exciting process."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from shapely.geometry import box

from planner.risk.events import Events
from planner.risk.raster import Raster

SIDE_M = 100_000.0
DAYS = 1825.0
GROUND = Raster.over(box(0, 0, SIDE_M, SIDE_M), 2000.0)
_BEFORE = 200.0
"""The process runs so many days before the record starts."""


def made(xy: np.ndarray, day: np.ndarray) -> Events:
    """Incidents whose place and day are known, put in order."""
    n, order = len(day), np.argsort(day, kind="stable")
    xy, day = np.asarray(xy, float).reshape(-1, 2)[order], np.asarray(day, float)[order]
    return Events(np.arange(n).astype(object), day, np.zeros(n), xy, np.zeros(n), np.ones(n))


def towns(rng: np.random.Generator, count: int) -> np.ndarray:
    """Places in eight towns of some 8 km."""
    middle = rng.uniform(0.2 * SIDE_M, 0.8 * SIDE_M, (8, 2))
    return middle[rng.integers(0, 8, count)] + rng.normal(0, SIDE_M / 12, (count, 2))


def same_sites(rng: np.random.Generator, count: int) -> np.ndarray:
    """Places of 300 sites that differ much in how often they are hit; records of one are 60 m off."""
    sites, rate = rng.uniform(0, SIDE_M, (300, 2)), rng.gamma(1, 1, 300)
    return sites[rng.choice(300, count, p=rate / rate.sum())] + rng.normal(0, 60, (count, 2))


def history(
    seed: int,
    count: int,
    share: float,
    *,
    days: float = 14.0,
    range_m: float = 1000.0,
    same: float = 0.0,
    same_days: float = 7.0,
    places: Callable[[np.random.Generator, int], np.ndarray] = towns,
) -> Events:
    """About `count` incidents, dated by whole days, each of which sets off `share` more on average."""
    rng = np.random.default_rng(seed)
    first = rng.poisson(count * (1 - share) * (DAYS + _BEFORE) / DAYS)
    xy, day = places(rng, first), rng.uniform(-_BEFORE, DAYS, first)
    all_xy, all_day = [xy], [day]
    while len(day):
        cause = np.repeat(np.arange(len(day)), rng.poisson(share, len(day)))
        here = rng.random(len(cause)) < same
        day = day[cause] + rng.exponential(np.where(here, same_days, days))
        xy = xy[cause] + rng.normal(0, 1, (len(cause), 2)) * np.where(here, 60.0, range_m)[:, None]
        all_xy.append(xy)
        all_day.append(day)
    xy, day = np.concatenate(all_xy), np.concatenate(all_day)
    kept = (day >= 0) & (day < DAYS) & ((xy >= 0) & (xy < SIDE_M)).all(axis=1)
    return made(xy[kept], np.floor(day[kept]))
