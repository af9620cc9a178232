"""What the days of past reported incidents say about services, festivals and other occasions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from planner.config import RiskConfig
from planner.core.services import local_moment
from planner.risk.days import (
    CLASSES,
    OCCASIONS,
    ORDINARY,
    SERVICE,
    Listed,
    SiteKinds,
    expected_factor,
    listed,
    prior_factors,
    prior_strengths,
    site_kinds,
)
from planner.risk.seasons import Days, Multipliers, learn

_DAYS_PER_YEAR = 365.25
_YEAR_OF_WEEKS = 53 * 7  # whole weeks, so that each weekday counts alike
_ANY = ("unknown", "other")


def learn_factors(
    sites: pd.DataFrame,
    incidents: pd.DataFrame,
    occasions: pd.DataFrame,
    config: RiskConfig,
    *,
    as_of: datetime,
    zone: ZoneInfo,
) -> Multipliers:
    """The multiplier of each class of day from what was reported before `as_of`; the prior where nothing is known.

    `days_of_incidents` says which incidents can be used.
    """
    days = days_of_incidents(sites, incidents, occasions, config, as_of=as_of, zone=zone)
    return learn(days, prior_factors(config), prior_strengths(config), tune_from=config.calendar_tune_from)


def days_of_incidents(
    sites: pd.DataFrame,
    incidents: pd.DataFrame,
    occasions: pd.DataFrame,
    config: RiskConfig,
    *,
    as_of: datetime,
    zone: ZoneInfo,
) -> Days:
    """The day of each reported incident against all days of its year at the same kind of site.

    An incident has the days of the nearest site of its community in reach (`bandwidth_m`, wider where the place is
    vague). Left out are patrol finds, those known to the week or month only, those without such a site, and those
    older than `calendar_years`. Incidents at one community on one day within `bandwidth_m` of each other are one
    outbreak and share one weight: they did not choose the day each by itself.
    """
    oldest = as_of - timedelta(days=config.calendar_years * _DAYS_PER_YEAR)
    usable = incidents[
        (incidents["reported_by"] != "patrol")
        & (incidents["time_precision"] == 1)
        & (incidents["occurred_at"] < as_of)
        & (incidents["occurred_at"] >= oldest)
    ]
    home = _home(sites, usable, config) if len(sites) and len(usable) else np.full(len(usable), -1)
    usable, home = usable[home >= 0], home[home >= 0]
    if not len(usable):
        none = np.zeros((0, len(CLASSES)))
        return Days(none, none, np.zeros(0), np.zeros(0, dtype=int))
    local = usable["occurred_at"].dt.tz_convert(zone)
    first, last = local.min().date(), as_of.astimezone(zone).date()
    found = listed(occasions, prior_factors(config), config.calendar_step)
    kinds = site_kinds(sites, occasions)
    length = (last - first).days + 1
    day = np.array([(moment.date() - first).days for moment in local])
    year_of = np.array([(first + timedelta(days=n)).year for n in range(length)])
    weekday = (first.weekday() + np.arange(length)) % 7
    share, exposure = np.zeros((2, len(usable), len(CLASSES)))
    kind = kinds.which[home]
    held = _held(found, first, length, zone)
    for dated in np.unique(kinds.dated[kind]):
        chance = _chance_by_day(found, kinds.touched[dated], held, length)
        for one in np.unique(kind[kinds.dated[kind] == dated]):
            shares = _shares(chance, kinds.serviced[one][weekday])
            for year in np.unique(year_of[day[kind == one]]):
                mine = (kind == one) & (year_of[day] == year)
                share[mine] = shares[day[mine]]
                exposure[mine] = shares[year_of == year].mean(axis=0)
    return Days(share, exposure, _weight(usable, day, config.bandwidth_m), year_of[day])


def past_mean(
    found: Sequence[Listed], kinds: SiteKinds, factors: np.ndarray, *, as_of: datetime, zone: ZoneInfo
) -> np.ndarray:
    """The mean factor of each kind of site over the year before `as_of`: its history was collected under it."""
    last = as_of.astimezone(zone).date()
    first = last - timedelta(days=_YEAR_OF_WEEKS)
    weekday = (first.weekday() + np.arange(_YEAR_OF_WEEKS)) % 7
    held = _held(found, first, _YEAR_OF_WEEKS, zone)
    answer = np.ones(len(kinds.dated))
    for dated in np.unique(kinds.dated):
        chance = _chance_by_day(found, kinds.touched[dated], held, _YEAR_OF_WEEKS)
        for kind in np.flatnonzero(kinds.dated == dated):
            answer[kind] = expected_factor(chance, kinds.serviced[kind][weekday], factors).mean()
    return answer


def _home(sites: pd.DataFrame, incidents: pd.DataFrame, config: RiskConfig) -> np.ndarray:
    """The nearest site of the community of each incident, -1 where none is in reach."""
    spread = incidents["place_precision"].map({1: 1.0, 2: config.settlement_spread, 3: config.district_spread})
    reach = config.bandwidth_m * spread.to_numpy(float)
    site_xy = np.column_stack([sites.geometry.x, sites.geometry.y])
    xy = np.column_stack([incidents.geometry.x, incidents.geometry.y])
    own, hit = sites["community"].to_numpy(object), incidents["community"].to_numpy(object)
    home = np.full(len(incidents), -1)
    for community in set(hit):
        candidates = np.arange(len(sites)) if community in _ANY else np.flatnonzero(own == community)
        mine = np.flatnonzero(hit == community)
        if len(candidates):
            distance, nearest = cKDTree(site_xy[candidates]).query(xy[mine])
            home[mine] = np.where(distance <= reach[mine], candidates[nearest], -1)
    return home


def _weight(incidents: pd.DataFrame, day: np.ndarray, near_m: float) -> np.ndarray:
    """One over the number of incidents of the outbreak: same community, same day, near."""
    xy = np.column_stack([incidents.geometry.x, incidents.geometry.y])
    # days and communities that differ lie out of reach of each other
    apart = 4 * near_m
    groups = pd.factorize(incidents["community"].to_numpy(object))[0]
    spots = np.column_stack([xy, day * apart, groups * apart])
    return 1.0 / cKDTree(spots).query_ball_point(spots, near_m, return_length=True)


def _held(found: Sequence[Listed], first: date, length: int, zone: ZoneInfo) -> list[tuple[int, np.ndarray]]:
    """For each occasion the first day that it may touch, counted from `first`, and the share of each day from there."""
    start = local_moment(first, 0, zone)
    answer = []
    for one in found:
        begin, end = (np.clip((m - start).total_seconds() / 86_400, -1e6, 1e6) for m in (one.span.start, one.span.end))
        low, high = max(0, int(begin + one.off[0] // 1) - 1), min(length, int(end + one.off[-1]) + 2)
        days = np.arange(low, max(low, high))
        covered = np.zeros(len(days))
        for off, chance in zip(one.off, one.chance, strict=True):
            covered += chance * np.clip(np.minimum(days + 1, end + off) - np.maximum(days, begin + off), 0, 1)
        answer.append((low, covered))
    return answer


def _chance_by_day(
    found: Sequence[Listed], touched: np.ndarray, held: Sequence[tuple[int, np.ndarray]], length: int
) -> np.ndarray:
    """The chance of each class of occasion on each day, (days, classes)."""
    answer = np.zeros((length, len(CLASSES)))
    for one, (first, covered), concerns in zip(found, held, touched, strict=True):
        if concerns:
            part = answer[first : first + len(covered)]
            part[:, one.kind] = np.maximum(part[:, one.kind], covered)
    return answer


def _shares(chance: np.ndarray, serviced: np.ndarray) -> np.ndarray:
    """How much of each day belongs to each class, rows sum to 1: occasions first, then services, then nothing."""
    answer = np.zeros_like(chance)
    rest = np.ones(len(chance))
    for c in OCCASIONS:
        answer[:, c] = rest * chance[:, c]
        rest = rest * (1 - chance[:, c])
    answer[:, SERVICE] = rest * serviced
    answer[:, ORDINARY] = rest * ~serviced
    return answer
