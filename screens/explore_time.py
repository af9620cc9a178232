"""The time of the explore screen: a slider from and to, presets, and bars that can be dragged over or clicked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from layers.base import BLUE
from layers.words import Words
from screens import explorer, session, takeaway

PRESETS = (30, 90, 365, 0)
BARS = "explore_bars"
_EPOCH = date(1970, 1, 1).toordinal()
_PALE = "#cfe0ec"


def span() -> None:
    """From and to, by slider or preset."""
    words = session.words()
    first, last = explorer.bounds()
    low, high = explorer.period()
    # what a link asks for may lie outside of what there is
    low, high = (min(max(day, first), last) for day in (low, high))
    if st.session_state.get(explorer.SPAN) != (low, high):
        st.session_state[explorer.SPAN] = (low, high)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for days in PRESETS:
            name = words(f"explore.preset_{days or 'all'}")
            st.button(name, key=f"explore_preset_{days}", on_click=_preset, args=(days,), type="tertiary")
        st.toggle(words("explore.zoomed"), key=explorer.ZOOMED)
        st.button(
            words("explore.clear"),
            key="explore_clear",
            on_click=_clear,
            help=words("explore.clear_help"),
            icon=":material/restart_alt:",
        )
    st.slider(
        words("explore.span"),
        first,
        last,
        key=explorer.SPAN,
        format="DD.MM.YYYY",
        help=words("explore.span_help"),
        on_change=_moved,
    )


def _moved() -> None:
    low, high = st.session_state[explorer.SPAN]
    explorer.change_to(start=low, last=high)


def _preset(days: int) -> None:
    first, last = explorer.bounds()
    explorer.change_to(start=max(first, last - timedelta(days=days - 1)) if days else first, last=last)


def _clear() -> None:
    from screens import explore_filters

    explore_filters.forget_area()
    explorer.ask(explorer.usual())


def brushed() -> None:
    """Takes the days that were dragged over, or those of the bar that was clicked."""
    said = st.session_state[BARS]["selection"]
    first, last = explorer.bounds()
    if at := said.get("brush", {}).get("at"):
        low, high = (date.fromordinal(int(end) + _EPOCH) for end in sorted(at))
    elif bar := said.get("bar"):
        low, high = (date.fromordinal(int(bar[0][end]) + _EPOCH) for end in ("at", "end"))
        high -= timedelta(days=1)
    else:
        return
    low, high = (min(max(day, first), last) for day in (low, high))
    explorer.change_to(start=low, last=high)


def bars() -> None:
    """How many there were over time; those of the period stand out. All the time there is, or the period alone."""
    words, (low, high) = session.words(), explorer.period()
    zoomed = bool(st.session_state.get(explorer.ZOOMED))
    first, last = (low, high) if zoomed else explorer.bounds()
    flow = session.flow
    step = flow.step_for(first, last)
    rows = flow.by_time(explorer.timeless().rows, first, last, step)
    title = words(f"explore.by_{step}")
    frame = pd.DataFrame(
        [
            {
                "at": _number(row["from"]),
                "end": _number(row["to"]) + 1,
                "count": row["count"],
                "on": row["from"] <= high.isoformat() and row["to"] >= low.isoformat(),
                "said": _said(row, words),
            }
            for row in rows
        ]
    )
    st.altair_chart(
        _chart(frame, title, words),
        key=BARS,
        on_select=brushed,
        selection_mode=["brush", "bar"],
        alt=words("explore.bars_alt"),
    )
    query = explorer.query_of("incidents/over-time", step=step, bars_from=rows[0]["from"], bars_to=rows[-1]["to"])
    picture = takeaway.Picture(
        title,
        "columns",
        [
            {"label": row["from"], "value": row["count"], "ours": bool(on)}
            for row, on in zip(rows, frame["on"], strict=True)
        ],
        words("explore.count"),
    )
    takeaway.chart(picture, f"incidents-{step}", words=words, query=query, classification="restricted", key="ex_bars")


def _number(day: str) -> int:
    return date.fromisoformat(day).toordinal() - _EPOCH


def _said(row: dict[str, Any], words: Words) -> str:
    first, last = (words.day(date.fromisoformat(row[end])) for end in ("from", "to"))
    return first if row["from"] == row["to"] else f"{first} – {last}"


def _chart(frame: pd.DataFrame, title: str, words: Words) -> Any:
    # days as numbers: a moment would be read in the time zone of the browser
    axis = alt.Axis(labelExpr="utcFormat(datum.value * 864e5, '%d.%m.%y')", grid=False, title=None, tickMinStep=1)
    brush = alt.selection_interval(name="brush", encodings=["x"])
    bar = alt.selection_point(name="bar", fields=["at", "end"], on="click", clear=False)
    return (
        alt.Chart(frame)
        .mark_bar(stroke="#3a352d", strokeWidth=0.5)
        .encode(
            x=alt.X("at:Q", axis=axis, scale=alt.Scale(zero=False, nice=False, padding=4)),
            x2="end:Q",
            y=alt.Y("count:Q", title=title, axis=alt.Axis(tickMinStep=1, tickCount=4)),
            y2=alt.datum(0),
            color=alt.condition("datum.on", alt.value(BLUE), alt.value(_PALE)),
            tooltip=[alt.Tooltip("said:N", title=" "), alt.Tooltip("count:Q", title=words("explore.count"))],
        )
        .add_params(brush, bar)
        .properties(height=150)
    )
