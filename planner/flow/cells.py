"""The risk surface of a store: expected incidents by square kilometre, as a small grid that a map can draw."""

from __future__ import annotations

from datetime import date
from math import ceil, floor, log10
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from planner.config import Config
from planner.flow.assess import local_midnight
from planner.flow.backtest import fitting_cell_m, hull
from planner.flow.kept import hashes, kept, table
from planner.risk.events import read_events
from planner.risk.ours import OurForecaster
from planner.risk.raster import Raster
from planner.store import Store
from planner.tables import AreaTable, IncidentTable, SiteTable

_STEPS = (1.0, 3.0)
"""Edges of classes are these times a power of ten: each about three times the one below, and a person can say them."""
_CLASSES = 6
_DAY_S = 86_400


def surface(store: Store, config: Config, *, as_of: date, days: int = 28) -> dict[str, Any]:
    """Expected incidents per square kilometre and 28 days, over the `days` days from `as_of`, cell by cell.

    The ground is the areas of the store, else what holds its sites and incidents, in cells as the back-test takes
    them. Only what was reported before `as_of` counts.

    Returns
    -------
    `{west, south, east, north}` in degrees, `rows`, `columns`, `values` (rows x columns, row 0 in the north; NaN
    outside the ground), `classes` (edges, rising; below the first is no class), `cell_m`, `incidents` (how many it is
    made from) and `expected` (incidents in 28 days on the whole ground). Without sites, areas and incidents rows and
    columns are 0.
    """
    key = ("surface", store.crs, *hashes(store, AreaTable, SiteTable, IncidentTable), config.hash, as_of, days)
    return kept(key, lambda: _made(store, config, as_of, days))


def _made(store: Store, config: Config, as_of: date, days: int) -> dict[str, Any]:
    start = local_midnight(as_of, config)
    incidents = table(store, IncidentTable)
    events = read_events(incidents, config.risk, as_of=start)
    region = _region(store, config, events.xy)
    if region is None or region.is_empty:
        return {**dict.fromkeys(("west", "south", "east", "north"), 0.0), **_no_cells()}
    ground = Raster.over(region, fitting_cell_m(region.area, len(events), config))
    day = start.timestamp() / _DAY_S
    mean = OurForecaster(config.risk).forecast(events.before(day), ground, day=day, horizon_days=days).mean
    per_km2 = mean / ground.area_km2 * (28 / days)
    grid = np.full(ground.shape[0] * ground.shape[1], np.nan)
    grid[ground.cells] = per_km2
    box, values = _in_degrees(grid.reshape(ground.shape), ground, store.crs or "")
    return {
        **box,
        "rows": values.shape[0],
        "columns": values.shape[1],
        "values": values,
        "classes": edges(per_km2),
        "cell_m": ground.cell_m,
        "incidents": len(events),
        "expected": float(mean.sum() * 28 / days),
    }


def _no_cells() -> dict[str, Any]:
    return {
        "rows": 0,
        "columns": 0,
        "values": np.zeros((0, 0)),
        "classes": [],
        "cell_m": 0.0,
        "incidents": 0,
        "expected": 0.0,
    }


def _region(store: Store, config: Config, incidents_xy: np.ndarray) -> shapely.Geometry | None:
    if store.count(AreaTable):
        return shapely.union_all(shapely.make_valid(table(store, AreaTable).geometry.to_numpy()))
    sites = table(store, SiteTable).geometry
    xy = np.vstack([np.column_stack([sites.x, sites.y]), incidents_xy]) if len(sites) else incidents_xy
    return hull(xy, config) if len(xy) else None


def edges(per_km2: np.ndarray) -> list[float]:
    """The lower edges of the classes: round numbers, the highest of them reached by some cell."""
    most = float(per_km2.max())
    if most <= 0:
        return []
    power = floor(log10(most))
    ladder = [step * 10.0**n for n in range(power - _CLASSES, power + 1) for step in _STEPS]
    return [round(edge, 12) for edge in ladder if edge <= most][-_CLASSES:]


def _in_degrees(grid: np.ndarray, ground: Raster, crs: str) -> tuple[dict[str, float], np.ndarray]:
    """The raster (row 0 in the south, metres) looked up on a grid of degrees (row 0 in the north) of like cells."""
    left, low = ground.origin
    high, right = low + ground.shape[0] * ground.cell_m, left + ground.shape[1] * ground.cell_m
    outline = gpd.GeoSeries([shapely.box(left, low, right, high).segmentize(ground.cell_m)], crs=crs).to_crs(4326)
    west, south, east, north = (float(edge) for edge in outline.total_bounds)
    metres_per_degree = 111_320.0
    rows = max(1, ceil((north - south) * metres_per_degree / ground.cell_m))
    narrow = np.cos(np.radians((south + north) / 2))
    columns = max(1, ceil((east - west) * metres_per_degree * narrow / ground.cell_m))
    x = west + (np.arange(columns) + 0.5) / columns * (east - west)
    y = north - (np.arange(rows) + 0.5) / rows * (north - south)
    xx, yy = (flat.ravel() for flat in np.meshgrid(x, y))
    points = gpd.GeoSeries.from_xy(xx, yy, crs=4326).to_crs(crs)
    column = np.floor((points.x.to_numpy() - left) / ground.cell_m).astype(int)
    row = np.floor((points.y.to_numpy() - low) / ground.cell_m).astype(int)
    inside = (row >= 0) & (row < grid.shape[0]) & (column >= 0) & (column < grid.shape[1])
    values = np.full(len(xx), np.nan)
    values[inside] = grid[row[inside], column[inside]]
    return {"west": west, "south": south, "east": east, "north": north}, values.reshape(rows, columns)
