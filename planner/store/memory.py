"""The store that lives as long as it is held: for tests, and the plain meaning against which the file is tested."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping
from types import TracebackType
from typing import Any, Self

import pandas as pd

from planner.core.errors import StoreError
from planner.core.plan import Provenance
from planner.core.time import Window, now
from planner.store import chain, loads
from planner.store.base import Anchor, Box, Event, Frames, Load
from planner.store.columns import moments, require_kept, require_place
from planner.store.rows import NO_PLACE_YET, Content, Rows, code_of, no_content, to_rows
from planner.store.writes import (
    APPENDED,
    REPLACED,
    body_of,
    command_of,
    content_after,
    content_less,
    provenance_of,
    refuse_keys,
    require_free,
    settled,
    stream_of,
)
from planner.tables import AnyTable, check_table, empty, table_named


class MemoryStore:
    """A `Store` of plain frames and a list."""

    def __init__(self, *, key: str | None = None) -> None:
        self._chain_key = chain.chain_key(key)
        self._crs: str | None = None
        self._frames: dict[AnyTable, pd.DataFrame] = {}
        self._links: list[chain.Link] = []
        self._lock = threading.RLock()
        self._spare: dict[tuple[int, str], pd.DataFrame] = {}
        self._closed = False

    def _require_open(self) -> None:
        if self._closed:
            raise StoreError("the store was closed", maybe="open it again.")

    @property
    def crs(self) -> str | None:
        """The working reference system."""
        self._require_open()
        return self._crs

    def set_crs(self, crs: str) -> None:
        """Settle the working reference system."""
        self._require_open()
        self._settle(code_of(crs))

    def _settle(self, crs: str | None) -> None:
        with self._lock:
            if settled(self._crs, crs):
                self._crs = crs

    def read(self, table: AnyTable, *, within: Box | None = None, during: Window | None = None) -> pd.DataFrame:
        """The rows of a table."""
        self._require_open()
        require_kept(table)
        frame = self._frames.get(table)
        if frame is None:
            frame = empty(table, self._crs or NO_PLACE_YET)
        if within is not None:
            require_place(table)
            west, south, east, north = within
            box = frame.geometry.bounds
            frame = frame[(box.minx <= east) & (box.maxx >= west) & (box.miny <= north) & (box.maxy >= south)]
        if during is not None:
            first, last = (frame[name] for name in moments(table))
            frame = frame[(first < during.end) & ((last > during.start) | (first >= during.start))]
        return check_table(table, frame.copy())

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
        self._require_open()
        for table in frames:
            require_kept(table)
        ready = [to_rows(table, frame) for table, frame in frames.items()]
        with self._lock:
            crs = self._crs
            for rows in ready:
                crs = rows.crs if settled(crs, rows.crs) else crs
                if kind == APPENDED:
                    refuse_keys(rows.table, self._keys_there(rows))
            bodies = [body_of(by, content_after(kind, self._content_of(r.table), r, crs), added=len(r)) for r in ready]
            texts = [chain.body_text(body) for body in bodies]  # all that can fail has been tried by now
            self._crs = crs
            for rows, text in zip(ready, texts, strict=True):
                before = self._frames.get(rows.table)
                if kind == APPENDED and before is not None and len(before) and len(rows):
                    self._frames[rows.table] = pd.concat([before, rows.frame], ignore_index=True)
                elif kind == REPLACED or len(rows):
                    self._frames[rows.table] = rows.frame
                self._note(kind, rows.table, text)

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
        with self._lock:
            there = self.loads()
            number = len(there) + 1
            kinds = {table: REPLACED if table in replaces else APPENDED for table in frames}
            before = {table: self._content_of(table) for table in frames}
            taken = {(number, t.name): self.read(t) for t, kind in kinds.items() if kind == REPLACED}
            for table in (t for t, kind in kinds.items() if kind == APPENDED):
                refuse_keys(table, self._keys_there(to_rows(table, frames[table])))
            for kind in (REPLACED, APPENDED):
                self._write(kind, {t: frame for t, frame in frames.items() if kinds[t] == kind}, by)
            names = {table.name for table in frames}
            over = {one.number for one in there if one.is_undone and names & set(one.tables)}
            kept = {key: rows for key, rows in self._spare.items() if key[0] not in over and key[0] > number - keep}
            self._spare = kept | taken
            tables = {t.name: loads.turn_of(kinds[t], before[t], self._content_of(t)) for t in frames}
            self._tell(loads.LOADED, {"about": dict(about), "tables": tables})
            return self.loads()[-1]

    def loads(self) -> list[Load]:
        """All loads as they stand now."""
        return loads.loads_of(self.replay(loads.STREAM), self._spare)

    def turn_load(self, number: int, *, undo: bool, by: Provenance) -> Load:
        """Undo or redo a load."""
        with self._lock:
            there = self.loads()
            one = loads.named(there, number)
            hashes = {name: self.hash(table_named(name)) for name in one.tables}
            loads.require_turnable(one, there, hashes, undo=undo)
            for name, told in one.tables.items():
                table = table_named(name)
                if told["how"] == APPENDED and undo:
                    self._take_last(number, table, told["rows_before"], by)
                    continue
                frame = self._spare.pop((number, name), None)
                if frame is None:
                    raise loads.no_spare(number, name)
                if told["how"] == REPLACED:
                    self._spare[number, name] = self.read(table)
                self._write(told["how"], {table: frame}, by)
            self._tell(loads.UNDONE if undo else loads.REDONE, {"load": number})
            return loads.named(self.loads(), number)

    def _take_last(self, number: int, table: AnyTable, keep: int, by: Provenance) -> None:
        frame = self.read(table)
        gone = to_rows(table, frame.iloc[keep:].reset_index(drop=True))
        after = content_less(self._content_of(table), gone, self._crs)
        self._spare[number, table.name] = gone.frame
        self._frames[table] = frame.iloc[:keep].reset_index(drop=True)
        self._note(loads.UNDONE, table, chain.body_text(body_of(by, after, added=-len(gone))))

    def _tell(self, kind: str, body: Mapping[str, Any]) -> None:
        version = self._version(loads.STREAM) + 1
        self._add((loads.STREAM, version, kind, chain.body_text(body), loads.command_of(version)))

    def _note(self, kind: str, table: AnyTable, text: str) -> None:
        stream = stream_of(table)
        version = self._version(stream) + 1
        self._add((stream, version, kind, text, command_of(stream, version)))

    def _keys_there(self, rows: Rows) -> list[str]:
        before = self._frames.get(rows.table)
        return [] if before is None else sorted(set(before[rows.table.key]) & set(rows.keys))

    def _content_of(self, table: AnyTable) -> Content:
        self._require_open()
        require_kept(table)
        writes = self.replay(stream_of(table))
        return Content.from_json(writes[-1].body["content"]) if writes else no_content(table)

    def count(self, table: AnyTable) -> int:
        """Number of rows."""
        return self._content_of(table).rows

    def hash(self, table: AnyTable) -> str:
        """Short hash of the content."""
        return self._content_of(table).hash

    def history(self, table: AnyTable) -> list[Provenance]:
        """Provenance of each write."""
        require_kept(table)
        return [provenance_of(event) for event in self.replay(stream_of(table))]

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
        self._require_open()
        require_free(stream, command_id)
        text = chain.body_text(body)
        with self._lock:
            for event in map(chain.event_of, self._links):
                if event.command_id == command_id:
                    return chain.same_command(event, stream, kind, text)
            actual = self._version(stream)
            missed = [event for event in self.replay(stream) if event.version > (expected_version or 0)]
            chain.require_version(stream, expected_version, actual, missed)
            return self._add((stream, actual + 1, kind, text, command_id))

    def _version(self, stream: str) -> int:
        return sum(link[1] == stream for link in self._links)

    def _add(self, said: tuple[str, int, str, str, str]) -> Event:
        number, before = self.anchor()
        link = (number + 1, *said, now().isoformat())
        sealed = (*link, chain.seal(before, link, self._chain_key))
        self._links.append(sealed)
        return chain.event_of(sealed)

    def replay(self, stream: str, *, upto: int | None = None) -> list[Event]:
        """The events of a stream."""
        self._require_open()
        events = [chain.event_of(link) for link in self._links if link[1] == stream]
        return events if upto is None else [event for event in events if event.version <= upto]

    def streams(self, prefix: str = "") -> list[str]:
        """Names of the streams."""
        self._require_open()
        return sorted({link[1] for link in self._links if link[1].startswith(prefix)})

    def anchor(self) -> Anchor:
        """Number and hash of the last event."""
        self._require_open()
        return (0, chain.GENESIS) if not self._links else (self._links[-1][0], self._links[-1][-1])

    def verify(self, anchor: Anchor | None = None) -> list[str]:
        """What is wrong with the log and the tables."""
        self._require_open()
        found = chain.faults(self._links, self._chain_key, anchor)
        for table in self._frames:
            held = content_after(REPLACED, no_content(table), to_rows(table, self.read(table)), self._crs)
            if not found and held.hash != self._content_of(table).hash:
                found.append(f"table {table.name} does not hold what was written: it was changed past the log")
        return found

    def close(self) -> None:
        """Forget that it is open."""
        self._closed = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
