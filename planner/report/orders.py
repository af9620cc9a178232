"""From a plan to one order for each commander."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from planner.config import ReportConfig
from planner.core.plan import DutyOrder
from planner.report.reasons import reason_in_words
from planner.report.voice import Voice
from planner.report.week import Team, Week, listed, week_of
from planner.report.words import handover, words_of


def duty_orders(
    document: Mapping[str, Any],
    *,
    officers: pd.DataFrame,
    sites: pd.DataFrame,
    stations: pd.DataFrame,
    config: ReportConfig,
    timezone: str,
) -> tuple[DutyOrder, ...]:
    """One order for each manned duty of a plan document, by time; its commander is the officer of highest rank.

    An officer or place that is no longer in the tables is kept with its number alone. `duties` of the document, when
    it is there, gives the reasons.
    """
    week = week_of(document, officers=officers, sites=sites, stations=stations, timezone=timezone)
    return week_orders(week, config)


def week_orders(week: Week, config: ReportConfig) -> tuple[DutyOrder, ...]:
    """One order for each manned duty of a week, by time; a mobile's lists its sites, in the order of its route."""
    source = made_from(week.document, f"plan {week.plan.plan_id}")
    return _with_relief([_of_team(team, week, config, source) for team in week.teams])


def _of_team(team: Team, week: Week, config: ReportConfig, source: str) -> DutyOrder:
    first = team.people[0]
    reason = team.need.get("reason", "")
    visits = [visit for route in team.routes for visit in route.visits]
    listed_sites = listed(team.need.get("sites", "")) if team.kind == "patrol" else ()
    return _with_texts(
        DutyOrder(
            number=team.number,
            commander=first.number,
            commander_rank=first.rank,
            origin=week.named(first.home),
            place=week.named(team.place),
            task="",
            authority=config.authority,
            authority_urdu=config.authority_ur,
            start=local(team.window.start, week.zone),
            end=local(team.window.end, week.zone),
            arrive_by=local(team.window.start, week.zone),
            members=tuple(member(person.number, person.rank) for person in team.people),
            vehicle=", ".join(dict.fromkeys(route.vehicle for route in team.routes if route.vehicle)),
            reason=reason_in_words(reason, Voice("en")),
            provenance=source,
            kind=team.kind,
            is_synthetic=week.is_synthetic,
            reason_cited=reason,
            sites=tuple(week.named(site) for site in ([visit.site for visit in visits] or listed_sites)),
            visits=tuple(f"{local(v.window.start, week.zone)}/{local(v.window.end, week.zone)}" for v in visits),
        )
    )


def _with_texts(order: DutyOrder) -> DutyOrder:
    words = words_of("en")
    return replace(
        order,
        task=words[f"task.{order.kind}"],
        kit=words[f"kit.{order.kind}"],
        radio=words[f"radio.{order.kind}"],
        handover=handover(order, words),
    )


def _with_relief(orders: list[DutyOrder]) -> tuple[DutyOrder, ...]:
    """Each order with the number of the one that begins at its place, of its kind, when it ends."""
    next_at: dict[tuple[str, str, str], str] = {}
    for order in orders:
        next_at.setdefault((order.kind, order.place, order.start), order.number)
    found = (replace(order, hands_to=next_at.get((order.kind, order.place, order.end), "")) for order in orders)
    return tuple(_with_texts(order) for order in found)


def member(number: str, rank: str) -> str:
    """`F12, Constable`; the number alone where no rank is known."""
    return f"{number}, {rank}" if rank else number


def local(moment: datetime, zone: ZoneInfo) -> str:
    """The moment on the clock of the place, to the minute, as ISO 8601."""
    return moment.astimezone(zone).isoformat(timespec="minutes")


def made_from(document: Mapping[str, Any], what: str) -> str:
    """What a paper was made from: the hash of all that went in, and the seed."""
    inputs = json.dumps(document.get("inputs", {}), sort_keys=True).encode()
    return f"{what}, inputs {hashlib.sha256(inputs).hexdigest()[:12]}, seed {document.get('seed', 0)}"
