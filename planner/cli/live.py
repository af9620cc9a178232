"""The verb of a surge that goes on: what flow says of its log, in lines. Decides nothing."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from planner import flow
from planner.cli.output import as_lines, give_json, give_lines
from planner.cli.surge import said_of, when_adequate
from planner.config import Config
from planner.core.errors import InputError
from planner.core.estimate import Estimate

DONE = 0
_TRAIL_SHOWN = 8
_HEAD = ["log", "opened", "ended", "alarms", "active", "units", "on_the_way", "entries"]
_UNIT = ("acknowledged", "departed", "arrived", "engaged", "delayed", "refused", "withdrawn")
Bodies = list[tuple[str, dict[str, Any]]]


def log(store: flow.Store, config: Config, options: Namespace) -> int:
    """List the kept surges, show one, tell what happened, or plan on."""
    if not options.name:
        heads = flow.surges(store, config)
        _show(options, heads, as_lines(heads, _HEAD) if heads else ["No surge is kept yet: `hifazat surge --keep`."])
        return DONE
    at = _moment(store, config, options)
    if options.what == "plan":
        return _plan(store, config, options, at)
    told: list[str] = []
    if options.what:
        for kind, body in _bodies(store, config, options):
            state = flow.tell(store, config, options.name, kind, body, at=at, by=options.by)
            told.append(state.trail[-1].sentence)
    # what is told of 09:02 is read at the moment of reading, not at 09:02
    document = flow.surge_log(store, config, options.name, at=None if told else at)
    lines = timeline_lines(document) if options.timeline else state_lines(document)
    _show(options, document, [*told, *lines])
    return DONE


def _plan(store: flow.Store, config: Config, options: Namespace, at: datetime | None) -> int:
    document = flow.surge_now(store, config, options.name, at=at, seconds=options.seconds, seed=options.seed)
    lines = plan_lines(document)
    if options.give and document["new"]:
        flow.give_orders(store, config, options.name, document["plan"], by=options.by, version=document["version"])
        lines.append(f"Given: {', '.join(document['new'])}.")
    _show(options, document, lines)
    if options.out and document["plan"] is not None:
        # after the answer, and after the orders are given: a folder that cannot be written takes neither back
        paper = {**document["plan"], "log": options.name}
        files = flow.write_surge(store, config, paper, Path(options.out), language=options.language)
        if not options.json:
            give_lines([f"Orders in {files[0].parent}: {said_of(files)}."])
    return DONE


def _moment(store: flow.Store, config: Config, options: Namespace) -> datetime | None:
    said = options.time if options.time is not None or isinstance(options.at, tuple) else options.at
    return _clock(store, config, options.name, said)


def _clock(store: flow.Store, config: Config, name: str, said: datetime | str | None) -> datetime | None:
    return None if said is None else flow.log_moment(store, config, name, said)


def _bodies(store: flow.Store, config: Config, options: Namespace) -> Bodies:
    """The entries that are meant, each a kind and a body."""
    what, subject = options.what, list(options.subject)
    if what in _UNIT:
        more = {"because": options.because} if what in ("delayed", "refused", "withdrawn") else {}
        if what == "delayed":
            if options.minutes is None:
                raise InputError("how late is not said", maybe="add --minutes 15.")
            more["minutes"] = options.minutes
        return [(what, {"unit": unit, **more}) for unit in _some(subject, "unit", "A1-2")]
    if what == "ended" and subject:
        return [("alarm-ended", {"alarm": alarm}) for alarm in subject]
    if what == "reopened":
        return [(what, {"id": closure}) for closure in _some(subject, "closure", "C1")]
    return [_BODIES[what](store, config, options, subject)]


def _alarm(store: flow.Store, config: Config, options: Namespace, subject: list[str]) -> tuple[str, dict[str, Any]]:
    if not isinstance(options.at, tuple):
        raise InputError("where the new alarm is was not said", maybe="add --at=73.42,31.33 (longitude first).")
    row: dict[str, Any] = {
        "longitude": options.at[0],
        "latitude": options.at[1],
        "crowd": _range(options.crowd, "crowd"),
        "level": options.level or config.surge.level,
        **_growth(config, options),
    }
    row |= {key: value for key, value in (("task", options.task), ("known", options.known)) if value}
    return "alarm", {"alarm": {**row, "place": flow.alarm_place(store, config, *options.at)}}


def _crowd(store: flow.Store, config: Config, options: Namespace, subject: list[str]) -> tuple[str, dict[str, Any]]:
    alarm = _some(subject[:1], "alarm", "A1")[0]
    size = subject[1] if len(subject) > 1 else options.crowd
    body: dict[str, Any] = {"alarm": alarm, **_growth(config, options)}
    body |= {key: value for key in ("level", "task", "known") if (value := getattr(options, key))}
    return "alarm-changed", body | ({"crowd": _range(size, "crowd")} if size else {})


def _closed(store: flow.Store, config: Config, options: Namespace, subject: list[str]) -> tuple[str, dict[str, Any]]:
    drawn = [_point(part) for text in subject for part in text.split()]
    if not drawn and not options.road:
        raise InputError("nothing is drawn that could be closed", maybe='add "73.42,31.33 73.43,31.33", or --road.')
    return "closed", {"points": drawn, "roads": options.road, "because": options.because}


def _point(text: str) -> list[float]:
    """`LON,LAT` as two numbers; InputError when it is no place."""
    try:
        longitude, latitude = (float(part) for part in text.split(","))
    except ValueError as fault:
        raise InputError(f"{text!r} is no place", maybe="write it as 73.42,31.33 (longitude first).") from fault
    return [longitude, latitude]


def _request(store: flow.Store, config: Config, options: Namespace, subject: list[str]) -> tuple[str, dict[str, Any]]:
    if len(subject) < 2:
        raise InputError("a request is told with its state", maybe="write: request R1 committed.")
    eta = _clock(store, config, options.name, options.eta)
    body = {"id": subject[0], "state": " ".join(subject[1:]), "to": options.to, "alarm": options.alarm}
    body = {key: value for key, value in body.items() if value}
    if options.officers:
        body["officers"] = options.officers
    return "request", body | ({"eta": eta.isoformat()} if eta else {})


def _called_in(store: flow.Store, config: Config, options: Namespace, subject: list[str]) -> tuple[str, dict[str, Any]]:
    number = subject[0] if subject else str(options.officers or "")
    if not number.isdecimal():
        raise InputError("how many are called in is not said", maybe="write: called-in 12.")
    return "called-in", {"officers": int(number), "station": options.station}


def _note(store: flow.Store, config: Config, options: Namespace, subject: list[str]) -> tuple[str, dict[str, Any]]:
    return "note", {"text": " ".join(subject) or options.known}


def _ended(store: flow.Store, config: Config, options: Namespace, subject: list[str]) -> tuple[str, dict[str, Any]]:
    return "ended", {}


_BODIES: Mapping[str, Callable[..., tuple[str, dict[str, Any]]]] = {
    "alarm": _alarm,
    "crowd": _crowd,
    "closed": _closed,
    "request": _request,
    "called-in": _called_in,
    "note": _note,
    "ended": _ended,
}


def _growth(config: Config, options: Namespace) -> dict[str, Any]:
    if not options.growth:
        return {}
    return {"growth": _range(options.growth, "growth"), "grows_for_min": config.surge.growth_lasts_min}


def _range(text: str, what: str) -> dict[str, float]:
    try:
        read = Estimate.parse(text)
    except ValueError as fault:
        raise InputError(f"{what} {text!r}: {fault}", maybe="write it as 300-600 or 300-450-600.") from fault
    return {"low": read.low, "best": read.best, "high": read.high}


def _some(subject: list[str], what: str, example: str) -> list[str]:
    if not subject:
        raise InputError(f"no {what} is named", maybe=f"add it, as {example}.")
    return subject


def state_lines(document: Mapping[str, Any]) -> list[str]:
    """How things stand: alarms with their countdown, units, requests, roads, what somebody has to see to."""
    over = f", ended {_time(document['ended'])}" if document["ended"] else ""
    lines = [f"{document['log']} at {document['at'][:16]}: opened {_time(document['opened'])}{over}."]
    for alarm in document["alarms"]:
        crowd = "{low:.0f}-{best:.0f}-{high:.0f}".format(**alarm["crowd"])
        lines.append(
            f"Alarm {alarm['id']}, {alarm['place'] or 'place not named'}: {alarm['level']}, crowd {crowd}; "
            f"{alarm['sent']} sent, {alarm['there']} there. {_countdown(alarm)}"
        )
        lines += [f"  {_unit_line(unit)}" for unit in document["units"] if unit["alarm"] == alarm["id"]]
    lines += [
        f"Request {one['id']} ({one['to'] or one['rung']}): {one['state']} since {_time(one['since'])}"
        for one in document["requests"]
    ]
    lines += [
        f"Road closed ({one['id']}) since {_time(one['since'])}{': ' + one['because'] if one['because'] else ''}"
        for one in document["closures"]
        if one["reopened"] is None
    ]
    lines += [f"See to: {sentence}" for sentence in document["open"]]
    trail = document["trail"][-_TRAIL_SHOWN:]
    return [*lines, "Last entries:", *(f"  {_time(one['at'])} {one['sentence']}" for one in trail)]


def _countdown(alarm: Mapping[str, Any]) -> str:
    if alarm["ended"]:
        return f"Ended {_time(alarm['ended'])}."
    promised = alarm["promised"]
    if promised is None:
        return "No orders yet."
    if promised["adequate"] is None:
        return "NOT adequate with what was sent."
    left, when, last = promised["minutes_left"], _time(promised["adequate"]), alarm["last_eta"]
    if last is not None and datetime.fromisoformat(last) > datetime.fromisoformat(promised["adequate"]):
        return f"Promised for {when}, but the last unit is there at {_time(last)} only: plan on."
    return (
        f"Adequate in {left:.0f} min (promised for {when})."
        if left >= 0
        else f"Was to be adequate {-left:.0f} min ago ({when})."
    )


def _unit_line(unit: Mapping[str, Any]) -> str:
    where = unit["place"] or unit["origin"]
    head = f"{unit['unit']} from {where}, {unit['strength']} officers: {unit['status']}"
    if unit["status"] in ("refused", "withdrawn"):
        return f"{head} {_time(unit['closed'])}, {unit['because']}"
    if unit["minutes_left"] is not None:
        late = ", overdue" if unit["is_overdue"] else f", in {unit['minutes_left']:.0f} min"
        return f"{head}, there {_time(unit['eta'])}{late}"
    return f"{head} {_time(unit['engaged'] or unit['arrived'])}"


def plan_lines(document: Mapping[str, Any]) -> list[str]:
    """The plan from now: what is adequate when, who is to be sent in addition, who could be turned round."""
    if document["plan"] is None:
        return [*state_lines(document), "Nothing is left to plan."]
    lines = []
    for alarm in document["plan"]["alarms"]:
        short = f" {alarm['shortfall']}" if alarm["time_to_adequate_min"] is None else ""
        when = f"{when_adequate(alarm, datetime.fromisoformat(document['plan']['at']))}.{short}"
        given = [unit for unit in alarm["units"] if unit.get("given")]
        lines.append(f"Alarm {alarm['id']}: {when} {len(given)} units keep their orders.")
        lines += [
            f"  New: {unit['unit']} from {unit['place'] or unit['origin']}, {unit['strength']} officers, leaves "
            f"{_time(unit['depart'])}, there {_time(unit['arrive'])}"
            for unit in alarm["units"]
            if unit["unit"] in document["new"]
        ]
    lines += [f"Could be done: {one['sentence']}" for one in document["diversions"]]
    lines += [f"Ask: {one if isinstance(one, str) else one['sentence']}" for one in document["plan"]["requests"]]
    lines += [f"See to: {sentence}" for sentence in document["open"]]
    return lines if document["new"] or document["diversions"] else [*lines, "No new order is needed, or none is left."]


TIMELINE = {
    "alarm": "alarm",
    "since": "since",
    "noticed": "noticed",
    "first_order": "first order",
    "planned_first": "first unit, planned",
    "first": "first unit",
    "planned_adequate": "adequate, promised",
    "assembled": "all there",
    "adequate": "adequate",
}
"""What the timeline shows of each alarm, and under which heading."""


def timeline_lines(document: Mapping[str, Any]) -> list[str]:
    """Planned against actual moments of each alarm."""
    rows = [
        {title: span[key] if key == "alarm" else _time(span[key]) for key, title in TIMELINE.items()}
        for span in document["timeline"]
    ]
    lines = as_lines(rows, list(TIMELINE.values()), most=len(rows))
    for span in document["timeline"]:
        if span["late_min"] is not None:
            late = span["late_min"]
            said = "on the minute" if not late else f"{abs(late):.0f} min {'late' if late > 0 else 'early'}"
            lines.append(f"{span['alarm']}: adequate {said}; noticed after {span['notice_min']:.0f} min.")
    return lines


def _time(moment: str | None) -> str:
    return "-" if moment is None else moment[11:16]


def _show(options: Namespace, document: Any, lines: list[str]) -> None:
    if options.json:
        give_json(document)
    else:
        give_lines(lines)


VERBS = {"log": log}
