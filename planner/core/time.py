"""Spans of time. Zone-aware at the edges; whole minutes since a stated start inside a problem."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

MINUTES_PER_DAY = 1440


def minutes_between(start: datetime, end: datetime) -> int:
    """Whole minutes from `start` to `end`, rounded to the nearest; negative when `end` is earlier."""
    return round((end - start).total_seconds() / 60)


def require_zone(moment: datetime, what: str) -> datetime:
    """The same moment, or ValueError when it carries no time zone."""
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ValueError(f"{what} {moment.isoformat()} has no time zone")
    return moment


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """A span of time, start included, end excluded; both zone-aware."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        require_zone(self.start, "start")
        require_zone(self.end, "end")
        if self.end <= self.start:
            raise ValueError(f"a window must end after it starts: {self.start.isoformat()} to {self.end.isoformat()}")

    @property
    def minutes(self) -> int:
        """Length in whole minutes."""
        return minutes_between(self.start, self.end)

    def overlaps(self, other: Window) -> bool:
        """True when the two share at least an instant."""
        return self.start < other.end and other.start < self.end

    def holds(self, moment: datetime) -> bool:
        """True when `moment` lies inside."""
        return self.start <= moment < self.end

    def __str__(self) -> str:
        return f"{self.start.isoformat()}/{self.end.isoformat()}"

    @classmethod
    def parse(cls, text: str) -> Window:
        """From `start/end` in ISO 8601, as `str` gives it."""
        start, _, end = text.partition("/")
        return cls(datetime.fromisoformat(start), datetime.fromisoformat(end))


def now() -> datetime:
    """This moment, in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def day_windows(first: datetime, days: int) -> tuple[Window, ...]:
    """`days` windows of one civil day each, in the zone of `first`, starting at its midnight."""
    midnight = first.replace(hour=0, minute=0, second=0, microsecond=0)
    return tuple(Window(midnight + timedelta(days=d), midnight + timedelta(days=d + 1)) for d in range(days))
