"""The second line of the search: runs from other seeds, ways at the programme's prices, the choice among all seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import TYPE_CHECKING

from planner.patrol.engine import Job, Way
from planner.patrol.engine_library import Stop, cost_of, data_of, is_better, price, run, solution_of, ways_of
from planner.patrol.engine_pool import Mixed, Pool, recombine, relax

if TYPE_CHECKING:
    from pyvrp import Solution

# shares of the time given
STAGE = 0.22  # one run
MIX = 0.35  # one choice among all ways seen, at most: mostly it is proved best long before
SHORTEST = 0.02  # a rest not worth another choice
LAST = 0.9  # of what is left: the rest is for reading the answer back
PRICE = 0.25  # pricing after a run
IDLE = 2  # rounds of pricing that bring nothing before it ends
PRICE_ITERATIONS = 200
FRESH_OF = 3  # every third run begins at the best known
QUIET = 4_000  # iterations without news that end a run
# what differs between runs: how long a worse answer is forgiven (the library: 300 iterations), how many calls are moved
# at most between two descents (25), and how many near calls each is tried beside (50)
WITH_PRIZES = ((50, 25, 50), (50, 25, 20), (10, 25, 50), (300, 40, 50))
ALL_REQUIRED = ((300, 40, 50), (300, 25, 50))
SEED_STEP = 7919


@dataclass(frozen=True, slots=True)
class Found:
    """What a line has: its best ways (None: none yet) with their cost, and the iterations done."""

    ways: tuple[Way, ...] | None
    cost: int | None
    iterations: int


@dataclass(frozen=True, slots=True)
class News:
    """What the other line saw since it was last asked: ways with their costs, and its best answer."""

    seen: tuple[tuple[int, Way], ...] = ()
    ways: tuple[Way, ...] | None = None


Exchange = Callable[[Found], News]


@dataclass
class Beside:
    """One second line of `seconds` of wall time; `exchange` is told what was found and answers with the other's news.

    `is_over` may end it sooner.
    """

    job: Job
    seed: int
    seconds: float
    exchange: Exchange
    is_over: Callable[[], bool] = field(default=lambda: False)
    now: Callable[[], float] = field(default=perf_counter)

    def __post_init__(self) -> None:
        self._deadline = self.now() + self.seconds
        self._data = data_of(self.job)
        self._pool = Pool(self.job)
        self._best: Solution | None = None
        self._cost: int | None = None
        self._done = 0

    def work(self) -> Found:
        """Work until the time is over."""
        turn = 0
        while not self._is_over():
            self._search(turn, STAGE * self.seconds)
            if self._left() > SHORTEST * self.seconds:
                self._exchange()
                self._price(turn)
                self._recombine(min(MIX * self.seconds, LAST * self._left()))
            turn += 1
        return self._found()

    def _price(self, turn: int) -> None:
        """Ways that the relaxed programme would take, as long as its bound falls."""
        until, best, idle = self.now() + min(PRICE * self.seconds, self._left() / 2), float("inf"), 0
        k = 0
        while idle < IDLE and self.now() < until:
            relaxed = relax(self._pool, seconds=PRICE * self.seconds)
            idle = 0 if relaxed.bound < best - 1 else idle + 1
            best = min(best, relaxed.bound)
            stop = Stop(self._is_over, iterations=PRICE_ITERATIONS)
            self._done += price(self.job, relaxed.worth, self._pool, stop, self._seed(turn) + k + 1, count=1)
            k += 1

    def _left(self) -> float:
        return self._deadline - self.now()

    def _is_over(self) -> bool:
        return self._left() <= 0 or self.is_over()

    def _found(self) -> Found:
        return Found(None if self._best is None else ways_of(self._best), self._cost, self._done)

    def _offer(self, solution: Solution) -> None:
        cost = cost_of(solution)
        if is_better(cost, self._cost):
            self._best, self._cost = solution, cost

    def _exchange(self) -> None:
        news = self.exchange(self._found())
        for cost, way in news.seen:
            self._pool.add(way.fleet, way.calls, cost)
        if news.ways is not None:
            self._offer(self._solution(news.ways))

    def _solution(self, ways: Sequence[Way]) -> Solution:
        return solution_of(self._data, self.job, ways)

    def _recombine(self, seconds: float) -> Mixed:
        limit = float("inf") if self._cost is None else float(self._cost)
        mixed = recombine(self._pool, limit, seconds=seconds)
        if mixed.ways:
            self._offer(self._solution(mixed.ways))
        return mixed

    def _search(self, turn: int, seconds: float) -> None:
        """A run of the library, from nothing or from the best known, that leaves time to recombine."""
        left = self._left()
        # a rest too short for another stage is spent on this one
        until = self.now() + (seconds if left > (1 + STAGE) * seconds else LAST * left)
        stop = Stop(lambda: self._is_over() or self.now() > until, quiet=QUIET)
        start = self._best if turn % FRESH_OF == FRESH_OF - 1 else None
        ways = WITH_PRIZES if any(not call.is_required for call in self.job.calls) else ALL_REQUIRED
        history, widest, near = ways[turn % len(ways)]
        found, done = run(
            self._data,
            stop,
            self._seed(turn),
            pool=self._pool,
            start=start,
            history=history,
            perturbations=widest,
            neighbours=near,
        )
        self._done += done
        self._offer(found)

    def _seed(self, turn: int) -> int:
        return self.seed + SEED_STEP * (turn + 1)
