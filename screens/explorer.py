"""The door of the explore screen to the planner: what is asked for, what is chosen, and its drawings, kept while true.

What is asked for lives under `QUERY` as plain texts, so that it outlasts a look at another screen; the widgets are
filled from it when they are drawn anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import streamlit as st

from layers import incidents as incidents_layer
from layers import page as pages
from layers import sheet, tools
from layers.base import Drawn, draw
from layers.chosen import LAYER as CHOSEN_LAYER
from layers.density import LAYER as DENSITY_LAYER
from layers.words import Words
from planner.core.errors import PlannerError
from screens import links, session
from screens.geo import SHELF
from screens.takeaway import Query

YEAR_DAYS = 365
MARKS_MOST = 3000
"""More incidents than these are drawn as counts by cell: marks would only hide each other."""
CLICK_M = 1500.0
"""A click takes the nearest chosen incident within so many metres."""
ROWS_MOST = 1000
"""So many rows stand in the table; the file holds all."""

# keys of st.session_state
QUERY = "explore_query"
SAID = "explore_said"
VIEW = "explore_view"
FAULT = "explore_fault"
MAP = "explore_map"
TABLE = "explore_table"
INCIDENT = "explore_incident"
PICKED = "explore_picked"
CLICKED = "explore_clicked"
CENTER = "explore_center"
SPAN = "explore_span"
ZOOMED = "explore_zoomed"
GONE = "explore_gone"

IN_ADDRESS = ("from", "to", "kind", "community", "tehsil", "reporter", "severity", "gravest", "place", "day", "every")
State = tuple[str, tuple[str, ...], date]


def state() -> State:
    """What everything here hangs on: which store, what is in it, which day it is."""
    return session.store_name(), session._state_of_store(), session.today()


@st.cache_resource(max_entries=2, show_spinner=False)
def _frame(key: State) -> pd.DataFrame:
    return session.flow.incident_frame(session.store(), session.config())


def frame() -> pd.DataFrame:
    """All incidents with what is worked out of each; for reading only."""
    return _frame(state())


def bounds() -> tuple[date, date]:
    """The first and the last day that can be asked for."""
    days = frame()["day"]
    last = session.today()
    return (min(days.min().date(), last - timedelta(days=1)) if len(days) else last - timedelta(days=YEAR_DAYS)), last


def usual() -> dict[str, str]:
    """What is asked for when nobody has asked for anything: the last year."""
    first, last = bounds()
    start = max(first, last - timedelta(days=YEAR_DAYS - 1))
    return {"from": start.isoformat(), "to": last.isoformat()}


def arrive() -> None:
    """Takes what the address asks for, when it is not what was said there last; else what was asked for before."""
    asked = {name: text for name in IN_ADDRESS if (text := links.asked(name))}
    view = links.asked("view")
    said = st.session_state.get(SAID)
    if QUERY in st.session_state and (not (asked or view) or (asked, view) == said):
        return
    query, st.session_state[VIEW] = dict(asked), ""
    try:
        if view:
            query = {**session.flow.view_named(session.store(), view)["query"], **asked}
            st.session_state[VIEW] = view
        session.flow.choice_of(query)
    except PlannerError as fault:
        st.session_state[FAULT], query = fault, {}
    if "from" not in query and "to" not in query:
        query = {**usual(), **query}
    ask(query)


def ask(query: Mapping[str, str]) -> None:
    """Asks for this and nothing else: the widgets are filled anew."""
    st.session_state[QUERY] = dict(query)
    for key in [key for key in st.session_state if str(key).startswith("explore_in_")]:
        del st.session_state[key]
    st.session_state.pop(SPAN, None)


def choice() -> Any:
    """What is asked for."""
    return session.flow.choice_of(st.session_state[QUERY])


def change_to(**values: Any) -> None:
    """Asks for other values of these parts of the choice; the others stay."""
    st.session_state[QUERY] = session.flow.as_query(replace(choice(), **values))


def say() -> None:
    """Puts what is asked for into the address: plain choices only, with the saved view where that says it all."""
    plain, _ = session.flow.address_of(choice())
    view = st.session_state.get(VIEW) or ""
    if view and not is_view(view):
        view = st.session_state[VIEW] = ""
    shown = {} if view else plain
    links.say(**{name: shown.get(name, "") for name in IN_ADDRESS}, view=view)
    st.session_state[SAID] = (shown, view)


def is_view(view: str) -> bool:
    """Whether what is asked for is what that saved view asks for."""
    try:
        return bool(session.flow.view_named(session.store(), view)["query"] == st.session_state[QUERY])
    except PlannerError:
        return False


@st.cache_resource(max_entries=24, show_spinner=False)
def _chosen(key: State, asked: Any) -> Any:
    return session.flow.choose(_frame(key), asked)


def chosen() -> Any:
    """What is chosen, and what is left out and why."""
    return _chosen(state(), choice())


def is_narrowed() -> bool:
    """Whether more is asked for than a period: then sites at which none of it was step back on the map."""
    asked = replace(choice(), start=None, last=None)
    return bool(asked != type(asked)())


def timeless() -> Any:
    """What would be chosen if no day were asked for: the ground of the histogram."""
    return _chosen(state(), replace(choice(), start=None, last=None))


def period() -> tuple[date, date]:
    """First and last day of what is asked for."""
    return session.flow.period_of(frame(), choice(), session.today())


@st.cache_resource(max_entries=24, show_spinner=False)
def _compared(key: State, asked: Any, by: str) -> Mapping[str, Any]:
    return session.flow.compared(session.store(), session.config(), asked, by=by)


def compared(by: str) -> Mapping[str, Any]:
    """The period against the one before and the same a year before."""
    return _compared(state(), choice(), by)


def places(by: str) -> Mapping[str, Any]:
    """Where what is chosen gathers."""
    first, last = period()
    days = (last - first).days + 1
    return session.flow.places(session.store(), session.config(), chosen().rows, days=days, by=by)


@st.cache_resource(max_entries=64, show_spinner=False)
def _record(key: State, incident: str) -> Mapping[str, Any]:
    return session.flow.record(session.store(), session.config(), incident)


def record() -> Mapping[str, Any] | None:
    """All that is known of the incident that is picked; None when none is, or it is not among the chosen ones."""
    incident = st.session_state.get(INCIDENT)
    if not incident or incident not in set(chosen().rows["incident"]):
        return None
    return _record(state(), incident)


def pick(incident: str, *, go: bool) -> None:
    """Picks an incident; `go` moves the map there."""
    st.session_state[INCIDENT] = incident
    rows = frame()[frame()["incident"] == incident]
    if go and len(rows) and rows["place_precision"].iloc[0] < 3:
        st.session_state[CENTER] = (float(rows["latitude"].iloc[0]), float(rows["longitude"].iloc[0]))
    elif not go:
        st.session_state.pop(CENTER, None)
        # the table is drawn anew with this row on top and chosen
        st.session_state[CLICKED] = incident
        st.session_state[PICKED] = st.session_state.get(PICKED, 0) + 1


def nearest(longitude: float, latitude: float) -> str | None:
    """The chosen incident that a click means, or None when none is near."""
    rows = chosen().rows
    rows = rows[rows["place_precision"] < 3]
    if rows.empty:
        return None
    spot = gpd.GeoSeries.from_xy([longitude], [latitude], crs=4326).to_crs(session.scene().crs).iloc[0]
    away = np.hypot(rows["x_m"].to_numpy() - spot.x, rows["y_m"].to_numpy() - spot.y)
    at = int(away.argmin())
    return str(rows["incident"].iloc[at]) if away[at] <= CLICK_M else None


@st.cache_resource(max_entries=4, show_spinner=False)
def _ground(key: State, language: str) -> tuple[tuple[Drawn, str], ...]:
    words = Words(language, session.LOCALES)
    frames = pages.frames_of(session.scene())
    wanted = {name: frames[name] for name in (*pages.GROUND, "sites", "stations") if name in frames}
    return tuple((part, SHELF.put(part.features)) for part in sheet.draw_all(wanted, words))


@st.cache_resource(max_entries=24, show_spinner=False)
def _marks(key: State, language: str, asked: Any) -> tuple[Drawn, str]:
    words, rows = Words(language, session.LOCALES), _chosen(key, asked).rows
    if len(rows) > MARKS_MOST:
        side = session.config().report.hotspot_cell_m
        part = draw(DENSITY_LAYER, session.flow.density(rows, side), words)
    else:
        rows = rows[rows["place_precision"] < 3]
        points = gpd.GeoSeries.from_xy(rows["longitude"], rows["latitude"], crs=4326, index=rows.index)
        part = draw(incidents_layer.LAYER, gpd.GeoDataFrame(rows, geometry=points), words)
    return part, SHELF.put(part.features)


def _address(parts: Sequence[tuple[Drawn, str]]) -> sheet.Publish:
    known = {id(part.features): address for part, address in parts}
    return lambda features: known.get(id(features)) or SHELF.put(features)


def base_map(title: str) -> folium.Map:
    """The map that stays: ground, sites and stations. The incidents are only in its legend."""
    language = session.words().language
    parts = _ground(state(), language)
    marks = _marks(state(), language, choice())[0]
    return sheet.compose(
        [part for part, _ in parts],
        session.page(title),
        publish=_address(parts),
        legend=[marks],
        first=(marks.layer.name,),
    )


def changes() -> folium.FeatureGroup:
    """What changes on the map: the chosen incidents, and the ring around the one that is picked."""
    words = session.words()
    marks = _marks(state(), words.language, choice())
    one = record()
    at = {"longitude": one["longitude"], "latitude": one["latitude"], "name": ""} if one else None
    ring = draw(CHOSEN_LAYER, at if one and one["place_precision"] < 3 else None, words)
    group = sheet.group([marks[0], ring], publish=_address([marks]))
    if is_narrowed():
        group.add_child(tools.only(("sites",), chosen().rows["site"]))
    return group


def query_of(what: str = "incidents", **more: str) -> Query:
    """What is asked for, as files say it: in words, and for a machine."""
    from screens import explore_says

    return Query(explore_says.sentence(), what, {**st.session_state[QUERY], **more})
