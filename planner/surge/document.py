"""The answer as the JSON document of `hifazat surge`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from planner.surge.answer import AlarmAnswer, Answer, UnitAnswer
from planner.surge.problem import FormUp

Degrees = Callable[[float, float], tuple[float, float]]


def answer_document(answer: Answer, *, degrees: Degrees | None = None, brief_min: float = 0.0) -> dict[str, Any]:
    """The document. `route` is empty: who knows the roads fills it in; `requests` is: who knows the ladder does.

    What nearest-first would do is told by `clock_document`.
    The force moves off `brief_min` after its last unit is at the form-up point.

    `degrees` turns metres of the working CRS into longitude and latitude; without it form-up points carry metres only.
    The first of a unit's `officers` is in charge of it. Moments are ISO 8601, in the zone of the surge.
    """
    return {
        "status": answer.status.value,
        "seconds": round(answer.seconds, 3),
        "stages": [{"name": s.name, "objective": s.objective, "bound": s.bound} for s in answer.stages],
        "alarms": [_alarm(answer, alarm, degrees, brief_min) for alarm in answer.alarms],
        "uncovered": [{"site": u.site, "why": u.why} for u in answer.uncovered],
        "broken_holdbacks": list(answer.broken_holdbacks),
        "requests": [],
        "notes": list(answer.notes),
    }


def _alarm(answer: Answer, alarm: AlarmAnswer, degrees: Degrees | None, brief_min: float) -> dict[str, Any]:
    head, by = alarm.commander, alarm.form_up_by_min
    return {
        "id": alarm.alarm,
        "longitude": alarm.longitude,
        "latitude": alarm.latitude,
        "need": {
            "officers": alarm.need.officers,
            "women": alarm.need.women,
            "riot": alarm.need.riot,
            "commander": alarm.need.commander.label,
            "reason": alarm.need.reason,
        },
        "time_to_adequate_min": alarm.time_to_adequate_min,
        "bound_min": alarm.bound_min,
        "proven_optimal": alarm.proven_optimal,
        "shortfall": alarm.shortfall or None,
        "commander": None if head is None else f"{head.officer}, {head.rank.label}",
        "form_up": None if alarm.form_up is None else _form_up(alarm.form_up, degrees),
        "form_up_by": None if by is None else (answer.at + timedelta(minutes=by)).isoformat(),
        "move_off": None if by is None else (answer.at + timedelta(minutes=by + brief_min)).isoformat(),
        "onward_min": alarm.onward_min,
        "units": [_unit(answer, unit) for unit in alarm.units],
    }


def _form_up(point: FormUp, degrees: Degrees | None) -> dict[str, float]:
    place = {"x_m": round(point.x_m, 1), "y_m": round(point.y_m, 1), "distance_m": round(point.distance_m)}
    if degrees is not None:
        place["longitude"], place["latitude"] = degrees(point.x_m, point.y_m)
    return place


def _unit(answer: Answer, unit: UnitAnswer) -> dict[str, Any]:
    return {
        "unit": unit.unit,
        "origin": unit.origin,
        "place": unit.place,
        "kind": unit.kind,
        "given": unit.given,
        "strength": unit.strength,
        "women": unit.women,
        "riot": unit.riot,
        "commander_rank": unit.commander_rank.label,
        "depart": (answer.at + timedelta(minutes=unit.depart_min)).isoformat(),
        "arrive": (answer.at + timedelta(minutes=unit.arrive_min)).isoformat(),
        "minutes": unit.drive_min,
        "route": "",
        "officers": list(unit.officers),
        "vehicles": list(unit.vehicles),
    }
