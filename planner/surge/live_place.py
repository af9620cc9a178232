"""Where a unit is on its way, by the clock: for showing it, and for where it is when its order is taken back."""

from __future__ import annotations

import math
from datetime import datetime
from itertools import pairwise

from planner.surge.live_state import Degrees, LiveUnit, UnitStatus


def place_of(unit: LiveUnit, at: datetime) -> Degrees | None:
    """Longitude and latitude at a moment; None where no way is known.

    Between departure and arrival it is as far along the way to its form-up point as the time that has gone; a unit
    whose order has ended stays where it was at that moment.
    """
    if not unit.path:
        return None
    until = min(at, unit.closed) if unit.closed is not None else at
    if unit.engaged is not None and unit.engaged <= until:
        return unit.path[-1]
    way = _to_form_up(unit)
    left = unit.departed
    if left is None and unit.arrived is None and unit.status is not UnitStatus.ORDERED:
        return way[0]
    left = left or unit.depart
    whole = (unit.eta - left).total_seconds()
    gone = (until - left).total_seconds()
    share = 1.0 if unit.arrived is not None and unit.arrived <= until else gone / whole if whole > 0 else 0.0
    return _along(way, min(1.0, max(0.0, share)))


def _to_form_up(unit: LiveUnit) -> tuple[Degrees, ...]:
    """The way up to the point nearest to where the force forms up; all of it where there is no such point."""
    goal = unit.form_up
    if goal is None:
        return unit.path
    last = min(range(len(unit.path)), key=lambda k: _apart(unit.path[k], goal))
    return unit.path[: last + 1]


def _along(way: tuple[Degrees, ...], share: float) -> Degrees:
    steps = [_apart(one, other) for one, other in pairwise(way)]
    left = share * sum(steps)
    for (one, other), step in zip(pairwise(way), steps, strict=True):
        if left <= step and step > 0:
            part = left / step
            return (
                round(one[0] + part * (other[0] - one[0]), 6),
                round(one[1] + part * (other[1] - one[1]), 6),
            )
        left -= step
    return way[-1]


def _apart(one: Degrees, other: Degrees) -> float:
    """Distance in degrees of latitude; good enough to share out a way."""
    east = (one[0] - other[0]) * math.cos(math.radians((one[1] + other[1]) / 2))
    return math.hypot(east, one[1] - other[1])
