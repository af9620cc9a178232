"""Water, railways and named places: what OSM's tags call them, which files hold them, which outlines they may have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import shapely

from planner.ingest.columns import find
from planner.ingest.rejects import Faults
from planner.ingest.text import clean

TAGS = ("waterway", "railway", "natural", "place")
"""Keys of OSM by which a landmark is known, the telling ones first."""
_BY_TAG: Mapping[str, Mapping[str, str]] = {
    "waterway": {"river": "river", "canal": "canal", "stream": "stream", "riverbank": "river"},
    "railway": {"rail": "railway", "narrow_gauge": "railway", "light_rail": "railway"},
    "natural": {"water": "lake", "wetland": "wetland"},
    "place": {
        "city": "city",
        "town": "town",
        "village": "village",
        "hamlet": "village",
        "suburb": "neighbourhood",
        "quarter": "neighbourhood",
        "neighbourhood": "neighbourhood",
    },
}
_SMALL_WATERWAYS = ("drain", "ditch")
"""Shown as streams where they have a name; the others only fill a map."""
_KIND_COLUMNS = ("kind", "type", "fclass", "class")
_POINT, _LINE, _POLYGON, _MANY_POINTS, _LINES, _POLYGONS = 0, 1, 3, 4, 5, 6


def kind_of(tags: Any) -> str:
    """The kind of landmark that OSM's tags tell, or "" when they tell none."""
    for key in TAGS:
        value = tags.get(key, "")
        if not value:
            continue
        if key == "railway" and tags.get("service", ""):
            return ""  # sidings and yards
        if key == "waterway" and value in _SMALL_WATERWAYS:
            return "stream" if tags.get("name", "") else ""
        kind = _BY_TAG[key].get(value, "")
        if kind == "lake":
            return _BY_TAG["waterway"].get(tags.get("water", ""), "lake")
        if kind:
            return kind
    return ""


def with_kind(cells: pd.DataFrame) -> pd.DataFrame:
    """The cells with a column `kind`, made of OSM's own keys where a file has these instead (an export from a GIS)."""
    headers = [str(header) for header in cells.columns]
    keys = [key for key in TAGS if key in headers]
    if find(headers, _KIND_COLUMNS) is not None or not keys:
        return cells
    columns = [key for key in (*TAGS, "service", "water", "name") if key in headers]
    rows = pd.DataFrame({key: clean(cells[key]) for key in columns}).to_dict("records")
    # what no key explains is shown as it was written, so that the person sees why the row came back
    kinds = [kind_of(row) or next((str(row[key]) for key in keys if row[key]), "") for row in rows]
    return cells.assign(kind=pd.Series(kinds, index=cells.index, dtype="str"))


def outlines_of(shapes: np.ndarray, faults: Faults) -> tuple[np.ndarray, list[str]]:
    """Points, lines and polygons as they are, polygons mended where they cross themselves (said); others are marked."""
    shapes = shapes.copy()
    kinds = shapely.get_type_id(shapes)
    lone = (kinds == _MANY_POINTS) & (shapely.get_num_geometries(shapes) == 1)
    shapes[lone] = shapely.get_geometry(shapes[lone], 0)
    given = ~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)
    allowed = np.isin(kinds, (_POINT, _LINE, _POLYGON, _LINES, _POLYGONS)) | lone
    why = "the outline is neither a point, a line nor a polygon"
    faults.mark(given & ~allowed, "geometry", None, why, "another layer was meant.")
    short = given & np.isin(kinds, (_LINE, _LINES)) & (shapely.length(shapes) == 0)
    faults.mark(short, "geometry", None, "the line has no length", "it was drawn as a single point.")
    finite = np.isfinite(shapely.bounds(shapes)).all(axis=1)
    broken = np.flatnonzero(given & np.isin(kinds, (_POLYGON, _POLYGONS)) & finite & ~shapely.is_valid(shapes))
    if not len(broken):
        return shapes, []
    mended = shapely.make_valid(shapes[broken], method="structure", keep_collapsed=False)
    fine = np.isin(shapely.get_type_id(mended), (_POLYGON, _POLYGONS)) & ~shapely.is_empty(mended)
    shapes[broken[fine]] = mended[fine]
    hopeless = np.zeros(len(shapes), dtype=bool)
    hopeless[broken[~fine]] = True
    faults.mark(hopeless, "geometry", None, "the outline encloses nothing", "draw it again, or mend it in a GIS.")
    # only for looking at: unlike limits of areas, a lake may change a little when it is mended
    said = [f"{int(fine.sum())} outlines of landmarks crossed themselves and were mended."] if fine.any() else []
    return shapes, said
