"""From the answer to a surge to one order for each unit that goes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import geopandas as gpd
import pandas as pd

from planner.config import ReportConfig
from planner.core.plan import DutyOrder
from planner.report.orders import local, made_from, member
from planner.report.reasons import reason_in_words
from planner.report.spots import Spot
from planner.report.surge_paper import Front, Sent, SurgePaper, surge_paper_of
from planner.report.voice import Voice
from planner.report.words import handover, one_line, words_of

SURGE = "surge"
_NOWHERE = Spot("")


def surge_orders(
    document: Mapping[str, Any],
    *,
    officers: pd.DataFrame,
    stations: gpd.GeoDataFrame,
    config: ReportConfig,
    timezone: str,
    sites: gpd.GeoDataFrame | None = None,
    areas: gpd.GeoDataFrame | None = None,
) -> tuple[DutyOrder, ...]:
    """One order for each unit that an answer to a surge sends; the first officer of a unit is in charge of it.

    With sites and areas the places are told by name in both languages.
    """
    paper = surge_paper_of(document, officers=officers, stations=stations, timezone=timezone, sites=sites, areas=areas)
    return paper_orders(paper, config)


def paper_orders(paper: SurgePaper, config: ReportConfig) -> tuple[DutyOrder, ...]:
    """The orders of a surge, alarm by alarm; numbered as the call signs where all units have one, else they run on."""
    source = made_from(paper.document, "surge")
    pairs = [(front, unit) for front in paper.fronts for unit in front.units]
    signs = [_NUMBERED.fullmatch(unit.call_sign) for _, unit in pairs]
    is_named = all(signs) and all(str(unit.row["unit"]) == unit.call_sign for _, unit in pairs)
    numbers = [int(sign[1]) if sign and is_named else n for n, sign in enumerate(signs, start=1)]
    return tuple(
        _of_unit(front, unit, n, paper, config, source) for n, (front, unit) in zip(numbers, pairs, strict=True)
    )


_NUMBERED = re.compile(r".+-(\d+)")


def need_of(front: Front) -> str:
    """Why so many are needed, as the document says it."""
    need = front.row["need"]
    if need.get("reason"):
        return f"alarm {front.id}: {need['reason']}"
    return f"alarm {front.id} needs {need['officers']} officers, {need.get('women', 0)} women among them"


def _of_unit(
    front: Front, unit: Sent, position: int, paper: SurgePaper, config: ReportConfig, source: str
) -> DutyOrder:
    commander, rank = unit.leader
    head = front.head
    form_up = front.form_up or _NOWHERE

    def moment(found: datetime | None) -> str:
        return "" if found is None else local(found, paper.zone)

    order = DutyOrder(
        number=str(unit.row.get("order") or f"{paper.stamp}-{front.id}-{position:02d}".lstrip("-")),
        commander=commander,
        commander_rank=rank,
        origin=_origin(unit, paper),
        place=front.spot.named("en"),
        task="",
        authority=config.authority,
        start=moment(unit.leave),
        end="",
        depart=moment(unit.leave),
        arrive_by=moment(unit.arrive),
        members=tuple(member(person.number, person.rank) for person in unit.people),
        vehicle=", ".join(unit.row.get("vehicles") or ()),
        route=str(unit.row.get("route") or ""),
        reason=reason_in_words(need_of(front), Voice("en")),
        reason_cited=need_of(front),
        provenance=source,
        kind=SURGE,
        form_up="" if front.form_up is None else form_up.named("en"),
        hands_to="" if head is None or head[0] == commander else member(*head),
        is_synthetic=paper.is_synthetic,
        alarm=front.id,
        call_sign=unit.call_sign,
        action=front.action,
        level=front.level,
        place_at=front.spot.at,
        place_urdu=front.spot.named("ur"),
        form_up_at=form_up.at,
        form_up_urdu="" if front.form_up is None else form_up.named("ur"),
        force_by=moment(front.force_by),
        move_off=moment(front.move_off),
        at_crowd=moment(front.at_crowd),
        force=front.sent["officers"],
        needed=front.needed["officers"],
        crowd=front.crowd,
        growth_per_min=front.growth,
        authority_urdu=config.authority_ur,
        is_given=bool(unit.row.get("given")),
    )
    return _with_texts(order)


def _origin(unit: Sent, paper: SurgePaper) -> str:
    """Where the unit is now by name; what the document says of those who are on the road or at a site."""
    said = str(unit.row.get("place") or "")
    origin = str(unit.row["origin"])
    # a station with several kinds of vehicle is several origins: "P1 motorcycle"
    for key in (origin, said, *(() if unit.row.get("kind") in _AWAY else (origin.partition(" ")[0],))):
        if key in paper.places:
            return paper.places[key]
    return said or origin


_AWAY = ("mobile", "guard", "given")


def _with_texts(order: DutyOrder) -> DutyOrder:
    words = words_of("en")
    return replace(
        order,
        task=one_line(words[f"action_task.{order.action}"]),
        kit=words[f"action_kit.{order.action}"],
        radio=words["surge.radio"].format(sign=order.call_sign),
        handover=" ".join(surge_handover(order, Voice("en"))),
    )


def surge_handover(order: DutyOrder, voice: Voice) -> Iterator[str]:
    """Whom to report to, and when the unit may leave."""
    if order.hands_to:
        yield voice.own(handover(order, voice.words))
        yield voice["surge.release"]
    else:
        yield voice["surge.release_head"]
