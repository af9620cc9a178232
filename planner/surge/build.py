"""From the places where people are to a SurgeProblem: who may go, what must stay, how long the way is."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from planner.config import SurgeConfig
from planner.core.people import Rank
from planner.core.surge import HoldBack, Surge
from planner.surge.need import need_curve
from planner.surge.places import Place, origins_of
from planner.surge.problem import TENTHS, FormUp, Origin, SurgeProblem

_ROUNDING = 1e-6


def build(
    surge: Surge,
    places: Sequence[Place],
    to_alarms: Mapping[str, np.ndarray],
    to_sites: Mapping[str, np.ndarray],
    high_risk_sites: Sequence[str],
    config: SurgeConfig,
    *,
    own_sites: Collection[str] = (),
    form_ups: Sequence[FormUp | None] | None = None,
    onward_min: Sequence[float] | None = None,
    notes: Sequence[str] = (),
) -> SurgeProblem:
    """The problem that the solvers see.

    `to_alarms` are minutes by profile, (places, alarms), to the form-up point of each alarm, or to the alarm where it
    has none; `to_sites` (places, high-risk sites), in the order of `places` and `high_risk_sites`; not finite means
    that there is no way. `own_sites` are those at which an alarm is: no cover is held back for them. `onward_min` are
    minutes from each form-up point to the crowd; a force with a form-up point is briefed before it moves on.

    Raises ValueError when the arrays do not fit.
    """
    size = len(surge.alarms)
    alarms = {p: _tenths(m, (len(places), size), "to_alarms") for p, m in to_alarms.items()}
    sites = {p: _tenths(m, (len(places), len(high_risk_sites)), "to_sites") for p, m in to_sites.items()}
    points = tuple(form_ups) if form_ups is not None else (None,) * size
    origins: list[Origin] = []
    ways: list[list[int | None]] = []
    for row, place in enumerate(places):
        for origin, profile in origins_of(place, {p: alarms[p][row] for p in place.profiles}, config):
            origins.append(origin)
            ways.append(_covers(place, sites[profile][row], high_risk_sites))
    holdbacks, thin = _holdbacks(origins, ways, high_risk_sites, frozenset(own_sites), config)
    curves = tuple(need_curve(alarm, config) for alarm in surge.alarms)
    needs = tuple(curve.needs[0] for curve in curves)
    may_go = sum(o.give for o in origins)
    return SurgeProblem(
        at=surge.at,
        alarms=surge.alarms,
        needs=needs,
        weights=tuple(need.officers for need in needs),
        origins=tuple(origins),
        holdbacks=holdbacks,
        reserve=min(config.reserve_officers, math.floor(may_go * config.reserve_max_share + _ROUNDING)),
        form_ups=points,
        thin=thin,
        notes=tuple(notes),
        curves=curves,
        onward=tuple(
            config.brief_min * TENTHS + tenths(minutes) if point is not None else 0
            for point, minutes in zip(points, onward_min or (0.0,) * size, strict=True)
        ),
        unit_min=config.unit_min,
        unit_leader=Rank.parse(config.unit_leader),
        sections=tuple(min(config.min_section, need.officers) for need in needs),
    )


def tenths(minutes: float) -> int:
    """Whole tenths of a minute, rounded up."""
    return math.ceil(minutes * TENTHS - _ROUNDING)


def _tenths(minutes: np.ndarray, shape: tuple[int, int], name: str) -> list[list[int | None]]:
    minutes = np.asarray(minutes, dtype=float)
    if minutes.shape != shape:
        raise ValueError(f"{name} has shape {minutes.shape}, not {shape}")
    if (minutes < 0).any():
        raise ValueError(f"{name} holds a negative time")
    return [[tenths(m) if math.isfinite(m) else None for m in row] for row in minutes.tolist()]


def _covers(place: Place, drives: list[int | None], sites: Sequence[str]) -> list[int | None]:
    """Tenths to the sites that those at a place can come to: guards who stay cover their own site and no other."""
    if not place.only_site:
        return drives
    return [-place.turnout_min * TENTHS if site == place.only_site else None for site in sites]


def _holdbacks(
    origins: list[Origin],
    to_sites: list[list[int | None]],
    sites: Sequence[str],
    own_sites: frozenset[str],
    config: SurgeConfig,
) -> tuple[tuple[HoldBack, ...], tuple[tuple[str, str], ...]]:
    """Cover for each site, as far as there is any; and the sites that have less than the wish from the start."""
    reach = config.cover_min * TENTHS
    holdbacks, thin = [], []
    for column, site in enumerate(sites):
        if site in own_sites:
            continue
        near = []
        for origin, drives in zip(origins, to_sites, strict=True):
            drive = drives[column]
            if origin.people and drive is not None and origin.turnout + drive <= reach:
                near.append(origin)
        there = sum(len(o.people) for o in near)
        minimum = min(config.cover_officers, there)
        if there < config.cover_officers:
            have = f"only {there}" if there else "none"
            thin.append(
                (site, f"{have} of {config.cover_officers} officers within {config.cover_min} min before anyone leaves")
            )
        if minimum:
            reason = f"surge.cover_officers within surge.cover_min = {config.cover_min} min"
            holdbacks.append(HoldBack(site, minimum, tuple(o.id for o in near), reason))
    return tuple(holdbacks), tuple(thin)
