"""The week: make a plan, see first what it does not cover, look at it by day, change it, sign it, print the orders."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st

from screens import (
    commander,
    links,
    plan_change,
    plan_day,
    plan_make,
    plan_orders,
    plan_says,
    plan_week,
    plans,
    session,
    widgets,
)

STEPS = ("open", "day", "away", "compare", "sign", "orders")


def choose_from_address(kept: Mapping[str, Mapping[str, Any]]) -> None:
    """The plan, day, duty and step that a link names; what is chosen afterwards stands."""
    link = links.fresh("plan", "plan", "day", "duty", "step")
    if link.get("plan") in kept:
        st.session_state[commander.PLAN] = link["plan"]
    if link.get("step") in STEPS:
        st.session_state[commander.STEP] = link["step"]
    if "duty" in link:
        st.session_state[commander.DUTY] = link["duty"]
    with contextlib.suppress(ValueError):  # a day that is none is as good as no day
        if "day" in link:
            st.session_state[commander.DAY] = date.fromisoformat(link["day"])


def choose_plan(kept: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    """The plan that is shown: the newest, the one just made, or another that was kept."""
    words = session.words()
    if st.session_state.get(commander.PLAN) not in kept:
        st.session_state[commander.PLAN] = next(iter(kept))
    name = st.selectbox(
        words("plan.shown"),
        list(kept),
        key=commander.PLAN,
        format_func=lambda one: plans.label(kept[one], words),
    )
    return kept[name or next(iter(kept))]


def choose_step() -> str:
    """Where in the work the commander is."""
    words = session.words()
    if st.session_state.get(commander.STEP) not in STEPS:
        st.session_state[commander.STEP] = STEPS[0]
    step = st.segmented_control(
        words("plan.steps"),
        STEPS,
        key=commander.STEP,
        format_func=lambda one: words(f"step.{one}"),
        label_visibility="collapsed",
        required=True,
        width="stretch",
    )
    return step or STEPS[0]


@widgets.tells_faults
def shown(document: Mapping[str, Any], kept: Mapping[str, Mapping[str, Any]]) -> None:
    """The plan, and the step that was chosen."""
    told = st.session_state.pop(commander.TOLD, "")
    if told:
        widgets.card(told, mood="good")
    plan_says.head(document)
    plan_change.changes(document)
    step = choose_step()
    if step == "open":
        plan_says.panel(document)
    elif step == "day":
        plan_day.panel(document)
    elif step == "away":
        plan_week.away(document)
    elif step == "compare":
        plan_week.compare(document, kept)
    elif step == "sign":
        plan_week.sign(document)
    else:
        plan_orders.panel(document)


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
    if not plan_make.collect():
        return
    kept = {str(document["plan_id"]): document for document in session.plans()}
    if not kept:
        widgets.card(words("plan.first"), lines=[words("plan.first_what")], mood="note", big=True)
    with st.expander(words("plan.new"), expanded=not kept, icon=":material/add:"):
        plan_make.ask(kept)
    if kept:
        choose_from_address(kept)
        shown(choose_plan(kept), kept)


screen()
