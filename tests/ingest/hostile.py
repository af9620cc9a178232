"""Makes a folder of hostile files, one of each kind that an office or an attacker brings. `make_all(folder)`.

As a program: `python -m tests.ingest.hostile FOLDER` writes them and prints their names.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.ingest import hostile_files, hostile_text
from tests.ingest.hostile_files import geopackage
from tests.ingest.hostile_kit import ALL_BAD, GOOD, INCIDENTS, MAKERS, REFUSED, REJECTS, SITES, TAKEN, Hostile

__all__ = [
    "ALL_BAD",
    "GOOD",
    "INCIDENTS",
    "REFUSED",
    "REJECTS",
    "SITES",
    "TAKEN",
    "Hostile",
    "geopackage",
    "hostile_files",
    "hostile_text",
    "make_all",
    "make_one",
    "names",
]


def make_all(folder: Path) -> list[Hostile]:
    """Write every hostile file into the folder, and say how each import must end."""
    folder.mkdir(parents=True, exist_ok=True)
    return [make(folder) for make in MAKERS.values()]


def make_one(name: str, folder: Path) -> Hostile:
    """Write the hostile file of that name into the folder."""
    return MAKERS[name](folder)


def names() -> list[str]:
    """The names of all hostile files."""
    return list(MAKERS)


if __name__ == "__main__":
    for made in make_all(Path(sys.argv[1])):
        sys.stdout.write(f"{made.kind} {made.path} {made.expect}\n")
