"""The ground of a roster: minutes between places of duty, from home stations to them, and the vehicles at each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.config import Config
from planner.flow.assess import graph
from planner.flow.kept import hashes, kept, table
from planner.store import Store
from planner.tables import RoadTable, SiteTable, StationTable, VehicleTable

PROFILE = "car"
A_DAY_S = 86_400


@dataclass(frozen=True)
class Ground:
    """Places of duty with the minutes between any two, and metres in the working reference system.

    `minutes` holds whole minutes by car, rounded up, for pairs that can be driven; empty where no roads are loaded.
    `unknown` are places that are no longer in the store.
    """

    places: dict[str, tuple[float, float]] = field(default_factory=dict)
    minutes: dict[tuple[str, str], int] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()


def ground(store: Store, config: Config, names: Iterable[str]) -> Ground:
    """The ground of these sites and stations."""
    wanted = tuple(sorted(set(names)))
    key = ("ground", *hashes(store, SiteTable, StationTable, RoadTable), config.hash, wanted)
    return kept(key, lambda: _ground(store, config, wanted))


def _ground(store: Store, config: Config, wanted: tuple[str, ...]) -> Ground:
    places = place_points(store)
    known = [name for name in wanted if name in places.index]
    unknown = tuple(name for name in wanted if name not in places.index)
    points = places.loc[known]
    xy = {name: (point.x, point.y) for name, point in points.items()}
    if not known or not store.count(RoadTable):
        return Ground(xy, {}, unknown)
    times = graph(store, config).minutes(points, points, profile=PROFILE)
    rows, columns = np.nonzero(np.isfinite(times))
    whole = np.ceil(times[rows, columns]).astype(int)
    pairs = {
        (known[i], known[j]): int(minutes)
        for i, j, minutes in zip(rows.tolist(), columns.tolist(), whole.tolist(), strict=True)
        if i != j
    }
    return Ground(xy, pairs, unknown)


def place_points(store: Store) -> gpd.GeoSeries:
    """Where each site and station lies, by identifier; a station comes before a site of the same name."""

    def make() -> gpd.GeoSeries:
        stations, sites = table(store, StationTable), table(store, SiteTable)
        named = [stations.set_index("station").geometry, sites.set_index("site").geometry]
        joined = pd.concat([one for one in named if len(one)]) if any(map(len, named)) else named[0]
        return joined[~joined.index.duplicated()]

    return kept(("place points", store.crs, *hashes(store, SiteTable, StationTable)), make)


def road_minutes(store: Store, config: Config) -> Callable[[Sequence[str], Sequence[str]], NDArray[np.float64]] | None:
    """Minutes by car from each of the first places to each of the second (not finite: no way); None without roads."""
    if not store.count(RoadTable):
        return None
    roads, places = graph(store, config), place_points(store)

    def minutes(origins: Sequence[str], destinations: Sequence[str]) -> NDArray[np.float64]:
        return roads.minutes(places.loc[list(origins)], places.loc[list(destinations)], profile=PROFILE)

    return minutes


def driving_seconds(store: Store, config: Config, names: Sequence[str]) -> NDArray[np.int64]:
    """Seconds by car between places (shape: names x names); a pair without a way takes a whole day.

    Where no roads are loaded, by the straight line, `demand.patrol_detour` and `demand.patrol_kmh`.
    """

    def make() -> NDArray[np.int64]:
        by_road = road_minutes(store, config)
        if by_road is None:
            points = place_points(store).loc[list(names)]
            xy = np.column_stack([points.x, points.y])
            metres = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1)) * config.demand.patrol_detour
            minutes = metres / (config.demand.patrol_kmh * 1000 / 60)
        else:
            minutes = by_road(names, names)
        return np.where(np.isfinite(minutes), np.ceil(np.nan_to_num(minutes, posinf=0) * 60), A_DAY_S).astype(np.int64)

    sources = hashes(store, SiteTable, StationTable, RoadTable)
    return kept(("driving seconds", *sources, config.hash, tuple(names)), make)


def travel_frame(minutes: dict[tuple[str, str], int]) -> pd.DataFrame | None:
    """The minutes as a TravelTable, or None when there are none."""
    if not minutes:
        return None
    return pd.DataFrame(
        {
            "origin": [origin for origin, _ in minutes],
            "destination": [destination for _, destination in minutes],
            "profile": PROFILE,
            "minutes": [float(value) for value in minutes.values()],
        }
    )


def vehicles(store: Store) -> pd.DataFrame | None:
    """The vehicles that mobiles drive, none of them motorcycles or buses; None when no vehicle at all is on record."""
    if not store.count(VehicleTable):
        return None
    fleet = table(store, VehicleTable)
    return fleet[fleet["profile"] == PROFILE].reset_index(drop=True)
