"""What the store holds, how old it is, and the files that were loaded, each with undo or the reason why not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

from layers.words import Words
from planner.core.errors import PlannerError
from screens import data_try, session, uploads, widgets

LOADS_SHOWN = 15


def shown(words: Words) -> None:
    """Counts and ages, then the loads."""
    st.subheader(words("data.stored"), anchor=False)
    rows = [
        [words(f"kind.{one['table']}"), words.number(one["rows"]), _when(one["at"], words)]
        for one in uploads.holdings()
    ]
    widgets.table([words(f"data.col_{name}") for name in ("table", "rows", "written")], rows, numbers=(1,))
    st.subheader(words("data.loads"), anchor=False)
    _said(words)
    loads = uploads.loads()
    if not loads:
        st.caption(words("data.no_loads"))
    for one in loads[:LOADS_SHOWN]:
        _one(one, words)
    if len(loads) > LOADS_SHOWN:
        st.caption(words("data.more_loads", count=words.number(len(loads) - LOADS_SHOWN)))


def _said(words: Words) -> None:
    """What came of the last undoing or redoing."""
    said = st.session_state.pop(session.TURNED, None)
    if isinstance(said, PlannerError):
        widgets.card(words.sentence(said.what), lines=[words.sentence(said.maybe)], mood="bad")
    elif said:
        widgets.card(str(said), mood="good")


def _one(one: Mapping[str, Any], words: Words) -> None:
    rows = words("say.comma").join(
        f"{words.number(count)} {words(f'kind.{name}')}" for name, count in one["rows"].items()
    )
    lines = [
        words(
            f"data.load_{one['how'] or 'added'}",
            when=_when(one["at"], words),
            rows=rows,
            who=one["who"] or words("say.none"),
            hash=one["file_hash"][:8],
        )
    ]
    if one["is_undone"]:
        lines.append(words("data.is_undone", when=_when(one["turned_at"], words)))
    if not one["can_turn"]:
        lines += [words.sentence(one["why_not"]), words("say.maybe", advice=words.sentence(one["maybe"]))]
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(width="stretch"):
            widgets.card(words("data.load_head", load=str(one["load"]), file=one["file"]), lines=lines)
        if one["can_turn"]:
            label = words("data.redo" if one["is_undone"] else "data.undo")
            if st.button(label, key=f"data_turn_{one['load']}"):
                data_try.undone(int(one["load"]), undo=not one["is_undone"], words=words)
                st.rerun()


def _when(moment: str | None, words: Words) -> str:
    if not moment:
        return words("say.never")
    local = datetime.fromisoformat(moment).astimezone(ZoneInfo(session.config().place.timezone))
    return f"{words.day(local.date())} {words.clock(local)}"
