"""The log of a surge in the store: opened, told what happens, read as it stands. Nothing in it is ever overwritten."""

from __future__ import annotations

import hashlib
import itertools
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from planner.config import Config
from planner.core.errors import InputError, NotFound, StaleWrite
from planner.core.time import now as wall_clock
from planner.store import Event, Store
from planner.surge.live import KINDS, after, refusal, state_of
from planner.surge.live_document import state_document
from planner.surge.live_state import SurgeState

STREAM = "surge/"
LONGEST_WORDS = 500
"""Letters of what a person writes into an entry."""
_WORDS = ("because", "text", "known", "by")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")
_ORDERED = (
    *("unit", "origin", "place", "kind", "officers", "vehicles", "strength", "women", "riot"),
    *("commander_rank", "depart", "arrive", "route", "path"),
)
"""What an order keeps of a unit."""
_TRIES = 20
"""So often an entry is judged anew when others write at the same time."""


def surges(store: Store, config: Config) -> list[dict[str, Any]]:
    """One line a kept surge, newest first."""
    zone = ZoneInfo(config.place.timezone)
    heads = []
    for stream in store.streams(STREAM):
        state = state_of(store.replay(stream))
        if state.opened is None:
            continue
        heads.append(
            {
                "log": stream.removeprefix(STREAM),
                "opened": state.opened.astimezone(zone).isoformat(),
                "ended": None if state.ended is None else state.ended.astimezone(zone).isoformat(),
                "alarms": len(state.alarms),
                "active": len(state.active),
                "units": len(state.units),
                "on_the_way": sum(unit.status.is_coming for unit in state.units),
                "entries": state.version,
            }
        )
    return sorted(heads, key=lambda head: (str(head["opened"]), str(head["log"])), reverse=True)


def surge_log(store: Store, config: Config, name: str, *, at: datetime | None = None) -> dict[str, Any]:
    """What is known of a kept surge at a moment (now), as JSON; NotFound when there is none of that name."""
    state = state_named(store, name)
    return {"log": name, **state_document(state, moment_of(config, state, at), overdue_min=config.surge.overdue_min)}


def state_named(store: Store, name: str) -> SurgeState:
    """The state of a kept surge after its last entry; NotFound when there is none of that name."""
    return state_of(_events(store, name))


def in_zone(config: Config, moment: datetime) -> datetime:
    """A moment in the zone of the deployment; without a zone it is meant there."""
    zone = ZoneInfo(config.place.timezone)
    return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)


def moment_of(config: Config, state: SurgeState, at: datetime | None = None) -> datetime:
    """The moment that is meant: now, or that of the last entry where the clock has not come to it (an exercise)."""
    if at is not None:
        return in_zone(config, at)
    told = [one.at for one in state.trail if one.at is not None and not one.fault]
    return in_zone(config, max([wall_clock(), *told]))


def log_moment(store: Store, config: Config, name: str, said: datetime | str) -> datetime:
    """A moment as it is said of a kept surge; a time of day ("09:18") is the one nearest to its last entry."""
    if isinstance(said, datetime):
        return in_zone(config, said)
    hours, _, minutes = said.partition(":")
    like = in_zone(config, _last(state_named(store, name)))
    named = like.replace(hour=int(hours), minute=int(minutes), second=0, microsecond=0)
    return min((named + timedelta(days=day) for day in (-1, 0, 1)), key=lambda one: abs(one - like))


def _last(state: SurgeState) -> datetime:
    return next((one.at for one in reversed(state.trail) if one.at is not None and not one.fault), wall_clock())


def open_surge(
    store: Store,
    config: Config,
    alarms: Sequence[Mapping[str, Any]],
    *,
    at: datetime,
    name: str = "",
    by: str = "",
) -> str:
    """Open a log with these alarms (rows as an entry tells them); returns its name.

    Without a name one is made from the moment, as S20261122T0231.
    The same alarms at the same moment under the same given name are the same log, so that a call may be repeated.
    InputError for a name that is taken by another.
    """
    moment = in_zone(config, at)
    body = {"at": moment.isoformat(), "by": by.strip(), "alarms": [dict(row) for row in alarms]}
    _refuse_words(body)
    wanted = name or f"S{moment:%Y%m%dT%H%M}"
    if not _NAME.fullmatch(wanted):
        raise InputError(f"{wanted!r} is no name for a log", maybe="use letters, digits, dots and dashes, at most 60.")
    fault = refusal(SurgeState(), "opened", body)
    if fault:
        raise InputError(fault, maybe="another place or size was meant.")
    for number in itertools.count(1):
        tried = wanted if number == 1 else f"{wanted}-{number}"
        command = f"opened-{tried}-{_digest(body)}"
        try:
            store.record(f"{STREAM}{tried}", "opened", body, command_id=command, expected_version=0)
        except StaleWrite as taken:
            if not name:
                continue
            said = f"there is a log {name} already"
            raise InputError(said, maybe=f"another name was meant, or `hifazat log {name}` goes on with it.") from taken
        break
    return tried


def tell(
    store: Store,
    config: Config,
    name: str,
    kind: str,
    body: Mapping[str, Any],
    *,
    at: datetime | None = None,
    by: str = "",
    version: int | None = None,
) -> SurgeState:
    """Record one entry; returns the state after it. The same entry told again (same moment, same words) is one entry.

    InputError with the sentence when it cannot be, and nothing is recorded. With `version` nobody else may have written
    since: StaleWrite says what was missed.
    """
    if kind not in KINDS:
        raise InputError(f"{kind!r} is no kind of entry", maybe=f"{', '.join(KINDS)} are.")
    known = state_named(store, name)
    moment = moment_of(config, known, at)
    _refuse_far(config, known, moment)
    full = {"at": moment.isoformat(), "by": by.strip(), **body}
    _refuse_words(full)
    command = f"{kind}-{name}-{_digest(full)}"
    tries = 0
    while True:
        events = _events(store, name)
        state = state_of(events)
        own = next((event.version for event in events if event.command_id == command), 0)
        if own:
            return state_of(events[:own])
        made = _numbered(state, kind, full)
        fault = refusal(state, kind, made)
        if fault:
            raise InputError(fault, maybe=f"`hifazat log {name}` shows how things stand.")
        expected = len(events) if version is None else version
        try:
            event = store.record(f"{STREAM}{name}", kind, made, command_id=command, expected_version=expected)
        except StaleWrite:
            tries += 1
            if version is not None or tries == _TRIES:
                raise
        else:
            return after(state, event)


def _refuse_far(config: Config, state: SurgeState, moment: datetime) -> None:
    """InputError for a moment long after all that is known: every later "now" would be there."""
    hours = config.surge.log_gap_h
    latest = max(in_zone(config, _last(state)), in_zone(config, wall_clock())) + timedelta(hours=hours)
    if moment > latest:
        raise InputError(
            f"{moment.isoformat(timespec='minutes')} lies more than {hours} h ahead",
            maybe="another day or year was meant.",
        )


def give_orders(
    store: Store,
    config: Config,
    name: str,
    plan: Mapping[str, Any],
    *,
    by: str = "",
    version: int | None = None,
) -> SurgeState:
    """Record the units of a surge document that have no order yet as ordered, at the moment of the document.

    `version` is how many entries the plan was made from: where somebody wrote since, StaleWrite says what, and the plan
    is to be made anew. The same orders given again are one entry.
    """
    body = orders_of(plan)
    if not body["units"]:
        return state_named(store, name)
    return tell(store, config, name, "ordered", body, at=datetime.fromisoformat(plan["at"]), by=by, version=version)


def keep_surge(
    store: Store,
    config: Config,
    plan: Mapping[str, Any],
    *,
    closures: Sequence[Sequence[tuple[float, float]]] = (),
    closed: Sequence[str] = (),
    name: str = "",
    by: str = "",
) -> str:
    """Open a log for the answer to a surge and record its orders as given; returns the name of the log.

    `closures` and `closed` are those with which it was answered: they hold on until they are told to be open again.
    """
    at = datetime.fromisoformat(plan["at"])
    made = open_surge(store, config, alarm_rows(plan, config), at=at, name=name, by=by)
    for drawn in closures:
        tell(store, config, made, "closed", {"points": [list(point) for point in drawn]}, at=at, by=by)
    if closed:
        tell(store, config, made, "closed", {"roads": list(closed)}, at=at, by=by)
    give_orders(store, config, made, plan, by=by)
    return made


def alarm_rows(plan: Mapping[str, Any], config: Config) -> list[dict[str, Any]]:
    """The alarms of a surge document as an entry tells them."""
    rows = []
    for alarm in plan["alarms"]:
        crowd = alarm["crowd"]
        growth = crowd.get("growth") or dict.fromkeys(("low", "best", "high"), crowd.get("growth_per_min") or 0.0)
        grows = any(growth.values())
        rows.append(
            {
                **{key: alarm[key] for key in ("id", "longitude", "latitude")},
                **{key: alarm[key] for key in ("level", "task", "known", "place", "since") if alarm.get(key)},
                "crowd": {edge: crowd[edge] for edge in ("low", "best", "high")},
                "growth": growth,
                "grows_for_min": crowd.get("grows_for_min", config.surge.growth_lasts_min) if grows else 0,
            }
        )
    return rows


def orders_of(plan: Mapping[str, Any]) -> dict[str, Any]:
    """The orders of a surge document that are new, and what it promises, as the body of an entry."""
    at = datetime.fromisoformat(plan["at"])
    units, promised = [], []
    for alarm in plan["alarms"]:
        form_up = alarm.get("form_up") or {}
        point = [[form_up["longitude"], form_up["latitude"]]] if "longitude" in form_up else []
        minutes = _promised_min(alarm)
        adequate = None if minutes is None else (at + timedelta(minutes=minutes)).isoformat()
        promised.append({"alarm": alarm["id"], "officers": alarm["need"]["officers"], "adequate": adequate})
        for unit in alarm["units"]:
            if not unit.get("given"):
                row = {key: unit[key] for key in _ORDERED if unit.get(key) is not None}
                units.append({**row, "alarm": alarm["id"], "form_up": point})
    return {"units": units, "promised": promised}


def _promised_min(alarm: Mapping[str, Any]) -> float | None:
    """Minutes that may be promised of an alarm, the planned ones where nothing says how sure they are; None: never."""
    planned: float | None = alarm["time_to_adequate_min"]
    sure = (alarm.get("promise") or {}).get("minutes")
    return sure if planned is not None and sure is not None else planned


def _numbered(state: SurgeState, kind: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """The entry with the number that a new alarm or closure gets where it brings none."""
    made = dict(body)
    if kind == "alarm" and isinstance(made.get("alarm"), Mapping) and not made["alarm"].get("id"):
        taken = {alarm.id for alarm in state.alarms}
        made["alarm"] = {**made["alarm"], "id": _next("A", taken)}
    if kind == "closed" and not made.get("id"):
        made["id"] = _next("C", {one.id for one in state.closures})
    return made


def _next(letter: str, taken: set[str]) -> str:
    return next(name for k in range(1, len(taken) + 2) if (name := f"{letter}{k}") not in taken)


def _events(store: Store, name: str) -> list[Event]:
    events = store.replay(f"{STREAM}{name}") if name else []
    if not events:
        raise NotFound(f"there is no surge {name!r} in the store", maybe="`hifazat log` lists them.")
    return events


def _digest(body: Mapping[str, Any]) -> str:
    text = json.dumps(body, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:20]


def _refuse_words(body: Mapping[str, Any]) -> None:
    for key in _WORDS:
        words = body.get(key, "")
        if isinstance(words, str) and any(unicodedata.category(letter) == "Cs" for letter in words):
            raise InputError(f"{key} holds letters that cannot be kept", maybe="it was not typed as UTF-8.")
        if isinstance(words, str) and len(words) > LONGEST_WORDS:
            raise InputError(
                f"{key} has {len(words)} letters, at most {LONGEST_WORDS} are kept", maybe="say it shorter."
            )
