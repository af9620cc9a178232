"""Loading, undoing and redoing a load inside one writing transaction of the file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import sqlalchemy as sa

from planner.store import chain, log, spare
from planner.store.base import Event, Load
from planner.store.loads import (
    LOADED,
    REDONE,
    STREAM,
    UNDONE,
    command_of,
    loads_of,
    named,
    no_spare,
    not_whole,
    require_turnable,
    turn_of,
)
from planner.store.models import EVENTS, MODELS
from planner.store.rows import Content, Rows, to_rows
from planner.store.writes import APPENDED, REPLACED, content_less
from planner.tables import AnyTable, table_named


@dataclass(frozen=True, slots=True)
class Desk:
    """What the store lends to a turn: its open transaction, and its own ways to read, write and note."""

    connection: sa.Connection
    crs: Callable[[], str | None]
    read: Callable[[AnyTable, Sequence[sa.ColumnElement[bool]]], pd.DataFrame]
    put: Callable[[str, Rows], Content]
    note: Callable[[str, Rows, Content], None]
    add: Callable[[tuple[str, int, str, str, str]], Event]


def loads(connection: sa.Connection) -> list[Load]:
    """All loads as they stand now."""
    return loads_of(log.events(connection, EVENTS.c.stream == STREAM), spare.held(connection))


def load(desk: Desk, ready: Sequence[Rows], replaces: Collection[AnyTable], about: dict[str, Any], keep: int) -> Load:
    """Put the rows in, keep what they replace, and note the load."""
    there = loads(desk.connection)
    number = len(there) + 1
    touched = {rows.table.name for rows in ready}
    over = [one.number for one in there if one.is_undone and touched & set(one.tables)]
    spare.drop(desk.connection, [*over, *(one.number for one in there if one.number <= number - keep)])
    tables = {}
    for rows in ready:
        kind = REPLACED if rows.table in replaces else APPENDED
        before = log.content_of(desk.connection, rows.table)
        if kind == REPLACED:
            spare.put(desk.connection, number, rows.table.name, desk.read(rows.table, ()))
        tables[rows.table.name] = turn_of(kind, before, desk.put(kind, rows))
    _add(desk, LOADED, {"about": about, "tables": tables})
    return loads(desk.connection)[-1]


def turn(desk: Desk, number: int, *, undo: bool) -> Load:
    """Bring the tables of a load back to what they held before it, or again to what they held after it."""
    there = loads(desk.connection)
    one = named(there, number)
    hashes = {name: log.content_of(desk.connection, table_named(name)).hash for name in one.tables}
    require_turnable(one, there, hashes, undo=undo)
    for name, told in one.tables.items():
        table = table_named(name)
        if told["how"] == APPENDED and undo:
            after = _take_last(desk, number, table, told["rows_after"] - told["rows_before"])
        else:
            after = _swap(desk, number, table, told["how"])
        if after.hash != told["before" if undo else "after"]:
            raise not_whole(number, name)
    _add(desk, UNDONE if undo else REDONE, {"load": number})
    return named(loads(desk.connection), number)


def _take_last(desk: Desk, number: int, table: AnyTable, count: int) -> Content:
    """Take away the rows that were written last, and keep them."""
    row = MODELS[table].c.row
    edge = desk.connection.execute(sa.select(row).order_by(row.desc()).limit(1).offset(count)).scalar() or 0
    frame = desk.read(table, (row > edge,))
    rows = to_rows(table, frame)
    before = log.content_of(desk.connection, table)
    spare.put(desk.connection, number, table.name, frame)
    desk.connection.execute(sa.delete(MODELS[table]).where(row > edge))
    after = content_less(before, rows, desk.crs())
    desk.note(UNDONE, rows, after)
    return after


def _swap(desk: Desk, number: int, table: AnyTable, how: str) -> Content:
    """Put the kept rows back; of a table that is replaced, keep what was there instead."""
    frame = spare.get(desk.connection, number, table, desk.crs())
    if frame is None:
        raise no_spare(number, table.name)
    if how == REPLACED:
        spare.put(desk.connection, number, table.name, desk.read(table, ()))
    else:
        spare.drop(desk.connection, [number], table.name)
    return desk.put(how, to_rows(table, frame))


def _add(desk: Desk, kind: str, body: dict[str, Any]) -> None:
    version = log.version(desk.connection, STREAM) + 1
    desk.add((STREAM, version, kind, chain.body_text(body), command_of(version)))
