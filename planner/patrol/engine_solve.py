"""Solve a routing job: the router library's own run beside a second line that recombines everything seen."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter
from typing import TYPE_CHECKING

from planner.patrol.engine import Answer, Job, Way
from planner.patrol.engine_library import Stop, add_ways, cost_of, data_of, is_better, price, run, solution_of, ways_of
from planner.patrol.engine_pool import Pool, recombine

if TYPE_CHECKING:
    from pyvrp import ProblemData, Solution

Cancel = Callable[[], bool]
Progress = Callable[[float, int | None], None]


@dataclass
class _Best:
    """The best solution of both lines."""

    solution: Solution | None = None
    cost: int | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def offer(self, solution: Solution) -> bool:
        cost = cost_of(solution)
        with self.lock:
            if is_better(cost, self.cost):
                self.solution, self.cost = solution, cost
                return True
        return False


def solve(
    job: Job,
    *,
    seconds: float | None = None,
    iterations: int | None = None,
    seed: int = 0,
    threads: int = 2,
    start: tuple[Way, ...] = (),
    cancel: Cancel | None = None,
    progress: Progress | None = None,
) -> Answer:
    """The cheapest ways found in `seconds` of wall time, or in so many `iterations` of the library (repeatable).

    One line is exactly the library's own run with this seed, so the answer is never worse than its own; the other,
    with `threads` = 2 and a clock, has other seeds, and decides over all ways seen by a covering programme. `progress`
    hears seconds gone and the best cost at each better answer.
    """
    if (seconds is None) == (iterations is None):
        raise ValueError("Give seconds or iterations, one of them.")
    started = perf_counter()
    deadline = None if seconds is None else started + seconds
    cancelled = cancel or (lambda: False)

    def is_over() -> bool:
        return cancelled() or (deadline is not None and perf_counter() >= deadline)

    data = data_of(job)
    best = _Best()
    pool = Pool(job)
    begin = solution_of(data, job, start) if start else None
    if begin is not None:
        best.offer(begin)

    def heard(found: Solution) -> None:
        if found.is_feasible():
            add_ways(pool, found)
            if best.offer(found) and progress is not None:
                progress(perf_counter() - started, best.cost)

    if deadline is None:
        found, done = run(data, Stop(is_over, iterations=iterations), seed, pool=pool, start=begin)
        best.offer(found)
        _recombined(job, data, pool, best, seconds=None)
        return Answer(_ways(best), best.cost, done, not cancelled())
    faults: list[BaseException] = []
    beside = _Beside(job, data, best, pool, seed, started, deadline, is_over, faults)
    line = threading.Thread(target=beside.work, name="patrol-routes", daemon=True)
    if threads > 1:
        line.start()
    found, done = run(data, Stop(is_over), seed, best=heard, start=begin)
    best.offer(found)
    if threads > 1:
        line.join()
    if faults:
        raise faults[0]
    return Answer(_ways(best), best.cost, done + beside.done, is_repeatable=False)


def _ways(best: _Best) -> tuple[Way, ...]:
    return () if best.solution is None else ways_of(best.solution)


def _recombined(job: Job, data: ProblemData, pool: Pool, best: _Best, *, seconds: float | None):
    limit = float("inf") if best.cost is None else float(best.cost)
    mixed = recombine(pool, limit, seconds=seconds or 1.0, nodes=None if seconds else 200)
    if mixed.ways:
        best.offer(solution_of(data, job, mixed.ways))
    return mixed


@dataclass
class _Beside:
    """The second line: runs from other seeds, prices, and the choice among all ways seen."""

    job: Job
    data: ProblemData
    best: _Best
    pool: Pool
    seed: int
    started: float
    deadline: float
    is_over: Callable[[], bool]
    faults: list[BaseException]
    done: int = 0

    def work(self) -> None:
        try:
            self._work()
        except BaseException as fault:  # noqa: BLE001  # carried to the thread that asked, and raised there
            self.faults.append(fault)

    def left(self) -> float:
        return self.deadline - perf_counter()

    def _work(self) -> None:
        span = self.deadline - self.started
        pool = Pool(self.job)
        turn = 0
        while not self.is_over():
            turn += 1
            end = perf_counter() + min(STAGE * span, 0.9 * self.left())
            stop = Stop(lambda end=end: self.is_over() or perf_counter() > end)
            found, done = run(
                self.data, stop, self.seed + SEED_STEP * turn, pool=pool, **VARIANTS[(turn - 1) % len(VARIANTS)]
            )
            self.done += done
            self.best.offer(found)
            for k in range(ROUNDS):
                if self.left() < 0.02 * span or self.is_over():
                    break
                pool.merge(self.pool)
                mixed = _recombined(self.job, self.data, pool, self.best, seconds=min(MIX * span, 0.9 * self.left()))
                if k == ROUNDS - 1:
                    break
                stop = Stop(self.is_over, iterations=PRICE_ITERATIONS)
                self.done += price(self.job, mixed.worth, pool, stop, self.seed + SEED_STEP * turn + k, count=1)


STAGE = 0.4
MIX = 0.08
ROUNDS = 4
PRICE_ITERATIONS = 200
SEED_STEP = 7919
VARIANTS: list[dict] = [{}, {}]
