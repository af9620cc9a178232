"""Our router beside its library alone, OR-Tools routing and VROOM: `python -m benchmarks.patrols`.

Each gets the same wall time. Ours and VROOM use two cores and run alone; PyVRP and OR-Tools use one, and `--jobs 2`
runs two of them at a time, so that each has a busy neighbour as our first line has. Writes docs/patrols.md, unless
`--only` or `--solvers` is given.
"""

from __future__ import annotations

import argparse
import importlib
import json
import multiprocessing
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean
from time import perf_counter

from benchmarks.peers import python_of
from benchmarks.routing_files import Instance, read
from benchmarks.run import ROOT, commit, machine
from planner.patrol.engine import Way
from planner.patrol.engine_library import Stop, data_of, run, ways_of
from planner.patrol.engine_solve import solve

OUT = ROOT / "docs" / "patrols.md"
SHARED = ROOT.parent / "shared" / "data" / "instances"
PEER = "pyvroom==1.15.2"
SEED = 1
# best known, from PROVENANCE.md beside the instances; Solomon in tenths
BEST = {
    "TOP1": 265, "TOP4": 250, "TOP7": 1304, "TOP10": 1305, "TOP13": 1188, "TOP16": 1044, "TOP19": 1026,
    "r101": 16377, "r105": 13553, "rc101": 16198, "c101": 8273, "r201": 11432, "rc208": 7761,
}  # fmt: skip
SINGLE = ("PyVRP", "OR-Tools")  # solvers that use one core
Ways = tuple[Way, ...] | None
Solver = Callable[[Instance, float], Ways]


def ours(one: Instance, seconds: float) -> Ways:
    """Our engine, on two cores."""
    answer = solve(one.job, seconds=seconds, seed=SEED)
    return None if answer.cost is None else answer.ways


def library(one: Instance, seconds: float) -> Ways:
    """PyVRP alone, from the same seed, on the same data."""
    end = perf_counter() + seconds
    found, _ = run(data_of(one.job), Stop(lambda: perf_counter() >= end), SEED)
    return ways_of(found) if found.is_feasible() else None


def ortools(one: Instance, seconds: float) -> Ways:
    """OR-Tools routing: parallel cheapest insertion, then guided local search."""
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    job, fleet = one.job, one.job.fleets[0]
    manager = pywrapcp.RoutingIndexManager(
        len(job.distance), fleet.count, [fleet.start] * fleet.count, [fleet.end] * fleet.count
    )
    routing = pywrapcp.RoutingModel(manager)
    call_at = {call.place: number for number, call in enumerate(job.calls)}
    distance, duration = job.distance.tolist(), job.duration.tolist()
    stay = [job.calls[call_at[place]].service if place in call_at else 0 for place in range(len(distance))]
    load = [job.calls[call_at[place]].load if place in call_at else 0 for place in range(len(distance))]
    node = manager.IndexToNode
    way = routing.RegisterTransitCallback(lambda a, b: distance[node(a)][node(b)])
    routing.SetArcCostEvaluatorOfAllVehicles(way)
    if fleet.max_distance is not None:
        routing.AddDimension(way, 0, fleet.max_distance, True, "distance")
    if fleet.capacity is not None:
        routing.AddDimension(
            routing.RegisterUnaryTransitCallback(lambda a: load[node(a)]), 0, fleet.capacity, True, "load"
        )
    if fleet.last is not None:
        clock = routing.RegisterTransitCallback(lambda a, b: duration[node(a)][node(b)] + stay[node(a)])
        routing.AddDimension(clock, fleet.last, fleet.last, False, "time")
        times = routing.GetDimensionOrDie("time")
        for call in job.calls:
            if call.last is not None:
                times.CumulVar(manager.NodeToIndex(call.place)).SetRange(call.first, call.last)
    for call in job.calls:
        if not call.is_required:
            routing.AddDisjunction([manager.NodeToIndex(call.place)], call.prize)
    search = pywrapcp.DefaultRoutingSearchParameters()
    search.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    search.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    search.time_limit.FromMilliseconds(int(seconds * 1000))
    found = routing.SolveWithParameters(search)
    if found is None:
        return None
    ways = []
    for vehicle in range(fleet.count):
        index, calls = found.Value(routing.NextVar(routing.Start(vehicle))), []
        while not routing.IsEnd(index):
            calls.append(call_at[node(index)])
            index = found.Value(routing.NextVar(index))
        if calls:
            ways.append(Way(0, tuple(calls)))
    return tuple(ways)


def vroom(python: Path) -> Solver:
    """VROOM at its highest exploration, two threads, in a process of its own; start-up is not counted."""

    def asked(one: Instance, seconds: float) -> Ways:
        fleet = one.job.fleets[0]
        calls = [
            {"place": c.place, "prize": c.prize, "is_required": c.is_required, "service": c.service,
             "first": c.first, "last": c.last, "load": c.load}
            for c in one.job.calls
        ]  # fmt: skip
        job = {
            "calls": calls,
            "duration": one.job.duration.tolist(),
            "count": fleet.count,
            "start": fleet.start,
            "end": fleet.end,
            "capacity": fleet.capacity,
            "first": fleet.first,
            "last": fleet.last,
            "limit": fleet.max_distance,
            "seconds": seconds,
            "threads": 2,
        }
        with tempfile.TemporaryDirectory(prefix="hifazat-vroom-") as name:
            folder = Path(name)
            (folder / "job.json").write_text(json.dumps(job), encoding="utf-8")
            script = ROOT / "benchmarks" / "peer_vroom.py"
            subprocess.run(  # our own script, in the environment that was made here
                [python, script, folder / "job.json", folder / "answer.json"], check=True
            )
            answer = json.loads((folder / "answer.json").read_text(encoding="utf-8"))
        return tuple(Way(0, tuple(way)) for way in answer["ways"])

    return asked


def warm() -> None:
    """Import the solvers, so that no run pays for it."""
    for slow in ("pyvrp", "scipy.optimize", "ortools.constraint_solver.pywrapcp"):
        importlib.import_module(slow)


def answers(instances: list[Instance], solvers: dict[str, Solver], seconds: float, jobs: int) -> dict[str, list[Ways]]:
    """What each solver answers to each instance: those of one core `jobs` at a time, then the others alone."""
    found: dict[str, list[Ways]] = {}
    single = [name for name in solvers if name in SINGLE]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=warm) as pool:
        waits: dict[str, list[Future[Ways]]] = {name: [] for name in single}
        for one in instances:
            for name in single:
                waits[name].append(pool.submit(solvers[name], one, seconds))
        for name in single:
            found[name] = [wait.result() for wait in waits[name]]
    for name, solver in solvers.items():
        if name not in SINGLE:
            found[name] = [solver(one, seconds) for one in instances]
    return found


def measured(instances: list[Instance], solvers: dict[str, Solver], seconds: float, jobs: int) -> str:
    """The section of one budget."""
    gaps: dict[str, dict[str, list[float]]] = {}
    lines = []
    found = answers(instances, solvers, seconds, jobs)
    for at, one in enumerate(instances):
        best = BEST.get(one.name)
        cells = [one.name, "-" if best is None else str(best)]
        for name in solvers:
            figure = one.figure(found[name][at])
            gap = None if best is None else one.gap(figure, best)
            if gap is not None:
                gaps.setdefault(one.family, {}).setdefault(name, []).append(gap)
                gaps.setdefault("all", {}).setdefault(name, []).append(gap)
            cells.append(f"{'none' if figure is None else figure}" + ("" if gap is None else f" ({gap:.2f} %)"))
        lines.append(cells)
        print(f"{seconds:g} s | {' | '.join(cells)}", flush=True)
    for family in sorted(gaps, key=lambda name: name == "all"):
        means = [f"**{mean(gaps[family][name]):.2f} %**" for name in solvers]
        lines.append([f"**mean, {family}**", "", *means])
        print(f"{seconds:g} s | {' | '.join(lines[-1])}", flush=True)
    head = ["instance", "best known", *solvers]
    table = "\n".join(f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *lines))
    return f"## {seconds:g} seconds\n\n{table}\n\n"


def page(sections: list[str], trouble: str) -> str:
    """The whole of docs/patrols.md."""
    return (
        "# Patrol router\n\n"
        "Made by `python -m benchmarks.patrols`: our router, the library that it stands on (PyVRP, the same data and "
        "the same seed), OR-Tools routing (parallel cheapest insertion, guided local search) and VROOM (highest "
        "exploration). Each gets the same wall time on the same machine; ours and VROOM use two cores, "
        "PyVRP and OR-Tools one. Every answer is counted anew by plain code that shares nothing with a solver; in "
        "brackets stands how far it is from the best known.\n\n"
        f"Machine: {machine()}. Commit {commit()}. {datetime.now(UTC).date().isoformat()}. Seed {SEED}; a run that the "
        "clock ends differs a little each time.\n\n"
        "Orienteering (Chao): score, more is better; distances in hundredths, rounded, and a point of score is worth "
        "20 units of distance. Time windows (Solomon): distance in tenths, each cut to one decimal, less is better. "
        "VROOM and OR-Tools get the same tables; VROOM has no prizes, so they are its priorities, and it ends when it "
        "has no more to try. On instances with wide windows and long ways (rc208) VROOM and OR-Tools begin with few "
        "vehicles and 30 % more distance, and much of their time goes by before that has fallen: VROOM, given a "
        "minute, ended 1.3 % from the best known on the same model.\n\n"
        + (f"VROOM could not be run here:\n\n```\n{trouble}\n```\n\n" if trouble else "")
        + "".join(sections)
    )


def main() -> None:
    """Measure the instances that are asked for, or all that lie beside the checkout, and write the page."""
    ask = argparse.ArgumentParser(description=__doc__)
    cache = Path.home() / ".cache" / "hifazat" / f"pyvroom-1.15.2-py{sys.version_info[0]}{sys.version_info[1]}"
    ask.add_argument("--seconds", type=float, nargs="+", default=[5, 30], help="wall time of each run")
    ask.add_argument("--folder", type=Path, default=SHARED, help="instances: .txt files, in folders below it too")
    ask.add_argument("--environment", type=Path, default=cache, help="where VROOM's environment is, or is made")
    ask.add_argument("--only", nargs="+", default=[], help="names of instances; no page is written")
    ask.add_argument("--solvers", help="ours,pyvrp,or-tools,vroom or some of them; no page is written")
    ask.add_argument("--jobs", type=int, default=1, help="runs of solvers of one core at a time")
    given = ask.parse_args()
    solvers: dict[str, Solver] = {"ours": ours, "PyVRP": library, "OR-Tools": ortools}
    trouble = ""
    chosen = None if given.solvers is None else given.solvers.lower().split(",")
    if chosen is None or "vroom" in chosen:
        try:
            solvers["VROOM"] = vroom(python_of(given.environment, PEER))
        except (RuntimeError, OSError, subprocess.CalledProcessError) as error:
            trouble = str(error)
            print(f"VROOM cannot be installed, going on without it: {trouble}", flush=True)
    if chosen is not None:
        solvers = {name: solver for name, solver in solvers.items() if name.lower() in chosen}
    files = sorted(path for path in given.folder.rglob("*.txt"))
    instances = [read(path) for path in files if not given.only or path.stem in given.only]
    if not instances or not solvers:
        raise SystemExit(f"No instances in {given.folder}, or no such solver. Maybe the shared data is not there.")
    warm()
    sections = [measured(instances, solvers, seconds, given.jobs) for seconds in given.seconds]
    if not given.only and chosen is None and given.folder == SHARED:
        OUT.write_text(page(sections, trouble), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
