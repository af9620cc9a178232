"""The analyst's doors to the planner: risk by day, surface, reasons, what the past says; kept while it is true.

With `session` the only place that caches and names keys of `st.session_state`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import folium
import geopandas as gpd
import pandas as pd
import streamlit as st

from layers import page as pages
from layers import risk as risk_layer
from layers import sheet
from layers.base import Drawn, draw
from layers.chosen import LAYER as CHOSEN_LAYER
from layers.odds import days_between
from layers.surface import LAYER as SURFACE_LAYER
from layers.words import Words
from planner.core.errors import InputError
from screens import session
from screens.geo import SHELF
from screens.jobs import Job, start

HORIZON_DAYS = 28
TOP = 20
"""Sites of the list that is looked back on."""

# keys of st.session_state
RISK_MAP = "risk_map"
RISK_TABLE = "risk_table"
RISK_SPAN = "risk_span"
RISK_CENTER = "risk_center"
RISK_TABS = "risk_tabs"
TRENDS_BY = "trends_by"
TRENDS_PUBLIC = "trends_public"

State = tuple[str, tuple[str, ...], date]


def state() -> State:
    """What everything here hangs on: which store, what is in it, which day it is."""
    return session.store_name(), session._state_of_store(), session.today()


@st.cache_resource(max_entries=2, show_spinner=False)
def _spans(key: State) -> Sequence[pd.DataFrame]:
    return session.flow.risk_by_span(session.store(), session.config(), as_of=session.today(), days=HORIZON_DAYS)


def spans() -> Sequence[pd.DataFrame]:
    """The risk of the coming days, one row a site: all days together, then day by day."""
    return _spans(state())


def day_of(span: int) -> date | None:
    """The civil day of a span; None for all days together."""
    return session.today() + timedelta(days=span - 1) if span else None


@st.cache_resource(max_entries=2, show_spinner=False)
def _surface(key: State) -> Mapping[str, Any]:
    return session.flow.surface(session.store(), session.config(), as_of=session.today(), days=HORIZON_DAYS)


def surface() -> Mapping[str, Any]:
    """The risk surface of the coming days."""
    return _surface(state())


@st.cache_resource(max_entries=4, show_spinner=False)
def _ground(key: State, language: str) -> tuple[tuple[Drawn, str], ...]:
    scene, words = session.scene(), Words(language, session.LOCALES)
    frames = pages.frames_of(scene)
    wanted = {name: frames[name] for name in (*pages.GROUND, "incidents", "stations")}
    if surface()["rows"]:
        wanted[SURFACE_LAYER.name] = surface()
    return tuple((part, SHELF.put(part.features)) for part in sheet.draw_all(wanted, words))


@st.cache_resource(max_entries=80, show_spinner=False)
def _sites(key: State, language: str, span: int) -> tuple[tuple[Drawn, str], ...]:
    frame = _frame(key, span)
    words = Words(language, session.LOCALES)
    drawn = (draw(layer, frame, words) for layer in (risk_layer.LAYER, risk_layer.REASONS))
    return tuple((part, SHELF.put(part.features)) for part in drawn)


@st.cache_resource(max_entries=32, show_spinner=False)
def _frame(key: State, span: int) -> gpd.GeoDataFrame:
    return risk_layer.joined(session.scene().sites, _spans(key)[span])


def _address(parts: Sequence[tuple[Drawn, str]]) -> sheet.Publish:
    known = {id(part.features): address for part, address in parts}
    return lambda features: known.get(id(features)) or SHELF.put(features)


def base_map(title: str) -> folium.Map:
    """The map that stays: ground, surface, incidents, stations. The sites are only in its legend."""
    words = session.words()
    parts = _ground(state(), words.language)
    sites = [part for part, _ in _sites(state(), words.language, 0)]
    return sheet.compose(
        [part for part, _ in parts],
        session.page(title),
        publish=_address(parts),
        legend=sites,
        first=(risk_layer.LAYER.name, SURFACE_LAYER.name),
    )


def changes(span: int, chosen: Mapping[str, Any] | None) -> folium.FeatureGroup:
    """What changes on the map: the sites with their risk in a span, and the ring around the chosen one."""
    words = session.words()
    parts = _sites(state(), words.language, span)
    ring = draw(CHOSEN_LAYER, chosen, words)
    return sheet.group([*(part for part, _ in parts), ring], publish=_address(parts))


@st.cache_resource(max_entries=64, show_spinner=False)
def _table(key: State, language: str, span: int) -> pd.DataFrame:
    words = Words(language, session.LOCALES)
    frame = _frame(key, span).drop(columns="geometry").sort_values(["priority", "site"], ascending=[False, True])
    rows = frame.to_dict("records")
    return pd.DataFrame(
        {
            "site": [row["site"] for row in rows],
            "rank": range(1, len(rows) + 1),
            "band": [row["band"] for row in rows],
            "name": [words.name(row, "site") for row in rows],
            "category": [row["category"] for row in rows],
            "between": [round(days_between(row["score"], row["days"])) for row in rows],
            "often": [round(days_between(row["high"], row["days"])) for row in rows],
            "seldom": [round(days_between(row["low"], row["days"])) for row in rows],
            "chance": [row["chance"] * 100 for row in rows],
            "harm": [row["harm"] for row in rows],
            "grade": [words.one_of("grade", row["grade"]) for row in rows],
            "community": [words.one_of("community", row["community"]) for row in rows],
        }
    )


def site_table(span: int) -> pd.DataFrame:
    """All sites in a span, highest priority first."""
    return _table(state(), session.words().language, span)


def row_of(site: str, span: int) -> Mapping[str, Any] | None:
    """The risk of a site in a span, with its `rank` and of how many; None when it is no longer there."""
    frame = _frame(state(), span)
    rows = frame[frame["site"] == site].drop(columns="geometry").to_dict("records")
    if not rows:
        return None
    rank = int((frame["priority"] > rows[0]["priority"]).sum()) + 1
    return {**rows[0], "rank": rank, "of": len(frame)}


@st.cache_resource(max_entries=256, show_spinner=False)
def _explained(key: State, site: str) -> Mapping[str, Any]:
    return session.flow.explain_risk(
        session.store(), session.config(), site=site, as_of=session.today(), days=HORIZON_DAYS
    )


def explained(site: str) -> Mapping[str, Any]:
    """Everything that can be said of a site's risk over all the days."""
    return _explained(state(), site)


@st.cache_resource(max_entries=2, show_spinner=False)
def _by_day(key: State) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "span": number,
                "day": session.today() + timedelta(days=number - 1),
                "expected": float(one["score"].sum()),
                "calendar": float(one["occasion_part"].sum()),
            }
            for number, one in enumerate(_spans(key))
            if number
        ]
    )


def by_day() -> pd.DataFrame:
    """Incidents expected at all sites together, day by day, and how many of them the calendar adds."""
    return _by_day(state())


def figures() -> list[tuple[str, str, str]]:
    """The figures above the map: what is expected, how many sites stand highest, and what it is made from."""
    words, whole = session.words(), spans()[0]
    high = int(whole["band"].isin(("A+", "A")).sum())
    used = surface()["incidents"]
    return [
        (f"{whole['score'].sum():.1f}", words("risk.expected", days=HORIZON_DAYS), ""),
        (words.number(high), words("risk.high"), "bad" if high else ""),
        (words.number(used), words("risk.used"), "" if used else "bad"),
    ]


def occasions_of(day: date) -> list[str]:
    """Names of the occasions of a day, in the reader's language."""
    rows = session.scene().occasions
    zone = session.config().place.timezone
    begins = pd.Timestamp(day, tz=zone)
    held = rows[(rows["start"] < begins + pd.Timedelta(days=1)) & (rows["end"] > begins)]
    words = session.words()
    return sorted({words.name(row, "occasion") for row in held.to_dict("records")})


@st.cache_resource(max_entries=8, show_spinner=False)
def _multipliers(key: State) -> Sequence[Mapping[str, Any]]:
    return session.flow.multipliers(session.store(), session.config(), as_of=session.today())


def multipliers() -> Sequence[Mapping[str, Any]]:
    """What each class of day is worth, with interval and the incidents behind it."""
    return _multipliers(state())


@st.cache_resource(max_entries=24, show_spinner=False)
def _trends(key: State, by: str, public: bool) -> Mapping[str, Any]:
    return session.flow.trends(session.store(), session.config(), by=by, public=public)


def trends(by: str, *, public: bool) -> Mapping[str, Any]:
    """How counts of the past year changed."""
    return _trends(state(), by, public)


@st.cache_resource(max_entries=2, show_spinner=False)
def _fairness(key: State) -> Mapping[str, Any]:
    return session.flow.fairness(session.store(), session.config(), as_of=session.today())


def fairness() -> Mapping[str, Any]:
    """Whom the reports may miss."""
    return _fairness(state())


@st.cache_resource(max_entries=2, show_spinner=False)
def _duplicates(key: State) -> Sequence[Mapping[str, Any]]:
    return session.flow.duplicates(session.store(), session.config())


def duplicates() -> Sequence[Mapping[str, Any]]:
    """Incidents that several sources report."""
    return _duplicates(state())


@st.cache_resource(show_spinner=False)
def _pasts() -> dict[State, Job]:
    return {}


def past(*, again: bool = False) -> Job:
    """The model tried on this district's own past, in the background, once for all readers: see `_start_past`."""
    jobs, key = _pasts(), state()
    if again or key not in jobs:
        jobs.clear()  # what was found of an older state is of no use any more
        jobs[key] = _start_past()
    return jobs[key]


def _start_past() -> Job:
    """Looks back on the list of sites, then on the model beside baselines: `{hindsight, backtest, fault}`."""
    store, config, flow = session.store(), session.config(), session.flow

    def work(progress: Any, cancel: Any) -> Mapping[str, Any]:
        looked = flow.hindsight(
            store, config, top=TOP, progress=lambda n, of: progress(("list", n, 2 * of)), cancel=cancel
        )
        tested, fault = None, None
        try:
            if not cancel():
                tested = flow.run_backtest(
                    config,
                    flow.Question(),
                    store=store,
                    tell=lambda _: None,
                    progress=lambda _, n, of: progress(("trying", of + n, 2 * of)),
                    cancel=cancel,
                )
        except InputError as raised:
            fault = raised  # too short a history for the model is no reason to hide what the list did
        return {"hindsight": looked, "backtest": tested, "fault": fault, "stopped": cancel()}

    return start(work)
