"""Unpredictable patrols: the roadless coverage against the linear program, and strategies over tours that are driven.

Strategies are measured in wall time like everything here; they are alone on their core, so it is processor time too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_matrix

from benchmarks.registry import Case
from planner.config import load_config
from planner.patrol.coverage import Coverage, coverage
from planner.patrol.draw import draw
from planner.patrol.meter import measure, seen
from planner.patrol.problem import Mobile, PatrolProblem, Stop
from planner.patrol.strategy import Strategy, strategy

VISITS_PER_TARGET = 0.1
SHIFT_MIN = 480


@dataclass(frozen=True)
class Targets:
    """Values of targets and the visits that can be made."""

    values: np.ndarray
    visits: int


def targets(count: int) -> Targets:
    """Values by chance, lognormal; visits for one in ten."""
    return Targets(np.random.default_rng(count).lognormal(0, 1, count), round(VISITS_PER_TARGET * count))


def program(given: Targets) -> float:
    """The level by linear programming (HiGHS, interior point: nine times as fast here as its simplex)."""
    n = len(given.values)
    each = np.arange(n)
    rows = np.r_[each, each, np.full(n, n)]
    columns = np.r_[each, np.full(n, n), each]
    matrix = coo_matrix((np.r_[-given.values, -np.ones(n), np.ones(n)], (rows, columns)), shape=(n + 1, n + 1)).tocsr()
    bounds = [(0, 1)] * n + [(0, None)]
    found = linprog(
        np.r_[np.zeros(n), 1], A_ub=matrix, b_ub=np.r_[-given.values, given.visits], bounds=bounds, method="highs-ipm"
    )
    return float(found.fun)


def agree(ours: Coverage, theirs: float) -> bool:
    """The same level to 1e-6."""
    return abs(ours.level - theirs) <= 1e-6 * max(1.0, theirs)


def beat(sites: int, required: int = 0) -> PatrolProblem:
    """So many sites by chance about a station, the first ones with a stop every two hours.

    Streets are 1.3 times as long as straight lines and driven at 8 m/s.
    """
    rng = np.random.default_rng(sites)
    side_m = 8_000.0 if required else 20_000.0
    points = rng.uniform(0, side_m, (sites + 1, 2))
    points[0] = side_m / 2
    seconds = (1.3 / 8 * np.linalg.norm(points[:, None] - points[None], axis=2)).astype(np.int64)
    worth = np.rint(rng.lognormal(3, 1, sites)).astype(int) + 1
    stops = tuple(Stop(f"S{i}", i + 1, int(worth[i]), 13, 4 if i < required else 0) for i in range(sites))
    return PatrolProblem((Mobile("P1", 0, 0, 0, SHIFT_MIN),), stops, seconds, 120)


def said(mixed: Strategy) -> str:
    """What the strategy guarantees, and what somebody who watched draws from it can tell."""
    config = load_config().patrol
    days = 7 * (config.watched_weeks + 1)
    drawn = draw(mixed, [f"day {day}" for day in range(days)], bytes(32))
    visits = [(day, stop, at) for day, i in enumerate(drawn.values()) for stop, at in mixed.tours[i].visits]
    found = measure(seen(visits, days=days, sites=len(mixed.sites), day_min=SHIFT_MIN), config)
    return (
        f"every site visited with chance {mixed.guaranteed_least:.2f} or more; worst attack "
        f"{mixed.price_of_roads:.2f} times that without roads; {len(mixed.tours)} tours; "
        f"watcher's skill {found.skill:.3f}, hour told {found.hour_found:.2f} against {found.hour_by_chance:.2f}"
    )


CASES = [
    *(
        Case(
            "patrol: coverage without roads",
            f"{count:,} targets",
            lambda count=count: targets(count),
            lambda given: coverage(given.values, given.visits),
            "linear program (HiGHS)",
            program,
            agree=agree,
            rounds=3,
        )
        for count in (500, 5_000, 50_000)
    ),
    *(
        Case(
            "patrol: mixed strategy over tours",
            f"{sites} sites, {required} with dosage",
            lambda sites=sites, required=required: beat(sites, required),
            lambda problem: strategy(problem, load_config().patrol, seed=1),
            note=said,
            rounds=1,
        )
        for sites, required in ((30, 0), (60, 0), (40, 2))
    ),
]
