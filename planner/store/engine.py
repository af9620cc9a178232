"""Connections to the file: the one driver, its settings, and its complaints in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import sqlalchemy.event
import sqlalchemy.exc
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2 as driver

from planner.core.errors import StoreBusy, StoreError, StoreVersion

SAFE_SQLITE = (3, 51, 3)
"""First version without the WAL-reset bug, which loses commits when two connections write and checkpoint at once."""

_CACHE_KIB = 65_536
"""Page cache of a connection: holds 200,000 incidents, which are then read in 0.6 s rather than 0.9 s."""

_CONNECTIONS = 3
"""Kept open between uses; more are made when more threads come at once."""

WRITES = "writes"
"""Execution option of a connection whose transaction writes."""


def require_safe_sqlite(version: tuple[int, ...] | None = None) -> None:
    """StoreVersion when the SQLite library may lose committed rows."""
    found = version or tuple(int(part) for part in driver.sqlite_version.split("."))
    if found < SAFE_SQLITE:
        raise StoreVersion(
            f"the SQLite library is version {'.'.join(map(str, found))}; before "
            f"{'.'.join(map(str, SAFE_SQLITE))} it can lose rows that were already saved",
            maybe="an old sqlcipher3 is installed: install sqlcipher3 0.6.4 or newer.",
        )


def connect(path: Path, key: str | None, patience_s: float) -> driver.Connection:
    """A connection to the file, with the settings on which the promises of the store rest."""
    made = driver.connect(str(path), timeout=patience_s, isolation_level=None, check_same_thread=False)
    if key:
        made.execute("PRAGMA cipher_log_level = NONE")  # a wrong key is told in a sentence, not on standard error
        made.execute("PRAGMA key = '" + key.replace("'", "''") + "'")
    made.execute("PRAGMA synchronous = FULL")  # with NORMAL a power cut loses what was acknowledged
    made.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    made.execute("PRAGMA recursive_triggers = ON")  # else REPLACE deletes without asking the guards
    return made


def make_engine(path: Path, key: str | None, patience_s: float) -> sa.Engine:
    """An engine whose transactions begin IMMEDIATE when they write; the key is in no URL, so no log can show it."""
    engine = sa.create_engine(
        "sqlite://",
        module=driver,
        creator=lambda: connect(path, key, patience_s),
        poolclass=QueuePool,
        pool_size=_CONNECTIONS,
        pool_timeout=patience_s,
    )

    @sqlalchemy.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        # a deferred transaction that reads and then writes fails at once when somebody wrote in between
        writes = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


_ADVICE = {
    "SQLITE_CORRUPT": ("is damaged", "bring back the last copy."),
    "SQLITE_CANTOPEN": ("cannot be opened", "it is a folder, or this user may not write there."),
    "SQLITE_READONLY": ("cannot be written", "this user may only read the file or its folder."),
    "SQLITE_PERM": ("cannot be opened", "this user may not write there."),
    "SQLITE_FULL": ("cannot grow: the disk is full", "free some space; nothing of this write was kept."),
    "SQLITE_IOERR": (
        "cannot be read or written: the disk reports an error",
        "the disk is failing, or is on a network.",
    ),
    "SQLITE_TOOBIG": ("cannot take a value of this size", "the geometry or text of one row is broken."),
}


@contextmanager
def in_words(path: Path) -> Iterator[None]:
    """Turn the driver's complaints about the file into StoreError with a sentence; faults of ours pass unchanged."""
    try:
        yield
    except sqlalchemy.exc.DBAPIError as fault:
        told = _told(path, fault.orig)
        if told is None:
            raise
        raise told from fault
    except driver.Error as fault:
        told = _told(path, fault)
        if told is None:
            raise
        raise told from fault
    except sqlalchemy.exc.TimeoutError as fault:
        raise StoreBusy(f"{path.name} is read by too many at once", maybe="try again in a moment.") from fault
    except OSError as fault:
        raise StoreError(
            f"{path.name} cannot be used: {fault.strerror or fault}", maybe="this user may not write in its folder."
        ) from fault


def no_store(path: Path) -> StoreError:
    """What is said of a file that is something else, or encrypted with another key."""
    return StoreError(
        f"{path.name} is no store of this program, or the key is not the right one",
        maybe="set HIFAZAT_KEY, or take it away.",
    )


def _told(path: Path, fault: Any) -> StoreError | None:
    name = str(getattr(fault, "sqlite_errorname", ""))
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return StoreBusy(
            f"{path.name} is locked by another program", maybe="it is open in a database viewer: close it there."
        )
    if name.startswith("SQLITE_NOTADB"):
        return no_store(path)
    for beginning, (what, maybe) in _ADVICE.items():
        if name.startswith(beginning):
            return StoreError(f"{path.name} {what}", maybe=maybe)
    return None
