"""All that the router and its check see: mobiles of one shift, sites that may be visited, seconds between places."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Stop:
    """A site that a mobile may visit, at `place` in the problem's table of seconds.

    `value` is what a visit is worth, against the others; `visits` are required (0: optional), spread over the shift so
    that none begins more than `every_min` of the problem after the last ended. `windows` are minutes of the shift in
    which a stop may begin; empty means all of it.
    """

    site: str
    place: int
    value: int
    stay_min: int
    visits: int = 0
    windows: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Mobile:
    """One vehicle in one patrol duty: out from a place, back to a place, within minutes of the shift."""

    duty: str
    start_place: int
    end_place: int
    first_min: int
    last_min: int


@dataclass(frozen=True)
class PatrolProblem:
    """Mobiles, stops, and driving seconds between all places (shape: places x places; rows are origins).

    `metres` is the way by road in the same shape, or None when it is not known.
    """

    mobiles: tuple[Mobile, ...]
    stops: tuple[Stop, ...]
    seconds: NDArray[np.int64]
    every_min: int
    metres: NDArray[np.float64] | None = None


@dataclass(frozen=True, slots=True)
class Tour:
    """What one mobile does: (position of the stop, minute of the shift at which it begins), in order of time."""

    mobile: int
    visits: tuple[tuple[int, int], ...]
