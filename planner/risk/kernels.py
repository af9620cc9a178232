"""What past incidents say about each site: shared out by distance, faded by age."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from planner.config import RiskConfig

_WIDTH_DAYS = {1: 0.0, 2: 7.0, 3: 30.0}
"""Time precision: the day, the week, the month; how many days the moment may be off in all."""
_PAIRS_AT_ONCE = 2_000_000
"""Pairs of a place and a site in memory at a time, some 100 MB."""
_PAIRS_IN_ALL = 12_000_000
"""From so many pairs on, exact places are gathered in cells as well: about two seconds of work."""
_VAGUE_CELL = 0.2
"""Width of a cell against the radius, for places that are only known roughly anyway."""
_EXACT_CELLS = (0.0, 0.025, 0.05, 0.1, 0.2)
"""The same for exact places, tried in turn; 0 leaves them where they are."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the incidents say, one entry a site.

    `worth` is the number of incidents at the site, each counted with its share and its fade; `fresh` the same with
    the short memory of repeats. `recent` counts those in reach within a half-life, without those of which only the
    district is known. `distance_m`, `age_days` and
    `is_vague` are of the one that weighs most; infinite where there is none. `exposure_days` is the time over which
    `worth` was collected, faded alike.
    """

    worth: np.ndarray
    fresh: np.ndarray
    recent: np.ndarray
    distance_m: np.ndarray
    age_days: np.ndarray
    is_vague: np.ndarray
    exposure_days: float


def faded(age_days: np.ndarray, width_days: np.ndarray, scale_days: float) -> np.ndarray:
    """exp(-age/scale); where the moment is only known to `width_days`, the mean over that span up to now."""
    low = np.maximum(age_days - width_days / 2, 0.0)
    high = age_days + width_days / 2
    span = np.where(high > low, high - low, 1.0)
    mean = scale_days / span * (np.exp(-low / scale_days) - np.exp(-high / scale_days))
    return np.where(width_days > 0, mean, np.exp(-age_days / scale_days))


def shares(
    tree: cKDTree, places: np.ndarray, radius_m: np.ndarray
) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]]:
    """How much of an incident at each place falls to each site in reach: (place, site, share, distance) in pieces.

    The quartic kernel is 1 at the place and 0 from the radius on. Where the sites in reach sum to more than 1, they
    share one incident between them; where they sum to less, the rest fell where no site is.
    """
    in_reach = tree.query_ball_point(places, radius_m, return_length=True)
    piece = np.cumsum(in_reach) // _PAIRS_AT_ONCE
    for number in np.unique(piece[in_reach > 0]):
        members = np.flatnonzero((piece == number) & (in_reach > 0))
        found = tree.query_ball_point(places[members], radius_m[members])
        site = np.concatenate(found).astype(np.int64)
        place = np.repeat(members, in_reach[members])
        distance = np.hypot(*(tree.data[site] - places[place]).T)
        kernel = (1 - np.minimum(distance / radius_m[place], 1.0) ** 2) ** 2
        total = np.bincount(place, kernel, minlength=len(places))
        share = kernel / np.maximum(1.0, total[place])
        inside = share > 0
        yield place[inside], site[inside], share[inside], distance[inside]


def gather_places(tree: cKDTree, xy: np.ndarray, radius_m: np.ndarray, is_vague: np.ndarray) -> tuple[np.ndarray, ...]:
    """Places, their radius, and for each incident the place it counts at.

    Incidents at one place share one search: registers repeat places, and a district has one centre. Vague places are
    gathered in cells; exact ones stay where they are unless that makes more pairs than can be worked in seconds.
    """
    for exact in _EXACT_CELLS:
        cell = np.where(is_vague, max(_VAGUE_CELL, exact), exact) * radius_m
        wide = np.where(cell > 0, cell, 1.0)[:, None]
        at_xy = np.where(cell[:, None] > 0, (np.floor(xy / wide) + 0.5) * wide, xy)
        places, at = np.unique(np.column_stack([at_xy, radius_m]), axis=0, return_inverse=True)
        if tree.query_ball_point(places[:, :2], places[:, 2], return_length=True).sum() <= _PAIRS_IN_ALL:
            break
    return places[:, :2], places[:, 2], at.reshape(-1)


def gather(sites_xy: np.ndarray, incidents: pd.DataFrame, config: RiskConfig, as_of: datetime) -> Evidence:
    """What the incidents say about sites at `sites_xy` (n x 2, metres) on `as_of`; `incidents` are the usable ones."""
    n = len(sites_xy)
    worth, fresh, recent, best = np.zeros(n), np.zeros(n), np.zeros(n), np.zeros(n)
    nearest, age_of, vague = np.full(n, np.inf), np.full(n, np.inf), np.zeros(n, dtype=bool)
    memory_days = config.half_life_days / np.log(2)
    age = (as_of - incidents["occurred_at"]).dt.total_seconds().to_numpy(float) / 86_400
    # a short register is still taken to reach back one half-life: one fresh row is not a wave
    span_days = max(config.half_life_days, float(age.max(initial=0.0)))
    exposure_days = memory_days * (1 - np.exp(-span_days / memory_days))
    if n and len(incidents):
        tree = cKDTree(sites_xy)
        xy = np.column_stack([incidents.geometry.x, incidents.geometry.y])
        width = incidents["time_precision"].map(_WIDTH_DAYS).to_numpy(float)
        precision = incidents["place_precision"].to_numpy(int)
        spread = np.array([1.0, config.settlement_spread, config.district_spread])[precision - 1]

        places, radius, at = gather_places(tree, xy, config.bandwidth_m * spread, precision > 1)
        weight = np.bincount(at, faded(age, width, memory_days), minlength=len(places))
        in_memory = np.bincount(at, (age <= config.half_life_days) & (precision < 3), minlength=len(places))
        youngest, roughest = np.full(len(places), np.inf), np.ones(len(places), dtype=int)
        np.minimum.at(youngest, at, age)
        np.maximum.at(roughest, at, precision)
        for place, site, share, distance in shares(tree, places, radius):
            worth += np.bincount(site, share * weight[place], minlength=n)
            recent += np.bincount(site, in_memory[place], minlength=n)
            pull = share * np.exp(-youngest[place] / memory_days)
            np.maximum.at(best, site, pull)
            top = np.flatnonzero(pull == best[site])
            nearest[site[top]], age_of[site[top]] = distance[top], youngest[place[top]]
            vague[site[top]] = roughest[place[top]] > 1

        places, radius, at = gather_places(tree, xy, config.near_m * spread, precision > 1)
        freshness = np.bincount(at, faded(age, width, config.near_days), minlength=len(places))
        for place, site, share, _ in shares(tree, places, radius):
            fresh += np.bincount(site, share * freshness[place], minlength=n)
    return Evidence(worth, fresh, recent.astype(int), nearest, age_of, vague, float(exposure_days))
