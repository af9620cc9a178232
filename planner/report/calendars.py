"""Duties as iCalendar (RFC 5545): an officer's own, or those of all without the names of places."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from icalendar import Calendar, Event

from planner.core.bidi import plain
from planner.report.voice import Voice
from planner.report.week import Team, Week

_UID_LETTERS = 24


def calendar(week: Week, voice: Voice, *, officer: str | None = None) -> bytes:
    """One event a duty: of one officer, with the place as in the order, or of all, without any place.

    An event keeps its UID from plan to plan as long as its duty does, so that a calendar that takes a new plan in
    moves events and makes no second ones. The stamp is the moment at which the plan was made, not that of writing.
    """
    made = Calendar()
    made.add("prodid", "-//Hifazat//duty orders//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", officer or voice["index.title"])
    stamp = _stamp(week)
    for team in week.teams if officer is None else week.of_officer(officer):
        made.add_component(_event(team, week, voice, officer, stamp))
    if made.subcomponents:
        made.add_missing_timezones()
    return made.to_ical()


def _event(team: Team, week: Week, voice: Voice, officer: str | None, stamp: datetime) -> Event:
    head = team.people[0]
    event = Event()
    whose = f"{team.duty}|{officer or ''}".encode()
    event.add("uid", f"{hashlib.sha256(whose).hexdigest()[:_UID_LETTERS]}@hifazat")
    event.add("dtstamp", stamp)
    event.add("dtstart", team.window.start)
    event.add("dtend", team.window.end)
    event.add("class", "CONFIDENTIAL")
    kind = voice[f"kind.{team.kind}"]
    event.add("summary", kind if officer else f"{kind}, {voice['index.order']} {plain(team.number)}")
    under = f"{voice['index.in_charge']}: {voice.rank(head.rank)} {plain(head.number)}"
    lines = [f"{voice['order.number']}: {plain(team.number)}", under, f"{voice['order.members']}: {len(team.people)}"]
    event.add("description", "\n".join((voice["order.classification"], *lines)))
    if officer:
        event.add("location", plain(week.named(team.place)))
    return event


def _stamp(week: Week) -> datetime:
    made_at = week.document.get("made_at")
    moment = datetime.fromisoformat(made_at) if made_at else datetime(1970, 1, 1, tzinfo=UTC)
    return moment.astimezone(UTC)
