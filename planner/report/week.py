"""A plan document together with the roll and the places: read once, drawn on by every sheet and file of the week."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import geopandas as gpd
import pandas as pd

from planner.core.duty import DutyKind, Route, Visit
from planner.core.errors import InputError
from planner.core.people import Rank, Skill
from planner.core.plan import Assignment, Plan
from planner.core.services import local_days, local_moment
from planner.core.time import Window
from planner.report.plans import plan_from_document


@dataclass(frozen=True, slots=True)
class Person:
    """An officer as the sheets need one; who is not on the roll has a number alone."""

    number: str
    rank: str = ""
    home: str = ""
    is_woman: bool = False
    skills: frozenset[Skill] = frozenset()
    unit: str = ""

    @property
    def seniority(self) -> tuple[int, str]:
        """Sorts the highest rank first, then by number."""
        return (-Rank.parse(self.rank) if self.rank else 0, self.number)


@dataclass(frozen=True, slots=True)
class Team:
    """The officers of one manned duty, the one in charge first; the window is on the local clock.

    `need` is the row of the duty in the document, empty where it has none.
    """

    number: str
    duty: str
    kind: str
    place: str
    window: Window
    people: tuple[Person, ...]
    need: Mapping[str, Any]
    routes: tuple[Route, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """A need that is open: what is missing in numbers by kind where that is known, and the sentences of the plan."""

    place: str
    window: Window
    missing: Mapping[str, int]
    said: str
    why: str


@dataclass(frozen=True)
class Week:
    """A plan with everything that its sheets say.

    `places` and `both_names` (English, Urdu) hold names, `sites` and `stations` the tables. `night_h`
    is the clock time that makes a duty a night. `roads` may be None: maps then show no roads.
    """

    document: Mapping[str, Any]
    plan: Plan
    teams: tuple[Team, ...]
    roll: Mapping[str, Person]
    places: Mapping[str, str]
    both_names: Mapping[str, tuple[str, str]]
    sites: gpd.GeoDataFrame
    stations: gpd.GeoDataFrame
    zone: ZoneInfo
    night_h: float
    is_synthetic: bool
    roads: gpd.GeoDataFrame | None = None
    landmarks: gpd.GeoDataFrame | None = None
    ways: Mapping[tuple[str, str], Any] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def days(self) -> tuple[date, ...]:
        """The civil days of the span; where the document does not say them, those of its duties."""
        if self.document.get("from") and self.document.get("days"):
            first = date.fromisoformat(self.document["from"])
            return tuple(first + timedelta(days=d) for d in range(int(self.document["days"])))
        found = sorted({team.window.start.date() for team in self.teams})
        return tuple(found[0] + timedelta(days=d) for d in range((found[-1] - found[0]).days + 1)) if found else ()

    def named(self, place: str) -> str:
        """Number and names of a site or station; the number alone when it is in no table."""
        return self.places.get(place, place)

    def called(self, place: str, language: str) -> str:
        """Number and the name in one language, as short sheets say it; the name that there is where one is missing."""
        english, urdu = self.both_names.get(place, ("", ""))
        name = (urdu or english) if language == "ur" else (english or urdu)
        return f"{place} · {name}" if name else place

    def of_officer(self, number: str) -> tuple[Team, ...]:
        """The duties of one officer, by time."""
        return tuple(team for team in self.teams if any(person.number == number for person in team.people))

    def is_night(self, window: Window) -> bool:
        """True when the window holds the clock time that makes a night."""
        days = local_days(window, self.zone)
        return any(window.holds(local_moment(day, self.night_h * 60, self.zone)) for day in days)

    def local(self, window: Window) -> Window:
        """The window on the clock of the place."""
        return local_window(window, self.zone)

    def gaps(self) -> tuple[Gap, ...]:
        """The open needs, by time; what is missing is counted from the duties where the document has them."""
        return tuple(sorted(_gaps(self), key=lambda gap: (gap.window.start, gap.place)))


def week_of(
    document: Mapping[str, Any],
    *,
    officers: pd.DataFrame,
    sites: gpd.GeoDataFrame,
    stations: gpd.GeoDataFrame,
    timezone: str,
    night_h: float = 2.0,
    roads: gpd.GeoDataFrame | None = None,
    landmarks: gpd.GeoDataFrame | None = None,
    ways: Mapping[tuple[str, str], Any] | None = None,
) -> Week:
    """The week of a plan document; InputError names what in it cannot be read.

    `ways` holds the line on the roads (shapely, metres) of a route by (duty, vehicle); a route that it does not hold
    is drawn straight from stop to stop.
    """
    plan = plan_from_document(document)
    _check_needs(document)
    zone = ZoneInfo(timezone)
    roll = roll_of(officers)
    return Week(
        document=document,
        plan=plan,
        teams=tuple(_teams(plan, document, roll, zone)),
        roll=roll,
        places={**names(sites, "site"), **names(stations, "station")},
        both_names={
            row[key]: (row["name_en"], row["name_ur"])
            for frame, key in ((sites, "site"), (stations, "station"))
            for row in frame.to_dict("records")
        },
        sites=sites,
        stations=stations,
        zone=zone,
        night_h=night_h,
        is_synthetic=is_synthetic(document, officers),
        roads=roads,
        landmarks=landmarks,
        ways=MappingProxyType(dict(ways or {})),
    )


def roll_of(officers: pd.DataFrame) -> dict[str, Person]:
    """The officers of the roll by number."""
    return {
        row["officer"]: Person(
            row["officer"],
            row["rank"],
            row["home_station"],
            bool(row["is_woman"]),
            Skill.parse_many(row["skills"]),
            row["unit"],
        )
        for row in officers.to_dict("records")
    }


def names(frame: pd.DataFrame, key: str) -> dict[str, str]:
    """Number and names of each place, as `S1 · St. Thomas · مقدس توما`."""
    return {
        row[key]: " · ".join(part for part in (row[key], row["name_en"], row["name_ur"]) if part)
        for row in frame.to_dict("records")
    }


def is_synthetic(document: Mapping[str, Any], officers: pd.DataFrame) -> bool:
    """True when the plan or anyone on the roll is made up."""
    return bool(document.get("is_synthetic", False)) or bool(officers["is_synthetic"].any())


def local_window(window: Window, zone: ZoneInfo) -> Window:
    """The same window, its moments in the zone."""
    return Window(window.start.astimezone(zone), window.end.astimezone(zone))


def listed(text: str) -> tuple[str, ...]:
    """The parts of `S0001; S0002`."""
    return tuple(part.strip() for part in (text or "").split(";") if part.strip())


def counted(text: str) -> dict[str, int]:
    """The numbers of `women:1; driver:1`; a part without a number is left out."""
    parts = (part.rpartition(":") for part in listed(text))
    return {name: int(number) for name, _, number in parts if name and number.strip().isdecimal()}


def _check_needs(document: Mapping[str, Any]) -> None:
    for number, row in enumerate(document.get("duties") or (), start=1):
        try:
            if not row["duty"] or int(row["strength"]) < 1:
                raise ValueError("it needs a name and at least one officer")
            DutyKind(row["kind"])
        except (KeyError, TypeError, ValueError) as fault:
            raise InputError(
                f"duty {number} of the plan cannot be read: {fault!r}", maybe="it was changed by hand."
            ) from fault


def _teams(plan: Plan, document: Mapping[str, Any], roll: Mapping[str, Person], zone: ZoneInfo) -> Iterator[Team]:
    needs = {row["duty"]: row for row in document.get("duties") or ()}
    routes: dict[str, list[Route]] = defaultdict(list)
    for route in plan.routes:
        visits = tuple(Visit(visit.site, local_window(visit.window, zone)) for visit in route.visits)
        local = Route(
            route.duty, route.vehicle, route.base, local_window(route.window, zone), visits, route.drive_min,
            route.metres,
        )  # fmt: skip
        routes[route.duty].append(local)
    manned: dict[str, list[Assignment]] = defaultdict(list)
    for one in plan.assignments:
        manned[one.duty].append(one)
    ordered = sorted(manned.values(), key=lambda team: (team[0].window.start, team[0].duty))
    for position, team in enumerate(ordered, start=1):
        first = team[0]
        people = sorted((roll.get(one.officer, Person(one.officer)) for one in team), key=lambda one: one.seniority)
        yield Team(
            number=f"{plan.plan_id}-{position:03d}",
            duty=first.duty,
            kind=first.kind.value,
            place=first.place,
            window=local_window(first.window, zone),
            people=tuple(people),
            need=needs.get(first.duty, {}),
            routes=tuple(sorted(routes[first.duty], key=lambda route: (route.window.start, route.vehicle))),
        )


def _gaps(week: Week) -> Iterator[Gap]:
    needs: dict[tuple[str, datetime, datetime], list[Mapping[str, Any]]] = defaultdict(list)
    on = Counter(one.duty for one in week.plan.assignments)
    for row in week.document.get("duties") or ():
        if row.get("start") and row.get("end") and on[row["duty"]] < int(row.get("strength", 0)):
            edges = (datetime.fromisoformat(row["start"]), datetime.fromisoformat(row["end"]))
            needs[row["place"], *edges].append(row)
    for one in week.plan.uncovered:
        window = Window(datetime.fromisoformat(one.start), datetime.fromisoformat(one.end))
        rows = needs[one.place, window.start, window.end]
        missing = _missing(week, rows.pop(0)) if rows else {}
        yield Gap(one.place, week.local(window), missing, one.missing, one.why)


def _missing(week: Week, row: Mapping[str, Any]) -> dict[str, int]:
    people: Iterable[Person] = next((team.people for team in week.teams if team.duty == row["duty"]), ())
    present = list(people)
    lacking = {
        "officers": int(row["strength"]) - len(present),
        "women": int(row.get("women") or 0) - sum(person.is_woman for person in present),
    }
    found = {name: number for name, number in lacking.items() if number > 0}
    return {**found, "of": int(row["strength"])}
