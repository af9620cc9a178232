"""What the figures of a month say: what is bad, and what is asked of whom, each from a figure by rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from planner.report.voice import Voice

Said = tuple[str, dict[str, Any]]
"""The key of the words and what is filled in; lists of areas and sites are rows with their names."""

MORE, FEWER, UNCLEAR, FEW = "more", "fewer", "no clear change", "too few to say"
WORD_OF = {MORE: "more", FEWER: "fewer", UNCLEAR: "unclear", FEW: "few"}
_OLD_DAYS = 31
_NAMED = 3


def bad_news(facts: Mapping[str, Any]) -> Iterator[Said]:
    """What is not covered and what is not known, in the order of the pages."""
    plan, lacked = facts["plan"], facts["plan"]["lacked"]
    if (without := plan["days"] - plan["days_planned"]) > 0:
        yield "no_plan", {"count": without, "of": plan["days"]}
    if (unsigned := plan["days_planned"] - plan["days_signed"]) > 0:
        yield "not_signed", {"count": unsigned, "of": plan["days_planned"]}
    total = plan["all"]
    if (empty := total["places"] - total["filled"]) > 0:
        yield "open_places", {"count": empty, "of": total["places"], "percent": round(100 * empty / total["places"])}
    for key in ("women", "leaders", "skills"):
        if lacked[key]:
            yield f"lacked_{key}", {"count": lacked[key]}
    skills = facts["trainings"]["skills"]
    lapsed, before = (sum(row[key] for row in skills) for key in ("lapsed", "before"))
    if lapsed or before:
        yield "lapsed", {"count": lapsed, "before": before}
    alarms = facts["response"]["alarms"]
    if never := sum(row["adequate_min"] is None for row in alarms):
        yield "never_adequate", {"count": never, "of": len(alarms)}
    late = [row["late_min"] for row in alarms if row["late_min"] is not None and row["late_min"] >= 1]
    if late:
        yield "was_late", {"count": len(late), "of": len(alarms), "minutes": round(max(late))}
    if silent := facts["response"]["slipped"]["silent"]:
        yield "silent_units", {"count": silent}
    for flag in ("silent", "quiet"):
        if areas := [row for row in facts["silence"] if row["flag"] == flag]:
            yield flag, {"places": areas}
    quality = facts["quality"]
    if quality["newest"] is None:
        yield "register_empty", {}
    elif quality["newest_age_days"] is not None and quality["newest_age_days"] >= _OLD_DAYS:
        yield "register_old", {"days": quality["newest_age_days"]}
    if quality["district_only"]:
        yield "no_map_place", {"count": quality["district_only"], "of": quality["rows"]}


def asks(facts: Mapping[str, Any]) -> Iterator[Said]:
    """Who has to do what, by the figures."""
    plan, skills = facts["plan"], facts["trainings"]["skills"]
    if (without := plan["days"] - plan["days_signed"]) > 0:
        yield "ask_no_plan", {"count": without}
    if (empty := plan["all"]["places"] - plan["all"]["filled"]) > 0 and plan["reasons"]:
        yield "ask_open", {"count": empty, "reason": plan["reasons"][0]["reason"]}
    if plan["lacked"]["women"]:
        yield "ask_women", {"count": plan["lacked"]["women"]}
    lapsed = sum(row["lapsed"] + row["before"] for row in skills)
    if lapsed:
        yield "ask_lapsed", {"count": lapsed, "next": sum(row["next"] for row in skills)}
    response = facts["response"]
    slow = sum(row["adequate_min"] is None or (row["late_min"] or 0) >= 1 for row in response["alarms"])
    if slow:
        yield "ask_adequate", {"count": slow}
    if response["slipped"]["silent"]:
        yield "ask_silent_units", {"count": response["slipped"]["silent"]}
    if response["slipped"]["requests_open"]:
        yield "ask_requests", {"count": response["slipped"]["requests_open"]}
    for flag, key in (("silent", "ask_silence"), ("quiet", "ask_quiet")):
        if areas := [row for row in facts["silence"] if row["flag"] == flag]:
            yield key, {"places": areas}
    if sites := facts["rise"]["sites"][:_NAMED]:
        yield "ask_rise", {"places": sites}
    quality = facts["quality"]
    if vague := max(quality[key] for key in ("district_only", "vague_day", "no_crowd", "source_unknown")):
        yield "ask_vague", {"count": vague}
    if quality["duplicates"]:
        yield "ask_duplicates", {"count": quality["duplicates"]}


def in_words(said: Said, voice: Voice) -> str:
    """The sentence in the language of the page."""
    key, values = said
    return voice.say(f"month.{key}", **{name: _value(name, value, voice) for name, value in values.items()})


def _value(name: str, value: Any, voice: Voice) -> Any:
    if name == "places":
        return voice["month.join"].join(place_words(row, voice) for row in value)
    return voice.sentence(value) if name == "reason" else value


def place_words(row: Mapping[str, Any], voice: Voice) -> str:
    """An area by its name, a site by its number and name, in the language of the page where it has one."""
    name = (row["name_ur"] or row["name_en"]) if voice.is_rtl else (row["name_en"] or row["name_ur"])
    if "site" in row:
        return voice.name(f"{row['site']} · {name}" if name else row["site"])
    return voice.name(name or row.get("area") or row.get("group") or "")
