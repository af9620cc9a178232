"""The child that reads risky files: its limits hold, its death is a sentence, and it sees nothing of its parent."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from planner.config import load_config
from planner.core.errors import InputError, TooLarge
from planner.ingest import apart
from planner.tables import IncidentTable
from tests.ingest.reading import read


def _workbook(path: Path, rows: int) -> Path:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(["site", "lat", "lon"])
    for n in range(rows):
        sheet.append([f"s{n}", 31.4, 73.1])
    book.save(path)
    return path


def test_child_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    """A workbook that would take longer than allowed ends in TooLarge, soon after the limit."""
    config = load_config().ingest.model_copy(update={"child_seconds": 0.2})
    start = time.monotonic()
    with pytest.raises(TooLarge, match="could not be read in"):
        read("sites", _workbook(tmp_path / "slow.xlsx", 3000), config=config)
    assert time.monotonic() - start < 20


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds the memory of a process by address space")
def test_child_that_takes_too_much_memory_is_stopped(tmp_path: Path) -> None:
    """With too little memory the answer is a sentence, whether the child noticed or died."""
    config = load_config().ingest.model_copy(update={"child_memory_mb": 90.0})
    with pytest.raises(InputError) as caught:
        read("sites", _workbook(tmp_path / "big.xlsx", 100), config=config)
    assert "big.xlsx" in caught.value.what


def test_child_sees_no_keys_of_its_parent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what a process needs to start is handed on."""
    seen: dict[str, dict[str, str]] = {}

    def spy(command: list[str], **wishes: object) -> subprocess.CompletedProcess[bytes]:
        seen["env"] = dict(wishes["env"])  # type: ignore[call-overload]
        return subprocess.CompletedProcess(command, 1, b"", b"nothing was started")

    monkeypatch.setenv("HIFAZAT_KEY", "secret")
    monkeypatch.setattr(apart.subprocess, "run", spy)
    with pytest.raises(InputError, match="nothing was started"):
        read("sites", _workbook(tmp_path / "a.xlsx", 1))
    assert "secret" not in seen["env"].values()


def test_no_geometry_library_of_many_formats_is_loaded() -> None:
    """Reading GeoJSON and GeoPackage loads no GDAL, so no file can ask it to open another."""
    code = (
        "import sys, planner.ingest.geojson, planner.ingest.geopackage, planner.ingest.workbook;"
        "print(any(m.startswith(('pyogrio', 'fiona', 'osgeo')) for m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.soak
def test_200_000_incidents_are_read_in_seconds(tmp_path: Path) -> None:
    """A country's register of many years is read in at most six seconds of processor time, every row right."""
    rng = np.random.default_rng(7)
    n = 200_000
    frame = pd.DataFrame(
        {
            "incident": [f"inc-{i}" for i in range(n)],
            "date": (pd.Timestamp("2020-01-01") + pd.to_timedelta(rng.integers(0, 2_600_000, n), unit="m")).strftime(
                "%Y-%m-%d %H:%M"
            ),
            "latitude": rng.uniform(30.6, 31.8, n).round(6),
            "longitude": rng.uniform(72.6, 73.6, n).round(6),
            "kind": rng.choice(["arson", "mob", "threat", "attack"], n),
            "severity": rng.integers(1, 6, n),
            "community": rng.choice(["christian", "hindu", "مسیحی"], n),
        }
    )
    path = tmp_path / "many.csv"
    frame.to_csv(path, index=False)
    start = time.process_time()
    loaded = read("incidents", path)
    assert time.process_time() - start < 6
    assert len(loaded.frames[IncidentTable]) == n
    assert loaded.frames[IncidentTable]["severity"].tolist() == frame["severity"].tolist()
