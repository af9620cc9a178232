"""What was read of a file and holds until somebody writes to it: asked for a hundred times in one answer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from sqlcipher3 import dbapi2 as driver

_T = TypeVar("_T")


class Seen:
    """Small facts of a store, read again as soon as anybody, in this process or another, has committed anything.

    SQLite itself says so: `PRAGMA data_version` of a connection that never writes changes with each commit of every
    other one. It is read before the fact: a fact may be newer than its mark, never older.
    """

    def __init__(self, opens: Callable[[], driver.Connection]) -> None:
        self._opens = opens
        self._watch: driver.Connection | None = None
        self._lock = threading.Lock()
        self._kept: dict[Hashable, tuple[int, Any]] = {}

    def get(self, name: Hashable, read: Callable[[], _T]) -> _T:
        """What `read` gives; not asked again while nothing was committed."""
        with self._lock:
            if self._watch is None:
                self._watch = self._opens()
            mark = int(self._watch.execute("PRAGMA data_version").fetchone()[0])
            there = self._kept.get(name)
        if there is not None and there[0] == mark:
            value: _T = there[1]
            return value
        value = read()
        with self._lock:
            self._kept[name] = (mark, value)
        return value

    def close(self) -> None:
        """Lets go of the file."""
        with self._lock:
            self._kept.clear()
            if self._watch is not None:
                self._watch.close()
                self._watch = None
