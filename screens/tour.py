"""A short tour of the screens: offered once on the home screen, told where the reader asks for it, never in the way.

It is a box in the page and no window over it: everything beside it can be pressed at any time. On the screen of
emergencies there is none.
"""

from __future__ import annotations

import streamlit as st

from layers.words import Words
from screens import links, running, session

STEPS = ("home", "risk", "plan", "surge", "explore", "data")
"""The screens in the order in which an officer needs them."""
QUIET = "surge"
"""Where no tour ever opens."""
COOKIE = "hifazat_tour"
_SEEN = f"<script>document.cookie = '{COOKIE}=seen; path=/; SameSite=Strict';</script>"

# keys of st.session_state
STEP = "tour_step"
SEEN = "tour_seen"


def is_seen() -> bool:
    """True when the tour was taken or put away in this browser session."""
    return bool(st.session_state.get(SEEN)) or st.context.cookies.get(COOKIE) == "seen"


def is_urgent() -> bool:
    """True while an emergency goes on: then nobody is offered a tour."""
    return any(one["ended"] is None for one in running.surges())


def go(step: int) -> None:
    """Shows a step; the tour counts as seen from its first step on."""
    st.session_state[STEP] = step
    st.session_state[SEEN] = True


def leave() -> None:
    """Puts the tour away; the "?" brings it back."""
    st.session_state.pop(STEP, None)
    st.session_state[SEEN] = True


def button(words: Words) -> None:
    """The "?" in the title row."""
    if session.screen() != QUIET:
        st.button("?", key="tour_open", help=words("tour.open"), on_click=go, args=(0,))


def shown(words: Words) -> None:
    """The step that the reader is at, else an offer on the home screen while the tour has not been seen."""
    here = session.screen()
    step = st.session_state.get(STEP)
    if here == QUIET:
        return
    if st.session_state.get(SEEN):
        st.html(_SEEN, unsafe_allow_javascript=True)
    if step is not None:
        _step(step, words)
    elif here == STEPS[0] and not is_seen() and not is_urgent():
        with st.container(horizontal=True, vertical_alignment="center", key="hif_tour_offer"):
            st.caption(words("tour.offer", count=words.number(len(STEPS))))
            st.button(words("tour.start"), key="tour_start", on_click=go, args=(0,))
            st.button(words("tour.no"), key="tour_no", type="tertiary", on_click=leave)


def _step(step: int, words: Words) -> None:
    name, last = STEPS[step], len(STEPS) - 1
    with st.container(border=True, key="hif_tour"):
        place = words("tour.step", number=words.number(step + 1), count=words.number(len(STEPS)))
        st.markdown(f"**{words(f'nav.{name}')}** · {place}")
        st.markdown(words(f"tour.{name}"))
        st.markdown(words("tour.first", what=words(f"tour.{name}_first")))
        with st.container(horizontal=True, vertical_alignment="center"):
            if step:
                st.button(words("tour.back"), key="tour_back", on_click=go, args=(step - 1,))
            if step < last:
                st.button(words("tour.next"), key="tour_next", type="primary", on_click=go, args=(step + 1,))
            st.button(words("tour.end" if step == last else "tour.skip"), key="tour_leave", on_click=leave)
            if name != session.screen():
                links.leads(
                    name, words("tour.see", screen=words(f"nav.{name}")), words, icon=":material/arrow_forward:"
                )
