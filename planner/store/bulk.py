"""Whole columns in and out of the file, a table at a time.

Three million values fetched one by one take a second; joined to one text a column inside SQLite, and split again by
numpy and pyarrow, they take a third of it. Numbers with a fraction and geometries are fetched as they are: a text would
round the first and double the second.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from planner.store import geometry
from planner.store.columns import Column, Kind, columns
from planner.store.models import MODELS
from planner.store.rows import Rows

_SEPARATOR = "\x1f"
_MISSING = -(2**63)
"""Stands for a missing whole number while it is on its way; no count of anything can have this value."""

_KEYS_AT_ONCE = 10_000
"""Keys asked for in one statement; SQLite allows 250,000 values."""

Values = dict[str, Any]
Whole = npt.NDArray[np.int64]


def write(connection: sa.Connection, rows: Rows) -> None:
    """Insert the rows in one go, after those that are there."""
    model = MODELS[rows.table]
    names = [c.name for c in model.columns if c.name != "row"]
    quote = connection.dialect.identifier_preparer.quote
    columns_sql, marks = ", ".join(map(quote, names)), ", ".join("?" * len(names))
    values = [rows.values[c.name] for c in columns(rows.table)] + [edge.tolist() for edge in rows.boxes.T]
    statement = f"INSERT INTO {quote(model.name)} ({columns_sql}) VALUES ({marks})"  # noqa: S608
    # straight to the driver: SQLAlchemy would make a dictionary of each row
    cursor: Any = connection.connection.cursor()
    cursor.executemany(statement, zip(*values, strict=True))


def read(connection: sa.Connection, table: Any, conditions: Sequence[sa.ColumnElement[bool]], srid: int) -> Values:
    """The values of each column, of the rows that meet all conditions, in the order of writing."""
    model = MODELS[table]
    joined = [c for c in columns(table) if c.kind not in (Kind.NUMBER, Kind.PLACE)]
    texts = connection.execute(
        sa.select(_joined(model.c.row, ","), *(_packed(model, c) for c in joined)).where(*conditions)
    ).one()
    row = _whole(texts[0])
    values: Values = {c.name: _unpacked(c, text, len(row)) for c, text in zip(joined, texts[1:], strict=True)}
    single = [c for c in columns(table) if values.get(c.name) is None]
    order = np.argsort(row, kind="stable")
    if (order[1:] < order[:-1]).any():
        values = {name: value[order] for name, value in values.items() if value is not None}
    for column in single:
        asked = sa.select(model.c[column.name]).where(*conditions).order_by(model.c.row)
        with _no_collector():
            # straight from the driver: SQLAlchemy would make an object of each row
            fetched = connection.execute(asked).cursor.fetchall()
            values[column.name] = _as_it_is(column, [value for (value,) in fetched], srid)
    return values


@contextmanager
def _no_collector() -> Iterator[None]:
    """Hold the garbage collector off while many small objects are made: looking through them doubles the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _joined(column: sa.ColumnElement[Any], separator: str) -> sa.ColumnElement[Any]:
    return sa.func.group_concat(column, separator)


def _packed(model: sa.Table, column: Column) -> sa.ColumnElement[Any]:
    asked = model.c[column.name]
    if column.kind is Kind.TEXT:
        return _joined(asked, _SEPARATOR)
    return _joined(sa.func.ifnull(asked, _MISSING) if column.nullable else asked, ",")


def _whole(text: str | None) -> Whole:
    return np.fromstring(text or "", dtype=np.int64, sep=",")


def _unpacked(column: Column, text: str | None, count: int) -> Any:
    if column.kind is Kind.TEXT:
        return _texts(text, count)
    numbers = _whole(text)
    if column.kind is Kind.TRUTH:
        return numbers.astype(bool)
    if column.nullable:
        return pd.arrays.IntegerArray(numbers, numbers == _MISSING)
    return numbers


def _texts(text: str | None, count: int) -> Any:
    """The texts, or None when one of them holds the separator: then they must be fetched one by one."""
    if count == 0:
        return pd.array([], dtype="str")
    parts = pc.split_pattern(pa.scalar(text or "", type=pa.large_string()), _SEPARATOR).values
    return pd.array(parts, dtype="str") if len(parts) == count else None


def _as_it_is(column: Column, value: Sequence[Any], srid: int) -> Any:
    if column.kind is Kind.PLACE:
        return geometry.from_blobs(value, srid)
    if column.kind is Kind.NUMBER:
        return np.asarray(value, dtype=np.float64)
    return pd.array(list(value), dtype="str")


def keys_there(connection: sa.Connection, rows: Rows) -> list[str]:
    """Which of the keys of these rows the table holds already, in order."""
    key = MODELS[rows.table].c[rows.table.key]
    there: set[str] = set()
    for first in range(0, len(rows), _KEYS_AT_ONCE):
        some = rows.keys[first : first + _KEYS_AT_ONCE]
        there.update(connection.execute(sa.select(key).where(key.in_(some))).scalars())
    return sorted(there)
