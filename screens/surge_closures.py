"""Roads that were drawn as blocked in an emergency: taken from the map, listed, and opened again one by one."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from layers.safe import safe
from layers.tools import ShapeKind
from layers.words import Words
from screens import alarms, session, widgets

SHAPES: tuple[ShapeKind, ...] = ("spot", "line", "area")
"""What may be drawn on the maps of an emergency."""
METRES_A_DEGREE = 111_195.0
"""Of a great circle on a sphere of 6,371 km."""
_RING = 4


def drawn() -> alarms.Closure:
    """The points of what was drawn last on the emergency's map; empty when nothing was."""
    return alarms.points_of(widgets.drawn(session.SURGE_MAP))


def listed(
    closures: Sequence[tuple[str, Sequence[Any]]], words: Words, *, reopen: Callable[[str], None], key: str
) -> None:
    """The closures, by name and points, each with a button that opens it again."""
    if not closures:
        st.caption(words("closures.how"))
        return
    st.html(f'<div class="hif-closures"><b>{safe(words("closures.heading"))}</b></div>')
    for name, points in closures:
        with st.container(horizontal=True, vertical_alignment="center", key=f"{key}_{name}"):
            st.html(f'<div class="hif-unit">{safe(said(name, points, words))}</div>')
            st.button(words("closures.reopen"), key=f"{key}_open_{name}", on_click=reopen, args=(name,))


def said(name: str, points: Sequence[Any], words: Words) -> str:
    """A closure in a line of words: its number, and what was drawn."""
    if not points:
        return words("closures.roads", number=name)
    if len(points) == 1:
        return words("closures.spot", number=name)
    if len(points) >= _RING and tuple(points[0]) == tuple(points[-1]):
        return words("closures.area", number=name)
    return words("closures.line", number=name, metres=words.number(round(length_m(points), -1)))


def length_m(points: Sequence[Any]) -> float:
    """The length of a short line in degrees, in metres: flat, with degrees of longitude as long as they are there."""
    total = 0.0
    for (x, y), (to_x, to_y) in itertools.pairwise(points):
        total += math.hypot((to_x - x) * math.cos(math.radians((y + to_y) / 2)), to_y - y) * METRES_A_DEGREE
    return total
