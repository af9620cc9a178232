"""What is known of a surge as JSON: alarms with their countdown, units, requests, closures, the trail, what is open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from planner.core.estimate import Estimate
from planner.surge.live_place import place_of
from planner.surge.live_state import LiveAlarm, LiveRequest, LiveUnit, SurgeState, Told
from planner.surge.live_timeline import Span, spans

_LATE = timedelta(minutes=1)
"""From here on a unit is said to be behind its order."""


def state_document(state: SurgeState, at: datetime, *, overdue_min: float) -> dict[str, Any]:
    """The state at a moment; moments are ISO 8601 in the zone of `at`, minutes count from it."""
    return {
        "version": state.version,
        "at": at.isoformat(),
        "opened": _iso(state.opened, at),
        "ended": _iso(state.ended, at),
        "alarms": [_alarm(state, one, at) for one in state.alarms],
        "units": [_unit(one, at, overdue_min) for one in state.units],
        "requests": [_request(one, at) for one in state.requests],
        "closures": [
            {
                "id": one.id,
                "points": [list(point) for point in one.points],
                "roads": list(one.roads),
                "since": _iso(one.since, at),
                "because": one.because,
                "reopened": _iso(one.reopened, at),
            }
            for one in state.closures
        ],
        "called_in": [
            {"at": _iso(one.at, at), "officers": one.officers, "station": one.station} for one in state.called_in
        ],
        "open": list(open_ends(state, at)),
        "trail": [_told(one, at) for one in state.trail],
        "timeline": [_span(one, at) for one in spans(state)],
    }


def open_ends(state: SurgeState, at: datetime) -> tuple[str, ...]:
    """What somebody has to see to, in sentences: alarms without orders, silence on the radio, late units."""
    said = []
    for alarm in state.active:
        if not any(unit.alarm == alarm.id for unit in state.open_units):
            said.append(f"Nobody has an order for {alarm.id}.")
    for unit in state.open_units:
        alarm_now = state.alarm(unit.alarm)
        if alarm_now is not None and alarm_now.ended is not None:
            said.append(f"{unit.alarm} has ended, and {unit.unit} has its order still: withdraw it or send it on.")
        elif unit.status.is_coming and unit.eta < at:
            late = round((at - unit.eta).total_seconds() / 60)
            said.append(f"{unit.unit} is overdue by {late} min and silent.")
        elif unit.status.is_coming and unit.eta - unit.arrive >= _LATE:
            late = round((unit.eta - unit.arrive).total_seconds() / 60)
            said.append(f"{unit.unit} is {late} min behind its order{f': {unit.because}' if unit.because else '.'}")
        elif unit.word == "ordered" and unit.depart < at:
            said.append(f"{unit.unit} has not read its order back, and was to leave at {_clock(unit.depart, at)}.")
    said += [
        f"Request {one.id} ({one.to or one.rung}) is {one.state.value} since {_clock(one.at, at)}."
        for one in state.requests
        if one.state.value == "requested"
    ]
    said += [f"Entry {one.version} could not be read: {one.fault}" for one in state.trail if one.fault]
    return tuple(said)


def _alarm(state: SurgeState, alarm: LiveAlarm, at: datetime) -> dict[str, Any]:
    sent = [unit for unit in state.open_units if unit.alarm == alarm.id]
    crowd, minutes = alarm.crowd_now(at)
    promise = alarm.promises[-1] if alarm.promises else None
    return {
        "id": alarm.id,
        "longitude": alarm.longitude,
        "latitude": alarm.latitude,
        "place": alarm.place,
        "level": alarm.level.value,
        "task": alarm.task.value,
        "known": alarm.known,
        "crowd": _range(crowd),
        "growth": _range(alarm.growth),
        "grows_for_min": minutes,
        "since": _iso(alarm.since, at),
        "noticed": _iso(alarm.noticed, at),
        "ended": _iso(alarm.ended, at),
        "sent": sum(unit.strength for unit in sent),
        "there": sum(unit.strength for unit in sent if unit.status.is_there),
        "last_eta": _iso(max((unit.eta for unit in sent if unit.status.is_coming), default=None), at),
        "engaged": sum(unit.strength for unit in sent if unit.engaged is not None),
        "promised": None
        if promise is None
        else {
            "at": _iso(promise.at, at),
            "officers": promise.officers,
            "adequate": _iso(promise.adequate, at),
            "minutes_left": None if promise.adequate is None else _minutes(at, promise.adequate),
        },
    }


def _unit(unit: LiveUnit, at: datetime, overdue_min: float) -> dict[str, Any]:
    place = place_of(unit, at)
    return {
        "unit": unit.unit,
        "alarm": unit.alarm,
        "origin": unit.origin,
        "place": unit.place,
        "kind": unit.kind,
        "status": unit.word,
        "strength": unit.strength,
        "women": unit.women,
        "riot": unit.riot,
        "commander_rank": unit.commander_rank,
        "officers": list(unit.officers),
        "vehicles": list(unit.vehicles),
        "ordered": _iso(unit.ordered, at),
        "depart": _iso(unit.depart, at),
        "arrive": _iso(unit.arrive, at),
        "eta": _iso(unit.eta, at),
        "minutes_left": round(unit.remaining_min(at, overdue_min), 1) if unit.status.is_coming else None,
        "is_overdue": unit.status.is_coming and unit.eta < at,
        "acknowledged": _iso(unit.acknowledged, at),
        "departed": _iso(unit.departed, at),
        "arrived": _iso(unit.arrived, at),
        "engaged": _iso(unit.engaged, at),
        "closed": _iso(unit.closed, at),
        "because": unit.because,
        "longitude": None if place is None else place[0],
        "latitude": None if place is None else place[1],
        "path": [list(point) for point in unit.path],
    }


def _request(request: LiveRequest, at: datetime) -> dict[str, Any]:
    return {
        "id": request.id,
        "state": request.state.value,
        "since": _iso(request.at, at),
        "rung": request.rung,
        "to": request.to,
        "officers": request.officers,
        "women": request.women,
        "riot": request.riot,
        "alarm": request.alarm,
        "eta": _iso(request.eta, at),
    }


def _told(told: Told, at: datetime) -> dict[str, Any]:
    return {
        "version": told.version,
        "kind": told.kind,
        "at": _iso(told.at, at),
        "recorded": told.recorded,
        "by": told.by,
        "subject": told.subject,
        "sentence": told.sentence,
        "fault": told.fault,
    }


def _span(span: Span, at: datetime) -> dict[str, Any]:
    moments: Mapping[str, datetime | None] = {
        "since": span.since,
        "noticed": span.noticed,
        "first_order": span.first_order,
        "planned_first": span.planned_first,
        "first": span.first,
        "first_promise": span.first_promise,
        "planned_adequate": span.planned_adequate,
        "assembled": span.assembled,
        "adequate": span.adequate,
        "ended": span.ended,
    }
    return {
        "alarm": span.alarm,
        "officers": span.officers,
        **{name: _iso(moment, at) for name, moment in moments.items()},
        "notice_min": span.notice_min,
        "late_min": span.late_min,
    }


def _range(estimate: Estimate) -> dict[str, float]:
    return {"low": estimate.low, "best": estimate.best, "high": estimate.high}


def _iso(moment: datetime | None, like: datetime) -> str | None:
    return None if moment is None else moment.astimezone(like.tzinfo).isoformat()


def _clock(moment: datetime, like: datetime) -> str:
    return f"{moment.astimezone(like.tzinfo):%H:%M}"


def _minutes(start: datetime, end: datetime) -> float:
    return round((end - start).total_seconds() / 60, 1)
