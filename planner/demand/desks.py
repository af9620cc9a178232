"""Victim support desks: where they stand and who is needed at them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from planner.config import DemandConfig
from planner.core.duty import Duty, DutyKind
from planner.demand.hours import Span
from planner.demand.numbers import cite, count, rank_of


def desk_stations(stations: pd.DataFrame, sites: pd.DataFrame, worth: np.ndarray, config: DemandConfig) -> list[str]:
    """Stations that have a desk; where none has, those nearest to the most worth of sites, `desk_default` of them."""
    with_desk = stations.loc[stations["has_desk"], "station"]
    if len(with_desk):
        return sorted(with_desk)
    work = stations[stations["kind"] == "station"]
    if not len(work):
        return []
    near: np.ndarray = np.zeros(len(work))
    if len(sites):
        tree = cKDTree(np.column_stack([work.geometry.x, work.geometry.y]))
        _, nearest = tree.query(np.column_stack([sites.geometry.x, sites.geometry.y]))
        near = np.bincount(nearest, worth, minlength=len(work))
    ranked = sorted(zip(-near, work["station"], strict=True))
    return sorted(name for _, name in ranked[: config.desk_default])


def desks(
    stations: pd.DataFrame,
    sites: pd.DataFrame,
    worth: np.ndarray,
    config: DemandConfig,
    span: Span,
) -> Iterator[Duty]:
    """One duty a desk and day, with a woman officer, the skill and the language that the numbers ask for."""
    chosen = desk_stations(stations, sites, worth, config)
    rule = "" if stations["has_desk"].any() else f"; no station has one on record, so {_default(config)}"
    women = min(config.desk_women, config.desk_officers)
    skills = tuple(sorted({(name, 1) for name in (config.desk_skill, config.desk_language) if name}))
    spoken = f"; one speaks the language asked for {cite(config, 'desk_language')}" if config.desk_language else ""
    for day in span.days:
        window = span.on(day, config.desk_start_h, config.desk_hours)
        if not span.holds(window.start):
            continue
        for station in chosen:
            yield Duty(
                id=f"desk-{station}-{span.stamp(window.start)}",
                kind=DutyKind.DESK,
                place=station,
                window=window,
                strength=config.desk_officers,
                in_charge=rank_of(config, "desk_in_charge"),
                women=women,
                skills=skills,
                value=config.desk_value,
                reason=f"victim support desk, {window.minutes / 60:g} h {cite(config, 'desk_hours')}: "
                f"{count(config.desk_officers)} {cite(config, 'desk_officers')}{spoken}{rule}",
            )


def _default(config: DemandConfig) -> str:
    return f"the {config.desk_default} nearest to the most endangered sites {cite(config, 'desk_default')}"
