"""Filling a store: the sample worlds, people's files, a synthetic roll; and reading its tables back."""

from __future__ import annotations

from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely.geometry import box
from shapely.geometry.base import BaseGeometry

from planner.config import Config
from planner.core.errors import InputError
from planner.core.plan import Provenance
from planner.core.time import now
from planner.store import Store
from planner.store import open_store as _open
from planner.tables import (
    STORED,
    AreaTable,
    OfficerTable,
    RoadTable,
    StationTable,
    VehicleTable,
    table_named,
)
from planner.tables.schema import AnyTable

DEGREES = "EPSG:4326"


def open_store(url: str, *, key: str | None = None, create: bool = True) -> Store:
    """The store at `url`: a file, made when it is not there and `create` is set; InputError when it is not."""
    path = Path(url.removeprefix("sqlite:///"))
    if (
        not create
        and "://" not in url.removeprefix("sqlite:///")
        and not url.startswith("memory:")
        and not path.exists()
    ):
        raise InputError(
            f"there is no store {path.name} here",
            maybe=f"make one: `hifazat --store {path.name} sample`, or `import` your own files.",
        )
    return _open(url, key=key)


def provenance(store: Store, config: Config, *, seed: int | None = None, note: str = "") -> Provenance:
    """Where something made from this store comes from: hashes of all its tables and of the configuration."""
    inputs = {table.name: store.hash(table) for table in STORED if store.count(table)}
    return Provenance(now().isoformat(), f"hifazat {version('hifazat')}", {**inputs, "config": config.hash}, seed, note)


def sample(store: Store, config: Config, *, world: str, seed: int, today: date) -> dict[str, Any]:
    """Fill an empty store with a synthetic world; InputError when rows are there already."""
    from planner.ingest.sample import make_world  # it brings scipy's interpolation, which no other verb needs

    full = [table.name for table in STORED if store.count(table)]
    if full:
        raise InputError(
            f"the store already holds {', '.join(full)}",
            maybe="name another file with --store, so that nothing is mixed with the sample.",
        )
    made = make_world(world, seed, today=today, config=config.sample, timezone=config.place.timezone)
    store.set_crs(made.crs)
    store.replace_many(made.frames, by=provenance(store, config, seed=seed, note=f"sample world {world}"))
    return {"world": world, "seed": seed, "rows": {table.name: len(frame) for table, frame in made.frames.items()}}


def staff(store: Store, config: Config, *, per_station: int, unit: int, seed: int, today: date) -> dict[str, Any]:
    """Give stations without a nominal roll a synthetic one; InputError when there is a roll."""
    from planner.ingest.sample import staff as make_staff

    if store.count(OfficerTable):
        raise InputError(
            f"the store already holds {store.count(OfficerTable)} officers",
            maybe="the roll is complete; `staff` is only for a store without one.",
        )
    officers, vehicles = make_staff(
        store.read(StationTable),
        per_station=per_station,
        unit=unit,
        seed=seed,
        today=today,
        config=config.sample,
        place=config.place,
    )
    by = provenance(store, config, seed=seed, note="synthetic roll")
    frames: dict[AnyTable, pd.DataFrame] = {OfficerTable: officers}
    if not store.count(VehicleTable):
        frames[VehicleTable] = vehicles
    store.append_many(frames, by=by)
    return {"officers": len(officers), "vehicles": len(frames.get(VehicleTable, ())), "synthetic": True, "seed": seed}


def extent(store: Store, config: Config) -> BaseGeometry:
    """Where a point may lie, in degrees: the areas, or else the roads, or else the box of the configuration."""
    margin_m = config.place.margin_km * 1000
    for table in (AreaTable, RoadTable):
        if store.count(table):
            frame = store.read(table)
            outline = frame.geometry.union_all() if table is AreaTable else box(*frame.total_bounds)
            return gpd.GeoSeries([outline.buffer(margin_m)], crs=frame.crs).to_crs(DEGREES).iloc[0]
    place = config.place
    return box(place.box_west, place.box_south, place.box_east, place.box_north)


def list_table(store: Store, name: str) -> list[dict[str, Any]]:
    """The rows of a table; a row with a place has `longitude` and `latitude` (of its middle, for lines and areas)."""
    table = table_named(name)
    frame = store.read(table)
    rows = pd.DataFrame(frame.drop(columns="geometry", errors="ignore"))
    if table.shape is not None and len(frame):
        middles = frame.geometry if table.shape == "point" else frame.geometry.representative_point()
        degrees = middles.to_crs(DEGREES)
        rows["longitude"] = degrees.x.round(6)
        rows["latitude"] = degrees.y.round(6)
    return [{key: plain(value) for key, value in row.items()} for row in rows.to_dict("records")]


def plain(value: Any) -> Any:
    """A cell as JSON knows it: a moment as ISO 8601, a missing number as None, numpy's numbers as Python's."""
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and value != value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.isoformat()
    return value.item() if hasattr(value, "item") else value


__all__ = [
    "DEGREES",
    "Store",
    "extent",
    "list_table",
    "open_store",
    "plain",
    "provenance",
    "sample",
    "staff",
]
