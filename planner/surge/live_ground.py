"""What an entry does to the ground: alarms, roads, requests for more, those called in, notes, the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from planner.core.surge import STEADY, Level, Task
from planner.surge import live_read as read
from planner.surge.live_read import Refused
from planner.surge.live_state import (
    CalledIn,
    LiveAlarm,
    LiveClosure,
    LiveRequest,
    SurgeState,
)
from planner.surge.live_units import Body, Changed
from planner.surge.request import RequestState, following

LONGEST_GROWTH_MIN = 1440
"""A day, as in the range of `surge.growth_lasts_min`."""


def opened(state: SurgeState, at: datetime, by: str, body: Body) -> Changed:
    """The log begins, with its alarms."""
    if state.opened is not None:
        raise Refused("this log was opened already.")
    alarms = tuple(_alarm(row, at) for row in read.rows(body, "alarms"))
    names = [alarm.id for alarm in alarms]
    if not names or len(set(names)) != len(names):
        raise Refused("a surge needs alarms with ids of their own.")
    changed = replace(state, opened=at, alarms=alarms)
    return changed, "", f"Opened with {len(names)} alarm{'s' * (len(names) > 1)}: {', '.join(names)}."


def alarm(state: SurgeState, at: datetime, by: str, body: Body) -> Changed:
    """A new alarm."""
    row = body.get("alarm")
    if not isinstance(row, Mapping):
        raise Refused("no alarm is told.")
    new = _alarm(row, at)
    if state.alarm(new.id) is not None:
        raise Refused(f"there is an alarm {new.id} already.")
    crowd = f"a crowd of {new.crowd.low:.0f} to {new.crowd.high:.0f}"
    return replace(state, alarms=(*state.alarms, new)), new.id, f"New alarm {new.id}: {crowd}, {new.level.value}."


def _alarm(row: Body, at: datetime) -> LiveAlarm:
    longitude, latitude = read.place(row.get("longitude"), row.get("latitude"))
    return LiveAlarm(
        id=read.text(row, "id"),
        longitude=longitude,
        latitude=latitude,
        crowd=read.estimate(row, "crowd"),
        said=at,
        since=read.moment(row, "since") if row.get("since") is not None else at,
        noticed=at,
        level=_level(row),
        task=_task(row),
        growth=read.estimate(row, "growth", default=STEADY),
        grows_for_min=read.whole(row, "grows_for_min", high=LONGEST_GROWTH_MIN, default=0),
        known=read.text(row, "known", default=""),
        place=read.text(row, "place", default=""),
    )


def _level(row: Body) -> Level:
    name = read.text(row, "level", default=Level.DISORDER.value)
    if name not in list(Level):
        raise Refused(f"{name!r} is no level; levels are {', '.join(Level)}.")
    return Level(name)


def _task(row: Body) -> Task:
    name = read.text(row, "task", default=Task.HOLD.value)
    if name not in list(Task):
        raise Refused(f"{name!r} is no task; tasks are {', '.join(Task)}.")
    return Task(name)


def alarm_changed(state: SurgeState, at: datetime, by: str, body: Body) -> Changed:
    """Something else is known of an alarm: crowd, level, growth, task. What is not told stays."""
    one = _active(state, body)
    told = [key for key in ("crowd", "level", "task", "growth", "grows_for_min", "known") if body.get(key) is not None]
    if not told:
        raise Refused(f"nothing new is told of {one.id}.")
    read.not_before(at, one.noticed, f"{one.id} was noticed")
    crowd, minutes = one.crowd_now(at)
    one = replace(
        one,
        crowd=read.estimate(body, "crowd", default=crowd),
        said=max(at, one.said),
        level=_level(body) if "level" in told else one.level,
        task=_task(body) if "task" in told else one.task,
        growth=read.estimate(body, "growth", default=one.growth),
        grows_for_min=read.whole(body, "grows_for_min", high=LONGEST_GROWTH_MIN, default=minutes),
        known=read.text(body, "known", default=one.known),
    )
    said = f"{one.id}: now a crowd of {one.crowd.low:.0f} to {one.crowd.high:.0f}, {one.level.value}, {one.task.value}."
    return _with(state, one), one.id, said


def alarm_ended(state: SurgeState, at: datetime, by: str, body: Body) -> Changed:
    """An alarm is over. Units sent there keep their orders until they are withdrawn."""
    one = _active(state, body)
    read.not_before(at, one.noticed, f"{one.id} was noticed")
    still = sum(unit.alarm == one.id for unit in state.open_units)
    left = f" {still} unit{'s' * (still > 1)} there keep{'s' * (still == 1)} the order." if still else ""
    return _with(state, replace(one, ended=at)), one.id, f"{one.id} has ended.{left}"


def _active(state: SurgeState, body: Body) -> LiveAlarm:
    name = read.text(body, "alarm")
    one = state.alarm(name)
    if one is None:
        raise Refused(f"{name} is no alarm of this surge.")
    if one.ended is not None:
        raise Refused(f"{name} has ended.")
    return one


def _with(state: SurgeState, changed: LiveAlarm) -> SurgeState:
    return replace(state, alarms=tuple(changed if one.id == changed.id else one for one in state.alarms))


def closed(state: SurgeState, at: datetime, by: str, body: Body) -> Changed:
    """Roads are closed, as they were drawn or by identifier."""
    name, drawn, roads = read.text(body, "id"), read.points(body, "points"), read.texts(body, "roads")
    if not drawn and not roads:
        raise Refused("nothing is drawn that could be closed.")
    if any(one.id == name for one in state.closures):
        raise Refused(f"there is a closure {name} already.")
    because = read.text(body, "because", default="")
    closure = LiveClosure(name, drawn, at, because, roads=roads)
    said = f"Road closed ({name}){f': {because}' if because else '.'}"
    return replace(state, closures=(*state.closures, closure)), name, said


def reopened(state: SurgeState, at: datetime, by: str, body: Body) -> Changed:
    """A road is open again."""
    name = read.text(body, "id")
    one = next((one for one in state.closed_roads if one.id == name), None)
    if one is None:
        raise Refused(f"{name} is no closure that holds.")
    read.not_before(at, one.since, f"{name} was closed")
    again = replace(one, reopened=at)
    rest = tuple(again if each.id == name else each for each in state.closures)
    return replace(state, closures=rest), name, f"Road open again ({name})."


def request(state: SurgeState, at: datetime, by: str, body: Body) -> Changed:
    """Others are asked for more, or answer: each step is one that may follow the last."""
    name, new = read.text(body, "id"), _request_state(body)
    old = next((one for one in state.requests if one.id == name), None)
    if old is not None:
        read.not_before(at, old.at, f"request {old.id} was {old.state.value}")
    elif new is not RequestState.REQUESTED:
        raise Refused(f"{name} was never requested.")
    before = old.state if old else RequestState.DRAFT
    if new not in following(before):
        may = ", ".join(following(before)) or "nothing more"
        raise Refused(f"request {name} is {before.value}: it cannot be {new.value} now, but {may}.")
    alarm_id = read.text(body, "alarm", default=old.alarm if old else "")
    if alarm_id and state.alarm(alarm_id) is None:
        raise Refused(f"{alarm_id} is no alarm of this surge.")
    made = LiveRequest(
        id=name,
        state=new,
        at=at,
        rung=read.text(body, "rung", default=old.rung if old else ""),
        to=read.text(body, "to", default=old.to if old else ""),
        officers=read.whole(body, "officers", default=old.officers if old else 0),
        women=read.whole(body, "women", default=old.women if old else 0),
        riot=read.whole(body, "riot", default=old.riot if old else 0),
        alarm=alarm_id,
        eta=read.moment(body, "eta") if body.get("eta") is not None else old.eta if old else None,
    )
    rest = tuple(made if one.id == name else one for one in state.requests)
    requests = rest if old else (*rest, made)
    who = f" ({made.to})" if made.to else ""
    return replace(state, requests=requests), name, f"Request {name}{who}: {new.value}."


def _request_state(body: Body) -> RequestState:
    name = read.text(body, "state")
    if name not in list(RequestState):
        raise Refused(f"{name!r} is no state; states are {', '.join(RequestState)}.")
    return RequestState(name)


def called_in(state: SurgeState, at: datetime, by: str, body: Body) -> Changed:
    """Officers are called in from their rest."""
    number = read.whole(body, "officers")
    if not number:
        raise Refused("nobody is called in.")
    station = read.text(body, "station", default="")
    said = f"{number} officer{'s' * (number > 1)} called in{f' at {station}' if station else ''}."
    return replace(state, called_in=(*state.called_in, CalledIn(at, number, station))), station, said


def note(state: SurgeState, at: datetime, by: str, body: Body) -> Changed:
    """Words for the file."""
    return state, "", read.text(body, "text")


def ended(state: SurgeState, at: datetime, by: str, body: Body) -> Changed:
    """It is over: nobody may be on the way any more."""
    coming = [unit.unit for unit in state.units if unit.status.is_coming]
    if coming:
        many = f"{', '.join(coming[:5])} {'is' if len(coming) == 1 else 'are'}"
        raise Refused(f"{many} on the way still: wait for the arrival, or withdraw the order.")
    return replace(state, ended=at), "", "Ended."
