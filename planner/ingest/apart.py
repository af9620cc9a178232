"""Starts the child that reads a risky file, waits no longer than allowed, and takes over what it wrote."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from pyarrow import feather

from planner.config import IngestConfig
from planner.core import errors
from planner.core.errors import InputError, TooLarge
from planner.ingest.raw import Raw, Spoilt
from planner.ingest.sniff import Format
from planner.ingest.text import texts

_ROOT = Path(__file__).resolve().parents[2]
# nothing else of the surroundings is handed on: no keys, no addresses
_KEPT = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LANG", "LD_LIBRARY_PATH")


def read_apart(path: Path, form: Format, config: IngestConfig, sheet: str | None = None) -> dict[str, Raw]:
    """What the child read, by layer ("rows"; "roads", "sites", "stations"); InputError when it refused or died."""
    with tempfile.TemporaryDirectory(prefix="hifazat-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        request = {
            "path": str(path.resolve()),
            "format": form.value,
            "sheet": sheet,
            "memory_mb": config.child_memory_mb,
            "output_mb": 4 * config.max_unpacked_mb,
        }
        (folder / "request.json").write_text(json.dumps(request), encoding="utf-8")
        report = _run(folder, path.name, config)
        if "refused" in report:
            kind = getattr(errors, report["refused"], InputError)
            raise kind(report["what"], maybe=report["maybe"])
        return {name: _take(folder, name, facts) for name, facts in report["layers"].items()}


def _run(folder: Path, name: str, config: IngestConfig) -> dict[str, Any]:
    surroundings = {key: os.environ[key] for key in _KEPT if key in os.environ}
    # geometry libraries start a thread for each core, and each takes address space
    surroundings |= {
        "PYTHONPATH": str(_ROOT),
        "PYTHONIOENCODING": "utf-8",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }
    command = [sys.executable, "-m", "planner.ingest.child", str(folder / "request.json")]
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=surroundings,
            timeout=config.child_seconds,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            check=False,
        )
    except subprocess.TimeoutExpired as fault:
        raise TooLarge(
            f"{name} could not be read in {config.child_seconds:.0f} seconds",
            maybe="cut out the district first, or raise ingest.child_seconds.",
        ) from fault
    report = folder / "report.json"
    if done.returncode != 0 or not report.exists():
        last = done.stderr.decode("utf-8", errors="replace").strip().splitlines()[-1:]
        told = f" ({last[0][:200]})" if last else ""
        if b"MemoryError" in done.stderr or b"bad_alloc" in done.stderr or b"out of memory" in done.stderr:
            raise TooLarge(
                f"{name} needs more than {config.child_memory_mb:.0f} MB of memory",
                maybe="cut out the district first, or raise ingest.child_memory_mb.",
            )
        raise InputError(
            f"{name} could not be read: its reader ended with code {done.returncode}{told}",
            maybe="the file is damaged.",
        )
    answer: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return answer


def _take(folder: Path, name: str, facts: dict[str, Any]) -> Raw:
    # not mapped into memory: the folder is about to go
    table = feather.read_table(folder / f"{name}.arrow", memory_map=False)
    cells = pd.DataFrame(
        {label: texts(table.column(f"c{n}").to_pandas()) for n, label in enumerate(facts["columns"])},
        index=range(table.num_rows),
    )
    shapes = None
    if "shape" in table.column_names:
        shapes = np.empty(table.num_rows, dtype=object)
        shapes[:] = table.column("shape").to_pylist()
    return Raw(
        cells,
        table.column("row").to_numpy(),
        shapes=shapes,
        crs=facts["crs"],
        warnings=facts["warnings"],
        spoilt=[Spoilt(**s) for s in facts["spoilt"]],
        typed_dates=tuple(facts["typed_dates"]),
        starts_1904=facts["starts_1904"],
        sheets=tuple(facts["sheets"]),
    )
