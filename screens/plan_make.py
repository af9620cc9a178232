"""Making a plan from the screen: what is asked, how far the search is, what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import streamlit as st

from planner.core.errors import PlannerError
from screens import commander, plans, session, waiting, widgets
from screens.jobs import Job

MOST_DAYS = 28
DEFAULT_DAYS = 7
SECONDS = (10, 30, 60, 120, 300, 600)
DEFAULT_SECONDS = 60


def begin(job: Job, seconds: float) -> None:
    """Shows the progress of a search from now on."""
    st.session_state[session.PLAN_JOB] = (job, seconds)
    st.rerun()


def ask(kept: Mapping[str, Mapping[str, Any]]) -> None:
    """From when, for how long, with whom, like which plan, and how long the planner may search."""
    words = session.words()
    with st.form("plan_form", border=False):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            first = st.date_input(
                words("plan.from"),
                session.today() + timedelta(days=1),
                format="DD.MM.YYYY",
                width=150,
                key="make_from",
            )
            days = st.number_input(words("plan.days"), 1, MOST_DAYS, DEFAULT_DAYS, width=130, key="make_days")
            units = st.selectbox(
                words("plan.units"),
                ("unit", "all"),
                format_func=lambda one: words(f"units.{one}"),
                width=230,
                key="make_units",
            )
            seconds = st.selectbox(
                words("plan.seconds"),
                SECONDS,
                SECONDS.index(DEFAULT_SECONDS),
                format_func=lambda one: words("plan.so_many_seconds", seconds=one),
                width=170,
                key="make_seconds",
            )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            like = st.selectbox(
                words("plan.like"),
                ["", *kept],
                format_func=lambda one: plans.label(kept[one], words) if one else words("plan.like_none"),
                help=words("plan.like_what"),
                width=380,
                key="make_like",
            )
            whole = st.toggle(words("plan.whole"), help=words("plan.whole_what"), key="make_whole")
        if st.form_submit_button(words("plan.make"), type="primary") and isinstance(first, date):
            begin(
                commander.start_plan(
                    first, int(days), float(seconds), units=str(units), like=str(like or ""), whole=bool(whole)
                ),
                seconds,
            )


def running() -> None:
    """How far the search is, with a way to stop it and keep the best plan found so far."""
    words = session.words()
    job, limit = st.session_state[session.PLAN_JOB]

    def label(job: Job) -> str:
        said, is_over = job.said, job.seconds > limit
        text = words("plan.finishing") if is_over else words("plan.searching", limit=waiting.span(limit, words))
        if said and said.best and said.bound is not None:
            text += " · " + words("plan.best", share=words.share(max(0.0, said.best - said.bound) / abs(said.best), 1))
        return text

    waiting.shown(
        job, words, label=label, done=lambda job: job.seconds, of=limit, stop=words("plan.stop"), key="plan_waiting"
    )


def collect() -> bool:
    """Takes what a search came to; False while it is still running, and then its progress is on the screen."""
    if session.PLAN_JOB not in st.session_state:
        return True
    if not st.session_state[session.PLAN_JOB][0].ended.is_set():
        running()
        return False
    job, _ = st.session_state.pop(session.PLAN_JOB)
    if job.crash is not None:
        raise job.crash
    words = session.words()
    if isinstance(job.fault, PlannerError):
        widgets.fault(job.fault, words)
        return True
    document: Mapping[str, Any] = job.result
    if document["status"] in plans.WITHOUT_PLAN:
        widgets.card(words("plan.none"), items=plans.sentences(document["why"]), mood="bad")
    if document.get("plan_id"):
        st.session_state[commander.PLAN] = str(document["plan_id"])
        step = "away" if "differs" in document else "open"
        st.session_state[commander.STEP] = step
        st.session_state.pop(commander.DUTY, None)
    return True
