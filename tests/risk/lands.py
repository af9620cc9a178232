"""Tiny area tables: squares of 10 km, side by side."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd
from shapely.geometry import box

from planner.tables import AreaTable, check_table
from tests.risk.frames import CRS

SIDE_M = 10_000.0


def tehsils(number: int, *rows: dict[str, Any]) -> gpd.GeoDataFrame:
    """A district D over all, tehsils T1, T2, ... from west to east, and `rows` with code, level, parent, geometry."""
    plain = {"name_en": "", "name_ur": "", "source": "test"}
    made: list[dict[str, Any]] = [
        {"area": "D", "level": "district", "parent": "", "geometry": box(0, 0, number * SIDE_M, SIDE_M)}
    ]
    for k in range(number):
        square = box(k * SIDE_M, 0, (k + 1) * SIDE_M, SIDE_M)
        made.append({"area": f"T{k + 1}", "level": "tehsil", "parent": "D", "geometry": square})
    frame = pd.DataFrame([{**plain, **row} for row in [*made, *rows]])
    return check_table(AreaTable, gpd.GeoDataFrame(frame, geometry=list(frame.pop("geometry")), crs=CRS))
