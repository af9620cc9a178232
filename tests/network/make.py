"""Small road tables, drawn by hand or at random."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely.geometry import LineString, Point

from planner.config import NetworkConfig, load_config

CRS = "EPSG:32642"
CONFIG = load_config().network


def config(**changes: float) -> NetworkConfig:
    """The default numbers with some changed."""
    return CONFIG.model_copy(update=changes)


def road(name: str, nodes: str, line: Sequence[tuple[float, float]], **facts: Any) -> dict[str, Any]:
    """One row: `nodes` is "A B"; the length is that of the line, 60 km/h (a metre takes 60 ms), two-way."""
    first, last = nodes.split()
    geometry = LineString(line)
    row = {
        "road": name,
        "from_node": first,
        "to_node": last,
        "road_class": "residential",
        "name_en": "",
        "name_ur": "",
        "length_m": geometry.length,
        "speed_kmh": 60.0,
        "is_oneway": False,
        "is_bridge": False,
        "source": "test",
        "geometry": geometry,
    }
    return row | facts


def table(rows: Sequence[dict[str, Any]]) -> gpd.GeoDataFrame:
    """The road table of some rows."""
    return gpd.GeoDataFrame(pd.DataFrame(list(rows)), geometry="geometry", crs=CRS)


def places(*xy: tuple[float, float]) -> gpd.GeoSeries:
    """Points in the working reference system."""
    return gpd.GeoSeries([Point(p) for p in xy], crs=CRS)
