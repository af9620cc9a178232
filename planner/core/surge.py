"""An emergency: one alarm or many at once, what they need, and what must be held back elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from planner.core.estimate import Estimate
from planner.core.people import Rank
from planner.core.time import require_zone


@dataclass(frozen=True, slots=True)
class Alarm:
    """A crowd at a place: where (working CRS, metres; and degrees as it was given), how large, since when."""

    id: str
    longitude: float
    latitude: float
    x_m: float
    y_m: float
    crowd: Estimate
    since: datetime

    def __post_init__(self) -> None:
        require_zone(self.since, f"alarm {self.id}: since")
        if self.crowd.low < 0:
            raise ValueError(f"alarm {self.id}: a crowd cannot be {self.crowd.low}")


@dataclass(frozen=True, slots=True)
class Need:
    """The force that is adequate for one alarm: officers, women among them, and one commander of at least this rank."""

    alarm: str
    officers: int
    women: int
    commander: Rank
    reason: str = ""


@dataclass(frozen=True, slots=True)
class HoldBack:
    """Cover that must remain: at least `minimum` officers whose origins lie within reach of a site."""

    site: str
    minimum: int
    origins: tuple[str, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Surge:
    """One alarm or many at once, at a moment."""

    alarms: tuple[Alarm, ...]
    at: datetime

    def __post_init__(self) -> None:
        require_zone(self.at, "surge")
        if not self.alarms:
            raise ValueError("a surge needs at least one alarm")
