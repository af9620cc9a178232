"""The verb of an emergency: what flow says of it, in lines. Decides nothing."""

from __future__ import annotations

import math
from argparse import Namespace
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from planner import flow
from planner.cli.output import give_json, give_lines
from planner.config import Config
from planner.core.errors import InputError

DONE, NO_PLAN = 0, 1
_SITES_SHOWN = 10
_WARNED = 3
"""Localities to be warned that are named; --json has all."""


def surge(store: flow.Store, config: Config, options: Namespace) -> int:
    """Answer the alarms."""
    document = flow.surge(
        store,
        config,
        alarms=alarms_of(options),
        at=_zoned(options.time, config),
        seconds=options.seconds,
        seed=options.seed,
        closures=options.closures,
        closed=options.closed_road,
    )
    if options.keep is not None:
        document["log"] = flow.keep_surge(
            store,
            config,
            document,
            closures=options.closures,
            closed=options.closed_road,
            name=options.keep,
            by=options.by,
        )
    if options.json:
        give_json(document)
    else:
        give_lines(surge_lines(document))
    if options.out:
        # after the answer: a folder that cannot be written must not take it from the person
        files = flow.write_surge(store, config, document, Path(options.out), language=options.language)
        if not options.json:
            give_lines([f"Orders in {files[0].parent}: {said_of(files)}."])
    return DONE if any(alarm["units"] for alarm in document["alarms"]) else NO_PLAN


def alarms_of(options: Namespace) -> list[flow.AlarmSaid]:
    """The alarms in the order of --at; InputError when another option is given neither once nor once for each."""
    count = len(options.places)
    if len(options.crowd) != count:
        raise InputError(
            f"{count} {'place' if count == 1 else 'places'} but {len(options.crowd)} crowds",
            maybe="give --crowd once for each --at.",
        )
    levels = _for_each(options.level, count, "--level", "levels")
    tasks = _for_each(options.task, count, "--task", "tasks")
    growths = _for_each(options.growth, count, "--growth", "growths")
    known = _for_each(options.known, count, "--known", "texts of what is known")
    return [
        flow.AlarmSaid(longitude, latitude, crowd, level=level, task=task or "hold", growth=growth, known=text)
        for (longitude, latitude), crowd, level, task, growth, text in zip(
            options.places, options.crowd, levels, tasks, growths, known, strict=True
        )
    ]


def _for_each(said: Sequence[str], count: int, option: str, what: str) -> list[str]:
    if len(said) <= 1:
        return [*(said or ("",))] * count
    if len(said) != count:
        raise InputError(
            f"{count} {'place' if count == 1 else 'places'} but {len(said)} {what}",
            maybe=f"give {option} once for all alarms, or once for each --at.",
        )
    return list(said)


def _zoned(moment: datetime | None, config: Config) -> datetime | None:
    if moment is None or moment.tzinfo is not None:
        return moment
    return moment.replace(tzinfo=ZoneInfo(config.place.timezone))


def surge_lines(document: dict[str, Any]) -> list[str]:
    """What is not adequate or covered; then when each force is, and who goes; whom to ask, and what was assumed."""
    lines = [line for alarm in document["alarms"] for line in _bad_lines(alarm, document)]
    count = len(document["uncovered"])
    lines.append(f"Left uncovered: {count} {'site' if count == 1 else 'sites'}.")
    lines += [f"  {site['site']}: {site['why']}" for site in document["uncovered"][:_SITES_SHOWN]]
    if count > _SITES_SHOWN:
        lines.append(f"  ... and {count - _SITES_SHOWN} more; --json gives all")
    lines += [f"Ask: {one if isinstance(one, str) else one['sentence']}" for one in document["requests"]]
    for alarm in document["alarms"]:
        lines += _alarm_lines(alarm, datetime.fromisoformat(document["at"]))
    lines += [move["sentence"] for move in document.get("backfill", ()) if move.get("sentence")]
    lines += [_warned(one) for one in document.get("contagion", ())[:_WARNED]]
    lines += [f"Note: {note}" for note in document["notes"]]
    if document.get("log"):
        lines.append(f"Kept as {document['log']}: `hifazat log {document['log']}` goes on with it.")
    return lines


def _bad_lines(alarm: dict[str, Any], document: dict[str, Any]) -> Iterator[str]:
    """What must be read first of an alarm: never adequate, late, or nothing that may be promised."""
    if alarm["time_to_adequate_min"] is None:
        yield f"NOT ADEQUATE: alarm {alarm['id']}: {alarm['shortfall']}"
        return
    yield from (f"LATE: {case['sentence']}" for case in document.get("late", ()) if case["alarm"] == alarm["id"])
    promise = alarm.get("promise") or {}
    if promise and promise["minutes"] is None:
        yield (
            f"NOT SURE: alarm {alarm['id']}: no moment can be promised; the force is adequate in "
            f"{cases(promise['chance_ever'])} cases only."
        )


def _alarm_lines(alarm: dict[str, Any], at: datetime) -> list[str]:
    from planner.report.reasons import reason_in_words
    from planner.report.voice import Voice

    head = f"; commander {alarm['commander']}" if alarm["commander"] else ""
    lines = [
        f"Alarm {alarm['id']}, {alarm['place']}: {when_adequate(alarm, at)} ({_proof(alarm)}){head}",
        f"  Need: {reason_in_words(alarm['need']['reason'], Voice('en'))}",
    ]
    if alarm["form_up"]:
        moves = f"; moves off {_by(alarm['move_off'])}" if alarm.get("move_off") else ""
        lines.append(f"  Form up {alarm['form_up']['place']}{moves}")
    lines += [
        f"  {unit['place']}: {unit['strength']} ({unit['women']} {'woman' if unit['women'] == 1 else 'women'}), "
        f"leaves {_clock(unit['depart'])}, there {_by(unit['arrive'])}"
        for unit in alarm["units"]
    ]
    return lines


def when_adequate(alarm: dict[str, Any], at: datetime) -> str:
    """The moment that may be promised, and after it the planned one; how many go where there is none."""
    minutes, promise = alarm["time_to_adequate_min"], alarm.get("promise") or {}
    if minutes is None:
        return f"NOT adequate, {sum(unit['strength'] for unit in alarm['units'])} of {alarm['need']['officers']} go"
    if not promise:
        return f"adequate after {math.ceil(minutes)} min if all goes as planned"
    chance = promise["chance_planned"]
    holds = "" if chance is None else f", which it does in {cases(chance)} cases"
    plan = f"{math.ceil(minutes)} min if all goes as planned{holds}"
    sure = promise["minutes"]
    if sure is None:
        return f"no moment can be promised; adequate after {plan}"
    by = at + timedelta(minutes=sure)
    return f"adequate within {math.ceil(sure)} min, by {_by(by)}, in {cases(promise['quantile'])} cases; {plan}"


def cases(share: float) -> str:
    """`8 of 10`, never more than is true; `fewer than 1 of 10` at the low end."""
    whole = math.floor(share * 10 + 1e-9)
    if whole == 0:
        return "fewer than 1 of 10"
    return f"{whole} of 10"


def _proof(alarm: dict[str, Any]) -> str:
    if alarm["proven_optimal"]:
        return "proven best" if alarm["time_to_adequate_min"] is not None else "proven: no plan misses less"
    bound = alarm["bound_min"]
    return "not proven" if bound is None else f"not proven: no plan is sooner than {bound:g} min"


def _warned(one: dict[str, Any]) -> str:
    """One locality to be warned, without its score."""
    count = len(one["sites"])
    near = ", ".join(f"{station['station']} ({math.ceil(station['minutes'])} min)" for station in one["stations"])
    come = f"; cover could come from {near}" if near else ""
    places = "place of worship" if count == 1 else "places of worship"
    return f"Warn: {one['name']}: {count} {places}, {math.ceil(one['minutes'])} min from an alarm{come}"


def said_of(files: Sequence[Path]) -> str:
    """The files in words: first those to print."""
    names = {file.name for file in files}
    orders = sum(name.startswith("order-") for name in names)
    told = [
        *(["book.pdf (all orders)"] if "book.pdf" in names else []),
        *([f"{orders} single orders"] if orders else []),
        *(["ics201.pdf (briefing)"] if "ics201.pdf" in names else []),
        *(["requests.pdf"] if "requests.pdf" in names else []),
        *(["alert.cap.xml (CAP 1.2, Restricted)"] if "alert.cap.xml" in names else []),
    ]
    return ", ".join(told)


def _clock(moment: str) -> str:
    return datetime.fromisoformat(moment).strftime("%H:%M")


def _by(moment: str | datetime) -> str:
    """A moment by which something is so, as the papers have it: the next whole minute."""
    at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    if at.second or at.microsecond:
        at = at.replace(second=0, microsecond=0) + timedelta(minutes=1)
    return at.strftime("%H:%M")
