"""The plan of a surge made anew from the state of now: every order stands, as few as needed are added."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import geopandas as gpd
from pyproj import Transformer
from shapely.geometry import Point

from planner.config import Config
from planner.core.errors import InputError
from planner.core.surge import Alarm
from planner.core.time import now as wall_clock
from planner.flow.alarms import AlarmSaid, read_alarms, refuse_elsewhere
from planner.flow.emergency import Emergency, answered, face
from planner.flow.live import moment_of, state_named
from planner.flow.live_asks import standing
from planner.flow.stores import DEGREES
from planner.flow.whereabouts import Whereabouts
from planner.store import Store
from planner.surge import SurgeProblem, nearest
from planner.surge.live_divert import diversions
from planner.surge.live_document import state_document
from planner.surge.live_place import place_of
from planner.surge.live_problem import TurnedBack, with_orders
from planner.surge.live_state import Degrees, LiveAlarm, LiveUnit, SurgeState, UnitStatus
from planner.surge.places import CAR


def surge_now(
    store: Store,
    config: Config,
    name: str,
    *,
    at: datetime | None = None,
    seconds: float,
    seed: int,
    cancel: Callable[[], bool] | None = None,
) -> dict[str, Any]:
    """What is known of a kept surge, and the plan made anew from it.

    Besides what `surge_log` gives: `plan`, a surge document in which given units are marked (None when no alarm goes
    on), `new` (the units that it would send in addition) and `diversions`, proposed and not done. `version` says from
    how many entries it was made. NotFound when there is no surge of that name.
    """
    state = state_named(store, name)
    moment = moment_of(config, state, at)
    document = {"log": name, **state_document(state, moment, overdue_min=config.surge.overdue_min)}
    document |= {"plan": None, "new": [], "diversions": []}
    if not state.active or state.ended is not None:
        return document
    emergency = faced(store, config, state, moment)
    asked = standing(state, config.ladder, moment)
    plan = answered(store, config, emergency, seconds=seconds, seed=seed, standing=asked, cancel=cancel)
    calm = _calm(config, emergency.problem, plan)
    if calm:
        emergency = replace(emergency, problem=_left_alone(emergency.problem, calm))
        plan = answered(store, config, emergency, seconds=seconds, seed=seed, standing=asked, cancel=cancel)
    plan["log"] = name
    document["new"] = _finish(plan, state, moment)
    document["plan"] = plan
    document["diversions"] = _diversions(config, emergency, state, plan, moment)
    return document


def alarm_place(store: Store, config: Config, longitude: float, latitude: float) -> str:
    """Where a new alarm is, as people say it; InputError, with the advice that fits, outside the district."""
    if store.crs is None:
        raise InputError("no roads and areas are loaded", maybe="run `hifazat import osm FILE`.")
    event = read_alarms([AlarmSaid(longitude, latitude, "1")], wall_clock(), store.crs, config.surge)
    refuse_elsewhere(store, config, event)
    (alarm,) = event.alarms
    return Whereabouts(store, config).say(alarm.x_m, alarm.y_m)


def faced(store: Store, config: Config, state: SurgeState, at: datetime) -> Emergency:
    """The emergency of now as the solvers see it: alarms as they are known, closures, orders that stand."""
    emergency = face(
        store,
        config,
        alarms=[_said(alarm, at) for alarm in state.active],
        at=at,
        closures=[one.points for one in state.closed_roads if one.points],
        closed=[road for one in state.closed_roads for road in one.roads],
        forming=[_forming(state, alarm) for alarm in state.active],
    )
    ways = _Ways(emergency)
    problem = _named(emergency.problem, state.active)
    turned = []
    for unit in state.units:
        if unit.status is UnitStatus.WITHDRAWN and (unit.departed or unit.arrived) is not None:
            place = place_of(unit, at)
            if place is not None:
                x_m, y_m = ways.metres(place)
                profile = ways.profile(unit)
                minutes = tuple(ways.minutes(place, q, profile) for q in range(len(problem.alarms)))
                turned.append(TurnedBack(unit.unit, x_m, y_m, minutes))
    where = {unit.unit: place_of(unit, at) for unit in state.open_units}
    return replace(
        emergency,
        problem=with_orders(
            problem,
            state,
            overdue_min=config.surge.overdue_min,
            turnout_min=config.surge.turnout_mobile_min,
            turned_back=turned,
            places={name: ways.metres(place) for name, place in where.items() if place is not None},
        ),
    )


def _calm(config: Config, problem: SurgeProblem, plan: Mapping[str, Any]) -> frozenset[int]:
    """Alarms to which the plan sends somebody anew though the orders that stand suffice, nearly as soon."""
    alone = nearest(_left_alone(problem, frozenset(range(len(problem.alarms)))))
    found = set()
    for q, (row, other) in enumerate(zip(plan["alarms"], alone.alarms, strict=True)):
        is_new = any(not unit["given"] for unit in row["units"])
        soon, as_is = row["time_to_adequate_min"], other.time_to_adequate_min
        if is_new and soon is not None and as_is is not None and as_is - soon < config.surge.anew_min:
            found.add(q)
    return frozenset(found)


def _left_alone(problem: SurgeProblem, alarms: frozenset[int]) -> SurgeProblem:
    """The problem in which nobody is sent anew to these alarms."""
    return replace(
        problem,
        origins=tuple(
            origin
            if origin.is_given
            else replace(origin, drive=tuple(None if q in alarms else d for q, d in enumerate(origin.drive)))
            for origin in problem.origins
        ),
    )


class _Ways:
    """Minutes by road to the form-up points of an emergency, from anywhere."""

    def __init__(self, emergency: Emergency) -> None:
        self._emergency = emergency
        self._to_metres = Transformer.from_crs(DEGREES, emergency.crs, always_xy=True)
        self._profiles = {v.id: v.profile for origin in emergency.problem.origins for v in origin.vehicles}

    def metres(self, place: Degrees) -> tuple[float, float]:
        """A place in the working reference system."""
        x_m, y_m = self._to_metres.transform(*place)
        return float(x_m), float(y_m)

    def profile(self, unit: LiveUnit) -> str:
        """How a unit drives: as its first vehicle that is known."""
        return next((self._profiles[v] for v in unit.vehicles if v in self._profiles), CAR)

    def minutes(self, place: Degrees, alarm: int, profile: str) -> float | None:
        """To the form-up point of alarm number `alarm`; None where there is no way."""
        problem = self._emergency.problem
        form_up, goal = problem.form_ups[alarm], problem.alarms[alarm]
        stop = Point(goal.x_m, goal.y_m) if form_up is None else Point(form_up.x_m, form_up.y_m)
        ends = [gpd.GeoSeries([one], crs=self._emergency.crs) for one in (Point(self.metres(place)), stop)]
        roads, closed = self._emergency.roads, self._emergency.closed
        found = float(roads.minutes(ends[0], ends[1], profile=profile, closed=closed)[0, 0])
        return found if math.isfinite(found) else None


def _said(alarm: LiveAlarm, at: datetime) -> AlarmSaid:
    crowd, minutes = alarm.crowd_now(at)
    return AlarmSaid(
        alarm.longitude,
        alarm.latitude,
        _text((crowd.low, crowd.best, crowd.high)),
        level=alarm.level.value,
        task=alarm.task.value,
        growth=_text((alarm.growth.low, alarm.growth.best, alarm.growth.high)),
        known=alarm.known,
        grows_for_min=minutes,
    )


def _text(numbers: Iterable[float]) -> str:
    return "-".join(f"{number:.3f}" for number in numbers)


def _forming(state: SurgeState, alarm: LiveAlarm) -> Degrees | None:
    """Where the force of an alarm forms up already: as the first order that stands says."""
    return next((unit.form_up for unit in state.open_units if unit.alarm == alarm.id and unit.form_up), None)


def _named(problem: SurgeProblem, active: tuple[LiveAlarm, ...]) -> SurgeProblem:
    """The problem with the names that its alarms have in the log, and since when they are."""

    def alarm(one: Alarm, live: LiveAlarm) -> Alarm:
        return replace(one, id=live.id, since=live.since.astimezone(problem.at.tzinfo))

    return replace(
        problem,
        alarms=tuple(alarm(one, live) for one, live in zip(problem.alarms, active, strict=True)),
        needs=tuple(replace(need, alarm=live.id) for need, live in zip(problem.needs, active, strict=True)),
        curves=tuple(
            replace(curve, needs=tuple(replace(need, alarm=live.id) for need in curve.needs))
            for curve, live in zip(problem.curves, active, strict=bool(problem.curves))
        ),
    )


def _finish(plan: dict[str, Any], state: SurgeState, at: datetime) -> list[str]:
    """Given units as they were ordered, new ones under names that nobody had; returns the new names."""
    known = {unit.unit: unit for unit in state.units}
    asked = {request.id for request in state.requests}
    new: list[str] = []
    for alarm in plan["alarms"]:
        taken = {*known, *asked, *new}
        _count_down(alarm, state)
        for row in alarm["units"]:
            unit = known.get(row["unit"]) if row.get("given") else None
            if unit is not None:
                row.update(_as_ordered(unit, at))
                continue
            if row.get("given"):
                row.update({"kind": "request", "status": "asked", "officers": [], "route": "", "path": []})
                continue
            if row["unit"] in taken:
                row["unit"] = next(n for k in range(1, len(taken) + 2) if (n := f"{alarm['id']}-{k}") not in taken)
            taken.add(row["unit"])
            new.append(row["unit"])
    return new


def _count_down(alarm: dict[str, Any], state: SurgeState) -> None:
    """Nothing is left to wait for where those who make the force adequate are with the crowd already."""
    there = [unit for unit in state.open_units if unit.alarm == alarm["id"] and unit.status.is_there]
    minutes = alarm["time_to_adequate_min"]
    if minutes is not None and minutes <= alarm["onward_min"] and all(unit.engaged is not None for unit in there):
        alarm["time_to_adequate_min"] = 0.0
        alarm["bound_min"] = 0.0


def _as_ordered(unit: LiveUnit, at: datetime) -> dict[str, Any]:
    there = unit.arrived or unit.eta
    return {
        "given": True,
        "status": unit.word,
        "origin": unit.origin,
        "place": unit.place,
        "kind": unit.kind,
        "officers": list(unit.officers),
        "vehicles": list(unit.vehicles),
        "depart": (unit.departed or unit.depart).astimezone(at.tzinfo).isoformat(),
        "arrive": there.astimezone(at.tzinfo).isoformat(),
        "route": unit.route,
        "path": [list(point) for point in unit.path],
    }


def _diversions(
    config: Config, emergency: Emergency, state: SurgeState, plan: Mapping[str, Any], at: datetime
) -> list[dict[str, Any]]:
    problem = emergency.problem
    index = {alarm.id: q for q, alarm in enumerate(problem.alarms)}
    balance = {a["id"]: sum(u["strength"] for u in a["units"]) - a["need"]["officers"] for a in plan["alarms"]}
    ways = _Ways(emergency)

    def minutes(unit: LiveUnit, alarm: str) -> float | None:
        place = place_of(unit, at)
        way = None if place is None else ways.minutes(place, index[alarm], ways.profile(unit))
        return None if way is None else way + config.surge.turnout_mobile_min

    found = diversions(state, balance, [problem.alarms[q].id for q in problem.priority], minutes)
    return [
        {
            "unit": one.unit,
            "from": one.leaves,
            "to": one.goes,
            "strength": one.strength,
            "gain": one.gain,
            "minutes": round(one.minutes, 1),
            "there": (at + timedelta(minutes=one.minutes)).isoformat(),
            "sentence": one.sentence,
        }
        for one in found
    ]
