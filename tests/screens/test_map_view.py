from __future__ import annotations

from collections.abc import Callable
from typing import Any

import folium
import pytest
import streamlit as st
import streamlit_folium

from layers import tools
from layers.words import LANGUAGES, Words
from screens import alarms, surge_closures, widgets

KEY = "a_map"
AREA = {"type": "Polygon", "coordinates": [[[73.0, 31.0], [73.1, 31.0], [73.1, 31.1], [73.0, 31.0]]]}
LINE = {"type": "LineString", "coordinates": [[73.0, 31.0], [73.0, 31.01]]}


def told(number: int, shape: dict[str, Any] | None) -> dict[str, Any]:
    """What the browser returns for a drawing."""
    return {"type": "Feature", "properties": {"number": number}, "geometry": shape}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What a map asks of streamlit-folium; nothing of Streamlit is needed for that."""
    seen: dict[str, Any] = {}
    monkeypatch.setattr(st, "session_state", {})
    monkeypatch.setattr(streamlit_folium, "st_folium", lambda base, **named: seen.update(named))
    return seen


def show(on_draw: Callable[[], None] | None = None, on_click: Callable[[], None] = lambda: None, **named: Any) -> Any:
    """A map is drawn once; its group of changes."""
    changes = folium.FeatureGroup()
    widgets.map_view(folium.Map(tiles=None), changes, key=KEY, on_click=on_click, on_draw=on_draw, **named)
    return changes


def test_a_map_returns_the_click_alone_unless_the_reader_may_draw(asked: dict[str, Any]) -> None:
    """Each thing that is returned is a reason to run again."""
    show()
    assert asked["returned_objects"] == ["last_clicked"]
    show(on_draw=lambda: None)
    assert asked["returned_objects"] == ["last_clicked", "last_active_drawing"]


def test_a_drawing_is_told_to_the_screen_and_a_click_is_not(asked: dict[str, Any]) -> None:
    """Click and drawing come together each time: only what is new counts."""
    done: list[str] = []
    show(lambda: done.append("draw"), lambda: done.append("click"))
    click = {"lat": 31.0, "lng": 73.0}
    for now in (
        {"last_clicked": click, "last_active_drawing": None},
        {"last_clicked": click, "last_active_drawing": told(1, AREA)},
        {"last_clicked": {"lat": 31.2, "lng": 73.0}, "last_active_drawing": told(1, AREA)},
        {"last_clicked": {"lat": 31.2, "lng": 73.0}, "last_active_drawing": told(2, None)},
    ):
        st.session_state[KEY] = now
        asked["on_change"]()
    assert done == ["click", "draw", "click", "draw"]
    assert widgets.drawn(KEY) is None
    assert widgets.clicked(KEY) == (73.0, 31.2)


def test_a_shape_stays_on_the_map_until_it_is_taken_away(asked: dict[str, Any]) -> None:
    """It is sent along with what changes, with its number, so that another map of the same key shows it too."""
    st.session_state[KEY] = {"last_active_drawing": told(5, AREA)}
    assert widgets.drawn(KEY) == AREA
    (part,) = show(lambda: None)._children.values()
    assert '"number":5' in part.spec
    assert '"type":"Polygon"' in part.spec
    widgets.forget_drawing(KEY)
    assert widgets.drawn(KEY) is None
    (part,) = show(lambda: None)._children.values()
    assert '"number":5,"shape":null' in part.spec


def test_what_is_no_shape_is_not_read(asked: dict[str, Any]) -> None:
    """A browser may send anything."""
    st.session_state[KEY] = {"last_active_drawing": told(1, {"type": "GeometryCollection", "geometries": []})}
    assert widgets.drawn(KEY) is None


def test_a_drawn_shape_becomes_the_points_of_a_closure() -> None:
    """One point, the points of a line, a ring that ends where it begins."""
    assert alarms.points_of(None) == ()
    assert alarms.points_of({"type": "Point", "coordinates": [73, 31]}) == ((73.0, 31.0),)
    assert alarms.points_of(LINE) == ((73.0, 31.0), (73.0, 31.01))
    ring = alarms.points_of(AREA)
    assert (len(ring), ring[0]) == (4, ring[-1])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_closure_is_said_by_its_shape_and_length(language: str) -> None:
    """0.01 degrees of latitude are 6,371 km * pi / 180 / 100 = 1,112 m; said to ten metres."""
    words = Words(language, surge_closures.session.LOCALES)
    line, area = alarms.points_of(LINE), alarms.points_of(AREA)
    assert surge_closures.length_m(line) == pytest.approx(1112, abs=1)
    assert "1,110" in surge_closures.said("2", line, words)
    said = {surge_closures.said("1", points, words) for points in (line[:1], line, area, ())}
    assert len(said) == 4


def test_every_text_of_the_tools_is_there_in_both_languages() -> None:
    """None of them empty, and none of them the same but for the letter of north."""
    english, urdu = (tools.texts(Words(language)) for language in LANGUAGES)
    assert english.keys() == urdu.keys() == set(tools.TEXTS)
    assert all(english[key] != urdu[key] for key in english)


def test_only_some_places_stand_out_by_their_identifiers() -> None:
    """Each once and in order, so that the same filter is the same statement."""
    assert '"keep":["S1","S2"]' in tools.only(["sites"], ["S2", "S1", "S2"]).spec
