"""The week: demand, plan, independent check, the plan kept in the store."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pandas as pd

from planner.config import Config
from planner.core.errors import InputError, NotFound
from planner.core.rule import Violation
from planner.core.services import parse_services
from planner.demand import derive
from planner.flow.assess import risk, windows_of
from planner.flow.files import write_documents
from planner.flow.joins import sites_in_chains
from planner.flow.kept import table
from planner.flow.stores import provenance
from planner.report import duty_orders, plan_document
from planner.roster import Progress, RosterProblem, build, check, solve, uncovered
from planner.roster.check import assignments_from_document
from planner.store import Store
from planner.tables import DemandTable, OccasionTable, OfficerTable, SiteTable, StationTable, check_table

PROTECTION_UNIT = "protection unit"


def demand(store: Store, config: Config, *, start: date, days: int) -> pd.DataFrame:
    """The DEMAND table for `days` days from `start`: who is needed where and when, and why."""
    return derive(
        risk(store, config, as_of=start, days=days),
        sites_in_chains(store),
        table(store, StationTable),
        table(store, OccasionTable),
        protection_roll(store),
        config.demand,
        config.roster,
        windows=windows_of(start, days, config),
        timezone=config.place.timezone,
    )


def demand_rows(store: Store, config: Config, *, start: date, days: int) -> list[dict[str, Any]]:
    """The DEMAND table as JSON rows."""
    return duties_as_rows(demand(store, config, start=start, days=days))


def protection_roll(store: Store) -> pd.DataFrame:
    """The officers who do protection duty: the protection unit, or everyone where there is none."""
    officers = table(store, OfficerTable)
    unit = officers[officers["unit"] == PROTECTION_UNIT]
    return unit.reset_index(drop=True) if len(unit) else officers


def plan(
    store: Store,
    config: Config,
    *,
    start: date,
    days: int,
    seconds: float,
    seed: int,
    out: Path | None = None,
    language: str = "en",
    rules_off: Collection[str] = (),
    progress: Callable[[Progress], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> dict[str, Any]:
    """Make, check and keep a plan; write its orders below `out`. Returns the plan document.

    Raises InputError when there is nobody to plan with, or nothing to protect.
    """
    roll = protection_roll(store)
    if roll.empty:
        raise InputError(
            "there are no officers on the roll", maybe="run `hifazat import officers FILE` or `hifazat staff`."
        )
    wanted = demand(store, config, start=start, days=days)
    if wanted.empty:
        raise InputError("nothing needs a duty", maybe="there are neither sites nor stations yet: import them.")
    problem = build(roll, wanted, config.roster, windows=windows_of(start, days, config), travel=None)
    outcome = solve(problem, seconds=seconds, seed=seed, rules_off=rules_off, progress=progress, cancel=cancel)
    by = provenance(store, config, seed=seed, note=f"plan from {start.isoformat()} for {days} days")
    document = plan_document(outcome, by)
    document["from"] = start.isoformat()
    document["days"] = days
    document["duties"] = duties_as_rows(wanted)
    document["is_synthetic"] = bool(roll["is_synthetic"].any())
    document["why"] += _unread_services(store)
    if outcome.plan is None:
        return document
    document["plan_id"] = _named_by_content(document)
    command = f"made-{uuid4().hex}"
    store.record(f"plan/{document['plan_id']}", "made", document, command_id=command)
    if out is not None:
        write_plan(store, config, document, out, language=language)
    return document


def _named_by_content(document: dict[str, Any]) -> str:
    """The plan's identifier: the same problem, seed and assignments, and only they, have the same."""
    content = json.dumps([document["plan_id"], document["assignments"]], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:12]


def _unread_services(store: Store) -> list[str]:
    """A sentence when service times cannot be read, so that no guard stands at those services."""
    sites = table(store, SiteTable)
    unread = [s for s, text in zip(sites["site"], sites["service_times"], strict=True) if parse_services(text).unread]
    if not unread:
        return []
    named = ", ".join(unread[:5]) + (f" and {len(unread) - 5} more" if len(unread) > 5 else "")
    return [f"Service times cannot be read, so mobiles visit instead of guards: {named}. Write them as Su 09:00-11:00."]


def duties_as_rows(wanted: pd.DataFrame) -> list[dict[str, Any]]:
    """The DEMAND table as JSON rows, so that a plan carries the needs that it was made for."""
    rows = wanted.copy()
    for column in ("start", "end"):
        rows[column] = rows[column].map(lambda moment: moment.isoformat())
    return json.loads(rows.to_json(orient="records", force_ascii=False))


def problem_of(store: Store, config: Config, document: dict[str, Any]) -> RosterProblem:
    """The problem that a plan document answers, with the officers of now."""
    try:
        rows = [dict(row) for row in document["duties"]]
        for row in rows:
            row.setdefault("sites", "")  # plans of before 0.4 have neither
            row.setdefault("unmet", "")
            row.update({edge: datetime.fromisoformat(row[edge]).astimezone(UTC) for edge in ("start", "end")})
        wanted = check_table(DemandTable, pd.DataFrame(rows))
        windows = windows_of(date.fromisoformat(document["from"]), int(document["days"]), config)
    except (TypeError, ValueError, KeyError, AttributeError, OverflowError) as fault:
        raise InputError(
            f"the plan's duties, from or days cannot be read: {fault}", maybe="they were changed by hand."
        ) from fault
    return build(protection_roll(store), wanted, config.roster, windows=windows, travel=None)


def plans(store: Store) -> list[dict[str, Any]]:
    """All plan documents that were kept, newest first."""
    kept = [event for stream in store.streams("plan/") for event in store.replay(stream) if event.kind == "made"]
    kept.sort(key=lambda event: event.at, reverse=True)
    return [dict(event.body) for event in kept]


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
        }
        for one in plans(store)
    ]


def plan_named(store: Store, name: str) -> dict[str, Any]:
    """A plan document by id, or from a JSON file of that name."""
    path = Path(name)
    if path.suffix == ".json" or path.is_file():
        try:
            document = json.loads(path.read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError, json.JSONDecodeError) as fault:
            raise InputError(f"{path.name} is no plan: {fault}", maybe="it was not saved as JSON.") from fault
        if not isinstance(document, dict):
            raise InputError(f"{path.name} is no plan: it holds no keys", maybe="another file was meant.")
        missing = [key for key in ("assignments", "duties", "from", "days") if not document.get(key)]
        if missing:
            raise InputError(f"{path.name} is no plan: {', '.join(missing)} missing", maybe="another file was meant.")
        return document
    for document in plans(store):
        if document["plan_id"] == name:
            return document
    raise NotFound(f"there is no plan {name!r} in the store", maybe="`hifazat list plans` shows them.")


def check_plan(store: Store, config: Config, name: str) -> dict[str, Any]:
    """The independent check of a plan, kept or changed by hand: violations and what is uncovered."""
    document = plan_named(store, name)
    problem = problem_of(store, config, document)
    assignments, unreadable = assignments_from_document(problem, document)
    off = [str(name) for name in document.get("rules_off") or ()]
    found = [*unreadable, *check(problem, assignments, rules_off=off)]
    made = next((one for one in plans(store) if one["plan_id"] == document.get("plan_id")), None)
    if made is not None and made["duties"] != document["duties"]:
        said = "The duties in this file are not those that the plan was made for."
        found.append(Violation("duties", str(made["plan_id"]), said))
    return {
        "plan_id": str(document.get("plan_id", "")),
        "rules_off": off,
        "violations": [{"rule": v.rule, "subject": v.subject, "sentence": v.sentence} for v in found],
        "uncovered": [
            {"place": s.place, "start": s.start, "end": s.end, "missing": s.missing, "why": s.why}
            for s in uncovered(problem, assignments)
        ],
    }


def write_plan(
    store: Store, config: Config, document: dict[str, Any], folder: Path, *, language: str = "en"
) -> list[Path]:
    """The orders of a plan as files: a PDF a commander, all of them as JSON and CSV, and the plan itself."""
    orders = duty_orders(
        document,
        officers=table(store, OfficerTable),
        sites=table(store, SiteTable),
        stations=table(store, StationTable),
        config=config.report,
        timezone=config.place.timezone,
    )
    return write_documents(orders, document, folder, "plan.json", language=language)
