"""The rules of the problem, or of a part of it, as a program: a 0/1 variable for each person, day and shift, few more.

A part is some people over days on end, beside all that stays as it is. Work and rest of at least so many days are
written with variables for the first day of each (Rajan and Takriti 2005, minimum up and down times): without limits on
sums, that describes exactly the whole-number solutions.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.roster.turns.problem import OFF, Schedule, Staff, Turns
from planner.solver.neighbourhoods_program import Builder, Program, Values

Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Encoded:
    """The program with the place of each variable; -1 where there is none. Rows of people are in `people`'s order."""

    problem: Turns
    people: tuple[int, ...]
    first: int
    last: int
    """The days from `first` up to, not with, `last`."""
    program: Program
    works: Places
    """People x days of the part x shifts."""
    busy: Places
    begins: Places
    ends: Places
    """People x days (one more than the part has): whether there is any shift, a first one, a first day off."""
    weekend: Places
    """People x weekends."""
    lacking: Places
    extra: Places
    """Days of the part x shifts."""

    def schedule(self, values: Values, base: Schedule | None = None) -> Schedule:
        """The schedule that the values mean, within the `base` that the part was made of."""
        on = (self.works >= 0) & (values[self.works] > 0.5)
        inside = np.where(on.any(axis=2), on.argmax(axis=2), OFF).astype(np.int64)
        if base is None:
            return inside
        found = base.copy()
        found[list(self.people), self.first : self.last] = inside
        return found

    def values(self, schedule: Schedule) -> Values:
        """Values of all variables for a whole schedule."""
        values = np.zeros(len(self.program.cost))
        rows = schedule[list(self.people)]
        inside = rows[:, self.first : self.last]
        person, day = np.nonzero(inside != OFF)
        values[self.works[person, day, inside[person, day]]] = 1
        busy = (rows != OFF).astype(float)
        step = np.diff(busy, axis=1, prepend=busy[:, :1])[:, self.first : self.last + 1]
        here = busy[:, self.first : self.last + 1]
        for places, given in ((self.busy, here), (self.begins, np.maximum(step, 0)), (self.ends, np.maximum(-step, 0))):
            kept = places[:, : given.shape[1]]
            values[kept[kept >= 0]] = given[kept >= 0]
        for number, days in enumerate(self.problem.weekends):
            kept = self.weekend[:, number]
            values[kept[kept >= 0]] = busy[:, list(days)].max(axis=1)[kept >= 0]
        there = cover(self.problem, schedule)[self.first : self.last]
        need = self.problem.need[self.first : self.last]
        values[self.lacking] = np.maximum(0, need - there)
        values[self.extra] = np.maximum(0, there - need)
        return values


def cover(problem: Turns, schedule: Schedule) -> npt.NDArray[np.int64]:
    """Days x shifts: how many people there are."""
    return np.stack([(schedule == shift).sum(axis=0) for shift in range(len(problem.shifts))], axis=1)


def encode(
    problem: Turns,
    schedule: Schedule | None = None,
    people: Sequence[int] | None = None,
    days: tuple[int, int] | None = None,
) -> Encoded:
    """The program of the whole problem, or of those people on the days from the first up to, not with, the second."""
    chosen = tuple(range(len(problem.staff)) if people is None else people)
    first, last = (0, problem.days) if days is None else days
    if schedule is None:
        schedule = np.full((len(problem.staff), problem.days), OFF, dtype=np.int64)
    into, kinds, length = Builder(), len(problem.shifts), last - first
    into.offset = problem.offset
    works = np.full((len(chosen), length, kinds), -1, dtype=np.int64)
    busy, begins, ends = (np.full((len(chosen), length + 1), -1, dtype=np.int64) for _ in range(3))
    weekend = np.full((len(chosen), len(problem.weekends)), -1, dtype=np.int64)
    for place, number in enumerate(chosen):
        line = _Line(into, problem, problem.staff[number], schedule[number].tolist(), first, last)
        works[place] = line.works
        for day in range(first, min(last + 1, problem.days)):
            for places, of in ((busy, line.busy), (begins, line.begins), (ends, line.ends)):
                places[place, day - first] = of.get(day, -1)
        for which, variable in line.weekends.items():
            weekend[place, which] = variable
    rest = schedule[:, first:last].copy()
    rest[list(chosen)] = OFF
    lacking, extra = (np.full((length, kinds), -1, dtype=np.int64) for _ in range(2))
    for day in range(length):
        there = np.bincount(rest[:, day][rest[:, day] != OFF], minlength=kinds)
        for kind in range(kinds):
            need = int(problem.need[first + day, kind])
            lacking[day, kind] = into.variable(high=max(need, 0), cost=float(problem.under[first + day, kind]))
            extra[day, kind] = into.variable(high=len(problem.staff), cost=float(problem.over[first + day, kind]))
            here = works[:, day, kind][works[:, day, kind] >= 0].tolist()
            left = need - int(there[kind])
            into.row([*here, int(lacking[day, kind]), int(extra[day, kind])], [*[1] * len(here), 1, -1], left, left)
    return Encoded(problem, chosen, first, last, into.done(), works, busy, begins, ends, weekend, lacking, extra)


class _Line:
    """One person's variables and rules within the part."""

    def __init__(self, into: Builder, problem: Turns, person: Staff, row: list[int], first: int, last: int) -> None:
        self.into, self.problem, self.person, self.row = into, problem, person, row
        self.first, self.last = first, last
        self.works = np.full((last - first, len(problem.shifts)), -1, dtype=np.int64)
        self.busy: dict[int, int] = {}
        self.begins: dict[int, int] = {}
        self.ends: dict[int, int] = {}
        self.weekends: dict[int, int] = {}
        able = [kind for kind in range(len(problem.shifts)) if person.most_of[kind] > 0]
        for day in range(first, last):
            for kind in able if day not in person.days_off else ():
                self.works[day - first, kind] = into.variable(cost=float(person.wish[day, kind]))
            self.busy[day] = into.variable()
            here = self._at(day)
            into.row([*here, self.busy[day]], [*[1] * len(here), -1], 0, 0)
        self._follow()
        self._runs()
        self._sums(able)
        self._weekends()

    def _at(self, day: int) -> list[int]:
        here = self.works[day - self.first]
        return [int(p) for p in here[here >= 0]]

    def _inside(self, day: int) -> bool:
        return self.first <= day < self.last

    def _row(self, terms: Sequence[tuple[int, bool, int]], low: float = -math.inf, high: float = math.inf) -> None:
        """A row of (variable or number, whether it is a variable, factor); numbers go to the limits."""
        fixed = sum(what * factor for what, is_variable, factor in terms if not is_variable)
        free = [(what, factor) for what, is_variable, factor in terms if is_variable]
        if free:
            self.into.row([what for what, _ in free], [factor for _, factor in free], low - fixed, high - fixed)

    def _busy(self, day: int, factor: int) -> tuple[int, bool, int]:
        if self._inside(day):
            return self.busy[day], True, factor
        return int(self.row[day] != OFF), False, factor

    def _edge(self, of: dict[int, int], day: int, works: bool) -> tuple[int, bool, int]:
        """Whether work begins, or ends, on the day."""
        if day in of:
            return of[day], True, 1
        return int((self.row[day] != OFF) == works and (self.row[day - 1] != OFF) != works), False, 1

    def _follow(self) -> None:
        """No forbidden pair on neighbouring days: one row for each set of shifts that some shift forbids."""
        shifts = self.problem.shifts
        for after in sorted({shift.not_before for shift in shifts if shift.not_before}, key=sorted):
            before = [kind for kind, shift in enumerate(shifts) if shift.not_before >= after]
            for day in range(max(1, self.first), min(self.last + 1, self.problem.days)):
                terms: list[tuple[int, bool, int]] = []
                for at, kinds in ((day - 1, before), (day, sorted(after))):
                    if self._inside(at):
                        terms += [(int(p), True, 1) for p in self.works[at - self.first, kinds] if p >= 0]
                    else:
                        terms.append((int(self.row[at] in kinds), False, 1))
                self._row(terms, high=1)

    def _runs(self) -> None:
        person, days = self.person, self.problem.days
        for day in range(max(0, self.first - person.most_run), min(self.last, days - person.most_run)):
            inside = [self._busy(d, 1) for d in range(day, day + person.most_run + 1)]
            self._row(inside, high=person.most_run)
        if max(person.least_run, person.least_rest) <= 1:
            return
        for day in range(max(1, self.first), min(self.last + 1, days)):
            self.begins[day], self.ends[day] = self.into.variable(), self.into.variable()
            edges = [(self.begins[day], True, 1), (self.ends[day], True, -1)]
            self._row([*edges, self._busy(day, -1), self._busy(day - 1, 1)], 0, 0)
        for day in range(max(1, self.first), min(self.last + max(person.least_run, person.least_rest), days)):
            started = range(max(1, day - person.least_run + 1), day + 1)
            self._row([*(self._edge(self.begins, d, True) for d in started), self._busy(day, -1)], high=0)
            rested = range(max(1, day - person.least_rest + 1), day + 1)
            self._row([*(self._edge(self.ends, d, False) for d in rested), self._busy(day, 1)], high=1)

    def _sums(self, able: list[int]) -> None:
        # minutes in their common unit, limits rounded inwards: a tighter relaxation at no cost
        person, shifts = self.person, self.problem.shifts
        unit = math.gcd(*(shift.length_min for shift in shifts))
        length = [shift.length_min // unit for shift in shifts]
        outside = [shift for day, shift in enumerate(self.row) if not self._inside(day) and shift != OFF]
        worked = sum(length[shift] for shift in outside)
        terms = [(int(p), length[kind]) for (_, kind), p in np.ndenumerate(self.works) if p >= 0]
        low, high = -(-person.least_min // unit) - worked, person.most_min // unit - worked
        self.into.row([p for p, _ in terms], [of for _, of in terms], low, high)
        for kind in able:
            row = self.works[:, kind][self.works[:, kind] >= 0].tolist()
            most = person.most_of[kind] - outside.count(kind)
            if most < len(row):
                self.into.row(row, [1] * len(row), high=most)

    def _weekends(self) -> None:
        fixed = 0
        for number, days in enumerate(self.problem.weekends):
            works = any(self.row[day] != OFF for day in days if not self._inside(day))
            if works or not any(self._inside(day) for day in days):
                fixed += works
                continue
            self.weekends[number] = self.into.variable()
            for day in days:
                if self._inside(day):
                    self.into.row([self.busy[day], self.weekends[number]], [1, -1], high=0)
        here = list(self.weekends.values())
        if here:
            self.into.row(here, [1] * len(here), high=self.person.most_weekends - fixed)
