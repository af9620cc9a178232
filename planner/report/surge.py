"""From the answer to a surge to one order for each unit that goes."""

from __future__ import annotations

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
from planner.report.scene import Event, Scene, Sent, event_of
from planner.report.spots import Spot
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
    event = event_of(document, officers=officers, stations=stations, timezone=timezone, sites=sites, areas=areas)
    return event_orders(event, config)


def event_orders(event: Event, config: ReportConfig) -> tuple[DutyOrder, ...]:
    """The orders of a surge, alarm by alarm; their numbers run on."""
    source = made_from(event.document, "surge")
    pairs = ((scene, unit) for scene in event.scenes for unit in scene.units)
    return tuple(_of_unit(scene, unit, n, event, config, source) for n, (scene, unit) in enumerate(pairs, start=1))


def need_of(scene: Scene) -> str:
    """Why so many are needed, as the document says it."""
    need = scene.row["need"]
    if need.get("reason"):
        return f"alarm {scene.id}: {need['reason']}"
    return f"alarm {scene.id} needs {need['officers']} officers, {need.get('women', 0)} women among them"


def _of_unit(scene: Scene, unit: Sent, position: int, event: Event, config: ReportConfig, source: str) -> DutyOrder:
    commander, rank = unit.leader
    head = scene.head
    form_up = scene.form_up or _NOWHERE

    def moment(found: datetime | None) -> str:
        return "" if found is None else local(found, event.zone)

    order = DutyOrder(
        number=f"{event.stamp}-{scene.id}-{position:02d}".lstrip("-"),
        commander=commander,
        commander_rank=rank,
        origin=_origin(unit, event),
        place=scene.spot.named("en"),
        task="",
        authority=config.authority,
        start=moment(unit.leave),
        end="",
        depart=moment(unit.leave),
        arrive_by=moment(unit.arrive),
        members=tuple(member(person.number, person.rank) for person in unit.people),
        vehicle=", ".join(unit.row.get("vehicles") or ()),
        route=str(unit.row.get("route") or ""),
        reason=reason_in_words(need_of(scene), Voice("en")),
        reason_cited=need_of(scene),
        provenance=source,
        kind=SURGE,
        form_up="" if scene.form_up is None else form_up.named("en"),
        hands_to="" if head is None or head[0] == commander else member(*head),
        is_synthetic=event.is_synthetic,
        alarm=scene.id,
        call_sign=unit.call_sign,
        action=scene.action,
        level=scene.level,
        place_at=scene.spot.at,
        place_urdu=scene.spot.named("ur"),
        form_up_at=form_up.at,
        form_up_urdu="" if scene.form_up is None else form_up.named("ur"),
        force_by=moment(scene.force_by),
        move_off=moment(scene.move_off),
        at_crowd=moment(scene.at_crowd),
        force=scene.sent["officers"],
        needed=scene.needed["officers"],
        crowd=scene.crowd,
        growth_per_min=scene.growth,
        authority_urdu=config.authority_ur,
        is_given=bool(unit.row.get("given")),
    )
    return _with_texts(order)


def _origin(unit: Sent, event: Event) -> str:
    """Where the unit is now by name; what the document says where no table knows it."""
    for key in (str(unit.row["origin"]), str(unit.row.get("place") or "")):
        if key in event.places:
            return event.places[key]
    return str(unit.row.get("place") or unit.row["origin"])


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
