"""Where a point is, as people say it: so far in which direction of the nearest named place, on which road, where."""

from __future__ import annotations

import math

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry import Point

from planner.config import Config
from planner.flow.kept import hashes, kept, table
from planner.network.path import say_metres
from planner.store import Store
from planner.tables import AreaTable, RoadTable, SiteTable, StationTable

_COMPASS = ("east", "north-east", "north", "north-west", "west", "south-west", "south", "south-east")


class Whereabouts:
    """The named places, roads and areas of a store; `say` tells where a point is."""

    def __init__(self, store: Store, config: Config) -> None:
        self._near_m = config.surge.route_step_m
        self._spots = kept(
            ("landmarks", store.crs, *hashes(store, SiteTable, StationTable)),
            lambda: _landmarks(table(store, SiteTable), table(store, StationTable)),
        )
        self._roads = kept(
            ("named roads", store.crs, *hashes(store, RoadTable)), lambda: _named(table(store, RoadTable))
        )
        self._areas = kept(
            ("named areas", store.crs, *hashes(store, AreaTable)), lambda: _named(table(store, AreaTable))
        )

    def say(self, x_m: float, y_m: float) -> str:
        """As "400 m north-east of St John's Church, on Canal Road, in Samundri"; "" where nothing has a name."""
        landmark, area = self.of_landmark(x_m, y_m), self._area(x_m, y_m)
        # many a landmark's name ends with its town already
        parts = [landmark, self._road(x_m, y_m), f"in {area}" if area and not landmark.endswith(area) else ""]
        return ", ".join(part for part in parts if part)

    def of_landmark(self, x_m: float, y_m: float) -> str:
        """So far in which direction of the nearest named site or station."""
        names, xy = self._spots
        if not len(names):
            return ""
        east, north = x_m - xy[:, 0], y_m - xy[:, 1]
        away = np.hypot(east, north)
        k = int(away.argmin())
        if away[k] < self._near_m:
            return f"at {names[k]}"
        side = _COMPASS[round(math.atan2(north[k], east[k]) / (math.pi / 4)) % len(_COMPASS)]
        return f"{say_metres(float(away[k]))} {side} of {names[k]}"

    def _road(self, x_m: float, y_m: float) -> str:
        names, tree = self._roads
        near = tree.query_nearest(Point(x_m, y_m), max_distance=max(self._near_m, 1.0), all_matches=False)
        return f"on {names[int(near[0])]}" if len(near) else ""

    def _area(self, x_m: float, y_m: float) -> str:
        names, tree = self._areas
        holding = tree.query(Point(x_m, y_m), predicate="intersects")
        if not len(holding):
            return ""
        # of equally small ones the first in the table
        holding = np.sort(holding)
        return names[int(holding[shapely.area(tree.geometries[holding]).argmin()])]


def place_name(row: pd.Series | object, identifier: str) -> str:
    """The name of a site or station; its identifier where it has none."""
    return str(getattr(row, "name_en", "") or getattr(row, "name_ur", "") or identifier)


def _landmarks(sites: gpd.GeoDataFrame, stations: gpd.GeoDataFrame) -> tuple[list[str], np.ndarray]:
    names, points = [], []
    for frame, key in ((sites, "site"), (stations, "station")):
        for row in frame.itertuples(index=False):
            names.append(place_name(row, getattr(row, key)))
            points.append((row.geometry.x, row.geometry.y))
    return names, np.asarray(points, dtype=float).reshape(-1, 2)


def _named(frame: gpd.GeoDataFrame) -> tuple[list[str], shapely.STRtree]:
    """Roads or areas that have a name."""
    if frame.empty:
        return [], shapely.STRtree([])
    names = frame["name_en"].where(frame["name_en"] != "", frame["name_ur"])
    has_name = (names != "").to_numpy()
    return names[has_name].tolist(), shapely.STRtree(frame.geometry.to_numpy()[has_name])
