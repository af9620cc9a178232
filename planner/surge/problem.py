"""All that the surge solvers see: whole numbers, no frames.

Times inside are whole tenths of a minute after the order, rounded up, so that no arrival is promised too early.
None stands for "cannot be driven".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from planner.core.people import Rank, Vehicle
from planner.core.surge import Alarm, HoldBack, Need, NeedCurve

TENTHS = 10
"""Tenths in a minute."""


@dataclass(frozen=True, slots=True, order=True)
class Person:
    """An officer who is on duty, by service number."""

    officer: str
    rank: Rank
    is_woman: bool
    is_riot_trained: bool = False


@dataclass(frozen=True, slots=True)
class FormUp:
    """Where a force gathers before it moves against a crowd: working CRS, and its distance as the crow flies."""

    x_m: float
    y_m: float
    distance_m: float


@dataclass(frozen=True, slots=True)
class Origin:
    """Where people start from: who and what stands there now, how long turn-out and drive take.

    `loose_seats` belong to no vehicle on record and are shared out singly; `drive` has one entry an alarm, in tenths:
    to its form-up point, or to the alarm itself where it has none. All vehicles of an origin have one speed profile; a
    station with several kinds is several origins with one `place`. `kind` is "station", "lines", "mobile" (on the road
    now), "guard" (at a site), or "given": a unit that has its order already and cannot be sent elsewhere.
    """

    id: str
    people: tuple[Person, ...]
    vehicles: tuple[Vehicle, ...]
    loose_seats: int
    turnout: int
    desk_minimum: int
    drive: tuple[int | None, ...]
    kind: str = "station"
    place: str = ""
    x_m: float = 0.0
    y_m: float = 0.0

    @property
    def seats(self) -> int:
        """Seats for those who leave."""
        return self.loose_seats + sum(v.seats for v in self.vehicles)

    @property
    def give(self) -> int:
        """How many may leave: those above the desk's minimum who have a seat."""
        return max(0, min(len(self.people) - self.desk_minimum, self.seats))

    @property
    def is_given(self) -> bool:
        """True for a unit that has its order already."""
        return self.kind == "given"

    def moment(self, alarm: int, onward: int) -> int | None:
        """The moment of adequacy if this unit is the last to arrive, in tenths after the order."""
        arrival = self.arrival(alarm)
        return None if arrival is None else arrival + onward

    def arrival(self, alarm: int) -> int | None:
        """Tenths of a minute from the order to the form-up point, turn-out included."""
        drive = self.drive[alarm]
        return None if drive is None else self.turnout + drive


@dataclass(frozen=True, slots=True)
class SurgeProblem:
    """Alarms with their needs and weights, origins, and what must stay.

    `holdbacks` has one entry a site that needs cover; its `minimum` is never above what is there before anyone leaves.
    `reserve` of those who may go stay for a second front. `thin` names sites whose cover is below the wish before
    anyone leaves, with the sentence why. `notes` says what was assumed.

    `needs` are those at the order, `curves` those over time ((): they do not grow). `onward` are tenths from the last
    arrival at the form-up point to the crowd, briefing included ((): none). A unit has at least `unit_min` officers and
    one of at least `unit_leader` among them; `sections` is the least force that each alarm gets before any alarm gets
    more ((): no such floor). A mobile or a guard that is smaller than the least unit is a unit as it is.
    """

    at: datetime
    alarms: tuple[Alarm, ...]
    needs: tuple[Need, ...]
    weights: tuple[int, ...]
    origins: tuple[Origin, ...]
    holdbacks: tuple[HoldBack, ...]
    reserve: int
    form_ups: tuple[FormUp | None, ...]
    thin: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    curves: tuple[NeedCurve, ...] = ()
    onward: tuple[int, ...] = ()
    unit_min: int = 1
    unit_leader: Rank = Rank.CONSTABLE
    sections: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        counts = {len(self.alarms), len(self.needs), len(self.weights), len(self.form_ups)}
        counts.update(len(o.drive) for o in self.origins)
        if len(counts) != 1:
            raise ValueError(f"alarms, needs, weights, form-up points and drives differ in number: {sorted(counts)}")
        if min(self.weights) < 1:
            raise ValueError("a weight must be at least 1")
        if any(o.is_given and sum(d is not None for d in o.drive) != 1 for o in self.origins):
            raise ValueError("a given unit goes to one alarm")

    def need_at(self, alarm: int, tenths: int) -> Need:
        """What alarm number `alarm` needs of a force that is there so many tenths of a minute after the order."""
        return self.curves[alarm].at(tenths / TENTHS) if self.curves else self.needs[alarm]

    def last_need(self, alarm: int) -> Need:
        """The need in the end: what is missing is measured by it where a force is never adequate."""
        return self.curves[alarm].needs[-1] if self.curves else self.needs[alarm]

    def onward_of(self, alarm: int) -> int:
        """Tenths from the last arrival at the form-up point of alarm number `alarm` to its crowd."""
        return self.onward[alarm] if self.onward else 0

    def least_of(self, origin: Origin) -> int:
        """How many a unit from this origin has at least."""
        is_unit_as_it_is = origin.kind in ("mobile", "guard")
        return max(1, min(self.unit_min, len(origin.people))) if is_unit_as_it_is else self.unit_min

    @property
    def priority(self) -> tuple[int, ...]:
        """Alarms by weight, the heaviest first; equal ones in the order given."""
        return tuple(sorted(range(len(self.alarms)), key=lambda q: (-self.weights[q], q)))
