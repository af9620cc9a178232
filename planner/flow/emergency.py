"""The emergency: alarms in, an answer at once, the proven answer after it, orders out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from planner.config import Config
from planner.core.surge import Alarm, Need
from planner.flow.alarms import AlarmSaid, AlarmText
from planner.flow.closures import Drawn
from planner.flow.facing import Emergency, face
from planner.flow.kept import table
from planner.flow.stores import provenance
from planner.flow.surge_files import write_surge
from planner.flow.told import Told
from planner.store import Store
from planner.surge import Answer, answer_document, dispatch, nearest
from planner.surge.need import needs_by_crowd, planned_crowd
from planner.tables import OfficerTable

__all__ = ["AlarmSaid", "AlarmText", "Emergency", "answered", "face", "surge"]


def surge(
    store: Store,
    config: Config,
    *,
    alarms: Sequence[AlarmSaid | AlarmText],
    at: datetime | None = None,
    seconds: float,
    seed: int,
    closures: Sequence[Drawn] = (),
    closed: Sequence[str] = (),
    out: Path | None = None,
    language: str = "en",
    on_first: Callable[[dict[str, Any]], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> dict[str, Any]:
    """Who goes from where, when the force is adequate, what is left open. `on_first` gets nearest-first at once.

    `closures` are drawn in degrees, `closed` are roads by identifier; nobody drives or walks there.

    Raises InputError when the store has no roads, stations or roll, or an alarm is no place.
    """
    emergency = face(store, config, alarms=alarms, at=at, closures=closures, closed=closed)
    document = answered(store, config, emergency, seconds=seconds, seed=seed, on_first=on_first, cancel=cancel)
    if out is not None:
        write_surge(store, config, document, out, language=language)
    return document


def answered(
    store: Store,
    config: Config,
    emergency: Emergency,
    *,
    seconds: float,
    seed: int,
    on_first: Callable[[dict[str, Any]], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> dict[str, Any]:
    """The document of the best answer to an emergency as it was faced, whatever orders it holds already."""
    by = provenance(store, config, seed=seed)
    facts = {
        "at": emergency.problem.at.isoformat(),
        "seed": seed,
        "inputs": dict(by.inputs),
        "is_synthetic": bool(table(store, OfficerTable)["is_synthetic"].any()),
        "closed": len(emergency.closed),
        "plan_id": emergency.present.plan_id,
        "log": None,
    }
    told = Told(store, config, emergency)
    if on_first is not None:
        on_first({**_document(config, emergency, nearest(emergency.problem), told), **facts})
    answer = dispatch(emergency.problem, seconds=seconds, seed=seed, cancel=cancel)
    return {**_document(config, emergency, answer, told), **facts}


def _document(config: Config, emergency: Emergency, answer: Answer, told: Told) -> dict[str, Any]:
    """The answer as JSON, with what the ground and the alarms say. The one place where all parts come together."""
    document = answer_document(answer, degrees=told.degrees)
    by_id = {alarm.id: alarm for alarm in emergency.problem.alarms}
    for row in document["alarms"]:
        row.update(_said(by_id[row["id"]], config))
        row["need"]["by_crowd"] = _by_crowd(by_id[row["id"]], config)
        if row["form_up"] and row.get("form_up_by"):
            briefed = datetime.fromisoformat(row["form_up_by"]) + timedelta(minutes=config.surge.brief_min)
            row["move_off"] = briefed.isoformat()
    told.fill(document)
    notes = list(emergency.problem.notes)
    document["notes"] = notes
    document["requests"] = [request for request in document["requests"] if request not in notes]
    return document


def _said(alarm: Alarm, config: Config) -> dict[str, Any]:
    """What was said of an alarm, and the crowd that is planned for."""
    quantile = config.surge.quantile
    return {
        "level": alarm.level.value,
        "task": alarm.task.value,
        "known": alarm.known,
        "crowd": {
            "low": alarm.crowd.low,
            "best": alarm.crowd.best,
            "high": alarm.crowd.high,
            "planned": round(planned_crowd(alarm, config.surge)),
            "quantile": quantile,
            "growth_per_min": round(alarm.growth.at(quantile), 3),
            "growth": {"low": alarm.growth.low, "best": alarm.growth.best, "high": alarm.growth.high},
            "grows_for_min": alarm.grows_for_min,
        },
        "since": alarm.since.isoformat(),
    }


def _by_crowd(alarm: Alarm, config: Config) -> dict[str, dict[str, Any]]:
    """The need at the smallest, the likeliest and the largest crowd that was said."""
    needs = needs_by_crowd(alarm, config.surge)
    return {"low": _need(needs.low), "best": _need(needs.best), "high": _need(needs.high)}


def _need(need: Need) -> dict[str, Any]:
    return {"officers": need.officers, "women": need.women, "riot": need.riot, "commander": need.commander.label}
