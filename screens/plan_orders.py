"""The orders of a plan: what to print, in which language; and the duties of one officer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from layers.words import LANGUAGES, ltr
from screens import commander, plans, session, widgets

PARTS = ("book", "week", "posts", "officers", "vehicles", "roll", "ics204", "calendar", "tracks", "orders")
"""What can be printed, the most asked for first."""
DEFAULT = ("book", "week", "posts", "roll")


@widgets.tells_faults
def panel(document: Mapping[str, Any]) -> None:
    """What to print and in which language, as one file; below it one officer."""
    words = session.words()
    signed = document.get("signed")
    if not signed or not signed["is_current"]:
        widgets.card(words("orders.unsigned"), lines=[words("orders.unsigned_what")], mood="note")
    st.header(words("orders.title"), anchor=False)
    parts = st.pills(
        words("orders.parts"),
        PARTS,
        selection_mode="multi",
        default=DEFAULT,
        format_func=lambda one: words(f"part_of.{one}"),
        key="orders_parts",
    )
    chosen = [part for part in PARTS if part in (parts or ())]
    if "orders" in chosen:
        st.caption(words("orders.many", count=len({one["duty"] for one in document["assignments"]})))
    names = widgets.LANGUAGE_NAMES
    language = (
        st.segmented_control(
            words("orders.language"),
            LANGUAGES,
            default=words.language,
            format_func=names.__getitem__,
            key="orders_language",
            required=True,
        )
        or words.language
    )
    name = f"plan-{document['plan_id']}"
    with st.container(horizontal=True):
        st.download_button(
            words("plan.orders"),
            data=lambda: commander.files(document, language, chosen),
            file_name=f"{name}.zip",
            mime="application/zip",
            type="primary",
            disabled=not chosen,
            help=words("plan.orders_what"),
            on_click="ignore",
        )
        st.download_button(
            words("plan.json"), plans.as_json(document), f"{name}.json", mime="application/json", on_click="ignore"
        )
    one_officer(document, language)


def one_officer(document: Mapping[str, Any], language: str) -> None:
    """The duties of one officer, on the screen and on a page."""
    words = session.words()
    ranks = commander.ranks()
    st.header(words("orders.officer"), anchor=False)
    officers = sorted({one["officer"] for one in document["assignments"]})
    officer = st.selectbox(
        words("orders.find"),
        officers,
        index=None,
        format_func=lambda one: plans.rank_of(one, ranks, words),
        placeholder=words("orders.find_how"),
        key="orders_officer",
    )
    if not officer:
        return
    own = [one for one in document["assignments"] if one["officer"] == officer]
    own.sort(key=lambda one: plans.local(one["start"]))
    names = session.names()
    total = sum(plans.length_h(one) for one in own)
    st.caption(words("orders.load", count=len(own), hours=f"{total:.0f}"))
    widgets.table(
        [words(f"col.{name}") for name in ("moment", "duty", "place")],
        [[plans.when(one, words), words(f"duty.{one['kind']}"), names[one["place"]]] for one in own],
    )
    st.download_button(
        words("orders.print_officer", officer=ltr(officer)),
        data=lambda: commander.officer_page(document, officer, language),
        file_name=f"{officer}.pdf",
        mime="application/pdf",
        on_click="ignore",
        icon=":material/print:",
    )
