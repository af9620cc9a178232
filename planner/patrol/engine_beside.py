"""The second line of the search: runs from other seeds, ways at the programme's prices, the choice among all seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import TYPE_CHECKING

from planner.patrol.engine import Job, Way
from planner.patrol.engine_library import Stop, cost_of, data_of, is_better, price, run, solution_of, ways_of
from planner.patrol.engine_pool import Mixed, Pool, recombine

if TYPE_CHECKING:
    from pyvrp import Solution

# shares of the time given
STAGE = 0.35  # one run
MIX = 0.08  # one choice among all ways seen
LAST = 0.9  # of what is left: the rest is for reading the answer back
ROUNDS = 3  # choices after a run; between two of them ways are priced
PRICE_ITERATIONS = 200
FRESH_OF = 3  # every third run begins at the best known
QUIET = 4_000  # iterations without news that end a run
WIDE = 40  # calls moved at most between two descents, in every other run; the library's own number is 25
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
            for k in range(ROUNDS):
                left = self._left()
                if left < MIX * self.seconds / 4 or self._is_over():
                    break
                self._exchange()
                mixed = self._recombine(min(MIX * self.seconds, LAST * left))
                if k < ROUNDS - 1:
                    stop = Stop(self._is_over, iterations=PRICE_ITERATIONS)
                    self._done += price(self.job, mixed.worth, self._pool, stop, self._seed(turn) + k + 1, count=1)
            turn += 1
        return self._found()

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
        wide = WIDE if turn % 2 == 0 else None
        found, done = run(self._data, stop, self._seed(turn), pool=self._pool, start=start, perturbations=wide)
        self._done += done
        self._offer(found)

    def _seed(self, turn: int) -> int:
        return self.seed + SEED_STEP * (turn + 1)
