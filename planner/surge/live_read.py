"""Reading the body of an entry: the value that is wanted, or `Refused` with a sentence; never any other fault."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from planner.core.estimate import MOST, Estimate
from planner.surge.live_state import Degrees

LONGEST = 20_000
"""Letters of the longest text, as a route; words of people are kept shorter where they are typed."""
MOST_MINUTES = 7 * 24 * 60
"""Nobody is a week late."""


class Refused(ValueError):
    """An entry that cannot be: the sentence says why."""


def text(body: Mapping[str, Any], key: str, *, default: str | None = None) -> str:
    """A text; without a default it must be there and say something."""
    value = body.get(key, default)
    if not isinstance(value, str) or len(value) > LONGEST:
        raise Refused(f"{key} is no text.")
    if default is None and not value.strip():
        raise Refused(f"{key} is empty.")
    return value.strip()


def moment(body: Mapping[str, Any], key: str) -> datetime:
    """A moment with its zone."""
    value = body.get(key)
    try:
        read = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        read = None
    if read is None or read.tzinfo is None:
        raise Refused(f"{key} is no moment with a zone.")
    # a margin at both ends, so that adding days or another zone never leaves the calendar
    if not 1900 <= read.year <= 9000:
        raise Refused(f"{key} lies outside the calendar.")
    return read


def number(body: Mapping[str, Any], key: str, *, low: float, high: float, default: float | None = None) -> float:
    """A number between two others."""
    value = body.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Refused(f"{key} is no number.")
    # a number that is not finite, or too large to be a float, lies outside as well
    if not low <= value <= high:
        raise Refused(f"{key} is not between {low:g} and {high:g}.")
    return float(value)


def whole(body: Mapping[str, Any], key: str, *, high: int = MOST, default: int | None = None) -> int:
    """A whole number from 0."""
    return int(number(body, key, low=0, high=high, default=default))


def estimate(body: Mapping[str, Any], key: str, *, default: Estimate | None = None) -> Estimate:
    """Low, best and high."""
    value = body.get(key)
    if value is None and default is not None:
        return default
    if not isinstance(value, Mapping):
        raise Refused(f"{key} has no low, best and high.")
    low, best, high = (number(value, edge, low=0, high=MOST) for edge in ("low", "best", "high"))
    if not low <= best <= high:
        raise Refused(f"{key} is not low <= best <= high.")
    return Estimate(low, best, high)


def texts(body: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """A list of texts."""
    value = body.get(key, [])
    if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
        raise Refused(f"{key} is no list of texts.")
    return tuple(value)


def rows(body: Mapping[str, Any], key: str) -> tuple[Mapping[str, Any], ...]:
    """A list of rows."""
    value = body.get(key, [])
    if not isinstance(value, list | tuple) or not all(isinstance(one, Mapping) for one in value):
        raise Refused(f"{key} is no list of rows.")
    return tuple(value)


def place(longitude: Any, latitude: Any) -> Degrees:
    """Longitude and latitude in degrees."""
    row = {"longitude": longitude, "latitude": latitude}
    return number(row, "longitude", low=-180, high=180), number(row, "latitude", low=-90, high=90)


def points(body: Mapping[str, Any], key: str) -> tuple[Degrees, ...]:
    """A list of places."""
    value = body.get(key) or ()
    if not isinstance(value, list | tuple):
        raise Refused(f"{key} is no list of places.")
    found = []
    for one in value:
        if not isinstance(one, list | tuple) or len(one) != 2:
            raise Refused(f"{key} holds something that is no longitude and latitude.")
        found.append(place(*one))
    return tuple(found)


def not_before(at: datetime, earliest: datetime, what: str) -> None:
    """Refused when a moment lies in a minute before another one: people tell whole minutes."""
    if at < earliest.replace(second=0, microsecond=0):
        raise Refused(f"{what} at {earliest:%H:%M}, which is after {at:%H:%M}.")
