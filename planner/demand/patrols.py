"""Mobiles for the sites without a guard, and the reserve at Lines."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from planner.config import DemandConfig, RosterConfig
from planner.core.duty import Duty, DutyKind
from planner.core.services import local_moment
from planner.core.time import Window
from planner.demand.hours import Span, shifts
from planner.demand.numbers import cite, count, rank_of

_UNIT = "protection unit"


def sectors(places: np.ndarray, number: int) -> list[np.ndarray]:
    """Positions of the places, cut into sectors of nearly equal number by their bearing from the middle."""
    from_middle = places - places.mean(axis=0)
    order = np.argsort(np.arctan2(from_middle[:, 1], from_middle[:, 0]), kind="stable")
    return [part for part in np.array_split(order, number) if len(part)]


def patrols(
    visited: pd.DataFrame,
    stations: pd.DataFrame,
    config: DemandConfig,
    roster: RosterConfig,
    span: Span,
    *,
    skilled: frozenset[str],
) -> Iterator[Duty]:
    """One duty a mobile and shift: a sector of the sites each, from the station nearest to the sector's middle."""
    bases = stations[stations["kind"] != "lines"].sort_values("station")
    if not len(visited) or not len(bases):
        return
    places = np.column_stack([visited.geometry.x, visited.geometry.y])
    base_at = np.column_stack([bases.geometry.x, bases.geometry.y])
    skill = ((config.patrol_skill, 1),) if config.patrol_skill in skilled else ()
    note = "" if skill or not config.patrol_skill else f"; nobody on the roll holds {config.patrol_skill}"
    beats = []
    for part in sectors(places, -(-len(places) // config.patrol_per_sites)):
        middle = places[part].mean(axis=0)
        base = bases["station"].iloc[int(np.argmin(np.hypot(*(base_at - middle).T)))]
        beats.append((base, len(part)))
    for day in span.days:
        for window in shifts(day, span, roster):
            if not span.holds(window.start):
                continue
            for base, size in beats:
                yield Duty(
                    id=f"patrol-{base}-{span.stamp(window.start)}",
                    kind=DutyKind.PATROL,
                    place=base,
                    window=window,
                    strength=config.patrol_strength,
                    in_charge=rank_of(config, "patrol_in_charge"),
                    skills=skill,
                    value=config.patrol_value,
                    reason=f"mobile for {count(size, 'site')} without a guard, one for each {config.patrol_per_sites} "
                    f"{cite(config, 'patrol_per_sites')}: {count(config.patrol_strength)} "
                    f"{cite(config, 'patrol_strength')}{note}",
                )


def reserve(
    stations: pd.DataFrame, officers: pd.DataFrame, config: DemandConfig, roster: RosterConfig, span: Span
) -> Iterator[Duty]:
    """A share of the unit in each day shift, at the Lines; at the first station where there are no Lines."""
    unit = int((officers["unit"] == _UNIT).sum())
    strength = round(config.reserve_share * unit)
    lines = stations[stations["kind"] == "lines"]
    bases = sorted(lines["station"]) or sorted(stations["station"])
    if not bases or strength < 1:
        return
    for day in span.days:
        for window in shifts(day, span, roster):
            if not span.holds(window.start) or _is_night(window, roster, span):
                continue
            yield Duty(
                id=f"reserve-{bases[0]}-{span.stamp(window.start)}",
                kind=DutyKind.RESERVE,
                place=bases[0],
                window=window,
                strength=strength,
                in_charge=rank_of(config, "reserve_in_charge"),
                value=config.reserve_value,
                reason=f"reserve: {count(strength)}, {config.reserve_share:.0%} of a unit of {unit} "
                f"{cite(config, 'reserve_share')}",
            )


def _is_night(window: Window, roster: RosterConfig, span: Span) -> bool:
    days = {moment.astimezone(span.zone).date() for moment in (window.start, window.end)}
    return any(window.holds(local_moment(day, roster.night_h * 60, span.zone)) for day in days)
