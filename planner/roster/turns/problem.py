"""Who works which shift on which day: the problem of the public shift-scheduling instances (Curtois and Qu 2014)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

WEEK_DAYS = 7
SATURDAY, SUNDAY = 5, 6
"""Days of the week; the horizon begins on a Monday."""
OFF = -1

Schedule = npt.NDArray[np.int64]
"""Staff x days: the number of the shift, or `OFF`."""


@dataclass(frozen=True, slots=True)
class Shift:
    """A turn of duty. `not_before`: numbers of shifts that may not follow on the next day."""

    name: str
    length_min: int
    not_before: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Staff:
    """What one person may work. `wish` is days x shifts, the price of working it (negative: it was asked for)."""

    name: str
    most_of: tuple[int, ...]
    least_min: int
    most_min: int
    least_run: int
    most_run: int
    least_rest: int
    most_weekends: int
    days_off: frozenset[int]
    wish: npt.NDArray[np.int64]
    unmet: int = 0
    """What it costs when none of the shifts that were asked for is given."""


@dataclass(frozen=True)
class Turns:
    """The whole problem. `need`, `under` and `over` are days x shifts: people, price of each lacking, of each extra."""

    days: int
    shifts: tuple[Shift, ...]
    staff: tuple[Staff, ...]
    need: npt.NDArray[np.int64]
    under: npt.NDArray[np.int64]
    over: npt.NDArray[np.int64]

    @cached_property
    def wishes(self) -> npt.NDArray[np.int64]:
        """The wishes of all, staff x days x shifts."""
        return np.stack([person.wish for person in self.staff])

    @cached_property
    def weekends(self) -> tuple[tuple[int, ...], ...]:
        """The days of each weekend that lie within the horizon."""
        saturdays = range(SATURDAY, self.days, WEEK_DAYS)
        return tuple(tuple(day for day in (first, first + 1) if day < self.days) for first in saturdays)

    @property
    def offset(self) -> int:
        """What every schedule pays before any wish is granted."""
        return sum(person.unmet for person in self.staff)


def read(path: Path) -> Turns:
    """The problem in a JSON file of the collection. Raises KeyError or ValueError when a part is missing."""
    return from_document(json.loads(path.read_text(encoding="utf-8")))


def from_document(document: Mapping[str, Any]) -> Turns:
    """The problem in a document of the collection."""
    days = int(document["nDays"])
    number = {shift["id"]: place for place, shift in enumerate(document["shifts"])}
    shifts = tuple(
        Shift(s["id"], int(s["length"]), frozenset(number[f] for f in s["forbiddenFollowingShifts"] or ()))
        for s in document["shifts"]
    )
    need, under, over = (
        np.array([[cover[key] for cover in day] for day in document["covers"]], dtype=np.int64)
        for key in ("requirement", "weightIfUnder", "weightIfOver")
    )
    if need.shape != (days, len(shifts)):
        raise ValueError(f"covers are {need.shape}, not {days} days x {len(shifts)} shifts")
    return Turns(days, shifts, tuple(_staff(s, days, number) for s in document["staffs"]), need, under, over)


def _staff(given: Mapping[str, Any], days: int, number: Mapping[str, int]) -> Staff:
    wish = np.zeros((days, len(number)), dtype=np.int64)
    for request in given["offRequests"] or ():
        wish[request["day"], number[request["shift"]]] += request["weight"]
    asked = given["onRequests"] or ()
    for request in asked:
        wish[request["day"], number[request["shift"]]] -= request["weight"]
    return Staff(
        name=str(given["id"]),
        most_of=tuple(given["maxShifts"]),
        least_min=given["minTotalMinutes"],
        most_min=given["maxTotalMinutes"],
        least_run=given["minConsecutiveShifts"],
        most_run=given["maxConsecutiveShifts"],
        least_rest=given["minConsecutiveDaysOff"],
        most_weekends=given["maxWeekends"],
        days_off=frozenset(given["daysOff"] or ()),
        wish=wish,
        unmet=sum(request["weight"] for request in asked),
    )
