"""Today's picture on the command line, in the order of the home screen: what is not covered comes first."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from planner import flow
from planner.cli.output import give_json, give_lines
from planner.config import Config

DONE = 0
_MOST = 6
"""Lines of one kind; --json gives all."""


def today(store: flow.Store, config: Config, options: Namespace) -> int:
    """Show the picture."""
    document = flow.picture(store, config, at=options.time)
    if options.json:
        give_json(document)
    else:
        give_lines(_lines(document, config))
    return DONE


def _lines(document: Mapping[str, Any], config: Config) -> Iterator[str]:
    yield f"{_clock(document['at'])}, ahead until {_clock(document['ahead_until'])}."
    if not document["sites"]:
        yield "There are no sites yet: `hifazat sample`, or `hifazat import sites FILE`."
        return
    for one in document["emergencies"]:
        for alarm in one["alarms"]:
            yield f"ALARM {alarm['id']} of {one['log']}, {alarm['place']}: {_force(alarm)}"
    yield from _first(_open_lines(document))
    yield from _plans(document)
    for row in document["hours"]:
        yield f"{_clock(row['hour'])}: services at {row['count']} sites; {_states(row)}."
    for row in document["occasions"]:
        yield f"{row['name_en'] or row['kind']}: {row['count']} sites; {_states(row)}."
    for row in document["trainings"]:
        lacks = f" {len(row['duties'])} duties lack a holder." if row["duties"] else ""
        yield (
            f"Training {row['skill']}: {len(row['lapsed'])} lapsed, {len(row['lapsing'])} lapse within"
            f" {config.today.lapse_days} days, {row['holders']} hold it.{lacks}"
        )
    known = document["incidents"]
    if known["last"]:
        yield f"Incidents to {known['last']}, {known['days_old']} days old{' (OLD)' if known['is_old'] else ''}."
    else:
        yield "No incident is on record."
    for row in document["endangered"][:_MOST]:
        score = f"{row['score']:.3f} in {row['days']} days"
        yield f"{row['band']:<2} {row['site']}: {score} ({row['change']}); {row['why']}"


def _plans(document: Mapping[str, Any]) -> Iterator[str]:
    if document["plan"] is not None and document["is_plan_due"]:
        yield f"The plans end on {document['planned_until']}: the next one is due."
    for plan in document["unsigned"]:
        yield f"Plan {plan['plan_id']} ({plan['from']} to {plan['to']}) waits for a signature."


def _open_lines(document: Mapping[str, Any]) -> list[str]:
    if document["plan"] is None and not document["open"]:
        return ["No plan holds today: nobody knows what is not covered."]
    if not document["open"]:
        return ["The plans leave nothing open in these hours."]
    return [
        f"NOT COVERED {'now' if row['is_now'] else _clock(row['start'])}: {row['kind']} at {row['place']},"
        f" {row['missing']}"
        for row in document["open"]
    ]


def _first(lines: list[str]) -> Iterator[str]:
    yield from lines[:_MOST]
    if len(lines) > _MOST:
        yield f"... and {len(lines) - _MOST} more that are not covered; --json gives all"


def _force(alarm: Mapping[str, Any]) -> str:
    left = alarm["minutes_left"]
    if left is None:
        until = "an adequate force is not in sight"
    else:
        until = f"adequate in {left:.0f} min" if left > 0 else f"adequate was promised {-left:.0f} min ago"
    return f"{alarm['on_the_way']} units on the way, {alarm['there']} officers there; {until}."


def _states(row: Mapping[str, Any]) -> str:
    said = {
        "open": "with an open guard",
        "short": "with too small a guard",
        "nobody": "with nobody",
        "visited": "visited",
        "guarded": "guarded",
    }
    return ", ".join(f"{row[state]} {words}" for state, words in said.items() if row[state]) or "none"


def _clock(text: str) -> str:
    return datetime.fromisoformat(text).strftime("%a %d %b %H:%M")
