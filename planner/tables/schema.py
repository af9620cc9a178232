"""The base of every table: what each must say of itself, and the one way to check a frame against it.

A table states its `name`, its `key` column, its `classification` and its `shape` ("point", "line", "polygon", "any"
or None) on its class line and, for each column, a `unit` in the column's metadata. Geometries are in the working
reference system of the deployment, in metres; moments are UTC; a text that is not known is "".
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import geopandas as gpd
import pandas as pd
import pandera.errors
from pandera.geopandas import GeoDataFrameModel
from pandera.pandas import DataFrameModel, Field
from shapely.geometry.base import BaseGeometry

from planner.core.errors import PlannerError, WrongCrs

UTC_MOMENT = {"unit": "us", "tz": "UTC"}
"""Type arguments of a moment column."""

_SHAPES: dict[str, tuple[str, ...]] = {
    "point": ("Point",),
    "line": ("LineString",),
    "polygon": ("Polygon", "MultiPolygon"),
    "any": ("Point", "LineString", "MultiLineString", "Polygon", "MultiPolygon"),
}


class Classification(StrEnum):
    """Who may see a table; the order is from open to closed."""

    PUBLIC = "public"
    INTERNAL = "internal"
    RESTRICTED = "restricted"
    STRICTLY_RESTRICTED = "strictly restricted"


class BrokenTable(PlannerError):
    """A frame does not have the shape that its table states: a fault of the program, not of a person's file."""


def column(unit: str = "", sentence: str = "", **checks: Any) -> Any:
    """A column with its unit ("" for a text, a name or a count) and what it holds in one sentence."""
    return Field(metadata={"unit": unit, "sentence": sentence}, **checks)


class _Fact:
    """Reads what a table said of itself. A plain class attribute would be taken for a column by pandera."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, instance: object, owner: type) -> Any:
        return _FACTS[owner][self._name]


_FACTS: dict[type, dict[str, Any]] = {}


class _SaysWhatItIs:
    """Takes the facts of a table from the class line: `class SiteTable(PlaceTable, name="sites", ...)`."""

    name = _Fact()
    key = _Fact()
    classification = _Fact()
    shape = _Fact()

    def __init_subclass__(
        cls, *, name: str = "", key: str = "", classification: Classification | None = None, shape: str | None = None
    ) -> None:
        super().__init_subclass__()
        _FACTS[cls] = {"name": name, "key": key, "classification": classification, "shape": shape}


class Table(_SaysWhatItIs, DataFrameModel):
    """Rows without a place."""

    class Config:
        strict = True
        coerce = True


class PlaceTable(_SaysWhatItIs, GeoDataFrameModel):
    """Rows with a place, in the working reference system (metres)."""

    class Config:
        strict = True
        coerce = True


AnyTable = type[Table] | type[PlaceTable]


def columns_of(table: AnyTable) -> dict[str, Any]:
    """The pandera columns of a table by name, in the order in which they are stated."""
    return dict(table.to_schema().columns)


def check_table(table: AnyTable, frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with the types that the table states, or BrokenTable with every fault at once.

    A place table must come as a GeoDataFrame in a projected reference system (WrongCrs) and with the right shapes.
    """
    try:
        checked = table.validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as fault:
        lines = [
            f"column {case['column']!r}, row {case['index']}: {case['check']} (value {case['failure_case']!r})"
            for case in fault.failure_cases.head(12).to_dict("records")
        ]
        raise BrokenTable(f"table {table.name} is not as stated:\n" + "\n".join(lines)) from fault
    if table.shape is not None:
        _check_places(table, checked)
    return checked.reset_index(drop=True)


def _check_places(table: AnyTable, frame: pd.DataFrame) -> None:
    if not isinstance(frame, gpd.GeoDataFrame) or frame.crs is None or not frame.crs.is_projected:
        raise WrongCrs(
            f"table {table.name} must be in metres in a projected reference system",
            maybe="reproject it with planner.ingest before it is handed on.",
        )
    allowed = _SHAPES[table.shape]
    kinds = frame.geometry.geom_type
    wrong = kinds[~kinds.isin(allowed)]
    if len(wrong):
        meant = "a point, line or polygon" if table.shape == "any" else f"a {table.shape}"
        raise BrokenTable(f"table {table.name}: row {wrong.index[0]} is a {wrong.iloc[0]}, not {meant}")


def empty(table: AnyTable, crs: Any = None) -> pd.DataFrame:
    """The table with no rows; a place table needs its reference system."""
    frame = pd.DataFrame({name: pd.Series(dtype="object") for name in columns_of(table) if name != "geometry"})
    if table.shape is not None:
        places = gpd.GeoSeries([], crs=crs)
        return check_table(table, gpd.GeoDataFrame(frame, geometry=places, crs=crs))
    return check_table(table, frame)


def points(frame: pd.DataFrame) -> list[BaseGeometry]:
    """The geometries of a place table as a list."""
    return list(frame["geometry"])
