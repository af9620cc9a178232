"""The report of a month as it may leave the building: whole years by group, no small count, no site."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from planner.report.month_parts import group_words, month_words, section, source
from planner.report.month_says import WORD_OF, place_words
from planner.report.sheets import Table
from planner.report.voice import Voice

BY = ("month", "kind", "tehsil", "community")
_TOTAL = "all"
HIDDEN = "–"


def public_sections(facts: Mapping[str, Any], voice: Voice) -> list[dict[str, Any]]:
    """What is left out and why, the share of the plans, and a table for each grouping."""
    percent = facts["places_manned_percent"]
    plan = voice["month.public_plan_none"] if percent is None else voice.say("month.public_plan", percent=percent)
    head = section(
        voice["month.public_why_title"],
        lines=[
            voice.say("month.public_why", year=facts["year"]),
            voice.say("month.public_small", below=facts["suppress_below"]),
            voice["month.public_no_sites"],
        ],
    )
    return [
        head,
        section(voice["month.public_plan_title"], lines=[plan], source=source(voice, "source_plan_none")),
        *(
            section(
                voice.say(f"month.public_by_{by}", year=facts["year"]),
                tables=[_table(facts["tables"][by], by, voice)],
                source=source(voice, "source_public"),
            )
            for by in BY
        ),
    ]


def _table(rows: list[Mapping[str, Any]], by: str, voice: Voice) -> Table:
    before = "public_before_month" if by == "month" else "public_before"
    head = ("", *(voice[f"month.{key}"] for key in ("public_count", before, "public_change")))
    return Table(head, (1.6, 1, 1, 1.4), tuple(_row(row, by, voice) for row in rows))


def _row(row: Mapping[str, Any], by: str, voice: Voice) -> tuple[str, ...]:
    return (
        _group(row, by, voice),
        HIDDEN if row["count"] is None else voice.keep(row["count"]),
        HIDDEN if row["before"] is None else voice.keep(row["before"]),
        voice[f"month.short_{WORD_OF.get(row['change'], 'nothing')}"],
    )


def _group(row: Mapping[str, Any], by: str, voice: Voice) -> str:
    if row["group"] == _TOTAL:
        return voice["month.public_total"]
    if by == "month":
        return month_words(row["group"], voice)
    return place_words(row, voice) if by == "tehsil" and row["name_en"] else group_words(row, by, voice)
