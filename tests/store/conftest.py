from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from planner.store import Store, open_store

RAW_KEY = "x'" + "2b" * 32 + "'"
KEYS = {"file": None, "file with a key": RAW_KEY}


@pytest.fixture(scope="session")
def new_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A new, empty store file of each kind; tests copy it, for the making takes a while."""
    folder = tmp_path_factory.mktemp("new")
    made = {}
    for kind, key in KEYS.items():
        made[kind] = folder / f"{kind}.db"
        open_store(str(made[kind]), key=key).close()
    return made


@pytest.fixture(params=["memory", *KEYS])
def store(request: pytest.FixtureRequest, tmp_path: Path, new_files: dict[str, Path]) -> Iterator[Store]:
    """Each kind of store in turn, empty."""
    url = "memory:"
    if request.param in KEYS:
        url = str(shutil.copy(new_files[request.param], tmp_path / "s.db"))
    with open_store(url, key=KEYS.get(request.param)) as opened:
        yield opened


@pytest.fixture
def path(tmp_path: Path, new_files: dict[str, Path]) -> Path:
    """A store file without a key, empty and closed."""
    return Path(shutil.copy(new_files["file"], tmp_path / "s.db"))
