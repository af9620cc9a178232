"""GeoPackage, without GDAL: the first layer, read through SQLite with all but reading forbidden. In the child."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from planner.core.errors import InputError, UnknownFormat
from planner.ingest.raw import Raw, Spoilt
from planner.ingest.text import texts

_ALLOWED = frozenset((sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_TRANSACTION, sqlite3.SQLITE_RECURSIVE))
_ENVELOPE_BYTES = (0, 32, 48, 48, 64)
_IS_EMPTY = 0b0001_0000
_LONGEST_VALUE = 100_000_000


def read_geopackage(path: Path) -> Raw:
    """Every row of the first layer, numbered by its row id."""
    try:
        base = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
        try:
            base.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
            base.execute("PRAGMA trusted_schema = OFF")
            base.text_factory = lambda data: data.decode("utf-8", errors="replace")
            base.set_authorizer(lambda action, *_: sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY)
            return _read(base, path.name)
        finally:
            base.close()
    except sqlite3.Error as fault:
        raise InputError(f"{path.name} is a broken GeoPackage: {fault}", maybe="the copy did not finish.") from fault


def _read(base: sqlite3.Connection, name: str) -> Raw:
    tables = {str(row[0]) for row in base.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")}
    if "gpkg_contents" not in tables:
        raise UnknownFormat(
            f"{name} is a SQLite database, not a GeoPackage", maybe="export the layer as GeoPackage from a GIS."
        )
    layers = base.execute(
        "SELECT c.table_name, g.column_name, g.srs_id FROM gpkg_contents c"
        " LEFT JOIN gpkg_geometry_columns g ON g.table_name = c.table_name"
        " WHERE c.data_type IN ('features', 'attributes') ORDER BY c.data_type DESC, c.rowid"
    ).fetchall()
    if not layers:
        raise InputError(f"{name} holds no layer", maybe="it holds only tiles.")
    table, outline, srs = layers[0]
    if table not in tables:
        raise InputError(f"{name} names a layer {table!r} that it does not hold", maybe="export it again.")
    cursor = base.execute(f"SELECT * FROM {_quoted(table)}")  # noqa: S608 - the name is one of the file's own tables
    columns = [str(c[0]) for c in cursor.description]
    rows = cursor.fetchall()
    if not rows:
        raise InputError(f"{name} holds a layer {table!r} without rows", maybe="the export was filtered to nothing.")
    raw = _table(columns, rows, outline)
    raw.crs = "" if outline is None else _crs(base, srs)
    if len(layers) > 1:
        raw.warnings.append(f"Only the layer {table!r} is read, of {len(layers)} layers.")
    return raw


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _table(columns: list[str], rows: list[tuple[Any, ...]], outline: str | None) -> Raw:
    numbers = np.arange(1, len(rows) + 1)
    ids = columns.index("fid") if "fid" in columns else -1
    if ids >= 0 and all(isinstance(row[ids], int) and 0 <= row[ids] < 2**62 for row in rows):
        numbers = np.asarray([row[ids] for row in rows], dtype=np.int64)
    cells = {
        name: texts([_text(row[place]) for row in rows])
        for place, name in enumerate(columns)
        if name not in (outline, "fid")
    }
    if ids >= 0:
        cells["fid"] = texts([_text(row[ids]) for row in rows])
    if outline is None:
        return Raw(pd.DataFrame(cells), numbers)
    place = columns.index(outline)
    shapes = np.empty(len(rows), dtype=object)
    keep = np.ones(len(rows), dtype=bool)
    spoilt = []
    for n, row in enumerate(rows):
        try:
            shapes[n] = _wkb(row[place])
        except (ValueError, shapely.errors.ShapelyError):
            keep[n] = False
            spoilt.append(Spoilt(int(numbers[n]), "geometry", "", "the outline cannot be read", "export it again."))
    frame = pd.DataFrame(cells, index=range(len(rows)))[keep].reset_index(drop=True)
    return Raw(frame, numbers[keep], shapes=shapes[keep], spoilt=spoilt)


def _wkb(blob: Any) -> bytes | None:
    """The WKB behind the header of a GeoPackage geometry (OGC 12-128r18, clause 2.1.3)."""
    if blob is None:
        return None
    if not isinstance(blob, bytes) or len(blob) < 8 or blob[:2] != b"GP":
        raise ValueError("no GeoPackage geometry")
    flags = blob[3]
    envelope = flags >> 1 & 0b111
    if envelope >= len(_ENVELOPE_BYTES):
        raise ValueError("unknown envelope")
    if flags & _IS_EMPTY:
        return None
    wkb = blob[8 + _ENVELOPE_BYTES[envelope] :]
    shapely.from_wkb(wkb)
    return wkb


def _text(value: Any) -> str:
    if value is None or isinstance(value, bytes):
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _crs(base: sqlite3.Connection, srs: int) -> str:
    """`EPSG:32642`, the definition in WKT, or "" where the layer says that it has none (-1 and 0)."""
    row = base.execute(
        "SELECT organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys WHERE srs_id = ?", (srs,)
    ).fetchone()
    if row is None or srs in (-1, 0):
        return ""
    organization, code, definition = row
    if "undefined" in str(definition).casefold():
        return ""
    return f"EPSG:{code}" if str(organization).upper() == "EPSG" else str(definition)
