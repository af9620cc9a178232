"""The week: demand, plan, independent check, the plan kept in the store."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pandas as pd

from planner.config import Config
from planner.core.errors import InputError, StaleWrite
from planner.core.services import parse_services
from planner.demand import derive
from planner.demand.clone import clone
from planner.flow.assess import risk, windows_of
from planner.flow.ground import road_minutes, vehicles
from planner.flow.joins import sites_in_chains
from planner.flow.kept import table
from planner.flow.making import Order, duties_as_rows, made
from planner.flow.orders import write_plan
from planner.flow.plans import plan_named, problem_on_ground, roll_of
from planner.roster import Progress
from planner.store import Store
from planner.tables import OccasionTable, SiteTable, StationTable


def demand(store: Store, config: Config, *, start: date, days: int, units: str = "unit") -> pd.DataFrame:
    """The DEMAND table for `days` days from `start`: who is needed where and when, and why."""
    return derive(
        risk(store, config, as_of=start, days=days),
        sites_in_chains(store),
        table(store, StationTable),
        table(store, OccasionTable),
        roll_of(store, units),
        config.demand,
        config.roster,
        windows=windows_of(start, days, config),
        timezone=config.place.timezone,
        vehicles=vehicles(store),
        minutes=road_minutes(store, config),
        patrol=config.patrol,
    )


def demand_rows(store: Store, config: Config, *, start: date, days: int) -> list[dict[str, Any]]:
    """The DEMAND table as JSON rows."""
    return duties_as_rows(demand(store, config, start=start, days=days))


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
    units: str = "unit",
    like: str = "",
    whole: bool = False,
    progress: Callable[[Progress], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> dict[str, Any]:
    """Make, check and keep a plan; write its orders below `out`. Returns the plan document.

    `units` is "unit" or "all"; `like` names an old plan whose duties are taken, moved to the new days; `whole` leaves
    nothing open, or says why that cannot be.

    Raises InputError when there is nobody to plan with, or nothing to protect.
    """
    if roll_of(store, units).empty:
        raise InputError(
            "there are no officers on the roll", maybe="run `hifazat import officers FILE` or `hifazat staff`."
        )
    wanted = demand(store, config, start=start, days=days, units=units)
    said: tuple[str, ...] = ()
    if like:
        wanted, said = _like(store, config, like, wanted, start=start, days=days, units=units)
    if wanted.empty:
        raise InputError("nothing needs a duty", maybe="there are neither sites nor stations yet: import them.")
    order = Order(start, days, units, seed, seconds, tuple(rules_off), progress, cancel)
    problem = problem_on_ground(store, config, wanted, windows_of(start, days, config), units=units)
    document = made(store, config, order, problem, wanted, whole=whole)
    document["why"] += [*said, *_unread_services(store)]
    document = keep(store, document)
    if out is not None:
        write_plan(store, config, document, out, language=language)
    return document


def _like(
    store: Store, config: Config, name: str, template: pd.DataFrame, *, start: date, days: int, units: str
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """The duties of an old plan on the new days, and what is to be said of them."""
    cloned = clone(
        plan_named(store, name),
        table(store, SiteTable),
        table(store, StationTable),
        table(store, OccasionTable),
        roll_of(store, units),
        config.demand,
        start=start,
        days=days,
        timezone=config.place.timezone,
        template=template,
    )
    return cloned.demand, cloned.sentences


def keep(store: Store, document: dict[str, Any]) -> dict[str, Any]:
    """Keep a plan that was made, under an identifier of its content; a plan that is there already stands as it is.

    What is returned says so in its `why` when that plan was changed by hand, or replaced, after it was made.
    """
    document["plan_id"] = _named_by_content(document)
    stream = f"plan/{document['plan_id']}"
    if not store.replay(stream, upto=1):
        with suppress(StaleWrite):  # somebody else made the same plan at the same time: it is there
            store.record(stream, "made", document, command_id=f"made-{uuid4().hex}", expected_version=0)
    there = plan_named(store, document["plan_id"])
    return {**there, "why": [*there["why"], *_since_made(there)]}


def _since_made(document: dict[str, Any]) -> list[str]:
    """What became of a plan that was made before, word for word the same."""
    said = []
    if document["changes"]:
        times = len(document["changes"])
        said.append(
            f"This plan was made before and has been changed by hand since ({times} change{'s' * (times > 1)}): it is "
            "shown as it stands now. To begin afresh, make it with another --seed."
        )
    if document["replaced_by"]:
        said.append(f"This plan was made before; plan {document['replaced_by']} has taken its place since.")
    return said


def _named_by_content(document: dict[str, Any]) -> str:
    """The plan's identifier: the same problem, seed, assignments and plan before, and only they, have the same."""
    before = [document["replaces"]] if document.get("replaces") else []
    content = json.dumps([document["plan_id"], document["assignments"], *before], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:12]


def _unread_services(store: Store) -> list[str]:
    """A sentence when service times cannot be read, so that no guard stands at those services."""
    sites = table(store, SiteTable)
    unread = [s for s, text in zip(sites["site"], sites["service_times"], strict=True) if parse_services(text).unread]
    if not unread:
        return []
    named = ", ".join(unread[:5]) + (f" and {len(unread) - 5} more" if len(unread) > 5 else "")
    return [f"Service times cannot be read, so mobiles visit instead of guards: {named}. Write them as Su 09:00-11:00."]
