"""The answer to a surge together with the roll and the places: read once, drawn on by every page of it."""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import geopandas as gpd
import pandas as pd

from planner.core.counting import as_counted
from planner.core.errors import InputError
from planner.report.spots import Landmarks, Spot
from planner.report.week import Person, is_synthetic, names, roll_of

_RIOT = "riot-control"
_CROWD = ("low", "best", "high", "planned")


@dataclass(frozen=True, slots=True)
class Sent:
    """One unit on its way: who is in it, the one in charge first, and the row of the document. Moments are local."""

    row: Mapping[str, Any]
    call_sign: str
    people: tuple[Person, ...]
    leave: datetime
    arrive: datetime

    @property
    def strength(self) -> int:
        """Officers in the unit."""
        return int(self.row.get("strength") or len(self.people))

    @property
    def leader(self) -> tuple[str, str]:
        """Number and rank of the one in charge; the unit's own number where nobody is named."""
        if self.people:
            return self.people[0].number, self.people[0].rank
        return str(self.row["unit"]), str(self.row.get("commander_rank") or "")


@dataclass(frozen=True, slots=True)
class Front:
    """One alarm with what goes to it: moments are local, None where the document has none.

    `crowd` is low, best, high and planned for, or empty. `sent` and `needed` count officers, women and riot-trained.
    `promised` is the moment at which the force is adequate in so many of 10 cases; with None for the moment there
    is none, and it is so in that many cases only. None: the document promises nothing.
    """

    id: str
    row: Mapping[str, Any]
    spot: Spot
    form_up: Spot | None
    units: tuple[Sent, ...]
    crowd: tuple[int, ...]
    needed: Mapping[str, int]
    sent: Mapping[str, int]
    adequate_at: datetime | None
    force_by: datetime | None
    move_off: datetime | None
    at_crowd: datetime | None
    is_late: bool
    promised: tuple[datetime | None, int] | None = None

    @property
    def action(self) -> str:
        """What the force is to do: hold, extract, cordon or escort."""
        return str(self.row.get("task") or "hold")

    @property
    def level(self) -> str:
        """How the crowd behaves; "" where nobody said."""
        return str(self.row.get("level") or "")

    @property
    def head(self) -> tuple[str, str] | None:
        """Number and rank of the commander of the force."""
        number, _, rank = str(self.row.get("commander") or "").rpartition(", ")
        return (number, rank) if number else (rank, "") if rank else None

    @property
    def growth(self) -> float:
        """People who join a minute."""
        return float((self.row.get("crowd") or {}).get("growth_per_min") or 0)

    @property
    def is_adequate(self) -> bool:
        """True when the force that goes is the force that is needed."""
        return self.row["time_to_adequate_min"] is not None if "time_to_adequate_min" in self.row else not self.missing

    @property
    def missing(self) -> dict[str, int]:
        """How many of each are missing."""
        return {key: many - self.sent[key] for key, many in self.needed.items() if many > self.sent[key]}


@dataclass(frozen=True)
class SurgePaper:
    """A whole surge as its papers need it; `stamp` is its moment, as order numbers begin.

    A force that is adequate later than `in_time_min` is late (0: none is). `crs` is the working reference system.
    """

    document: Mapping[str, Any]
    fronts: tuple[Front, ...]
    roll: Mapping[str, Person]
    places: Mapping[str, str]
    both_names: Mapping[str, tuple[str, str]]
    zone: ZoneInfo
    at: datetime | None
    stamp: str
    is_synthetic: bool
    in_time_min: int
    crs: str = ""

    @property
    def id(self) -> str:
        """The moment and eight letters of what was called and answered: the same surge always has the same."""
        told = [
            [a.get(key) for key in ("id", "longitude", "latitude", "crowd", "level", "task", "need")]
            + [[u.get(key) for key in ("unit", "depart", "officers")] for u in a["units"]]
            for a in self.document["alarms"]
        ]
        text = json.dumps([self.document.get("at"), self.document.get("seed"), told], sort_keys=True)
        return f"{self.stamp}-{hashlib.sha256(text.encode()).hexdigest()[:8]}".lstrip("-")

    @property
    def log(self) -> str:
        """The name of the kept surge that this is a part of, or ""."""
        log = self.document.get("log")
        return log if isinstance(log, str) else ""

    @property
    def folder(self) -> str:
        """A folder's name of its own, in letters that every file system takes."""
        return "surge-" + re.sub(r"[^A-Za-z0-9-]+", "_", self.id)

    def called(self, place: str, language: str) -> str:
        """Number and the name in one language."""
        english, urdu = self.both_names.get(place, ("", ""))
        name = (urdu or english) if language == "ur" else (english or urdu)
        return f"{place} · {name}" if name else place

    def local(self, text: Any) -> datetime | None:
        """A moment of the document on the clock of the place."""
        return _local(text, self.zone)


def surge_paper_of(
    document: Mapping[str, Any],
    *,
    officers: pd.DataFrame,
    stations: gpd.GeoDataFrame,
    timezone: str,
    sites: gpd.GeoDataFrame | None = None,
    areas: gpd.GeoDataFrame | None = None,
    in_time_min: int = 0,
) -> SurgePaper:
    """The surge of a document; a force that is adequate later than `in_time_min` is late (0: none is).

    InputError when the document is no answer to a surge.
    """
    zone = ZoneInfo(timezone)
    roll = roll_of(officers)
    marks = Landmarks(sites, stations, areas)
    frames = [(stations, "station"), *([(sites, "site")] if sites is not None else [])]
    try:
        at = _local(document.get("at"), zone)
        fronts = tuple(_front(row, roll, marks, zone, at, in_time_min) for row in document["alarms"])
    except (KeyError, TypeError, ValueError) as fault:
        raise InputError(
            f"this is no answer to a surge: {fault!r}", maybe="the output of `hifazat surge --json` was meant."
        ) from fault
    return SurgePaper(
        document=document,
        fronts=fronts,
        roll=roll,
        places={key: name for frame, column in frames for key, name in names(frame, column).items()},
        both_names={
            row[column]: (row["name_en"], row["name_ur"])
            for frame, column in frames
            for row in frame.to_dict("records")
        },
        zone=zone,
        at=at,
        stamp="" if at is None else at.strftime("%Y%m%dT%H%M"),
        is_synthetic=is_synthetic(document, officers),
        in_time_min=in_time_min,
        crs="" if stations.crs is None else str(stations.crs),
    )


def _front(
    row: Mapping[str, Any], roll: Mapping[str, Person], marks: Landmarks, zone: ZoneInfo, at: datetime | None, late: int
) -> Front:
    alarm = str(row["id"])
    sent = (_sent(unit, _call_sign(unit, alarm, n), roll, zone) for n, unit in enumerate(row["units"], 1))
    units = tuple(sorted(sent, key=lambda unit: as_counted(unit.call_sign)))
    minutes = row.get("time_to_adequate_min")
    crowd = row.get("crowd")
    onward = row.get("onward_min")
    last = max((moment for unit in row["units"] if (moment := _local(unit["arrive"], zone))), default=None)
    force_by = _local(row.get("form_up_by"), zone) or last
    there = None if force_by is None or onward is None else force_by + timedelta(minutes=float(onward))
    adequate = at + timedelta(minutes=float(minutes)) if at is not None and minutes is not None else None
    return Front(
        id=alarm,
        row=row,
        spot=marks.spot(dict(row)),
        form_up=marks.spot(dict(row["form_up"])) if row.get("form_up") else None,
        units=units,
        crowd=tuple(round(crowd[key]) for key in _CROWD) if crowd else (),
        needed={key: int(row["need"].get(key) or 0) for key in ("officers", "women", "riot")},
        sent=_counts(units),
        adequate_at=_up(adequate),
        force_by=_up(force_by),
        move_off=_up(_local(row.get("move_off"), zone)),
        at_crowd=_up(there),
        promised=_promised(row.get("promise") or {}, at),
        is_late=bool(late) and minutes is not None and float(minutes) > late,
    )


def _promised(found: Mapping[str, Any], at: datetime | None) -> tuple[datetime | None, int] | None:
    if at is None or "minutes" not in found:
        return None
    minutes = found["minutes"]
    share = found["quantile"] if minutes is not None else found.get("chance_ever") or 0
    moment = None if minutes is None else whole_minute(at + timedelta(minutes=float(minutes)))
    return moment, math.floor(10 * float(share) + 1e-9)


def _sent(row: Mapping[str, Any], call_sign: str, roll: Mapping[str, Person], zone: ZoneInfo) -> Sent:
    leave, arrive = _local(row["depart"], zone), _local(row["arrive"], zone)
    if leave is None or arrive is None:
        raise ValueError(f"unit {row['unit']} has no moments")
    people = tuple(roll.get(number, Person(number)) for number in row.get("officers") or ())
    return Sent(row, call_sign, people, leave, _up(arrive) or arrive)


def _call_sign(unit: Mapping[str, Any], alarm: str, position: int) -> str:
    """The unit's own name where it names its alarm, as it stays when the plan is made anew; else alarm and place."""
    name = str(unit["unit"])
    return name if name.startswith(f"{alarm}-") else f"{alarm}-{position}"


def _counts(units: tuple[Sent, ...]) -> dict[str, int]:
    riot = sum(
        int(unit.row["riot"])
        if unit.row.get("riot") is not None
        else sum(any(s.name == _RIOT for s in p.skills) for p in unit.people)
        for unit in units
    )
    return {
        "officers": sum(unit.strength for unit in units),
        "women": sum(int(unit.row.get("women") or 0) for unit in units),
        "riot": riot,
    }


def whole_minute(moment: datetime) -> datetime:
    """The next whole minute: no arrival is told earlier than it is."""
    if not (moment.second or moment.microsecond):
        return moment
    return moment.replace(second=0, microsecond=0) + timedelta(minutes=1)


def _up(moment: datetime | None) -> datetime | None:
    return None if moment is None else whole_minute(moment)


def _local(text: Any, zone: ZoneInfo) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(zone) if text else None
