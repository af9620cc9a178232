"""A past emergency as a scenario: published facts, and a labelled slider for everything that is not known.

Minutes count from midnight of the scenario's date, local time; the evening before has negative ones. Places lie on a
made-up plane in kilometres: no real site is in a scenario.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from planner.core.estimate import Estimate
from planner.core.people import Rank
from planner.core.surge import Level

DAY_MIN = 24 * 60
PLACE_KINDS = ("locality", "station", "lines", "region", "rangers")
"""What a place is: a locality is protected, from all others people come."""
FORCE_KINDS = ("station", "lines", "mobile", "guard", "region", "rangers")
"""Where a force was: a guard stands at its locality and never drives."""
SWITCHES = ("order_at", "assemble", "reserve", "planned")
"""What a counterfactual may set besides sliders."""
SLIDER_UNITS = ("clock", "min", "officers", "people")
FACT_UNITS = (
    *SLIDER_UNITS,
    *("houses", "worship", "shops", "dead", "hurt", "arrests", "accused", "villages", "sites", "count"),
    *("h", "days", "km", "share", "ratio", "rupees"),
)

_CLOCK = re.compile(r"(?:([+-]\d+) )?(\d{2}):(\d{2})")
_MOMENT = re.compile(r"(?P<base>(?:[+-]\d+ )?\d{2}:\d{2}|slider:[a-z0-9_]+|trigger|notice|order)(?P<by>[+-]\d+)?")


def clock_minute(text: str) -> int:
    """Minutes from midnight of "07:00", "+1 01:00" (the day after) or "-1 19:00"; ValueError when it is none."""
    found = _CLOCK.fullmatch(text)
    if not found or int(found[2]) > 23 or int(found[3]) > 59:
        raise ValueError(f'{text!r} is no clock time: write "07:00", or "+1 01:00" for the day after')
    return int(found[1] or 0) * DAY_MIN + int(found[2]) * 60 + int(found[3])


def clock_text(minute: int) -> str:
    """The reverse of `clock_minute`."""
    days, rest = divmod(minute, DAY_MIN)
    return (f"{days:+d} " if days else "") + f"{rest // 60:02d}:{rest % 60:02d}"


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment by its clock, by a slider, or by a step of the chain, and so many minutes after it.

    `base` is "clock" (then `minute` is the time itself), "slider" (then `slider` names it), "trigger", "notice" or
    "order" (then `minute` counts from it).
    """

    base: str
    minute: int = 0
    slider: str = ""

    @classmethod
    def parse(cls, text: str) -> Moment:
        """From "07:00", "+1 01:00", "slider:KEY", "slider:KEY+30", "trigger", "notice+10" or "order-5"."""
        found = _MOMENT.fullmatch(text)
        if not found:
            raise ValueError(f'{text!r} is no moment: write "07:00", "+1 01:00", "slider:KEY+30" or "notice+10"')
        base, by = found["base"], int(found["by"] or 0)
        if base.startswith("slider:"):
            return cls("slider", by, base.removeprefix("slider:"))
        if base in ("trigger", "notice", "order"):
            return cls(base, by)
        return cls("clock", clock_minute(base) + by)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its doubt, or the slider that sets it (then `estimate` is the slider's range)."""

    estimate: Estimate
    slider: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A published number; sources that differ are kept as low, best and high, and `said` has who said which."""

    key: str
    text: str
    value: Estimate
    unit: str
    sources: tuple[str, ...]
    said: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ClockEvent:
    """What happened at a moment, in both languages."""

    at: Moment
    what_en: str
    what_ur: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScenarioPlace:
    """A place on the made-up plane; a locality has places of worship and houses to protect."""

    id: str
    name_en: str
    name_ur: str
    kind: str
    x_km: float
    y_km: float
    worship: int = 0
    houses: int = 0


@dataclass(frozen=True, slots=True)
class Force:
    """Officers that started from a place together.

    They are ordered at `ordered_at`, turn out, and drive `minutes` (None: the distance on the plane times `detour`, at
    `speed_kmh`; None there: those of the configuration), and `delay` more where a road was blocked. `arrived_at` is
    when they came as it happened, where that is known better than the steps before it. They went to `to`; a force with
    several localities is divided by what these need.
    """

    id: str
    name_en: str
    name_ur: str
    start: str
    kind: str
    officers: Amount
    commander: Rank
    turnout: Amount
    minutes: Amount | None
    speed_kmh: float | None
    detour: float | None
    delay: Amount | None
    ordered_at: Moment
    arrived_at: Moment | None
    to: tuple[str, ...]
    sources: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class CrowdPoint:
    """How large a crowd is at a moment; between two points it changes by a straight line."""

    at: Moment
    people: Amount


@dataclass(frozen=True, slots=True)
class Crowd:
    """The crowd at a locality: nobody before its first point, and the last size to the end.

    `violence_at` is when it begins to attack; None when it never did.
    """

    place: str
    points: tuple[CrowdPoint, ...]
    violence_at: Moment | None
    level: Level
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slider:
    """Something unknown, with its range; minutes from midnight when its unit is "clock"."""

    key: str
    label_en: str
    label_ur: str
    low: float
    default: float
    high: float
    unit: str
    source: str
    grade: str

    @property
    def estimate(self) -> Estimate:
        """The range as a number with its doubt."""
        return Estimate(self.low, self.default, self.high, self.source, self.grade)


@dataclass(frozen=True, slots=True)
class Chain:
    """The steps from what set it off to the order, the end of the replay, and how the force moved as it happened.

    `assemble` is true when units formed up and moved together, `reserve` how many were kept back for a second front.
    """

    trigger_at: Moment
    noticed_at: Moment
    ordered_at: Moment
    ends_at: Moment
    assemble: bool = False
    reserve: int = 0


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """The same hours with something done otherwise: values of sliders, and of the switches.

    Switches: `order_at` (None: as it happened) is the moment by which every force has its order; `assemble`; `reserve`
    (officers kept back for a second front); `planned` (the planner says who goes where). None: as it happened.
    """

    key: str
    label_en: str
    label_ur: str
    sliders: Mapping[str, float]
    order_at: Moment | None = None
    assemble: bool | None = None
    reserve: int | None = None
    planned: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """Published sums that the localities must add up to; None where none is published."""

    worship: int | None = None
    houses: int | None = None
    localities: int | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """A past emergency that can be replayed; see `docs/how-to/write-a-scenario.md`."""

    name: str
    title_en: str
    title_ur: str
    day: date
    timezone: str
    summary_en: str
    summary_ur: str
    lesson_en: str
    lesson_ur: str
    caveat_en: str
    caveat_ur: str
    sources: Mapping[str, str]
    facts: tuple[Fact, ...]
    clock: tuple[ClockEvent, ...]
    places: tuple[ScenarioPlace, ...]
    forces: tuple[Force, ...]
    crowds: tuple[Crowd, ...]
    sliders: tuple[Slider, ...]
    counterfactuals: tuple[Counterfactual, ...]
    chain: Chain
    check: Check

    @property
    def localities(self) -> tuple[ScenarioPlace, ...]:
        """The places to be protected, in the order of the file."""
        return tuple(place for place in self.places if place.kind == "locality")

    def when(self, minute: int) -> datetime:
        """A minute of the scenario as a moment with its zone."""
        zone = ZoneInfo(self.timezone)
        midnight = datetime(self.day.year, self.day.month, self.day.day, tzinfo=zone)
        return (midnight.astimezone(UTC) + timedelta(minutes=minute)).astimezone(zone)
