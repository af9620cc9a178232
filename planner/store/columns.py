"""What kind of value each column of a table holds, from its pandera schema: the single source of the columns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache

from planner.core.errors import StoreError
from planner.tables import STORED, AnyTable, columns_of

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Kind(StrEnum):
    """How a column is kept. A moment is a whole number of microseconds since 1970 in UTC."""

    TEXT = "text"
    WHOLE = "whole number"
    NUMBER = "number"
    TRUTH = "truth"
    MOMENT = "moment"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: name, kind, whether a value may be missing, and whether it is the key of its table."""

    name: str
    kind: Kind
    nullable: bool
    is_key: bool


_KINDS = {
    "str": Kind.TEXT,
    "string[pyarrow]": Kind.TEXT,
    "string[python]": Kind.TEXT,
    "int64": Kind.WHOLE,
    "Int64": Kind.WHOLE,
    "float64": Kind.NUMBER,
    "bool": Kind.TRUTH,
    "datetime64[us, UTC]": Kind.MOMENT,
    "geometry": Kind.PLACE,
}


@cache
def columns(table: AnyTable) -> tuple[Column, ...]:
    """The columns of a table in order; KeyError for a type that the store does not know yet."""
    return tuple(
        Column(name, _KINDS[str(stated.dtype)], bool(stated.nullable), name == table.key)
        for name, stated in columns_of(table).items()
    )


def moments(table: AnyTable) -> tuple[str, str]:
    """The columns that say when a row is: its moment twice, or its start and end. StoreError when it has none."""
    found = [c.name for c in columns(table) if c.kind is Kind.MOMENT]
    if not found:
        raise StoreError(f"table {table.name} has no moment to search by", maybe="leave `during` out.")
    return found[0], found[-1]


def microseconds(moment: datetime) -> int:
    """Whole microseconds since 1970 in UTC."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def require_place(table: AnyTable) -> None:
    """StoreError when the rows of a table have no place."""
    if table.shape is None:
        raise StoreError(f"table {table.name} has no place to search by", maybe="leave `within` out.")


def require_kept(table: AnyTable) -> None:
    """StoreError when the store does not keep this table."""
    if table not in STORED:
        kept = ", ".join(t.name for t in STORED)
        raise StoreError(f"table {table.name} is computed, not kept", maybe=f"one of these was meant: {kept}.")
