"""Figures of the shift-scheduling core on public instances, beside plain CP-SAT on the same model.

`python -m benchmarks.turns` prints them and writes docs/rosters.md: one instance after the other, each with the same
wall time. `--ours` leaves CP-SAT out; `--instances 4 8` takes some; `--folder` reads other files of the collection.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from planner.roster.turns import check
from planner.roster.turns.encode import encode
from planner.roster.turns.problem import Turns, read
from planner.roster.turns.solve import solve
from planner.solver import solve as run_model
from planner.solver.neighbourhoods_program import model_of

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT.parent / "shared" / "data" / "instances" / "nrp"
PAGE = ROOT / "docs" / "rosters.md"
BEST_KNOWN = {1: 607, 2: 828, 3: 1001, 4: 1716, 5: 1143, 6: 1950, 7: 1056, 8: 1300}
SECONDS = 60.0
SEED = 1


def plain(problem: Turns, seconds: float) -> int | None:
    """What the constraint solver makes of the same model in the same time."""
    encoded = encode(problem)
    model, variables = model_of(encoded.program)
    solved = run_model(model, seconds=seconds, repeatable=False)
    if not solved.has_answer:
        return None
    schedule = encoded.schedule(np.array([float(solved.value(variable)) for variable in variables]))
    assert check.broken(problem, schedule) == []
    return check.cost(problem, schedule)


def gap(cost: int | None, best: int | None) -> str:
    """How far above the best known, in per cent."""
    return "" if cost is None or best is None else f"{100 * (cost / best - 1):.2f} %"


def row(path: Path, seconds: float, *, ours_only: bool) -> str:
    """One line of the table."""
    number = int("".join(c for c in path.stem if c.isdigit()) or 0)
    best = BEST_KNOWN.get(number)
    problem = read(path)
    cpu = time.process_time()
    answer = solve(problem, seconds=seconds, seed=SEED)
    cpu = time.process_time() - cpu
    if answer.schedule is not None:
        assert check.broken(problem, answer.schedule) == []
        assert check.cost(problem, answer.schedule) == answer.cost
    theirs = None if ours_only else plain(problem, seconds)
    beside = "" if ours_only else f"{theirs if theirs is not None else 'none'} | {gap(theirs, best)} | "
    cells = (number, len(problem.staff), problem.days // 7, best or "", answer.cost or "none", gap(answer.cost, best))
    line = " | ".join(str(cell) for cell in cells)
    return f"| {line} | {answer.bound} | {beside}{answer.seconds:.0f} | {cpu:.0f} |\n"


def main(arguments: list[str] | None = None) -> int:
    """Run, print and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--instances", type=int, nargs="*")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--ours", action="store_true", help="leave plain CP-SAT out")
    given = parser.parse_args(arguments)
    paths = sorted(given.folder.glob("*.json"))
    if given.instances:
        paths = [p for p in paths if int("".join(c for c in p.stem if c.isdigit()) or 0) in given.instances]
    if not paths:
        print(f"no instances in {given.folder}: skipped", file=sys.stderr)
        return 0
    beside = "" if given.ours else "plain CP-SAT | gap | "
    head = f"| instance | staff | weeks | best known | ours | gap | our bound | {beside}seconds | CPU-seconds |\n"
    head += "| --- " * (head.count("|") - 1) + "|\n"
    print(head, end="", flush=True)
    rows = ""
    for path in paths:
        line = row(path, given.seconds, ours_only=given.ours)
        print(line, end="", flush=True)
        rows += line
    PAGE.write_text(page(head + rows, given.seconds), encoding="utf-8")
    return 0


def page(table: str, seconds: float) -> str:
    """docs/rosters.md."""
    git = ["git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(git, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return (
        "# Rosters: the shift-scheduling core on public instances\n\n"
        "Made by `python -m benchmarks.turns`. Shift-scheduling instances of Curtois (Curtois and Qu 2014), "
        f"{seconds:.0f} s of wall time each, one after the other, seed {SEED}; every schedule is checked, and its cost "
        "counted, by plain code that shares nothing with the search. Plain CP-SAT has the same model and the same "
        "time. A search that the clock ends is not repeatable to the last step.\n\n"
        f"{table}\nMachine: {machine}. Commit {commit}.\n"
    )


if __name__ == "__main__":
    sys.exit(main())
