"""The log of a surge, folded: entries in, what is known of it out. The same entries always give the same state.

An entry that cannot be (an arrival of a unit that was never sent) is refused with a sentence before it is recorded.
Should the log hold one all the same, it changes nothing, and stands in the trail with the reason: nothing is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, Protocol

from planner.surge import live_ground as ground
from planner.surge import live_read as read
from planner.surge import live_units as units
from planner.surge.live_read import Refused
from planner.surge.live_state import SurgeState, Told
from planner.surge.live_units import Changed

Step = Callable[[SurgeState, datetime, str, Mapping[str, Any]], Changed]

STEPS: dict[str, Step] = {
    "opened": ground.opened,
    "ordered": units.ordered,
    "acknowledged": units.acknowledged,
    "departed": partial(units.moved, "departed"),
    "arrived": partial(units.moved, "arrived"),
    "engaged": partial(units.moved, "engaged"),
    "delayed": units.delayed,
    "refused": units.refused,
    "withdrawn": units.withdrawn,
    "alarm": ground.alarm,
    "alarm-changed": ground.alarm_changed,
    "alarm-ended": ground.alarm_ended,
    "closed": ground.closed,
    "reopened": ground.reopened,
    "request": ground.request,
    "called-in": ground.called_in,
    "note": ground.note,
    "ended": ground.ended,
}
"""What each kind of entry does."""
KINDS = tuple(STEPS)


class Entry(Protocol):
    """What the fold reads of an event of the store: its kind and body, and when it was recorded."""

    @property
    def kind(self) -> str:
        """One of `KINDS`."""
        ...

    @property
    def body(self) -> Mapping[str, Any]:
        """Plain JSON; `at` is when it happened, `by` who says so."""
        ...

    @property
    def at(self) -> str:
        """When it was recorded."""
        ...


@dataclass(frozen=True, slots=True)
class Said:
    """An entry that is not recorded yet, or that lives without a store."""

    kind: str
    body: Mapping[str, Any]
    at: str = ""


def state_of(entries: Iterable[Entry], state: SurgeState | None = None) -> SurgeState:
    """What is known after these entries, from nothing or from a state."""
    now = SurgeState() if state is None else state
    for entry in entries:
        now = after(now, entry)
    return now


def after(state: SurgeState, entry: Entry) -> SurgeState:
    """The state after one more entry, whatever it holds."""
    version = state.version + 1
    body: Mapping[str, Any] = entry.body if isinstance(entry.body, Mapping) else {}
    at = _moment(body)
    by = body["by"] if isinstance(body.get("by"), str) else ""
    try:
        changed, subject, sentence = _changed(state, entry.kind, body)
    except Refused as fault:
        told = Told(version, entry.kind, at, entry.at, by, f"{entry.kind}: changed nothing.", fault=str(fault))
        return replace(state, version=version, trail=(*state.trail, told))
    told = Told(version, entry.kind, at, entry.at, by, sentence, subject)
    return replace(changed, version=version, trail=(*state.trail, told))


def refusal(state: SurgeState, kind: str, body: Mapping[str, Any]) -> str:
    """Why such an entry cannot be now, as a sentence; empty when it can."""
    try:
        _changed(state, kind, body)
    except Refused as fault:
        sentence = str(fault)
        return sentence[:1].upper() + sentence[1:]
    return ""


def _changed(state: SurgeState, kind: str, body: Mapping[str, Any]) -> Changed:
    step = STEPS.get(kind)
    if step is None:
        raise Refused(f"{kind!r} is no kind of entry.")
    at, by = read.moment(body, "at"), read.text(body, "by", default="")
    if state.opened is None and kind != "opened":
        raise Refused("this log was not opened.")
    if state.ended is not None and kind != "note":
        raise Refused(f"this surge ended at {state.ended:%Y-%m-%d %H:%M}.")
    return step(state, at, by, body)


def _moment(body: Mapping[str, Any]) -> datetime | None:
    try:
        return read.moment(body, "at")
    except Refused:
        return None
