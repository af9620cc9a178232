"""Risk: where it is dark and why, day by day; how likely, how bad and both; whether the list would have held."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from layers import page as pages
from layers import tools
from layers.odds import odds, odds_between, percent, rounded
from layers.risk import bars
from planner.tables.risk import BANDS
from screens import analysis, analyst, charts, links, month, session, takeaway, widgets

MATTER = 6
"""Past incidents that are listed; those after them are worth next to nothing."""
BANDS_KEPT = "risk_bands"
TEXT_KEPT = "risk_text"
VALUE_DAYS = 1000
"""Parts are shown in incidents in so many days like these: of one day they would be too small to read."""


def choose_on_map() -> None:
    """Remembers the site that was clicked on the map."""
    spot = widgets.clicked(analyst.RISK_MAP)
    if spot:
        place = session.place_at(*spot)
        st.session_state[session.CHOSEN] = place if place and place[0] == "site" else None
        listed = list(shown_sites(st.session_state.get(analyst.RISK_SPAN, 0))["site"])
        widgets.select_row(analyst.RISK_TABLE, listed.index(place[1]) if place and place[1] in listed else None)


def choose_in_table() -> None:
    """Remembers the site whose row was chosen: the map moves until it is in view."""
    rows = st.session_state[analyst.RISK_TABLE]["selection"]["rows"]
    if rows:
        span = st.session_state.get(analyst.RISK_SPAN, 0)
        st.session_state[session.CHOSEN] = ("site", str(shown_sites(span)["site"].iloc[rows[0]]))


def choose_from_address() -> None:
    """The site that a link names; what is chosen afterwards stands."""
    site = links.fresh("risk", "site").get("site", "")
    if ("site", site) in session.degrees():
        st.session_state[session.CHOSEN] = ("site", site)


def forget_rows() -> None:
    """Another filter: a row that was chosen is another one now."""
    widgets.select_row(analyst.RISK_TABLE, None)


def shown_sites(span: int) -> pd.DataFrame:
    """The sites of the list that the filters leave."""
    table = analyst.site_table(span)
    bands, text = st.session_state.get(BANDS_KEPT) or (), (st.session_state.get(TEXT_KEPT) or "").strip().casefold()
    if bands:
        table = table[table["band"].isin(bands)]
    if text:
        said = table["site"] + " " + table["name"] + " " + table["community"]
        table = table[said.str.casefold().str.contains(text, regex=False)]
    return table


def filters(span: int) -> None:
    """Which sites are listed; those that are not step back on the map too."""
    words = session.words()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.pills(
            words("filter.bands"), BANDS, selection_mode="multi", key=BANDS_KEPT, on_change=forget_rows, width="content"
        )
        st.text_input(words("filter.text"), key=TEXT_KEPT, on_change=forget_rows, width=260)
        shown, all_of = len(shown_sites(span)), len(analyst.site_table(span))
        if shown < all_of:
            st.caption(words("filter.count", shown=words.number(shown), all=words.number(all_of)), width="content")


def slider() -> int:
    """The time slider: all days together, or one of them; below it what is special about that day."""
    words = session.words()

    def said(span: int) -> str:
        day = analyst.day_of(span)
        if day is None:
            return words("risk.all_days", days=analyst.HORIZON_DAYS)
        return words.short_day(day)

    span = st.select_slider(
        words("risk.slider"),
        range(len(analyst.spans())),
        format_func=said,
        key=analyst.RISK_SPAN,
        help=words("risk.slider_what"),
    )
    charts.days(analyst.by_day(), span, words)
    day = analyst.day_of(span)
    if day is not None:
        names = (", " if words.direction == "ltr" else "، ").join(analyst.occasions_of(day))
        st.caption(words("risk.occasions", names=names) if names else words("risk.no_occasions"))
    return int(span)


def how_likely_how_bad(row: Mapping[str, Any], whole: Mapping[str, Any]) -> None:
    """The two questions apart, and the one that ranks; the band of ours beside the published category."""
    words, judged = session.words(), whole["vulnerability"]
    widgets.card(
        words.name(session.row_of("site", row["site"]) or row, "site"),
        band=row["band"],
        big=True,
        facts=[
            (
                words("risk.likely"),
                words(
                    "risk.likely_says",
                    odds=odds(row["score"], row["days"], words),
                    between=odds_between(row["low"], row["high"], row["days"], words),
                ),
            ),
            (words("risk.chance"), words("risk.chance_says", chance=percent(row["chance"]), days=f"{row['days']:.0f}")),
            (
                words("risk.bad"),
                words(
                    "risk.bad_says",
                    harm=f"{row['harm']:.1f}",
                    points=f"{judged['total']:.0f}",
                    low=f"{judged['low']:.0f}",
                    high=f"{judged['high']:.0f}",
                ),
            ),
            (words("risk.both"), words("risk.both_says", rank=row["rank"], of=row["of"], band=row["band"])),
            (
                words("risk.published"),
                words(
                    "risk.published_says",
                    category=judged["category"] or words("say.none"),
                    ours=judged["vulnerability_band"],
                ),
            ),
            (words("risk.grade"), words.one_of("grade", row["grade"])),
        ],
    )


def parts_card(row: Mapping[str, Any]) -> None:
    """The parts, which add up to the score."""
    words = session.words()
    scale = VALUE_DAYS / row["days"]
    lines = [(label, share, f"{share * row['score'] * scale:.2f} · {text}") for label, share, text in bars(row, words)]
    total = words("risk.sum", value=words.number(row["score"] * scale, 2), days=words.number(VALUE_DAYS))
    widgets.bars(words("risk.parts"), lines, total)


def incidents_card(whole: Mapping[str, Any]) -> None:
    """The past incidents that matter most here, with distance, age, and what the score would be without each."""
    words = session.words()
    found = [one for one in whole["incidents"] if one["worth"] > 0][:MATTER]
    st.subheader(words("risk.matter"), anchor=False, help=words("risk.matter_what"))
    if not found:
        st.caption(words("risk.none_matter"))
        return
    score = whole["score"] or 1.0
    widgets.table(
        [words("col.what"), words("col.away"), words("col.ago"), words("col.worth")],
        [
            [
                words.one_of("incident", one["kind"]),
                words("risk.metres", about="~" if one["is_vague"] else "", metres=rounded(one["distance_m"])),
                words("risk.days", days=f"{one['days_ago']:,.0f}"),
                percent(one["worth"] / score),
            ]
            for one in found
        ],
        numbers=(3,),
    )


def why_card(whole: Mapping[str, Any]) -> None:
    """The reasons in sentences."""
    words, judged = session.words(), whole["vulnerability"]
    widgets.card(
        words("risk.why"), lines=[words.sentence(text) for text in (whole["sentence"], judged["why"], judged["note"])]
    )


def explanation(span: int) -> None:
    """All about the chosen site."""
    words = session.words()
    chosen = st.session_state.get(session.CHOSEN)
    row = analyst.row_of(chosen[1], span) if chosen and chosen[0] == "site" else None
    if row is None:
        widgets.card(words("risk.choose"), lines=[words("risk.choose_what")])
        widgets.card(words("risk.read"), items=[words(f"risk.read_{n}") for n in range(1, 5)])
        return
    whole = analyst.explained(row["site"])
    how_likely_how_bad(row, whole)
    parts_card(row)
    incidents_card(whole)
    why_card(whole)


def sites_table(span: int) -> None:
    """All sites, highest priority first: the twin of the map for keyboard and print."""
    words = session.words()
    table = shown_sites(span)
    st.subheader(words("risk.table"), anchor=False)
    filters(span)
    if table.empty:
        widgets.card(words("filter.none"), mood="note")
        return
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    st.dataframe(
        table,
        key=analyst.RISK_TABLE,
        on_select=choose_in_table,
        selection_mode="single-row",
        hide_index=True,
        height=320,
        column_order=[name for name in table.columns if name != "site"],
        column_config={
            "rank": number(words("col.rank"), width="small"),
            "band": text(words("col.band"), width="small"),
            "name": text(words("col.name")),
            "category": text(words("col.category"), width="small"),
            "between": number(words("col.between"), format=words("col.one_in"), help=words("col.between_help")),
            "often": number(words("col.often"), format=words("col.one_in")),
            "seldom": number(words("col.seldom"), format=words("col.one_in")),
            "chance": number(words("col.chance"), format="%.2f %%"),
            "harm": number(words("col.harm"), format="%.1f ×", help=words("col.harm_help")),
            "grade": text(words("col.grade")),
            "community": text(words("col.community")),
        },
    )
    asked = {"as_of": session.today().isoformat(), "days": str(analyst.HORIZON_DAYS), "span": str(span)}
    query = takeaway.Query(words("risk.table"), "risk", asked)
    takeaway.table(table, "risk", words=words, query=query, classification="restricted", key="risk_file")


@st.fragment
@widgets.tells_faults
def picture() -> None:
    """Slider, map, reasons and table together: one click redraws these and nothing else."""
    words = session.words()
    chosen = st.session_state.get(session.CHOSEN)
    at = session.degrees().get(chosen) if chosen and chosen[0] == "site" else None
    row = session.row_of(*chosen) if at else None
    mark = {"longitude": at[0], "latitude": at[1], "name": ""} if at and row else None
    left, right = st.columns([6, 4], gap="medium")
    with left:
        span = slider()
        changes = analyst.changes(span, mark)
        shown = shown_sites(span)["site"]
        if len(shown) < len(analyst.site_table(span)):
            changes.add_child(tools.only(("risk", "reasons"), shown))
        widgets.map_view(analyst.base_map(words("nav.risk")), changes, key=analyst.RISK_MAP, on_click=choose_on_map)
    with right:
        explanation(span)
    sites_table(span)


@widgets.tells_faults
def screen() -> None:
    """The whole screen."""
    words = session.words()
    scene = session.scene()
    widgets.title(words("nav.risk"), words, notes=pages.notes_of(scene, words))
    if scene.sites.empty:
        widgets.nothing_yet(words)
        return
    choose_from_address()
    with st.spinner(words("risk.working"), show_time=True):
        figures = analyst.figures()
    widgets.facts(figures)
    picture()
    analysis.tabs()
    month.offer(words)


screen()
