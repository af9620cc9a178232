"""Solve a routing job: the router library's own run beside a second line that recombines everything seen."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter
from typing import TYPE_CHECKING

from planner.patrol.engine import Answer, Job, Way
from planner.patrol.engine_beside import Beside, Found, News
from planner.patrol.engine_library import Stop, add_ways, cost_of, data_of, is_better, run, solution_of, ways_of
from planner.patrol.engine_pool import Pool, recombine
from planner.patrol.engine_process import Line, LineLost, give_back, take

if TYPE_CHECKING:
    from pyvrp import ProblemData, Solution

NODES = 200  # of branch and bound, where the clock may not end it
GRACE = 0.25  # seconds past the end that a last word of the second line may take

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
    with `threads` = 2 and a clock, works in a process of its own from other seeds, and decides over all ways seen by
    a covering programme. `progress` hears seconds gone and the best cost at each better answer of the first line.
    """
    if (seconds is None) == (iterations is None):
        raise ValueError("Give seconds or iterations, one of them.")
    started = perf_counter()
    deadline = None if seconds is None else started + seconds
    cancelled = cancel or (lambda: False)

    def is_over() -> bool:
        return cancelled() or (deadline is not None and perf_counter() >= deadline)

    beside = None
    if deadline is not None and threads > 1 and not is_over():
        beside = _Second(job, seed, deadline, is_over)
        beside.start()
    data = data_of(job)
    best = _Best()
    begin = solution_of(data, job, start) if start else None
    if begin is not None:
        best.offer(begin)
    pool = Pool(job) if deadline is None else None

    def heard(found: Solution) -> None:
        if not found.is_feasible():
            return
        if pool is not None:
            add_ways(pool, found)
        if beside is not None:
            beside.news.append(found)
        if best.offer(found) and progress is not None:
            progress(perf_counter() - started, best.cost)

    if begin is not None:
        heard(begin)
    try:
        found, done = run(data, Stop(is_over, iterations=iterations), seed, pool=pool, best=heard, start=begin)
        best.offer(found)
    finally:
        other = None if beside is None else beside.end(at_once=cancelled())
    if pool is not None:
        _recombined(job, data, pool, best)
    if other is not None and other.ways is not None:
        best.offer(solution_of(data, job, other.ways))
    return Answer(
        () if best.solution is None else ways_of(best.solution),
        best.cost,
        done + (0 if other is None else other.iterations),
        is_repeatable=deadline is None and not cancelled(),
    )


def _recombined(job: Job, data: ProblemData, pool: Pool, best: _Best) -> None:
    limit = float("inf") if best.cost is None else float(best.cost)
    mixed = recombine(pool, limit, seconds=None, nodes=NODES)
    if mixed.ways:
        best.offer(solution_of(data, job, mixed.ways))


class _Second:
    """The second line seen from the first: a thread that speaks with its process, or works itself where none starts.

    `news` holds the better solutions of the first line that the second has not heard of yet.
    """

    def __init__(self, job: Job, seed: int, deadline: float, is_over: Callable[[], bool]) -> None:
        self.news: deque[Solution] = deque()
        self._job = job
        self._seed = seed
        self._deadline = deadline
        self._is_over = is_over
        self._found = Found(None, None, 0)
        self._fault: BaseException | None = None
        self._line: Line | None = None
        self._is_ended = False
        self._thread = threading.Thread(target=self._work, name="patrol-routes", daemon=True)

    def start(self) -> None:
        """Begin to work beside the caller."""
        try:
            self._line = take()
        except LineLost:
            self._line = None  # the thread works itself
        self._thread.start()

    def end(self, *, at_once: bool) -> Found:
        """What was found; waits until the deadline and a little longer, or ends the work at once."""
        self._thread.join(0 if at_once else max(0.0, self._deadline + GRACE - perf_counter()))
        self._is_ended = True
        line = self._line
        if self._thread.is_alive() and line is not None:
            line.end()
        self._thread.join()
        if self._fault is not None:
            raise self._fault
        return self._found

    def _work(self) -> None:
        try:
            self._found = self._answer()
        except BaseException as fault:  # noqa: BLE001  # raised again by the thread that asked
            self._fault = fault

    def _answer(self) -> Found:
        line = self._line
        if line is not None:
            try:
                found = line.work(self._job, self._seed, self._deadline, self._exchange)
            except LineLost:
                line.close()
            else:
                give_back(line)
                return found
        if self._is_ended or self._is_over():
            return self._found
        return Beside(
            self._job, self._seed, self._deadline - perf_counter(), self._exchange, is_over=self._is_over
        ).work()

    def _exchange(self, found: Found) -> News:
        self._found = found
        pool, last = Pool(self._job), None
        while self.news:
            last = self.news.popleft()
            add_ways(pool, last)
        return News(tuple(pool.found.values()), None if last is None else ways_of(last))
