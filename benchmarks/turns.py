"""Figures of the shift-scheduling core on public instances, beside plain CP-SAT on the same model.

`python -m benchmarks.turns` prints them and writes docs/rosters.md: one instance after the other, each with the same
wall time. `--ours` runs no plain CP-SAT and takes its figures from the page of an earlier run, where it has them;
`--instances 4 8` takes some; `--folder` reads other files of the collection; `--drawn 50x28x6` runs a problem drawn by
chance (staff x days x shifts) and writes no page.
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

from benchmarks.turns_drawn import draw
from planner.roster.turns import check
from planner.roster.turns.encode import encode
from planner.roster.turns.problem import Turns, read
from planner.roster.turns.solve import Answer, solve
from planner.solver import solve as run_model
from planner.solver.neighbourhoods_program import model_of

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT.parent / "shared" / "data" / "instances" / "nrp"
PAGE = ROOT / "docs" / "rosters.md"
BEST_KNOWN = {1: 607, 2: 828, 3: 1001, 4: 1716, 5: 1143, 6: 1950, 7: 1056, 8: 1300}
SECONDS = 60.0
SEED = 1
THEIRS = "plain CP-SAT"


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


def row(path: Path, seconds: float, theirs: dict[int, str] | None) -> str:
    """One line of the table; `theirs` are costs of plain CP-SAT that are known, None to run it."""
    number = number_of(path)
    best = BEST_KNOWN.get(number)
    problem = read(path)
    answer, cpu = timed(problem, seconds)
    beside = ""
    if theirs is None:
        cost = plain(problem, seconds)
        beside = f"{'none' if cost is None else cost} | {gap(cost, best)} | "
    elif theirs:
        cost = int(theirs[number]) if theirs.get(number, "none") != "none" else None
        beside = f"{theirs.get(number, '')} | {gap(cost, best)} | "
    cells = (number, len(problem.staff), problem.days // 7, best or "", answer.cost or "none", gap(answer.cost, best))
    line = " | ".join(str(cell) for cell in cells)
    return f"| {line} | {answer.bound} | {beside}{answer.seconds:.0f} | {cpu:.0f} |\n"


def timed(problem: Turns, seconds: float) -> tuple[Answer, float]:
    """Our answer, checked, and the CPU time that it took."""
    cpu = time.process_time()
    answer = solve(problem, seconds=seconds, seed=SEED)
    cpu = time.process_time() - cpu
    if answer.schedule is not None:
        assert check.broken(problem, answer.schedule) == []
        assert check.cost(problem, answer.schedule) == answer.cost
    return answer, cpu


def number_of(path: Path) -> int:
    """The number in a file's name."""
    return int("".join(c for c in path.stem if c.isdigit()) or 0)


def known(text: str, seconds: float) -> dict[int, str]:
    """Costs of plain CP-SAT by instance on a page of the same time; empty when it has none."""
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line[:1] == "|"]
    if not lines or THEIRS not in lines[0] or f"{seconds:.0f} s of wall time" not in text:
        return {}
    place = lines[0].index(THEIRS)
    return {int(cells[0]): cells[place] for cells in lines[2:] if cells[0].isdigit() and cells[place]}


def drawn(sizes: list[str], seconds: float) -> None:
    """A line for each problem drawn by chance."""
    for size in sizes:
        staff, days, kinds = (int(part) for part in size.split("x"))
        answer, cpu = timed(draw(staff, days, kinds, seed=SEED), seconds)
        print(f"{size}: {answer.cost}, bound {answer.bound}, {answer.seconds:.1f} s, {cpu:.0f} CPU-s", flush=True)


def main(arguments: list[str] | None = None) -> int:
    """Run, print and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--instances", type=int, nargs="*")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--ours", action="store_true", help="do not run plain CP-SAT")
    parser.add_argument("--drawn", nargs="*", default=[], help="sizes of problems drawn by chance")
    given = parser.parse_args(arguments)
    if given.drawn:
        drawn(given.drawn, given.seconds)
        return 0
    paths = sorted(given.folder.glob("*.json"), key=number_of)
    if given.instances:
        paths = [p for p in paths if number_of(p) in given.instances]
    if not paths:
        print(f"no instances in {given.folder}: skipped", file=sys.stderr)
        return 0
    earlier = PAGE.read_text(encoding="utf-8") if given.ours and PAGE.exists() else ""
    theirs = known(earlier, given.seconds) if given.ours else None
    beside = f"{THEIRS} | gap | " if theirs is None or theirs else ""
    head = f"| instance | staff | weeks | best known | ours | gap | our bound | {beside}seconds | CPU-seconds |\n"
    head += "| --- " * (head.count("|") - 1) + "|\n"
    print(head, end="", flush=True)
    rows = ""
    for path in paths:
        line = row(path, given.seconds, theirs)
        print(line, end="", flush=True)
        rows += line
    said = page(head + rows, given.seconds, is_earlier=bool(theirs))
    if given.instances or given.folder != FOLDER:
        print("not the whole of the eight instances: the page is left as it is", file=sys.stderr)
    else:
        PAGE.write_text(said, encoding="utf-8")
    return 0


def page(table: str, seconds: float, *, is_earlier: bool) -> str:
    """docs/rosters.md."""
    git = ["git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(git, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
    theirs = "Plain CP-SAT has the same model and the same time" + (", in an earlier run. " if is_earlier else ". ")
    theirs = theirs if THEIRS in table else ""
    return (
        "# Rosters: the shift-scheduling core on public instances\n\n"
        "Made by `python -m benchmarks.turns`. Shift-scheduling instances of Curtois (Curtois and Qu 2014), "
        f"{seconds:.0f} s of wall time each, one after the other, seed {SEED}; every schedule is checked, and its cost "
        f"counted, by plain code that shares nothing with the search. {theirs}A search that the clock ends is not "
        "repeatable to the last step.\n\n"
        f"{table}\nMachine: {machine}. Commit {commit}.\n"
    )


if __name__ == "__main__":
    sys.exit(main())
