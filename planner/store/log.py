"""The log in the file: adding an event at its end, and reading it."""

from __future__ import annotations

import json
from collections.abc import Iterator

import sqlalchemy as sa

from planner.core.time import now
from planner.store import chain
from planner.store.base import Anchor, Event
from planner.store.models import EVENTS
from planner.store.rows import Content, no_content
from planner.store.writes import stream_of
from planner.tables import AnyTable


def add(connection: sa.Connection, key: bytes | None, said: tuple[str, int, str, str, str]) -> Event:
    """Add an event (stream, version, kind, body as text, command id) after the last, inside a writing transaction."""
    number, before = anchor(connection)
    link = (number + 1, *said, now().isoformat())
    sealed = (*link, chain.seal(before, link, key))
    connection.execute(sa.insert(EVENTS).values(sealed))
    return chain.event_of(sealed)


def events(connection: sa.Connection, *conditions: sa.ColumnElement[bool]) -> list[Event]:
    """The events that meet all conditions, in order."""
    asked = sa.select(EVENTS).where(*conditions).order_by(EVENTS.c.number)
    return [chain.event_of(tuple(row)) for row in connection.execute(asked)]


def version(connection: sa.Connection, stream: str) -> int:
    """Version of the last event of a stream; 0 when there is none."""
    last = sa.select(sa.func.coalesce(sa.func.max(EVENTS.c.version), 0)).where(EVENTS.c.stream == stream)
    return int(connection.execute(last).scalar_one())


def anchor(connection: sa.Connection) -> Anchor:
    """Number and hash of the last event."""
    last = sa.select(EVENTS.c.number, EVENTS.c.hash).order_by(EVENTS.c.number.desc()).limit(1)
    row = connection.execute(last).one_or_none()
    return (0, chain.GENESIS) if row is None else (row.number, row.hash)


def content_of(connection: sa.Connection, table: AnyTable) -> Content:
    """What a table holds in sum, as its last write said."""
    last = (
        sa.select(EVENTS.c.body).where(EVENTS.c.stream == stream_of(table)).order_by(EVENTS.c.version.desc()).limit(1)
    )
    body = connection.execute(last).scalar()
    return no_content(table) if body is None else Content.from_json(json.loads(body)["content"])


def links(connection: sa.Connection) -> Iterator[chain.Link]:
    """Each event as it lies in the file, bytes that are no text included: a change must be told, not stumbled over."""
    asked = ", ".join(
        f"CAST({column.name} AS BLOB)" if isinstance(column.type, sa.Text) else column.name for column in EVENTS.columns
    )
    for row in connection.exec_driver_sql(f"SELECT {asked} FROM events ORDER BY number"):  # noqa: S608
        yield tuple(value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else value for value in row)
