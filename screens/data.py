"""Data in: a file is looked at, its columns mapped, tried, mended, loaded; and a load is undone."""

from __future__ import annotations

import streamlit as st

from screens import data_held, data_look, data_try, session, uploads, waiting, widgets

TYPES = ["csv", "tsv", "txt", "xlsx", "xlsm", "geojson", "json", "gpkg", "pbf", "osm", "graphml", "xml"]


def ask() -> None:
    """The file, and what the reader does with it, one step after the other."""
    words = session.words()
    most = words.number(session.config().ingest.max_file_mb)
    file = st.file_uploader(words("data.file"), type=TYPES, key="data_file", help=words("data.file_what", most=most))
    if file is None:
        uploads.forget()
        st.caption(words("data.file_what", most=most))
        return
    upload = uploads.brought(file.file_id, file.name, file.getvalue())
    uploads.take(upload)
    if upload.job is not None:
        waiting.shown(
            upload.job,
            words,
            label=words(f"data.{upload.doing}", file=upload.name),
            done=0,
            of=0,
            can_stop=False,
            key="data_waiting",
        )
        return
    if upload.fault is not None:
        widgets.fault(upload.fault, words)
        data_try.refused(upload, words)
    if upload.loaded is not None:
        data_try.loaded(upload, words)
    elif upload.held is not None:
        choice = data_look.shown(upload, words)
        if choice is not None:
            data_try.shown(upload, choice, words)


@widgets.tells_faults
def screen() -> None:
    """The whole screen."""
    words = session.words()
    scene = session.scene()
    notes = [words("map.synthetic")] if scene.is_synthetic else []
    widgets.title(words("nav.data"), words, notes=notes)
    st.caption(words("data.promise"))
    ask()
    data_held.shown(words)


screen()
