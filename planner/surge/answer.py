"""The answer to a surge: who goes where, when the force is adequate, what is left open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from planner.core.people import Rank
from planner.core.plan import Status
from planner.core.surge import Need
from planner.surge.problem import FormUp


@dataclass(frozen=True, slots=True)
class UnitAnswer:
    """People and vehicles that go together from one origin to one alarm. The first of `officers` is in charge.

    Minutes count from the order: `depart_min` is when turn-out ends, `drive_min` lies between it and `arrive_min`, when
    the unit is at the form-up point. `given` is a unit that had its order before.
    """

    unit: str
    origin: str
    officers: tuple[str, ...]
    women: int
    commander_rank: Rank
    vehicles: tuple[str, ...]
    depart_min: float
    drive_min: float
    arrive_min: float
    riot: int = 0
    kind: str = "station"
    place: str = ""
    given: bool = False

    @property
    def strength(self) -> int:
        """How many."""
        return len(self.officers)


@dataclass(frozen=True, slots=True)
class Commander:
    """Who commands at an alarm."""

    officer: str
    rank: Rank


@dataclass(frozen=True, slots=True)
class Lack:
    """What an alarm does not get. `commander` is true when nobody of the needed rank comes."""

    officers: int
    women: int
    commander: bool
    riot: int = 0

    def __bool__(self) -> bool:
        return bool(self.officers or self.women or self.riot or self.commander)

    def sentence(self, need: Need) -> str:
        """What is missing, to be read aloud."""
        parts = []
        if self.officers:
            parts.append(f"{self.officers} of {need.officers} officers")
        if self.women:
            parts.append(f"{self.women} of {need.women} women")
        if self.riot:
            parts.append(f"{self.riot} of {need.riot} riot-trained")
        if self.commander:
            parts.append(f"a commander of the rank of {need.commander.label} or above")
        text = ", ".join(parts[:-1]) + " and " + parts[-1] if len(parts) > 1 else "".join(parts)
        is_many = len(parts) > 1 or max(self.officers, self.women, self.riot) > 1
        return f"{text} {'are' if is_many else 'is'} missing." if parts else ""


@dataclass(frozen=True, slots=True)
class AlarmAnswer:
    """What one alarm gets.

    `need` is that at the moment of adequacy; where the force is never adequate, the need in the end, and what is
    missing to it is the `lack`. `form_up_by_min` is when the last unit that counts is at the form-up point (None when
    nobody comes), `onward_min` what lies between that and the crowd, briefing included, and `time_to_adequate_min` the
    sum of the two, or None when the need is never met. With several alarms the weighted sum of times is what is made
    small: once that is proven, `bound_min` equals the time; until then it is the soonest that this alarm could have had
    if it were the only one.
    """

    alarm: str
    longitude: float
    latitude: float
    need: Need
    time_to_adequate_min: float | None
    bound_min: float | None
    proven_optimal: bool
    lack: Lack
    shortfall: str
    commander: Commander | None
    form_up: FormUp | None
    form_up_by_min: float | None
    onward_min: float
    units: tuple[UnitAnswer, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """One of the three aims in their order, its value in the answer, and the best that is still possible."""

    name: str
    objective: int
    bound: int

    @property
    def is_proven(self) -> bool:
        """True when nothing better is possible."""
        return self.objective == self.bound


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A site with less cover than is wished, and why."""

    site: str
    why: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Who goes where. `status` is optimal when every stage is proven, good when not, impossible when nobody can go.

    `notes` say what was assumed.
    """

    at: datetime
    status: Status
    alarms: tuple[AlarmAnswer, ...]
    stages: tuple[Stage, ...]
    uncovered: tuple[Uncovered, ...]
    broken_holdbacks: tuple[str, ...]
    notes: tuple[str, ...]
    seconds: float
