"""Solve a routing job: the router library's own run beside a second line that recombines everything seen."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter
from typing import TYPE_CHECKING

from planner.patrol.engine import Answer, Job, Way
from planner.patrol.engine_library import Stop, add_ways, cost_of, data_of, is_better, price, run, solution_of, ways_of
from planner.patrol.engine_pool import Mixed, Pool, recombine

if TYPE_CHECKING:
    from pyvrp import ProblemData, Solution

# shares of the time given
STAGE = 0.35  # one run of the second line
MIX = 0.08  # one choice among all ways seen
LAST = 0.9  # of what is left: the rest is for reading the answer back
ROUNDS = 3  # choices after a run; between two of them ways are priced
PRICE_ITERATIONS = 200
FRESH_OF = 3  # every third run begins at the best known
QUIET = 4_000  # iterations without news that end a run of the second line
WIDE = 40  # calls moved at most between two descents, in every other run; the library's own number is 25
NODES = 200  # of branch and bound, where the clock may not end it
SEED_STEP = 7919

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


def _recombined(job: Job, data: ProblemData, pool: Pool, best: _Best, *, seconds: float | None) -> Mixed:
    limit = float("inf") if best.cost is None else float(best.cost)
    mixed = recombine(pool, limit, seconds=seconds, nodes=NODES if seconds is None else None)
    if mixed.ways:
        best.offer(solution_of(data, job, mixed.ways))
    return mixed


@dataclass
class _Beside:
    """The second line: runs from other seeds, ways at the programme's prices, and the choice among all ways seen."""

    job: Job
    data: ProblemData
    best: _Best
    shared: Pool
    seed: int
    started: float
    deadline: float
    is_over: Callable[[], bool]
    faults: list[BaseException]
    done: int = 0

    def work(self) -> None:
        """Work until the deadline; what goes wrong is kept for the thread that asked."""
        try:
            self._work()
        except BaseException as fault:  # noqa: BLE001  # raised again by the thread that asked
            self.faults.append(fault)

    def _work(self) -> None:
        span, pool, turn = self.deadline - self.started, Pool(self.job), 0
        while not self.is_over():
            fresh = turn % FRESH_OF != FRESH_OF - 1
            self._search(pool, turn, STAGE * span, fresh=fresh)
            for k in range(ROUNDS):
                left = self.deadline - perf_counter()
                if left < MIX * span / 4 or self.is_over():
                    break
                pool.merge(self.shared)
                mixed = _recombined(self.job, self.data, pool, self.best, seconds=min(MIX * span, LAST * left))
                if k < ROUNDS - 1:
                    stop = Stop(self.is_over, iterations=PRICE_ITERATIONS)
                    self.done += price(self.job, mixed.worth, pool, stop, self._seed(turn) + k + 1, count=1)
            turn += 1

    def _search(self, pool: Pool, turn: int, seconds: float, *, fresh: bool) -> None:
        """A run of the library, from nothing or from the best known, that leaves time to recombine."""
        left = self.deadline - perf_counter()
        # a rest too short for another stage is spent on this one
        until = perf_counter() + (seconds if left > (1 + STAGE) * seconds else LAST * left)
        stop = Stop(lambda: self.is_over() or perf_counter() > until, quiet=QUIET)
        start = None if fresh else self.best.solution
        wide = WIDE if turn % 2 == 0 else None
        found, done = run(self.data, stop, self._seed(turn), pool=pool, start=start, perturbations=wide)
        self.done += done
        self.best.offer(found)

    def _seed(self, turn: int) -> int:
        return self.seed + SEED_STEP * (turn + 1)
