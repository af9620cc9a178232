"""What happened against what was planned, alarm by alarm: for looking back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from planner.surge.live_state import LiveAlarm, LiveUnit, SurgeState


@dataclass(frozen=True, slots=True)
class Span:
    """The moments of one alarm; None is what did not happen, or was not told.

    `planned_first` and `first` are the first unit at the form-up point. `assembled` is when as many as were promised
    stood there, `adequate` when they had moved to the crowd; `planned_adequate` is the last promise,
    `first_promise` the first.
    """

    alarm: str
    since: datetime
    noticed: datetime
    first_order: datetime | None
    planned_first: datetime | None
    first: datetime | None
    first_promise: datetime | None
    planned_adequate: datetime | None
    officers: int
    assembled: datetime | None
    adequate: datetime | None
    ended: datetime | None

    @property
    def notice_min(self) -> float:
        """Minutes from the beginning to the alarm."""
        return _minutes(self.since, self.noticed) or 0.0

    @property
    def late_min(self) -> float | None:
        """Minutes by which the adequate force came after the last promise; negative: before it."""
        return _minutes(self.planned_adequate, self.adequate)


def spans(state: SurgeState) -> tuple[Span, ...]:
    """One span an alarm, in the order in which they were told. Units withdrawn or refused count up to that moment."""
    return tuple(_span(state, alarm) for alarm in state.alarms)


def _span(state: SurgeState, alarm: LiveAlarm) -> Span:
    own = [unit for unit in state.units if unit.alarm == alarm.id]
    last = alarm.promises[-1] if alarm.promises else None
    officers = last.officers if last else 0
    return Span(
        alarm=alarm.id,
        since=alarm.since,
        noticed=alarm.noticed,
        first_order=min((unit.ordered for unit in own), default=None),
        planned_first=min((unit.arrive for unit in own), default=None),
        first=min((unit.arrived for unit in own if unit.arrived is not None), default=None),
        first_promise=alarm.promises[0].adequate if alarm.promises else None,
        planned_adequate=last.adequate if last else None,
        officers=officers,
        assembled=_when([(unit.arrived, unit) for unit in own], officers),
        adequate=_when([(unit.engaged, unit) for unit in own], officers),
        ended=alarm.ended,
    )


def _when(moments: list[tuple[datetime | None, LiveUnit]], officers: int) -> datetime | None:
    """The first moment at which so many were there; who is withdrawn leaves again."""
    steps = [(at, unit.strength) for at, unit in moments if at is not None]
    steps += [(unit.closed, -unit.strength) for at, unit in moments if at is not None and unit.closed is not None]
    there = 0
    for at, strength in sorted(steps):
        there += strength
        if officers and there >= officers:
            return at
    return None


def _minutes(start: datetime | None, end: datetime | None) -> float | None:
    return None if start is None or end is None else round((end - start).total_seconds() / 60, 1)
