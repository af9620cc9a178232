"""The week: make a plan, see first what it does not cover, then who does which duty when."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import streamlit as st

from planner.core.errors import PlannerError
from screens import plans, session, widgets

MOST_DAYS = 28
DEFAULT_DAYS = 7
SECONDS = (10, 30, 60, 120, 300, 600)
DEFAULT_SECONDS = 60
LISTED = 200
"""Rows of a table that are written out; the files hold all."""


def ask() -> None:
    """From when, for how long, and how long the planner may search."""
    words = session.words()
    with st.form("plan_form", border=True), st.container(horizontal=True, vertical_alignment="bottom"):
        first = st.date_input(words("plan.from"), session.today() + timedelta(days=1), format="DD.MM.YYYY", width=150)
        days = st.number_input(words("plan.days"), 1, MOST_DAYS, DEFAULT_DAYS, width=130)
        seconds = st.selectbox(words("plan.seconds"), SECONDS, SECONDS.index(DEFAULT_SECONDS), width=150)
        if st.form_submit_button(words("plan.make"), type="primary") and isinstance(first, date):
            st.session_state[session.PLAN_JOB] = (session.start_plan(first, int(days), float(seconds)), seconds)
            st.rerun()


@st.fragment(run_every=0.5)
def running() -> None:
    """How far the search is, with a way to stop it and keep the best plan found so far."""
    words = session.words()
    job, limit = st.session_state[session.PLAN_JOB]
    if job.ended.is_set():
        st.rerun()
    said = job.said
    seconds = min(job.seconds, float(limit))
    text = words("plan.searching", seconds=f"{seconds:.0f}", limit=limit)
    if said and said.best is not None:
        text += " · " + words(
            "plan.best", best=said.best, bound=words("say.none") if said.bound is None else said.bound
        )
    st.progress(min(1.0, seconds / limit), text=text)
    if st.button(words("plan.stop"), disabled=job.stop.is_set()):
        job.stop.set()


def finished() -> dict[str, Any] | None:
    """The plan that was just made, or None; a search that failed is told."""
    job, _ = st.session_state.pop(session.PLAN_JOB)
    if job.crash is not None:
        raise job.crash
    if job.fault is not None:
        widgets.fault(job.fault, session.words())
        return None
    document: dict[str, Any] = job.result
    if document["status"] in plans.WITHOUT_PLAN:
        words = session.words()
        widgets.card(words("plan.none"), items=document["why"], mood="bad")
        return None
    return document


def head(document: dict[str, Any]) -> None:
    """What is not covered, first; then how good the plan is known to be, and whether any rule is broken."""
    words = session.words()
    gaps, broken = document["uncovered"], document["violations"]
    if document["rules_off"]:
        widgets.card(words("plan.rules_off", rules=", ".join(document["rules_off"])), mood="bad")
    if gaps:
        widgets.card(words("plan.gaps", count=len(gaps)), mood="bad", big=True)
        widgets.table(
            [words("col.place"), words("col.from"), words("col.to"), words("col.missing"), words("col.why")],
            plans.gap_rows(document)[:LISTED],
            times=(1, 2),
            low=True,
        )
    else:
        widgets.card(words("plan.covered"), mood="good", big=True)
    widgets.facts(
        [
            (str(len(document["assignments"])), words("plan.assignments"), ""),
            (str(len(gaps)), words("plan.open"), "bad" if gaps else "good"),
            (str(len(broken)), words("plan.broken"), "bad" if broken else "good"),
            (f"{document['gap']:.1%}", words("plan.gap"), ""),
            (f"{document['seconds']:.0f} s", words(f"status.{document['status']}"), ""),
        ]
    )
    if broken:
        widgets.card(words("plan.violations"), items=[one["sentence"] for one in broken], mood="bad")


def duties(document: dict[str, Any]) -> None:
    """Each duty of a day with the officers on it."""
    words = session.words()
    st.subheader(words("plan.duties"), anchor=False)
    days = plans.days_of(document)
    day = st.segmented_control(
        words("plan.day"), days, default=days[0], format_func=plans.day_label, label_visibility="collapsed"
    )
    rows = plans.duty_rows(document, day or days[0])
    widgets.table(
        [words(f"col.{name}") for name in ("duty", "place", "from", "to", "needed", "officers")],
        rows[:LISTED],
        numbers=(4,),
        times=(2, 3),
    )
    if len(rows) > LISTED:
        st.caption(words("say.more", count=len(rows) - LISTED))


def downloads(document: dict[str, Any]) -> None:
    """The orders and the plan as files."""
    words = session.words()
    name = f"plan-{document['plan_id']}"
    with st.container(horizontal=True):
        st.download_button(
            words("plan.orders"),
            data=lambda: session.plan_files(document, words.language),
            file_name=f"{name}.zip",
            mime="application/zip",
            type="primary",
            help=words("plan.orders_what"),
            on_click="ignore",
        )
        st.download_button(
            words("plan.json"), plans.as_json(document), f"{name}.json", mime="application/json", on_click="ignore"
        )


@widgets.tells_faults
def screen() -> None:
    """The whole screen."""
    words = session.words()
    scene = session.scene()
    notes = [words("map.synthetic")] if scene.is_synthetic else []
    widgets.title(words("nav.plan"), words, notes=notes)
    if scene.sites.empty:
        widgets.nothing_yet(words)
        return
    made = None
    if session.PLAN_JOB in st.session_state and st.session_state[session.PLAN_JOB][0].ended.is_set():
        try:
            made = finished()
        except PlannerError as fault:
            widgets.fault(fault, words)
    if session.PLAN_JOB in st.session_state:
        running()
        return
    ask()
    kept = session.plans()
    if not kept:
        widgets.card(words("plan.first"), lines=[words("plan.first_what")], mood="note")
        return
    ids = [document["plan_id"] for document in kept]
    if made is not None and made["plan_id"] in ids:
        st.session_state[session.PLAN_SHOWN] = ids.index(made["plan_id"])
    shown = st.selectbox(
        words("plan.shown"),
        range(len(kept)),
        key=session.PLAN_SHOWN,
        format_func=lambda number: plans.label(kept[number], words),
    )
    document = kept[shown or 0]
    head(document)
    duties(document)
    downloads(document)


screen()
