"""The rules of the problem as a program: one 0/1 variable for each person, day and shift, and few more.

Work and rest of at least so many days are written with variables for the first day of each (Rajan and Takriti 2005,
minimum up and down times): without limits on sums, that describes exactly the whole-number solutions.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.roster.turns.problem import OFF, Schedule, Staff, Turns
from planner.solver.neighbourhoods_program import Builder, Program, Values


@dataclass(frozen=True, slots=True)
class Encoded:
    """The program with the place of each variable; -1 where a person cannot work the shift on the day."""

    problem: Turns
    program: Program
    works: npt.NDArray[np.int64]
    """Staff x days x shifts."""
    busy: npt.NDArray[np.int64]
    begins: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    """Staff x days: whether there is any shift, a first one, a first day off."""
    weekend: npt.NDArray[np.int64]
    """Staff x weekends."""
    lacking: npt.NDArray[np.int64]
    extra: npt.NDArray[np.int64]
    """Days x shifts."""

    def schedule(self, values: Values) -> Schedule:
        """The schedule that the values mean."""
        on = (self.works >= 0) & (values[self.works] > 0.5)
        return np.where(on.any(axis=2), on.argmax(axis=2), OFF).astype(np.int64)

    def values(self, schedule: Schedule) -> Values:
        """Values of all variables for a schedule."""
        values = np.zeros(len(self.program.cost))
        person, day = np.nonzero(schedule != OFF)
        values[self.works[person, day, schedule[person, day]]] = 1
        busy = (schedule != OFF).astype(float)
        values[self.busy] = busy
        step = np.diff(busy, axis=1, prepend=busy[:, :1])
        for places, given in ((self.begins, np.maximum(step, 0)), (self.ends, np.maximum(-step, 0))):
            values[places[places >= 0]] = given[places >= 0]
        for number, days in enumerate(self.problem.weekends):
            values[self.weekend[:, number]] = busy[:, list(days)].max(axis=1)
        there = np.stack([(schedule == shift).sum(axis=0) for shift in range(len(self.problem.shifts))], axis=1)
        values[self.lacking] = np.maximum(0, self.problem.need - there)
        values[self.extra] = np.maximum(0, there - self.problem.need)
        return values


def encode(problem: Turns) -> Encoded:
    """The program of the whole problem."""
    into = Builder()
    into.offset = problem.offset
    count, days, kinds = len(problem.staff), problem.days, len(problem.shifts)
    works = np.full((count, days, kinds), -1, dtype=np.int64)
    busy, begins, ends = (np.full((count, days), -1, dtype=np.int64) for _ in range(3))
    weekend = np.full((count, len(problem.weekends)), -1, dtype=np.int64)
    for number, person in enumerate(problem.staff):
        for day in range(days):
            for kind in range(kinds):
                if person.most_of[kind] > 0 and day not in person.days_off:
                    works[number, day, kind] = into.variable(cost=float(person.wish[day, kind]))
            busy[number, day] = into.variable()
            here = works[number, day][works[number, day] >= 0].tolist()
            into.row([*here, int(busy[number, day])], [*[1] * len(here), -1], 0, 0)
        weekend[number] = [into.variable() for _ in problem.weekends]
        _follow(into, problem, works[number])
        _runs(into, person, busy[number], begins[number], ends[number])
        _sums(into, problem, person, works[number])
        for days_of, place in zip(problem.weekends, weekend[number].tolist(), strict=True):
            for day in days_of:
                into.row([int(busy[number, day]), place], [1, -1], high=0)
        into.row(weekend[number].tolist(), [1] * len(problem.weekends), high=person.most_weekends)
    lacking, extra = (np.full((days, kinds), -1, dtype=np.int64) for _ in range(2))
    for day in range(days):
        for kind in range(kinds):
            need = int(problem.need[day, kind])
            lacking[day, kind] = into.variable(high=max(need, 0), cost=float(problem.under[day, kind]))
            extra[day, kind] = into.variable(high=count, cost=float(problem.over[day, kind]))
            here = works[:, day, kind][works[:, day, kind] >= 0].tolist()
            places = [*here, int(lacking[day, kind]), int(extra[day, kind])]
            into.row(places, [*[1] * len(here), 1, -1], need, need)
    return Encoded(problem, into.done(), works, busy, begins, ends, weekend, lacking, extra)


def _follow(into: Builder, problem: Turns, works: npt.NDArray[np.int64]) -> None:
    """No forbidden pair on neighbouring days: one row for each set of shifts that some shift forbids."""
    shifts = problem.shifts
    for after in sorted({shift.not_before for shift in shifts if shift.not_before}, key=sorted):
        before = [kind for kind, shift in enumerate(shifts) if shift.not_before >= after]
        for day in range(problem.days - 1):
            row = [int(p) for p in (*works[day, before], *works[day + 1, sorted(after)]) if p >= 0]
            into.row(row, [1] * len(row), high=1)


def _runs(
    into: Builder,
    person: Staff,
    busy: npt.NDArray[np.int64],
    begins: npt.NDArray[np.int64],
    ends: npt.NDArray[np.int64],
) -> None:
    days = len(busy)
    for day in range(days - person.most_run):
        inside = busy[day : day + person.most_run + 1].tolist()
        into.row(inside, [1] * len(inside), high=person.most_run)
    if max(person.least_run, person.least_rest) <= 1:
        return
    for day in range(1, days):
        begins[day], ends[day] = into.variable(), into.variable()
        into.row([int(p) for p in (begins[day], ends[day], busy[day], busy[day - 1])], [1, -1, -1, 1], 0, 0)
        started = begins[max(1, day - person.least_run + 1) : day + 1].tolist()
        into.row([*started, int(busy[day])], [*[1] * len(started), -1], high=0)
        rested = ends[max(1, day - person.least_rest + 1) : day + 1].tolist()
        into.row([*rested, int(busy[day])], [1] * (len(rested) + 1), high=1)


def _sums(into: Builder, problem: Turns, person: Staff, works: npt.NDArray[np.int64]) -> None:
    # minutes in their common unit, limits rounded inwards: a tighter relaxation at no cost
    unit = math.gcd(*(shift.length_min for shift in problem.shifts))
    low, high = -(-person.least_min // unit), person.most_min // unit
    able = [(int(p), problem.shifts[kind].length_min // unit) for (_, kind), p in np.ndenumerate(works) if p >= 0]
    into.row([p for p, _ in able], [length for _, length in able], low, high)
    for kind, most in enumerate(person.most_of):
        row = works[:, kind][works[:, kind] >= 0].tolist()
        if most < len(row):
            into.row(row, [1] * len(row), high=most)
