"""A process that is killed in mid-write loses nothing that it was told is saved, and leaves nothing half."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from planner.store import SqliteStore
from planner.tables import IncidentTable, OfficerTable, SiteTable
from tests.store.writers import ROWS, processes, write_until_killed

LIFE_S = 0.12
"""Longest life of a writer after its start or its first word: several transactions."""

VERIFY_EVERY = 5
"""Lives between two full checks of file, log and tables; what is present is asked after every life."""


def _live_and_die(path: Path, life: int, rng: Random) -> set[str]:
    """Start a writer, kill it at a random moment (SIGKILL), and give what it acknowledged."""
    context = processes()
    hear, tell = context.Pipe(duplex=False)
    child = context.Process(target=write_until_killed, args=(path, life, tell))
    child.start()
    tell.close()
    told = set()
    if rng.random() < 0.8:  # the others die while they open the store
        assert hear.poll(60), "the writer never wrote"
        told.add(hear.recv())
    time.sleep(rng.uniform(0, LIFE_S))
    child.kill()
    child.join()
    while True:
        try:
            told.add(hear.recv())
        except EOFError:
            break
    hear.close()
    return told


def _present(store: SqliteStore) -> set[str]:
    """Names of all imports and plans in the store; an import must be whole in all three tables."""
    whole = Counter[str]()
    for table in (SiteTable, IncidentTable, OfficerTable):
        rows = Counter(key.split(":")[0] for key in store.read(table)[table.key])
        assert set(rows.values()) <= {ROWS}
        whole.update(rows.keys())
    assert set(whole.values()) <= {3}
    return set(whole) | {stream.removeprefix("plan/") for stream in store.streams("plan/")}


def _kill_many(path: Path, kills: int, seed: int) -> None:
    rng = Random(seed)
    acknowledged: set[str] = set()
    in_flight = 0
    for life in range(kills):
        told = _live_and_die(path, life, rng)
        acknowledged |= told
        with SqliteStore(path) as store:
            present = _present(store)
            if life % VERIFY_EVERY == 0 or life == kills - 1:
                assert store.verify() == []
        lost = acknowledged - present
        extra = present - acknowledged
        assert not lost
        assert len(extra) <= 1, f"life {life} left more than the one write in flight"
        assert all(name.startswith(f"{life}-") for name in extra)
        in_flight += len(extra)
        acknowledged |= extra
    assert len(acknowledged) > kills / 2  # they lived long enough to mean something
    print(f"{kills} kills, {len(acknowledged)} writes whole, {in_flight} of them not yet acknowledged")  # noqa: T201


def test_fifty_kills_lose_nothing(path: Path) -> None:
    """50 writers of the same file, killed one after the other: each time it opens, whole, with all that was told."""
    _kill_many(path, 50, seed=50)


def test_a_first_start_that_is_killed_leaves_a_store_or_nothing(tmp_path: Path) -> None:
    """Six writers die while they make the file: the next opens it and finds what was told."""
    rng = Random(10)
    for life in range(6):
        path = tmp_path / f"{life}.db"
        told = _live_and_die(path, life, rng)
        with SqliteStore(path) as store:
            assert store.verify() == []
            assert told <= _present(store)


@pytest.mark.soak
def test_two_hundred_kills_lose_nothing(path: Path) -> None:
    """The long form."""
    _kill_many(path, 200, seed=200)
