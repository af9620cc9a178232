"""The emergency: alarms in, an answer at once, the proven answer after it, orders out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from planner.config import Config
from planner.core.surge import Alarm, Need
from planner.flow.alarms import AlarmSaid, AlarmText
from planner.flow.around import Around
from planner.flow.closures import Drawn
from planner.flow.facing import Emergency, face
from planner.flow.kept import table
from planner.flow.onduty import resting
from planner.flow.stores import provenance
from planner.flow.surge_files import write_surge
from planner.flow.told import Told
from planner.store import Store
from planner.surge import Answer, answer_document, dispatch, nearest
from planner.surge.clock import clock_document
from planner.surge.need import needs_by_crowd, planned_crowd
from planner.surge.request import Request
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
    standing: Sequence[Request] = (),
    on_first: Callable[[dict[str, Any]], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> dict[str, Any]:
    """The document of the best answer to an emergency as it was faced, whatever orders it holds already.

    `standing` are requests that were made before: they count while they are open.
    """
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
    parts = _Parts(store, config, emergency, seed, standing)
    if on_first is not None:
        # what lies around follows with the proven answer: the first must not wait for it
        on_first(
            {**parts.document(nearest(emergency.problem)), "residual": [], "backfill": [], "contagion": [], **facts}
        )
    answer = dispatch(emergency.problem, seconds=seconds, seed=seed, cancel=cancel)
    return {**parts.document(answer), **parts.around.document(answer), **facts}


class _Parts:
    """The one place where all that is said of an answer comes together."""

    def __init__(
        self, store: Store, config: Config, emergency: Emergency, seed: int, standing: Sequence[Request]
    ) -> None:
        self.config, self.emergency, self.seed, self.standing = config, emergency, seed, standing
        self.told = Told(store, config, emergency)
        rested = resting(store, config, emergency.problem.at)
        self.around = Around(store, config, emergency, rested, self.told)
        self.resting = sum(one.rested_h is None or one.rested_h >= config.ladder.callout_rest_h for one in rested)

    def document(self, answer: Answer) -> dict[str, Any]:
        """The answer as JSON, with what the alarms, the clock and the ground say of it."""
        config, problem = self.config, self.emergency.problem
        document = answer_document(answer, degrees=self.told.degrees, brief_min=config.surge.brief_min)
        clock = clock_document(
            problem,
            answer,
            config.surge,
            config.doubt,
            config.ladder,
            seed=self.seed,
            resting=self.resting,
            standing=self.standing,
        )
        for row, alarm, timed in zip(document["alarms"], problem.alarms, clock.pop("alarms"), strict=True):
            row.update(_said(alarm, config), **timed)
            row["need"]["by_crowd"] = _by_crowd(alarm, config)
        document.update(clock)
        self.told.fill(document)
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
