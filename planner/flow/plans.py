"""Plans as they were kept: made, changed by hand, signed; each step an event, so that nothing is ever overwritten."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from planner.config import Config
from planner.core.errors import InputError, NotFound
from planner.core.rule import Violation
from planner.core.time import Window
from planner.demand.floors import floors
from planner.flow.assess import windows_of
from planner.flow.ground import ground, travel_frame, vehicles
from planner.flow.kept import kept, table
from planner.roster import RosterProblem, build, check, uncovered
from planner.roster.check import assignments_from_document
from planner.roster.gaps import open_rows
from planner.store import Event, Store
from planner.tables import AreaTable, DemandTable, OfficerTable, SiteTable, check_table

PROTECTION_UNIT = "protection unit"
MOST_DAYS = 366
"""Days of the longest plan; a document that says more was changed by hand."""
UNITS = ("unit", "all")
"""Who is planned with: the protection unit, or every officer of the district (a festival)."""


def roll_of(store: Store, units: str) -> pd.DataFrame:
    """The officers who are planned with: the protection unit, everyone where there is none, or everyone anyway."""
    officers = table(store, OfficerTable)
    unit = officers[officers["unit"] == PROTECTION_UNIT]
    return unit.reset_index(drop=True) if len(unit) and units != "all" else officers


def plans(store: Store) -> list[dict[str, Any]]:
    """All plans as they stand now, newest first."""
    streams = [store.replay(stream) for stream in store.streams("plan/")]
    made = [events for events in streams if events and events[0].kind == "made"]
    made.sort(key=lambda events: events[0].at, reverse=True)
    return [as_it_stands(events) for events in made]


def as_it_stands(events: list[Event]) -> dict[str, Any]:
    """The document of a plan with every change applied; `changes`, `signed` and `replaced_by` say what happened to it.

    A signature counts for what was signed: after a change `signed.is_current` is false.
    """
    document: dict[str, Any] = {**events[0].body, "changes": [], "signed": None, "replaced_by": ""}
    for event in events[1:]:
        if event.kind == "changed":
            _apply(document, event.body)
            document["changes"] = [*document["changes"], {**_told(event.body), "at": event.at}]
        elif event.kind == "signed":
            document["signed"] = {**event.body, "at": event.at, "is_current": True}
        elif event.kind == "replaced":
            document["replaced_by"] = event.body["plan_id"]
    return document


def _told(change: Mapping[str, Any]) -> dict[str, Any]:
    told = {key: change[key] for key in ("duty", "out", "in", "reason", "by")}
    return {**told, "undoes": change.get("undoes")}


def _apply(document: dict[str, Any], change: Mapping[str, Any]) -> None:
    document["assignments"] = assignments_after(document, change["duty"], change["out"], change["in"])
    # changes that were kept before a plan said what is open in groups have none
    document.update({key: change[key] for key in ("uncovered", "violations", "open", "covered") if key in change})
    if document["signed"]:
        document["signed"] = {**document["signed"], "is_current": False}


def assignments_after(document: Mapping[str, Any], duty: str, out: str, into: str) -> list[dict[str, Any]]:
    """The assignments of a plan with one officer taken off a duty and another put on it ("" for nobody)."""
    row = next(one for one in document["duties"] if one["duty"] == duty)
    left = [dict(a) for a in document["assignments"] if not (a["duty"] == duty and a["officer"] == out)]
    if into:
        place = {key: row[key] for key in ("kind", "place", "start", "end")}
        left.append({"officer": into, "duty": duty, **place})
    return sorted(left, key=lambda a: (datetime.fromisoformat(a["start"]), a["duty"], a["officer"]))


def plan_heads(store: Store) -> list[dict[str, Any]]:
    """One line a kept plan, newest first."""
    return [
        {
            "plan_id": one["plan_id"],
            "from": one["from"],
            "days": one["days"],
            "status": one["status"],
            "assignments": len(one["assignments"]),
            "uncovered": len(one["uncovered"]),
            "gap": one["gap"],
            "made_at": one["made_at"],
            "changes": len(one["changes"]),
            "signed_by": _signatory(one),
        }
        for one in plans(store)
    ]


def _signatory(document: Mapping[str, Any]) -> str:
    signed = document["signed"]
    return signed["by"] if signed and signed["is_current"] else ""


def plan_named(store: Store, name: str) -> dict[str, Any]:
    """A plan document by id, as it stands now, or from a JSON file of that name."""
    path = Path(name)
    if path.suffix == ".json" or _is_file(path):
        return _from_file(path)
    events = store.replay(f"plan/{name}")
    if not events or events[0].kind != "made":
        raise NotFound(f"there is no plan {name!r} in the store", maybe="`hifazat list plans` shows them.")
    return as_it_stands(events)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # as a name too long for this machine
        return False


def _from_file(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, RecursionError) as fault:
        raise InputError(f"{path.name} is no plan: {fault}", maybe="it was not saved as JSON.") from fault
    if not isinstance(document, dict):
        raise InputError(f"{path.name} is no plan: it holds no keys", maybe="another file was meant.")
    missing = [key for key in ("duties", "from", "days") if not document.get(key)]
    missing += [] if isinstance(document.get("assignments"), list) else ["assignments"]
    if missing:
        raise InputError(f"{path.name} is no plan: {', '.join(missing)} missing", maybe="another file was meant.")
    duties = document["duties"]
    if not isinstance(duties, list) or not all(isinstance(row, dict) and "duty" in row for row in duties):
        raise InputError(f"{path.name} is no plan: its duties are no rows", maybe="they were changed by hand.")
    return document


def problem_of(store: Store, config: Config, document: Mapping[str, Any]) -> RosterProblem:
    """The problem that a plan document answers, with the officers, vehicles and roads of now."""
    start, days = span_of(document)
    windows = windows_of(start, days, config)
    problem = problem_on_ground(store, config, needs_of(document), windows, units=str(document.get("units", "unit")))
    return without(problem, away_of(document))


def span_of(document: Mapping[str, Any]) -> tuple[date, int]:
    """The first day of a plan, and how many days it has; InputError when they cannot be read."""
    try:
        start, days = date.fromisoformat(document["from"]), int(document["days"])
        if not 1 <= days <= MOST_DAYS:
            raise ValueError(f"{days} days")
    except (TypeError, ValueError, KeyError, OverflowError) as fault:
        raise InputError(f"the plan's from or days cannot be read: {fault}", maybe="they were changed by hand.") from (
            fault
        )
    return start, days


def away_of(document: Mapping[str, Any]) -> dict[str, list[Window]]:
    """Who is away beside the leave of the roll, and when: for whom the plan was made anew."""
    found: dict[str, list[Window]] = {}
    try:
        for row in document.get("away") or ():
            window = Window(datetime.fromisoformat(row["start"]), datetime.fromisoformat(row["end"]))
            found.setdefault(row["officer"], []).append(window)
    except (TypeError, ValueError, KeyError, AttributeError) as fault:
        raise InputError(f"who is away cannot be read in the plan: {fault}", maybe="it was changed by hand.") from fault
    return found


def without(problem: RosterProblem, away: Mapping[str, Sequence[Window]]) -> RosterProblem:
    """The problem in which these officers are on leave as well."""
    officers = (dataclasses.replace(o, leave=(*o.leave, *away.get(o.id, ()))) for o in problem.officers)
    return problem.replace(officers=tuple(officers)) if away else problem


def needs_of(document: Mapping[str, Any]) -> pd.DataFrame:
    """The DEMAND table that a plan carries; InputError when it cannot be read."""
    try:
        rows = [dict(row) for row in document["duties"]]
        for row in rows:
            row.setdefault("sites", "")  # plans made before these columns were
            row.setdefault("unmet", "")
            row.update({edge: datetime.fromisoformat(row[edge]).astimezone(UTC) for edge in ("start", "end")})
        return check_table(DemandTable, pd.DataFrame(rows))
    except (TypeError, ValueError, KeyError, AttributeError, OverflowError) as fault:
        raise InputError(f"the plan's duties cannot be read: {fault}", maybe="they were changed by hand.") from fault


def problem_on_ground(
    store: Store, config: Config, wanted: pd.DataFrame, windows: Any, *, units: str, **more: Any
) -> RosterProblem:
    """The roster problem of this demand on the roads and with the vehicles of the store, its floors included."""
    roll = roll_of(store, units)
    there = ground(store, config, [*wanted["place"], *roll["home_station"]])
    return build(
        roll,
        wanted,
        config.roster,
        windows=windows,
        travel=travel_frame(there.minutes),
        commute=there.minutes,
        vehicles=vehicles(store),
        floors=floors(wanted, table(store, SiteTable), table(store, AreaTable), config.equity),
        **more,
    )


def check_plan(store: Store, config: Config, name: str) -> dict[str, Any]:
    """The independent check of a plan, kept or changed by hand: violations and what is uncovered."""
    document = plan_named(store, name)
    found = judged(store, config, document)
    made = store.replay(f"plan/{document.get('plan_id', '')}")
    if made and made[0].body["duties"] != document["duties"]:
        said = "The duties in this file are not those that the plan was made for."
        extra = Violation("duties", str(made[0].body["plan_id"]), said)
        found["violations"].append({"rule": extra.rule, "subject": extra.subject, "sentence": extra.sentence})
    return {"plan_id": str(document.get("plan_id", "")), **found}


def judged(store: Store, config: Config, document: Mapping[str, Any]) -> dict[str, Any]:
    """Which rules a plan document breaks and what it leaves open, by plain code that shares nothing with the solver."""
    problem = kept_problem(store, config, document)
    assignments, unreadable = assignments_from_document(problem, document)
    off = [str(name) for name in document.get("rules_off") or ()]
    found = [*unreadable, *check(problem, assignments, rules_off=off)]
    return {
        "rules_off": off,
        "violations": [{"rule": v.rule, "subject": v.subject, "sentence": v.sentence} for v in found],
        "uncovered": [
            {"place": s.place, "start": s.start, "end": s.end, "missing": s.missing, "why": s.why}
            for s in uncovered(problem, assignments)
        ],
        **open_rows(problem, assignments),
    }


def kept_problem(store: Store, config: Config, document: Mapping[str, Any]) -> RosterProblem:
    """`problem_of`, kept while the duties and the store are the same: a change by hand is judged at once."""
    content = json.dumps([document.get(key) for key in ("duties", "from", "days", "away")], sort_keys=True)
    key = ("problem", content, str(document.get("units", "unit")), config.hash, *_inputs(store))
    return kept(key, lambda: problem_of(store, config, document))


def _inputs(store: Store) -> tuple[str, ...]:
    from planner.tables import STORED

    return tuple(store.hash(one) for one in STORED)
