"""Alarms as people say them, read into a Surge; what is wrong is told with the alarm and the value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

import geopandas as gpd
from shapely.geometry import Point

from planner.config import Config, SurgeConfig
from planner.core.errors import InputError
from planner.core.estimate import Estimate
from planner.core.surge import STEADY, Alarm, Level, Surge, Task
from planner.flow.kept import hashes, kept
from planner.flow.stores import DEGREES, extent
from planner.store import Store
from planner.tables import AreaTable, RoadTable

AlarmText = tuple[float, float, str]
"""Longitude, latitude (degrees) and the crowd as `LOW-HIGH`, `LOW-BEST-HIGH` or one number."""
_NUMBER = r"\s*\d{1,9}(?:\.\d{1,6})?\s*"
_NUMBERS = re.compile(f"{_NUMBER}(?:[-–]{_NUMBER}){{0,2}}")
_Word = TypeVar("_Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class AlarmSaid:
    """An alarm as it was called in: place in degrees, crowd and growth (people a minute) as text, level and task.

    `level` "" is that of the numbers. `since_min` is how many minutes ago it was seen as it is told here.
    """

    longitude: float
    latitude: float
    crowd: str
    level: str = ""
    task: str = Task.HOLD.value
    growth: str = ""
    known: str = ""
    since_min: float = 0.0
    grows_for_min: int | None = None


def as_said(alarm: AlarmSaid | AlarmText) -> AlarmSaid:
    """An alarm given as longitude, latitude and crowd, with nothing said about the rest."""
    return alarm if isinstance(alarm, AlarmSaid) else AlarmSaid(*alarm)


def read_alarms(alarms: Sequence[AlarmSaid | AlarmText], at: datetime, crs: str, config: SurgeConfig) -> Surge:
    """Alarms as a person gives them, as a Surge; InputError names the alarm and the value that is wrong."""
    if not alarms:
        raise InputError("no alarm is given", maybe="say where the crowd is and how large.")
    return Surge(tuple(_read(f"A{n}", as_said(one), at, crs, config) for n, one in enumerate(alarms, start=1)), at)


def _read(name: str, said: AlarmSaid, at: datetime, crs: str, config: SurgeConfig) -> Alarm:
    if not (-180 <= said.longitude <= 180 and -90 <= said.latitude <= 90):
        raise InputError(
            f"alarm {name}: {said.longitude}, {said.latitude} is no place in degrees",
            maybe="longitude comes first, then latitude.",
        )
    place = gpd.GeoSeries([Point(said.longitude, said.latitude)], crs=DEGREES).to_crs(crs).iloc[0]
    growth = _estimate(name, "growth", said.growth, "people a minute as 2-5") if said.growth.strip() else STEADY
    grows_for = config.growth_lasts_min if said.grows_for_min is None else said.grows_for_min
    if grows_for < 0 or not said.since_min >= 0:
        raise InputError(f"alarm {name}: a crowd cannot grow for {grows_for} min, nor be seen {-said.since_min} min on")
    return Alarm(
        name,
        said.longitude,
        said.latitude,
        place.x,
        place.y,
        _estimate(name, "crowd", said.crowd, "it as 300-600 or 300-450-600"),
        at - timedelta(minutes=said.since_min),
        _word(name, "level", said.level or config.level, Level),
        _word(name, "task", said.task, Task),
        growth,
        grows_for if growth.high > 0 else 0,
        said.known.strip(),
    )


def _estimate(name: str, what: str, text: str, example: str) -> Estimate:
    if not _NUMBERS.fullmatch(text):
        raise InputError(f"alarm {name}: {what} {text!r} is no number or range", maybe=f"write {example}.")
    try:
        return Estimate.parse(text)
    except ValueError as fault:
        raise InputError(f"alarm {name}: {what} {text!r}: {fault}", maybe=f"write {example}.") from fault


def _word(name: str, what: str, text: str, words: type[_Word]) -> _Word:
    try:
        return words(text.strip().casefold())
    except ValueError as fault:
        known = ", ".join(words)
        raise InputError(f"alarm {name}: {what} {text!r} is none of {known}", maybe="it is misspelt.") from fault


def refuse_elsewhere(store: Store, config: Config, event: Surge) -> None:
    """InputError for an alarm outside the district, with the advice that fits: phones give latitude first."""
    district = kept(("extent", *hashes(store, AreaTable, RoadTable), config.hash), lambda: extent(store, config))
    for alarm in event.alarms:
        if district.covers(Point(alarm.longitude, alarm.latitude)):
            continue
        turned = district.covers(Point(alarm.latitude, alarm.longitude))
        raise InputError(
            f"alarm {alarm.id}: {alarm.longitude}, {alarm.latitude} lies outside the district",
            maybe="latitude and longitude are swapped: longitude comes first."
            if turned
            else "another place was meant, or the roads and areas around it are not loaded.",
        )
