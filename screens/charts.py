"""Charts, drawn by Vega-Lite as Streamlit ships it: nothing is asked of the network; never by colour alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from layers.base import BLUE, ORANGE, VERMILLION
from layers.safe import safe
from layers.words import Words

GREY = "#8a8378"
_BAR = 20


def days(frame: pd.DataFrame, chosen: int, words: Words) -> None:
    """Incidents expected at all sites day by day, as bars below the slider; the chosen day stands out.

    Plain markup and no chart: it is there at once, so the map below it does not move.
    """
    most = float(frame["expected"].max()) or 1.0
    bars = "".join(
        f'<span class="{"on" if chosen in (0, span) else ""}" style="height:{value / most * 100:.0f}%" '
        f'title="{safe(words("chart.day_says", day=words.short_day(day), expected=words.number(value, 2)))}"></span>'
        for span, day, value in zip(frame["span"], frame["day"], frame["expected"], strict=True)
    )
    st.html(f'<div class="hif-days" role="img" aria-label="{safe(words("chart.expected"))}">{bars}</div>')


def intervals(
    rows: Sequence[Mapping[str, Any]],
    *,
    title: str,
    words: Words,
    key: str,
    rule: float | None = None,
    log: bool = False,
) -> None:
    """Points with their 90 % interval, one a row: `label`, `low`, `best`, `high`, and `note` for the tooltip.

    `rule` draws a line to be compared with. On a logarithmic axis an end at 0 is cut off.
    """
    least = min((row["best"] for row in rows if row["best"] > 0), default=1.0) / 8
    frame = pd.DataFrame(
        [{**row, "low": max(row["low"], least) if log else row["low"]} for row in rows if row["best"] > 0 or not log]
    )
    scale = alt.Scale(type="log") if log else alt.Scale(zero=True)
    base = alt.Chart(frame).encode(y=alt.Y("label:N", sort=None, title=None, axis=alt.Axis(labelLimit=260)))
    tips = [
        alt.Tooltip("label:N", title=" "),
        alt.Tooltip("best:Q", title=title, format=".3g"),
        alt.Tooltip("low:Q", title=words("chart.low"), format=".3g"),
        alt.Tooltip("high:Q", title=words("chart.high"), format=".3g"),
        alt.Tooltip("note:N", title=" "),
    ]
    chart = base.mark_rule(strokeWidth=3, color=GREY).encode(
        x=alt.X("low:Q", scale=scale, title=title), x2="high:Q", tooltip=tips
    ) + base.mark_point(filled=True, size=110, color=BLUE).encode(x=alt.X("best:Q", scale=scale), tooltip=tips)
    if rule is not None:
        line = alt.Chart(pd.DataFrame({"at": [rule]})).mark_rule(strokeDash=[4, 3], color=VERMILLION, strokeWidth=2)
        chart = line.encode(x=alt.X("at:Q", scale=scale)) + chart
    st.altair_chart(chart.properties(height=max(120, 34 * len(frame) + 40)), key=key)


def pairs(rows: Sequence[Mapping[str, Any]], *, now: str, before: str, title: str, key: str) -> None:
    """Two counts side by side for each group: `label`, `now`, `before` (None where unknown or hidden)."""
    frame = pd.DataFrame(
        [
            {"label": row["label"], "when": when, "count": row[name], "order": n}
            for n, row in enumerate(rows)
            for name, when in (("now", now), ("before", before))
            if row[name] is not None
        ],
        columns=["label", "when", "count", "order"],
    )
    chart = (
        alt.Chart(frame)
        .mark_bar(stroke="#3a352d", strokeWidth=0.6)
        .encode(
            y=alt.Y("label:N", sort=alt.SortField("order"), title=None, axis=alt.Axis(labelLimit=260)),
            yOffset=alt.YOffset("when:N", sort=[now, before]),
            x=alt.X("count:Q", title=title),
            color=alt.Color(
                "when:N",
                scale=alt.Scale(domain=[now, before], range=[BLUE, "#d6e6f2"]),
                legend=alt.Legend(title=None, orient="top"),
            ),
            tooltip=[
                alt.Tooltip("label:N", title=" "),
                alt.Tooltip("when:N", title=" "),
                alt.Tooltip("count:Q", title=title),
            ],
        )
    )
    st.altair_chart(chart.properties(height=max(140, 2 * _BAR * len(rows) + 60)), key=key)


def bars(rows: Sequence[Mapping[str, Any]], *, title: str, key: str, form: str) -> None:
    """One bar a row: `label`, `value`, `ours`; ours stands out by colour and by a thicker edge."""
    frame = pd.DataFrame(rows)
    base = alt.Chart(frame).encode(
        y=alt.Y("label:N", sort=None, title=None, axis=alt.Axis(labelLimit=260)),
        x=alt.X("value:Q", title=title, axis=alt.Axis(format=form)),
    )
    bar = base.mark_bar().encode(
        color=alt.condition("datum.ours", alt.value(ORANGE), alt.value("#d8d2c6")),
        stroke=alt.value("#3a352d"),
        strokeWidth=alt.condition("datum.ours", alt.value(2), alt.value(0.5)),
        tooltip=[alt.Tooltip("label:N", title=" "), alt.Tooltip("value:Q", title=title, format=form)],
    )
    text = base.mark_text(align="left", dx=4, color="#3a352d").encode(text=alt.Text("value:Q", format=form))
    st.altair_chart((bar + text).properties(height=30 * len(frame) + 40), key=key)
