"""Data in: a file, what it holds; then what was read, what was stored, and each bad row with its reason."""

from __future__ import annotations

import io
from typing import Any

import pandas as pd
import streamlit as st

from planner.core.errors import PlannerError
from planner.tables import STORED
from screens import session, widgets

KINDS = ("sites", "incidents", "stations", "areas", "officers", "vehicles", "occasions", "roads", "osm")
TYPES = ["csv", "tsv", "txt", "xlsx", "geojson", "json", "gpkg", "pbf", "osm", "graphml", "zip"]
DATES = ("", "day-first", "month-first", "iso")
MAPS = ("", "police-register", "acled")


def ask() -> None:
    """The file, its kind, and what the file itself does not say."""
    words = session.words()
    with st.form("import_form"):
        file = st.file_uploader(words("data.file"), type=TYPES, key="import_file")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            kind = st.selectbox(words("data.kind"), KINDS, format_func=lambda k: words(f"kind.{k}"), key="import_kind")
            dates = st.selectbox(
                words("data.dates"), DATES, format_func=lambda d: words(f"dates.{d or 'auto'}"), key="import_dates"
            )
            column_map = st.selectbox(
                words("data.map"), MAPS, format_func=lambda m: words(f"map_of.{m or 'auto'}"), key="import_map"
            )
            crs = st.text_input(words("data.crs"), placeholder="EPSG:32643", help=words("data.crs_what"))
        replace = st.checkbox(words("data.replace"), help=words("data.replace_what"))
        if st.form_submit_button(words("data.read"), type="primary"):
            if file is None:
                widgets.card(words("data.no_file"), mood="note")
                return
            with st.spinner(words("data.reading")):
                st.session_state[session.IMPORTED] = {
                    "file": file.name,
                    **session.import_upload(
                        kind,
                        file.name,
                        file.getvalue(),
                        dates=dates or None,
                        column_map=column_map or None,
                        crs=crs.strip() or None,
                        replace=replace,
                    ),
                }


def told(answer: dict[str, Any]) -> None:
    """What became of the last file."""
    words = session.words()
    if answer["fault"] is not None:
        fault: PlannerError = answer["fault"]
        widgets.fault(fault, words)
    for name, one in answer["tables"].items():
        widgets.card(
            words("data.result", table=words(f"kind.{name}"), file=answer["file"]),
            lines=[words("data.counts", read=one["read"], stored=one["stored"], rejected=one["rejected"])],
            mood="bad" if one["rejected"] else "good",
        )
    notes = list(dict.fromkeys(note for one in answer["tables"].values() for note in one["warnings"]))
    if notes:
        widgets.card(words("data.notes"), items=notes, mood="note")
    if answer["rejects"]:
        rejects = pd.read_csv(io.BytesIO(answer["rejects"]), dtype=str, keep_default_na=False, encoding="utf-8-sig")
        st.subheader(words("data.rejects", count=len(rejects)), anchor=False)
        widgets.table(list(rejects.columns), rejects.head(100).to_numpy().tolist())
        st.download_button(
            words("data.rejects_file"), answer["rejects"], "rejects.csv", mime="text/csv", on_click="ignore"
        )


def stored() -> None:
    """What the store holds."""
    words = session.words()
    st.subheader(words("data.stored"), anchor=False)
    counts = [(f"{session.store().count(table):,}", words(f"kind.{table.name}"), "") for table in STORED]
    widgets.facts(counts)


@widgets.tells_faults
def screen() -> None:
    """The whole screen."""
    words = session.words()
    scene = session.scene()
    notes = [words("map.synthetic")] if scene.is_synthetic else []
    widgets.title(words("nav.data"), words, notes=notes)
    st.caption(words("data.promise"))
    ask()
    if session.IMPORTED in st.session_state:
        told(st.session_state[session.IMPORTED])
    stored()


screen()
