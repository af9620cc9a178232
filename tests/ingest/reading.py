"""Short ways to read a file in the tests of ingest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from shapely.geometry import box

from planner.config import load_config
from planner.ingest import Loaded, read_file

KARACHI = "Asia/Karachi"
PAKISTAN = box(60.5, 23.5, 77.9, 37.2)


def read(kind: str, path: Path, **wishes: Any) -> Loaded:
    """The file as the planner reads it, with the defaults and in UTM zone 43N unless something else is wished."""
    given = {"config": load_config().ingest, "timezone": KARACHI, "working_crs": "EPSG:32643", **wishes}
    return read_file(kind, path, **given)


def read_text(folder: Path, kind: str, text: str, name: str = "file.csv", **wishes: Any) -> Loaded:
    """The text as a file, as the planner reads it."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read(kind, path, **wishes)
