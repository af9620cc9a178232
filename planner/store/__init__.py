"""The store: tables, plans and their history in one file, behind one small door.

**Nothing else may open the live file**: not geopandas, not pyogrio, not the standard sqlite3, not a GIS program. Each
of them carries an SQLite of its own; when it closes the file, POSIX drops every lock that this process holds on it, and
two writers then lose rows that were already acknowledged, without a word. Who needs the file elsewhere takes
`SqliteStore.snapshot`. The file must lie on a local disk, not on a network share.

A write is acknowledged (the call returns) only after COMMIT with synchronous=FULL: what is acknowledged outlives a
killed process and a power cut.
"""

from __future__ import annotations

from planner.store.base import Anchor, Box, Event, Load, Store
from planner.store.memory import MemoryStore
from planner.store.open import open_store
from planner.store.sqlite import SqliteStore

__all__ = ["Anchor", "Box", "Event", "Load", "MemoryStore", "SqliteStore", "Store", "open_store"]
