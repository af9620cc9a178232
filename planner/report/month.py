"""The report of a month on paper: what is not covered and not known first, then each figure with its source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd

from planner.core.bidi import plain
from planner.report import month_work
from planner.report.month_map import incident_map
from planner.report.month_parts import SMALL_PT, Section, group_words, month_words, section, source
from planner.report.month_public import public_sections
from planner.report.month_says import WORD_OF, asks, bad_news, in_words, place_words
from planner.report.press import FONTS, Press
from planner.report.sheets import Cell, Table
from planner.report.voice import Voice

PAGE = Path(__file__).with_name("month.typ")
_TEXT_PT = 10.0
_HASH_LETTERS = 8
_KNOWN = ("kind", "tehsil", "community")


def month_pdf(
    document: Mapping[str, Any],
    *,
    language: str = "en",
    areas: gpd.GeoDataFrame | None = None,
    roads: gpd.GeoDataFrame | None = None,
    landmarks: gpd.GeoDataFrame | None = None,
    fonts: Path = FONTS,
) -> bytes:
    """The facts of a month as PDF of a few pages; the map is drawn where `areas` or places are there.

    Raises
    ------
    MissingFont
        If a text needs Urdu letters and the font that draws them is not in `fonts`.
    """
    data = month_data(document, language, areas, roads, landmarks)
    return Press(fonts).pdf(PAGE, data, data["title"])


def month_data(
    document: Mapping[str, Any],
    language: str,
    areas: gpd.GeoDataFrame | None = None,
    roads: gpd.GeoDataFrame | None = None,
    landmarks: gpd.GeoDataFrame | None = None,
) -> dict[str, Any]:
    """All texts of the report in the order in which they stand, ready to be set."""
    voice = Voice(language)
    title = voice.say("month.title", month=month_words(document["month"], voice))
    return {
        "language": language,
        "right_to_left": voice.is_rtl,
        "flipped": False,
        "size": _TEXT_PT,
        "words": {
            "classification": voice[f"month_mark.{document['classification']}"],
            "provenance": voice["order.provenance"],
            "page": voice["order.page"],
        },
        "synthetic": voice["order.synthetic"] if document["is_synthetic"] else "",
        "provenance": voice.keep(f"{document['program']}, {document['number']}"),
        "title": title,
        "document_title": plain(f"{title} ({document['number']})"),
        "subtitle": voice.say("month.number", number=document["number"]),
        "made": voice.say("month.made", moment=voice.moment(datetime.fromisoformat(document["made_at"]))),
        "bad_title": "" if document["public"] else voice["month.bad_title"],
        "bad": [] if document["public"] else _bad(document, voice),
        "sections": public_sections(document, voice)
        if document["public"]
        else _sections(document, voice, areas, roads, landmarks),
        "rights": [voice["month.rights_title"], voice.own(voice["month.rights"])],
        "inputs": _inputs(document, voice),
        "signs": []
        if document["public"]
        else [voice["month.signed"], voice["order.at_time"], voice["order.signature"]],
    }


def month_sentences(document: Mapping[str, Any], language: str) -> dict[str, list[str]]:
    """What the figures say: `bad` and `asks`, none in public; without the marks that keep directions on paper."""
    if document["public"]:
        return {"bad": [], "asks": []}
    voice = Voice(language)
    return {
        "bad": [plain(in_words(one, voice)) for one in bad_news(document)],
        "asks": [plain(in_words(one, voice)) for one in asks(document)],
    }


def _bad(document: Mapping[str, Any], voice: Voice) -> list[str]:
    return [in_words(one, voice) for one in bad_news(document)] or [voice["month.nothing_bad"]]


def _inputs(document: Mapping[str, Any], voice: Voice) -> str:
    hashes = document.get("inputs") or {}
    if not hashes:
        return ""
    listed = ", ".join(f"{name} {value[:_HASH_LETTERS]}" for name, value in sorted(hashes.items()))
    return voice.say("month.inputs", inputs=voice.keep(listed))


def _sections(
    facts: Mapping[str, Any],
    voice: Voice,
    areas: gpd.GeoDataFrame | None,
    roads: gpd.GeoDataFrame | None,
    landmarks: gpd.GeoDataFrame | None,
) -> list[Section]:
    return [
        _asks(facts, voice),
        _incidents(facts, voice),
        *_listed(facts, voice, areas, roads, landmarks),
        month_work.response(facts, voice),
        month_work.plan(facts, voice),
        month_work.trainings(facts, voice),
        month_work.rise(facts, voice),
        month_work.quality(facts, voice),
    ]


def _asks(facts: Mapping[str, Any], voice: Voice) -> Section:
    said = [in_words(one, voice) for one in asks(facts)]
    lines = [f"• {line}" for line in said] or [voice["month.asks_none"]]
    return section(voice["month.asks_title"], lines=lines, source=voice["month.asks_rule"])


def _number(value: float | None, voice: Voice) -> str:
    return "-" if value is None else voice.keep(f"{value:g}")


def _incidents(facts: Mapping[str, Any], voice: Voice) -> Section:
    told = facts["incidents"]
    total, usual = told["total"], told["total"]["usual"]
    rows = facts["quality"]["rows"]
    head = (
        voice["month.incidents_none"] if not rows
        else voice["month.incidents_one"] if rows == 1
        else voice.say("month.incidents_many", count=rows)
    )  # fmt: skip

    def said(key: str) -> str:
        return voice[f"month.said_{WORD_OF.get(total[key], 'nothing')}"]

    lines = [head]
    if total["count"] != rows:
        lines.append(voice.say("month.counted_parts", count=f"{total['count']:g}"))
    if total["before"] is None:
        lines.append(voice["month.no_before"])
    else:
        lines.append(voice.say("month.against_before", count=f"{total['before']:g}", said=said("against_before")))
    if usual["best"] is None:
        lines.append(voice["month.no_usual"])
    else:
        year = f"{total['year_before']:g}"
        lines.append(voice.say("month.against_year_before", count=year, said=said("against_year_before")))
        values = {key: f"{usual[key]:g}" for key in ("best", "low", "high", "from", "to")}
        values["years"] = str(told["years_compared"])
        lines.append(voice.say("month.against_usual", said=said("against_usual"), **values))
    lines.append(voice.say("month.rule", now=told["few_now"], before=told["few_before"]))
    quality = facts["quality"]
    return section(
        voice["month.incidents_title"],
        lines=lines,
        chart=_chart(facts, voice),
        bars=[
            {"title": voice[f"month.by_{by}"], "head": _bar_head(voice), "rows": _bar_rows(told["by"][by], by, voice)}
            for by in _KNOWN
            if any(row["count"] or row["before"] or row["year_before"] for row in told["by"][by])
        ],
        source=source(voice, "source_incidents", rows=quality["register_rows"], loaded=quality["loaded"] or "-"),
    )


def _chart(facts: Mapping[str, Any], voice: Voice) -> dict[str, Any] | None:
    months, usual = facts["incidents"]["months"], facts["incidents"]["total"]["usual"]["best"]
    if len(months) < 2 or not any(one["count"] for one in months):  # one bar compares with nothing
        return None
    note = voice.own(voice["month.chart"])
    if usual is not None:
        note += " " + voice.say("month.chart_usual", best=f"{usual:g}")
    now = facts["month"]
    year_before = f"{int(now[:4]) - 1}{now[4:]}"
    return {
        "bars": [
            {
                "value": one["count"],
                "shown": f"{one['count']:g}",
                "label": one["month"][5:].lstrip("0"),
                "year": one["month"][:4] if one["month"][5:] == "01" or n == 0 else "",
                "look": "now" if one["month"] == now else "year" if one["month"] == year_before else "other",
            }
            for n, one in enumerate(months)
        ],
        "usual": usual,
        "note": note,
    }


def _bar_head(voice: Voice) -> list[str]:
    return ["", *(voice[f"month.col_{key}"] for key in ("count", "before", "year_before", "usual", "said"))]


def _bar_rows(rows: Sequence[Mapping[str, Any]], by: str, voice: Voice) -> list[dict[str, Any]]:
    # a group without any incident in the three months only takes room; a tehsil without one is said
    rows = [row for row in rows if by == "tehsil" or row["count"] or row["before"] or row["year_before"]]
    most = max((max(row["count"], row["usual"]["best"] or 0) for row in rows), default=0) or 1
    return [
        {
            "name": group_words(row, by, voice),
            "share": row["count"] / most,
            "usual": None if row["usual"]["best"] is None else row["usual"]["best"] / most,
            "cells": [
                _number(row["count"], voice),
                _number(row["before"], voice),
                _number(row["year_before"], voice),
                _number(row["usual"]["best"], voice),
                voice[f"month.short_{WORD_OF.get(row['against_usual'], 'nothing')}"],
            ],
        }
        for row in rows
    ]


def _listed(
    facts: Mapping[str, Any],
    voice: Voice,
    areas: gpd.GeoDataFrame | None,
    roads: gpd.GeoDataFrame | None,
    landmarks: gpd.GeoDataFrame | None,
) -> list[Section]:
    rows = facts["incidents"]["rows"]
    if not rows:
        return []
    more = facts["quality"]["not_listed"]
    keys = ("day", "kind", "where", "community", "severity", "who")
    drawn = incident_map(rows, areas, roads, landmarks, voice.language)
    return [
        section(
            voice["month.list_title"],
            tables=[
                Table(
                    ("", *(voice[f"month.list_{key}"] for key in keys)),
                    (0, 0, 0, 1, 0, 0, 0),
                    tuple(_list_row(row, voice) for row in rows),
                    size=SMALL_PT,
                )
            ],
            after=[voice.say("month.list_more", count=more)] if more else [],
            map=drawn,
            map_note=voice.own(voice["month.map_note"]) if drawn else voice["month.map_none"],
        )
    ]


def _list_row(row: Mapping[str, Any], voice: Voice) -> tuple[Cell, ...]:
    day = voice.keep(f"{date.fromisoformat(row['day']):%d.%m}")
    place = place_words({**row, "group": row["tehsil"]}, voice)
    where = {3: voice["month.district_only"], 2: voice.say("month.settlement", place=place)}.get(
        row["place_precision"], place
    )
    killed = f" ({voice.say('month.killed', count=row['fatalities'])})" if row["fatalities"] else ""
    return (
        voice.keep(row["number"]),
        day if row["time_precision"] == 1 else voice.say("month.vague_day", day=day),
        voice[f"incident.{row['kind']}"],
        where,
        voice[f"community.{row['community']}"],
        voice.keep(row["severity"]) + killed,
        voice[f"month.reported_{row['reported_by']}"],
    )
