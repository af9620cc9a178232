"""Imports files and makes plans without end, saying after each what was acknowledged, until it is killed.

python -m tests.cli.crash_child import|plan STORE FOLDER FIRST
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
from pathlib import Path

from planner.cli import main

ROWS = 300
DAY = "2026-12-20"


def one_import(store: str, folder: Path, number: int) -> str:
    """Import one file of incidents whose identifiers carry its number."""
    file = folder / f"register-{number}.csv"
    rows = [f"K{number}-{row},2026-03-02,24.0{row % 10},64.5{row % 7},arson,4,press,register" for row in range(ROWS)]
    head = "incident,occurred_at,latitude,longitude,kind,severity,reported_by,source"
    file.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    call = ["--store", store, "import", "incidents", str(file), "--json", "--rejects", str(folder / "rejects.csv")]
    answer = _run(call)
    assert answer["incidents"]["stored"] == ROWS, answer
    return f"K{number}"


def one_plan(store: str, folder: Path, number: int) -> str:
    """Make one plan with a seed of its own."""
    call = ["--store", store, "plan", "--from", DAY, "--days", "1", "--seconds", "2", "--seed", str(number), "--json"]
    return str(_run(call)["plan_id"])


def _run(call: list[str]) -> dict[str, dict[str, int]]:
    with contextlib.redirect_stdout(io.StringIO()) as out:
        code = main(call)
    assert code == 0, code
    return json.loads(out.getvalue())


if __name__ == "__main__":
    work = {"import": one_import, "plan": one_plan}[sys.argv[1]]
    number = int(sys.argv[4])
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        acknowledged = work(sys.argv[2], Path(sys.argv[3]), number)
        sys.stdout.write(f"{number} {acknowledged}\n")
        sys.stdout.flush()
        number += 1
