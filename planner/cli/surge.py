"""The verb of an emergency: what flow says of it, in lines. Decides nothing."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from planner import flow
from planner.cli.output import give_json, give_lines
from planner.config import Config
from planner.core.errors import InputError

DONE, NO_PLAN = 0, 1
_SITES_SHOWN = 10


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
        out=Path(options.out) if options.out else None,
        language=options.language,
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
        give_lines(surge_lines(document, options.out))
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


def surge_lines(document: dict[str, Any], out: str | None) -> list[str]:
    """When each force is adequate and who goes, what is left open, whom to ask, and what was assumed."""
    lines: list[str] = []
    for alarm in document["alarms"]:
        lines += _alarm_lines(alarm)
    lines.append(f"Left uncovered: {len(document['uncovered'])} sites.")
    lines += [f"  {site['site']}: {site['why']}" for site in document["uncovered"][:_SITES_SHOWN]]
    lines += [f"Ask: {one if isinstance(one, str) else one['sentence']}" for one in document["requests"]]
    lines += [f"Note: {note}" for note in document["notes"]]
    if out:
        lines.append(f"Orders in {out}.")
    if document.get("log"):
        lines.append(f"Kept as {document['log']}: `hifazat log {document['log']}` goes on with it.")
    return lines


def _alarm_lines(alarm: dict[str, Any]) -> list[str]:
    from planner.report.reasons import reason_in_words
    from planner.report.voice import Voice

    minutes = alarm["time_to_adequate_min"]
    when = f"adequate after {minutes:.0f} min" if minutes is not None else f"NOT adequate: {alarm['shortfall']}"
    proof = "proven best" if alarm["proven_optimal"] else f"bound {alarm['bound_min']} min"
    lines = [
        f"Alarm {alarm['id']}, {alarm['place']}: {when} ({proof}); commander {alarm['commander']}",
        f"  Need: {reason_in_words(alarm['need']['reason'], Voice('en'))}",
    ]
    if alarm["form_up"]:
        moves = f"; moves off {_clock(alarm['move_off'])}" if alarm.get("move_off") else ""
        lines.append(f"  Form up {alarm['form_up']['place']}{moves}")
    lines += [
        f"  {unit['place']}: {unit['strength']} ({unit['women']} women), leaves {_clock(unit['depart'])}, "
        f"there {_clock(unit['arrive'])}"
        for unit in alarm["units"]
    ]
    return lines


def _clock(moment: str) -> str:
    return datetime.fromisoformat(moment).strftime("%H:%M")
