"""Run the benchmarks: `python -m benchmarks.run [NAME ...]`. Writes docs/benchmarks.md and a line a figure.

The lines go to benchmarks/results.jsonl with machine and commit, so that runs can be compared later.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import areas, backtests, coverage, incidents, map_draw, sites, surge, travel, week
from benchmarks.registry import Figure, measure

ROOT = Path(__file__).resolve().parents[1]
CASES = [
    *incidents.CASES,
    *travel.CASES,
    *week.CASES,
    *coverage.CASES,
    *surge.CASES,
    *map_draw.CASES,
    *areas.CASES,
    *backtests.CASES,
    *sites.CASES,
]


def machine() -> str:
    """Cores, system and Python of this machine."""
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"


def commit() -> str:
    """Short hash of the commit, or "unknown" outside a checkout."""
    done = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],  # noqa: S607  # git of the person who runs it
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip() or "unknown"


def as_row(figure: Figure) -> str:
    """One line of the table."""
    beside = f"{figure.baseline_name}: {figure.baseline_seconds:.3g} s" if figure.baseline_seconds else ""
    ratio = f"{figure.ratio:.1f} x" if figure.ratio else ""
    spread = f"{figure.seconds:.3g} (± {figure.spread / 2:.2g})"
    return f"| {figure.name} | {figure.size} | {spread} | {beside} | {ratio} | {figure.note} |"


def main() -> None:
    """Measure the named cases, or all."""
    wanted = sys.argv[1:]
    cases = [case for case in CASES if not wanted or any(word in case.name for word in wanted)]
    head = ["| case | size | seconds | baseline | baseline / ours | note |", "| --- | --- | --- | --- | --- | --- |"]
    rows = []
    print(*head, sep="\n", flush=True)
    for case in cases:
        figure = measure(case)
        rows.append(as_row(figure))
        print(rows[-1], flush=True)
        facts = {**asdict(figure), "machine": machine(), "commit": commit(), "at": datetime.now(UTC).isoformat()}
        with (ROOT / "benchmarks" / "results.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(facts) + "\n")
    if not wanted:
        text = (
            "# Benchmarks\n\nMade by `make bench`; median of the rounds, wall time. "
            "Read the ratios: machines differ and are noisy.\n\n"
            f"Machine: {machine()}. Commit {commit()}.\n\n" + "\n".join([*head, *rows]) + "\n"
        )
        (ROOT / "docs" / "benchmarks.md").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
