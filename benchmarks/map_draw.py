"""Drawing 5,000 sites: the page that a browser gets, against one folium object a site."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import folium
import geopandas as gpd
import numpy as np
import pandas as pd

from benchmarks.registry import Case
from benchmarks.worlds import DAY, district
from layers.page import map_page
from planner import flow
from planner.config import load_config

SITES = 5_000


def big_scene() -> Any:
    """The demo district with SITES sites, scattered around its own."""
    scene = flow.scene(district(), load_config(), on=DAY, days=1)
    rng = np.random.default_rng(9)
    pick = rng.integers(0, len(scene.sites), SITES)
    sites = scene.sites.iloc[pick].reset_index(drop=True)
    sites["site"] = [f"X{n}" for n in range(SITES)]
    moved = sites.geometry.translate(0, 0)
    x, y = moved.x + rng.normal(0, 2000, SITES), moved.y + rng.normal(0, 2000, SITES)
    sites = sites.set_geometry(gpd.points_from_xy(x, y, crs=sites.crs))
    risk = scene.risk.set_index("site").loc[scene.sites["site"].iloc[pick]].reset_index(drop=True)
    risk.insert(0, "site", sites["site"])
    return replace(scene, sites=sites, risk=risk)


def ours(scene: Any) -> int:
    """Bytes of our page, with roads, incidents and risk."""
    return len(map_page(scene).encode())


def naive(scene: Any) -> int:
    """Bytes of a folium page with one marker object a site and nothing else."""
    page = folium.Map(tiles=None)
    degrees = scene.sites.to_crs("EPSG:4326")
    for name, point in zip(pd.Series(scene.sites["name_en"]), degrees.geometry, strict=True):
        folium.CircleMarker([point.y, point.x], tooltip=name).add_to(page)
    return len(page.get_root().render().encode())


CASES = [
    Case(
        "map: draw",
        f"{SITES:,} sites",
        big_scene,
        ours,
        "one folium object a site, sites only",
        naive,
        note=lambda size: f"{size / 1e6:.1f} MB",
        rounds=1,
    )
]
