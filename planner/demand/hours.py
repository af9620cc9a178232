"""When people stand: planned days, shifts, and the hours around services."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from planner.config import RosterConfig
from planner.core.services import local_days, local_moment
from planner.core.time import MINUTES_PER_DAY, Window


@dataclass(frozen=True, slots=True)
class Span:
    """What is planned: windows in order, and the zone in which clocks are read. A duty belongs where it begins."""

    windows: tuple[Window, ...]
    zone: ZoneInfo

    @property
    def days(self) -> tuple[date, ...]:
        """Local days on which a duty of the span can begin, with one more for what begins on the evening before."""
        touched = {day for window in self.windows for day in local_days(window, self.zone)}
        return tuple(sorted(touched | {max(touched) + timedelta(days=1)})) if touched else ()

    def holds(self, moment: datetime) -> bool:
        """True when a duty that begins at `moment` belongs to the span."""
        return any(window.holds(moment) for window in self.windows)

    def on(self, day: date, start_h: float, hours: float) -> Window:
        """So many hours from an hour of a local day on."""
        return Window(local_moment(day, start_h * 60, self.zone), local_moment(day, (start_h + hours) * 60, self.zone))

    def stamp(self, moment: datetime) -> str:
        """`20261224T0800`, as the clock there shows it."""
        return moment.astimezone(self.zone).strftime("%Y%m%dT%H%M")


def shifts(day: date, span: Span, roster: RosterConfig) -> tuple[Window, ...]:
    """The shifts that begin with a day's first shift and cover 24 hours; the last is cut where the next day begins."""
    length = roster.shift_hours * 60
    first = round(roster.first_shift_h * 60)
    return tuple(
        Window(
            local_moment(day, first + start, span.zone),
            local_moment(day, first + min(start + length, MINUTES_PER_DAY), span.zone),
        )
        for start in range(0, MINUTES_PER_DAY, length)
    )


def widened(window: Window, before_min: int, after_min: int) -> Window:
    """The window with time before and after it."""
    return Window(window.start - timedelta(minutes=before_min), window.end + timedelta(minutes=after_min))


def merged(windows: Iterable[Window], *, gap_min: int, longest_min: int) -> tuple[Window, ...]:
    """Neighbours joined while they overlap, or while the gap is at most `gap_min` and the whole at most `longest_min`.

    What is longer than `longest_min` is then cut into equal parts: relief takes over.
    """
    joined: list[Window] = []
    for window in sorted(windows):
        if joined:
            last = joined[-1]
            whole = Window(last.start, max(last.end, window.end))
            near = window.start - last.end <= timedelta(minutes=gap_min) and whole.minutes <= longest_min
            if window.start <= last.end or near:
                joined[-1] = whole
                continue
        joined.append(window)
    return tuple(part for window in joined for part in _cut(window, longest_min))


def _cut(window: Window, longest_min: int) -> Sequence[Window]:
    parts = max(1, -(-window.minutes // longest_min))
    cuts = [window.start + (window.end - window.start) * k / parts for k in range(parts + 1)]
    return [Window(a, b) for a, b in pairwise(cuts)]
