"""The area table of a world: district, tehsils, settlements; and which area holds a point."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from planner.ingest.sample import names
from planner.ingest.sample.land import Land
from planner.ingest.sample.roads import RoadNet
from planner.ingest.sample.world import placed
from planner.tables import AreaTable

DISTRICT = "DEMO"
EDGE_M = 80.0
"""A settlement reaches this far beyond its outermost corner."""


def tehsil_code(number: int) -> str:
    """Code of the n-th tehsil, from 0; the code of the area it lies in is nested, as in P-codes."""
    return f"{DISTRICT}-{number + 1}"


def make_areas(land: Land, net: RoadNet, origin: str) -> pd.DataFrame:
    """District, tehsils (the land that each canal parts off; all land where there is one seat), settlements."""
    rows = [(DISTRICT, "Demo District", "ضلع ڈیمو", "district", "", land.border)]
    regions = land.regions if len(land.regions) > 1 else (land.border,)
    for k, region in enumerate(regions):
        english, urdu = names.town(k)
        rows.append((tehsil_code(k), f"{english} Tehsil", f"تحصیل {urdu}", "tehsil", DISTRICT, region))
    for k, (english, urdu) in enumerate(land.settlements.name):
        mine = net.settlement == k
        if mine.sum() >= 3:
            hull = shapely.MultiPoint(np.column_stack([net.x[mine], net.y[mine]])).convex_hull.buffer(EDGE_M, 4)
            parent = tehsil_code(int(land.settlements.region[k]))
            rows.append((f"{parent}-{k:03d}", english, urdu, "settlement", parent, shapely.set_precision(hull, 0.01)))
    columns = dict(
        zip(("area", "name_en", "name_ur", "level", "parent", "geometry"), zip(*rows, strict=True), strict=True)
    )
    geometry = columns.pop("geometry")
    return placed(AreaTable, {**{k: list(v) for k, v in columns.items()}, "source": origin}, list(geometry))


def smallest_area(areas: pd.DataFrame, x: np.ndarray, y: np.ndarray) -> list[str]:
    """Code of the smallest area that holds each point, or an empty text."""
    tree = shapely.STRtree(areas.geometry.to_numpy())
    point, area = tree.query(shapely.points(x, y), predicate="intersects")
    size = areas.geometry.area.to_numpy()
    best = pd.DataFrame({"point": point, "area": area, "size": size[area]}).sort_values("size").groupby("point").first()
    codes = np.full(len(x), "", dtype=object)
    codes[best.index] = areas["area"].to_numpy()[best["area"]]
    return codes.tolist()
