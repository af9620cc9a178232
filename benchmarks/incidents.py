"""Import of 200,000 incidents: file to store, every row checked, against reading and writing them without any check."""

from __future__ import annotations

import tempfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from benchmarks.registry import Case
from planner import flow
from planner.config import load_config
from planner.tables import IncidentTable

ROWS = 200_000


def made_register() -> tuple[Path, Path]:
    """A CSV file of ROWS incidents in the box of Pakistan, and the folder in which it lies."""
    folder = Path(tempfile.mkdtemp(prefix="hifazat-bench-"))
    rng = np.random.default_rng(3)
    days = pd.Timestamp("2021-01-01") + pd.to_timedelta(rng.integers(0, 1800, ROWS), unit="D")
    frame = pd.DataFrame(
        {
            "incident": [f"I{n}" for n in range(ROWS)],
            "occurred_at": days.strftime("%Y-%m-%d"),
            "latitude": rng.uniform(30.5, 31.9, ROWS).round(5),
            "longitude": rng.uniform(72.5, 73.9, ROWS).round(5),
            "kind": rng.choice(["arson", "vandalism", "threat"], ROWS),
            "severity": rng.integers(1, 6, ROWS),
            "reported_by": "press",
            "source": "benchmark",
        }
    )
    file = folder / "register.csv"
    frame.to_csv(file, index=False)
    return file, folder


def ours(given: tuple[Path, Path]) -> int:
    """Rows stored by `import` in a fresh store."""
    file, folder = given
    store_file = folder / f"ours-{len(list(folder.iterdir()))}.db"
    with flow.open_store(str(store_file)) as store:
        answer = flow.import_file(store, load_config(), flow.Request(kind="incidents", path=file, dates="iso"))
        assert store.count(IncidentTable) == ROWS
    return answer["incidents"]["stored"]


def unchecked(given: tuple[Path, Path]) -> int:
    """Rows in a GeoPackage that GDAL wrote: no check, no rejects, no provenance."""
    file, folder = given
    frame = pd.read_csv(file)
    places = gpd.points_from_xy(frame.pop("longitude"), frame.pop("latitude"), crs="EPSG:4326").to_crs("EPSG:32643")
    out = gpd.GeoDataFrame(frame, geometry=places)
    out.to_file(folder / f"unchecked-{len(list(folder.iterdir()))}.gpkg", layer="incidents")
    return len(out)


CASES = [
    Case(
        "import",
        f"{ROWS:,} incidents",
        made_register,
        ours,
        "pandas and GDAL, nothing checked",
        unchecked,
        agree=lambda a, b: a == b,
    )
]
