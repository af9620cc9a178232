"""A routing job in general words, and its answer: who calls where in which order, at what cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Call:
    """Something to do at a place: required, or optional for a prize.

    Begins within [`first`, `last`] and lasts `service`, in the unit of the job's durations; None: no bound. Of the
    calls that name the same `group` at most one is made; such calls are optional.
    """

    place: int
    prize: int = 0
    is_required: bool = True
    service: int = 0
    first: int = 0
    last: int | None = None
    load: int = 0
    group: int | None = None


@dataclass(frozen=True, slots=True)
class Fleet:
    """`count` equal vehicles: from `start` to `end`, within [`first`, `last`], and what each may carry and drive."""

    start: int
    end: int
    count: int = 1
    first: int = 0
    last: int | None = None
    capacity: int | None = None
    max_duration: int | None = None
    max_distance: int | None = None
    fixed_cost: int = 0


@dataclass(frozen=True)
class Job:
    """Calls, fleets, distance and duration between all places (places x places; rows are origins).

    What is made small: `distance_cost` per distance, `duration_cost` per duration from leaving to returning, fixed
    costs, and the prizes not fetched.
    """

    calls: tuple[Call, ...]
    fleets: tuple[Fleet, ...]
    distance: NDArray[np.int64]
    duration: NDArray[np.int64]
    distance_cost: int = 1
    duration_cost: int = 0


@dataclass(frozen=True, slots=True)
class Way:
    """Calls (positions in the job) that one vehicle of a fleet makes, in order."""

    fleet: int
    calls: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The best ways found and their cost; None as cost when no answer makes every required call.

    `is_repeatable` is False when the clock ended the run: another machine, or another hour, may answer otherwise.
    """

    ways: tuple[Way, ...]
    cost: int | None
    iterations: int
    is_repeatable: bool
