"""How far a vehicle comes from a place in so many minutes, what lies within, and which stations come there."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
from shapely.geometry import Point, box, mapping

from planner.config import Config
from planner.core.errors import InputError
from planner.flow.assess import graph
from planner.flow.closures import Drawn, closed_roads
from planner.flow.kept import table
from planner.flow.stores import DEGREES
from planner.store import Store
from planner.tables import RoadTable, SiteTable, StationTable

_SIMPLER_M = 5.0
"""The edge of an area, which is itself drawn at a stated distance from the roads, may leave the true one by this."""


def reach(
    store: Store,
    config: Config,
    *,
    at: tuple[float, float],
    minutes: Sequence[float] = (),
    profile: str = "car",
    closures: Sequence[Drawn] = (),
    out: Path | None = None,
) -> dict[str, Any]:
    """Areas reached from a place in degrees, the sites in each, and the minutes of each station to the place.

    `areas`: {minutes, sites, geometry (GeoJSON in degrees, None where nothing is reached)}, in rising order; a longer
    time holds a shorter one. `stations`: {station, minutes}, nearest first; stations that cannot come are `cut_off`.
    Without `minutes` those of `network.reach_min` to `reach_max` in steps of `reach_step`. `out` gets the areas as
    GeoJSON. InputError without roads, for a place that lies where no road of the store is, and where `out` cannot be.
    """
    if store.crs is None or not store.count(RoadTable):
        raise InputError("no roads are loaded", maybe="import roads first: `hifazat import roads FILE`.")
    if out is not None and (not out.parent.is_dir() or out.is_dir()):
        raise InputError(f"{out} cannot be a file", maybe="its folder is not there, or it is a folder itself.")
    numbers = config.network
    limits = sorted(set(minutes)) or list(
        range(int(numbers.reach_min), int(numbers.reach_max) + 1, int(numbers.reach_step))
    )
    roads = table(store, RoadTable)
    place = gpd.GeoSeries([Point(at)], crs=DEGREES).to_crs(store.crs)
    if not np.isfinite([place.x.iloc[0], place.y.iloc[0]]).all() or not place.iloc[0].intersects(
        box(*roads.total_bounds).buffer(numbers.max_snap_m)
    ):
        raise InputError(
            f"{at[0]:g}, {at[1]:g} lies where no road of the store is",
            maybe="latitude and longitude are swapped (longitude comes first), or the roads there are not loaded.",
        )
    made, closed = graph(store, config), closed_roads(store, config, closures)
    areas = made.reach(place.iloc[0], limits, profile=profile, closed=closed)
    sites = table(store, SiteTable)
    to_sites = made.minutes(place, sites.geometry, profile=profile, closed=closed)[0] if len(sites) else np.empty(0)
    shapes = areas.geometry.simplify(_SIMPLER_M).to_crs(DEGREES)
    rows = [
        {
            "minutes": limit,
            "sites": sorted(sites["site"][to_sites <= limit]) if len(sites) else [],
            "geometry": None if area.is_empty else json.loads(json.dumps(mapping(area))),
        }
        for limit, area in zip(limits, shapes, strict=True)
    ]
    document = {
        "at": list(at),
        "profile": profile,
        "areas": rows,
        **_stations(store, made, place, profile=profile, closed=closed),
        "notes": list(made.notes),
    }
    if out is not None:
        out.write_text(json.dumps(reach_features(document), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return document


def _stations(
    store: Store, made: Any, place: gpd.GeoSeries, *, profile: str, closed: frozenset[str]
) -> dict[str, list[Any]]:
    stations = table(store, StationTable)
    if stations.empty:
        return {"stations": [], "cut_off": []}
    there = made.minutes(stations.geometry, place, profile=profile, closed=closed)[:, 0]
    order = np.lexsort((stations["station"].to_numpy(dtype=str), there))
    names = stations["station"].to_numpy(dtype=str)
    return {
        "stations": [
            {"station": str(names[i]), "minutes": round(float(there[i]), 1)} for i in order if np.isfinite(there[i])
        ],
        "cut_off": sorted(str(names[i]) for i in order if not np.isfinite(there[i])),
    }


def reach_features(document: dict[str, Any]) -> dict[str, Any]:
    """The areas as a GeoJSON feature collection, the largest first, so that smaller ones lie on top."""
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "geometry": area["geometry"], "properties": {"minutes": area["minutes"]}}
            for area in reversed(document["areas"])
            if area["geometry"] is not None
        ],
    }
