"""The store in one file; what it promises is in `base`, why it is built so in `docs/decisions`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import pandas as pd
import sqlalchemy as sa

from planner.core.errors import PlannerError, StoreError
from planner.core.plan import Provenance
from planner.core.time import Window, now
from planner.store import bulk, chain, guards, log, migrate, turning
from planner.store.base import PATIENCE_S, Anchor, Box, Event, Frames, Load
from planner.store.columns import microseconds, moments, require_kept, require_place
from planner.store.engine import WRITES, connect, in_words, make_engine, no_store, require_safe_sqlite
from planner.store.gate import WriteGate
from planner.store.models import EVENTS, META, MODELS
from planner.store.rows import Content, Rows, code_of, content_without, srid_of, to_frame, to_rows
from planner.store.seen import Seen
from planner.store.writes import (
    APPENDED,
    REPLACED,
    RESHAPED,
    body_of,
    command_of,
    content_after,
    provenance_of,
    refuse_keys,
    require_free,
    settled,
    stream_of,
)
from planner.tables import STORED, AnyTable, table_named

_T = TypeVar("_T")
_HEADER_BYTES = 100
"""Every SQLite file is at least as long as its header."""


class SqliteStore:
    """A `Store` in one SQLite file, written through SQLCipher's driver, with or without a key.

    Threads may share it. Several processes may open the same file, each through this class.
    """

    def __init__(self, path: Path, *, key: str | None = None, patience_s: float = PATIENCE_S) -> None:
        require_safe_sqlite()
        self._path = path
        self._key = key
        self._chain_key = chain.chain_key(key)
        self._gate = WriteGate(path, patience_s)
        self._patience_s = patience_s
        self._closed = False
        with in_words(path):
            _require_usable(path)
        self._engine = make_engine(path, key, patience_s)
        self._seen = Seen(lambda: connect(path, key, patience_s))
        try:
            self._bring_up_to_date()
        except BaseException:
            self._engine.dispose()
            raise

    def _bring_up_to_date(self) -> None:
        if self._path.exists() and self._is_ready():
            return
        with in_words(self._path), self._gate():
            self._is_ready()  # refuses the file of another program before anything is changed in it
            opened = self._engine.raw_connection()
            try:
                opened.cursor().execute("PRAGMA journal_mode = WAL")
            finally:
                opened.close()
            with self._transaction() as connection:
                if not migrate.is_current(connection, self._path.name):
                    for name, gained in migrate.upgrade(connection).items():
                        self._note_new_columns(connection, table_named(name), gained)

    def _note_new_columns(self, connection: sa.Connection, table: AnyTable, gained: set[str]) -> None:
        """Say in the log what a table holds with its new columns, if it held before what the log says.

        Otherwise nothing is said, and `verify` goes on telling that it was changed past the log.
        """
        before, crs = log.content_of(connection, table), _crs(connection)
        rows = to_rows(table, self._read(connection, table, ()))
        if len(rows) and content_without(rows, gained, crs).hash == before.hash:
            by = Provenance(
                now().isoformat(),
                f"hifazat {migrate.program_version()}",
                note=f"brought to shape {migrate.HEAD}: new columns {', '.join(sorted(gained))}",
            )
            self._note(connection, RESHAPED, rows, content_after(REPLACED, before, rows, crs), by, added=0)

    def _is_ready(self) -> bool:
        with self._reading() as connection:
            is_current = migrate.is_current(connection, self._path.name)
            return is_current and connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        self._require_open()
        with in_words(self._path), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        self._require_open()
        with in_words(self._path), self._gate(), self._transaction() as connection:
            yield connection

    @contextmanager
    def _transaction(self) -> Iterator[sa.Connection]:
        with self._engine.connect() as plain:
            connection = plain.execution_options(**{WRITES: True})
            with connection.begin():
                yield connection

    def _known(self, name: str, read: Callable[[sa.Connection], _T]) -> _T:
        def asked() -> _T:
            with self._reading() as connection:
                return read(connection)

        self._require_open()
        with in_words(self._path):
            return self._seen.get(name, asked)

    def _require_open(self) -> None:
        if self._closed:
            raise StoreError(f"{self._path.name} was closed", maybe="open it again.")

    # ---- reference system

    @property
    def crs(self) -> str | None:
        """The working reference system."""
        return self._known("crs", _crs)

    def set_crs(self, crs: str) -> None:
        """Settle the working reference system."""
        with self._writing() as connection:
            _settle(connection, code_of(crs))

    # ---- tables

    def read(self, table: AnyTable, *, within: Box | None = None, during: Window | None = None) -> pd.DataFrame:
        """The rows of a table."""
        require_kept(table)
        conditions = _conditions(table, within, during)
        with self._reading() as connection:
            return self._read(connection, table, conditions)

    def _read(
        self, connection: sa.Connection, table: AnyTable, conditions: Sequence[sa.ColumnElement[bool]]
    ) -> pd.DataFrame:
        crs = _crs(connection)
        try:
            values = bulk.read(connection, table, conditions, srid_of(crs) if crs else 0)
        except ValueError as fault:
            raise StoreError(f"table {table.name} in {self._path.name}: {fault}") from fault
        return to_frame(table, values, crs)

    def replace(self, table: AnyTable, frame: pd.DataFrame, *, by: Provenance) -> None:
        """Replace the rows of a table."""
        self._write(REPLACED, {table: frame}, by)

    def append(self, table: AnyTable, frame: pd.DataFrame, *, by: Provenance) -> None:
        """Append rows to a table."""
        self._write(APPENDED, {table: frame}, by)

    def replace_many(self, frames: Frames, *, by: Provenance) -> None:
        """Replace the rows of several tables."""
        self._write(REPLACED, frames, by)

    def append_many(self, frames: Frames, *, by: Provenance) -> None:
        """Append rows to several tables."""
        self._write(APPENDED, frames, by)

    def _write(self, kind: str, frames: Frames, by: Provenance) -> None:
        for table in frames:
            require_kept(table)
        ready = [to_rows(table, frame) for table, frame in frames.items()]
        with self._writing() as connection:
            for rows in ready:
                self._put(connection, kind, rows, by)

    def _put(self, connection: sa.Connection, kind: str, rows: Rows, by: Provenance) -> Content:
        _settle(connection, rows.crs)
        if kind == REPLACED:
            connection.execute(sa.delete(MODELS[rows.table]))
        else:
            refuse_keys(rows.table, bulk.keys_there(connection, rows))
        bulk.write(connection, rows)
        after = content_after(kind, log.content_of(connection, rows.table), rows, _crs(connection))
        self._note(connection, kind, rows, after, by, added=len(rows))
        return after

    def _note(
        self, connection: sa.Connection, kind: str, rows: Rows, after: Content, by: Provenance, *, added: int
    ) -> None:
        stream = stream_of(rows.table)
        version = log.version(connection, stream) + 1
        text = chain.body_text(body_of(by, after, added=added))
        log.add(connection, self._chain_key, (stream, version, kind, text, command_of(stream, version)))

    # ---- loads of files

    def load(
        self,
        frames: Frames,
        *,
        replaces: Collection[AnyTable],
        by: Provenance,
        about: Mapping[str, Any],
        keep: int,
    ) -> Load:
        """Load the rows of a file into several tables."""
        for table in frames:
            require_kept(table)
        ready = [to_rows(table, frame) for table, frame in frames.items()]
        with self._writing() as connection:
            return turning.load(self._desk(connection, by), ready, replaces, dict(about), keep)

    def loads(self) -> list[Load]:
        """All loads as they stand now."""
        with self._reading() as connection:
            return turning.loads(connection)

    def turn_load(self, number: int, *, undo: bool, by: Provenance) -> Load:
        """Undo or redo a load."""
        with self._writing() as connection:
            return turning.turn(self._desk(connection, by), number, undo=undo)

    def _desk(self, connection: sa.Connection, by: Provenance) -> turning.Desk:
        return turning.Desk(
            connection,
            crs=lambda: _crs(connection),
            read=lambda table, conditions: self._read(connection, table, conditions),
            put=lambda kind, rows: self._put(connection, kind, rows, by),
            note=lambda kind, rows, after: self._note(connection, kind, rows, after, by, added=-len(rows)),
            add=lambda said: log.add(connection, self._chain_key, said),
        )

    def count(self, table: AnyTable) -> int:
        """Number of rows."""
        return self._content_of(table).rows

    def hash(self, table: AnyTable) -> str:
        """Short hash of the content."""
        return self._content_of(table).hash

    def _content_of(self, table: AnyTable) -> Content:
        require_kept(table)
        return self._known(table.name, lambda connection: log.content_of(connection, table))

    def history(self, table: AnyTable) -> list[Provenance]:
        """Provenance of each write."""
        require_kept(table)
        return [provenance_of(event) for event in self.replay(stream_of(table))]

    # ---- log

    def record(
        self,
        stream: str,
        kind: str,
        body: Mapping[str, Any],
        *,
        command_id: str,
        expected_version: int | None = None,
    ) -> Event:
        """Add an event to a stream."""
        require_free(stream, command_id)
        text = chain.body_text(body)
        with self._writing() as connection:
            there = log.events(connection, EVENTS.c.command_id == command_id)
            if there:
                return chain.same_command(there[0], stream, kind, text)
            actual = log.version(connection, stream)
            if expected_version is not None and expected_version != actual:
                missed = log.events(connection, EVENTS.c.stream == stream, EVENTS.c.version > expected_version)
                chain.require_version(stream, expected_version, actual, missed)
            return log.add(connection, self._chain_key, (stream, actual + 1, kind, text, command_id))

    def replay(self, stream: str, *, upto: int | None = None) -> list[Event]:
        """The events of a stream."""
        conditions = [EVENTS.c.stream == stream]
        if upto is not None:
            conditions.append(EVENTS.c.version <= upto)
        with self._reading() as connection:
            return log.events(connection, *conditions)

    def streams(self, prefix: str = "") -> list[str]:
        """Names of the streams."""
        with self._reading() as connection:
            named = connection.execute(sa.select(EVENTS.c.stream).distinct()).scalars()
            return sorted(name for name in named if name.startswith(prefix))

    def anchor(self) -> Anchor:
        """Number and hash of the last event."""
        return self._known("log", log.anchor)

    def verify(self, anchor: Anchor | None = None) -> list[str]:
        """What is wrong with the file, the log and the tables."""
        with self._reading() as connection:
            told = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
            if told != ["ok"]:
                return [f"the file is damaged: {line}" for line in told]
            found = [f"the guard {name} of the log is missing" for name in guards.missing(connection)]
            found += chain.faults(log.links(connection), self._chain_key, anchor)
            if not found:
                found += [told for table in STORED for told in self._table_faults(connection, table)]
            return found

    def _table_faults(self, connection: sa.Connection, table: AnyTable) -> list[str]:
        before = log.content_of(connection, table)
        is_empty = connection.execute(sa.select(MODELS[table].c.row).limit(1)).first() is None
        if is_empty and before.rows == 0:
            return []
        try:
            rows = to_rows(table, self._read(connection, table, ()))
        except PlannerError as fault:
            return [f"table {table.name} cannot be read: {fault.what}"]
        if content_after(REPLACED, before, rows, _crs(connection)).hash != before.hash:
            return [f"table {table.name} does not hold what was written: it was changed past the log"]
        return []

    # ---- file

    def snapshot(self, path: Path) -> None:
        """Write a consistent copy of the whole store, with the same key, while others go on working.

        StoreError when something is there already.
        """
        if path.exists() or not path.parent.is_dir():
            raise StoreError(f"no copy can be made at {path}", maybe="the file is there already, or its folder is not.")
        part = path.with_name(path.name + ".part")
        part.unlink(missing_ok=True)
        with in_words(path):
            copy = connect(part, self._key, self._patience_s)
            try:
                with self._reading() as connection:
                    source: Any = connection.connection.driver_connection
                    source.backup(copy)
                copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a -wal beside it
            finally:
                copy.close()
            part.rename(path)

    def close(self) -> None:
        """Let go of the file."""
        self._closed = True
        self._seen.close()
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _require_usable(path: Path) -> None:
    if path.is_dir():
        raise StoreError(f"{path.name} is a folder, not a store", maybe="name a file in it, such as hifazat.db.")
    if not path.parent.is_dir():
        raise StoreError(f"the folder {path.parent} is not there", maybe="make it first, or mend the name.")
    if path.exists() and 0 < path.stat().st_size < _HEADER_BYTES:  # SQLite would write over a file of one byte
        raise no_store(path)


def _crs(connection: sa.Connection) -> str | None:
    return connection.execute(sa.select(META.c.value).where(META.c.name == "crs")).scalar()


def _settle(connection: sa.Connection, crs: str | None) -> None:
    if settled(_crs(connection), crs):
        connection.execute(sa.insert(META).values(name="crs", value=crs))


def _conditions(table: AnyTable, within: Box | None, during: Window | None) -> list[sa.ColumnElement[bool]]:
    model = MODELS[table]
    found: list[sa.ColumnElement[bool]] = []
    if within is not None:
        require_place(table)
        west, south, east, north = within
        found += [model.c.min_x <= east, model.c.max_x >= west, model.c.min_y <= north, model.c.max_y >= south]
    if during is not None:
        first, last = (model.c[name] for name in moments(table))
        start, end = microseconds(during.start), microseconds(during.end)
        found += [first < end, sa.or_(last > start, first >= start)]
    return found
