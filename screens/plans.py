"""Plan documents as people read them: rows, days, words. No screen, no planning."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from layers.words import Words, isolated, ltr
from planner.report.reasons import reason_in_words
from planner.report.voice import Voice
from screens import session

Document = Mapping[str, Any]
Names = Mapping[str, str]
KINDS = ("command", "desk", "guard", "patrol", "reserve")
WITHOUT_PLAN = ("out-of-time", "impossible")
_DUTY = re.compile(r"\b(command|desk|guard|patrol|reserve)-([^\s:,;()]*T\d{4})[^\s:,;()]*")
_NAMED_TWICE = re.compile(r"\b(command|desk|guard|patrol|reserve) \1-\S+ at ")
_PLACE = re.compile(r"\u2066([A-Z]{1,4}\d+)\u2069|\b([A-Z]{1,4}\d+)\b")
"""An identifier, alone in an isolate or among words."""
_KEY = re.compile(r"\s*\([a-z_]+\.[a-z0-9_]+(?:, [a-z ]+)?\)")
_HOURS_A_DAY = 24


def local(moment: str) -> datetime:
    """A moment of a document, as the clock on the wall shows it where the deployment lies."""
    return datetime.fromisoformat(moment).astimezone(ZoneInfo(session.config().place.timezone))


def clock(moment: str) -> str:
    """Hour and minute."""
    return session.words().clock(local(moment))


def hours(row: Mapping[str, Any]) -> str:
    """From when to when on the clock: 22:00–06:00."""
    return f"{clock(row['start'])}–{clock(row['end'])}"


def when(row: Mapping[str, Any], words: Words) -> str:
    """Weekday, day and hours."""
    return f"{day_label(local(row['start']).date(), words)} {ltr(hours(row))}"


def days_of(document: Document) -> list[date]:
    """The civil days of a plan."""
    first = date.fromisoformat(document["from"])
    return [first + timedelta(days=n) for n in range(int(document["days"]))]


def day_label(day: date, words: Words) -> str:
    """A day on a button: weekday and date, each kept in its order inside right-to-left text."""
    return words.short_day(day)


def span_of(document: Document, words: Words | None = None) -> str:
    """First and last day of a plan, in the order in which the reader reads."""
    days = days_of(document)
    return (words or session.words()).span(days[0], days[-1])


def label(document: Document, words: Words) -> str:
    """One line that tells plans apart: days, what is open, whether it is signed or replaced."""
    signed = document.get("signed")
    state = "plan.is_replaced" if document.get("replaced_by") else ""
    if signed:
        state = state or ("plan.is_signed" if signed["is_current"] else "plan.is_unsigned")
    ends = f" · {words(state)}" if state else ""
    line = words(
        "plan.label", span=span_of(document, words), open=len(document["uncovered"]), id=document["plan_id"][:12]
    )
    return line + ends


def sent(document: Document) -> dict[str, list[str]]:
    """The officers on each duty that has any, in order."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for one in document["assignments"]:
        found[one["duty"]].append(one["officer"])
    return {duty: sorted(officers) for duty, officers in found.items()}


def state_of(duty: Mapping[str, Any], there: Sequence[str]) -> str:
    """How a duty is manned: "full", "short" or "empty"."""
    if len(there) >= int(duty["strength"]):
        return "full"
    return "short" if there else "empty"


def duties_on(document: Document, day: date) -> list[Mapping[str, Any]]:
    """The duties that begin on that day, by kind, place and time."""
    found = [duty for duty in document["duties"] if local(duty["start"]).date() == day]
    return sorted(found, key=lambda duty: (KINDS.index(duty["kind"]), duty["place"], duty["start"], duty["duty"]))


def duty_label(duty: Mapping[str, Any], there: Sequence[str], words: Words, names: Names) -> str:
    """Kind, place, hours, sent of needed: one line in a list to choose from."""
    count = ltr(f"{len(there)}/{duty['strength']}")
    return f"{words('duty.' + duty['kind'])} · {names[duty['place']]} · {ltr(hours(duty))} · {count}"


def kind_rows(document: Document) -> list[list[str]]:
    """Of each kind of duty: wanted, manned in full, manned in part, nobody, and the officer-hours that are missing."""
    there = sent(document)
    words = session.words()
    rows = []
    for kind in KINDS:
        duties = [duty for duty in document["duties"] if duty["kind"] == kind]
        states = [state_of(duty, there.get(duty["duty"], ())) for duty in duties]
        lacking = sum(
            max(0, int(duty["strength"]) - len(there.get(duty["duty"], ()))) * length_h(duty) for duty in duties
        )
        if duties:
            counts = [words.number(states.count(state)) for state in ("full", "short", "empty")]
            rows.append([words(f"duty.{kind}"), words.number(len(duties)), *counts, words.number(lacking)])
    return rows


def length_h(row: Mapping[str, Any]) -> float:
    """How many hours a duty lasts."""
    return (local(row["end"]) - local(row["start"])).total_seconds() / 3600


def gap_rows(document: Document) -> list[list[str]]:
    """Place, from, to, what is missing and why, in the order of time."""
    gaps = sorted(document["uncovered"], key=lambda gap: (gap["start"], gap["place"]))
    words, names = session.words(), session.names()
    return [
        [
            names[gap["place"]],
            when(gap, words),
            missing(gap["missing"], words),
            said(gap["why"], names),
        ]
        for gap in gaps
    ]


def missing(text: str, words: Words) -> str:
    """What is missing, in the language of the reader; what is not known stays as it was said."""
    return words.sentence(text)


def rank_word(label: str, words: Words) -> str:
    """A rank in the language of the reader."""
    return Voice(words.language).rank(label)


def said(sentence: str, names: Names | None = None) -> str:
    """A sentence of the planner as the reader says it, with names for identifiers and without those of settings."""
    words = session.words()
    called = session.names() if names is None else names
    text = _NAMED_TWICE.sub(r"\1 at ", sentence)
    text = _DUTY.sub(_duty_in_words, text)
    # in other languages the catalogue says what a setting is
    text = _KEY.sub("", text) if words.language == "en" else words.sentence(text)
    return _PLACE.sub(lambda found: _called(found, called, words), text)


def _called(found: re.Match[str], names: Names, words: Words) -> str:
    mark = found[1] or found[2]
    name = names[mark]
    return name if words.direction == "ltr" else isolated(name)


def _duty_in_words(found: re.Match[str]) -> str:
    place, _, stamp = found[2].rpartition("-")
    moment = datetime.strptime(stamp[:13], "%Y%m%dT%H%M")  # noqa: DTZ007 - a local time as it stands in a name
    return f"{found[1]} at {place}, {moment:%a} {moment.day} {moment:%b} {moment:%H:%M}"


def sentences(rows: Iterable[Any]) -> list[str]:
    """The sentences of rows of a document, each once; what was not computed in the time is left out."""
    texts = [row if isinstance(row, str) else row["sentence"] for row in rows if not _is_unknown(row)]
    names = session.names()
    return list(dict.fromkeys(said(text, names) for text in texts))


def _is_unknown(row: Any) -> bool:
    return isinstance(row, Mapping) and "worth" in row and row["worth"] is None


def reason(duty: Mapping[str, Any], words: Words) -> str:
    """Why a duty is wanted, with what each number is."""
    return said(reason_in_words(str(duty["reason"]), Voice(words.language), kind=str(duty["kind"])))


def rank_of(officer: str, ranks: Mapping[str, str], words: Words) -> str:
    """Service number and rank."""
    rank = ranks.get(officer, "")
    return f"{ltr(officer)} · {rank_word(rank, words)}" if rank else ltr(officer)


def floor_name(name: str, words: Words) -> str:
    """Whom a floor protects, in words of the reader."""
    group, _, rest = name.partition(" ")
    if group == "community":
        return words.one_of("community", rest.casefold()) if rest.casefold() in _COMMUNITIES else rest
    if group in ("small", "unregistered"):
        return words(f"floor.{group}")
    return rest or name


_COMMUNITIES = ("christian", "hindu", "sikh", "ahmadi", "parsi", "bahai", "buddhist", "jewish", "other", "unknown")


def as_json(document: Document) -> bytes:
    """The document as a file."""
    return json.dumps(document, ensure_ascii=False, indent=1).encode()
