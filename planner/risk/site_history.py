"""Factor (g), past history: the reported incidents at a site and near it, each with its gravity, as a range."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from planner.config import VulnerabilityConfig
from planner.risk.site_facts import Factor, log_share

_DAY_S = 86_400.0
_DAYS_PER_YEAR = 365.25
_GRAVEST = 5
"""The highest severity of the incident table."""
_DISTRICT = 3
"""Place precision of an incident that may have been anywhere in the district: it says nothing about one site."""
_PAIRS_AT_ONCE = 2_000_000


def gravity(incidents: pd.DataFrame, config: VulnerabilityConfig) -> np.ndarray:
    """Gravity of each incident from 0 to 1 as low, best and high, (3, n): severity, and the crowd as a range.

    A crowd of which one number is on record has that number; one without any lies between nobody and the full crowd.
    """
    severity = incidents["severity"].to_numpy(float) / _GRAVEST
    low, best, high = (
        incidents[f"crowd_{end}"].to_numpy(dtype=float, na_value=np.nan) for end in ("low", "best", "high")
    )
    best = np.where(np.isfinite(best), best, np.where(np.isfinite(low + high), (low + high) / 2, np.nan))
    ends = np.array([_first(low, best, high), _first(best, low, high), _first(high, best, low)])
    crowd = log_share(np.sort(ends, axis=0), 0.0, config.crowd_full)
    unknown = np.array([0.0, config.assumed_crowd, 1.0])[:, None]
    crowd = np.where(np.isfinite(crowd), crowd, unknown)
    return (1 - config.crowd_share) * severity + config.crowd_share * crowd


def _first(*choices: np.ndarray) -> np.ndarray:
    answer = choices[0]
    for other in choices[1:]:
        answer = np.where(np.isfinite(answer), answer, other)
    return answer


def history(sites: pd.DataFrame, incidents: pd.DataFrame, config: VulnerabilityConfig, as_of: datetime) -> Factor:
    """(g) Past history. Patrol finds never count, nor what lies after `as_of` or is known to the district only.

    An incident counts at its place and fades to nothing at `history_reach_m`, and with its age. Where only the
    settlement is known, it counts for no site at the low end, for one of those around in all at best, and in full
    for each at the high end. A store without any reported incident says nothing: then the factor is not known.
    """
    n = len(sites)
    told = incidents[(incidents["reported_by"] != "patrol") & (incidents["occurred_at"] <= as_of)]
    xy = np.column_stack([sites.geometry.x, sites.geometry.y])
    placed = np.isfinite(xy).all(axis=1)
    known = placed & bool(len(told))
    own = told[(told["place_precision"] < _DISTRICT) & np.isfinite(told.geometry.x) & np.isfinite(told.geometry.y)]
    age = (as_of - own["occurred_at"]).dt.total_seconds().to_numpy(float) / _DAY_S
    worth = gravity(own, config) * np.exp2(-age / config.history_half_life_days)
    vague = own["place_precision"].to_numpy(int) > 1
    sums, count, youngest = np.zeros((3, n)), np.zeros(n, dtype=int), np.full(n, np.inf)
    if placed.any() and len(own):
        members = np.flatnonzero(placed)
        tree = cKDTree(xy[members])
        places = np.column_stack([own.geometry.x, own.geometry.y])
        reach = np.where(vague, config.history_settlement_m, config.history_reach_m)
        number = tree.query_ball_point(places, reach, return_length=True)
        for piece in _pieces(number):
            found = tree.query_ball_point(places[piece], reach[piece])
            site = members[np.concatenate([np.asarray(one, dtype=int) for one in found])]
            incident = np.repeat(piece, number[piece])
            distance = np.hypot(*(xy[site] - places[incident]).T)
            weight = (1 - np.minimum(distance / reach[incident], 1.0) ** 2) ** 2
            around = np.maximum(1.0, np.bincount(incident, weight, minlength=len(own)))[incident]
            rough = vague[incident]
            ends = (np.where(rough, 0.0, weight), np.where(rough, weight / around, weight), weight)
            for end, share in enumerate(ends):
                sums[end] += np.bincount(site, share * worth[end, incident], minlength=n)
            count += np.bincount(site, minlength=n)
            np.minimum.at(youngest, site, age[incident])
    low, best, high = 1 - np.exp(-sums / config.history_full)
    return Factor(
        np.where(known, low, 0.0),
        np.where(known, best, config.assumed_history),
        np.where(known, high, 1.0),
        known,
        [_words(int(c), a) if fact else "" for c, a, fact in zip(count, youngest, known, strict=True)],
    )


def _pieces(number: np.ndarray) -> list[np.ndarray]:
    """Incidents with a site in reach, in groups that make no more pairs than fit into memory."""
    some = np.flatnonzero(number > 0)
    if not len(some):
        return []
    group = np.cumsum(number[some]) // _PAIRS_AT_ONCE
    return [some[group == one] for one in np.unique(group)]


def _words(count: int, youngest: float) -> str:
    if not count:
        return "no reported incident nearby"
    ago = "today" if youngest < 1 else "1 day ago" if youngest < 2 else f"{int(youngest)} days ago"
    if youngest >= 2 * _DAYS_PER_YEAR:
        ago = f"{int(youngest / _DAYS_PER_YEAR)} years ago"
    if count == 1:
        return f"1 reported incident nearby, {ago}"
    return f"{count} reported incidents nearby, the last {ago}"
