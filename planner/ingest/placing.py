"""Where the rows of a file lie: which columns hold the place, points and outlines of them, and the working system."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from planner.config import IngestConfig
from planner.core.errors import MissingColumn, WrongCrs
from planner.ingest.cells import numbers
from planner.ingest.columns import find, missing
from planner.ingest.convert import Conversion
from planner.ingest.coordinates import degrees
from planner.ingest.fields import LATITUDE, LONGITUDE, OUTLINE
from planner.ingest.landmarks import outlines_of
from planner.ingest.places import (
    DEGREES,
    check_numbers,
    check_on_map,
    check_points,
    mark_missing,
    points_of,
    polygons_of,
    reference_system,
    working_system,
)
from planner.ingest.raw import Raw
from planner.ingest.text import clean
from planner.tables import AnyTable, AreaTable, LandmarkTable

PLACES = {"latitude": LATITUDE, "longitude": LONGITUDE, "geometry": OUTLINE}
"""What may hold a place, and the names that people give it."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the caller said about the file.

    `columns` has by our column the header that holds it, "" where none shall; a column that it does not name is found
    by the header. `swap`: latitude and longitude stand in each other's place.
    """

    file: str
    kind: str
    config: IngestConfig
    timezone: str
    working_crs: str | None
    column_map: str | None
    crs: str | None
    dates: str | None
    extent: BaseGeometry | None
    known_keys: frozenset[str]
    keep_doubles: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)
    swap: bool = False


def place_headers(headers: list[str], raw: Raw, table: AnyTable, asked: Mapping[str, str]) -> dict[str, str]:
    """The columns that hold the place: none for a file with outlines, WKT, or latitude and longitude."""
    if table.shape is None:
        return {}
    free = [h for h in headers if h not in asked.values()]
    found = {}
    for name, others in PLACES.items():
        header = asked[name] if name in asked else find(free, others)
        if header:
            found[name] = header
    if raw.shapes is not None:
        # coordinates repeated beside an outline are not needed
        found.pop("geometry", None)
    elif "geometry" in found and not (asked.get("latitude") and asked.get("longitude")):
        return {"geometry": found["geometry"]}
    else:
        found.pop("geometry", None)
    return found


def shapes_of(
    raw: Raw, cells: pd.DataFrame, headers: Mapping[str, str], table: AnyTable, job: Conversion, wishes: Wishes
) -> tuple[np.ndarray, pyproj.CRS]:
    """An outline for each row (None where bad), checked, and its reference system."""
    faults = job.faults
    if table.shape is None:
        return np.empty(0, dtype=object), pyproj.CRS(DEGREES)
    file_says = raw.crs if raw.shapes is not None else DEGREES
    system, said = file_system(file_says, wishes)
    job.warnings += said
    axes = False
    if raw.shapes is not None:
        shapes = _turned(shapely.force_2d(shapely.from_wkb(raw.shapes, on_invalid="ignore")), wishes)
    elif "geometry" in headers:
        column = clean(cells[headers["geometry"]])
        # 1e999 in a text is infinite; such an outline is given back below
        with np.errstate(over="ignore", invalid="ignore"):
            shapes = shapely.force_2d(shapely.from_wkt(column.to_numpy(dtype=object), on_invalid="ignore"))
        shapes = _turned(shapes, wishes)
    else:
        shapes = _points_of_columns(cells, headers, table, system, job, wishes)
        axes = True
    if not axes:
        mark_missing(shapes, faults)
    if table is AreaTable:
        shapes, said = polygons_of(shapes, faults, wishes.config.max_repair_share)
    elif table is LandmarkTable:
        shapes, said = outlines_of(shapes, faults)
    else:
        shapes, said = points_of(shapes, faults)
    job.warnings += said
    middle = shapely.bounds(shapes)
    x, y = (middle[:, 0] + middle[:, 2]) / 2, (middle[:, 1] + middle[:, 3]) / 2
    check_numbers(x, y, system, wishes.file)
    job.warnings += check_points(x, y, system, wishes.extent, faults, axes=axes)
    return shapes, system


def file_system(file_says: str, wishes: Wishes) -> tuple[pyproj.CRS, list[str]]:
    """The reference system of the coordinates: what was asked for, or else what the file says; WrongCrs for neither."""
    if wishes.crs:
        asked = reference_system(wishes.crs, "--crs")
        if file_says and file_says != DEGREES and reference_system(file_says, wishes.file) != asked:
            return asked, [f"The file says {file_says[:40]}; {wishes.crs} is taken instead, as asked."]
        return asked, []
    if not file_says:
        raise WrongCrs(
            f"{wishes.file} does not say in which reference system its coordinates are",
            maybe="pass --crs, such as --crs 4326 for degrees or --crs 32642 for UTM zone 42N.",
        )
    return reference_system(file_says, wishes.file), []


def _turned(shapes: np.ndarray, wishes: Wishes) -> np.ndarray:
    return shapely.transform(shapes, lambda xy: xy[:, ::-1]) if wishes.swap else shapes


def _points_of_columns(
    cells: pd.DataFrame,
    headers: Mapping[str, str],
    table: AnyTable,
    system: pyproj.CRS,
    job: Conversion,
    wishes: Wishes,
) -> np.ndarray:
    if len(headers) < 2:
        raise _no_place([str(h) for h in cells.columns], headers, table, wishes.file)
    pair = (headers["latitude"], headers["longitude"])
    found = []
    for header, axis in zip(pair[::-1] if wishes.swap else pair, ("latitude", "longitude"), strict=True):
        column = clean(cells[header])
        job.faults.mark((column == "").to_numpy(), header, None, f"{header} is empty", "the place was never filled in.")
        if system.is_geographic:
            values, bad, reasons = degrees(column, axis)
            job.faults.mark(
                bad,
                header,
                column,
                reasons,
                "write it as 31.5204 or 31°31'13\"N; latitude and longitude may be swapped.",
            )
        else:
            values, bad = numbers(column)
            job.faults.mark(bad, header, column, f"{header} is no number of metres", "pass --crs 4326 for degrees.")
        found.append(values)
    y, x = found
    shapes = np.full(len(x), None, dtype=object)
    known = np.isfinite(x) & np.isfinite(y)
    shapes[known] = shapely.points(x[known], y[known])
    return shapes


def _no_place(headers: list[str], found: Mapping[str, str], table: AnyTable, file: str) -> MissingColumn:
    if table is AreaTable:
        return missing("geometry", OUTLINE, headers, file)
    lacks = LONGITUDE if "latitude" in found else LATITUDE
    return missing(lacks[0], lacks[1:3], headers, file)


def project(
    frame: pd.DataFrame, shapes: np.ndarray, system: pyproj.CRS, wishes: Wishes
) -> tuple[gpd.GeoDataFrame, str]:
    """The rows with their outlines in the working system, and that system: of the data where none is settled."""
    crs = wishes.working_crs or ""
    if not crs and len(shapes):
        bounds = shapely.bounds(shapes)
        crs = working_system((bounds[:, 0] + bounds[:, 2]) / 2, (bounds[:, 1] + bounds[:, 3]) / 2, system)
    placed = gpd.GeoDataFrame(frame.reset_index(drop=True), geometry=gpd.GeoSeries(shapes, crs=system), crs=system)
    if not crs:
        return placed, crs
    placed = placed.to_crs(crs)
    check_on_map(placed.geometry.to_numpy(), np.asarray(shapes), crs)
    return placed, crs
