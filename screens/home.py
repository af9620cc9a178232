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
from layers.words import ltr
from screens import home_day, home_now, links, reaching, session, sources, widgets
from screens.geo import SHELF

ENDANGERED = 5
"""Sites named beside the map; the table below it names all."""


def choose_on_map() -> None:
    """Remembers the site or station that was clicked on the map."""
    spot = widgets.clicked(session.HOME_MAP)
    if spot:
        place = session.place_at(*spot)
        st.session_state[session.CHOSEN] = place
        site = place[1] if place and place[0] == "site" else ""
        links.say(site=site)
        listed = list(session.site_table()["site"])
        widgets.select_row(session.HOME_TABLE, listed.index(site) if site in listed else None)


def choose_in_table() -> None:
    """Remembers the site whose row was chosen: the map moves until it is in view."""
    rows = st.session_state[session.HOME_TABLE]["selection"]["rows"]
    if rows:
        place = ("site", str(session.site_table()["site"].iloc[rows[0]]))
        st.session_state[session.CHOSEN] = place
        links.say(site=place[1])


def choose_from_address() -> None:
    """The site that a link names; what is chosen afterwards stands."""
    site = links.fresh("home", "site").get("site", "")
    if ("site", site) in session.degrees():
        st.session_state[session.CHOSEN] = ("site", site)


def endangered() -> None:
    """The most endangered sites of the coming days, each with its change; a press shows it on the map."""
    words, rows = session.words(), home_day.picture()["endangered"]
    if not rows:
        return
    said = words("home.change_help", days=words.number(rows[0]["days"]))
    st.header(
        words("home.endangered", days=words.number(rows[0]["days"])),
        anchor=False,
        help=said + "\n\n" + sources.source_of("today.risk_days", "today.change_share", "risk.half_life_days"),
    )
    with st.container(key="hif_endangered"):
        for row in rows[:ENDANGERED]:
            change = words(f"home.change_{row['change']}") if row["change"] else words("home.change_later")
            often = words("home.expected", odds=odds(row["score"], row["days"], words))
            name = sources.plain(f"{ltr(row['band'])} · {session.name_of(row['site'])}")
            links.leads("home", f"**{name}** · {sources.plain(often)} · {change}", words, site=row["site"])


def chosen_card() -> None:
    """The chosen site with the reasons of its risk, or the chosen station."""
    words = session.words()
    chosen = st.session_state.get(session.CHOSEN)
    row = session.row_of(*chosen) if chosen else None
    if row is None:
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
        lines=[words.sentence(risk["why"]) if risk else ""],
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
        widgets.bars(words("risk.parts"), bars(risk, words), words("home.used", count=words.number(session.used())))
        links.leads("risk", words("home.all_of_it"), words, icon=":material/arrow_forward:", site=key)


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
    left, right = st.columns([5, 7], gap="medium")
    # the map first: what is urgent takes a moment once a minute, and the map shall not wait for it
    with right:
        widgets.map_view(
            sheet.compose(session.drawn(), session.page(words("nav.home")), publish=session.publish),
            sheet.group(
                [*reaching.drawn(at if row else None, words), draw(CHOSEN_LAYER, mark, words)], publish=SHELF.put
            ),
            key=session.HOME_MAP,
            on_click=choose_on_map,
        )
        if row:
            reaching.offer(at, words)
            chosen_card()
        endangered()
    with left:
        home_now.urgent()
    st.header(words("home.table"), anchor=False, help=words("home.choose_what"))
    st.dataframe(
        session.site_table(),
        key=session.HOME_TABLE,
        on_select=choose_in_table,
        selection_mode="single-row",
        hide_index=True,
        height=320,
        column_order=["band", "name", "category", "community", "between"],
        column_config={
            "band": st.column_config.TextColumn(words("col.band"), width="small"),
            "name": st.column_config.TextColumn(words("col.name")),
            "category": st.column_config.TextColumn(words("col.category"), width="small"),
            "community": st.column_config.TextColumn(words("col.community"), width="small"),
            "between": st.column_config.NumberColumn(
                words("col.score"), format=words("col.one_in"), help=words("col.score_help")
            ),
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
    choose_from_address()
    picture()
    widgets.facts(home_day.counts())
    st.download_button(
        words("home.map_file"),
        data=session.map_file,
        file_name="hifazat-map.html",
        mime="text/html",
        help=words("home.map_file_what"),
        on_click="ignore",
    )


screen()
