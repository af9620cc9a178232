"""An emergency as the solvers and the roads see it: alarms, people, form-up points, ways, cover that must remain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Point

from planner.config import Config
from planner.core.errors import InputError
from planner.core.surge import Alarm, Surge
from planner.core.time import now
from planner.flow.alarms import AlarmSaid, AlarmText, read_alarms, refuse_elsewhere
from planner.flow.assess import graph
from planner.flow.closures import Drawn, closed_roads
from planner.flow.cover import sites_to_cover
from planner.flow.kept import hashes, kept, table
from planner.flow.onduty import Present, present
from planner.flow.stores import DEGREES
from planner.network import RoadGraph
from planner.store import Store
from planner.surge import FormUp, SurgeProblem, build, form_up_point
from planner.surge.need import need_curve
from planner.surge.places import CAR, ON_FOOT, Place
from planner.tables import OfficerTable, RoadTable, SiteTable, StationTable

_LANES = "motorcycle"
"""The ways that people on foot take: those of the narrowest vehicle."""
_METRES_PER_KMH_MIN = 1000 / 60
Minutes = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Emergency:
    """A surge problem and the ground on which it happens; `closed` are roads that nobody can use."""

    problem: SurgeProblem
    roads: RoadGraph
    crs: str
    closed: frozenset[str]
    present: Present


def face(
    store: Store,
    config: Config,
    *,
    alarms: Sequence[AlarmSaid | AlarmText],
    at: datetime | None = None,
    closures: Sequence[Drawn] = (),
    closed: Sequence[str] = (),
    forming: Sequence[tuple[float, float] | None] = (),
) -> Emergency:
    """The emergency as the solvers and the road graph see it; InputError when roads, stations or a roll are missing.

    A unit's minutes lead from where it is to the form-up point; from there the force moves on together. `forming` has
    the point in degrees at which the force of an alarm forms up already (None: it is to be chosen); (): none does.
    """
    stations = table(store, StationTable)
    if stations.empty or store.crs is None:
        raise InputError("no stations are loaded", maybe="run `hifazat import stations FILE` or `import osm FILE`.")
    if table(store, OfficerTable).empty:
        raise InputError(
            "there are no officers on the roll", maybe="run `hifazat import officers FILE` or `hifazat staff`."
        )
    moment = (at or now()).astimezone(ZoneInfo(config.place.timezone))
    event = read_alarms(alarms, moment, store.crs, config.surge)
    refuse_elsewhere(store, config, event)
    roads = graph(store, config)
    shut = closed_roads(store, config, closures, closed)
    own = _own_sites(store, config, event)
    here = present(store, config, moment, own)
    high, cover_notes = sites_to_cover(store, config, moment, here.plan)
    ways = _Ways(store, config, roads, shut, here.places, event.alarms)
    goals = _points([(a.x_m, a.y_m) for a in event.alarms], store.crs)
    form_ups = [
        ways.form_up(event, number) if point is None else _formed(event, number, point, store.crs)
        for number, point in enumerate(forming or (None,) * len(event.alarms))
    ]
    stops = _points(
        [(a.x_m, a.y_m) if f is None else (f.x_m, f.y_m) for a, f in zip(event.alarms, form_ups, strict=True)],
        store.crs,
    )
    notes = [*here.notes, *cover_notes]
    if shut:
        notes.append(f"{len(shut)} pieces of road are closed." if len(shut) > 1 else "1 piece of road is closed.")
    problem = build(
        event,
        here.places,
        ways.to(stops),
        ways.to_sites(high),
        high,
        config.surge,
        own_sites=own,
        form_ups=form_ups,
        onward_min=ways.onward(stops, goals),
        notes=notes,
    )
    return Emergency(problem, roads, store.crs, shut, here)


def _formed(event: Surge, number: int, point: tuple[float, float], crs: str) -> FormUp:
    """The form-up point to which units are on their way already."""
    place = gpd.GeoSeries([Point(point)], crs=DEGREES).to_crs(crs).iloc[0]
    alarm = event.alarms[number]
    return FormUp(place.x, place.y, float(np.hypot(place.x - alarm.x_m, place.y - alarm.y_m)))


def _own_sites(store: Store, config: Config, event: Surge) -> tuple[str, ...]:
    """Sites within a crowd's reach: the force goes there."""
    sites = table(store, SiteTable)
    if sites.empty:
        return ()
    x, y = sites.geometry.x.to_numpy(), sites.geometry.y.to_numpy()
    is_near = np.zeros(len(sites), dtype=bool)
    for alarm in event.alarms:
        is_near |= np.hypot(x - alarm.x_m, y - alarm.y_m) < config.surge.form_up_m
    return tuple(sites["site"].to_numpy()[is_near].tolist())


class _Ways:
    """Minutes from the places of an emergency, by vehicle profile, with some roads closed."""

    def __init__(
        self,
        store: Store,
        config: Config,
        roads: RoadGraph,
        closed: frozenset[str],
        places: Sequence[Place],
        alarms: Sequence[Alarm],
    ) -> None:
        self._store, self._config, self._roads, self._closed = store, config, roads, closed
        self._places, self._alarms, self._crs = places, alarms, store.crs
        self._rows: dict[str, list[int]] = {}
        for row, place in enumerate(places):
            for profile in place.profiles:
                self._rows.setdefault(profile, []).append(row)
        self._xy = [(place.x_m, place.y_m) for place in places]

    def to(self, goals: gpd.GeoSeries) -> dict[str, Minutes]:
        """Minutes from each place to each goal, by each profile that stands there; else not finite."""
        return {profile: self._from(rows, profile, goals) for profile, rows in self._rows.items()}

    def to_sites(self, sites: Sequence[str]) -> dict[str, Minutes]:
        """The same to sites; from stations they are kept, as they change only with the roads."""
        points = table(self._store, SiteTable).set_index("site").geometry.loc[list(sites)]
        found = {profile: np.full((len(self._places), len(sites)), np.inf) for profile in self._rows}
        if not len(sites):
            return found
        key = (*hashes(self._store, SiteTable, RoadTable), self._config.network.model_dump_json(), self._closed)
        for profile, rows in self._rows.items():
            if profile == ON_FOOT:
                continue
            fixed = [row for row in rows if self._places[row].kind in ("station", "lines")]
            for part in (fixed, [row for row in rows if row not in set(fixed)]):
                xy = tuple(self._xy[row] for row in part)
                if not part:
                    continue
                where = ("minutes to cover", *key, profile, xy, tuple(sites))
                ways = partial(self._minutes, xy, points, profile)
                found[profile][part] = kept(where, ways) if part is fixed else ways()
        return found

    def onward(self, stops: gpd.GeoSeries, goals: gpd.GeoSeries) -> list[float]:
        """Minutes from each stop to its goal for the slowest vehicle that can go there: the force moves together."""
        found = []
        profiles = [profile for profile in self._rows if profile != ON_FOOT] or [CAR]
        for k in range(len(goals)):
            each = [
                float(self._roads.minutes(stops.iloc[[k]], goals.iloc[[k]], profile=p, closed=self._closed)[0, 0])
                for p in profiles
            ]
            found.append(max((minutes for minutes in each if np.isfinite(minutes)), default=0.0))
        return found

    def form_up(self, event: Surge, number: int) -> FormUp | None:
        """The junction outside every crowd's reach from which a force that meets the need is soonest at the alarm.

        The places nearest to the alarm are weighed that could give the need, or `form_up_stations` of them.
        """
        config, alarm = self._config.surge, event.alarms[number]
        around = config.form_up_m * config.form_up_search
        box = (alarm.x_m - around, alarm.y_m - around, alarm.x_m + around, alarm.y_m + around)
        here = table(self._store, RoadTable).cx[box[0] : box[2], box[1] : box[3]]
        here = here[~here["road"].isin(self._closed)].geometry
        ends = np.unique(shapely.get_coordinates(shapely.get_point(here.to_numpy(), -1)), axis=0)
        away = np.hypot(ends[:, 0] - alarm.x_m, ends[:, 1] - alarm.y_m)
        points = ends[(config.form_up_m <= away) & (away <= around)]
        goal = _points([(alarm.x_m, alarm.y_m)], self._crs)
        wanted = need_curve(alarm, config).needs[0].officers
        near, gives = self._likely(number, wanted)
        if not len(points) or not near:
            return None
        junctions = _points(points, self._crs)
        onward = self._roads.minutes(junctions, goal, closed=self._closed)[:, 0]
        toward = np.full((len(self._places), len(points)), np.inf)
        for profile, rows in self._main(near).items():
            toward[rows] = self._minutes([self._xy[row] for row in rows], junctions, profile)
        turnout = np.array([[self._places[row].turnout_min] for row in near], dtype=float)
        return form_up_point(
            points,
            onward,
            alarm,
            config,
            minutes_from=toward[near] + turnout,
            gives=gives,
            wanted=wanted,
            others=[other for other in event.alarms if other is not alarm],
        )

    def _likely(self, number: int, wanted: int) -> tuple[list[int], list[int]]:
        """The places nearest to an alarm whose people could meet the need, and how many each may give."""
        gives, minutes = self._direct
        order = [
            row for row in np.argsort(minutes[:, number], kind="stable").tolist() if np.isfinite(minutes[row, number])
        ]
        enough = np.cumsum(gives[order]) >= wanted
        count = max(self._config.surge.form_up_stations, int(enough.argmax()) + 1 if enough.any() else len(order))
        return order[:count], gives[order[:count]].tolist()

    @cached_property
    def _direct(self) -> tuple[NDArray[np.int64], Minutes]:
        """How many each place may give, and its minutes to each alarm, turn-out included; not finite for who walks."""
        gives = np.array([_gives(place) for place in self._places], dtype=np.int64)
        goals = _points([(alarm.x_m, alarm.y_m) for alarm in self._alarms], self._crs)
        minutes = np.full((len(self._places), len(goals)), np.inf)
        rows = [row for row, place in enumerate(self._places) if gives[row] > 0 and not place.on_foot]
        for profile, own in self._main(rows).items():
            minutes[own] = self._minutes([self._xy[row] for row in own], goals, profile)
        turnout = np.array([place.turnout_min for place in self._places], dtype=float)
        return gives, minutes + turnout.reshape(-1, 1)

    def _main(self, rows: Sequence[int] | NDArray[np.int64]) -> Mapping[str, list[int]]:
        """The rows by the profile that most of their seats have."""
        found: dict[str, list[int]] = {}
        for row in rows:
            found.setdefault(_main_profile(self._places[row]), []).append(int(row))
        return found

    def _from(self, rows: list[int], profile: str, goals: gpd.GeoSeries) -> Minutes:
        found = np.full((len(self._places), len(goals)), np.inf)
        if profile == ON_FOOT:
            for row in rows:
                for k, (alarm, goal) in enumerate(zip(self._alarms, goals, strict=True)):
                    x, y = self._xy[row]
                    # guards leave their post for the crowd before it, and for no other
                    if _gives(self._places[row]) and self._is_near(alarm, x, y):
                        found[row, k] = self._walk((x, y), goal)
            return found
        found[rows] = self._minutes([self._xy[row] for row in rows], goals, profile)
        return found

    def _is_near(self, alarm: Alarm, x_m: float, y_m: float) -> bool:
        return float(np.hypot(x_m - alarm.x_m, y_m - alarm.y_m)) < self._config.surge.form_up_m

    def _walk(self, start: tuple[float, float], goal: Point) -> float:
        """Minutes on foot."""
        path = self._roads.path(Point(start), goal, profile=_LANES, closed=self._closed)
        metres = np.inf if path is None else path.length_m + path.walk_m
        return float(metres / (self._config.network.walk_kmh * _METRES_PER_KMH_MIN))

    def _minutes(self, xy: Sequence[tuple[float, float]], goals: gpd.GeoSeries, profile: str) -> Minutes:
        return self._roads.minutes(_points(xy, self._crs), goals, profile=profile, closed=self._closed)


def _gives(place: Place) -> int:
    return max(0, min(len(place.people) - place.stays, place.loose_seats + sum(v.seats for v in place.vehicles)))


def _main_profile(place: Place) -> str:
    seats: dict[str, int] = dict.fromkeys(place.profiles, 0)
    for vehicle in place.vehicles:
        seats[vehicle.profile] += vehicle.seats
    return max(seats, key=lambda profile: seats[profile])


def _points(xy: Sequence[tuple[float, float]] | NDArray[np.float64], crs: str | None) -> gpd.GeoSeries:
    each = np.asarray(xy, dtype=float).reshape(-1, 2)
    return gpd.GeoSeries.from_xy(each[:, 0], each[:, 1], crs=crs)
