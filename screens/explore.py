"""Explore: what happened, where and when; every number with what stands behind it, everything to be taken away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import shapely
import streamlit as st

from layers import page as pages
from layers.words import Words
from screens import (
    explore_filters,
    explore_says,
    explore_tabs,
    explore_time,
    explore_views,
    explorer,
    links,
    session,
    takeaway,
    widgets,
)
from screens.sources import source_of


def choose_on_map() -> None:
    """Picks the chosen incident that was clicked on the map; its row is chosen too."""
    spot = widgets.clicked(explorer.MAP)
    incident = explorer.nearest(*spot) if spot else None
    if incident:
        explorer.pick(incident, go=False)


def choose_area() -> None:
    """Asks only for what lies in the area that was drawn last; for all, when it was taken away."""
    shape = widgets.drawn(explorer.MAP)
    if shape is None or shape["type"] == "Polygon":
        explorer.change_to(shape=shapely.to_wkt(shapely.geometry.shape(shape), rounding_precision=5) if shape else "")


def table_key() -> str:
    """The key of the table: another one after a click on the map, so that the row can be chosen from here."""
    return f"{explorer.TABLE}_{st.session_state.get(explorer.PICKED, 0)}"


def choose_in_table() -> None:
    """Picks the incident whose row was chosen; the map goes there."""
    rows = st.session_state[table_key()]["selection"]["rows"]
    if rows:
        explorer.pick(str(listed()["incident"].iloc[rows[0]]), go=True)


def listed() -> pd.DataFrame:
    """The rows of the table, the newest first; on top of them the one that was clicked on the map, to be seen."""
    rows = explorer.chosen().rows
    on_top = rows["incident"] == st.session_state.get(explorer.CLICKED, "")
    return pd.concat([rows[on_top], rows[~on_top]]).head(explorer.ROWS_MOST)


def figures() -> None:
    """What is shown, its rate and its change, each with where it comes from; below them what is left out and why."""
    words, chosen = session.words(), explorer.chosen()
    first, last = explorer.period()
    days = (last - first).days + 1
    whole = explorer.compared("kind")["rows"][0]
    before = whole["before_ratio"]
    per_year = session.flow.rate(len(chosen.rows), days)
    change = explore_says.verdict(whole["before_change"], words)
    with st.container(horizontal=True, key="explore_figures"):
        for name, value, more in (
            ("shown", words("explore.shown_of", shown=words.number(len(chosen.rows)), of=words.number(chosen.of)), ""),
            ("per_year", explore_tabs.rate(per_year, words), ""),
            ("against", _against(before, words), source_of("report.few_now", "report.few_before")),
            ("left_out", words.number(chosen.of - len(chosen.rows)), ""),
        ):
            st.metric(
                words(f"explore.{name}"),
                value,
                delta=change if name == "against" else None,
                delta_color="off",
                delta_arrow="off",
                help="\n\n".join(filter(None, (words(f"explore.{name}_help"), more))),
                width="content",
            )
    said = [f"{part}." if not part.endswith((".", "۔")) else part for part in _left_out(words, chosen)]
    st.caption(" ".join(said))


def _against(ratio: Mapping[str, Any] | None, words: Words) -> str:
    if ratio is None or ratio["best"] is None:
        return words("explore.none_before")
    return explore_says.ratio(ratio, words)


def _left_out(words: Words, chosen: Any) -> list[str]:
    joined = ("; " if words.direction == "ltr" else "؛ ").join(explore_says.left_out(chosen))
    parts = [joined]
    if chosen.doubtful:
        parts.append(words("explore.doubtful", count=words.number(chosen.doubtful)))
    off = int((chosen.rows["place_precision"] == 3).sum())
    if off:
        parts.append(words("explore.not_on_map", count=words.number(off)))
    if explorer.is_narrowed():
        parts.append(words("explore.others_back"))
    if len(chosen.rows) > explorer.MARKS_MOST:
        side = words.number(session.config().report.hotspot_cell_m)
        parts.append(words("explore.by_cell", count=words.number(len(chosen.rows)), metres=side))
    return parts


def record_card(record: Mapping[str, Any] | None) -> None:
    """The whole record of the picked incident, and the sites near it with their risk."""
    words = session.words()
    if record is None:
        widgets.card(words("explore.pick"), lines=[words("explore.pick_what")])
        return
    widgets.card(
        f"{words.one_of('incident', record['kind'])} · {record['incident']}",
        big=True,
        facts=explore_says.facts(record, words),
    )
    st.subheader(words("explore.near"), anchor=False)
    if not record["sites"]:
        st.caption(words("explore.near_rough"))
        return
    st.caption(words("explore.near_what"))
    for one in record["sites"]:
        label = words("explore.near_says", name=session.name_of(one["site"]), metres=words.number(one["metres"]))
        links.leads("risk", label, words, icon=":material/place:", site=one["site"])


def table() -> None:
    """The chosen incidents: the twin of the map for keyboard and print."""
    words, rows = session.words(), listed()
    whole = explorer.chosen().rows
    st.subheader(words("explore.table"), anchor=False)
    if len(whole) > len(rows):
        st.caption(words("explore.table_some", count=words.number(len(rows)), of=words.number(len(whole))))
    incident = st.session_state.get(explorer.INCIDENT)
    at = [n for n, one in enumerate(rows["incident"]) if one == incident]
    shown = _shown(rows, words)
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    st.dataframe(
        shown,
        key=table_key(),
        on_select=choose_in_table,
        selection_mode="single-row",
        selection_default={"selection": {"rows": at}} if at else None,
        hide_index=True,
        height=340,
        column_config={
            "incident": text(words("explore.col_id")),
            "day": st.column_config.DateColumn(words("explore.col_day"), format="DD.MM.YYYY"),
            "kind": text(words("explore.col_kind")),
            "severity": number(words("explore.col_severity"), width="small"),
            **{
                name: text(words(f"explore.col_{name}"))
                for name in ("community", "area", "site", "place", "trigger", "reporter", "source")
            },
        },
        alt=words("explore.table"),
    )
    takeaway.table(
        _shown(whole, words).rename(columns=_HEADS),
        "incidents",
        words=words,
        query=explorer.query_of(),
        classification="restricted",
        key="ex_table",
    )


_HEADS = {"area": "tehsil", "place": "place_known_to", "reporter": "reported_by"}


def _shown(rows: pd.DataFrame, words: Words) -> pd.DataFrame:
    names = {one: session.name_of(one) if one else "" for one in rows["site"].unique()}
    areas = {one: explore_says.area_name(one) if one else "" for one in rows["tehsil"].unique()}
    return pd.DataFrame(
        {
            "incident": rows["incident"],
            "day": rows["day"],
            "kind": rows["kind"].map(lambda one: words.one_of("incident", one)),
            "severity": rows["severity"],
            "community": rows["community"].map(lambda one: words.one_of("community", one)),
            "area": [areas[one] for one in rows["tehsil"]],
            "site": [names[one] for one in rows["site"]],
            "place": rows["place_precision"].map(lambda one: words(f"explore.place_{one}")),
            "trigger": rows["trigger"],
            "reporter": rows["reported_by"].map(lambda one: words.one_of("reporter", one)),
            "source": rows["source"],
        }
    )


@st.fragment
@widgets.tells_faults
def picture() -> None:
    """Choices, time, map, record and table together: one click redraws these and nothing else."""
    words = session.words()
    fault = st.session_state.pop(explorer.FAULT, None)
    if fault is not None:
        st.caption(words("explore.bad_link"))
        widgets.fault(fault, words)
    explore_views.views()
    explore_filters.fold()
    explore_filters.choices()
    explore_time.span()
    with st.container(key="explore_bars_box"):
        explore_time.bars()
    explorer.say()
    explore_views.here()
    figures()
    if explorer.chosen().rows.empty:
        widgets.card(words("explore.nothing"), lines=[words("explore.nothing_what")], mood="note")
    left, right = st.columns([6, 4], gap="medium")
    with left:
        widgets.map_view(
            explorer.base_map(words("nav.explore")),
            explorer.changes(),
            key=explorer.MAP,
            on_click=choose_on_map,
            on_draw=choose_area,
            center=st.session_state.get(explorer.CENTER),
        )
    with right:
        record_card(explorer.record())
    table()
    explore_tabs.tabs()
    explore_tabs.defend()


@widgets.tells_faults
def screen() -> None:
    """The whole screen."""
    words = session.words()
    scene = session.scene()
    widgets.title(words("nav.explore"), words, notes=pages.notes_of(scene, words))
    if scene.incidents.empty:
        widgets.card(words("explore.none_title"), lines=[words("explore.none_what")], mood="note")
        st.page_link("screens/data.py", label=words("explore.none_open"))
        return
    explorer.arrive()
    picture()


screen()
