"""What the unit did in a month, as sections: emergencies, plans, trainings, risk, and how good the data are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from planner.report.month_parts import SMALL_PT, Section, section, source
from planner.report.month_says import place_words
from planner.report.sheets import Cell, Table
from planner.report.voice import Voice


def response(facts: Mapping[str, Any], voice: Voice) -> Section:
    """How the emergencies of the month were answered, alarm by alarm."""
    told = facts["response"]
    title, named = voice["month.response_title"], source(voice, "source_response")
    if not told["logs"]:
        return section(title, lines=[voice["month.response_none"]], source=named)
    slipped = [voice.say(f"month.slipped_{key}", count=count) for key, count in told["slipped"].items() if count] or [
        voice["month.slipped_none"]
    ]
    keys = ("place", "when", "notice", "order", "first", "adequate", "late")
    some = {"logs": told["logs"], "alarms": len(told["alarms"]), "units": told["units"]}
    return section(
        title,
        lines=[
            voice.say("month.response_some", **some),
            voice.say("month.response_slipped", what=voice["month.join"].join(slipped)),
        ],
        tables=[
            Table(
                tuple(voice[f"month.alarm_{key}"] for key in keys),
                (1.6, 1, 0.7, 0.7, 0.7, 0.8, 0.9),
                tuple(_alarm_row(row, voice) for row in told["alarms"]),
                size=SMALL_PT,
            )
        ],
        source=named,
    )


def _alarm_row(row: Mapping[str, Any], voice: Voice) -> tuple[Cell, ...]:
    def minutes(value: float | None) -> str:
        return voice["month.not_told"] if value is None else voice.keep(f"{value:.0f}")

    late = row["late_min"]
    if late is None:
        said = voice["month.not_told"]
    elif abs(late) < 1:
        said = voice["month.on_time"]
    else:
        said = voice.say("month.late_by" if late > 0 else "month.early_by", minutes=f"{abs(late):.0f}")
    noticed = datetime.fromisoformat(row["noticed"])
    return (
        (voice.keep(f"{row['log']} {row['alarm']}"), voice.sentence(row["place"])),
        voice.keep(f"{noticed:%d.%m} {noticed:%H:%M}"),
        minutes(row["notice_min"]),
        minutes(row["first_order_min"]),
        minutes(row["first_min"]),
        minutes(row["adequate_min"]),
        said,
    )


def plan(facts: Mapping[str, Any], voice: Voice) -> Section:
    """What was asked and manned by kind of duty, and why places stayed empty."""
    plan, total = facts["plan"], facts["plan"]["all"]
    title = voice["month.plan_title"]
    if not plan["days_planned"]:
        return section(title, lines=[voice["month.plan_none"]], source=source(voice, "source_plan_none"))
    lines = [
        voice.say(
            "month.plan_some",
            days=plan["days_planned"],
            of=plan["days"],
            signed=plan["days_signed"],
            duties=total["duties"],
            full=total["full"],
            part=total["part"],
            open=total["duties"] - total["full"] - total["part"],
        ),
        voice["month.plan_note"],
    ]
    keys = ("kind", "duties", "full", "part", "open", "places", "hours")
    rows = [
        {
            "name": voice[f"kind.{row['kind']}"],
            "share": row["full"] / row["duties"],
            "part": row["part"] / row["duties"],
            "usual": None,
            "cells": [
                voice.keep(row["duties"]),
                voice.keep(row["full"]),
                voice.keep(row["part"]),
                voice.keep(row["duties"] - row["full"] - row["part"]),
                voice.keep(f"{row['filled']} / {row['places']}"),
                voice.keep(f"{row['hours_filled']:.0f} / {row['hours']:.0f}"),
            ],
        }
        for row in plan["kinds"]
    ]
    after = [
        voice.say("month.reason_line", count=one["count"], reason=voice.sentence(one["reason"]))
        for one in plan["reasons"]
    ]
    return section(
        title,
        lines=lines,
        bars=[{"title": "", "head": [voice[f"month.plan_{key}"] for key in keys], "rows": rows, "framed": True}],
        after=[voice["month.reasons_title"] + ":", *after] if after else [],
        source=source(voice, "source_plan", plans=voice.keep(", ".join(plan["plans"]))),
    )


def trainings(facts: Mapping[str, Any], voice: Voice) -> Section:
    """What lapsed, training by training."""
    told = facts["trainings"]
    keys = ("before", "lapsed", "next", "holds")
    named = source(voice, "source_trainings", officers=told["officers"])
    if not told["skills"]:
        return section(voice["month.trainings_title"], lines=[voice["month.trainings_none"]], source=named)
    rows = tuple(
        (voice.words.get(f"skill.{row['skill']}", row["skill"]), *(voice.keep(row[key]) for key in keys))
        for row in told["skills"]
    )
    head = (voice["month.training"], *(voice[f"month.training_{key}"] for key in keys))
    return section(voice["month.trainings_title"], tables=[Table(head, (1, 1, 1, 1, 1), rows)], source=named)


def rise(facts: Mapping[str, Any], voice: Voice) -> Section:
    """The sites whose risk rose most, with the reason."""
    told = facts["rise"]
    named = source(voice, "source_rise")
    if not told["sites"]:
        return section(voice["month.rise_title"], lines=[voice["month.rise_none"]], source=named)
    rows = tuple(
        (
            place_words(row, voice),
            voice.keep(row["band"]),
            voice.say("month.rise_times", times=f"{row['after'] / row['before']:.1f}") if row["before"] else "-",
            voice.sentence(row["why"]),
        )
        for row in told["sites"]
    )
    head = tuple(voice[f"month.rise_{key}"] for key in ("site", "band", "change", "why"))
    return section(
        voice["month.rise_title"],
        lines=[voice.say("month.rise_note", days=told["days"])],
        tables=[Table(head, (1, 0, 0, 1.7), rows, size=SMALL_PT)],
        source=named,
    )


def quality(facts: Mapping[str, Any], voice: Voice) -> Section:
    """How old, vague, doubled or silent the data are."""
    told = facts["quality"]
    lines = (
        [voice.say("month.quality_newest", day=voice.day(date.fromisoformat(told["newest"])))] if told["newest"] else []
    )
    if told["rows"]:
        values = {
            "district": "district_only",
            "settlement": "settlement_only",
            "vague": "vague_day",
            "crowd": "no_crowd",
        }
        counts = {name: told[key] for name, key in (values | {"unknown": "source_unknown", "rows": "rows"}).items()}
        lines.append(voice.say("month.quality_vague", **counts))
    else:
        lines.append(voice["month.quality_rows_none"])
    lines.append(voice.say("month.quality_patrol", count=told["patrol_finds"]))
    lines.append(voice.say("month.quality_duplicates", count=told["duplicates"]))
    lines += [
        voice.say(
            "month.silence_line",
            place=place_words(row, voice),
            reported=row["reported"],
            expected=f"{row['expected']:g}",
            sites=row["sites"],
            share=round(100 * row["desk_share"]),
        )
        for row in facts["silence"]
    ]
    return section(voice["month.quality_title"], lines=lines, source=source(voice, "source_quality"))
