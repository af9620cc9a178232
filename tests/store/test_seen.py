"""What a store remembers of itself is what the file holds, whoever wrote to it last."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from planner.store.sqlite import SqliteStore
from planner.tables import SiteTable
from tests.store.frames import BY, sites


def test_another_program_writes_and_the_store_knows_at_once(tmp_path: Path) -> None:
    """Hash, count, last event and reference system follow each commit of the other, and a write of one's own."""
    with SqliteStore(tmp_path / "one.db") as ours, SqliteStore(tmp_path / "one.db") as other:
        assert (ours.crs, ours.count(SiteTable), ours.anchor()[0]) == (None, 0, 0)
        other.replace(SiteTable, sites(("A", 1, 2)), by=BY)
        assert (ours.count(SiteTable), ours.anchor()) == (1, other.anchor())
        assert ours.crs == other.crs is not None
        assert ours.hash(SiteTable) == other.hash(SiteTable)
        before = ours.hash(SiteTable)
        ours.append(SiteTable, sites(("B", 3, 4)), by=BY)
        assert ours.count(SiteTable) == other.count(SiteTable) == 2
        assert ours.hash(SiteTable) == other.hash(SiteTable) != before


def test_while_nobody_writes_the_file_is_asked_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten times the same question is one reading; after a write it is one more."""
    readings = []
    real = SqliteStore._reading

    @contextmanager
    def counted(store: SqliteStore) -> Iterator[sa.Connection]:
        readings.append(store)
        with real(store) as connection:
            yield connection

    with SqliteStore(tmp_path / "one.db") as store:
        store.replace(SiteTable, sites(("A", 1, 2)), by=BY)
        monkeypatch.setattr(SqliteStore, "_reading", counted)
        hashes = {store.hash(SiteTable) for _ in range(10)}
        assert (len(hashes), len(readings)) == (1, 1)
        store.append(SiteTable, sites(("B", 3, 4)), by=BY)
        readings.clear()
        hashes |= {store.hash(SiteTable) for _ in range(10)}
        assert (len(hashes), len(readings)) == (2, 1)
