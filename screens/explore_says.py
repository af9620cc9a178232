"""What the explore screen says of what is asked for, what is shown, and what is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from layers.words import Words, isolated, ltr
from screens import explorer, session

_REASONS = ("choice", "second", "finds", "vague place", "vague day")
_CALLED = {"vague place": "place", "vague day": "day"}


def sentence() -> str:
    """What is asked for, in words."""
    words, asked = session.words(), explorer.choice()
    first, last = explorer.period()
    parts = [words("explore.said_period", from_day=words.day(first), to_day=words.day(last))]
    for name, values in (
        ("kind", [words.one_of("incident", one) for one in asked.kind]),
        ("community", [words.one_of("community", one) for one in asked.community]),
        ("area", [area_name(one) for one in asked.area]),
        ("trigger", [stated(one, "trigger_none", words) for one in asked.trigger]),
        ("reporter", [words.one_of("reporter", one) for one in asked.reported_by]),
        ("source", list(asked.source)),
    ):
        if values:
            parts.append(words(f"explore.said_{name}", what=words("say.comma").join(values)))
    if (asked.mildest, asked.gravest) != (1, 5):
        parts.append(words("explore.said_severity", low=asked.mildest, high=asked.gravest))
    for name in ("place", "day"):
        if (level := getattr(asked, name)) < 3:
            parts.append(words(f"explore.said_{name}", what=words(f"explore.{name}_{level}")))
    if asked.text:
        parts.append(words("explore.said_text", what=asked.text))
    parts += [words(f"explore.said_{name}") for name in ("shape", "every") if getattr(asked, name)]
    return "؛ ".join(parts) if words.direction == "rtl" else "; ".join(parts)


def stated(value: str, none: str, words: Words) -> str:
    """A text of data, or what is said where there is none."""
    return words(f"explore.{none}") if value in ("", "not-stated") else value


def area_name(code: str) -> str:
    """The name of a tehsil or of station limits in the reader's language."""
    words = session.words()
    if code in ("", "not-stated"):
        return words("explore.area_none")
    areas = session.scene().areas
    rows = areas[areas["area"] == code].drop(columns="geometry").to_dict("records")
    return words.name(rows[0], "area") if rows else code


def left_out(chosen: Any) -> list[str]:
    """Why rows are not shown, reason by reason; a sentence where all are."""
    words = session.words()
    said = [
        words(f"explore.hidden_{_CALLED.get(name, name)}", count=words.number(chosen.reasons[name]))
        for name in _REASONS
        if chosen.reasons[name]
    ]
    return said or [words("explore.hidden_none")]


def ratio(found: Mapping[str, Any] | None, words: Words) -> str:
    """A ratio with its interval: "1.50 × (0.80 … 2.90)"; an endless end is left open."""
    if found is None:
        return ""

    def number(value: float | None) -> str:
        return "∞" if value is None else words.number(value, 2)

    said = f"{number(found['best'])} × ({number(found['low'])} … {number(found['high'])})"
    return ltr(said) if words.direction == "rtl" else said


def verdict(change: str, words: Words) -> str:
    """What a change means, in the reader's words."""
    return words("explore.few") if change == "too few to say" else words.one_of("change", change)


def day(text: str, words: Words) -> str:
    """A civil day as the reader writes it."""
    return words.day(date.fromisoformat(text))


def when(record: Mapping[str, Any], words: Words) -> str:
    """When an incident was, and how sure that is."""
    said = day(str(record["day"]), words)
    if record["time_precision"] > 1:
        return words("explore.in_week" if record["time_precision"] == 2 else "explore.in_month", day=said)
    if record["hour"] < 0:
        return words("explore.no_hour", day=said)
    return words("explore.at_hour", day=said, hour=str(record["occurred_at"])[11:16])


def facts(record: Mapping[str, Any], words: Words) -> list[tuple[str, str]]:
    """All that is known of an incident, as name and text; what is not known is left out."""
    place = record["site"] and session.name_of(str(record["site"]))
    where = [*filter(None, (place, area_name(record["tehsil"]) if record["tehsil"] else ""))]
    return [
        (words("explore.rec_when"), when(record, words)),
        (words("explore.rec_where"), words("say.comma").join(isolated(one) for one in where)),
        (words("explore.rec_sure"), words(f"explore.rec_where_{record['place_precision']}")),
        (words("explore.rec_hit"), words.one_of("community", record["community"])),
        (words("explore.severity"), words("explore.severity_is", severity=record["severity"])),
        (words("explore.rec_trigger"), isolated(record["trigger"]) if record["trigger"] else ""),
        (words("explore.rec_actor"), words.one_of("actor", record["actor"])),
        (words("explore.rec_crowd"), _crowd(record, words)),
        (words("explore.rec_killed"), words.number(record["fatalities"]) if record["fatalities"] is not None else ""),
        (
            words("explore.rec_says"),
            words(
                "explore.rec_says_two",
                who=words.one_of("reporter", record["reported_by"]),
                source=record["source"] or words("say.none"),
            ),
        ),
        (words("explore.rec_counts"), _counts(record, words)),
    ]


def _crowd(record: Mapping[str, Any], words: Words) -> str:
    numbers = [record[f"crowd_{end}"] for end in ("low", "best", "high")]
    if all(one is None for one in numbers):
        return ""
    low, best, high = (words("say.none") if one is None else words.number(one) for one in numbers)
    return words("explore.rec_crowd_says", low=low, best=best, high=high)


def _counts(record: Mapping[str, Any], words: Words) -> str:
    if record["finds"]:
        return words("explore.rec_counts_finds")
    same = record["duplicates"]
    if not record["counts"] and same:
        return words("explore.rec_counts_second", incident=same["counts"])
    yes = words("explore.rec_counts_yes")
    also: Sequence[str] = same["others"] if same else ()
    return f"{yes}. {words('explore.rec_also', others=', '.join(also))}" if also else yes
