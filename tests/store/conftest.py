from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from planner.store import Store, open_store

RAW_KEY = "x'" + "2b" * 32 + "'"


@pytest.fixture(params=["memory", "file", "file with a key"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Each kind of store in turn, empty."""
    url = "memory:" if request.param == "memory" else str(tmp_path / "s.db")
    with open_store(url, key=RAW_KEY if request.param == "file with a key" else None) as opened:
        yield opened


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a store file may be made."""
    return tmp_path / "s.db"
