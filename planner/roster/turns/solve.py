"""The search for a schedule: prices by column generation, dives, and a large-neighbourhood search over people and days.

The bound is the Lagrangian's: no schedule costs less.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from planner.roster.turns import check
from planner.roster.turns.columns import Columns, marginal
from planner.roster.turns.encode import Encoded, encode
from planner.roster.turns.problem import OFF, Schedule, Turns
from planner.roster.turns.row import RowFinder
from planner.solver.neighbourhoods import Best, Move, Size, Tried, search
from planner.solver.neighbourhoods_program import Mask, solve_part
from planner.solver.run import Progress

PRICE_SHARE = 0.35
"""Share of the time that the first prices may take."""
DIVE_SHARE = 0.65
"""Share of the time that the first dive may take."""
PRICE_ROUNDS = 400
CHOICE_SECONDS = 6.0
DIVE_ROUNDS = 10
SWEEPS = 6
"""Rounds in which each person gets the best row beside all others."""
PART_SECONDS = 6.0
PART_NODES = 200
ROWS_NODES = 300
ROWS_ROUNDS = 25
ROWS_KNOWN = 30
"""Rows of the pool that a part begins with, of each person."""
WIDE = 10**9

Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Answer:
    """A schedule that keeps the rules, or None; its cost and a cost that none goes below."""

    schedule: Schedule | None
    cost: int | None
    bound: int
    seconds: float
    steps: int
    is_repeatable: bool
    gains: dict[str, int]


def solve(
    problem: Turns,
    *,
    seconds: float,
    seed: int = 0,
    steps: int | None = None,
    workers: int = 2,
    progress: Callable[[Progress], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> Answer:
    """The best schedule found within `seconds` of wall time or so many `steps` of the neighbourhood search."""
    began = time.monotonic()
    hunt = _Hunt(problem, lambda: seconds - (time.monotonic() - began), cancel or (lambda: False))
    start = hunt.first()
    if start is None:
        return Answer(None, None, hunt.bound, time.monotonic() - began, 0, False, {})
    if check.cost(problem, start) > hunt.bound and not hunt.is_over():
        moves: list[Move[Schedule]] = [_Rows(hunt, "rows"), _People(hunt, "people"), _Days(hunt, "days")]
        found = search(
            start,
            lambda schedule: check.cost(problem, schedule),
            moves,
            join=_join,
            seconds=hunt.left(),
            seed=seed,
            steps=steps,
            workers=workers,
            bound=hunt.bound,
            progress=progress,
            cancel=cancel,
        )
    else:
        found = Best(start, check.cost(problem, start), 0, True, {})
    repeatable = found.is_repeatable and not hunt.was_cut
    spent = time.monotonic() - began
    return Answer(found.state, found.worth, hunt.bound, spent, found.steps, repeatable, found.gains)


def _join(now: Schedule, base: Schedule, found: Schedule) -> Schedule:
    """Every rule is about one person's row, so rows of two answers always go together."""
    changed = (found != base).any(axis=1)
    return np.where(changed[:, None], found, now)


class _Hunt:
    """What the moves share: the rows, the prices, the program, the clock."""

    def __init__(self, problem: Turns, left: Callable[[], float], cancel: Stop) -> None:
        self.problem, self.left, self._cancel = problem, left, cancel
        self.was_cut = False
        self._cheapest: np.ndarray | None = None
        self.finders = [RowFinder(problem, person) for person in problem.staff]
        self.columns = Columns(problem, self.finders)
        self.encoded: Encoded = encode(problem)
        self.bound = _plain_bound(problem)

    def is_over(self) -> bool:
        """True at the end of the time or when the caller wants to stop; that the search was cut short is kept."""
        if self.left() <= 0 or self._cancel():
            self.was_cut = True
            return True
        return False

    def _until(self, share: float) -> Stop:
        ends = self.left() * (1 - share)

        def stop() -> bool:
            if self.left() <= ends or self._cancel():
                self.was_cut = True
                return True
            return False

        return stop

    def first(self) -> Schedule | None:
        """Rows one after the other, then the prices, then a dive."""
        swept = self._sweep()
        if swept is None:
            return None
        self.columns.pool.add_schedule(swept)
        best, problem = swept, self.problem
        self.columns.generate(rounds=PRICE_ROUNDS, stop=self._until(PRICE_SHARE))
        if math.isfinite(self.columns.bound):
            self.bound = max(self.bound, math.ceil(self.columns.bound - 1e-6))
        if self.bound < check.cost(problem, best) and not self.is_over():
            dived = self._dive()
            if dived is not None and not check.broken(problem, dived):
                best = min((best, dived), key=lambda schedule: check.cost(problem, schedule))
        self.columns.pool.add_schedule(best)
        return best

    def _dive(self) -> Schedule | None:
        """What a dive leaves open is chosen from the rows that go with what it decided."""
        columns = self.columns
        relaxed = columns.dive(rounds=DIVE_ROUNDS, stop=self._until(DIVE_SHARE))
        seconds = min(CHOICE_SECONDS, self.left())
        chosen, part = columns.choose(columns.active(relaxed), seconds=seconds, nodes=ROWS_NODES)
        columns.decided = None
        self.was_cut = self.was_cut or not part.ended
        if chosen is None:
            pairs = zip(columns.pool.rows, relaxed.active, relaxed.share, strict=True)
            chosen = np.stack([rows[places[int(share.argmax())]] for rows, places, share in pairs])
        return self._sweep(chosen)

    def _sweep(self, start: Schedule | None = None) -> Schedule | None:
        problem = self.problem
        schedule = np.full((len(problem.staff), problem.days), OFF, dtype=np.int64) if start is None else start.copy()
        worth = None
        for _ in range(SWEEPS):
            for number in range(len(problem.staff)):
                row = self.row_within(number, marginal(problem, schedule, number))
                if row is None and worth is None:
                    return None
                if row is not None:
                    schedule[number] = row
            now = check.cost(problem, schedule)
            if (worth is not None and now >= worth) or self.is_over():
                break
            worth = now
        return schedule

    def row_within(self, number: int, prices: np.ndarray) -> np.ndarray | None:
        """A good row that keeps also the limits that the table does not count: dearer until they are kept."""
        person, finder = self.problem.staff[number], self.finders[number]
        prices = prices.astype(float)
        step = 1.0
        while True:
            found = finder.find(prices)
            if not found:
                return None
            row = found[0][1]
            over = [kind for kind in finder.uncounted if int((row == kind).sum()) > person.most_of[kind]]
            if not over:
                return row
            if step > WIDE:
                exact = RowFinder(self.problem, person, states=WIDE).find(prices)
                return exact[0][1] if exact else None
            for kind in over:
                prices[:, kind] += step
            step *= 2

    def suspects(self, rng: np.random.Generator, best: Schedule, size: int) -> list[int]:
        """People: at random, or those whose rows cost the most above what the prices say they could."""
        count = len(best)
        size = min(size, count)
        columns = self.columns
        if columns.prices is None or rng.random() < 0.5:
            return sorted(rng.choice(count, size, replace=False).tolist())
        cover, cheapest = columns.prices[0], self.cheapest()
        above = np.zeros(count)
        for number, row in enumerate(best):
            days = np.flatnonzero(row != OFF)
            wish = self.problem.staff[number].wish[days, row[days]].sum()
            above[number] = wish - cover[days, row[days]].sum() - cheapest[number]
        chance = np.maximum(above, 0) + 0.1 + 0.1 * np.maximum(above, 0).mean()
        return sorted(rng.choice(count, size, replace=False, p=chance / chance.sum()).tolist())

    def cheapest(self) -> np.ndarray:
        """What the cheapest row of each person costs at the prices."""
        prices = self.columns.prices
        if self._cheapest is None and prices is not None:
            cover, limit = prices
            people = zip(self.finders, self.problem.staff, strict=True)
            rows = [finder.find(person.wish - cover - limit[n]) for n, (finder, person) in enumerate(people)]
            self._cheapest = np.array([found[0][0] for found in rows])
        return np.zeros(len(self.finders)) if self._cheapest is None else self._cheapest


def _plain_bound(problem: Turns) -> int:
    """Every wish granted and every need met exactly."""
    return problem.offset + sum(int(np.minimum(0, person.wish.min(axis=1)).sum()) for person in problem.staff)


class _Rows:
    """Some people's rows by column generation beside the rows of all others."""

    def __init__(self, hunt: _Hunt, name: str) -> None:
        self.hunt, self.name = hunt, name
        self.size = Size(8, 3, len(hunt.problem.staff))

    def draw(self, rng: np.random.Generator, best: Schedule) -> Callable[[float], Tried[Schedule]]:
        """New rows for a few people."""
        hunt = self.hunt
        people = hunt.suspects(rng, best, self.size.whole(rng))
        part = beside(hunt.problem, best, people)
        columns = Columns(part, [hunt.finders[n] for n in people])
        pool = hunt.columns.pool
        prices = hunt.columns.prices
        if prices is not None:
            columns.prices = (prices[0], prices[1][people])
        for place, number in enumerate(people):
            columns.pool.add(place, best[number].copy())
            for row in pool.rows[number][-ROWS_KNOWN:]:
                columns.pool.add(place, row)
        now = check.cost(part, best[people])

        def work(left: float) -> Tried[Schedule]:
            ends = time.monotonic() + min(left, PART_SECONDS)
            relaxed = columns.generate(rounds=ROWS_ROUNDS, stop=lambda: time.monotonic() >= ends)
            if columns.bound > now - 1 + 1e-6:  # costs are whole: nothing below `now` is left
                return Tried(None, True, time.monotonic() < ends)
            chosen, came = columns.choose(
                columns.active(relaxed), seconds=min(ends - time.monotonic(), left), nodes=ROWS_NODES
            )
            if chosen is None:
                return Tried(None, False, came.ended)
            found = best.copy()
            found[people] = chosen
            return Tried(found, came.is_proven, came.ended and time.monotonic() < ends)

        return work

    def learn(self, tried: Tried[Schedule], gain: int) -> None:
        """Grow or shrink, and keep the rows of what was found."""
        self.size.learn(is_proven=tried.is_proven, gain=gain)
        if tried.state is not None:
            self.hunt.columns.pool.add_schedule(tried.state)


def beside(problem: Turns, schedule: Schedule, people: list[int]) -> Turns:
    """The problem of a few people when all others work as in the schedule; what they need beyond is left out."""
    others = np.delete(schedule, people, axis=0)
    there = np.stack([(others == shift).sum(axis=0) for shift in range(len(problem.shifts))], axis=1)
    return replace(problem, staff=tuple(problem.staff[n] for n in people), need=np.maximum(0, problem.need - there))


class _Part:
    """A part of the program decided by HiGHS."""

    def __init__(self, hunt: _Hunt, name: str, size: Size) -> None:
        self.hunt, self.name, self.size = hunt, name, size

    def free(self, rng: np.random.Generator, best: Schedule) -> Mask:
        """The variables set free."""
        raise NotImplementedError

    def draw(self, rng: np.random.Generator, best: Schedule) -> Callable[[float], Tried[Schedule]]:
        """A part of the schedule."""
        encoded = self.hunt.encoded
        free = self.free(rng, best)
        free[encoded.lacking] = free[encoded.extra] = True
        start = encoded.values(best)

        def work(left: float) -> Tried[Schedule]:
            part = solve_part(encoded.program, start, free, seconds=min(left, PART_SECONDS), nodes=PART_NODES)
            state = None if part.values is None else encoded.schedule(part.values)
            return Tried(state, part.is_proven, part.ended)

        return work

    def learn(self, tried: Tried[Schedule], gain: int) -> None:
        """Grow or shrink, and keep the rows of what was found."""
        self.size.learn(is_proven=tried.is_proven, gain=gain)
        if tried.state is not None:
            self.hunt.columns.pool.add_schedule(tried.state)


class _People(_Part):
    """A few people over the whole horizon."""

    def __init__(self, hunt: _Hunt, name: str) -> None:
        super().__init__(hunt, name, Size(4, 2, len(hunt.problem.staff)))

    def free(self, rng: np.random.Generator, best: Schedule) -> Mask:
        """All variables of those people."""
        encoded = self.hunt.encoded
        people = self.hunt.suspects(rng, best, self.size.whole(rng))
        mask = np.zeros(len(encoded.program.cost) + 1, dtype=bool)
        for places in (encoded.works, encoded.busy, encoded.begins, encoded.ends, encoded.weekend):
            mask[places[people]] = True
        return mask[:-1]


class _Days(_Part):
    """All people over a few days on end."""

    def __init__(self, hunt: _Hunt, name: str) -> None:
        super().__init__(hunt, name, Size(5, 2, hunt.problem.days))

    def free(self, rng: np.random.Generator, best: Schedule) -> Mask:
        """The variables of those days, and all weekends."""
        encoded = self.hunt.encoded
        size = min(self.size.whole(rng), self.hunt.problem.days)
        first = int(rng.integers(0, self.hunt.problem.days - size + 1))
        inside = slice(first, first + size)
        mask = np.zeros(len(encoded.program.cost) + 1, dtype=bool)
        for places in (encoded.works, encoded.busy):
            mask[places[:, inside]] = True
        # the day after the last one free begins or ends a run as well
        for places in (encoded.begins, encoded.ends):
            mask[places[:, first : first + size + 1]] = True
        mask[encoded.weekend] = True
        return mask[:-1]
