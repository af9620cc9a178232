"""The alarms and closures of an emergency as they are set on the screen, and small texts of its answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from layers.words import Words
from planner.core.errors import InputError
from planner.core.estimate import Estimate
from planner.core.surge import Level, Task
from screens import plans, session

CROWD = "300-600"
EXAMPLE = "73.08 31.42 300-600"
"""Where nothing is known of the own district."""
LEVELS = tuple(level.value for level in Level)
TASKS = tuple(task.value for task in Task)


@dataclass(frozen=True, slots=True)
class Alarm:
    """What was said of one alarm: place in degrees, crowd, how it behaves, what to do, people a minute who join it."""

    longitude: float
    latitude: float
    crowd: str = CROWD
    level: str = Level.DISORDER.value
    task: str = Task.HOLD.value
    growth: str = "0"
    known: str = ""


Spot = tuple[float, float]
Closure = tuple[Spot, ...]
"""As it was drawn: one point is a spot, a ring that ends where it begins an area, all else a line."""


def here() -> tuple[Alarm, ...]:
    """The alarms that are set."""
    return tuple(st.session_state.get(session.SURGE_ALARMS, ()))


def closures() -> tuple[Closure, ...]:
    """What was drawn as blocked, in the order in which it was drawn."""
    return tuple(st.session_state.get(session.SURGE_CLOSURES, ()))


def said(crowd: str = "") -> dict[str, str]:
    """What the fields above the map say of the next alarm."""
    state = st.session_state
    return {
        "crowd": crowd or state.get("surge_crowd", CROWD).strip(),
        "level": state.get(session.SURGE_LEVEL) or Level.DISORDER.value,
        "task": state.get("surge_task") or Task.HOLD.value,
        "growth": str(state.get("surge_growth") or "0").strip(),
        "known": str(state.get("surge_known") or "").strip(),
    }


def put(spot: Spot, *, many: bool, crowd: str = "") -> None:
    """Sets an alarm: one more, or the only one; InputError says which of its fields cannot be read."""
    alarm = Alarm(round(spot[0], 6), round(spot[1], 6), **said(crowd))
    check(alarm)
    st.session_state[session.SURGE_ALARMS] = (*(here() if many else ()), alarm)
    forget()


def close(*points: Spot) -> None:
    """Blocks the roads at a spot, along a line or within a ring; the same again opens them."""
    rounded = tuple((round(x, 5), round(y, 5)) for x, y in points)
    there = [one for one in closures() if one != rounded]
    st.session_state[session.SURGE_CLOSURES] = (*there, *([rounded] if len(there) == len(closures()) else ()))
    forget()


def reopen(closure: Closure) -> None:
    """Opens again what was drawn as blocked."""
    st.session_state[session.SURGE_CLOSURES] = tuple(one for one in closures() if one != closure)
    forget()


def points_of(shape: Mapping[str, Any] | None) -> Closure:
    """The points of a drawn shape; empty when nothing is drawn."""
    if shape is None:
        return ()
    points = {"Point": lambda c: [c], "LineString": lambda c: c, "Polygon": lambda c: c[0]}[shape["type"]](
        shape["coordinates"]
    )
    return tuple((float(x), float(y)) for x, y in points)


def change_last() -> None:
    """Takes what the fields say now for the newest alarm, so that the answer is never that to an older number."""
    alarm = replace(here()[-1], **said())
    check(alarm)
    st.session_state[session.SURGE_ALARMS] = (*here()[:-1], alarm)
    forget()


def clear() -> None:
    """Takes all alarms and closures away."""
    st.session_state[session.SURGE_ALARMS] = ()
    st.session_state[session.SURGE_CLOSURES] = ()
    forget()


def forget() -> None:
    """The hour has moved on: it is answered anew."""
    st.session_state.pop(session.SURGE_ANSWER, None)
    st.session_state[session.SURGE_FAULT] = None


def check(alarm: Alarm) -> None:
    """Raise InputError when the crowd or its growth is no number or range."""
    for name, size, how in (("crowd", alarm.crowd, CROWD), ("growth", alarm.growth, "5-20")):
        try:
            Estimate.parse(size)
        except ValueError as fault:
            raise InputError(f"the {name} {size!r} cannot be read: {fault}", maybe=f"write it as {how}.") from fault


def example() -> str:
    """A line as it may be typed: a place of the own district and a crowd."""
    spots = sorted(spot for (kind, _), spot in session.degrees().items() if kind == "station")
    if not spots:
        return EXAMPLE
    longitude, latitude = spots[len(spots) // 2]
    return f"{longitude:.2f} {latitude:.2f} {CROWD}"


def parse(line: str) -> tuple[Spot, str]:
    """The place and, where it is given, the crowd, from `lon lat` or `lon lat crowd`; InputError says what is wrong."""
    parts = line.replace(",", " ").replace(";", " ").split()
    if len(parts) not in (2, 3):
        raise InputError(f"{line!r} is no place with a crowd", maybe=f"longitude, latitude, crowd: {example()}")
    try:
        spot = float(parts[0]), float(parts[1])
    except ValueError as fault:
        raise InputError(f"{line!r} is no place in degrees", maybe=f"write it as {example()}") from fault
    return spot, parts[2] if len(parts) == 3 else ""


def sentence(value: Any, words: Words) -> str:
    """What an answer says, in the language of the reader; empty where it says nothing."""
    return "" if value is None else words.sentence(str(value))


def proof(alarm: Mapping[str, Any], words: Words) -> str:
    """How good the answer is known to be."""
    if alarm["proven_optimal"]:
        return words("surge.proven")
    bound = alarm["bound_min"]
    return "" if bound is None else words("surge.bound", minutes=f"{bound:.0f}")


def unit_rows(alarm: Mapping[str, Any]) -> list[list[str]]:
    """Origin, officers, rank in charge, leaves, arrives, minutes since the order; the first to arrive first."""
    words = session.words_of_places()
    return [
        [
            place(unit, words),
            str(unit["strength"]),
            plans.rank_word(unit["commander_rank"], words),
            plans.clock(unit["depart"]),
            plans.clock(unit["arrive"]),
            f"{unit['minutes']:.0f}",
        ]
        for unit in sorted(alarm["units"], key=lambda unit: (unit["arrive"], unit["unit"]))
    ]


def place(unit: Mapping[str, Any], words: Words) -> str:
    """Where a unit starts, in the language of the reader."""
    return words.sentence(session.name_of(str(unit.get("place") or unit["origin"])))


def as_json(answer: Mapping[str, Any]) -> bytes:
    """The answer as a file."""
    return json.dumps(answer, ensure_ascii=False, indent=1).encode()
