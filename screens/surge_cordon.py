"""A cordon around an alarm: on which roads pickets stand, and how many officers that takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from layers.words import Words
from screens import session, widgets

LEAST_M, MOST_M, STEP_M = 200, 2000, 100
FIRST_M = 400


def ask(alarms: Sequence[Mapping[str, Any]], words: Words) -> list[dict[str, Any]]:
    """The pickets of the cordon that the reader asked for, to be drawn; none while nobody asks."""
    with st.expander(words("cordon.title")):
        st.caption(words("cordon.what"))
        with st.container(horizontal=True, vertical_alignment="bottom"):
            chosen = st.selectbox(
                words("surge.event_subject"), [one["id"] for one in alarms], key="cordon_alarm", width=120
            )
            radius = st.slider(words("cordon.radius"), LEAST_M, MOST_M, FIRST_M, STEP_M, key="cordon_radius", width=320)
            at_night = st.toggle(words("cordon.night"), key="cordon_night")
            is_on = st.toggle(words("cordon.show"), key="cordon_show")
        alarm = next((one for one in alarms if one["id"] == chosen), None)
        if not is_on or alarm is None:
            return []
        found = session.cordon((alarm["longitude"], alarm["latitude"]), float(radius), at_night=at_night)
        widgets.facts(
            [
                (str(len(found["pickets"])), words("cordon.pickets"), ""),
                (str(found["total_pickets"]), words("cordon.officers"), ""),
                (str(found["leaders"]), words("cordon.leaders"), ""),
                (str(found["inner"]["officers"]), words("cordon.line"), ""),
            ]
        )
        widgets.table(
            [words(f"col.{name}") for name in ("number", "road", "officers")],
            [[one["id"], one["label"].partition(": ")[2], str(one["officers"])] for one in found["pickets"]],
            numbers=(2,),
            low=True,
        )
    return [
        {"longitude": one["longitude"], "latitude": one["latitude"], "label": one["id"]} for one in found["pickets"]
    ]
