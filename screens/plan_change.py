"""A duty changed by hand: who goes, who comes, judged at once, kept with a written reason; and taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from layers.words import Words, ltr
from screens import commander, plans, session, widgets

OUT, INTO, REASON, BY = "change_out", "change_in", "change_reason", "change_by"
ALREADY = "change_already"
"""An officer to whom a duty was dragged that he has already."""
BEST = 6
"""Free officers who are shown with what their suitability is made of."""
PARTS = ("training", "tenure", "language")


def forget() -> None:
    """Another duty was chosen: who goes and who comes is asked anew."""
    for key in (OUT, INTO, ALREADY):
        st.session_state[key] = ""


def propose(document: Mapping[str, Any], duty: str, out: str, into: str) -> None:
    """Sets who goes and who comes; who is on the duty already cannot come to it."""
    forget()
    if into in plans.sent(document).get(duty, ()):
        st.session_state[ALREADY] = into
    else:
        st.session_state[OUT], st.session_state[INTO] = out, into


def panel(document: Mapping[str, Any], duty: Mapping[str, Any]) -> None:
    """Who goes, who comes, what that does; then the reason, and it is kept."""
    words = session.words()
    st.header(words("alter.title"), anchor=False)
    plan_id, name = str(document["plan_id"]), str(duty["duty"])
    there, ranks = plans.sent(document).get(name, []), commander.ranks()
    if st.session_state.get(ALREADY):
        widgets.card(words("alter.already", officer=st.session_state[ALREADY]), mood="note")
    left, right = st.columns(2, gap="medium")
    with left:
        out = (
            st.selectbox(
                words("alter.out"),
                ["", *there],
                key=OUT,
                format_func=lambda one: plans.rank_of(one, ranks, words) if one else words("alter.nobody_goes"),
            )
            or ""
        )
    found = commander.candidates(plan_id, name, out)
    by_name = {str(one["officer"]): one for one in found}
    with right:
        into = (
            st.selectbox(
                words("alter.in"),
                ["", *by_name],
                key=INTO,
                format_func=lambda one: _candidate(by_name[one], words) if one else words("alter.nobody_comes"),
                help=words("alter.in_what"),
            )
            or ""
        )
    if not out and not into:
        _best(found, words)
        return
    _judged(document, commander.tried(plan_id, name, out, into), words)
    with st.form("change_form", border=False):
        reason = st.text_input(words("alter.reason"), key=REASON, placeholder=words("alter.reason_example"))
        by = st.text_input(words("alter.by"), key=BY, placeholder=words("alter.by_example"))
        if st.form_submit_button(words("alter.keep"), type="primary"):
            commander.change(plan_id, name, out, into, reason=reason, by=by)
            st.session_state[commander.TOLD] = words("alter.kept")
            for key in (OUT, INTO, REASON):
                del st.session_state[key]
            st.rerun()


def _candidate(row: Mapping[str, Any], words: Words) -> str:
    rank = plans.rank_word(str(row["rank"]), words) + (f" · {words('alter.woman')}" if row["is_woman"] else "")
    if row["busy"]:
        return words("alter.cannot", officer=row["officer"], rank=rank, why=words.one_of("busy", row["busy"]))
    return words("alter.can", officer=row["officer"], rank=rank, points=row["suitability"], hours=f"{row['hours']:.0f}")


def _best(found: list[dict[str, Any]], words: Words) -> None:
    free = [row for row in found if not row["busy"]]
    st.caption(words("alter.free", count=len(free), of=len(found)))
    if not free:
        return
    columns = ("officer", "rank_of", "suits", *PARTS, "hours")
    widgets.table(
        [words(f"col.{name}") for name in columns],
        [
            [
                ltr(row["officer"]),
                plans.rank_word(str(row["rank"]), words) + (f" · {words('alter.woman')}" if row["is_woman"] else ""),
                row["suitability"],
                *(row["parts"].get(part, "") for part in PARTS),
                f"{row['hours']:.0f}",
            ]
            for row in free[:BEST]
        ],
        numbers=(2, 3, 4, 5, 6),
    )


def _judged(document: Mapping[str, Any], found: Mapping[str, Any], words: Words) -> None:
    """What the change does, the worst first."""
    worse = [plans.said(text) for text in found["breaks"]]
    before = len(document["uncovered"])
    after = before + len(found["opens"]) - len(found["closes"])
    if worse:
        widgets.card(words("alter.breaks", count=len(worse)), items=worse, mood="bad")
    else:
        widgets.card(words("alter.breaks_none"), mood="good")
    mends = [plans.said(text) for text in found["mends"]]
    if mends:
        widgets.card(words("alter.mends", count=len(mends)), items=mends, mood="good")
    widgets.card(
        words("alter.open", before=before, after=after),
        items=[
            *(words("alter.opens", what=_gap(text, words)) for text in found["opens"]),
            *(words("alter.closes", what=_gap(text, words)) for text in found["closes"]),
        ],
        mood="" if after <= before else "bad",
    )
    if found.get("suitability"):
        parts = found["suitability"]["parts"]
        listed = ", ".join(f"{words('col.' + part)} {parts[part]}" for part in PARTS if part in parts)
        widgets.card(words("alter.suits", points=found["suitability"]["total"]), lines=[listed])


def _gap(text: str, words: Words) -> str:
    """A need such as "S0002, 2026-11-22T07:00:00+05:00: 2 officers of 3" as people read it."""
    place, _, rest = text.partition(", ")
    moment, _, lacks = rest.partition(": ")
    at = plans.local(moment)
    name = session.name_of(place)
    return f"{name}, {plans.day_label(at.date(), words)} {ltr(words.clock(at))}: {plans.missing(lacks, words)}"


@widgets.tells_faults
def changes(document: Mapping[str, Any]) -> None:
    """What was changed by hand, with the reasons; the last one can be taken back."""
    words = session.words()
    kept = document.get("changes") or ()
    if not kept:
        return
    duties, names = {duty["duty"]: duty for duty in document["duties"]}, session.names()
    with st.expander(words("alter.list", count=len(kept))):
        rows = []
        for one in reversed(kept):
            duty = duties[one["duty"]]
            rows.append(
                [
                    f"{words('duty.' + duty['kind'])} · {names[duty['place']]}",
                    plans.when(duty, words),
                    ltr(one["out"]) if one["out"] else "–",
                    ltr(one["in"]) if one["in"] else "–",
                    one["reason"],
                    ltr(one["by"]),
                ]
            )
        widgets.table([words(f"col.{c}") for c in ("duty", "moment", "goes", "comes", "reason", "by")], rows)
        with st.form("undo_form", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
            by = st.text_input(words("alter.by"), key="undo_by", placeholder=words("alter.by_example"), width=260)
            if st.form_submit_button(words("alter.undo")):
                commander.undo(str(document["plan_id"]), by=by)
                st.session_state[commander.TOLD] = words("alter.undone")
                st.rerun()
