"""The door to today's picture: made once a minute for all readers, and at once when something was recorded."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import streamlit as st

from layers import page as pages
from layers.words import Words
from screens import session
from screens.jobs import Job, start

QUICK_S = 0.2
"""So long a run waits for the week before, so that a small store shows it at once."""
KEPT_S = 60.0
"""A countdown is told in minutes, so the picture is made anew each minute."""


@st.cache_resource(max_entries=4, show_spinner=False)
def _picture(name: str, last: Any, minute: int, changes: bool) -> Mapping[str, Any]:
    found: Mapping[str, Any] = session.flow.picture(session.store(), session.config(), changes=changes)
    return found


@st.cache_resource(max_entries=2, show_spinner=False)
def _week_before(name: str, last: Any, day: date) -> Job:
    """The whole picture, made in the background: from then on the risk of the week before is known."""
    store, config, flow = session.store(), session.config(), session.flow
    return start(lambda progress, cancel: flow.picture(store, config))


def picture() -> Mapping[str, Any]:
    """Today's picture as `hifazat today --json` gives it; the change against the week before comes when it is known."""
    name, last = session.store_name(), session.store().anchor()
    before = _week_before(name, last, session.today())
    before.ended.wait(QUICK_S)
    return _picture(name, last, int(time.time() // KEPT_S), before.ended.is_set())


def when(text: str, words: Words) -> str:
    """A moment of the picture: the hour, and the day where it is another than today."""
    moment = datetime.fromisoformat(text)
    clock = words.clock(moment)
    if moment.date() == session.today():
        return clock
    if moment.date() == session.today() + timedelta(days=1):
        return words("home.tomorrow", clock=clock)
    return words("home.other_day", day=words.day(moment.date()), clock=clock)


def hours(start: str, end: str, words: Words) -> str:
    """From when to when."""
    last = datetime.fromisoformat(end)
    return words("home.from_to", start=when(start, words), end=words.clock(last))


def counts() -> list[tuple[str, str, str]]:
    """The figures above the home map: how many there are, and how many are in the highest bands today."""
    here, say = session.scene(), session.words()
    high = int(pages.frames_of(here)["risk"]["band"].isin(("A+", "A")).sum())
    return [
        (say.number(len(here.sites)), say("layer.sites"), ""),
        (say.number(high), say("count.high"), "bad" if high else ""),
        (say.number(len(here.stations)), say("layer.stations"), ""),
        (say.number(len(here.officers)), say("count.officers"), ""),
        (say.number(len(here.incidents)), say("layer.incidents"), ""),
    ]
