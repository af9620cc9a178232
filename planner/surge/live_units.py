"""What an entry does to units: ordered, read back, departed, arrived, engaged, delayed, refused, withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from planner.surge import live_read as read
from planner.surge.live_read import MOST_MINUTES, Refused
from planner.surge.live_state import LiveUnit, Promise, SurgeState, UnitStatus

Body = Mapping[str, Any]
Changed = tuple[SurgeState, str, str]
"""The state after an entry, whom it is about, and a sentence."""

_NEXT = {
    "departed": (UnitStatus.ORDERED,),
    # the first word on the radio is often that a unit is there
    "arrived": (UnitStatus.ORDERED, UnitStatus.DEPARTED),
    "engaged": (UnitStatus.ARRIVED,),
}
_SAID = {
    "departed": "has left.",
    "arrived": "is at the form-up point.",
    "engaged": "has moved to the crowd.",
}


def ordered(state: SurgeState, at: datetime, by: str, body: Body) -> Changed:
    """Orders are given: all of them or none."""
    units = tuple(_unit(row, at, by) for row in read.rows(body, "units"))
    if not units:
        raise Refused("no unit gets an order.")
    names = [unit.unit for unit in units]
    known = {unit.unit for unit in state.units}
    for name in names:
        if name in known or names.count(name) > 1:
            raise Refused(f"{name} has an order already.")
    held = {officer: unit.unit for unit in state.open_units for officer in unit.officers}
    driven = {vehicle: unit.unit for unit in state.open_units for vehicle in unit.vehicles}
    for unit in units:
        alarm = state.alarm(unit.alarm)
        if alarm is None:
            raise Refused(f"{unit.unit} is sent to {unit.alarm}, which is no alarm of this surge.")
        if alarm.ended is not None:
            raise Refused(f"{unit.unit} is sent to {unit.alarm}, which has ended.")
        for taken, whose, thing in ((held, unit.officers, "officer"), (driven, unit.vehicles, "vehicle")):
            for one in whose:
                if one in taken:
                    raise Refused(f"{thing} {one} of {unit.unit} goes with {taken[one]}, whose order stands.")
                taken[one] = unit.unit
    promises = _promises(body, at)
    alarms = tuple(
        replace(alarm, promises=(*alarm.promises, promises[alarm.id])) if alarm.id in promises else alarm
        for alarm in state.alarms
    )
    people = sum(unit.strength for unit in units)
    said = f"{len(units)} unit{'s' * (len(units) > 1)} with {people} officers ordered: {', '.join(names)}."
    return replace(state, units=(*state.units, *units), alarms=alarms), "", said


def _unit(row: Body, at: datetime, by: str) -> LiveUnit:
    officers = read.texts(row, "officers")
    strength = read.whole(row, "strength", default=len(officers))
    if strength < 1 or (officers and len(officers) != strength) or len(set(officers)) != len(officers):
        raise Refused(f"a unit of {strength} with {len(officers)} service numbers is no unit.")
    depart, arrive = read.moment(row, "depart"), read.moment(row, "arrive")
    if arrive < depart:
        raise Refused("a unit is to arrive before it departs.")
    form_up = read.points(row, "form_up")
    return LiveUnit(
        unit=read.text(row, "unit"),
        alarm=read.text(row, "alarm"),
        origin=read.text(row, "origin"),
        place=read.text(row, "place", default=""),
        kind=read.text(row, "kind", default="station"),
        officers=officers,
        vehicles=read.texts(row, "vehicles"),
        strength=strength,
        women=min(strength, read.whole(row, "women", default=0)),
        riot=min(strength, read.whole(row, "riot", default=0)),
        commander_rank=read.text(row, "commander_rank", default="Constable"),
        ordered=at,
        depart=depart,
        arrive=arrive,
        by=by,
        route=read.text(row, "route", default=""),
        path=read.points(row, "path"),
        form_up=form_up[0] if form_up else None,
    )


def _promises(body: Body, at: datetime) -> dict[str, Promise]:
    found = {}
    for row in read.rows(body, "promised"):
        adequate = None if row.get("adequate") is None else read.moment(row, "adequate")
        found[read.text(row, "alarm")] = Promise(at, read.whole(row, "officers", default=0), adequate)
    return found


def acknowledged(state: SurgeState, at: datetime, by: str, body: Body) -> Changed:
    """A unit has read its order back."""
    unit = _open(state, body)
    if unit.acknowledged is not None:
        raise Refused(f"{unit.unit} has read its order back at {unit.acknowledged:%H:%M} already.")
    read.not_before(at, unit.ordered, f"{unit.unit} was ordered")
    return _with(state, replace(unit, acknowledged=at)), unit.unit, f"{unit.unit} has read its order back."


def moved(kind: str, state: SurgeState, at: datetime, by: str, body: Body) -> Changed:
    """A unit has departed, arrived or engaged."""
    unit = _open(state, body)
    if unit.status not in _NEXT[kind]:
        raise Refused(f"{unit.unit} {_is(unit)}: it cannot be {kind} now.")
    for before, word in ((unit.arrived, "arrived"), (unit.departed, "departed"), (unit.ordered, "was ordered")):
        if before is not None:
            read.not_before(at, before, f"{unit.unit} {word}")
    status = UnitStatus(kind)
    if status is UnitStatus.DEPARTED:
        unit = replace(unit, status=status, departed=at)
    elif status is UnitStatus.ARRIVED:
        unit = replace(unit, status=status, arrived=at)
    else:
        unit = replace(unit, status=status, engaged=at)
    return _with(state, unit), unit.unit, f"{unit.unit} {_SAID[kind]}"


def delayed(state: SurgeState, at: datetime, by: str, body: Body) -> Changed:
    """A unit that is on its way will be later, by so many minutes more."""
    unit = _open(state, body)
    if not unit.status.is_coming:
        raise Refused(f"{unit.unit} {_is(unit)}: it cannot be late.")
    read.not_before(at, unit.ordered, f"{unit.unit} was ordered")
    minutes = read.number(body, "minutes", low=1, high=MOST_MINUTES)
    because = read.text(body, "because")
    if unit.status is UnitStatus.ORDERED:
        late = replace(unit, late_min=unit.late_min + minutes, because=because)
    else:
        late = replace(unit, late_on_road_min=unit.late_on_road_min + minutes, because=because)
    if late.late_min + late.late_on_road_min > MOST_MINUTES:
        raise Refused(f"{unit.unit} would be more than a week late.")
    return _with(state, late), unit.unit, f"{unit.unit} is {minutes:g} min late: {because}"


def refused(state: SurgeState, at: datetime, by: str, body: Body) -> Changed:
    """A unit does not go: that ends its order."""
    unit = _open(state, body)
    if unit.status is not UnitStatus.ORDERED:
        raise Refused(f"{unit.unit} {_is(unit)}: it can be withdrawn, but it cannot refuse.")
    read.not_before(at, unit.ordered, f"{unit.unit} was ordered")
    because = read.text(body, "because")
    changed = replace(unit, status=UnitStatus.REFUSED, closed=at, because=because)
    return _with(state, changed), unit.unit, f"{unit.unit} does not go: {because}"


def withdrawn(state: SurgeState, at: datetime, by: str, body: Body) -> Changed:
    """The order of a unit is taken back, by somebody and for a reason."""
    unit = _open(state, body)
    read.not_before(at, unit.ordered, f"{unit.unit} was ordered")
    because = read.text(body, "because")
    if not by:
        raise Refused(f"nobody is named who withdraws {unit.unit}.")
    changed = replace(unit, status=UnitStatus.WITHDRAWN, closed=at, because=because)
    return _with(state, changed), unit.unit, f"{unit.unit} is withdrawn by {by}: {because}"


def _open(state: SurgeState, body: Body) -> LiveUnit:
    """The unit that is meant, with its order standing."""
    name = read.text(body, "unit")
    unit = state.unit(name)
    if unit is None:
        raise Refused(f"{name} was never sent.")
    if not unit.status.is_open:
        raise Refused(f"{name} {_is(unit)}: its order has ended.")
    return unit


def _is(unit: LiveUnit) -> str:
    return {
        UnitStatus.ORDERED: "has its order and has not left",
        UnitStatus.DEPARTED: "is on the road",
        UnitStatus.ARRIVED: "is at the form-up point",
        UnitStatus.ENGAGED: "is with the crowd",
        UnitStatus.REFUSED: "has refused",
        UnitStatus.WITHDRAWN: "was withdrawn",
    }[unit.status]


def _with(state: SurgeState, changed: LiveUnit) -> SurgeState:
    return replace(state, units=tuple(changed if unit.unit == changed.unit else unit for unit in state.units))
