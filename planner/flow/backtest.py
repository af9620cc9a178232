"""A back-test of a district, from its store or from files: which ground, which incidents, which models."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import floor, log10, sqrt
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from planner.config import Config
from planner.core.errors import InputError
from planner.core.time import now
from planner.flow.kept import table
from planner.ingest import read_file
from planner.ingest.outlines import Outlines, read_outlines
from planner.risk.area_pool import SENTENCE as AREAS_SENTENCE
from planner.risk.area_pool import AreaPool
from planner.risk.backtest import backtest, make_baselines
from planner.risk.backtest.folds import rolling
from planner.risk.events import Events, read_events
from planner.risk.forecast import Forecaster, Ground, Progress
from planner.risk.ours import OurForecaster
from planner.risk.polygons import Polygons
from planner.risk.raster import Raster
from planner.store import Store
from planner.tables import AreaTable, IncidentTable, SiteTable

_ROUND = (1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
"""Sides of cells that a person can say, times a power of ten."""
_REJECTS_SHOWN = 3
_OVERLAP = 0.01
"""Outlines that were drawn apart overlap by slivers: so large a share of their area is said."""

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Question:
    """What a person wants tested. Without `incidents` those of the store; without `grid_m` the data decide."""

    origins: int = 12
    horizon_days: int = 28
    grid_m: float | None = None
    seed: int = 7
    incidents: Path | None = None
    region: Path | None = None
    areas: Path | None = None
    column_map: str | None = None
    crs: str | None = None
    dates: str | None = None


def make_models(config: Config, ground: Ground) -> Sequence[Forecaster]:
    """Our model for such a ground and the baselines, fresh."""
    if isinstance(ground, Polygons):
        return (AreaPool(config.risk), *make_baselines(config.backtest))
    # ours says Lattice where it means any ground that can also tell its extent
    ours = cast("Forecaster", OurForecaster(config.risk))
    return (ours, *make_baselines(config.backtest))


def run_backtest(
    config: Config,
    question: Question,
    *,
    store: Store | None = None,
    tell: Tell,
    progress: Progress | None = None,
    cancel: Callable[[], bool] | None = None,
) -> dict[str, Any]:
    """How well our model and the baselines would have forecast the last windows: see `docs/schemas/backtest.json`.

    `store` is asked only when the question names no file of incidents; then the places are cells of its areas, or of
    what holds its sites and incidents. `tell` is given what a file's reader has to say. Raises InputError when a file
    cannot be used, or the history is too short.
    """
    if question.incidents is not None:
        incidents, crs = _from_file(config, question, question.incidents, tell)
    elif store is not None:
        incidents = table(store, IncidentTable)
        crs = store.crs or ""
        if not len(incidents):
            raise InputError(
                "the store holds no incidents to test with", maybe="import some, or name a file with --incidents."
            )
    else:
        raise InputError("there are no incidents to test with", maybe="name a file with --incidents.")
    zone = ZoneInfo(config.place.timezone)
    events = read_events(incidents, config.risk, as_of=incidents["occurred_at"].max().to_pydatetime())
    ground, notes = _ground(config, question, store, events, crs, zone, tell)
    document = backtest(
        events,
        ground,
        make_models(config, ground),
        config.backtest,
        origins=question.origins,
        horizon_days=question.horizon_days,
        seed=question.seed,
        zone=zone,
        progress=progress,
        cancel=cancel,
    )
    document["places"] = "areas" if isinstance(ground, Polygons) else "cells"
    document["notes"] = [*to_come(incidents["occurred_at"], now(), zone), *notes, *document["notes"]]
    document["sentence"] = in_words(document)
    return document


def to_come(moments: pd.Series, moment: datetime, zone: ZoneInfo) -> list[str]:
    """A note when incidents have dates that have not come yet; the windows end with the last of them."""
    ahead = moments[moments > pd.Timestamp(moment)]
    if not len(ahead):
        return []
    last = ahead.max().tz_convert(zone).date()
    number = "1 incident has a date" if len(ahead) == 1 else f"{len(ahead)} incidents have dates"
    return [f"{number} yet to come, up to {last}: the windows end there, and are wrong if it is misspelt."]


def overlap(shapes: np.ndarray) -> list[str]:
    """A note when areas lie over each other: the first of them gets the incidents, which flatters every ranking."""
    whole = float(shapely.area(_whole(shapes)))
    share = 1 - whole / float(shapely.area(shapes).sum())
    if share < _OVERLAP:
        return []
    return [
        f"The areas overlap: {share:.0%} of their area is counted more than once, and an incident there belongs to the "
        "first that holds it. Hit rates and gains are too high."
    ]


def in_words(document: dict[str, Any]) -> str:
    """What the back-test found, in one plain sentence."""
    ours = next((m for m in document["models"] if m["ours"]), None)
    count = next(m for m in document["models"] if m["model"] == "historical count")
    span = f"In {_several(document['folds'], 'window')} of {_several(document['horizon_days'], 'day')}"
    events = document["events"]
    if not events:
        return f"{span} no incident was reported: nothing can be compared."
    if ours is None:
        return f"{span} the top 5 % of the area by a plain count of past incidents held {_held(count, events)}."
    return (
        f"{span} the top 5 % of the area held {_held(ours, events)}; "
        f"by the plain count of past incidents it held {count['hit_rate_5'] * events:.0f}."
    )


def _several(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _held(model: dict[str, Any], events: int) -> str:
    return f"{model['hit_rate_5'] * events:.0f} of {events} incidents"


def _from_file(config: Config, question: Question, file: Path, tell: Tell) -> tuple[gpd.GeoDataFrame, str]:
    loaded = read_file(
        "incidents",
        file,
        config=config.ingest,
        timezone=config.place.timezone,
        working_crs=config.place.crs or None,
        column_map=question.column_map,
        crs=question.crs,
        dates=question.dates,
        keep_doubles=True,
    )
    for warning in loaded.warnings:
        tell(f"Note: {warning}")
    _tell_rejects(file, loaded.rejects, tell)
    frame = loaded.frames.get(IncidentTable)
    if frame is None or not len(frame):
        raise InputError(f"no row of {file.name} can be used", maybe="look at the reasons above; mend the file.")
    return gpd.GeoDataFrame(frame), loaded.crs


def _tell_rejects(file: Path, rejects: Sequence[Any], tell: Tell) -> None:
    if rejects:
        tell(f"Note: {len(rejects)} rows of {file.name} cannot be used:")
        for one in rejects[:_REJECTS_SHOWN]:
            tell(f"  row {one.row}, {one.value!r}: {one.why}")
        if len(rejects) > _REJECTS_SHOWN:
            tell(f"  ... and {len(rejects) - _REJECTS_SHOWN} more; `hifazat import` gives them all in a file.")


def _ground(
    config: Config,
    question: Question,
    store: Store | None,
    events: Events,
    crs: str,
    zone: ZoneInfo,
    tell: Tell,
) -> tuple[Ground, list[str]]:
    if question.areas is not None:
        found = _outlines(config, question.areas, crs, tell)
        said = ["The places are the areas; hit rates are by share of their area.", AREAS_SENTENCE]
        if question.region is not None or question.grid_m is not None:
            said.append("--areas states the places: --region and --grid are not used.")
        return Polygons(found.shapes, found.names), [*said, *overlap(found.shapes)]
    if question.region is not None:
        region, said = _whole(_outlines(config, question.region, crs, tell).shapes), []
    else:
        region, said = _region_without_file(config, question, store, events, zone)
    cell_m = question.grid_m or fitting_cell_m(region.area, len(events), config)
    if region.area / cell_m**2 > config.backtest.cells_limit:
        raise InputError(
            f"cells of {cell_m:g} m would be {region.area / cell_m**2:,.0f} in this region",
            maybe=f"--grid {fitting_cell_m(region.area, len(events), config):g}m was meant.",
        )
    if question.grid_m is None:
        said.append(f"No --grid: cells of {cell_m:g} m, chosen by the size of the region and the number of incidents.")
    return Raster.over(region, cell_m), said


def _outlines(config: Config, file: Path, crs: str, tell: Tell) -> Outlines:
    found = read_outlines(file, config=config.ingest, working_crs=crs)
    for warning in found.warnings:
        tell(f"Note: {warning}")
    _tell_rejects(file, found.rejects, tell)
    return found


def _region_without_file(
    config: Config, question: Question, store: Store | None, events: Events, zone: ZoneInfo
) -> tuple[BaseGeometry, list[str]]:
    from_store = store if question.incidents is None else None
    if from_store is not None and from_store.count(AreaTable):
        return _whole(table(from_store, AreaTable).geometry.to_numpy()), ["The region is the areas of the store."]
    folds = rolling(events, origins=question.origins, horizon_days=question.horizon_days, zone=zone)
    past = events.before(folds[0].start)
    xy = past.xy if len(past) else events.xy
    whose = "the incidents before the first window"
    if from_store is not None and from_store.count(SiteTable):
        sites = table(from_store, SiteTable).geometry
        xy = np.vstack([xy, np.column_stack([sites.x, sites.y])])
        whose = "the sites and " + whose
    return hull(xy, config), [f"No region is given: it is what holds {whose}, with a margin."]


def hull(xy: np.ndarray, config: Config) -> BaseGeometry:
    """What holds all the points (n x 2), widened by the margin; never less than some cells across."""
    across = float(np.hypot(*np.ptp(xy, axis=0)))
    margin = max(config.backtest.margin_share * across, 2 * config.backtest.least_cell_m)
    return shapely.convex_hull(shapely.multipoints(xy)).buffer(margin)


def _whole(shapes: np.ndarray) -> BaseGeometry:
    """The outlines as one; touching borders are mended on the way."""
    return shapely.union_all(shapely.make_valid(shapes))


def fitting_cell_m(area_m2: float, events: int, config: Config) -> float:
    """The side of a cell so that about as many cells as incidents cover the area, within the configured limits.

    Rounded down to a number that a person can say.
    """
    limits = config.backtest
    cells = min(max(events, limits.least_cells), limits.most_cells)
    side = max(sqrt(area_m2 / cells), limits.least_cell_m)
    power = 10.0 ** floor(log10(side))
    return max(one * power for one in _ROUND if one * power <= side * (1 + 1e-9))


__all__ = ["Question", "fitting_cell_m", "hull", "in_words", "make_models", "run_backtest"]
