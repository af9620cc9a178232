"""The problem of now: orders that stand are given units, and whoever has an order is at no station any more."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from planner.core.people import Rank, Vehicle
from planner.surge.live_state import LiveUnit, SurgeState, UnitStatus
from planner.surge.problem import TENTHS, Origin, Person, SurgeProblem
from planner.surge.request import RequestState

_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class TurnedBack:
    """A unit that was called back on its way: where it is, and the minutes from there to each alarm (None: no way)."""

    unit: str
    x_m: float
    y_m: float
    minutes: tuple[float | None, ...]


def with_orders(
    problem: SurgeProblem,
    state: SurgeState,
    *,
    overdue_min: float,
    turnout_min: float,
    turned_back: Sequence[TurnedBack] = (),
    places: Mapping[str, tuple[float, float]] | None = None,
) -> SurgeProblem:
    """The problem with every order kept: given units go where they go, nobody of them can be sent elsewhere.

    `problem` has the alarms that go on, as if nobody had been sent. A unit that refused is at its station and stays
    out. `turned_back` are those who can be sent anew from the road, after `turnout_min`. `places` tells where given
    units are (metres), for display.
    """
    people = {p.officer: p for origin in problem.origins for p in origin.people}
    vehicles = {v.id: v for origin in problem.origins for v in origin.vehicles}
    standing = state.open_units
    out = [unit for unit in state.units if unit.status is UnitStatus.REFUSED]
    names = [one.unit for one in turned_back]
    away = [*standing, *out, *(unit for unit in state.units if unit.unit in names)]
    gone = {officer for unit in away for officer in unit.officers}
    driven = {vehicle for unit in away for vehicle in unit.vehicles}
    origins = [_left(origin, gone, driven) for origin in problem.origins]
    origins += _turned(turned_back, state, people, vehicles, turnout_min)
    index = {alarm.id: q for q, alarm in enumerate(problem.alarms)}
    for unit in standing:
        if unit.alarm in index:
            minutes = unit.remaining_min(problem.at, overdue_min)
            x_m, y_m = (places or {}).get(unit.unit, (0.0, 0.0))
            drive = tuple(0 if q == index[unit.alarm] else None for q in range(len(problem.alarms)))
            origins.append(_origin(unit, "given", people, vehicles, _tenths(minutes), drive, x_m, y_m))
    origins += _helpers(problem, state, overdue_min)
    there = {origin.id: len(origin.people) for origin in origins}
    holdbacks = tuple(
        replace(one, minimum=minimum)
        for one in problem.holdbacks
        if (minimum := min(one.minimum, sum(there[name] for name in one.origins))) > 0
    )
    notes = [*problem.notes]
    notes += [f"{one.unit} ({one.strength} officers) refused its order and is left out: {one.because}" for one in out]
    may_go = sum(origin.give for origin in origins if origin.kind != "given")
    return replace(
        problem,
        origins=tuple(origins),
        holdbacks=holdbacks,
        reserve=min(problem.reserve, may_go),
        notes=tuple(notes),
    )


def _helpers(problem: SurgeProblem, state: SurgeState, overdue_min: float) -> list[Origin]:
    """Others who were asked and are on the road with a time of arrival, or there: given, like a unit of one's own."""
    index = {alarm.id: q for q, alarm in enumerate(problem.alarms)}
    found = []
    for one in state.requests:
        is_there = one.state is RequestState.ARRIVED
        is_told = one.state is RequestState.EN_ROUTE and one.eta is not None
        if one.alarm not in index or not one.officers or not (is_there or is_told):
            continue
        left = 0.0 if is_there or one.eta is None else (one.eta - problem.at).total_seconds() / 60
        people = tuple(
            # no rank is known of them: they bring no commander
            Person(f"{one.id}/{k + 1}", Rank.CONSTABLE, k < one.women, k < one.riot)
            for k in range(one.officers)
        )
        found.append(
            Origin(
                id=one.id,
                people=tuple(sorted(people)),
                vehicles=(),
                loose_seats=one.officers,
                turnout=_tenths(0.0 if is_there else left if left > 0 else overdue_min),
                desk_minimum=0,
                drive=tuple(0 if q == index[one.alarm] else None for q in range(len(problem.alarms))),
                kind="given",
                place=one.to or one.rung,
            )
        )
    return found


def _left(origin: Origin, gone: set[str], driven: set[str]) -> Origin:
    """A station without those who are away; the seats that they took beside vehicles are gone too."""
    stays = tuple(p for p in origin.people if p.officer not in gone)
    left = tuple(v for v in origin.vehicles if v.id not in driven)
    # after a change of shift others are at the station, but the vehicle is away with those who took it
    if len(stays) == len(origin.people) and len(left) == len(origin.vehicles):
        return origin
    taken = sum(v.seats for v in origin.vehicles) - sum(v.seats for v in left)
    loose = max(0, len(origin.people) - len(stays) - taken)
    return replace(
        origin,
        people=stays,
        vehicles=left,
        loose_seats=max(0, origin.loose_seats - loose),
        desk_minimum=min(origin.desk_minimum, len(stays)),
    )


def _turned(
    turned_back: Sequence[TurnedBack],
    state: SurgeState,
    people: Mapping[str, Person],
    vehicles: Mapping[str, Vehicle],
    turnout_min: float,
) -> list[Origin]:
    busy = {officer for unit in state.open_units for officer in unit.officers}
    found = []
    for one in turned_back:
        unit = state.unit(one.unit)
        if unit is not None and not busy & set(unit.officers):
            drive = tuple(None if m is None or not math.isfinite(m) else _tenths(m) for m in one.minutes)
            found.append(_origin(unit, "mobile", people, vehicles, _tenths(turnout_min), drive, one.x_m, one.y_m))
    return found


def _origin(
    unit: LiveUnit,
    kind: str,
    people: Mapping[str, Person],
    vehicles: Mapping[str, Vehicle],
    turnout: int,
    drive: tuple[int | None, ...],
    x_m: float,
    y_m: float,
) -> Origin:
    own = tuple(vehicles[v] for v in unit.vehicles if v in vehicles)
    return Origin(
        id=unit.unit,
        people=_people(unit, people),
        vehicles=tuple(sorted(own, key=lambda v: (-v.seats, v.id))),
        loose_seats=max(0, unit.strength - sum(v.seats for v in own)),
        turnout=turnout,
        desk_minimum=0,
        drive=drive,
        kind=kind,
        place=unit.place or unit.origin,
        x_m=x_m,
        y_m=y_m,
    )


def _people(unit: LiveUnit, people: Mapping[str, Person]) -> tuple[Person, ...]:
    """The officers as the roll has them; where it does not know them all, as many of each sort as the order says."""
    if unit.officers and all(officer in people for officer in unit.officers):
        return tuple(sorted(people[officer] for officer in unit.officers))
    names = unit.officers or tuple(f"{unit.unit}/{k + 1}" for k in range(unit.strength))
    try:
        head = Rank.parse(unit.commander_rank)
    except ValueError:  # a rank that this version does not know leads nobody
        head = Rank.CONSTABLE
    last = len(names)
    return tuple(
        sorted(
            Person(name, head if k == 0 else Rank.CONSTABLE, last - k <= unit.women, last - k <= unit.riot)
            for k, name in enumerate(names)
        )
    )


def _tenths(minutes: float) -> int:
    return math.ceil(minutes * TENTHS - _ROUNDING)
