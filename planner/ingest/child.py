"""Reads one risky file in a process of its own, with limits on memory and output, and without a door to anything else.

`python -m planner.ingest.child REQUEST` reads REQUEST, a JSON file in a folder of its own, and writes beside it
`report.json` and one Arrow file a table. It is started by `planner.ingest.apart` alone.
"""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

_REPORT = "report.json"


def limit(memory_mb: float, output_mb: float) -> None:
    """Bound memory and file size where the system can (not on Windows)."""
    try:
        import resource
    except ImportError:
        return
    for name, amount in (("RLIMIT_AS", memory_mb), ("RLIMIT_FSIZE", output_mb), ("RLIMIT_CORE", 0)):
        most = int(amount * 1_000_000)
        try:
            resource.setrlimit(getattr(resource, name), (most, most))
        except (ValueError, OSError):
            # macOS refuses a bound on address space; the time limit still holds
            continue


def _reader(form: str, sheet: str | None) -> Callable[[Path], Any]:
    if form == "XLSX":
        from planner.ingest.workbook import read_workbook

        return partial(read_workbook, sheet=sheet)
    if form == "GeoJSON":
        from planner.ingest.geojson import read_geojson

        return read_geojson
    if form == "GeoPackage":
        from planner.ingest.geopackage import read_geopackage

        return read_geopackage
    if form == "GraphML":
        from planner.ingest.graphml import read_graphml

        return read_graphml
    from planner.ingest.osm import read_osm

    return read_osm


def _write(raw: Any, name: str, folder: Path) -> dict[str, Any]:
    import pyarrow as pa
    from pyarrow import feather

    arrays: dict[str, Any] = {f"c{n}": pa.array(raw.cells[label]) for n, label in enumerate(raw.cells.columns)}
    arrays["row"] = pa.array(raw.rows, type=pa.int64())
    if raw.shapes is not None:
        arrays["shape"] = pa.array(list(raw.shapes), type=pa.large_binary())
    feather.write_feather(pa.table(arrays), folder / f"{name}.arrow", compression="uncompressed")
    return {
        "columns": [str(c) for c in raw.cells.columns],
        "crs": raw.crs,
        "warnings": raw.warnings,
        "spoilt": [dataclasses.asdict(s) for s in raw.spoilt],
        "typed_dates": list(raw.typed_dates),
        "starts_1904": raw.starts_1904,
        "sheets": list(raw.sheets),
    }


def main(request_file: Path) -> None:
    """Read what the request names and write the report; a refusal is a report too."""
    request = json.loads(request_file.read_text(encoding="utf-8"))
    folder = request_file.parent
    limit(request["memory_mb"], request["output_mb"])
    from planner.core.errors import InputError

    try:
        read = _reader(request["format"], request.get("sheet"))(Path(request["path"]))
        layers = read if isinstance(read, dict) else {"rows": read}
        report: dict[str, Any] = {"layers": {name: _write(raw, name, folder) for name, raw in layers.items()}}
    except InputError as fault:
        report = {"refused": type(fault).__name__, "what": fault.what, "maybe": fault.maybe}
    except MemoryError:
        report = {
            "refused": "TooLarge",
            "what": f"{Path(request['path']).name} needs more than {request['memory_mb']:.0f} MB of memory",
            "maybe": "cut out the district first, or raise ingest.child_memory_mb.",
        }
    (folder / _REPORT).write_text(json.dumps(report, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
