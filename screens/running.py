"""The door to emergencies that go on: what is known, the plan from now, entries, orders."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import streamlit as st

from planner.core.errors import InputError
from planner.core.estimate import Estimate
from screens import session

STALE_S = 120.0
"""After so long a plan that nobody has touched is made anew: the clock has moved on."""


def surges() -> Sequence[Mapping[str, Any]]:
    """One line a kept emergency, newest first."""
    return session.flow.surges(session.store(), session.config())


def opened() -> str:
    """The emergency that is shown, by the name of its log; "" for none. It stands in the address."""
    return str(st.query_params.get("log", ""))


def show(name: str) -> None:
    """Shows an emergency, or none."""
    st.session_state[session.SURGE_FAULT] = None
    if name:
        st.query_params["log"] = name
    else:
        st.query_params.pop("log", None)


def log(name: str) -> dict[str, Any]:
    """What is known of it now."""
    return session.flow.surge_log(session.store(), session.config(), name)


def now(name: str, version: int) -> dict[str, Any]:
    """The plan made anew from what is known after so many entries; kept until another entry comes or it is stale."""
    asked = (session.store_name(), name, version)
    kept = st.session_state.get(session.SURGE_NOW)
    if kept is None or kept[0] != asked or time.monotonic() - kept[1] > STALE_S:
        found = session.flow.surge_now(
            session.store(), session.config(), name, seconds=session.SURGE_SECONDS, seed=session.SEED
        )
        kept = st.session_state[session.SURGE_NOW] = (asked, time.monotonic(), found)
    return kept[2]


def keep(answer: Mapping[str, Any], closures: Sequence[tuple[tuple[float, float], ...]]) -> str:
    """Opens a log for an answer, with its orders as given and the roads blocked with which it was made; its name."""
    return session.flow.keep_surge(session.store(), session.config(), answer, closures=closures)


def ask(name: str, request: Mapping[str, Any], state: str) -> None:
    """Records that a request up the ladder has come to a state."""
    said = {key: request[key] for key in ("id", "rung", "to", "officers", "women", "riot", "alarm")}
    tell(name, "request", {**said, "state": state})


def give(name: str, found: Mapping[str, Any]) -> None:
    """Records the new orders of a plan made from now; StaleWrite when somebody has written since."""
    session.flow.give_orders(session.store(), session.config(), name, found["plan"], version=found["version"])


def tell(name: str, kind: str, body: Mapping[str, Any]) -> None:
    """Records one entry; InputError with the sentence when it cannot be."""
    session.flow.tell(session.store(), session.config(), name, kind, body)


def add_alarm(name: str, alarm: Any) -> None:
    """Records one more alarm, given with the fields of `flow.AlarmSaid`."""
    said = asdict(alarm)
    place = session.flow.alarm_place(session.store(), session.config(), alarm.longitude, alarm.latitude)
    grows = crowd_of(said.pop("growth") or "0")
    lasts = session.config().surge.growth_lasts_min if grows["high"] else 0
    row = {**said, "place": place, "crowd": crowd_of(alarm.crowd), "growth": grows, "grows_for_min": lasts}
    tell(name, "alarm", {"alarm": row})


def crowd_of(text: str) -> dict[str, float]:
    """A size or range as an entry tells it; InputError when it is none."""
    try:
        read = Estimate.parse(text.strip())
    except ValueError as fault:
        raise InputError(f"the crowd {text!r} cannot be read: {fault}", maybe="write it as 300-600.") from fault
    return {"low": read.low, "best": read.best, "high": read.high}
