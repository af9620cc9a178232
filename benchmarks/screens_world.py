"""Stores for the benchmark of the screens: the demo district with as many sites and incidents as are asked for."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from planner import flow
from planner.config import load_config
from planner.core.plan import Provenance
from planner.core.time import now
from planner.tables import IncidentTable, SiteTable

SEED = 9
SCATTER_M = 2500.0
"""So far around those of the demo district, as a standard deviation, the new ones lie."""
YEARS = 5


def scattered(frame: gpd.GeoDataFrame, count: int, key: str, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """So many rows like those of the frame, each with an identifier of its own, scattered around them."""
    rows = frame.iloc[rng.integers(0, len(frame), count)].reset_index(drop=True)
    rows[key] = [f"{key[0].upper()}{number:06d}" for number in range(count)]
    x = rows.geometry.x + rng.normal(0, SCATTER_M, count)
    y = rows.geometry.y + rng.normal(0, SCATTER_M, count)
    return rows.set_geometry(gpd.points_from_xy(x, y, crs=frame.crs))


def grown(path: Path, *, sites: int, incidents: int) -> None:
    """Makes a store with the demo district's roads, stations and people, and so many sites and incidents."""
    rng, config = np.random.default_rng(SEED), load_config()
    day = flow.today(config)
    with flow.open_store(str(path)) as store:
        flow.sample(store, config, world="district", seed=7, today=day)
        by = Provenance(now().isoformat(), "benchmark", seed=SEED)
        store.replace(SiteTable, scattered(store.read(SiteTable), sites, "site", rng), by=by)
        events = scattered(store.read(IncidentTable), incidents, "incident", rng)
        ago = pd.to_timedelta(rng.integers(1, YEARS * 365 * 24 * 60, incidents), unit="min")
        last = pd.Timestamp(day, tz=config.place.timezone).tz_convert("UTC")
        events["occurred_at"] = pd.Series(last - ago).astype(events["occurred_at"].dtype)
        store.replace(IncidentTable, events, by=by)
