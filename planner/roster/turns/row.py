"""The best whole row of one person at given prices: an exact dynamic programme over days.

State after a day: the class of the last shift and the length of the run of work, or the length of the rest; weekends
worked; minutes worked; how often each scarce shift was worked. Shifts of one class forbid the same followers. All
sums of one day are taken in a few array operations.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from planner.roster.turns.problem import OFF, SATURDAY, SUNDAY, WEEK_DAYS, Staff, Turns

TABLE = 5_000_000
"""States of all days up to which minutes are counted exactly; beyond it they are not counted at all (`is_lean`)."""
FEW = 4
"""Shifts of one day that are looked at where minutes are not counted."""
STATES = 60_000
"""Sizes of the table of one day up to which one more scarce shift is counted exactly."""
_CLOSE = 1e-7

Prices = npt.NDArray[np.float64]
Row = npt.NDArray[np.int64]
Index = tuple[int, ...]


class RowFinder:
    """Finds rows of one person that keep all rules but the limits of the shifts in `uncounted`.

    On a long horizon the table would be too large: then minutes are not limited either, and `is_lean` says so.
    """

    def __init__(self, problem: Turns, person: Staff, *, states: int = STATES, table: int = TABLE) -> None:
        self.problem, self.person = problem, person
        shifts = problem.shifts
        able = [kind for kind in range(len(shifts)) if person.most_of[kind] > 0]
        self.unit = math.gcd(*(shift.length_min for shift in shifts))
        self.length = [shift.length_min // self.unit for shift in shifts]
        self.least, self.most = -(-person.least_min // self.unit), person.most_min // self.unit
        followers = sorted({shifts[k].not_before & frozenset(able) for k in able}, key=sorted)
        self.group = {k: followers.index(shifts[k].not_before & frozenset(able)) for k in able}
        self.before = {k: [number for number, forbidden in enumerate(followers) if k not in forbidden] for k in able}
        self.groups = max(1, len(followers))
        self.rest = max(1, person.least_rest)
        self.weekends = min(person.most_weekends, len(problem.weekends))
        layers = self.groups * person.most_run * (self.weekends + 1)
        self.is_lean = layers * (self.most + 1) * problem.days > table
        fewest = self.most // max(1, min(self.length))
        if self.is_lean:
            self.least, self.most, self.length = 0, 0, [0] * len(shifts)
        size = layers * (self.most + 1)
        self.counted: list[int] = []
        scarce = [k for k in able if person.most_of[k] < min(problem.days, fewest)]
        for kind in sorted(scarce, key=lambda k: person.most_of[k]):
            if not self.is_lean and size * (person.most_of[kind] + 1) <= states:
                self.counted.append(kind)
                size *= person.most_of[kind] + 1
        self.uncounted = [kind for kind in scarce if kind not in self.counted]
        self.shape = (self.weekends + 1, self.most + 1, *(person.most_of[k] + 1 for k in self.counted))
        self.able = able
        self._classes: dict[tuple[object, ...], list[int]] = {}
        for kind in able:
            own = kind if kind in self.counted else -1
            alike = (self.group[kind], tuple(self.before[kind]), self.length[kind], own)
            self._classes.setdefault(alike, []).append(kind)
        self._slices = {(kind, added): self._moved(kind, added) for kind in able for added in (0, 1)}
        self.free = [day not in person.days_off for day in range(problem.days)]

    def find(
        self, prices: Prices, *, most: int = 1, must: npt.NDArray[np.bool_] | None = None
    ) -> list[tuple[float, Row]]:
        """Up to `most` rows, each the cheapest of its kind (weekends and minutes), the cheapest first.

        `prices` is days x shifts, what working it costs (infinite: forbidden); `must` are days on which no rest is
        allowed. Empty when there is no row that keeps the rules.
        """
        cheapest = self._cheapest(prices)
        tables = self._forward(prices, must, cheapest)
        work, rest = tables[-1]
        all_work, all_rest = work.reshape(-1, *self.shape), rest
        ends: list[tuple[float, int, Index]] = []
        layers = np.concatenate([all_work, all_rest])[:, :, self.least :]
        kinds = layers.reshape(layers.shape[0], layers.shape[1], layers.shape[2], -1).min(axis=(0, 3))
        for weekends, minutes in np.argwhere(np.isfinite(kinds)).tolist():
            ends.append((float(kinds[weekends, minutes]), weekends, (minutes,)))
        ends.sort()
        found = []
        for value, weekends, (minutes,) in ends[:most]:
            here = layers[:, weekends, minutes].reshape(layers.shape[0], -1)
            layer, extra = np.unravel_index(int(here.argmin()), here.shape)
            tail = np.unravel_index(int(extra), self.shape[2:]) if self.counted else ()
            index = (weekends, minutes + self.least, *(int(i) for i in tail))
            found.append((value, self._back(tables, prices, cheapest, int(layer), index)))
        return found

    def _cheapest(self, prices: Prices) -> list[list[int]]:
        """For each day the cheapest shift of each class; shifts of a class differ in nothing but their price."""
        alike = [np.array(kinds)[prices[:, kinds].argmin(axis=1)] for kinds in self._classes.values()]
        days = range(self.problem.days)
        found = [[int(kinds[day]) for kinds in alike if prices[day, kinds[day]] < np.inf] for day in days]
        if self.is_lean:
            return [sorted(kinds, key=lambda k: float(prices[day, k]))[:FEW] for day, kinds in enumerate(found)]
        return found

    def _forward(
        self, prices: Prices, must: npt.NDArray[np.bool_] | None, cheapest: list[list[int]]
    ) -> list[tuple[Prices, Prices]]:
        """Tables of work (group, run, ...) and rest (length, ...) before the first day and after each day."""
        runs, least = self.person.most_run, self.person.least_run
        work = np.full((self.groups, runs, *self.shape), np.inf)
        rest = np.full((self.rest, *self.shape), np.inf)
        rest[(self.rest - 1, *(0 for _ in self.shape))] = 0.0
        tables = [(work, rest)]
        for day in range(self.problem.days):
            next_work = np.full_like(work, np.inf)
            next_rest = np.full_like(rest, np.inf)
            # a run that began with the horizon may be short: it began before it
            ready = work[:, least - 1 :].min(axis=(0, 1)) if least <= runs else np.full(self.shape, np.inf)
            if 0 < day < least and day <= runs:
                ready = np.minimum(ready, work[:, day - 1].min(axis=0))
            next_rest[0] = ready
            if self.rest > 1:
                next_rest[1:] = rest[:-1]
                next_rest[-1] = np.minimum(next_rest[-1], rest[-1])
            else:
                next_rest[0] = np.minimum(next_rest[0], rest[-1])
            if must is not None and must[day]:
                next_rest.fill(np.inf)
            if self.free[day]:
                for kind in cheapest[day]:
                    self._work(day, kind, float(prices[day, kind]), work, rest[-1], next_work)
            work, rest = next_work, next_rest
            tables.append((work, rest))
        return tables

    def _work(self, day: int, kind: int, price: float, work: Prices, rested: Prices, into: Prices) -> None:
        group = into[self.group[kind]]
        fresh = self._slices[kind, self._weekend(day, fresh=True)]
        later = self._slices[kind, self._weekend(day, fresh=False)]
        source, target = fresh
        np.minimum(group[0][target], rested[source] + price, out=group[0][target])
        if self.person.most_run > 1:
            source, target = later
            before = self.before[kind]
            if before:
                best = work[before[0], :-1] if len(before) == 1 else work[before, :-1].min(axis=0)
                place = (slice(1, None), *target)
                np.minimum(group[place], best[(slice(None), *source)] + price, out=group[place])

    def _weekend(self, day: int, *, fresh: bool) -> int:
        """Weekends that work on the day adds; on a Sunday after work on Saturday it adds none."""
        of_week = day % WEEK_DAYS
        return int(of_week == SATURDAY or (of_week == SUNDAY and fresh))

    def _moved(self, kind: int, weekend: int) -> tuple[tuple[slice, ...], tuple[slice, ...]]:
        steps = (weekend, self.length[kind], *(int(k == kind) for k in self.counted))
        source = tuple(slice(None, size - step) for step, size in zip(steps, self.shape, strict=True))
        return source, tuple(slice(step, None) for step in steps)

    def _back(
        self,
        tables: list[tuple[Prices, Prices]],
        prices: Prices,
        cheapest: list[list[int]],
        layer: int,
        index: Index,
    ) -> Row:
        """The row that leads to a state; `layer` counts states of work first, then lengths of rest."""
        runs, least = self.person.most_run, self.person.least_run
        row = np.full(self.problem.days, OFF, dtype=np.int64)
        for day in range(self.problem.days - 1, -1, -1):
            work, rest = tables[day]
            if layer >= self.groups * runs:
                length = layer - self.groups * runs
                value = tables[day + 1][1][(length, *index)]
                if length == self.rest - 1 and _same(rest[(length, *index)], value):
                    continue
                if length > 0 and _same(rest[(length - 1, *index)], value):
                    layer -= 1
                    continue
                # the run that ended the day before
                ends = [r for r in range(runs) if r + 1 >= least or r + 1 == day]
                group, run = next(
                    (g, r) for g in range(self.groups) for r in ends if _same(work[(g, r, *index)], value)
                )
                layer = group * runs + run
                continue
            group, run = divmod(layer, runs)
            value = tables[day + 1][0][(group, run, *index)]
            kinds = [kind for kind in cheapest[day] if self.group[kind] == group]
            row[day], layer, index = self._step_back(day, kinds, run, index, value, prices, work, rest[-1])
        return row

    def _step_back(
        self,
        day: int,
        kinds: list[int],
        run: int,
        index: Index,
        value: float,
        prices: Prices,
        work: Prices,
        rested: Prices,
    ) -> tuple[int, int, Index]:
        runs = self.person.most_run
        for kind in kinds:
            steps = (self._weekend(day, fresh=run == 0), self.length[kind], *(int(k == kind) for k in self.counted))
            before = tuple(i - step for i, step in zip(index, steps, strict=True))
            if min(before) < 0:
                continue
            price = prices[day, kind]
            if run == 0:
                if _same(rested[before] + price, value):
                    return kind, self.groups * runs + self.rest - 1, before
                continue
            for earlier in self.before[kind]:
                if _same(work[(earlier, run - 1, *before)] + price, value):
                    return kind, earlier * runs + run - 1, before
        raise RuntimeError("the table of rows contradicts itself")


def _same(first: float, second: float) -> bool:
    return abs(first - second) <= _CLOSE * max(1.0, abs(second))
