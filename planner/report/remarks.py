"""What a plan document says of itself beyond its duties: broken rules, floors, changes, its signature, its quality."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from planner.core.time import Window
from planner.report.sheets import short_day
from planner.report.voice import Voice
from planner.report.week import Week

_MOST = 12


def warnings(week: Week, voice: Voice) -> tuple[str, ...]:
    """Broken rules, rules that were off and floors that are not reached: said before anything else."""
    broken = [f"{voice['remark.broken']}: {voice.sentence(one.sentence)}" for one in week.plan.violations]
    off = week.plan.rules_off
    if off:
        broken.append(f"{voice['remark.rules_off']}: {voice.sentence(', '.join(off))}")
    for row in _rows(week.document.get("floors")):
        if row.get("is_kept") is False:
            shares = {key: voice.keep(f"{float(row[key]):.0%}") for key in ("least", "reached")}
            broken.append(voice.say("remark.floor", name=voice.sentence(str(row["name"])), **shares))
    return _first(broken, voice)


def remarks(week: Week, voice: Voice) -> Iterator[tuple[str, str]]:
    """Label and text of what the document holds: signature, changes, quality, what more would buy."""
    signature = signed_words(week, voice)
    if signature:
        yield voice["remark.signed"], signature
    changes = [_change(row, week, voice) for row in _rows(week.document.get("changes"))]
    if changes:
        yield voice["remark.changes"], "\n".join(_first(changes, voice))
    yield voice["remark.quality"], voice.say("week.gap", share=voice.keep(f"{week.plan.gap:.1%}"))
    for key in ("predictability", "posts"):
        said = week.document.get(key)
        if isinstance(said, str) and said:
            yield voice[f"remark.{key}"], voice.sentence(said)
    for key in ("needed", "prices"):
        said = [voice.sentence(text) for text in _sentences(week.document.get(key))]
        if said:
            yield voice[f"remark.{key}"], "\n".join(_first(said, voice))


def signed_words(week: Week, voice: Voice) -> str:
    """By whom and when the plan was signed, and whether it was changed since; "" where nobody signed."""
    signed = week.document.get("signed")
    if not isinstance(signed, Mapping):
        return ""
    who = " ".join(
        part
        for part in (voice.rank(str(signed.get("rank", ""))), voice.name(str(signed.get("post", ""))),
                     voice.keep(signed.get("by", "")))
        if part
    )  # fmt: skip
    said = voice.say("remark.signed_by", person=who, at=_at(signed.get("at"), week, voice))
    if signed.get("is_current") is False:
        said = f"{said} {voice['remark.signed_before']}"
    accepts = str(signed.get("accepts") or "")
    return f"{said} {voice.sentence(accepts)}" if accepts else said


def _change(row: Mapping[str, Any], week: Week, voice: Voice) -> str:
    parts = {key: voice.keep(row.get(key) or "–") for key in ("out", "in", "by")}
    said = voice.say(
        "remark.change",
        duty=_duty(str(row.get("duty", "")), week, voice),
        out=parts["out"],
        into=parts["in"],
        by=parts["by"],
    )
    reason = str(row.get("reason") or row.get("sentence") or "")
    return f"{said}: {voice.sentence(reason)}" if reason else said


def _duty(duty: str, week: Week, voice: Voice) -> str:
    """A duty in words: its kind, place and hours; its identifier where the document does not hold it."""
    for row in _rows(week.document.get("duties")):
        if row.get("duty") == duty and row.get("start") and row.get("end"):
            edges = (datetime.fromisoformat(row[edge]) for edge in ("start", "end"))
            window = week.local(Window(*edges))
            place = voice.name(week.called(str(row["place"]), voice.language))
            when = f"{short_day(window.start.date(), voice)} {voice.hours(window)}"
            return ", ".join((voice[f"kind.{row['kind']}"], place, when))
    return voice.keep(duty)


def _at(moment: Any, week: Week, voice: Voice) -> str:
    if not moment:
        return voice["order.unknown"]
    at = moment if isinstance(moment, datetime) else datetime.fromisoformat(str(moment))
    return voice.moment(at.astimezone(week.zone) if at.tzinfo else at)


def _rows(value: Any) -> Iterator[Mapping[str, Any]]:
    return (row for row in value or () if isinstance(row, Mapping))


def _sentences(value: Any) -> Iterator[str]:
    for row in value or ():
        said = row.get("sentence") if isinstance(row, Mapping) else row
        if isinstance(said, str) and said:
            yield said


def _first(lines: Iterable[str], voice: Voice) -> tuple[str, ...]:
    every = tuple(lines)
    rest = len(every) - _MOST
    return every if rest <= 0 else (*every[:_MOST], voice.keep(f"+{rest}"))
