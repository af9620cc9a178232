"""From a plan or the answer to a surge to one order for each commander."""

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
from planner.report.week import Person, Team, Week, is_synthetic, listed, names, roll_of, week_of
from planner.report.words import handover, words_of

SURGE = "surge"


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
    made_from = _made_from(week.document, f"plan {week.plan.plan_id}")
    return _with_relief([_of_team(team, week, config, made_from) for team in week.teams])


def _of_team(team: Team, week: Week, config: ReportConfig, made_from: str) -> DutyOrder:
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
            start=_local(team.window.start, week.zone),
            end=_local(team.window.end, week.zone),
            arrive_by=_local(team.window.start, week.zone),
            members=tuple(_member(person.number, person.rank) for person in team.people),
            vehicle=", ".join(dict.fromkeys(route.vehicle for route in team.routes if route.vehicle)),
            reason=reason_in_words(reason, Voice("en")),
            provenance=made_from,
            kind=team.kind,
            is_synthetic=week.is_synthetic,
            reason_cited=reason,
            sites=tuple(week.named(site) for site in ([visit.site for visit in visits] or listed_sites)),
            visits=tuple(f"{_local(v.window.start, week.zone)}/{_local(v.window.end, week.zone)}" for v in visits),
        )
    )


def surge_orders(
    document: Mapping[str, Any],
    *,
    officers: pd.DataFrame,
    stations: pd.DataFrame,
    config: ReportConfig,
    timezone: str,
) -> tuple[DutyOrder, ...]:
    """One order for each unit that an answer to a surge sends; the first officer of a unit is in charge of it."""
    roll, places = roll_of(officers), names(stations, "station")
    zone = ZoneInfo(timezone)
    made_from = _made_from(document, "surge")
    synthetic = is_synthetic(document, officers)
    stamp = _stamp(document, zone)
    orders: list[DutyOrder] = []
    for alarm in document["alarms"]:
        for unit in alarm["units"]:
            people = [roll.get(number, Person(number)) for number in unit.get("officers", ())]
            commander, rank = (people[0].number, people[0].rank) if people else (unit["unit"], unit["commander_rank"])
            arrive = _local(datetime.fromisoformat(unit["arrive"]), zone)
            head = alarm.get("commander") or ""
            orders.append(
                _with_texts(
                    DutyOrder(
                        number=f"{stamp}{alarm['id']}-{len(orders) + 1:02d}",
                        commander=commander,
                        commander_rank=rank,
                        origin=places.get(unit["origin"], unit["origin"]),
                        place=f"{alarm['id']}: {_coordinates(alarm)}",
                        task="",
                        authority=config.authority,
                        start=_local(datetime.fromisoformat(unit["depart"]), zone),
                        end="",
                        depart=_local(datetime.fromisoformat(unit["depart"]), zone),
                        arrive_by=arrive,
                        members=tuple(_member(person.number, person.rank) for person in people),
                        vehicle=", ".join(unit.get("vehicles", ())),
                        route=unit.get("route", ""),
                        reason=reason_in_words(_need(alarm), Voice("en")),
                        reason_cited=_need(alarm),
                        provenance=made_from,
                        kind=SURGE,
                        form_up=_coordinates(alarm["form_up"]) if alarm.get("form_up") else "",
                        hands_to="" if head.startswith(f"{commander},") else head,
                        is_synthetic=synthetic,
                    )
                )
            )
    return tuple(orders)


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


def _member(number: str, rank: str) -> str:
    return f"{number}, {rank}" if rank else number


def _local(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).isoformat(timespec="minutes")


def _coordinates(place: Mapping[str, Any]) -> str:
    """Latitude and longitude, to a metre, as phones and maps take them."""
    if "latitude" in place:
        return f"{place['latitude']:.5f}, {place['longitude']:.5f}"
    return f"{place['x_m']:.0f} m E, {place['y_m']:.0f} m N"


def _need(alarm: Mapping[str, Any]) -> str:
    need = alarm["need"]
    if not isinstance(need, Mapping):
        return str(need)
    if need.get("reason"):
        return f"alarm {alarm['id']}: {need['reason']}"
    return f"alarm {alarm['id']} needs {need['officers']} officers, {need['women']} women among them"


def _stamp(document: Mapping[str, Any], zone: ZoneInfo) -> str:
    if not document.get("at"):
        return ""
    return datetime.fromisoformat(document["at"]).astimezone(zone).strftime("%Y%m%dT%H%M-")


def _made_from(document: Mapping[str, Any], what: str) -> str:
    inputs = json.dumps(document.get("inputs", {}), sort_keys=True).encode()
    return f"{what}, inputs {hashlib.sha256(inputs).hexdigest()[:12]}, seed {document.get('seed', 0)}"
