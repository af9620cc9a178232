"""In which area of a level a place lies: by the code it carries and that code's parents, or by where it is."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely


def area_of(places: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, level: str) -> np.ndarray:
    """Code of the area of that level that holds each place, or "".

    A place's own `area` code is followed to its parents; where it has none, or that leads nowhere, its point decides.
    """
    at_level = areas[areas["level"] == level].sort_values("area")
    codes = np.full(len(places), "", dtype=object)
    if not len(at_level) or not len(places):
        return codes
    if "area" in places.columns:
        known = _by_parents(areas, level)
        codes = places["area"].map(known).fillna("").to_numpy(object)
    open_ones = np.flatnonzero(codes == "")
    points = places.geometry.to_numpy()[open_ones]
    which, area = shapely.STRtree(at_level.geometry.to_numpy()).query(points, predicate="intersects")
    # on a common border the first by its code; a later write wins, so they are written in reverse
    codes[open_ones[which[::-1]]] = at_level["area"].to_numpy(object)[area[::-1]]
    return codes


def _by_parents(areas: pd.DataFrame, level: str) -> dict[str, str]:
    parent = dict(zip(areas["area"], areas["parent"], strict=True))
    levels = dict(zip(areas["area"], areas["level"], strict=True))
    found = {}
    for code in parent:
        at, seen = code, set()
        while at in levels and levels[at] != level and at not in seen:
            seen.add(at)  # a ring of parents leads nowhere
            at = parent[at]
        if levels.get(at) == level:
            found[code] = at
    return found


def neighbours(areas: gpd.GeoDataFrame) -> np.ndarray:
    """Which areas touch, (m, m), nothing its own neighbour."""
    shapes = areas.geometry.to_numpy()
    near = np.zeros((len(areas), len(areas)), dtype=bool)
    if len(areas):
        a, b = shapely.STRtree(shapes).query(shapes, predicate="intersects")
        near[a, b] = True
    np.fill_diagonal(near, val=False)
    return near
