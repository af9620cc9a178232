"""The search for a schedule: prices by column generation, dives, and a large-neighbourhood search over people and days.

The bound is the Lagrangian's: no schedule costs less.
"""

from __future__ import annotations

import math
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from planner.roster.turns import check
from planner.roster.turns.columns import Columns
from planner.roster.turns.encode import cover, encode
from planner.roster.turns.problem import OFF, Schedule, Turns
from planner.roster.turns.row import TABLE, RowFinder
from planner.solver.neighbourhoods import Best, Move, Size, Tried, search
from planner.solver.neighbourhoods_decide import decide
from planner.solver.run import Progress

PRICE_SHARE = 0.25
"""Share of the time that the first prices may take."""
DIVE_SHARE = 0.62
"""Share of what is left then that the dive may take."""
PRICE_ROUNDS = 400
CHOICE_SECONDS = 6.0
DIVE_ROUNDS = 10
SWEEPS = 6
"""Rounds in which each person gets the best row beside all others."""
PART_SECONDS = 10.0
PART_WORK = 1.0
"""Units of the solver's own work that a part may take."""
GROW = 1.06
LONG = 42
"""Days that a part with few people holds at most."""
BLOCK_DAYS = (7, 22)
"""Least days of a block, and one more than most."""
ROWS_NODES = 300
WIDE = 10**6
"""Price above which a shift is not made dearer."""
UNEVEN = 0.1
HALVINGS = 25
EXACT_SECONDS = 20.0
"""Seconds, and units of work, for the row of one person whom nothing quicker gives a row."""

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
    table: int = TABLE,
    progress: Callable[[Progress], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> Answer:
    """The best schedule found within `seconds` of wall time or so many `steps` of the neighbourhood search.

    `table` is the largest table of rows of one person, over all days, in which minutes are counted.
    """
    began = time.monotonic()
    hunt = _Hunt(problem, lambda: seconds - (time.monotonic() - began), cancel or (lambda: False), table)
    start = hunt.first()
    if start is None:
        return Answer(None, None, hunt.bound, time.monotonic() - began, 0, False, {})
    if cost_of(problem, start) > hunt.bound and not hunt.is_over():
        moves: list[Move[Schedule]] = [_Days(hunt, "days"), _People(hunt, "people"), _Block(hunt, "block")]
        found = search(
            start,
            lambda schedule: cost_of(problem, schedule),
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
        found = Best(start, cost_of(problem, start), 0, True, {})
    repeatable = found.is_repeatable and not hunt.was_cut
    spent = time.monotonic() - began
    return Answer(found.state, found.worth, hunt.bound, spent, found.steps, repeatable, found.gains)


def _join(now: Schedule, base: Schedule, found: Schedule) -> Schedule:
    """Every rule is about one person's row, so rows of two answers always go together."""
    changed = (found != base).any(axis=1)
    return np.where(changed[:, None], found, now)


class _Hunt:
    """What the moves share: the rows, the prices, the program, the clock."""

    def __init__(self, problem: Turns, left: Callable[[], float], cancel: Stop, table: int = TABLE) -> None:
        self.problem, self.left, self._cancel = problem, left, cancel
        self.was_cut = False
        self._time_price = 0.0
        self._cheapest: np.ndarray | None = None
        self.finders = [RowFinder(problem, person, table=table) for person in problem.staff]
        self.columns = Columns(problem, self.finders, left)
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
        if any(finder.is_lean for finder in self.finders):
            return best
        self.columns.generate(rounds=PRICE_ROUNDS, stop=self._until(PRICE_SHARE))
        if math.isfinite(self.columns.bound):
            self.bound = max(self.bound, math.ceil(self.columns.bound - 1e-6))
        if self.bound < cost_of(problem, best) and not self.is_over():
            dived = self._dive()
            if dived is not None and not check.broken(problem, dived):
                best = min((best, dived), key=lambda schedule: cost_of(problem, schedule))
        self.columns.pool.add_schedule(best)
        return best

    def _dive(self) -> Schedule | None:
        """What a dive leaves open is chosen from the rows that go with what it decided."""
        columns = self.columns
        relaxed = columns.dive(rounds=DIVE_ROUNDS, stop=self._until(DIVE_SHARE))
        seconds = min(CHOICE_SECONDS, self.left() / 2)
        chosen, part = columns.choose(columns.active(relaxed), seconds=seconds, nodes=ROWS_NODES)
        columns.decided = None
        self.was_cut = self.was_cut or not part.ended
        if chosen is None:
            pairs = zip(columns.pool.rows, relaxed.active, relaxed.share, strict=True)
            chosen = np.stack([rows[places[int(share.argmax())]] for rows, places, share in pairs])
        return self._sweep(chosen)

    def _sweep(self, start: Schedule | None = None) -> Schedule | None:
        """Each person in turn gets the best row beside all others; None when someone has no row at all."""
        problem = self.problem
        schedule = np.full((len(problem.staff), problem.days), OFF, dtype=np.int64) if start is None else start.copy()
        there = cover(problem, schedule)
        worth = None
        for _ in range(SWEEPS):
            for number, person in enumerate(problem.staff):
                if (worth is not None or start is not None) and self.is_over():
                    return schedule
                _count(there, schedule[number], -1)
                prices = person.wish + np.where(there < problem.need, -problem.under, problem.over)
                row = self.row_within(number, prices)
                if row is None and start is None and worth is None:
                    return None
                if row is not None:
                    schedule[number] = row
                _count(there, schedule[number], 1)
            now = cost_of(problem, schedule)
            if (worth is not None and now >= worth) or self.is_over():
                break
            worth = now
        return schedule

    def row_within(self, number: int, prices: np.ndarray) -> np.ndarray | None:
        """A good row that keeps also the limits that the table does not count: dearer until they are kept."""
        person, finder = self.problem.staff[number], self.finders[number]
        prices = prices.astype(float)
        if finder.is_lean:
            # prices that differ a little, so that a price of time changes few days at once
            prices *= 1 + UNEVEN * np.random.default_rng(number).random(prices.shape)
        step = 1.0
        while step <= WIDE:
            row = self._within_time(number, prices)
            if row is None:
                break
            over = [kind for kind in finder.uncounted if int((row == kind).sum()) > person.most_of[kind]]
            if not over:
                return row
            for kind in over:
                prices[:, kind] += step
            step *= 2
        return self._exact(number, prices)

    def _within_time(self, number: int, prices: np.ndarray) -> np.ndarray | None:
        """The best row; where minutes are not counted, at a price of time (by halving) that keeps their limits."""
        person, finder = self.problem.staff[number], self.finders[number]
        minutes = np.array([shift.length_min for shift in self.problem.shifts])
        low, high = (
            (-float(np.abs(prices).max()) - 1) / minutes.min(),
            (float(np.abs(prices).max()) + 1) / minutes.min(),
        )
        price = 0.0
        for _ in range(HALVINGS):
            found = finder.find(prices + price * minutes)
            if not found:
                return None
            row = found[0][1]
            worked = int(minutes[row[row != OFF]].sum())
            if not finder.is_lean or person.least_min <= worked <= person.most_min:
                self._time_price = price
                return row
            low, high = (price, high) if worked > person.most_min else (low, price)
            price = (low + high) / 2
        return None

    def _exact(self, number: int, prices: np.ndarray) -> np.ndarray | None:
        """A row by the program of one person at these prices."""
        one = replace(self.problem.staff[number], wish=np.rint(prices).astype(np.int64))
        nothing = np.zeros_like(self.problem.need)
        alone = replace(self.problem, staff=(one,), need=nothing, under=nothing, over=nothing)
        encoded = encode(alone)
        part = decide(encoded.program, None, seconds=min(EXACT_SECONDS, max(1.0, self.left())), work=EXACT_SECONDS)
        return None if part.values is None else encoded.schedule(part.values)[0]

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

    def span(self, rng: np.random.Generator, length: int, best: Schedule | None = None) -> tuple[int, int]:
        """So many days on end: anywhere, or (given a schedule, half of the time) around a day that lacks people."""
        days = self.problem.days
        length = min(length, days)
        first = int(rng.integers(0, days - length + 1))
        if best is not None and rng.random() < 0.5:
            lacking = np.maximum(0, self.problem.need - cover(self.problem, best)) * self.problem.under
            dear = lacking.sum(axis=1).astype(float)
            if dear.any():
                day = int(rng.choice(days, p=dear / dear.sum()))
                first = min(max(0, day - int(rng.integers(0, length))), days - length)
        return first, first + length

    def cheapest(self) -> np.ndarray:
        """What the cheapest row of each person costs at the prices."""
        prices = self.columns.prices
        if self._cheapest is None and prices is not None:
            cover, limit = prices
            people = zip(self.finders, self.problem.staff, strict=True)
            rows = [finder.find(person.wish - cover - limit[n]) for n, (finder, person) in enumerate(people)]
            self._cheapest = np.array([found[0][0] for found in rows])
        return np.zeros(len(self.finders)) if self._cheapest is None else self._cheapest


def _count(there: np.ndarray, row: np.ndarray, step: int) -> None:
    """Add a row to the cover, or take it away."""
    days = np.flatnonzero(row != OFF)
    there[days, row[days]] += step


def cost_of(problem: Turns, schedule: Schedule) -> int:
    """What `check.cost` says, in few array operations."""
    person, day = np.nonzero(schedule != OFF)
    shift = schedule[person, day]
    lacking = problem.need - cover(problem, schedule)
    wishes = int(problem.wishes[person, day, shift].sum())
    places = np.maximum(0, lacking) * problem.under + np.maximum(0, -lacking) * problem.over
    return problem.offset + wishes + int(places.sum())


def _plain_bound(problem: Turns) -> int:
    """Every wish granted and every need met exactly."""
    return problem.offset + sum(int(np.minimum(0, person.wish.min(axis=1)).sum()) for person in problem.staff)


class _Part(ABC):
    """Some people over days on end, decided by the constraint solver beside all that stays as it is."""

    def __init__(self, hunt: _Hunt, name: str, size: Size) -> None:
        self.hunt, self.name, self.size = hunt, name, size

    @abstractmethod
    def choose(self, rng: np.random.Generator, best: Schedule) -> tuple[list[int], tuple[int, int]]:
        """The people, and the first day and the day after the last."""

    def draw(self, rng: np.random.Generator, best: Schedule) -> Callable[[float], Tried[Schedule]]:
        """A part of the schedule."""
        people, days = self.choose(rng, best)
        seed = int(rng.integers(2**31))

        def work(left: float) -> Tried[Schedule]:
            began = time.monotonic()
            encoded = encode(self.hunt.problem, best, people, days)
            seconds = min(left, PART_SECONDS) - (time.monotonic() - began)
            part = decide(encoded.program, encoded.values(best), seconds=seconds, work=PART_WORK, seed=seed)
            state = None if part.values is None else encoded.schedule(part.values, best)
            return Tried(state, part.is_proven, part.ended)

        return work

    def learn(self, tried: Tried[Schedule], gain: int) -> None:
        """Grow or shrink, and keep the rows of what was found."""
        self.size.learn(is_proven=tried.is_proven, gain=gain)
        if tried.state is not None and gain > 0:
            self.hunt.columns.pool.add_schedule(tried.state)


class _People(_Part):
    """A few people over the whole horizon, or so many days of it as a part can hold."""

    def __init__(self, hunt: _Hunt, name: str) -> None:
        super().__init__(hunt, name, Size(5, 2, len(hunt.problem.staff), grow=GROW))

    def choose(self, rng: np.random.Generator, best: Schedule) -> tuple[list[int], tuple[int, int]]:
        """People at random or of dear rows."""
        return self.hunt.suspects(rng, best, self.size.whole(rng)), self.hunt.span(rng, LONG)


class _Days(_Part):
    """All people over a few days on end."""

    def __init__(self, hunt: _Hunt, name: str) -> None:
        super().__init__(hunt, name, Size(6, 2, hunt.problem.days, grow=GROW))

    def choose(self, rng: np.random.Generator, best: Schedule) -> tuple[list[int], tuple[int, int]]:
        """Everyone, on days where cover is dear as often as anywhere."""
        return list(range(len(best))), self.hunt.span(rng, self.size.whole(rng), best)


class _Block(_Part):
    """Half of the people, more or less, over one to three weeks."""

    def __init__(self, hunt: _Hunt, name: str) -> None:
        super().__init__(hunt, name, Size(100, 20, len(hunt.problem.staff) * hunt.problem.days, grow=GROW))

    def choose(self, rng: np.random.Generator, best: Schedule) -> tuple[list[int], tuple[int, int]]:
        """So many people as the days leave room for."""
        length = int(rng.integers(*BLOCK_DAYS))
        people = self.hunt.suspects(rng, best, max(2, round(self.size.now / length)))
        return people, self.hunt.span(rng, length, best)
