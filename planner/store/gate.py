"""The write gate: one file beside the store, locked by whoever writes, in this process or another.

SQLite's own waiting is a race with growing pauses, in which one of eight writers was seen to wait for seconds; behind
the gate the wait is short. The lock belongs to the open handle, so a killed process gives it back at once.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import portalocker
from portalocker.exceptions import AlreadyLocked

from planner.core.errors import StoreBusy

_LOOK_AGAIN_S = 0.002
"""Pause between two tries for the gate: short against a write, which takes at least one sync of the disk."""


class WriteGate:
    """Lets one writer in at a time; the others wait up to `patience_s`, then StoreBusy."""

    def __init__(self, store: Path, patience_s: float) -> None:
        self._store = store
        self._file = store.with_name(store.name + ".lock")
        self._patience_s = patience_s
        self._here = threading.Lock()

    @contextmanager
    def __call__(self) -> Iterator[None]:
        """Hold the gate. It is not re-entrant."""
        until = time.monotonic() + self._patience_s
        if not self._here.acquire(timeout=self._patience_s):
            raise self._busy()
        try:
            lock = portalocker.Lock(
                self._file, mode="a", timeout=max(0.0, until - time.monotonic()), check_interval=_LOOK_AGAIN_S
            )
            try:
                lock.acquire()
            except AlreadyLocked as fault:
                raise self._busy() from fault
            try:
                yield
            finally:
                lock.release()
        finally:
            self._here.release()

    def _busy(self) -> StoreBusy:
        return StoreBusy(
            f"{self._store.name} is being written by somebody else, who did not finish in {self._patience_s:g} s",
            maybe="a large import is running: wait for it, then try again.",
        )
