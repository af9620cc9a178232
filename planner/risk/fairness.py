"""Whom the reports may miss: communities and tehsils side by side, by reports a site and by access to a desk.

It is about places and areas, never about a person. Patrol finds are shown apart and count nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from planner.config import RiskConfig
from planner.core.time import require_zone
from planner.risk.feedback import exploration, explore
from planner.risk.jurisdiction import area_of, neighbours
from planner.risk.reporting import Rates, Reporting, count_weights, level_of, of_groups, rates, reporting, under
from planner.risk.silence import QUIET, SILENT, chance_of_so_few, expected_reports, flags

_DAYS_PER_YEAR = 365.25
_M_PER_KM = 1000.0


@dataclass(frozen=True, slots=True)
class Fairness:
    """The view: rows by community and by tehsil, from when to when, and what it says in sentences."""

    since: datetime
    years: float
    by_community: tuple[dict[str, Any], ...]
    by_tehsil: tuple[dict[str, Any], ...]
    sentences: tuple[str, ...]


def fairness(
    sites: gpd.GeoDataFrame,
    incidents: gpd.GeoDataFrame,
    stations: gpd.GeoDataFrame,
    areas: gpd.GeoDataFrame,
    scores: pd.Series,
    config: RiskConfig,
    *,
    as_of: datetime,
    minutes: np.ndarray | None = None,
) -> Fairness:
    """The view on `as_of`, over the last `fair_years` or as long as the register goes back.

    `scores` is the score of each site, by its code, summed over the windows asked for. `minutes` (one a site, inf
    where there is no way) is the drive to the nearest desk; without it the straight line counts. An incident of
    which only the district is known belongs to no tehsil.
    """
    require_zone(as_of, "as_of")
    now = pd.Timestamp(as_of)
    past = incidents[incidents["occurred_at"] <= now]
    first = past["occurred_at"].min() if len(past) else now
    since = max(first, now - pd.Timedelta(days=config.fair_years * _DAYS_PER_YEAR))
    # a register of some weeks says nothing about a year
    years = max((now - since).total_seconds() / 86_400 / _DAYS_PER_YEAR, 1.0)
    past = past[past["occurred_at"] >= since]
    is_find = (past["reported_by"] == "patrol").to_numpy()
    near = desk_in_reach(sites, stations, config, minutes)
    facts = _Facts(
        near,
        reporting(near, sites["is_registered"].to_numpy(bool), config),
        sites["site"].map(scores).fillna(0.0).to_numpy(float),
        years,
        config,
    )
    communities = sorted(set(sites["community"]))
    by_community = _rows(
        communities, dict.fromkeys(communities, ""), sites["community"], past["community"], is_find, facts, near=None
    )
    tehsils = areas[areas["level"] == "tehsil"].sort_values("area")
    names = dict(zip(tehsils["area"], tehsils["name_en"], strict=True))
    placed = past.drop(columns="geometry").assign(area="").set_geometry(past.geometry)
    at = np.where(past["place_precision"] < 3, area_of(placed, areas, "tehsil"), "")
    by_tehsil = _rows(list(names), names, area_of(sites, areas, "tehsil"), at, is_find, facts, near=neighbours(tehsils))
    return Fairness(
        since.to_pydatetime(), years, tuple(by_community), tuple(by_tehsil), _sentences(by_tehsil, at, is_find, config)
    )


def desk_in_reach(
    sites: gpd.GeoDataFrame, stations: gpd.GeoDataFrame, config: RiskConfig, minutes: np.ndarray | None
) -> np.ndarray:
    """Whether each site has a desk within `desk_reach_min` by road, or within `desk_reach_km` without roads."""
    if minutes is not None:
        return np.asarray(minutes) <= config.desk_reach_min
    desks = stations[stations["has_desk"]]
    if not len(desks) or not len(sites):
        return np.zeros(len(sites), dtype=bool)
    tree = cKDTree(np.column_stack([desks.geometry.x, desks.geometry.y]))
    apart, _ = tree.query(np.column_stack([sites.geometry.x, sites.geometry.y]))
    return np.asarray(apart <= config.desk_reach_km * _M_PER_KM)


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is known of each site, and over how long."""

    has_desk: np.ndarray
    reporting: Reporting
    score: np.ndarray
    years: float
    config: RiskConfig


def _rows(
    groups: list[str],
    names: dict[str, str],
    of_site: Any,
    of_incident: Any,
    is_find: np.ndarray,
    facts: _Facts,
    *,
    near: np.ndarray | None,
) -> list[dict[str, Any]]:
    """One row a group; without `near` each group is held against all the others."""
    place = {group: k for k, group in enumerate(groups)}
    m, config = len(groups), facts.config
    if not m:
        return []
    site_group = np.array([place.get(g, -1) for g in of_site], dtype=int)
    incident_group = np.array([place.get(g, -1) for g in of_incident], dtype=int)
    held = site_group >= 0
    mine = site_group[held]
    sites = np.bincount(mine, minlength=m)
    reported = np.bincount(incident_group[(incident_group >= 0) & ~is_find], minlength=m)
    found = np.bincount(incident_group[(incident_group >= 0) & is_find], minlength=m)
    exposure = sites * facts.years
    plain = rates(reported, exposure, 1.0, level=level_of(reported, exposure), shape=config.fair_shape)
    chance = Reporting(*(getattr(facts.reporting, p)[held] for p in ("low", "mid", "high")))
    share = of_groups(chance, mine, m)
    happened = _under_reporting(reported, exposure, share, config)
    near = np.zeros((m, m), dtype=bool) if near is None else near
    expected = expected_reports(reported, sites, facts.years, near, config)
    so_few = chance_of_so_few(reported, expected, config)
    desk = np.bincount(mine, facts.has_desk[held], minlength=m) / np.maximum(sites, 1)
    said = flags(reported, sites, desk, so_few, config)
    score = np.bincount(mine, facts.score[held], minlength=m)
    would = under(facts.score[held], chance)
    corrected = np.bincount(
        mine, facts.score[held] * count_weights(chance.mid, config.reporting_correction), minlength=m
    )
    even = sites / max(sites.sum(), 1)
    # without any site there is nowhere to explore but everywhere
    by_sites, is_silent = np.where(sites.sum() > 0, sites, 1), said == SILENT
    hours = explore(corrected, config.exploration_share, by_sites, is_silent)
    explored = exploration(corrected, config.exploration_share, by_sites, is_silent)
    return [
        {
            "group": group,
            "name": names[group],
            "sites": int(sites[k]),
            "reported": int(reported[k]),
            "per_site_year": _span(plain, k),
            "expected": float(expected[k]),
            "chance_of_so_few": float(so_few[k]),
            "desk_share": float(desk[k]),
            "patrol_finds": int(found[k]),
            "finds_per_site": float(found[k] / sites[k]) if sites[k] else 0.0,
            "site_share": float(even[k]),
            "score": float(score[k]),
            "score_share": float(score[k] / score.sum()) if score.sum() > 0 else 0.0,
            "reporting": {"low": float(share.low[k]), "mid": float(share.mid[k]), "high": float(share.high[k])},
            "happened_per_site_year": _span(happened, k),
            "score_if_all_reported": {
                end: float(getattr(would, end)[mine == k].sum()) for end in ("low", "mid", "high")
            },
            "corrected_score": float(corrected[k]),
            "patrol_share": float(hours[k]),
            "exploration_share": float(explored[k]),
            "flag": str(said[k]),
        }
        for k, group in enumerate(groups)
    ]


def _under_reporting(count: np.ndarray, exposure: np.ndarray, share: Reporting, config: RiskConfig) -> Rates:
    """Rates of what happened, best under the middle probability; the ends under the ends, so that both doubts count."""

    def at(probability: np.ndarray) -> Rates:
        level = level_of(count, exposure, probability)
        return rates(count, exposure, probability, level=level, shape=config.fair_shape)

    return Rates(at(share.high).low, at(share.mid).mid, at(share.low).high)


def _span(found: Rates, k: int) -> dict[str, float]:
    return {"low": float(found.low[k]), "best": float(found.mid[k]), "high": float(found.high[k])}


def _sentences(rows: list[dict[str, Any]], at: np.ndarray, is_find: np.ndarray, config: RiskConfig) -> tuple[str, ...]:
    said = []
    for row in rows:
        name = row["name"] or row["group"]
        few = f"{name}: {row['sites']} sites, {row['reported']} reported where {row['expected']:.1f} would be expected"
        if row["flag"] == SILENT:
            said.append(
                f"{few}, and {row['desk_share']:.0%} of the sites have a desk within reach. Silence is not safety."
            )
        elif row["flag"] == QUIET:
            said.append(f"{few}, although a desk is within reach of {row['desk_share']:.0%}. Ask why.")
    loose = int(np.count_nonzero((at == "") & ~is_find))
    if loose:
        said.append(
            f"{loose} reported incidents are known to the district only, or lie in no tehsil: not counted there."
        )
    if config.reporting_correction == 0:
        said.append(
            "Scores are not corrected for under-reporting (risk.reporting_correction is 0): what the assumed "
            "reporting would make of them stands beside them, and to use it is a person's decision."
        )
    else:
        said.append(
            f"Patrol shares here follow scores corrected by an assumption about under-reporting, at strength "
            f"{config.reporting_correction:g} (risk.reporting_correction)."
        )
    return tuple(said)
