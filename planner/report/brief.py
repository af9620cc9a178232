"""ICS-201, the incident briefing: one paper for the officer who takes over, with the numbers of the form's blocks."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
from pyproj import Transformer

from planner.report.force import paper_of_surge
from planner.report.press import FONTS, Press
from planner.report.sheets import Cell, Table
from planner.report.surge_paper import Front, SurgePaper
from planner.report.surge_sketch import surge_map
from planner.report.tell import (
    adequate,
    asked,
    bad_lines,
    clock,
    eta,
    of_needed,
    person,
    place,
    requests_of,
    state,
    task,
    to_whom,
)
from planner.report.voice import Voice

PAGE = Path(__file__).with_name("brief.typ")


def ics201_pdf(
    paper: SurgePaper,
    voice: Voice,
    *,
    roads: gpd.GeoDataFrame | None = None,
    landmarks: gpd.GeoDataFrame | None = None,
    press: Press | None = None,
    fonts: Path = FONTS,
) -> bytes:
    """The form as PDF; roads and landmarks, in the working reference system, lie under its map sketch."""
    data = {
        **paper_of_surge(paper, voice),
        "document_title": voice["brief.title"],
        "brief": brief(paper, voice, roads, landmarks),
    }
    return (press or Press(fonts)).pdf(PAGE, data, voice["brief.title"])


def brief(
    paper: SurgePaper,
    voice: Voice,
    roads: gpd.GeoDataFrame | None = None,
    landmarks: gpd.GeoDataFrame | None = None,
) -> dict[str, Any]:
    """The blocks of the form in one language, all texts ready to be set."""
    bad = bad_lines(paper, voice)
    return {
        "title": voice["brief.title"],
        "facts": list(_head(paper, voice)),
        "bad_title": voice["force.bad_title"],
        "bad": bad,
        "map_title": voice["brief.map"],
        "map": sketch(paper, roads, landmarks, voice.language),
        "map_note": voice.own(voice["brief.map_note"]),
        "situation": dataclasses.asdict(_situation(paper, voice)),
        "safety_title": voice["brief.safety_title"],
        "safety": [voice.own(line) for line in voice["brief.safety"].splitlines() if line.strip()],
        "tables": [
            dataclasses.asdict(table)
            for table in (
                _objectives(paper, voice),
                _actions(paper, voice),
                _organisation(paper, voice),
                _resources(paper, voice),
            )
        ],
        "prepared": voice.own(voice["brief.prepared"]),
        "signs": [voice[key] for key in ("brief.prepared", "order.at_time", "order.signature")],
    }


def sketch(
    paper: SurgePaper,
    roads: gpd.GeoDataFrame | None,
    landmarks: gpd.GeoDataFrame | None = None,
    language: str = "en",
) -> str:
    """The map sketch as SVG; "" where places have no longitude and latitude or no reference system is known."""
    crs = paper.crs if roads is None or roads.crs is None else str(roads.crs)
    placed = [front for front in paper.fronts if front.row.get("longitude") is not None]
    if not crs or not placed:
        return ""
    to = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    found = [front.row["form_up"] for front in placed if front.form_up is not None]
    paths = [
        to.transform([point[0] for point in path], [point[1] for point in path])
        for front in placed
        for unit in front.units
        if len(path := unit.row.get("path") or []) > 1
    ]
    return surge_map(
        [(front.id, to.transform(front.row["longitude"], front.row["latitude"])) for front in placed],
        [to.transform(row["longitude"], row["latitude"]) for row in found if row.get("longitude") is not None],
        [list(zip(xs, ys, strict=True)) for xs, ys in paths],
        roads=roads,
        landmarks=landmarks,
        language=language,
    )


def _head(paper: SurgePaper, voice: Voice) -> Iterator[tuple[str, str]]:
    first = place(paper.fronts[0].spot, voice) if paper.fronts else "–"
    count = len(paper.fronts)
    key = "brief.name_text" if count == 1 else "brief.name_more"
    yield voice.own(voice["brief.name"]), voice.say(key, place=first, count=count)
    yield voice.own(voice["brief.number"]), voice.keep(paper.log or paper.id)
    if paper.at is not None:
        yield voice.own(voice["brief.initiated"]), voice.moment(paper.at)


def _situation(paper: SurgePaper, voice: Voice) -> Table:
    rows = []
    for front in paper.fronts:
        known = str(front.row.get("known") or "")
        where: tuple[str, ...] = (place(front.spot, voice), voice.keep(front.spot.at))
        rows.append(
            (
                voice.keep(front.id),
                (*where, f"{voice['brief.known']}: {voice.sentence(known)}") if known else where,
                voice.words.get(f"level.{front.level}", "–"),
                _crowd(front, voice),
                of_needed(front, voice),
                adequate(front, paper, voice),
            )
        )
    heads = tuple(voice[f"force.{key}"] for key in ("alarm", "place", "state", "crowd", "sent", "adequate"))
    return Table(heads, (0, 2.4, 1, 1.2, 0.8, 1.2), tuple(rows), title=voice.own(voice["brief.situation"]))


def _crowd(front: Front, voice: Voice) -> Cell:
    if not front.crowd:
        return "–"
    low, _, high, planned = front.crowd
    return (voice.keep(planned), voice.keep(f"{low}–{high}"))


def _objectives(paper: SurgePaper, voice: Voice) -> Table:
    rows = tuple(
        (
            voice.keep(front.id),
            task(front, voice),
            tuple(voice.own(line) for line in voice[f"action_task.{front.action}"].splitlines() if line.strip()),
        )
        for front in paper.fronts
    )
    heads = tuple(voice[key] for key in ("force.alarm", "force.task", "brief.objective"))
    return Table(heads, (0, 1, 3.4), rows, title=voice.own(voice["brief.objectives"]))


def _actions(paper: SurgePaper, voice: Voice) -> Table:
    """What was done, from the log where one is given, and what is planned, by time."""
    done = [
        (moment, voice.sentence(said), voice["brief.logged"])
        for row in logged(paper)
        if (moment := paper.local(row.get("at"))) is not None and (said := _told(row))
    ]
    planned = [(moment, text, voice["brief.planned"]) for moment, text in _planned(paper, voice)]
    called = [] if paper.at is None else [
        (paper.at, voice.say("brief.called", count=len(paper.fronts)), voice["brief.logged"])
    ]  # fmt: skip
    lines = sorted([*(done or called), *planned], key=lambda line: line[0])
    rows = tuple((clock(moment, paper, voice), text, mark) for moment, text, mark in lines)
    heads = tuple(voice[key] for key in ("brief.time", "brief.action", "force.state"))
    return Table(heads, (0, 4, 1), rows, title=voice.own(voice["brief.actions"]))


def logged(paper: SurgePaper) -> tuple[Mapping[str, Any], ...]:
    """The events of the document, when it has any: `log` or `trail` as a list of {at, sentence}."""
    for key in ("log", "trail"):
        rows = paper.document.get(key)
        if isinstance(rows, list | tuple):
            return tuple(row for row in rows if isinstance(row, Mapping))
    return ()


def _told(row: Mapping[str, Any]) -> str:
    """The sentence of an event, else its kind and whom it is about."""
    return str(row.get("sentence") or " ".join(str(row[key]) for key in ("kind", "subject") if row.get(key)))


def _planned(paper: SurgePaper, voice: Voice) -> Iterator[tuple[datetime, str]]:
    for front in paper.fronts:
        for moment in sorted({unit.leave for unit in front.units}):
            out = [unit for unit in front.units if unit.leave == moment]
            count = sum(unit.strength for unit in out)
            yield moment, voice.say("brief.leave", alarm=voice.keep(front.id), units=len(out), count=count)
        moments = (("complete", front.force_by), ("moves", front.move_off))
        for key, then in (*moments, ("adequate", front.adequate_at if front.is_adequate else None)):
            if then is not None:
                yield then, voice.say(f"brief.{key}", alarm=voice.keep(front.id))


def _organisation(paper: SurgePaper, voice: Voice) -> Table:
    rows = []
    for front in paper.fronts:
        rows.append((voice.keep(front.id), person(front.head, voice), voice["force.commander"], "–"))
        rows += [
            (
                voice.keep(unit.call_sign),
                voice.person(*unit.leader),
                voice["force.in_charge"],
                voice.keep(unit.strength),
            )
            for unit in front.units
        ]
    heads = tuple(voice[key] for key in ("force.call_sign", "force.commander", "brief.role", "brief.strength"))
    return Table(heads, (0, 2, 2, 0), tuple(rows), title=voice.own(voice["brief.organisation"]))


def _resources(paper: SurgePaper, voice: Voice) -> Table:
    """Units and requests: when ordered, when expected, and a box to tick when they are there."""
    at = clock(paper.at, paper, voice)
    rows: list[tuple[Cell, ...]] = [
        (
            voice.keep(unit.call_sign),
            voice.say("request.count", count=unit.strength),
            at,
            clock(unit.arrive, paper, voice),
            "☐",
            voice["force.given"] if unit.row.get("given") else voice.keep(", ".join(unit.row.get("vehicles") or ())),
        )
        for front in paper.fronts
        for unit in front.units
    ]
    rows += [
        (
            voice.keep(request["id"]),
            (to_whom(request, voice), asked(request, voice)),
            at if request.get("state") not in (None, "draft") else "–",
            eta(request, paper, voice),
            "☐",
            state(request, voice),
        )
        for request in requests_of(paper)
    ]
    heads = tuple(voice[f"brief.{key}"] for key in ("resource", "what", "ordered", "eta", "on_scene", "notes"))
    return Table(heads, (0, 1.8, 0, 1.4, 0, 1.2), tuple(rows), title=voice.own(voice["brief.resources"]))
