"""Programs that other processes run against one store file, and how they are started on every system."""

from __future__ import annotations

import multiprocessing
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from pathlib import Path

from planner.core.errors import StaleWrite
from planner.store import SqliteStore
from planner.tables import IncidentTable, OfficerTable, SiteTable
from tests.store.frames import BY, incidents, officers, sites

ROWS = 20
"""Rows of each of three tables in one import."""


def processes() -> BaseContext:
    """Starts processes from one that has loaded everything, where the system can; else each loads for itself."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.store.writers", "alembic.command"])
    return context


def import_rows(store: SqliteStore, batch: str) -> None:
    """Append `ROWS` rows to each of three tables in one transaction; the keys name the batch."""
    keys = [f"{batch}:{i}" for i in range(ROWS)]
    at = datetime(2026, 3, 2, tzinfo=UTC)
    store.append_many(
        {
            SiteTable: sites(*((key, float(i), 1.0) for i, key in enumerate(keys))),
            IncidentTable: incidents(*((key, float(i), 1.0, at) for i, key in enumerate(keys))),
            OfficerTable: officers(*keys),
        },
        by=BY,
    )


def save_plan(store: SqliteStore, name: str) -> None:
    """Record a plan of a few kilobytes."""
    store.record(f"plan/{name}", "made", {"officers": [f"O{i}" for i in range(400)]}, command_id=name)


def write_until_killed(path: Path, life: int, tell: Connection) -> None:
    """Save three plans, import, and so on; after each commit, and not before, tell its name."""
    with SqliteStore(path) as store:
        for turn in range(10_000):
            name = f"{life}-{turn}"
            (save_plan if turn % 4 else import_rows)(store, name)
            tell.send(name)


def count_up(path: Path, writer: int, times: int, tell: Connection) -> None:
    """Raise a shared counter `times` times, each time from what was read; a stale write is tried again.

    Between two it appends rows of its own. Tells how often it had to try again.
    """
    again = 0
    with SqliteStore(path) as store:
        for turn in range(times):
            store.append(OfficerTable, officers(f"{writer}:{turn}"), by=BY)
            while True:
                events = store.replay("counter")
                value = events[-1].body["value"] if events else 0
                try:
                    store.record(
                        "counter",
                        "raised",
                        {"value": value + 1},
                        command_id=f"{writer}:{turn}",
                        expected_version=len(events),
                    )
                except StaleWrite:
                    again += 1
                    continue
                break
    tell.send(again)
