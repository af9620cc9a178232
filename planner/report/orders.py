"""From a plan or the answer to a surge to one order for each commander."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from planner.config import ReportConfig
from planner.core.people import Rank
from planner.core.plan import DutyOrder
from planner.report.plans import plan_from_document
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
    plan = plan_from_document(document)
    roll = _roll(officers)
    places = {**_names(sites, "site"), **_names(stations, "station")}
    reasons = {row["duty"]: row["reason"] for row in document.get("duties", ())}
    zone, made_from = ZoneInfo(timezone), _made_from(document, f"plan {plan.plan_id}")
    is_synthetic = _is_synthetic(document, officers)
    manned = defaultdict(list)
    for one in plan.assignments:
        manned[one.duty].append(one)
    orders: list[DutyOrder] = []
    for team in sorted(manned.values(), key=lambda team: (team[0].window.start, team[0].duty)):
        first = team[0]
        people = _by_rank((one.officer for one in team), roll)
        commander, rank, home = people[0]
        orders.append(
            _with_texts(
                DutyOrder(
                    number=f"{plan.plan_id}-{len(orders) + 1:03d}",
                    commander=commander,
                    commander_rank=rank,
                    origin=places.get(home, home),
                    place=places.get(first.place, first.place),
                    task="",
                    authority=config.authority,
                    start=_local(first.window.start, zone),
                    end=_local(first.window.end, zone),
                    arrive_by=_local(first.window.start, zone),
                    members=tuple(_member(*person) for person in people),
                    reason=reasons.get(first.duty, ""),
                    provenance=made_from,
                    kind=first.kind.value,
                    is_synthetic=is_synthetic,
                )
            )
        )
    return _with_relief(orders)


def surge_orders(
    document: Mapping[str, Any],
    *,
    officers: pd.DataFrame,
    stations: pd.DataFrame,
    config: ReportConfig,
    timezone: str,
) -> tuple[DutyOrder, ...]:
    """One order for each unit that an answer to a surge sends; the first officer of a unit is in charge of it."""
    roll, names = _roll(officers), _names(stations, "station")
    zone = ZoneInfo(timezone)
    made_from = _made_from(document, "surge")
    is_synthetic = _is_synthetic(document, officers)
    stamp = _stamp(document, zone)
    orders: list[DutyOrder] = []
    for alarm in document["alarms"]:
        for unit in alarm["units"]:
            people = [_person(number, roll) for number in unit.get("officers", ())]
            commander, rank = (people[0][0], people[0][1]) if people else (unit["unit"], unit["commander_rank"])
            arrive = _local(datetime.fromisoformat(unit["arrive"]), zone)
            head = alarm.get("commander") or ""
            orders.append(
                _with_texts(
                    DutyOrder(
                        number=f"{stamp}{alarm['id']}-{len(orders) + 1:02d}",
                        commander=commander,
                        commander_rank=rank,
                        origin=names.get(unit["origin"], unit["origin"]),
                        place=f"{alarm['id']}: {_coordinates(alarm)}",
                        task="",
                        authority=config.authority,
                        start=_local(datetime.fromisoformat(unit["depart"]), zone),
                        end="",
                        depart=_local(datetime.fromisoformat(unit["depart"]), zone),
                        arrive_by=arrive,
                        members=tuple(_member(*person) for person in people),
                        vehicle=", ".join(unit.get("vehicles", ())),
                        route=unit.get("route", ""),
                        reason=_need(alarm),
                        provenance=made_from,
                        kind=SURGE,
                        form_up=_coordinates(alarm["form_up"]) if alarm.get("form_up") else "",
                        hands_to="" if head.startswith(f"{commander},") else head,
                        is_synthetic=is_synthetic,
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


def _roll(officers: pd.DataFrame) -> Mapping[str, tuple[str, str]]:
    return {row.officer: (row.rank, row.home_station) for row in officers.itertuples()}


def _person(number: str, roll: Mapping[str, tuple[str, str]]) -> tuple[str, str, str]:
    rank, home = roll.get(number, ("", ""))
    return number, rank, home


def _by_rank(numbers: Any, roll: Mapping[str, tuple[str, str]]) -> list[tuple[str, str, str]]:
    people = [_person(number, roll) for number in numbers]
    return sorted(people, key=lambda person: (-(Rank.parse(person[1]) if person[1] else 0), person[0]))


def _member(number: str, rank: str, _home: str) -> str:
    return f"{number}, {rank}" if rank else number


def _names(frame: pd.DataFrame, key: str) -> dict[str, str]:
    return {
        row[key]: " · ".join(part for part in (row[key], row["name_en"], row["name_ur"]) if part)
        for row in frame.to_dict("records")
    }


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


def _is_synthetic(document: Mapping[str, Any], officers: pd.DataFrame) -> bool:
    return bool(document.get("is_synthetic", False)) or bool(officers["is_synthetic"].any())
