"""What is known of an emergency that goes on: alarms, units with their orders, closures, requests, and the trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from planner.core.estimate import Estimate
from planner.core.surge import STEADY, Level, Task
from planner.surge.request import RequestState

Degrees = tuple[float, float]
"""Longitude and latitude."""


class UnitStatus(StrEnum):
    """How far an order has come. It ends only when it is refused or withdrawn."""

    ORDERED = "ordered"
    DEPARTED = "departed"
    ARRIVED = "arrived"
    ENGAGED = "engaged"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def is_open(self) -> bool:
        """True while the order stands."""
        return self not in (UnitStatus.REFUSED, UnitStatus.WITHDRAWN)

    @property
    def is_coming(self) -> bool:
        """True while the unit has its order and is not at the form-up point yet."""
        return self in (UnitStatus.ORDERED, UnitStatus.DEPARTED)

    @property
    def is_there(self) -> bool:
        """True once the unit is at the form-up point, or with the crowd."""
        return self in (UnitStatus.ARRIVED, UnitStatus.ENGAGED)


@dataclass(frozen=True, slots=True)
class Promise:
    """What was promised for an alarm when orders were given: the need, and when the force is adequate (None: never)."""

    at: datetime
    officers: int
    adequate: datetime | None


@dataclass(frozen=True, slots=True)
class LiveAlarm:
    """An alarm as it is known now; `said` is the moment of which the crowd's size was told."""

    id: str
    longitude: float
    latitude: float
    crowd: Estimate
    said: datetime
    since: datetime
    noticed: datetime
    level: Level = Level.DISORDER
    task: Task = Task.HOLD
    growth: Estimate = STEADY
    grows_for_min: int = 0
    known: str = ""
    place: str = ""
    ended: datetime | None = None
    promises: tuple[Promise, ...] = ()

    def crowd_now(self, at: datetime) -> tuple[Estimate, int]:
        """The crowd at a moment, grown since it was told, and for how many minutes it grows on."""
        gone = max(0.0, (at - self.said).total_seconds() / 60)
        grown = min(gone, self.grows_for_min)
        low, best, high = (
            round(size + rate * grown, 1)
            for size, rate in (
                (self.crowd.low, self.growth.low),
                (self.crowd.best, self.growth.best),
                (self.crowd.high, self.growth.high),
            )
        )
        return Estimate(low, best, high, self.crowd.source, self.crowd.grade), int(max(0, self.grows_for_min - gone))


@dataclass(frozen=True, slots=True)
class LiveUnit:
    """A unit with its order and what became of it. `depart` and `arrive` (at the form-up point) are as ordered.

    `late_min` are the minutes of delay that were told before it departed, `late_on_road_min` those after.
    """

    unit: str
    alarm: str
    origin: str
    place: str
    kind: str
    officers: tuple[str, ...]
    vehicles: tuple[str, ...]
    strength: int
    women: int
    riot: int
    commander_rank: str
    ordered: datetime
    depart: datetime
    arrive: datetime
    by: str = ""
    route: str = ""
    path: tuple[Degrees, ...] = ()
    form_up: Degrees | None = None
    status: UnitStatus = UnitStatus.ORDERED
    acknowledged: datetime | None = None
    departed: datetime | None = None
    arrived: datetime | None = None
    engaged: datetime | None = None
    closed: datetime | None = None
    late_min: float = 0.0
    late_on_road_min: float = 0.0
    because: str = ""

    @property
    def word(self) -> str:
        """The status in a word: "acknowledged" is an order that was read back."""
        is_read_back = self.status is UnitStatus.ORDERED and self.acknowledged is not None
        return "acknowledged" if is_read_back else self.status.value

    @property
    def eta(self) -> datetime:
        """When it is at the form-up point, by all that was told.

        A delay told before it left and a late departure are the same minutes: the larger counts.
        """
        if self.arrived is not None:
            return self.arrived
        late = timedelta(minutes=self.late_min)
        if self.departed is not None:
            late = max(late, self.departed - self.depart)
        return self.arrive + late + timedelta(minutes=self.late_on_road_min)

    def remaining_min(self, at: datetime, overdue_min: float) -> float:
        """Minutes until it is at the form-up point; one that is late and silent needs `overdue_min` more."""
        if self.status.is_there:
            return 0.0
        left = (self.eta - at).total_seconds() / 60
        return left if left > 0 else overdue_min


@dataclass(frozen=True, slots=True)
class LiveClosure:
    """What is closed: the line, area or spot that was drawn, in degrees, or roads by identifier."""

    id: str
    points: tuple[Degrees, ...]
    since: datetime
    because: str = ""
    reopened: datetime | None = None
    roads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LiveRequest:
    """Others who were asked for more, and how far that has come."""

    id: str
    state: RequestState
    at: datetime
    rung: str = ""
    to: str = ""
    officers: int = 0
    women: int = 0
    riot: int = 0
    alarm: str = ""
    eta: datetime | None = None


@dataclass(frozen=True, slots=True)
class CalledIn:
    """Officers who were called in from their rest."""

    at: datetime
    officers: int
    station: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """One entry of the log: what happened when, who says so, when it was recorded, and a sentence.

    `fault` says why an entry changed nothing: it is kept all the same.
    """

    version: int
    kind: str
    at: datetime | None
    recorded: str
    by: str
    sentence: str
    subject: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class SurgeState:
    """All that is known after so many entries of the log."""

    version: int = 0
    opened: datetime | None = None
    ended: datetime | None = None
    alarms: tuple[LiveAlarm, ...] = ()
    units: tuple[LiveUnit, ...] = ()
    closures: tuple[LiveClosure, ...] = ()
    requests: tuple[LiveRequest, ...] = ()
    called_in: tuple[CalledIn, ...] = ()
    trail: tuple[Told, ...] = ()

    def alarm(self, name: str) -> LiveAlarm | None:
        """An alarm by its id."""
        return next((alarm for alarm in self.alarms if alarm.id == name), None)

    def unit(self, name: str) -> LiveUnit | None:
        """A unit by its id."""
        return next((unit for unit in self.units if unit.unit == name), None)

    @property
    def active(self) -> tuple[LiveAlarm, ...]:
        """Alarms that go on."""
        return tuple(alarm for alarm in self.alarms if alarm.ended is None)

    @property
    def open_units(self) -> tuple[LiveUnit, ...]:
        """Units whose order stands."""
        return tuple(unit for unit in self.units if unit.status.is_open)

    @property
    def closed_roads(self) -> tuple[LiveClosure, ...]:
        """Closures that still hold."""
        return tuple(one for one in self.closures if one.reopened is None)
