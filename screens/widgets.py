"""Parts that several screens share. Every text from data goes through `safe` before it becomes part of a page."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import folium
import pandas as pd
import streamlit as st

from layers import offline, tools
from layers.safe import safe, script_json
from layers.words import LANGUAGES, Words, ltr
from planner.core.errors import PlannerError
from planner.report.export import csv_text
from planner.tables.risk import BANDS
from screens import session, tour, waiting

HERE = Path(__file__).parent
MAP_HEIGHT = 560
QUICK_S = 0.3
"""What ends within so long needs no bar."""
LANGUAGE_NAMES = {"en": "English", "ur": "اردو"}


def frame(words: Words) -> None:
    """Styles of the whole app, and what the page says of itself: its language and direction."""
    css = (HERE / "style.css").read_text(encoding="utf-8")
    if words.direction == "rtl":
        css += (HERE / "rtl.css").read_text(encoding="utf-8")
    st.html(f"<style>{css}</style>")
    said = {"language": words.language, "direction": words.direction, "skip": words("access.skip")}
    script = (HERE / "document.js").read_text(encoding="utf-8")
    with st.container(key="hif_document"):
        st.html(f"<script>{script}({script_json(said)});</script>", unsafe_allow_javascript=True)


def language_switch(words: Words) -> None:
    """The choice of language; it stays in the address, so that a link keeps it."""

    def changed() -> None:
        chosen = st.session_state["language_switch"]
        if chosen in LANGUAGES:
            st.session_state[session.LANGUAGE] = chosen

    st.segmented_control(
        "Language / زبان",
        LANGUAGES,
        format_func=LANGUAGE_NAMES.__getitem__,
        default=words.language,
        key="language_switch",
        on_change=changed,
        label_visibility="collapsed",
        required=True,
    )
    if words.language != "en" or "lang" in st.query_params:
        st.query_params["lang"] = words.language


def strip(words: Words, *, restricted: bool, notes: Sequence[str]) -> None:
    """The line under a title: who may see this, and what must be known of the data."""
    rank = words("classification.restricted" if restricted else "classification.internal")
    below = session.background()
    if below is not None and below.host:
        notes = (*notes, words("ground.online", host=below.host))
    tags = "".join(f'<span class="tag">{safe(note)}</span>' for note in notes)
    st.html(f'<div class="hif-strip"><b>{safe(rank)}</b>{tags}</div>')


def title(text: str, words: Words, *, restricted: bool = True, notes: Sequence[str] = ()) -> None:
    """The head of a screen, with the way to the tour and the language switch beside it."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        with st.container(width="content", gap=None):
            st.title(text, anchor=False)
        with st.container(horizontal=True, width="content", vertical_alignment="center"):
            tour.button(words)
            language_switch(words)
    strip(words, restricted=restricted, notes=notes)
    tour.shown(words)


def facts(items: Sequence[tuple[str, str, str]]) -> None:
    """Figures in a row: (number, what it is, "good", "bad" or "")."""
    cells = "".join(
        f'<div class="hif-fact {mood}"><div class="n">{safe(ltr(number))}</div><div class="t">{safe(text)}</div></div>'
        for number, text, mood in items
    )
    st.html(f'<div class="hif-facts">{cells}</div>')


def card(
    heading: str,
    *,
    lines: Sequence[str] = (),
    facts: Sequence[tuple[str, str]] = (),
    items: Sequence[str] = (),
    mood: str = "",
    band: str = "",
    big: bool = False,
) -> None:
    """A box with a heading, sentences, named facts and a list; all of it plain text."""
    mark = f'<span class="hif-band b{BANDS.index(band)}" dir="ltr">{safe(band)}</span> ' if band else ""
    name = f'<div class="hif-headline">{mark}{safe(heading)}</div>' if big else f"<h2>{mark}{safe(heading)}</h2>"
    body = "".join(f"<p>{safe(line)}</p>" for line in lines if line)
    if facts:
        body += "<dl>" + "".join(f"<dt>{safe(k)}</dt><dd>{safe(v)}</dd>" for k, v in facts if v) + "</dl>"
    if items:
        body += "<ul>" + "".join(f"<li>{safe(item)}</li>" for item in items) + "</ul>"
    st.html(f'<div class="hif-card {mood}">{name}{body}</div>')


def table(
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    numbers: Sequence[int] = (),
    times: Sequence[int] = (),
    low: bool = False,
) -> None:
    """A table that is read and printed; columns in `numbers` end at the line's end, and both keep their own order.

    `low`: a long table rolls within a low box, so that what follows it is seen.
    """

    def cell(tag: str, place: int, value: Any) -> str:
        number = ' class="n"' if place in numbers else ' class="t"' if place in times else ""
        text = ltr(value) if (place in numbers or place in times) and value != "" else value
        return f"<{tag}{number}>{safe(str(text))}</{tag}>"

    head = "".join(cell("th", place, name) for place, name in enumerate(columns))
    body = "".join("<tr>" + "".join(cell("td", n, value) for n, value in enumerate(row)) + "</tr>" for row in rows)
    roll = "hif-scroll hif-low" if low else "hif-scroll"
    # whoever has no mouse rolls it with the arrow keys
    name = safe(session.words()("access.table", columns=", ".join(columns)))
    reach = f'class="{roll}" tabindex="0" role="region" aria-label="{name}"'
    st.html(f'<div {reach}><table class="hif-table"><thead><tr>{head}</tr></thead>{body}</table></div>')


def bars(heading: str, lines: Sequence[tuple[str, float, str]], total: str) -> None:
    """A box with bars of shares: (label, share of the whole, what is said of it); below them their sum in words."""
    body = "".join(
        f"<span>{safe(label)}</span>"
        f'<span class="rail"><span class="bar{" less" if share < 0 else ""}" '
        f'style="width:{min(100.0, abs(share) * 100):.1f}%"></span></span><bdi>{safe(text)}</bdi>'
        for label, share, text in lines
    )
    st.html(
        f'<div class="hif-card"><h2>{safe(heading)}</h2><div class="hif-bars">{body}</div><p>{safe(total)}</p></div>'
    )


def key_line(entries: Sequence[tuple[str, str]]) -> None:
    """What the bars of a calendar mean: ("full", "short" or "empty", words)."""
    body = "".join(f'<span><i class="{state}"></i>{safe(text)}</span>' for state, text in entries)
    st.html(f'<div class="hif-key">{body}</div>')


def csv_button(label: str, name: str, frame: pd.DataFrame, *, classification: str, key: str) -> None:
    """A table as a file that spreadsheets open; each row says who may see it."""
    rows = frame.assign(classification=classification)
    st.download_button(
        label,
        csv_text(list(rows.columns), rows.to_dict("records")),
        name,
        mime="text/csv",
        key=key,
        on_click="ignore",
        icon=":material/download:",
    )


def fault(problem: PlannerError, words: Words) -> None:
    """What went wrong and what to do about it, as text."""
    advice = [words("say.maybe", advice=words.sentence(problem.maybe))] if problem.maybe else []
    card(words.sentence(problem.what), lines=advice, mood="bad fault")


def tells_faults(screen: Callable[..., None]) -> Callable[..., None]:
    """A screen, or a part of one, that shows a PlannerError to the reader instead of ending in the log."""

    @functools.wraps(screen)
    def told(*arguments: Any, **named: Any) -> None:
        try:
            screen(*arguments, **named)
        except PlannerError as problem:
            fault(problem, session.words())

    return told


def map_view(
    base: folium.Map,
    changes: folium.FeatureGroup,
    *,
    key: str,
    on_click: Callable[[], None],
    on_draw: Callable[[], None] | None = None,
    center: tuple[float, float] | None = None,
    height: int = MAP_HEIGHT,
    shapes: Sequence[tools.ShapeKind] = ("area",),
    keeps: bool = True,
) -> None:
    """The map: one base that stays, one group that changes, and of all that could be returned only what is asked for.

    With `on_draw` the reader may draw `shapes`; `drawn` gives the last one. With `keeps` it stays on the map until it
    is taken away there or by `forget_drawing`; without, a layer of the screen shows what has become of it.
    """
    # imported here: it tells Streamlit of itself on import, and nobody listens before the server runs
    import streamlit_folium

    if on_draw is not None:
        number = _drawing(key).get("properties", {}).get("number", 0)
        changes.add_child(tools.drawing(shapes, keeps=keeps, number=number, shape=drawn(key) if keeps else None))

    def changed() -> None:
        # both come together each time: what was not there before is what the reader has done
        now, before = (st.session_state.get(name) or {} for name in (key, f"{key}_seen"))
        st.session_state[f"{key}_seen"] = dict(now)
        if on_draw is not None and now.get("last_active_drawing") != before.get("last_active_drawing"):
            on_draw()
        if now.get("last_clicked") != before.get("last_clicked"):
            on_click()

    streamlit_folium._component_func = offline.guarded(streamlit_folium._component_func)
    streamlit_folium.st_folium(
        base,
        key=key,
        height=height,
        width=None,
        use_container_width=True,
        returned_objects=["last_clicked", *(["last_active_drawing"] if on_draw is not None else ())],
        feature_group_to_add=changes,
        center=center,
        on_change=changed,
    )


def clicked(key: str) -> tuple[float, float] | None:
    """Longitude and latitude of the last click on a map, or None."""
    spot = (st.session_state.get(key) or {}).get("last_clicked")
    return (float(spot["lng"]), float(spot["lat"])) if spot else None


def _drawing(key: str) -> dict[str, Any]:
    return (st.session_state.get(key) or {}).get("last_active_drawing") or {}


def drawn(key: str) -> dict[str, Any] | None:
    """The shape that was drawn last, as GeoJSON in degrees: Polygon or LineString, Point where spots may be drawn.

    None when nothing was drawn, or when it was taken away.
    """
    shape: dict[str, Any] | None = _drawing(key).get("geometry")
    return shape if shape and shape.get("type") in ("Polygon", "LineString", "Point") else None


def forget_drawing(key: str) -> None:
    """Takes the shape that was drawn off the map."""
    if drawn(key):
        st.session_state[key] = {**st.session_state[key], "last_active_drawing": {**_drawing(key), "geometry": None}}


def select_row(key: str, row: int | None) -> None:
    """Selects a row of a table that can be chosen from, or none; before that table is drawn in this run."""
    st.session_state[key] = {"selection": {"rows": [] if row is None else [row], "columns": [], "cells": []}}


def nothing_yet(words: Words) -> None:
    """What to do while there are no sites: the demo district in one click, or one's own files."""
    if session.SAMPLE_JOB in st.session_state:
        _making_sample(words)
        return
    card(words("empty.title"), lines=[words("empty.what")], mood="note")
    st.code("hifazat sample\nhifazat import sites sites.csv", language=None)
    with st.container(horizontal=True):
        if st.button(words("empty.sample"), type="primary", key="make_sample"):
            st.session_state[session.SAMPLE_JOB] = session.start_sample()
            st.rerun()
        st.page_link("screens/data.py", label=words("empty.own"))


def _making_sample(words: Words) -> None:
    """The demo district being made: nobody can say how far it is, and half of it would be of no use."""
    job = st.session_state[session.SAMPLE_JOB]
    if not job.ended.wait(QUICK_S):
        waiting.shown(job, words, label=words("empty.making"), done=0, of=0, can_stop=False, key="sample")
        return
    del st.session_state[session.SAMPLE_JOB]
    if job.crash is not None:
        raise job.crash
    if job.fault is not None:
        raise job.fault
    st.rerun()
