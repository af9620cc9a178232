"""VROOM's answer to a routing job, run by the Python of an environment with pyvroom: JOB.json ANSWER.json.

Imports nothing of this project. A limit on distance is given as one on travel time with the same numbers; optional
calls get a priority from their prize, required ones the highest.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from pathlib import Path
from time import perf_counter

import numpy as np
import vroom

HIGHEST = 100


def main() -> None:
    """Read the job, ask VROOM, write the ways and the seconds it took."""
    job = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    table = np.array(job["duration"], dtype=np.uint32)
    problem = vroom.Input()
    problem.set_durations_matrix(profile="car", matrix_input=table)
    top = max((call["prize"] for call in job["calls"]), default=0)
    capacity = job["capacity"]
    for number in range(job["count"]):
        settings = {"profile": "car", "start": job["start"], "end": job["end"]}
        if capacity is not None:
            settings["capacity"] = [capacity]
        if job["last"] is not None:
            settings["time_window"] = vroom.TimeWindow(job["first"], job["last"])
        if job["limit"] is not None:
            settings["max_travel_time"] = job["limit"]
        problem.add_vehicle(vroom.Vehicle(number, **settings))
    for number, call in enumerate(job["calls"]):
        priority = HIGHEST if call["is_required"] else round(HIGHEST * call["prize"] / top) if top else 0
        settings = {"location": call["place"], "default_service": call["service"], "priority": priority}
        if capacity is not None:
            settings["delivery"] = [call["load"]]
        if call["last"] is not None:
            settings["time_windows"] = [vroom.TimeWindow(call["first"], call["last"])]
        problem.add_job(vroom.Job(number, **settings))
    started = perf_counter()
    solution = problem.solve(exploration_level=5, nb_threads=job["threads"], timeout=timedelta(seconds=job["seconds"]))
    seconds = perf_counter() - started
    ways: dict[int, list[int]] = {}
    rows = solution.routes
    for vehicle, kind, number in zip(rows["vehicle_id"], rows["type"], rows["id"], strict=True):
        if kind == "job":
            ways.setdefault(int(vehicle), []).append(int(number))
    Path(sys.argv[2]).write_text(json.dumps({"ways": list(ways.values()), "seconds": seconds}), encoding="utf-8")


if __name__ == "__main__":
    main()
