"""An emergency: one alarm or many at once, what they need, and what must be held back elsewhere."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from planner.core.estimate import Estimate
from planner.core.people import Rank
from planner.core.time import require_zone


class Level(StrEnum):
    """How a crowd behaves; each level has its ratio of crowd to officers."""

    WATCH = "watch"
    TENSE = "tense"
    DISORDER = "disorder"
    VIOLENT = "violent"


class Task(StrEnum):
    """What the force at an alarm is to do."""

    HOLD = "hold"
    EXTRACT = "extract"
    CORDON = "cordon"
    ESCORT = "escort"


STEADY = Estimate(0.0, 0.0, 0.0)
"""A crowd that does not grow."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """A crowd at a place: where (working CRS, metres; and degrees as it was given), how large, since when.

    `crowd` is its size at the moment of the surge, `growth` how many join it a minute from then on, for at most
    `grows_for_min`. `known` is what the caller said.
    """

    id: str
    longitude: float
    latitude: float
    x_m: float
    y_m: float
    crowd: Estimate
    since: datetime
    level: Level = Level.DISORDER
    task: Task = Task.HOLD
    growth: Estimate = STEADY
    grows_for_min: int = 0
    known: str = ""

    def __post_init__(self) -> None:
        require_zone(self.since, f"alarm {self.id}: since")
        if self.crowd.low < 0:
            raise ValueError(f"alarm {self.id}: a crowd cannot be {self.crowd.low}")
        if self.growth.low < 0 or self.grows_for_min < 0:
            raise ValueError(f"alarm {self.id}: a crowd cannot grow by less than nothing")

    def crowd_at(self, minutes: float, quantile: float) -> float:
        """People at a quantile of the doubt, so many minutes after the moment of the surge."""
        return self.crowd.at(quantile) + self.growth.at(quantile) * min(max(0.0, minutes), self.grows_for_min)


@dataclass(frozen=True, slots=True)
class Need:
    """The force that is adequate for one alarm at one moment.

    Officers; women and riot-trained among them; and one commander of at least this rank.
    """

    alarm: str
    officers: int
    women: int
    commander: Rank
    reason: str = ""
    riot: int = 0


@dataclass(frozen=True, slots=True)
class NeedCurve:
    """What one alarm needs as time goes on: `needs[k]` is adequate for a force that is there from `from_min[k]` on.

    `from_min` rises from 0 (minutes after the order), and no later need is smaller than one before it.
    """

    from_min: tuple[float, ...]
    needs: tuple[Need, ...]

    def __post_init__(self) -> None:
        if not self.needs or len(self.needs) != len(self.from_min) or self.from_min[0] != 0:
            raise ValueError("a need over time begins at 0 and has one need a step")
        if list(self.from_min) != sorted(set(self.from_min)):
            raise ValueError("the steps of a need over time must rise")
        for one, after in zip(self.needs, self.needs[1:], strict=False):
            grows = (one.officers, one.women, one.riot, one.commander)
            if any(
                a > b for a, b in zip(grows, (after.officers, after.women, after.riot, after.commander), strict=True)
            ):
                raise ValueError(f"alarm {one.alarm}: a later need is smaller than one before it")

    def at(self, minutes: float) -> Need:
        """The need of a force that is there so many minutes after the order."""
        return self.needs[max(0, bisect_right(self.from_min, minutes) - 1)]


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
