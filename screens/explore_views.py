"""Saved views: what is asked for under a name, to open again and to share; kept in the log of the store."""

from __future__ import annotations

import streamlit as st

from layers.safe import safe
from layers.words import ltr
from planner.core.errors import PlannerError
from screens import explorer, session, widgets

NAME = "explore_view_name"
CHOSEN = "explore_view_chosen"
NEW_NAME = "explore_view_new"
_FAULT = "explore_view_fault"
_DONE = "explore_view_done"


def views() -> None:
    """The views in a box that opens: open, keep, rename, remove with undo, and the link of the one that is open."""
    words = session.words()
    kept = session.flow.views(session.store())
    with st.popover(f"{words('explore.views')} ({ltr(len(kept))})", icon=":material/bookmark:"):
        if not kept:
            st.caption(words("explore.views_none"))
        else:
            _open(kept)
        with st.form("explore_view_form", clear_on_submit=True, border=False):
            st.text_input(words("explore.view_name"), key=NAME, max_chars=80)
            st.form_submit_button(words("explore.view_save"), on_click=_save, icon=":material/bookmark_add:")
        fault = st.session_state.pop(_FAULT, None)
        if fault is not None:
            widgets.fault(fault, words)
        if done := st.session_state.pop(_DONE, ""):
            widgets.card(done, mood="good")
        gone = st.session_state.get(explorer.GONE)
        if gone:
            st.caption(words("explore.view_removed", name=gone["name"]))
            st.button(words("explore.view_undo"), key="explore_view_undo", on_click=_restore)


def _open(kept: list[dict[str, object]]) -> None:
    words = session.words()
    names = {str(one["view"]): str(one["name"]) for one in kept}
    if st.session_state.get(CHOSEN) not in names:
        st.session_state.pop(CHOSEN, None)
    view = st.selectbox(words("explore.views"), list(names), format_func=names.__getitem__, key=CHOSEN)
    with st.container(horizontal=True):
        st.button(words("explore.view_open"), key="explore_view_open", on_click=_show, args=(view,), type="primary")
        st.button(words("explore.view_remove"), key="explore_view_remove", on_click=_remove, args=(view,))
    with st.form("explore_view_rename", clear_on_submit=True, border=False):
        st.text_input(words("explore.view_rename"), key=NEW_NAME, max_chars=80)
        st.form_submit_button(words("explore.view_rename_do"), on_click=_rename, args=(view,))
    st.caption(words("explore.view_link"))
    st.code(f"/explore?view={view}", language=None)


def here() -> None:
    """Says which view is open, or that a link would not say all of what is asked for."""
    words = session.words()
    view = st.session_state.get(explorer.VIEW) or ""
    if view and explorer.is_view(view):
        name = session.flow.view_named(session.store(), view)["name"]
        st.html(f'<div class="hif-strip"><span class="tag">{safe(words("explore.view_here", name=name))}</span></div>')
    elif not session.flow.address_of(explorer.choice())[1]:
        st.caption(words("explore.view_more"))


def _save() -> None:
    try:
        made = session.flow.save_view(session.store(), st.session_state[NAME], st.session_state[explorer.QUERY])
    except PlannerError as fault:
        st.session_state[_FAULT] = fault
        return
    st.session_state[explorer.VIEW] = made["view"]
    st.session_state[_DONE] = session.words()("explore.view_saved", name=made["name"])


def _show(view: str) -> None:
    one = session.flow.view_named(session.store(), view)
    explorer.ask(one["query"])
    st.session_state[explorer.VIEW] = view


def _rename(view: str) -> None:
    try:
        session.flow.rename_view(session.store(), view, st.session_state[NEW_NAME])
    except PlannerError as fault:
        st.session_state[_FAULT] = fault


def _remove(view: str) -> None:
    st.session_state[explorer.GONE] = session.flow.remove_view(session.store(), view)
    if st.session_state.get(explorer.VIEW) == view:
        st.session_state[explorer.VIEW] = ""


def _restore() -> None:
    gone = st.session_state.pop(explorer.GONE, None)
    try:
        if gone:
            session.flow.restore_view(session.store(), gone["view"])
    except PlannerError as fault:
        st.session_state[_FAULT] = fault
