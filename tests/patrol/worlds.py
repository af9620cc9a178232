"""Small towns to patrol: sites about a station, roads straight, one mobile with a shift of eight hours."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from planner.config import load_config
from planner.config.sections import PatrolConfig
from planner.patrol.problem import Mobile, PatrolProblem, Stop, Tour

SHIFT_MIN = 480
STAY_MIN = 13


def town(
    sites: int, *, side_m: float = 20_000.0, required: int = 0, visits: int = 4, far: int = 0, seed: int = 1
) -> PatrolProblem:
    """So many sites by chance in a square around the base; the last `far` ones lie six hours away."""
    rng = np.random.default_rng(seed)
    points = rng.uniform(0, side_m, (sites + 1, 2))
    points[0] = side_m / 2
    metres = 1.3 * np.linalg.norm(points[:, None] - points[None], axis=2)
    seconds = (metres / 8).astype(np.int64)
    if far:
        seconds[-far:, :] = seconds[:, -far:] = 6 * 3600
    worth = np.rint(rng.lognormal(3, 1, sites)).astype(int) + 1
    stops = tuple(
        Stop(f"S{i + 1:03}", i + 1, int(worth[i]), STAY_MIN, visits if i < required else 0) for i in range(sites)
    )
    return PatrolProblem((Mobile("P1", 0, 0, 0, SHIFT_MIN),), stops, seconds, every_min=120, metres=metres)


def quick(**changes: float) -> PatrolConfig:
    """The configuration, with fewer rounds: enough for a test."""
    return load_config().patrol.model_copy(update={"rounds": 5, "spread_rounds": 150, "first_tours": 10, **changes})


def faults(problem: PatrolProblem, tour: Tour) -> list[str]:
    """Why a tour cannot be driven, worked out in seconds with nothing of the planner's own."""
    mobile, said = problem.mobiles[tour.mobile], []
    clock, place = mobile.first_min * 60, mobile.start_place
    for position, minute in tour.visits:
        stop = problem.stops[position]
        clock += int(problem.seconds[place, stop.place])
        if clock > minute * 60:
            said.append(f"{stop.site} at {minute} min is reached only after {clock} s")
        if stop.windows and not any(low <= minute <= high for low, high in stop.windows):
            said.append(f"{stop.site} is not open at {minute} min")
        clock, place = (minute + stop.stay_min) * 60, stop.place
    if clock + int(problem.seconds[place, mobile.end_place]) > mobile.last_min * 60:
        said.append("it is not back in time")
    for position, stop in enumerate(problem.stops):
        begins = [minute for where, minute in tour.visits if where == position]
        if stop.visits and len(begins) != stop.visits:
            said.append(f"{stop.site} has {len(begins)} visits")
        gaps = [later - sooner - stop.stay_min for sooner, later in pairwise(begins)]
        if stop.visits and gaps and max(gaps) > problem.every_min:
            said.append(f"{stop.site} is left for {max(gaps)} min")
    return said
