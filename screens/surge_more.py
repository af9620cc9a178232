"""What else is told of an emergency that goes on: one more alarm with its crowd, and what did not go as planned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from layers.words import Words
from planner.core.errors import InputError, PlannerError
from screens import alarms, running, session

ABOUT_UNIT = ("delayed", "refused", "withdrawn")
ABOUT_CROWD = ("alarm-changed", "alarm-ended")
OTHER = ("note",)


def attempt(deed: Any) -> None:
    """Do it, and keep what went wrong for the reader."""
    st.session_state[session.SURGE_FAULT] = None
    try:
        deed()
    except PlannerError as problem:
        st.session_state[session.SURGE_FAULT] = problem


def ask(name: str, words: Words) -> None:
    """The crowd of one more alarm and how it behaves, and the line for those who type."""

    def chosen() -> None:
        st.session_state[session.SURGE_LEVEL] = st.session_state["surge_level"]

    st.session_state.setdefault("surge_crowd", alarms.CROWD)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(words("surge.crowd"), key="surge_crowd", help=words("surge.crowd_what"), width=150)
        st.segmented_control(
            words("surge.level"),
            alarms.LEVELS,
            default=st.session_state.get(session.SURGE_LEVEL) or session.config().surge.level,
            format_func=lambda level: words.one_of("level", level),
            key="surge_level",
            on_change=chosen,
            required=True,
        )
        st.text_input(
            words("surge.line"),
            key="surge_live_line",
            on_change=attempt,
            args=(lambda: choose_by_text(name),),
            placeholder=alarms.example(),
            help=words("surge.line_what"),
            width=250,
        )


def choose_by_text(name: str) -> None:
    """Records a typed line as one more alarm: `lon lat crowd`."""
    line = st.session_state["surge_live_line"].strip()
    if line:
        spot, crowd = alarms.parse(line)
        running.add_alarm(name, alarms.Alarm(round(spot[0], 6), round(spot[1], 6), **alarms.said(crowd)))
        st.session_state["surge_live_line"] = ""


def tell_more(name: str, state: Mapping[str, Any], words: Words) -> None:
    """What did not go as planned: a delay, a refusal, another size of the crowd, a note."""
    with st.expander(words("surge.log_event")), st.form("surge_event", border=False):
        st.selectbox(
            words("surge.event_kind"),
            (*ABOUT_UNIT, *ABOUT_CROWD, *OTHER),
            format_func=lambda one: words(f"step.{one}"),
            key=f"event_kind_{name}",
        )
        subjects = [unit["unit"] for unit in state["units"] if unit["status"] not in ("refused", "withdrawn")]
        subjects += [alarm["id"] for alarm in state["alarms"] if not alarm["ended"]]
        st.selectbox(words("surge.event_subject"), subjects, key=f"event_subject_{name}")
        st.number_input(words("surge.event_minutes"), 1, 600, 10, key=f"event_minutes_{name}")
        st.text_input(words("surge.crowd"), alarms.CROWD, key=f"event_crowd_{name}")
        st.text_input(words("surge.event_why"), help=words("surge.known_what"), key=f"event_why_{name}")
        st.form_submit_button(words("surge.event_log"), on_click=attempt, args=(lambda: log(name),))


def log(name: str) -> None:
    """Records what the form says."""
    kind, subject, minutes, crowd, because = (
        st.session_state[f"event_{part}_{name}"] for part in ("kind", "subject", "minutes", "crowd", "why")
    )
    running.tell(name, kind, body_of(kind, subject or "", int(minutes), crowd, because))


def body_of(kind: str, subject: str, minutes: int, crowd: str, because: str) -> dict[str, Any]:
    """The body of an entry of that kind; who has no time for a reason says so with an empty field."""
    words = session.words()
    if kind in OTHER and not because.strip():
        raise InputError(words("surge.note_empty"))
    because = because.strip() or words("surge.no_reason")
    if kind in ABOUT_UNIT:
        return {"unit": subject, "because": because, **({"minutes": minutes} if kind == "delayed" else {})}
    if kind == "alarm-changed":
        return {"alarm": subject, "crowd": running.crowd_of(crowd), "because": because}
    if kind == "alarm-ended":
        return {"alarm": subject, "because": because}
    return {"text": because}
