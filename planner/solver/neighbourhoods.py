"""Large-neighbourhood search: set free a part of the best answer, decide it anew, keep what is no worse.

What a part is and how it is decided is the caller's: a `Move`. For a program (`neighbourhoods_program`; any model of
ours through `program_of`) `PartMove` is ready: give it the variables that one draw sets free, all others stay as they
are, and HiGHS decides. So a roster uses it: `program = program_of(enc.model)`, values of its draft as `start`,
`PartMove("days", program, draw)` for each kind of neighbourhood, `search(start, program.worth, moves, join=rejoin(
program), ...)`.

Several parts are decided at once, in threads (HiGHS lets go of the interpreter), and what comes of them is taken in
the order in which they were drawn: the same seed and the same number of steps give the same answer, whatever the
machine, as long as no part was ended by the clock.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import numpy as np

from planner.solver.neighbourhoods_program import Mask, Program, Values, solve_part
from planner.solver.run import POLL_S, Progress

State = TypeVar("State")
AHEAD = 1
"""Parts drawn beyond the number of workers, so that none waits for the one before it."""
MEMORY = 0.9
"""How much of a move's standing is kept when it is tried again."""
LEAST_CHANCE = 0.15
"""Standing that every move has at least, so that it is tried now and then."""


@dataclass(frozen=True, slots=True)
class Tried(Generic[State]):
    """What came of one part. `is_proven`: nothing better is in it; `ended`: not by the clock."""

    state: State | None
    is_proven: bool
    ended: bool


class Move(Protocol[State]):
    """A kind of neighbourhood. `draw` is called in the caller's thread, what it gives runs in another one."""

    name: str

    def draw(self, rng: np.random.Generator, best: State) -> Callable[[float], Tried[State]]:
        """A part of `best` to be decided anew within the seconds that it is called with."""
        ...

    def learn(self, tried: Tried[State], gain: int) -> None:
        """Called in the caller's thread with what came of it and how much better the best became."""
        ...


@dataclass(frozen=True, slots=True)
class Best(Generic[State]):
    """The best answer. `is_repeatable` is false when the clock or the caller ended the search or a part of it."""

    state: State
    worth: int
    steps: int
    is_repeatable: bool
    gains: dict[str, int]


def search(
    start: State,
    worth: Callable[[State], int],
    moves: Sequence[Move[State]],
    *,
    join: Callable[[State, State, State], State | None],
    seconds: float,
    seed: int,
    steps: int | None = None,
    workers: int = 2,
    bound: int | None = None,
    progress: Callable[[Progress], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> Best[State]:
    """The best answer after `seconds` of wall time, so many `steps`, or once it is as low as `bound`.

    `join(now, base, found)` puts the changes from `base` to `found` into `now`, or gives None when they do not go
    together; `found` was made from `base` while `now` may have become better.
    """
    began = time.monotonic()
    rng = np.random.default_rng(seed)
    best, value, done, repeatable = start, worth(start), 0, True
    standing = {move.name: 1.0 for move in moves}
    gains = {move.name: 0 for move in moves}
    waiting: deque[tuple[Move[State], State, Future[Tried[State]]]] = deque()
    drawn = 0

    def left() -> float:
        return seconds - (time.monotonic() - began)

    def run(work: Callable[[float], Tried[State]]) -> Tried[State]:
        # a part that was drawn but not begun when the time ended is left alone
        return work(left()) if left() > POLL_S else Tried(None, False, False)

    pool = ThreadPoolExecutor(workers, thread_name_prefix="neighbourhoods")
    try:
        while moves and (bound is None or value > bound):
            while len(waiting) < workers + AHEAD and (steps is None or drawn < steps):
                chances = np.array([standing[move.name] for move in moves])
                move = moves[int(rng.choice(len(moves), p=chances / chances.sum()))]
                waiting.append((move, best, pool.submit(run, move.draw(rng, best))))
                drawn += 1
            if not waiting:
                break
            move, base, future = waiting[0]
            try:
                tried = future.result(timeout=POLL_S)
            except NotYet:
                if left() <= 0 or (cancel is not None and cancel()):
                    repeatable = False
                    break
                if progress is not None:
                    progress(Progress(time.monotonic() - began, value, bound))
                continue
            waiting.popleft()
            done += 1
            repeatable = repeatable and tried.ended
            before = value
            for state in (None if tried.state is None else join(best, base, tried.state), tried.state):
                if state is not None and worth(state) <= value:
                    best, value = state, worth(state)
                    break
            gain = before - value
            gains[move.name] += gain
            standing[move.name] = max(LEAST_CHANCE, MEMORY * standing[move.name] + (1 - MEMORY) * 2 * (gain > 0))
            move.learn(tried, gain)
            if progress is not None:
                progress(Progress(time.monotonic() - began, value, bound))
            if left() <= 0 or (cancel is not None and cancel()):
                repeatable = False
                break
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    return Best(best, value, done, repeatable, gains)


class Size:
    """How much one draw sets free: more when parts are decided to the proof without a gain, less when they are not."""

    def __init__(self, first: float, low: float, high: float, *, grow: float = 1.04, shrink: float = 0.85) -> None:
        self.now, self.low, self.high = min(max(first, low), high), low, high
        self._grow, self._shrink = grow, shrink

    def learn(self, *, is_proven: bool, gain: int) -> None:
        """Take in what came of a part of this size."""
        if not is_proven:
            self.now = max(self.low, self.now * self._shrink)
        elif gain <= 0:
            self.now = min(self.high, self.now * self._grow)

    def whole(self, rng: np.random.Generator) -> int:
        """The size as a whole number, rounded up or down by chance."""
        return int(self.now + rng.random())


class PartMove:
    """Sets free the variables that `choose` names and lets HiGHS decide them."""

    def __init__(
        self,
        name: str,
        program: Program,
        choose: Callable[[np.random.Generator, Values, int], Mask],
        size: Size,
        *,
        nodes: int = 200,
        seconds: float = 5.0,
    ) -> None:
        self.name, self.program, self.choose, self.size = name, program, choose, size
        self.nodes, self.seconds = nodes, seconds

    def draw(self, rng: np.random.Generator, best: Values) -> Callable[[float], Tried[Values]]:
        """A part of `best` to be decided anew."""
        free = self.choose(rng, best, self.size.whole(rng))

        def work(left: float) -> Tried[Values]:
            part = solve_part(self.program, best, free, seconds=min(left, self.seconds), nodes=self.nodes)
            return Tried(part.values, part.is_proven, part.ended)

        return work

    def learn(self, tried: Tried[Values], gain: int) -> None:
        """Grow or shrink the parts."""
        self.size.learn(is_proven=tried.is_proven, gain=gain)


def rejoin(program: Program) -> Callable[[Values, Values, Values], Values | None]:
    """A `join` for a program: the changes of both when they keep the rows together."""

    def join(now: Values, base: Values, found: Values) -> Values | None:
        both = np.where(found != base, found, now)
        return both if program.holds(both) else None

    return join
