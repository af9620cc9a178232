"""Plan documents as people read them: rows, days and files. No screen, no planning."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from layers.words import Words, ltr
from screens import session

WITHOUT_PLAN = ("out-of-time", "impossible")


def local(moment: str) -> datetime:
    """A moment of a document, as the clock on the wall shows it where the deployment lies."""
    return datetime.fromisoformat(moment).astimezone(ZoneInfo(session.config().place.timezone))


def clock(moment: str) -> str:
    """Hour and minute."""
    return local(moment).strftime("%H:%M")


def day_and_clock(moment: str) -> str:
    """Day, month, hour and minute."""
    return local(moment).strftime("%d.%m. %H:%M")


def days_of(document: dict[str, Any]) -> list[date]:
    """The civil days of a plan."""
    first = date.fromisoformat(document["from"])
    return [first + timedelta(days=n) for n in range(int(document["days"]))]


def day_label(day: date) -> str:
    """A day on a button, kept in its order inside right-to-left text."""
    return ltr(day.strftime("%d.%m."))


def label(document: dict[str, Any], words: Words) -> str:
    """One line that tells plans apart."""
    days = days_of(document)
    span = f"{days[0].strftime('%d.%m.%Y')}–{days[-1].strftime('%d.%m.%Y')}"
    return words("plan.label", span=span, open=len(document["uncovered"]), id=document["plan_id"][:12])


def gap_rows(document: dict[str, Any]) -> list[list[str]]:
    """Place, from, to, what is missing and why, in the order of time."""
    gaps = sorted(document["uncovered"], key=lambda gap: (gap["start"], gap["place"]))
    return [
        [
            session.name_of(gap["place"]),
            day_and_clock(gap["start"]),
            day_and_clock(gap["end"]),
            gap["missing"],
            gap["why"],
        ]
        for gap in gaps
    ]


def duty_rows(document: dict[str, Any], day: date) -> list[list[str]]:
    """Kind, place, from, to, officers needed and officers sent, of each duty that begins on that day."""
    words = session.words()
    sent: dict[str, list[str]] = {}
    for one in document["assignments"]:
        sent.setdefault(one["duty"], []).append(one["officer"])
    duties = [duty for duty in document["duties"] if local(duty["start"]).date() == day]
    duties.sort(key=lambda duty: (duty["start"], duty["kind"], duty["place"]))
    return [
        [
            words(f"duty.{duty['kind']}"),
            session.name_of(duty["place"]),
            clock(duty["start"]),
            clock(duty["end"]),
            f"{len(sent.get(duty['duty'], ()))}/{duty['strength']}",
            ", ".join(ltr(officer) for officer in sorted(sent.get(duty["duty"], ()))) or words("say.nobody"),
        ]
        for duty in duties
    ]


def as_json(document: dict[str, Any]) -> bytes:
    """The document as a file."""
    return json.dumps(document, ensure_ascii=False, indent=1).encode()
