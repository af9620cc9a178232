"""The choices of the explore screen: each writes what is asked for, so that links and saved views say the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from layers.words import Words
from planner.tables.incidents import KINDS, REPORTERS
from planner.tables.sites import COMMUNITIES
from screens import explore_says, explorer, session, widgets
from screens.sources import source_of

NOT_STATED = "not-stated"


def choices() -> None:
    """All choices but the period; the rarer ones are folded away, and open where one of them is made."""
    with st.container(key="explore_choices"):
        _choices()


def fold() -> None:
    """On a phone only (style.css): shows choices and bars, which would stand between the reader and the map."""
    with st.container(key="explore_fold"):
        st.toggle(session.words()("explore.fold"), key="explore_open")


def _choices() -> None:
    words, asked = session.words(), explorer.choice()
    columns = st.columns([3, 3, 3, 3])
    with columns[0]:
        _several("kind", asked.kind, KINDS, lambda one: words.one_of("incident", one), words("explore.kind"))
    with columns[1]:
        _several(
            "community",
            asked.community,
            _there("community", COMMUNITIES),
            lambda one: words.one_of("community", one),
            words("explore.community"),
        )
    with columns[2]:
        _several("area", asked.area, _areas(), explore_says.area_name, words("explore.area"))
    with columns[3]:
        key = _filled("text", asked.text)
        st.text_input(
            words("explore.text"), key=key, on_change=_take, args=("text", key), help=words("explore.text_help")
        )
    made = sum(getattr(asked, name) not in ((), 3, False) for name in ("trigger", "reported_by", "source", "every"))
    made += (asked.mildest, asked.gravest) != (1, 5)
    made += (asked.place < 3) + (asked.day < 3)
    with st.expander(words("explore.more"), expanded=bool(made)):
        _rarer(words)
    _shape(words)


def _rarer(words: Words) -> None:
    asked = explorer.choice()
    columns = st.columns(3)
    with columns[0]:
        triggers = [one or NOT_STATED for one in sorted(explorer.frame()["trigger"].unique())]
        _several(
            "trigger",
            asked.trigger,
            triggers,
            lambda one: explore_says.stated(one, "trigger_none", words),
            words("explore.trigger"),
        )
        key = _filled("severity", (asked.mildest, asked.gravest))
        st.slider(
            words("explore.severity"),
            1,
            5,
            key=key,
            help=words("explore.severity_help"),
            on_change=_take_severity,
            args=(key,),
        )
    with columns[1]:
        _several(
            "reported_by",
            asked.reported_by,
            _there("reported_by", REPORTERS),
            lambda one: words.one_of("reporter", one),
            words("explore.reporter"),
        )
        _level("place", asked.place, words)
    with columns[2]:
        sources = sorted(one for one in explorer.frame()["source"].unique() if one)
        _several("source", asked.source, sources, str, words("explore.source"))
        _level("day", asked.day, words)
    key = _filled("every", asked.every)
    st.toggle(
        words("explore.every"),
        key=key,
        help=f"{words('explore.every_help')}\n\n{source_of('risk.duplicate_days', 'risk.duplicate_m')}",
        on_change=_take,
        args=("every", key),
    )


def _shape(words: Words) -> None:
    """Says that only a drawn area is looked at, with a way to forget it."""
    if explorer.choice().shape:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(words("explore.area_drawn"), width="content")
            st.button(words("explore.forget_area"), key="explore_forget", on_click=forget_area)


def forget_area() -> None:
    """Takes the drawn area off the map and out of what is asked for."""
    widgets.forget_drawing(explorer.MAP)
    explorer.change_to(shape="")


def _there(column: str, order: Sequence[str]) -> list[str]:
    """The values of a vocabulary that occur, in its order."""
    found = set(explorer.frame()[column].unique())
    return [one for one in order if one in found]


def _areas() -> list[str]:
    areas = session.scene().areas
    codes = areas[areas["level"].isin(("tehsil", "station limits"))].sort_values(
        ["level", "area"], ascending=[False, True]
    )
    return [*codes["area"], NOT_STATED]


def _filled(name: str, value: object) -> str:
    """The key of a widget, filled from what is asked for when it is drawn anew."""
    key = f"explore_in_{name}"
    if key not in st.session_state:
        st.session_state[key] = value
    return key


def _several(name: str, asked: Sequence[str], options: Sequence[str], called: Callable[[str], str], label: str) -> None:
    # a link may name what does not occur here: it stays among the choices, so that it can be seen and taken away
    known = [*options, *(one for one in asked if one not in options)]
    key = _filled(name, list(asked))
    st.multiselect(
        label,
        known,
        format_func=called,
        key=key,
        placeholder=session.words()("explore.all"),
        on_change=_take,
        args=(name, key),
    )


def _level(name: str, level: int, words: Words) -> None:
    key = _filled(name, level)
    st.segmented_control(
        words(f"explore.{name}"),
        (1, 2, 3),
        format_func=lambda one: words(f"explore.{name}_{one}"),
        key=key,
        on_change=_take,
        args=(name, key),
    )


def _take(name: str, key: str) -> None:
    """Takes what the reader chose; what asks for nothing is not named."""
    value = st.session_state[key]
    # a level that was clicked away asks for nothing: the roughest will do
    explorer.change_to(**{name: tuple(value) if isinstance(value, list) else 3 if value is None else value})


def _take_severity(key: str) -> None:
    low, high = st.session_state[key]
    explorer.change_to(mildest=low, gravest=high)
