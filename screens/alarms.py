"""The alarms of an emergency as they are set on the screen, and its answer as people read it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import streamlit as st

from layers.words import Words
from planner.core.errors import InputError
from planner.core.estimate import Estimate
from screens import plans, session

CROWD = "300-600"
EXAMPLE = "73.08 31.42 300-600"
LISTED = 12
Alarm = tuple[float, float, str]


def here() -> tuple[Alarm, ...]:
    """Longitude, latitude and crowd of each alarm that is set."""
    return tuple(st.session_state.get(session.SURGE_ALARMS, ()))


def put(spot: tuple[float, float], crowd: str, *, many: bool) -> None:
    """Sets an alarm: one more, or the only one."""
    alarm = (round(spot[0], 6), round(spot[1], 6), crowd)
    st.session_state[session.SURGE_ALARMS] = (*(here() if many else ()), alarm)
    st.session_state.pop(session.SURGE_ANSWER, None)  # the hour has moved on: it is answered anew


def replace_last(alarm: Alarm) -> None:
    """Puts an alarm in the place of the newest one."""
    st.session_state[session.SURGE_ALARMS] = (*here()[:-1], alarm)
    st.session_state.pop(session.SURGE_ANSWER, None)


def clear() -> None:
    """Takes all alarms away."""
    st.session_state[session.SURGE_ALARMS] = ()
    st.session_state.pop(session.SURGE_ANSWER, None)


def parse(line: str, crowd: str) -> Alarm:
    """From `lon lat` or `lon lat crowd`, with spaces, commas or semicolons; InputError says what is wrong."""
    parts = line.replace(",", " ").replace(";", " ").split()
    if len(parts) not in (2, 3):
        raise InputError(f"{line!r} is no place with a crowd", maybe=f"longitude, latitude, crowd: {EXAMPLE}")
    try:
        longitude, latitude = float(parts[0]), float(parts[1])
    except ValueError as fault:
        raise InputError(f"{line!r} is no place in degrees", maybe=f"write it as {EXAMPLE}") from fault
    size = parts[2] if len(parts) == 3 else crowd
    try:
        Estimate.parse(size)
    except ValueError as fault:
        raise InputError(f"the crowd {size!r} cannot be read: {fault}", maybe="write it as 300-600.") from fault
    return longitude, latitude, size


def sentence(value: Any) -> str:
    """What an answer says in words, whether it came as a text or with named parts."""
    if isinstance(value, Mapping):
        if "sentence" in value:
            return str(value["sentence"])
        return " ".join(str(part) for part in value.values() if part not in (None, "", 0, False))
    return "" if value is None else str(value)


def proof(alarm: dict[str, Any], words: Words) -> str:
    """How good the answer is known to be."""
    if alarm["proven_optimal"]:
        return words("surge.proven")
    bound = alarm["bound_min"]
    return "" if bound is None else words("surge.bound", minutes=f"{bound:.0f}")


def unit_rows(alarm: dict[str, Any]) -> list[list[str]]:
    """Origin, officers, rank in charge, leaves, arrives, minutes; the first to arrive first."""
    return [
        [
            session.name_of(unit["origin"]),
            str(unit["strength"]),
            unit["commander_rank"],
            plans.clock(unit["depart"]),
            plans.clock(unit["arrive"]),
            f"{unit['minutes']:.0f}",
        ]
        for unit in sorted(alarm["units"], key=lambda unit: (unit["arrive"], unit["unit"]))
    ]


def nearest_first(answer: dict[str, Any], words: Words) -> str:
    """What simply sending the nearest would do instead, in a sentence; empty when nothing is known."""
    other = answer["nearest_first"]
    broken = other["broken_holdbacks"]
    count = len(broken) if isinstance(broken, list) else int(broken)
    times = [alarm.get("time_to_adequate_min") for alarm in other["alarms"]]
    if not times:
        return ""
    said = ", ".join(words("say.never") if minutes is None else f"{minutes:.0f}" for minutes in times)
    return words("surge.nearest", minutes=said, count=count)


def as_json(answer: dict[str, Any]) -> bytes:
    """The answer as a file."""
    return json.dumps(answer, ensure_ascii=False, indent=1).encode()
