"""Random hours of an emergency as entries of its log: mostly what may happen, now and then what cannot."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from planner.surge.live import Said, after
from planner.surge.live_state import SurgeState
from planner.surge.request import RequestState, following

START = datetime(2026, 12, 25, 9, 0, tzinfo=UTC)


def alarm_row(number: int, draw: random.Random | None = None) -> dict[str, Any]:
    """An alarm as an entry tells it."""
    best = draw.randint(20, 900) if draw else 300
    return {
        "id": f"A{number}",
        "longitude": 73.0 + number / 100,
        "latitude": 31.0,
        "crowd": {"low": best * 0.5, "best": best, "high": best * 2},
        "level": draw.choice(["watch", "tense", "disorder", "violent"]) if draw else "disorder",
        "growth": {"low": 0, "best": 1, "high": 5},
        "grows_for_min": 60,
    }


def unit_row(
    name: str,
    alarm: str,
    at: datetime,
    *,
    strength: int = 5,
    minutes: float = 12,
    depart: float = 3,
    women: int = 1,
    **more: Any,
) -> dict[str, Any]:
    """A unit as an order tells it, with service numbers of its own."""
    return {
        "unit": name,
        "alarm": alarm,
        "origin": "S1",
        "officers": [f"{name}/{k}" for k in range(strength)],
        "vehicles": [f"{name}-v"],
        "strength": strength,
        "women": women,
        "commander_rank": "SI",
        "depart": (at + timedelta(minutes=depart)).isoformat(),
        "arrive": (at + timedelta(minutes=minutes)).isoformat(),
        "path": [[73.0, 31.0], [73.01, 31.0], [73.01, 31.02]],
        **more,
    }


def opening(alarms: int = 1, at: datetime = START) -> Said:
    """The first entry."""
    return Said("opened", {"at": at.isoformat(), "by": "C-1", "alarms": [alarm_row(n + 1) for n in range(alarms)]})


def entry(kind: str, after_min: float = 0, **body: Any) -> Said:
    """An entry so many minutes after the start."""
    return Said(kind, {"at": (START + timedelta(minutes=after_min)).isoformat(), "by": "C-1", **body})


def random_hour(seed: int, length: int) -> Iterator[tuple[SurgeState, Said, str]]:
    """Entries one after the other: the live state after it, the entry, and why it is refused ("" when it is not).

    A refused entry is not recorded: the live state stays.
    """
    draw = random.Random(seed)
    state, clock = SurgeState(), START
    for number in range(length):
        clock += timedelta(minutes=draw.choice((0, 0, 1, 2, 5, 11)))
        said = opening(draw.randint(1, 3), clock) if number == 0 else drawn(state, draw, clock)
        then = after(state, said)
        fault = then.trail[-1].fault
        if not fault:
            state = then
        yield state, said, fault


def drawn(state: SurgeState, draw: random.Random, clock: datetime) -> Said:
    """Some entry at this moment, most often one that may be."""
    kind = draw.choices(*zip(*_WEIGHTS.items(), strict=True))[0] if state.units else "ordered"
    body: dict[str, Any] = {"at": clock.isoformat(), "by": "C-1"}
    units = [unit.unit for unit in state.units]
    alarms = [alarm.id for alarm in state.alarms]
    if kind == "ordered":
        first, number = len(state.units), draw.randint(1, 4)
        body["units"] = [_unit(f"U{first + k}", draw.choice(alarms), clock, draw) for k in range(number)]
    elif kind in ("acknowledged", "departed", "arrived", "engaged", "delayed", "refused", "withdrawn"):
        ready = [unit.unit for unit in state.units if unit.status.value in _FROM[kind]] or units
        body["unit"] = draw.choice([*units, "nobody"] if draw.random() < 0.15 else ready)
        body["because"] = draw.choice(("", "a blocked bridge", "no fuel", "needed elsewhere"))
        body["minutes"] = draw.choice((0, 5, 15, 40))
    elif kind == "alarm":
        body["alarm"] = alarm_row(len(alarms) + draw.choice((1, 1, 1, 0)), draw)
    elif kind in ("alarm-changed", "alarm-ended"):
        body["alarm"] = draw.choice(alarms) if draw.random() < 0.9 else "A99"
        body["level"] = draw.choice(("tense", "violent", "disorder", "calm"))
    elif kind == "closed":
        body |= {"id": f"C{len(state.closures) + 1}", "points": [[73.0, 31.0], [73.0, 31.01]]}
    elif kind == "reopened":
        body["id"] = f"C{draw.randint(1, len(state.closures) + 1)}"
    elif kind == "request":
        last = state.requests[-1] if state.requests else None
        is_new = last is None or draw.random() < 0.3
        onward = following(RequestState.DRAFT if last is None or is_new else last.state) or tuple(RequestState)
        body |= {"id": f"R{len(state.requests) + is_new}", "state": draw.choice(onward).value, "officers": 60}
    elif kind == "called-in":
        body["officers"] = draw.randint(0, 9)
    elif kind == "note":
        body["text"] = draw.choice(("the imam speaks to the crowd", "ہجوم بڑھ رہا ہے", ""))
    return Said(kind, body)


def _unit(name: str, alarm: str, clock: datetime, draw: random.Random) -> dict[str, Any]:
    row = unit_row(name, alarm, clock, strength=draw.randint(1, 8), minutes=draw.randint(4, 50))
    if draw.random() < 0.1:
        row["officers"][0] = "U0/0"
    return row


_FROM = {
    "acknowledged": ("ordered", "departed"),
    "departed": ("ordered",),
    "arrived": ("ordered", "departed"),
    "engaged": ("arrived",),
    "delayed": ("ordered", "departed"),
    "refused": ("ordered",),
    "withdrawn": ("ordered", "departed", "arrived", "engaged"),
}
_WEIGHTS = {
    "ordered": 5,
    "acknowledged": 5,
    "departed": 7,
    "arrived": 7,
    "engaged": 4,
    "delayed": 5,
    "refused": 2,
    "withdrawn": 2,
    "alarm": 2,
    "alarm-changed": 3,
    "alarm-ended": 1,
    "closed": 2,
    "reopened": 1,
    "request": 4,
    "called-in": 1,
    "note": 1,
    "ended": 0.3,
}
