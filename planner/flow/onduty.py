"""Who of the force is where at a moment: by the kept plan that holds it; else by a share of each roll.

A plan rules the duties that begin on its days; of several plans for a day the newest that is signed counts, else the
newest.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from planner.config import Config
from planner.core.duty import DutyKind
from planner.core.people import Officer, Vehicle
from planner.flow.ground import place_points
from planner.flow.kept import hashes, kept, table
from planner.flow.plans import plans, roll_of
from planner.store import Store
from planner.surge.places import Place, fleet_of, officers_of, persons, seated, station_places
from planner.surge.problem import Person
from planner.tables import OfficerTable, StationTable, VehicleTable

_READY = (DutyKind.RESERVE, DutyKind.COMMAND)


@dataclass(frozen=True, slots=True)
class Present:
    """The places where people are now, what was assumed of them, and the plan that says so ("": none does)."""

    places: tuple[Place, ...]
    notes: tuple[str, ...]
    plan_id: str = ""
    plan: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Resting:
    """An officer of whom a plan says that they are not on duty.

    `rested_h` are hours since the last duty, None when none is known; `next_duty` is when the next begins, if any.
    """

    person: Person
    home_station: str
    rested_h: float | None
    next_duty: datetime | None


@dataclass(frozen=True, slots=True)
class _Said:
    """What plans say of a moment: assignments and routes on, all assignments of those days, who is planned with."""

    plan: Mapping[str, Any]
    on: tuple[Mapping[str, Any], ...]
    all: tuple[Mapping[str, Any], ...]
    routes: Mapping[str, Mapping[str, Any]]
    roll: tuple[Officer, ...]


def present(store: Store, config: Config, at: datetime, own_sites: Sequence[str] = ()) -> Present:
    """Who is where at a moment. Guards at `own_sites`, where an alarm is, may leave; all others cover their site."""
    zone = ZoneInfo(config.place.timezone)
    moment = at.astimezone(zone)
    stations, roll = table(store, StationTable), _roll(store)
    said = _said(store, moment)
    if said is None:
        places, notes = _station_places(store, config, moment)
        return Present(tuple(places), (*notes, _shares_note(config, stations)))
    found = _Stands(store, config, moment, said, frozenset(own_sites))
    places, notes = _station_places(
        store,
        config,
        moment,
        planned=frozenset(one.id for one in said.roll),
        taken=frozenset(found.taken),
        at_desk=found.at_desk,
    )
    told = [_plan_note(said.plan), *found.notes, *notes]
    if len(said.roll) < len(roll):
        told.append(_shares_note(config, stations))
    places = [place for place in places if place.people]
    return Present((*places, *found.places), tuple(told), str(said.plan["plan_id"]), said.plan)


def resting(store: Store, config: Config, at: datetime) -> tuple[Resting, ...]:
    """Whom a plan leaves off duty at a moment, the longest rested first; nobody where no plan holds the moment.

    Who is on leave, or away for the plan, does not rest.
    """
    moment = at.astimezone(ZoneInfo(config.place.timezone))
    said = _said(store, moment)
    if said is None:
        return ()
    known = _known(store, said, moment)
    on = {row["officer"] for row in said.on}
    away = {row["officer"] for row in said.plan.get("away") or () if _holds(row, moment)}
    ends: defaultdict[str, list[datetime]] = defaultdict(list)
    begins: defaultdict[str, list[datetime]] = defaultdict(list)
    for row in said.all:
        ends[row["officer"]].append(_moment(row["end"]))
        begins[row["officer"]].append(_moment(row["start"]))
    found = []
    for one in said.roll:
        if one.id not in known or one.id in on or one.id in away:
            continue
        last = max((end for end in ends[one.id] if end <= moment), default=None)
        after = min((start for start in begins[one.id] if start > moment), default=None)
        rested = None if last is None else round((moment - last).total_seconds() / 3600, 2)
        found.append(Resting(known[one.id], one.home_station, rested, after))
    return tuple(sorted(found, key=lambda r: (r.rested_h is not None, -(r.rested_h or 0.0), r.person.officer)))


def _said(store: Store, moment: datetime) -> _Said | None:
    """What the plans of this day and of the day before say; None when no plan holds the moment."""
    made = kept(("plans", store.crs, store.anchor()), lambda: _plans(store))
    today, yesterday = moment.date(), moment.date() - timedelta(days=1)
    chosen = {day: plan_for(made, day) for day in (yesterday, today)}
    rows, routes = [], {}
    for day, plan in chosen.items():
        for row in plan["assignments"] if plan else ():
            if _moment(row["start"]).astimezone(moment.tzinfo).date() == day:
                rows.append(row)
        routes.update({route["duty"]: route for route in (plan or {}).get("routes") or ()})
    on = [row for row in rows if _holds(row, moment)]
    rules = chosen[today] or (chosen[yesterday] if on else None)
    if rules is None:
        return None
    # for rest, duties of the whole plan count, and those of the one before it
    others = [plan for plan in {id(p): p for p in chosen.values() if p}.values() if plan is not rules]
    whole = [*rules["assignments"], *(row for plan in others for row in plan["assignments"])]
    planned = set(roll_of(store, str(rules.get("units", "unit")))["officer"])
    roll = tuple(one for one in _roll(store) if one.id in planned)
    return _Said(rules, tuple(on), tuple(whole), routes, roll)


def _roll(store: Store) -> tuple[Officer, ...]:
    return kept(("roll", store.hash(OfficerTable)), lambda: officers_of(table(store, OfficerTable)))


def _station_places(
    store: Store,
    config: Config,
    moment: datetime,
    *,
    planned: frozenset[str] = frozenset(),
    taken: frozenset[str] = frozenset(),
    at_desk: Mapping[str, int] | None = None,
) -> tuple[list[Place], list[str]]:
    """The places at stations and Lines, kept as long as the rolls, the day and who is on leave are the same."""
    sources = hashes(store, StationTable, OfficerTable, VehicleTable)
    desks = tuple(sorted((at_desk or {}).items()))
    key = ("station places", store.crs, *sources, config.hash, _stretch(store, moment), planned, taken, desks)

    def made() -> tuple[list[Place], list[str]]:
        stations, vehicles = table(store, StationTable), table(store, VehicleTable)
        options: dict[str, Any] = {"planned": planned, "taken": taken, "at_desk": at_desk}
        return station_places(stations, _roll(store), vehicles, config.surge, moment, **options)

    return kept(key, made)


def _known(store: Store, said: _Said, moment: datetime) -> dict[str, Person]:
    """Those with whom a plan was made who are not on leave, by service number."""
    whole = kept(("persons", store.hash(OfficerTable), _stretch(store, moment)), lambda: persons(_roll(store), moment))
    return {one.id: whole[one.id] for one in said.roll if one.id in whole}


def _stretch(store: Store, moment: datetime) -> tuple[date, int]:
    """The day, and the stretch of time in which no leave begins or ends: in it the same people are there."""

    def edges() -> list[float]:
        leaves = [leave for one in _roll(store) for leave in one.leave]
        return sorted({edge.timestamp() for leave in leaves for edge in (leave.start, leave.end)})

    return moment.date(), bisect_right(kept(("leaves", store.hash(OfficerTable)), edges), moment.timestamp())


def _plans(store: Store) -> list[dict[str, Any]]:
    return [plan for plan in plans(store) if not plan["replaced_by"]]


def plan_for(made: Sequence[Mapping[str, Any]], day: date) -> Mapping[str, Any] | None:
    """Of the plans, newest first, that hold a day: the first that is signed as it stands, else the first."""
    holding = [
        plan
        for plan in made
        if date.fromisoformat(plan["from"]) <= day < date.fromisoformat(plan["from"]) + timedelta(days=plan["days"])
    ]
    signed = [plan for plan in holding if plan["signed"] and plan["signed"]["is_current"]]
    return next(iter([*signed, *holding]), None)


class _Stands:
    """Where the people of a plan stand: their places, the vehicles that they have, who is at desks."""

    def __init__(self, store: Store, config: Config, moment: datetime, said: _Said, own_sites: frozenset[str]) -> None:
        self.notes: list[str] = []
        self.taken: set[str] = set()
        self.places: list[Place] = []
        self._config, self._moment, self._routes = config.surge, moment, said.routes
        stations, vehicles = table(store, StationTable), table(store, VehicleTable)
        self._points = place_points(store)
        self._kinds = dict(zip(stations["station"], stations["kind"], strict=True))
        fleet, _ = fleet_of(stations, vehicles)
        self._fleet, self._has_fleet = fleet, bool(len(vehicles))
        self._vehicles = {v.id: v for own in fleet.values() for v in own}
        teams = self._teams(said, _known(store, said, moment))
        for (kind, place, duty), team in sorted(teams.items()):
            if kind is DutyKind.PATROL:
                self._mobile(duty, place, team)
        desks: defaultdict[str, int] = defaultdict(int)
        ready: defaultdict[str, list[Person]] = defaultdict(list)
        for (kind, place, _), team in sorted(teams.items()):
            if kind is DutyKind.DESK:
                desks[place] += len(team)
                self._stand(f"{place} desk", place, "station", team, stays=len(team))
            elif kind is DutyKind.GUARD:
                self._guard(place, team, place in own_sites)
            elif kind in _READY:
                ready[place] += team
        for place, people in sorted(ready.items()):
            self._reserve(place, people)
        self.at_desk = dict(desks)

    def _teams(self, said: _Said, known: Mapping[str, Person]) -> dict[tuple[DutyKind, str, str], list[Person]]:
        """Who is on which duty; each officer once. One team a duty of a mobile, one a place of the others."""
        teams: defaultdict[tuple[DutyKind, str, str], list[Person]] = defaultdict(list)
        seen: set[str] = set()
        gone, lost = 0, set()
        for row in sorted(said.on, key=lambda r: (r["start"], r["duty"], r["officer"])):
            if row["officer"] in seen:
                continue
            seen.add(row["officer"])
            kind = DutyKind(row["kind"])
            if row["officer"] not in known:
                gone += 1
            elif row["place"] not in self._points.index:
                lost.add(row["place"])
            else:
                team = (kind, row["place"], row["duty"] if kind is DutyKind.PATROL else "")
                teams[team].append(known[row["officer"]])
        if gone:
            self.notes.append(f"{gone} officers whom the plan has on duty are on leave or no longer on the roll.")
        if lost:
            self.notes.append(f"Places of the plan that are no longer on record: {', '.join(sorted(lost))}.")
        return dict(teams)

    def _mobile(self, duty: str, base: str, team: list[Person]) -> None:
        route = self._routes.get(duty) or {}
        vehicle = self._vehicles.get(str(route.get("vehicle", "")))
        place = self._stop_of(route, base)
        own: tuple[Vehicle, ...] = (vehicle,) if vehicle else ()
        self.taken.update(v.id for v in own)
        name = f"mobile {vehicle.id}" if vehicle else f"mobile {duty}"
        self._stand(name, place, "mobile", team, own, turnout=self._config.turnout_mobile_min, loose=not own)

    def _stop_of(self, route: Mapping[str, Any], base: str) -> str:
        """Where a mobile is: at its stop, or at the one it drives to; at its base after the last."""
        for visit in sorted(route.get("visits") or (), key=lambda v: v["start"]):
            if _moment(visit["end"]) > self._moment and visit["site"] in self._points.index:
                return str(visit["site"])
        return base

    def _guard(self, site: str, team: list[Person], may_leave: bool) -> None:
        self._stand(
            f"{site} guard",
            site,
            "guard",
            team,
            turnout=self._config.turnout_guard_min,
            stays=0 if may_leave else len(team),
            only_site="" if may_leave else site,
            on_foot=True,
        )

    def _reserve(self, place: str, people: list[Person]) -> None:
        there = [v for v in self._fleet.get(place, ()) if v.id not in self.taken]
        own = seated(there, len(people))
        self.taken.update(v.id for v in own)
        kind = "lines" if self._kinds.get(place) == "lines" else "station"
        loose = not self._has_fleet
        self._stand(f"{place} reserve", place, kind, people, own, self._config.turnout_reserve_min, loose=loose)

    def _stand(
        self,
        name: str,
        place: str,
        kind: str,
        people: Sequence[Person],
        vehicles: tuple[Vehicle, ...] = (),
        turnout: int = 0,
        *,
        stays: int = 0,
        only_site: str = "",
        on_foot: bool = False,
        loose: bool = False,
    ) -> None:
        point = self._points[place]
        self.places.append(
            Place(
                id=name,
                place=place,
                kind=kind,
                x_m=float(point.x),
                y_m=float(point.y),
                people=tuple(sorted(people)),
                vehicles=tuple(sorted(vehicles, key=lambda v: (-v.seats, v.id))),
                loose_seats=len(people) if loose or on_foot else 0,
                turnout_min=turnout,
                stays=stays,
                only_site=only_site,
                on_foot=on_foot,
            )
        )


def _holds(row: Mapping[str, Any], moment: datetime) -> bool:
    return _moment(row["start"]) <= moment < _moment(row["end"])


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _plan_note(plan: Mapping[str, Any]) -> str:
    signed = plan["signed"]
    state = f"signed by {signed['by']}" if signed and signed["is_current"] else "which is not signed"
    who = "Everybody stands" if plan.get("units") == "all" else "The protection unit stands"
    return f"{who} where plan {plan['plan_id'][:8]} puts them, {state}."


def _shares_note(config: Config, stations: pd.DataFrame) -> str:
    lines = int((stations["kind"] == "lines").sum())
    share, on_call = (f"{part * 100:g} in 100" for part in (config.surge.on_duty_share, config.surge.on_call_share))
    at_lines = f"; at Lines and of the reserve {on_call}" if lines else ""
    several = len(stations) - lines
    return (
        f"No plan says who is on duty at the {several} station{'' if several == 1 else 's'}: "
        f"{share} of each roll are taken{at_lines}."
    )
