"""A frame as the plain columns that a store keeps, and back; and the hash of its content.

The hash of a table is made of one SHA-256 a row, added up: so it does not depend on the order of the rows, and appended
rows are added to it without reading the rest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from planner.core.errors import StoreError
from planner.store import geometry
from planner.store.columns import Column, Kind, columns
from planner.tables import AnyTable, check_table

Lanes = npt.NDArray[np.uint64]
"""Sum of the row digests, as four 64-bit numbers that wrap round."""

NO_PLACE_YET = "EPSG:32642"
"""Reference system of an empty place table before any is settled: metres in the middle of Pakistan, on no row."""

_LANES = 4
_HASH_HEX = 16


@dataclass(frozen=True, slots=True)
class Rows:
    """Checked rows of a table, ready to be kept: the frame, the values by column, the boxes, the sum of digests.

    `crs` is None when the table has no place or no row: nothing then says where.
    """

    table: AnyTable
    crs: str | None
    frame: pd.DataFrame
    values: dict[str, list[Any]]
    boxes: npt.NDArray[np.float64]
    lanes: Lanes

    def __len__(self) -> int:
        return len(self.frame)

    @property
    def keys(self) -> list[str]:
        """The key of each row."""
        return self.values[self.table.key]


@dataclass(frozen=True, slots=True)
class Content:
    """What a table holds in sum: number of rows, sum of their digests, and the short hash of it all."""

    rows: int
    lanes: Lanes
    hash: str

    def as_json(self) -> dict[str, Any]:
        """As it stands in the event of a write."""
        return {"rows": self.rows, "lanes": self.lanes.astype("<u8").tobytes().hex(), "hash": self.hash}

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Content:
        """From the event of a write."""
        return cls(body["rows"], np.frombuffer(bytes.fromhex(body["lanes"]), dtype="<u8").copy(), body["hash"])


def content(table: AnyTable, crs: str | None, rows: int, lanes: Lanes) -> Content:
    """The content of a table, from the sums over its rows."""
    return _content(table, columns(table), crs, rows, lanes)


def _content(table: AnyTable, kept: Iterable[Column], crs: str | None, rows: int, lanes: Lanes) -> Content:
    stated = [[c.name, c.kind.value] for c in kept]
    place = crs if table.shape is not None and rows else ""
    facts = json.dumps([table.name, stated, place, rows]).encode()
    digest = hashlib.sha256(facts + lanes.astype("<u8").tobytes()).hexdigest()
    return Content(rows, lanes, digest[:_HASH_HEX])


def content_without(rows: Rows, names: Collection[str], crs: str | None) -> Content:
    """The content of the rows as it was stated while the table did not have these columns yet."""
    kept = [column for column in columns(rows.table) if column.name not in names]
    lanes = _add_up(zip(*(_told(rows, column) for column in kept), strict=True))
    return _content(rows.table, kept, crs, len(rows), lanes)


def _told(rows: Rows, column: Column) -> list[Any]:
    if column.kind is not Kind.PLACE:
        return rows.values[column.name]
    return [body.hex() for body in geometry.to_wkb(np.asarray(rows.frame[column.name].array, dtype=object))]


def no_content(table: AnyTable) -> Content:
    """The content of a table with no rows."""
    return content(table, None, 0, np.zeros(_LANES, dtype=np.uint64))


def code_of(crs: Any) -> str:
    """The reference system as "EPSG:32642", or StoreError when it has no such code or is not in metres."""
    try:
        system = CRS.from_user_input(crs)
    except CRSError as fault:
        raise StoreError(f"{crs!r} is no reference system", maybe='a code such as "EPSG:32642" was meant.') from fault
    code = system.to_epsg()
    if code is None or not system.is_projected:
        raise StoreError(
            f"the working reference system must be in metres and have an EPSG code, not {system.name}",
            maybe="the UTM zone of the district was meant: EPSG:32641, 32642 or 32643 in Pakistan.",
        )
    return f"EPSG:{code}"


def srid_of(crs: str) -> int:
    """32642 from "EPSG:32642"."""
    return int(crs.removeprefix("EPSG:"))


def to_rows(table: AnyTable, frame: pd.DataFrame) -> Rows:
    """The rows of a frame, checked against the table; BrokenTable or WrongCrs as `check_table` raises them."""
    checked = check_table(table, frame)
    values: dict[str, list[Any]] = {}
    boxes = np.empty((len(checked), 0))
    crs = None
    plain = []
    for column in columns(table):
        if column.kind is not Kind.PLACE:
            values[column.name] = _plain(column, checked[column.name])
            plain.append(values[column.name])
            continue
        srid = srid_of(code_of(checked.crs))
        crs = f"EPSG:{srid}" if len(checked) else None
        shapes = np.asarray(checked[column.name].array, dtype=object)
        wkb = geometry.to_wkb(shapes)
        values[column.name] = geometry.to_blobs(wkb, shapely.is_empty(shapes), srid)
        boxes = geometry.boxes(shapes)
        plain.append([body.hex() for body in wkb])
    return Rows(table, crs, checked, values, boxes, _add_up(zip(*plain, strict=True)))


def _plain(column: Column, series: pd.Series) -> list[Any]:
    if column.kind is Kind.MOMENT:
        return list(series.astype("int64").tolist())
    if column.nullable:
        return list(series.astype(object).where(series.notna(), None).tolist())
    return list(series.tolist())


def _add_up(rows: Iterable[Sequence[Any]]) -> Lanes:
    # ascii() of a row is one text for one content, on every Python; json would take twice as long
    digests = b"".join(hashlib.sha256(ascii(row).encode("ascii")).digest() for row in rows)
    summed: Lanes = np.frombuffer(digests, dtype="<u8").reshape(-1, _LANES).sum(axis=0, dtype=np.uint64)
    return summed


def to_frame(table: AnyTable, values: Mapping[str, Any], crs: str | None) -> pd.DataFrame:
    """The checked frame of values by column; moments as whole microseconds, missing whole numbers masked.

    Raises BrokenTable when what was kept is not as the table states, ValueError when a geometry is damaged.
    """
    series: dict[str, Any] = {}
    for column in columns(table):
        value = values[column.name]
        if column.kind is Kind.MOMENT:
            value = pd.DatetimeIndex(np.asarray(value, dtype="int64").view("datetime64[us]")).tz_localize("UTC")
        elif column.kind is Kind.PLACE:
            value = gpd.array.from_shapely(value, crs=crs or NO_PLACE_YET)
        series[column.name] = value
    if table.shape is None:
        return check_table(table, pd.DataFrame(series))
    return check_table(table, gpd.GeoDataFrame(series, geometry="geometry", crs=crs or NO_PLACE_YET))
