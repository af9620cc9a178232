"""From the name of a store to the store."""

from __future__ import annotations

from pathlib import Path

from planner.core.errors import StoreError
from planner.store.base import PATIENCE_S, Store
from planner.store.memory import MemoryStore
from planner.store.sqlite import SqliteStore

_FILE = "sqlite:///"


def open_store(url: str, *, key: str | None = None, patience_s: float = PATIENCE_S) -> Store:
    """The store of that name: a path, `sqlite:///path`, or `memory:` for one that lives as long as it is held.

    A file that is not there is made; its folder is not. `key` encrypts the file and seals its log; it never belongs
    into `url`. A writer waits `patience_s` seconds for others. StoreError, StoreVersion or StoreBusy say what is wrong.
    """
    if not url.strip():
        raise StoreError("the store has no name", maybe="give a path, such as hifazat.db.")
    if url == "memory:":
        return MemoryStore(key=key)
    scheme, separator, _ = url.partition("://")
    if not separator:
        return SqliteStore(Path(url), key=key, patience_s=patience_s)
    if url.startswith(_FILE) and len(url) > len(_FILE):
        return SqliteStore(Path(url.removeprefix(_FILE)), key=key, patience_s=patience_s)
    # the rest of the address is not told: it may hold a password
    if scheme.startswith("postgres"):
        raise StoreError(
            "this version keeps its store in a file; it has no server store yet",
            maybe="give a path, such as hifazat.db.",
        )
    raise StoreError(
        f"{scheme}:// is no kind of store", maybe="a path was meant, or sqlite:///path, with three strokes."
    )
