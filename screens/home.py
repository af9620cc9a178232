"""Today's picture: where the sites are, what happened, how endangered they are, and what is not covered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from layers import page as pages
from layers import sheet
from layers.base import draw
from layers.chosen import LAYER as CHOSEN_LAYER
from layers.odds import odds, odds_between, percent
from layers.risk import bars
from screens import session, widgets

LISTED = 6
"""Needs left open that are named in the box; the plan's screen names all."""


def choose_on_map() -> None:
    """Remembers the site or station that was clicked on the map."""
    spot = widgets.clicked(session.HOME_MAP)
    if spot:
        st.session_state[session.CHOSEN] = session.place_at(*spot)
        st.session_state.pop(session.HOME_CENTER, None)


def choose_in_table() -> None:
    """Remembers the site whose row was chosen, and that the map should go there."""
    rows = st.session_state[session.HOME_TABLE]["selection"]["rows"]
    if rows:
        place = ("site", str(session.site_table()["site"].iloc[rows[0]]))
        st.session_state[session.CHOSEN] = place
        longitude, latitude = session.degrees()[place]
        st.session_state[session.HOME_CENTER] = (latitude, longitude)


def gaps_card() -> None:
    """What today's plan leaves open, first of all."""
    words = session.words()
    plan, gaps = session.open_today()
    if plan is None:
        widgets.card(words("home.no_plan"), lines=[words("home.no_plan_what")], mood="note")
        st.page_link("screens/plan.py", label=words("home.make_plan"), icon=":material/arrow_forward:")
    elif gaps:
        items = [f"{session.name_of(gap['place'])}: {gap['missing']}" for gap in gaps[:LISTED]]
        if len(gaps) > LISTED:
            items.append(words("say.more", count=len(gaps) - LISTED))
        widgets.card(words("home.gaps", count=len(gaps)), items=items, mood="bad")
    else:
        widgets.card(words("home.covered"), mood="good")


def chosen_card() -> None:
    """The chosen site with the reasons of its risk, or the chosen station."""
    words = session.words()
    chosen = st.session_state.get(session.CHOSEN)
    row = session.row_of(*chosen) if chosen else None
    if row is None:
        widgets.card(words("home.choose"), lines=[words("home.choose_what")])
        return
    kind, key = chosen
    name = words.name(row, kind)
    if kind == "station":
        desk = words("legend.desk") if row["has_desk"] else words(f"legend.{row['kind']}")
        widgets.card(name, facts=[(words("col.kind"), desk), (words("col.id"), key)])
        return
    risk = session.risk_of(key)
    widgets.card(
        name,
        band=risk["band"] if risk else "",
        lines=[risk["why"] if risk else ""],
        facts=[
            *(likely_facts(risk) if risk else ()),
            (words("col.kind"), words.one_of("place", row["kind"])),
            (words("col.community"), words.one_of("community", row["community"])),
            (words("col.category"), row["category"] or words("say.none")),
            (words("col.service"), row["service_times"]),
            (words("col.id"), key),
        ],
    )
    if risk:
        widgets.bars(words("risk.parts"), bars(risk, words), words("home.used", count=f"{session.used():,}"))
        st.page_link("screens/risk.py", label=words("home.all_of_it"), icon=":material/arrow_forward:")


def likely_facts(risk: Mapping[str, Any]) -> list[tuple[str, str]]:
    """How likely an incident is today, with its interval, and what supports that."""
    words = session.words()
    said = words(
        "risk.likely_says",
        odds=odds(risk["score"], risk["days"], words),
        between=odds_between(risk["low"], risk["high"], risk["days"], words),
    )
    return [
        (words("risk.likely"), said),
        (words("risk.chance"), words("home.chance", chance=percent(risk["chance"]))),
        (words("risk.grade"), words.one_of("grade", risk["grade"])),
    ]


@st.fragment
@widgets.tells_faults
def picture() -> None:
    """Map, reasons and table together: one click redraws these and nothing else."""
    words = session.words()
    chosen = st.session_state.get(session.CHOSEN)
    at = session.degrees().get(chosen) if chosen else None
    row = session.row_of(*chosen) if chosen else None
    mark = {"longitude": at[0], "latitude": at[1], "name": words.name(row, chosen[0])} if at and row else None
    left, right = st.columns([7, 3], gap="medium")
    with left:
        widgets.map_view(
            sheet.compose(session.drawn(), session.page(words("nav.home")), publish=session.publish),
            sheet.group([draw(CHOSEN_LAYER, mark, words)]),
            key=session.HOME_MAP,
            on_click=choose_on_map,
            center=st.session_state.get(session.HOME_CENTER),
        )
    with right:
        gaps_card()
        chosen_card()
    st.subheader(words("home.table"), anchor=False)
    st.dataframe(
        session.site_table(),
        key=session.HOME_TABLE,
        on_select=choose_in_table,
        selection_mode="single-row",
        hide_index=True,
        height=320,
        column_order=["band", "name", "category", "community", "between", "why"],
        column_config={
            "band": st.column_config.TextColumn(words("col.band"), width="small"),
            "name": st.column_config.TextColumn(words("col.name")),
            "category": st.column_config.TextColumn(words("col.category"), width="small"),
            "community": st.column_config.TextColumn(words("col.community"), width="small"),
            "between": st.column_config.NumberColumn(
                words("col.score"), format=words("col.one_in"), help=words("col.score_help")
            ),
            "why": st.column_config.TextColumn(words("col.why"), width="large"),
        },
    )


@widgets.tells_faults
def screen() -> None:
    """The whole screen."""
    words = session.words()
    scene = session.scene()
    widgets.title(words("nav.home"), words, notes=pages.notes_of(scene, words))
    if scene.sites.empty:
        widgets.nothing_yet(words)
        return
    widgets.facts(session.counts())
    picture()
    st.download_button(
        words("home.map_file"),
        data=session.map_file,
        file_name="hifazat-map.html",
        mime="text/html",
        help=words("home.map_file_what"),
        on_click="ignore",
    )


screen()
