"""Trying a file on the data screen, mending refused rows beside their reasons, loading, and taking the load back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from layers.words import Words
from planner.core.errors import PlannerError
from screens import explorer, session, uploads, widgets
from screens.data_look import field
from screens.sources import plain
from screens.uploads import Choice, Upload

ROWS_MENDED_AT_ONCE = 50
REASONS_SHOWN = 3
HOW = ("add", "update", "replace")


def shown(upload: Upload, choice: Choice, words: Words) -> None:
    """The button that tries, and what came of it."""
    is_fresh = upload.tried is not None and upload.tried[0] == choice
    label = words("data.try_again") if is_fresh else words("data.try")
    if st.button(label, type="secondary" if is_fresh else "primary", key="data_try"):
        uploads.try_(upload, choice)
        st.rerun()
    if upload.tried is None or not is_fresh:
        st.caption(words("data.try_what"))
        return
    told = upload.tried[1]
    _sums(told, words)
    _changes(told, words)
    if told["notes"]:
        widgets.card(words("data.notes"), items=[words.sentence(note) for note in told["notes"]], mood="note")
    _mend(upload, choice, told, words)
    _load(upload, choice, told, words)


def _sums(told: Mapping[str, Any], words: Words) -> None:
    for name, one in told["tables"].items():
        st.subheader(words("data.tried", table=words(f"kind.{name}")), anchor=False)
        widgets.facts(
            [
                (words.number(one["read"]), words("data.n_read"), ""),
                (words.number(one["new"]), words("data.n_new"), "good" if one["new"] else ""),
                (words.number(one["same"]), words("data.n_same"), ""),
                (words.number(one["changed"]), words("data.n_changed"), ""),
                (words.number(one["refused"]), words("data.n_refused"), "bad" if one["refused"] else ""),
            ]
        )


def _changes(told: Mapping[str, Any], words: Words) -> None:
    if not told["changes"]:
        return
    with st.expander(words("data.changes"), expanded=True):
        rows = [[one["key"], field_or(one["column"], words), one["old"], one["new"]] for one in told["changes"]]
        widgets.table([words(f"data.col_{name}") for name in ("key", "ours", "old", "new")], rows, low=True)


def field_or(name: str, words: Words) -> str:
    """What one of our columns is called; a name that is none of ours stays as it is."""
    try:
        return field(name, words)
    except KeyError:
        return name


def _mend(upload: Upload, choice: Choice, told: Mapping[str, Any], words: Words) -> None:
    """The refused rows, those with the same refused cell together: values to mend, the reason and the advice beside."""
    rows = [one for one in told["rejects"] if one["cells"] and not one["known"]]
    others = [one for one in told["rejects"] if not one["cells"]]
    if rows or others:
        st.subheader(words("data.rejects", count=words.number(told["rejects_in_all"])), anchor=False)
        st.caption(words("data.mend_what"))
    fixes: dict[int, dict[str, str]] = {}
    for column in dict.fromkeys(one["column"] for one in rows):
        some = [one for one in rows if one["column"] == column]
        fixes |= _edited(upload, column, some[:ROWS_MENDED_AT_ONCE], words)
        if len(some) > ROWS_MENDED_AT_ONCE:
            st.caption(words("data.more_rows", count=words.number(len(some) - ROWS_MENDED_AT_ONCE)))
    if others:
        names = [words(f"data.col_{name}") for name in ("row", "refused", "why", "maybe")]
        widgets.table(
            names,
            [[str(o["row"]), o["value"][:60], words.sentence(o["why"]), words.sentence(o["maybe"])] for o in others],
            low=True,
        )
    if rows and st.button(
        words("data.mend", count=words.number(len(fixes))), disabled=not fixes, type="primary", key="data_mend"
    ):
        for row, cells in fixes.items():
            upload.fixes.setdefault(row, {}).update(cells)
        uploads.try_(upload, choice)
        st.rerun()


def _edited(upload: Upload, column: str, rows: Sequence[Mapping[str, Any]], words: Words) -> dict[int, dict[str, str]]:
    """The cells that the reader changed, by row and header."""
    headers = list(rows[0]["cells"])
    refused = [header for header in headers if header == column or header in column.split(", ")]
    first, rest = (refused, [h for h in headers if h not in refused]) if refused else ([], headers)
    facts = ("row", "why", "maybe")
    names = {name: words(f"data.col_{name}") for name in facts}
    table = pd.DataFrame(
        [
            {
                "\x00row": one["row"],
                **{header: upload.fixes.get(one["row"], {}).get(header, one["cells"][header]) for header in first},
                "\x00why": words.sentence(one["why"]),
                "\x00maybe": words.sentence(one["maybe"]),
                **{header: upload.fixes.get(one["row"], {}).get(header, one["cells"][header]) for header in rest},
            }
            for one in rows
        ]
    )
    config: dict[str, Any] = {
        f"\x00{name}": st.column_config.Column(label, disabled=True, width="small" if name == "row" else "medium")
        for name, label in names.items()
    }
    config |= {
        header: st.column_config.TextColumn(words("data.refused_mark", column=header), width="medium")
        for header in first
    }
    st.markdown(f"**{words('data.refused_in', column=plain(column))}**")
    reasons = dict.fromkeys((words.sentence(one["why"]), words.sentence(one["maybe"])) for one in rows)
    for why, maybe in list(reasons)[:REASONS_SHOWN]:
        st.caption(" · ".join(plain(part) for part in (why, maybe) if part))
    edited = st.data_editor(
        table,
        column_config=config,
        hide_index=True,
        num_rows="fixed",
        key=f"data_mend_{upload.key}_{len(upload.fixes)}_{column}",
        width="stretch",
    )
    fixes: dict[int, dict[str, str]] = {}
    for before, after in zip(table.to_dict("records"), edited.to_dict("records"), strict=True):
        changed = {header: str(after[header] or "") for header in [*first, *rest] if after[header] != before[header]}
        if changed:
            fixes[int(before["\x00row"])] = changed
    return fixes


def _load(upload: Upload, choice: Choice, told: Mapping[str, Any], words: Words) -> None:
    """Add, add and change, or replace (asked twice)."""
    good = sum(one["read"] - one["refused"] for one in told["tables"].values())
    if not good:
        widgets.card(words("data.nothing_good"), mood="bad")
        return
    stored = sum(one["stored"] for one in told["tables"].values())
    changed = sum(one["changed"] for one in told["tables"].values())
    ways = [way for way in HOW if way == "add" or (way == "update" and changed) or (way == "replace" and stored)]
    how = st.radio(
        words("data.how"),
        ways,
        format_func=lambda way: words(
            f"data.how_{way}", changed=words.number(changed), stored=words.number(stored), good=words.number(good)
        ),
        key=f"data_how_{upload.key}",
    )
    who = st.text_input(words("data.who"), help=words("data.who_what"), max_chars=80, key="data_who")
    may = True
    if how == "replace":
        widgets.card(words("data.would_go", stored=words.number(stored)), mood="bad")
        may = st.checkbox(words("data.would_go_yes", stored=words.number(stored)), key=f"data_sure_{upload.key}")
    if st.button(words("data.load"), type="primary", disabled=not may, key="data_load"):
        uploads.load(upload, choice, how=how or "add", who=who)
        st.rerun()


def loaded(upload: Upload, words: Words) -> None:
    """What the load changed, the rows that stayed out, and the button that takes it back."""
    told = upload.loaded or {}
    if told["load"] is None:
        widgets.card(words("data.nothing_new"), mood="note")
    for name, one in told["tables"].items():
        widgets.card(
            words("data.result", table=words(f"kind.{name}"), file=upload.name),
            lines=[
                words(
                    "data.counts",
                    before=words.number(one["rows_before"]),
                    after=words.number(one["rows_after"]),
                    load=str(told["load"]),
                )
            ],
            mood="good",
        )
    _rejects(told["rejects"], words)
    if told["notes"]:
        widgets.card(words("data.notes"), items=[words.sentence(note) for note in told["notes"]], mood="note")
    with st.container(horizontal=True):
        _see(told["seen_by"], words)
        if told["load"] is not None and st.button(words("data.undo_this"), key="data_undo_this"):
            undone(int(told["load"]), undo=True, words=words)
            upload.loaded = None
            st.rerun()


def _see(asked: Mapping[str, str], words: Words) -> None:
    """Leads to the map that shows what was loaded: incidents to the screen that shows just these."""
    if not asked:
        st.page_link("screens/home.py", label=words("data.see"))
    elif st.button(words("data.see"), key="data_see", icon=":material/map:"):
        explorer.ask(asked)
        st.switch_page("screens/explore.py")


def undone(number: int, *, undo: bool, words: Words) -> None:
    """Turns a load, and keeps what came of it for the next run."""
    try:
        told = uploads.turn(number, undo=undo)
    except PlannerError as fault:
        st.session_state[session.TURNED] = fault
        return
    rows = words("say.comma").join(
        f"{words(f'kind.{name}')}: {words.number(count)}" for name, count in told["rows"].items()
    )
    text = "data.undone" if undo else "data.redone"
    st.session_state[session.TURNED] = words(text, load=str(number), file=told["file"], rows=rows)


def refused(upload: Upload, words: Words) -> None:
    """The rows of a file that was refused as a whole."""
    if upload.fault is not None:
        _rejects(uploads.rejects_of(upload.fault), words)


def _rejects(rejects: list[Any], words: Words) -> None:
    if not rejects:
        return
    st.subheader(words("data.rejects", count=words.number(len(rejects))), anchor=False)
    names = [words(f"data.col_{name}") for name in ("row", "refused", "why", "maybe")]
    rows = [[str(one.row), one.value, words.sentence(one.why), words.sentence(one.maybe)] for one in rejects[:100]]
    widgets.table(names, rows, low=True)
    st.download_button(
        words("data.rejects_file"), uploads.rejects_file(rejects), "rejects.csv", mime="text/csv", on_click="ignore"
    )
