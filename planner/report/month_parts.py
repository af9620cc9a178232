"""Pieces of the report of a month: a section, the line of its source, the words of a month and of a group."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from planner.report.month_says import place_words
from planner.report.voice import Voice

SMALL_PT = 8.5
NOT_KNOWN = "(not known)"
_WORDS_OF = {"kind": "incident", "community": "community"}

Section = dict[str, Any]


def section(title: str, **more: Any) -> Section:
    """A part of the report; what it does not have is empty."""
    empty: Section = {
        "title": title, "lines": [], "chart": None, "bars": [], "tables": [], "after": [], "map": "", "map_note": "",
        "source": "",
    }  # fmt: skip
    made = {**empty, **more}
    return {**made, "tables": [dataclasses.asdict(table) for table in made["tables"]]}


def source(voice: Voice, key: str, **values: Any) -> str:
    """`Source: ...`."""
    return voice.say("month.source", source=voice.say(f"month.{key}", **values))


def month_words(month: str, voice: Voice) -> str:
    """`October 2026`."""
    year, _, number = month.partition("-")
    return f"{voice[f'month_name.{int(number)}']} {voice.keep(year)}"


def group_words(row: Mapping[str, Any], by: str, voice: Voice) -> str:
    """The group of a count in the language of the page."""
    group = row["group"]
    if group == NOT_KNOWN:
        return voice["month.not_known"]
    if by in _WORDS_OF:
        return voice.words.get(f"{_WORDS_OF[by]}.{group}", group)
    return place_words(
        {"name_en": row.get("name_en", row.get("name", "")), "name_ur": row.get("name_ur", ""), "group": group}, voice
    )
