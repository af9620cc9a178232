"""Rolling origins: windows that follow each other, each forecast from what lay before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import pairwise
from math import floor

from planner.core.errors import InputError
from planner.risk.events import Events

_DAY_S = 86_400
EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Fold:
    """One window: its first civil day, the first after it, and both as days since 1970-01-01 UTC."""

    first: date
    after: date
    start: float
    end: float

    @property
    def days(self) -> float:
        """Length; 23 or 25 hours of a day of changed clocks count as such."""
        return self.end - self.start

    def split(self, events: Events) -> tuple[Events, Events]:
        """What was known before the window, and what happened in it."""
        return events.before(self.start), events.take((events.day >= self.start) & (events.day < self.end))


def midnight(day: date, zone: tzinfo) -> float:
    """Days since 1970-01-01 UTC at the start of a civil day."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).timestamp() / _DAY_S


def civil(day: float, zone: tzinfo) -> date:
    """The civil day that holds a moment."""
    # a hundredth of a second forgives what fractions of a day lose
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=day, seconds=0.01)).astimezone(zone).date()


def rolling(events: Events, *, origins: int, horizon_days: int, zone: tzinfo) -> Sequence[Fold]:
    """The windows, oldest first: the last ends with the last event's day, and each begins where the one before ends.

    Raises InputError when the history is too short: each origin needs an incident before it.
    """
    if not len(events):
        raise InputError("there are no incidents to test with", maybe="the file was filtered to nothing.")
    if origins < 1 or horizon_days < 1:
        raise InputError(f"{origins} windows of {horizon_days} days are none", maybe="12 windows of 28 days was meant.")
    first, after = civil(float(events.day[0]), zone), civil(float(events.day[-1]), zone) + timedelta(days=1)
    fit = max(0, floor(((after - first).days - 1) / horizon_days))
    if origins > fit:
        span = f"from {first} to {after - timedelta(days=1)}"
        raise InputError(
            f"the incidents reach {span}: {fit} windows of {horizon_days} days fit with an incident before them, "
            f"not {origins}",
            maybe=f"ask for --origins {fit}, or a shorter --horizon."
            if fit
            else f"ask for a --horizon of at most {max((after - first).days - 1, 1)} days."
            if (after - first).days > 1
            else "all incidents lie on one day: a longer history is needed.",
        )
    edges = [after - timedelta(days=back * horizon_days) for back in range(origins, -1, -1)]
    return [Fold(a, b, midnight(a, zone), midnight(b, zone)) for a, b in pairwise(edges)]
