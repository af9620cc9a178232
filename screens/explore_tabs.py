"""Below the map: more or fewer than before, hours and weekdays, where incidents gather, and how to defend it all."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from layers.words import Words
from screens import analysis, analyst, charts, explore_says, explorer, links, session, takeaway, waiting, widgets
from screens.sources import source_of

TABS = ("trends", "hours", "places")
OPEN = "explore_tabs_open"
BY = "explore_by"
PLACES_BY = "explore_places_by"
LOOKED = "explore_looked_back"
PLACE = "explore_place"
GROUPS = ("kind", "tehsil", "community", "trigger")
_CALLED = {"kind": "explore.kind", "tehsil": "explore.col_area", "community": "explore.community"}


def tabs() -> None:
    """The tabs; only the one that is open is worked out."""
    words = session.words()
    made = st.tabs([words(f"explore.tab_{name}") for name in TABS], key=OPEN, on_change="rerun")
    for tab, draw in zip(made, (trends, hours, places), strict=True):
        if tab.open:
            with tab:
                draw()


def trends() -> None:
    """What is chosen against the time before, by group, with the doubt."""
    words = session.words()
    by = st.segmented_control(
        words("explore.by"),
        GROUPS,
        format_func=lambda one: words(_CALLED.get(one, "explore.trigger")),
        default=GROUPS[0],
        key=BY,
    )
    found = explorer.compared(by or GROUPS[0])
    few = session.config().report
    st.caption(
        words(
            "explore.trends_what",
            **{f"{end}_day": explore_says.day(found["now"][end], words) for end in ("from", "to")},
        ),
        help=source_of("report.few_now", "report.few_before"),
    )
    if not (found["before"]["known"] or found["year"]["known"]):
        widgets.card(words("explore.trends_short"), mood="note")
    rows = [{**row, "label": _group(found["by"], row["group"], words)} for row in found["rows"]]
    pairs = [{"label": row["label"], "now": row["now"], "before": row["before"]} for row in rows[1:]]
    query = explorer.query_of("incidents/compared", by=found["by"])
    name = f"compared-{found['by']}"
    if pairs:
        now, before = words("explore.now"), words("explore.before")
        charts.pairs(pairs, now=now, before=before, title=words("explore.count"), key="explore_pairs")
        picture = takeaway.Picture(words("explore.tab_trends"), "pairs", pairs, words("explore.count"), (now, before))
        takeaway.chart(picture, name, words=words, query=query, classification="restricted", key="ex_pairs")
    frame = pd.DataFrame(
        [
            {
                words(_CALLED.get(found["by"], "explore.trigger")): row["label"],
                words("explore.col_now"): words.number(row["now"], _places(row["now"])),
                words("explore.col_before"): words.number(row["before"], _places(row["before"])),
                words("explore.col_ratio"): explore_says.ratio(row["before_ratio"], words),
                words("explore.col_means"): explore_says.verdict(row["before_change"], words),
                words("explore.col_year"): words.number(row["year"], _places(row["year"])),
                words("explore.col_year_ratio"): explore_says.ratio(row["year_ratio"], words),
                words("explore.col_year_means"): explore_says.verdict(row["year_change"], words),
            }
            for row in rows
        ]
    )
    widgets.table(list(frame.columns), frame.to_numpy().tolist(), numbers=(1, 2, 3, 5, 6), low=len(frame) > 12)
    takeaway.table(frame, name, words=words, query=query, classification="restricted", key="ex_compared")
    st.caption(words("explore.trends_small", now=few.few_now, before=few.few_before))


def _places(value: float) -> int:
    return 0 if float(value).is_integer() else 1


def _group(by: str, group: str, words: Words) -> str:
    if group == "all":
        return words("group.all")
    if by == "tehsil":
        return explore_says.area_name(group)
    if by == "trigger":
        return explore_says.stated(group, "trigger_none", words)
    return words.one_of({"kind": "incident", "community": "community"}[by], group)


def hours() -> None:
    """Weekday by hour, of those whose hour is stated."""
    words, found = session.words(), session.flow.by_hour(explorer.chosen().rows)
    st.caption(words("explore.heat_known", known=words.number(found["known"]), unknown=words.number(found["unknown"])))
    cells = [
        {"row": words(f"weekday.{day}"), "column": hour, "value": count}
        for day, line in enumerate(found["cells"])
        for hour, count in enumerate(line)
    ]
    base = alt.Chart(pd.DataFrame(cells)).encode(
        x=alt.X("column:O", title=words("explore.hour"), axis=alt.Axis(labelAngle=0)),
        y=alt.Y("row:N", sort=None, title=None),
    )
    most = max(cell["value"] for cell in cells)
    shade = alt.Scale(range=["#f6f4ef", "#56106e"], domain=[0, max(most, 1)])
    tiles = base.mark_rect(stroke="#fff").encode(
        color=alt.Color("value:Q", scale=shade, legend=None),
        tooltip=[
            alt.Tooltip("row:N", title=words("explore.weekday")),
            alt.Tooltip("column:O", title=words("explore.hour")),
            alt.Tooltip("value:Q", title=words("explore.count")),
        ],
    )
    number = base.transform_filter("datum.value > 0").mark_text(fontSize=11)
    number = number.encode(
        text="value:Q", color=alt.condition(f"datum.value > {most / 2}", alt.value("#fff"), alt.value("#2b2700"))
    )
    st.altair_chart((tiles + number).properties(height=260), key="explore_heat", alt=words("explore.heat"))
    query = explorer.query_of("incidents/by-hour")
    picture = takeaway.Picture(
        words("explore.heat"), "heat", [{**one, "column": str(one["column"])} for one in cells], words("explore.hour")
    )
    takeaway.chart(picture, "incidents-by-hour", words=words, query=query, classification="restricted", key="ex_heat")
    frame = pd.DataFrame(found["cells"], columns=[f"{hour:02d}" for hour in range(24)])
    frame.insert(0, words("explore.weekday"), [words(f"weekday.{day}") for day in range(7)])
    takeaway.table(frame, "incidents-by-hour", words=words, query=query, classification="restricted", key="ex_hours")


def places() -> None:
    """The places with most of what is chosen, with the doubt of each, and whether such a list would have held."""
    words = session.words()
    by = st.segmented_control(
        words("explore.places_by"),
        ("site", "cell"),
        format_func=lambda one: words("explore.by_site" if one == "site" else "explore.by_cells"),
        default="site",
        key=PLACES_BY,
        help=source_of("risk.site_reach_m", "report.hotspot_cell_m"),
    )
    found = explorer.places(by or "site")
    st.caption(words("explore.places_what"))
    if found["unplaced"]:
        st.caption(words("explore.places_unplaced", count=words.number(found["unplaced"])))
    rows = [{**row, "label": _place(found["by"], row["place"], words)} for row in found["rows"]]
    if not rows:
        widgets.card(words("explore.nothing"), lines=[words("explore.nothing_what")], mood="note")
    else:
        _listed(found, rows, words)
    st.subheader(words("explore.would_hold"), anchor=False)
    would_hold()


def _listed(found: Mapping[str, Any], rows: list[dict[str, Any]], words: Words) -> None:
    query, name = explorer.query_of("incidents/places", by=found["by"]), f"hot-spots-{found['by']}"
    points = [{"label": row["label"], **row["per_year"], "note": str(row["count"])} for row in rows]
    charts.intervals(points, title=words("explore.col_rate"), words=words, key="explore_spots")
    picture = takeaway.Picture(words("explore.tab_places"), "intervals", points, words("explore.col_rate"))
    takeaway.chart(picture, name, words=words, query=query, classification="restricted", key="ex_spots")
    frame = pd.DataFrame(
        [
            {
                words("explore.col_rank"): number,
                words("explore.col_where"): row["label"],
                words("col.id"): row["place"],
                words("explore.col_count"): words.number(row["count"]),
                words("explore.col_rate"): rate(row["per_year"], words),
                words("explore.col_last"): explore_says.day(row["last"], words),
            }
            for number, row in enumerate(rows, start=1)
        ]
    )
    widgets.table(list(frame.columns), frame.to_numpy().tolist(), numbers=(0, 3, 4), times=(5,))
    takeaway.table(frame, name, words=words, query=query, classification="restricted", key="ex_places")
    if found["by"] == "site":
        labels = {row["place"]: row["label"] for row in rows}
        with st.container(horizontal=True, vertical_alignment="bottom"):
            site = st.selectbox(words("explore.open_which"), list(labels), format_func=labels.__getitem__, key=PLACE)
            links.leads("risk", words("explore.open_risk"), words, site=site)


def rate(per_year: Mapping[str, float], words: Words) -> str:
    """A yearly rate with its interval."""
    return words("explore.per_year_says", **{end: words.number(per_year[end], 1) for end in ("low", "best", "high")})


def _place(by: str, place: str, words: Words) -> str:
    return session.name_of(place) if by == "site" else words("explore.cell_name", name=place)


def would_hold() -> None:
    """The list of sites tried on the past, when it is asked for: it takes the machine for a while."""
    words = session.words()
    if not st.session_state.get(LOOKED):
        st.caption(words("explore.would_hold_what"))
        if not st.button(words("explore.look_back"), key="explore_look"):
            return
        st.session_state[LOOKED] = True
    job = analyst.past()
    if not job.ended.is_set():
        waiting.shown(
            job,
            words,
            label=lambda job: words(f"holds.{(job.said or ('list',))[0]}"),
            done=lambda job: job.said[1] if job.said else 0,
            of=lambda job: job.said[2] if job.said else 1,
            stop=words("holds.stop"),
            key="explore_past",
        )
        return
    if job.crash is not None or job.fault is not None:
        raise job.crash or job.fault  # type: ignore[misc]
    analysis.hindsight_card(job.result["hindsight"])


def defend() -> None:
    """The commands that give the same numbers: nothing here can be had on the screen alone."""
    words = session.words()
    with st.expander(words("explore.defend")):
        st.caption(words("explore.defend_what"))
        st.code(f"{command()}\nhifazat explain {_example()}", language=None)
        st.caption(explore_says.sentence())


def command() -> str:
    """The verb that gives what is shown."""
    said = [f"--{name} {shlex.quote(text)}" for name, text in st.session_state[explorer.QUERY].items()]
    return " ".join(["hifazat incidents", *(one.replace("--every 1", "--every") for one in said)])


def _example() -> str:
    sites = [one for one in explorer.chosen().rows["site"].head(50) if one]
    return sites[0] if sites else "SITE"
