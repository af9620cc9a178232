"""A plan made anew when officers are away: what has begun stays, and as few duties as possible change."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from planner.config import Config
from planner.core.errors import InputError
from planner.core.time import Window, now
from planner.flow.assess import windows_of
from planner.flow.making import Order, made
from planner.flow.orders import write_plan
from planner.flow.plans import away_of, needs_of, plan_named, problem_on_ground, roll_of, span_of, without
from planner.flow.week import keep
from planner.report import plan_from_document
from planner.report.plans import routes_from_document
from planner.roster import Progress
from planner.store import Store

Away = tuple[str, tuple[datetime, datetime] | None]
"""An officer, and from when to when; None: from now to the end of the plan."""


def replan(
    store: Store,
    config: Config,
    name: str,
    *,
    away: Sequence[Away],
    at: datetime | None = None,
    seconds: float,
    seed: int,
    out: Path | None = None,
    language: str = "en",
    progress: Callable[[Progress], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> dict[str, Any]:
    """A plan in the place of a kept one, for the duties that have not begun at `at`; returns the new document.

    It carries `replaces` (the old plan), `away` (who is away and when, also from the old plan) and `differs`: each duty
    whose officers change, in sentences. A duty in progress stays, unless somebody on it is away.

    Raises InputError for an officer who is not on the roll, or when the plan is over.
    """
    old = plan_named(store, name)
    taken = {(a.officer, a.duty) for a in plan_from_document(old).assignments}
    zone = ZoneInfo(config.place.timezone)
    moment = _in_zone(at or now(), zone)
    start, days = span_of(old)
    wanted, units = needs_of(old), str(old.get("units", "unit"))
    last = wanted["end"].max().to_pydatetime().astimezone(zone)
    if moment >= last:
        raise InputError(f"plan {old['plan_id']} is over", maybe="an earlier --time was meant, or another plan.")
    gone = away_of(old)
    for officer, span in away:
        gone[officer] = [*gone.get(officer, ()), _span(officer, span, moment, last, zone)]
    begun = _begun(old, gone, moment)
    problem = problem_on_ground(
        store,
        config,
        wanted,
        windows_of(start, days, config),
        units=units,
        before=frozenset(pair for pair in taken if pair[1] not in begun),
        begun=frozenset(begun),
        done=frozenset(pair for pair in taken if pair[1] in begun),
    )
    for officer, _ in away:
        if officer not in problem.officer_index:
            raise InputError(f"officer {officer} is not on the roll", maybe="the service number is misspelt.")
    problem = without(problem, gone)
    off = tuple(str(rule) for rule in old.get("rules_off") or ())
    order = Order(start, days, units, seed, seconds, off, progress, cancel)
    note = f"plan {old['plan_id']} made anew at {moment.isoformat(timespec='minutes')}"
    document = made(
        store,
        config,
        order,
        problem,
        wanted,
        note=note,
        extra={"replaces": old["plan_id"], "away": _rows(gone)},
        before=routes_from_document(old),
    )
    document["differs"] = differences(old, document, zone)
    document = keep(store, document)
    stream = f"plan/{old['plan_id']}"
    if store.replay(stream, upto=1) and document["plan_id"] != old["plan_id"]:
        body = {"plan_id": document["plan_id"], "note": note}
        store.record(stream, "replaced", body, command_id=f"replaced-{old['plan_id']}-{document['plan_id']}")
    if out is not None:
        write_plan(store, config, document, out, language=language)
    return document


def taken_by_surge(store: Store, name: str, path: Path, hours: float) -> list[Away]:
    """Those on the roll of a plan whom the answer to a surge (the JSON of `hifazat surge`) sends, for so many hours.

    Raises InputError when the file is no such answer, or sends nobody of that roll.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
        start = datetime.fromisoformat(document["at"])
        officers = {str(o) for alarm in document["alarms"] for unit in alarm["units"] for o in unit["officers"]}
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as fault:
        said = f"{path.name} is no answer to a surge: {fault}"
        raise InputError(said, maybe="save what `hifazat surge --json` prints.") from fault
    roll = set(roll_of(store, str(plan_named(store, name).get("units", "unit")))["officer"])
    if not officers & roll:
        said = f"{path.name} sends {len(officers)} officers, none of them on the roll of the plan"
        raise InputError(said, maybe="the plan needs no change, or another file was meant.")
    return [(officer, (start, start + timedelta(hours=hours))) for officer in sorted(officers & roll)]


def differences(old: Mapping[str, Any], new: Mapping[str, Any], zone: ZoneInfo) -> list[dict[str, Any]]:
    """Each duty whose officers are not those of the old plan: who comes, who goes, and a sentence; by time."""
    before, after = _teams(old), _teams(new)
    rows = {row["duty"]: row for row in new["duties"]}
    found = []
    for duty in sorted(rows, key=lambda d: (datetime.fromisoformat(rows[d]["start"]), d)):
        comes, goes = sorted(after[duty] - before[duty]), sorted(before[duty] - after[duty])
        if comes or goes:
            said = [f"{_names(comes)} come{'s' * (len(comes) == 1)} in"] if comes else []
            said += [f"{_names(goes)} go{'es' * (len(goes) == 1)} out"] if goes else []
            head = f"{rows[duty]['kind']} at {rows[duty]['place']}, {_when(rows[duty], zone)}"
            sentence = f"{head}: {' and '.join(said)}."
            found.append({"duty": duty, "in": comes, "out": goes, "sentence": sentence})
    return found


def _teams(document: Mapping[str, Any]) -> defaultdict[str, set[str]]:
    teams: defaultdict[str, set[str]] = defaultdict(set)
    for one in document["assignments"]:
        teams[one["duty"]].add(one["officer"])
    return teams


def _names(officers: Sequence[str]) -> str:
    return ", ".join(officers)


def _when(row: Mapping[str, Any], zone: ZoneInfo) -> str:
    start, end = (datetime.fromisoformat(row[edge]).astimezone(zone) for edge in ("start", "end"))
    return f"{start:%A} {start.day} {start:%B} {start:%H:%M}-{end:%H:%M}"


def _begun(old: Mapping[str, Any], gone: Mapping[str, Sequence[Window]], moment: datetime) -> set[str]:
    """Duties that stay as they are: they are over, or go on with nobody of them away."""
    teams = _teams(old)
    found = set()
    for row in old["duties"]:
        window = Window(datetime.fromisoformat(row["start"]), datetime.fromisoformat(row["end"]))
        left = any(span.overlaps(window) for officer in teams[row["duty"]] for span in gone.get(officer, ()))
        if window.start < moment and (window.end <= moment or not left):
            found.add(row["duty"])
    return found


def _span(
    officer: str, span: tuple[datetime, datetime] | None, moment: datetime, last: datetime, zone: ZoneInfo
) -> Window:
    """From when to when somebody is away; what lies before now was done, whoever was meant to be away."""
    if span is None:
        return Window(moment, last)
    first, end = (_in_zone(edge, zone) for edge in span)
    if end <= moment:
        said = f"officer {officer} is away until {end:%Y-%m-%d %H:%M} only, which is over"
        raise InputError(said, maybe="a later end was meant, or an earlier --time.")
    return Window(max(first, moment), end)


def _rows(gone: Mapping[str, Sequence[Window]]) -> list[dict[str, str]]:
    return [
        {"officer": officer, "start": span.start.isoformat(), "end": span.end.isoformat()}
        for officer in sorted(gone)
        for span in sorted(set(gone[officer]), key=lambda one: (one.start, one.end))
    ]


def _in_zone(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)
