"""How far a car comes from the chosen place in so many minutes, and which stations come there soonest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from layers import reach
from layers.base import Drawn, draw
from layers.words import Words
from screens import session, sources, widgets

SHOWN = 5
"""Stations that are listed; one that comes later is seldom sent."""
SHOWS = "reaching_shows"

Place = tuple[float, float]


@st.cache_resource(max_entries=32, show_spinner=False)
def _reached(name: str, state: tuple[str, ...], at: Place) -> Mapping[str, Any]:
    return session.flow.reach(session.store(), session.config(), at=at)


def _asked(at: Place | None) -> Mapping[str, Any] | None:
    if at is None or not st.session_state.get(SHOWS) or not len(session.scene().roads):
        return None
    return _reached(session.store_name(), session._state_of_store(), at)


def drawn(at: Place | None, words: Words) -> list[Drawn]:
    """The areas around a place in degrees, to be drawn on a map; none while nobody asks."""
    found = _asked(at)
    return [draw(reach.LAYER, found, words)] if found else []


def offer(at: Place | None, words: Words) -> None:
    """The switch for the areas; while it is on, how many sites lie within, and the stations that come soonest."""
    if at is None or not len(session.scene().roads):
        return
    said = sources.source_of("network.reach_min", "network.reach_max", "network.reach_step")
    st.toggle(words("reaching.show"), key=SHOWS, help=words("reaching.what") + "\n\n" + said)
    found = _asked(at)
    if found is None:
        return
    names = session.names()
    within = [
        words("reaching.within", minutes=words.number(area["minutes"]), sites=words.number(len(area["sites"])))
        for area in found["areas"]
    ]
    st.caption(" · ".join(within))
    widgets.table(
        [words("reaching.station"), words("reaching.minutes")],
        [[names[row["station"]], words.number(row["minutes"])] for row in found["stations"][:SHOWN]],
        numbers=(1,),
    )
    if found["cut_off"]:
        st.caption(words("reaching.cut_off", names=", ".join(names[name] for name in found["cut_off"])))
