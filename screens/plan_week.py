"""What happens to a plan once it is there: somebody falls ill, another plan is held against it, it is signed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

from layers.words import Words, ltr
from screens import commander, plan_differs, plan_make, plan_says, plans, session, widgets

SECONDS = (10, 30, 60, 120)
DEFAULT_SECONDS = 30
LISTED = 100


def away(document: Mapping[str, Any]) -> None:
    """Who cannot come and until when; the plan is made anew with as few changes as can be."""
    words = session.words()
    differs(document)
    widgets.card(words("away.title"), lines=[words("away.what")])
    ranks = commander.ranks()
    days = plans.days_of(document)
    officers = sorted({one["officer"] for one in document["assignments"]})
    begins = min(max(session.today(), days[0]), days[-1])
    with st.form("away_form", border=True):
        gone = st.multiselect(
            words("away.who"),
            officers,
            format_func=lambda one: plans.rank_of(one, ranks, words),
            placeholder=words("away.who_how"),
            key=commander.AWAY,
        )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            first = st.date_input(
                words("away.from"),
                begins,
                min_value=days[0],
                max_value=days[-1],
                format="DD.MM.YYYY",
                width=160,
                key=f"away_from_{document['plan_id']}",
            )
            last = st.date_input(
                words("away.until"),
                min(begins + timedelta(days=1), days[-1]),
                min_value=days[0],
                max_value=days[-1],
                format="DD.MM.YYYY",
                width=160,
                key=f"away_until_{document['plan_id']}",
            )
            seconds = st.selectbox(
                words("plan.seconds"),
                SECONDS,
                SECONDS.index(DEFAULT_SECONDS),
                format_func=lambda one: words("plan.so_many_seconds", seconds=one),
                width=170,
                key="away_seconds",
            )
            pressed = st.form_submit_button(words("away.make"), type="primary")
    if not pressed:
        return
    if not gone or not isinstance(first, date) or not isinstance(last, date) or last < first:
        widgets.card(words("away.nobody"), mood="bad")
        return
    zone = ZoneInfo(session.config().place.timezone)
    span = (datetime.combine(first, time(), zone), datetime.combine(last + timedelta(days=1), time(), zone))
    plan_make.begin(
        commander.start_replan(str(document["plan_id"]), [(one, span) for one in gone], None, float(seconds)),
        float(seconds),
    )


def differs(document: Mapping[str, Any]) -> None:
    """What a plan that was made anew changes against the one that it replaces."""
    if not document.get("replaces"):
        return
    words = session.words()
    found = document.get("differs") or []
    if not found:
        widgets.card(words("away.same"), mood="good")
        return
    duties, names = {duty["duty"]: duty for duty in document["duties"]}, session.names()
    widgets.card(words("away.differs", count=len(found), of=len(duties)), mood="note", big=True)
    rows = []
    for one in found[:LISTED]:
        duty = duties[one["duty"]]
        rows.append(
            [
                f"{words('duty.' + duty['kind'])} · {names[duty['place']]}",
                plans.when(duty, words),
                _names(one["out"]),
                _names(one["in"]),
            ]
        )
    widgets.table(
        [words(f"col.{name}") for name in ("duty", "moment", "goes", "comes")], rows, low=len(rows) > LISTED // 10
    )


def _names(officers: list[str]) -> str:
    return ", ".join(ltr(officer) for officer in officers) or "–"


@widgets.tells_faults
def compare(document: Mapping[str, Any], kept: Mapping[str, Mapping[str, Any]]) -> None:
    """This plan beside another: measures, and what each covers that the other does not."""
    words = session.words()
    others = [name for name in kept if name != document["plan_id"]]
    if not others:
        widgets.card(words("compare.none"), lines=[words("compare.none_what")], mood="note")
        return
    before = str(document.get("replaces") or "")
    other = st.selectbox(
        words("compare.with"),
        others,
        others.index(before) if before in others else 0,
        format_func=lambda one: plans.label(kept[one], words),
        key=f"compare_with_{document['plan_id']}",
    )
    found = commander.compared(str(document["plan_id"]), str(other))
    plan_differs.difference_map(found, words)
    marks = {"a": words("compare.this"), "b": words("compare.other"), "": ""}
    st.header(words("compare.measures"), anchor=False)
    widgets.table(
        [words("col.what"), words("compare.this"), words("compare.other"), words("compare.better")],
        [
            [
                words(f"measure.{row['measure']}"),
                measured(row["a"], row["unit"], words),
                measured(row["b"], row["unit"], words),
                marks[row["better"]],
            ]
            for row in found["rows"]
        ],
        numbers=(1, 2),
    )
    st.header(words("compare.kinds"), anchor=False)
    widgets.table(
        [words("col.duty"), words("compare.this"), words("compare.other")],
        [
            [
                words(f"duty.{kind}"),
                *(ltr(f"{words.number(count[side][0])}/{words.number(count[side][1])}") for side in ("a", "b")),
            ]
            for kind, count in found["kinds"].items()
        ],
        numbers=(1, 2),
    )
    names = session.names()
    for side, title in (("only_a_covers", "compare.only_this"), ("only_b_covers", "compare.only_other")):
        rows = found[side]
        st.header(words(title, count=len(rows)), anchor=False)
        if not rows:
            st.caption(words("compare.nothing"))
            continue
        widgets.table(
            [words(f"col.{name}") for name in ("duty", "moment", "officers")],
            [
                [
                    f"{words('duty.' + row['kind'])} · {names[row['place']]}",
                    plans.when(row, words),
                    row["strength"],
                ]
                for row in rows[:LISTED]
            ],
            numbers=(2,),
            low=True,
        )


def measured(value: Any, unit: str, words: Words) -> str:
    """A measure with its unit, as people write it."""
    if value is None:
        return words("say.none")
    if unit == "share":
        return words.share(value, 1)
    number = words.number(value, 0 if float(value).is_integer() or abs(value) >= LISTED else 1)
    return f"{number} {unit}" if unit in ("h", "PKR") else number


@widgets.tells_faults
def sign(document: Mapping[str, Any]) -> None:
    """Service number and post; a reason where rules are broken. Then the plan is signed as it stands."""
    words = session.words()
    signed = document.get("signed")
    if signed:
        widgets.card(plan_says.signature(document), mood="good" if signed["is_current"] else "bad", big=True)
    gaps, broken = len(document["uncovered"]), len(document["violations"])
    widgets.card(words("sign.title"), items=[words("sign.open", count=gaps), words("sign.broken", count=broken)])
    with st.form("sign_form", border=True):
        by = st.text_input(
            words("sign.by"), placeholder=words("alter.by_example"), key=f"sign_by_{document['plan_id']}"
        )
        post = st.text_input(
            words("sign.post"), placeholder=words("sign.post_example"), key=f"sign_post_{document['plan_id']}"
        )
        accepts = (
            st.text_input(
                words("sign.accepts"), help=words("sign.accepts_what"), key=f"sign_accepts_{document['plan_id']}"
            )
            if broken
            else ""
        )
        if st.form_submit_button(words("sign.sign"), type="primary"):
            commander.sign(str(document["plan_id"]), by=by, post=post, accepts=accepts)
            st.session_state[commander.TOLD] = words("sign.done")
            st.rerun()
    st.caption(words("sign.what"))
