"""What a store promises, whichever it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Protocol, Self

import pandas as pd

from planner.core.plan import Provenance
from planner.core.time import Window
from planner.tables import AnyTable

Box = tuple[float, float, float, float]
"""West, south, east, north in metres of the working reference system, edges included."""

Anchor = tuple[int, str]
"""How many events there are, and the hash of the last: kept outside the store, it shows a log that was cut."""

Frames = Mapping[AnyTable, pd.DataFrame]

PATIENCE_S = 30.0
"""How long a writer waits for the others; far beyond the largest write (seconds), so a longer wait is a fault."""


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of the log: the `version`-th of its stream (from 1), the `number`-th of all, chained by `hash`."""

    number: int
    stream: str
    version: int
    kind: str
    body: dict[str, Any]
    command_id: str
    at: str
    hash: str


@dataclass(frozen=True, slots=True)
class Load:
    """One file that was loaded: the `number`-th from 1, what was said of it, and what it did to which table.

    `tables` has by name "how" (appended or replaced), the hashes "before" and "after", "rows_before", "rows_after".
    `turned_at` is when it was undone or redone last, "" when never. `is_kept`: the rows that undoing (or redoing)
    would bring back are still kept.
    """

    number: int
    event: int
    at: str
    about: dict[str, Any]
    tables: dict[str, dict[str, Any]]
    is_undone: bool = False
    turned_at: str = ""
    is_kept: bool = True


class Store(Protocol):
    """Tables and an append-only log. Every write is whole or not at all, and is in the log with its provenance.

    Errors: StoreBusy when others write for too long, StoreError for the rest, both with a sentence to act on.
    """

    @property
    def crs(self) -> str | None:
        """The working reference system as "EPSG:32642"; None while nothing with a place was written."""
        ...

    def set_crs(self, crs: str) -> None:
        """Settle the working reference system; a second, different one is refused with StoreError."""
        ...

    def read(self, table: AnyTable, *, within: Box | None = None, during: Window | None = None) -> pd.DataFrame:
        """The rows in the order in which they were written, checked; a GeoDataFrame for a table with places.

        `within` keeps rows whose bounding box touches the box. `during` keeps rows whose moment lies in the window,
        or whose span touches it. While the store has no reference system, an empty place table says EPSG:32642.
        """
        ...

    def replace(self, table: AnyTable, frame: pd.DataFrame, *, by: Provenance) -> None:
        """Put these rows in the place of all that were there."""
        ...

    def append(self, table: AnyTable, frame: pd.DataFrame, *, by: Provenance) -> None:
        """Add rows; StoreError names the keys that are there already, and nothing is written."""
        ...

    def replace_many(self, frames: Frames, *, by: Provenance) -> None:
        """Replace several tables in one transaction."""
        ...

    def append_many(self, frames: Frames, *, by: Provenance) -> None:
        """Append to several tables in one transaction."""
        ...

    def load(
        self,
        frames: Frames,
        *,
        replaces: Collection[AnyTable],
        by: Provenance,
        about: Mapping[str, Any],
        keep: int,
    ) -> Load:
        """Put the rows of a file into several tables in one transaction, so that `turn_load` can undo it.

        Tables in `replaces` are replaced, the others appended to. Of what loads took away the newest `keep` are kept.
        Ends the redoing of undone loads that touched these tables.
        """
        ...

    def loads(self) -> list[Load]:
        """All loads in the order of loading, as they stand now."""
        ...

    def turn_load(self, number: int, *, undo: bool, by: Provenance) -> Load:
        """Undo a load, or redo one that is undone: the tables hold exactly the rows before it (or after it) again.

        StoreError with the reason, and nothing is changed, when its tables hold something else by now.
        """
        ...

    def count(self, table: AnyTable) -> int:
        """Number of rows."""
        ...

    def hash(self, table: AnyTable) -> str:
        """Short hash of the content: equal rows give an equal hash, in whatever order and store they lie."""
        ...

    def history(self, table: AnyTable) -> list[Provenance]:
        """Where the content comes from, one entry a write, oldest first."""
        ...

    def record(
        self,
        stream: str,
        kind: str,
        body: Mapping[str, Any],
        *,
        command_id: str,
        expected_version: int | None = None,
    ) -> Event:
        """Add an event to a stream. The same `command_id` again gives the event that is already there.

        Raises StaleWrite, with what was missed, when the stream is not at `expected_version` (0: no event yet);
        StoreError when the command id was used for something else, or the body is not plain JSON.
        """
        ...

    def replay(self, stream: str, *, upto: int | None = None) -> list[Event]:
        """The events of a stream in order, up to and with version `upto`; none when there is no such stream."""
        ...

    def streams(self, prefix: str = "") -> list[str]:
        """Names of the streams that begin with `prefix`, sorted. "table/<name>" are the writes to a table."""
        ...

    def verify(self, anchor: Anchor | None = None) -> list[str]:
        """What is wrong with the log or the tables, in sentences; empty when all is whole.

        A log cut at its end shows only against an `anchor` that was kept outside.
        """
        ...

    def anchor(self) -> Anchor:
        """How many events there are and the hash of the last; to be printed on orders and reports."""
        ...

    def close(self) -> None:
        """Let go of the file; using the store afterwards raises StoreError."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None: ...
