"""The commander's doors to the planner: plans as they stand, changes, illness, orders; kept while it is true.

With `session` and `analyst` the only place that caches and names keys of `st.session_state`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import geopandas as gpd
import streamlit as st

from screens import session
from screens.jobs import Job, start

Line = list[tuple[float, float]]

# keys of st.session_state
PLAN = "plan_chosen"
STEP = "plan_step"
DAY = "plan_day"
DUTY = "plan_duty"
MAP = "plan_map"
DIFFERENCE_MAP = "plan_difference_map"
CALENDAR = "plan_calendar"
DUTY_BOX = "plan_duty_box"
TOLD = "plan_told"
"""A sentence about what was just done, shown once."""
AWAY = "plan_away"


def start_plan(first: date, days: int, seconds: float, *, units: str, like: str, whole: bool) -> Job:
    """Makes a plan in the background; it is kept in the store."""
    where, how = session.store(), session.config()
    return start(
        lambda progress, cancel: session.flow.plan(
            where,
            how,
            start=first,
            days=days,
            seconds=seconds,
            seed=session.SEED,
            units=units,
            like=like,
            whole=whole,
            progress=progress,
            cancel=cancel,
        )
    )


def start_replan(plan_id: str, away: Sequence[tuple[str, Any]], at: datetime | None, seconds: float) -> Job:
    """Makes a plan anew without the officers who are away, in the background; it is kept in the store."""
    where, how = session.store(), session.config()
    return start(
        lambda progress, cancel: session.flow.replan(
            where,
            how,
            plan_id,
            away=away,
            at=at,
            seconds=seconds,
            seed=session.SEED,
            progress=progress,
            cancel=cancel,
        )
    )


def candidates(plan_id: str, duty: str, out: str) -> list[dict[str, Any]]:
    """Who could come to a duty, free ones first."""
    found: list[dict[str, Any]] = session.flow.candidates(
        session.store(), session.config(), plan_id, duty=duty, out=out
    )
    return found


def tried(plan_id: str, duty: str, out: str, into: str) -> dict[str, Any]:
    """What a change would do; nothing is kept."""
    found: dict[str, Any] = session.flow.try_change(
        session.store(), session.config(), plan_id, duty=duty, out=out, into=into
    )
    return found


def change(plan_id: str, duty: str, out: str, into: str, *, reason: str, by: str) -> None:
    """Keeps a change with its reason."""
    session.flow.change(session.store(), session.config(), plan_id, duty=duty, out=out, into=into, reason=reason, by=by)


def undo(plan_id: str, *, by: str) -> None:
    """Takes the last change back."""
    session.flow.undo(session.store(), session.config(), plan_id, by=by)


def sign(plan_id: str, *, by: str, post: str, accepts: str) -> None:
    """Signs a plan as it stands."""
    session.flow.sign(session.store(), session.config(), plan_id, by=by, post=post, accepts=accepts)


def compared(first: str, second: str) -> dict[str, Any]:
    """Two plans side by side."""
    found: dict[str, Any] = session.flow.compare(session.store(), session.config(), first, second)
    return found


@st.cache_resource(max_entries=32, show_spinner=False)
def _ways(key: Any, plan_id: str, day: date, _routes: Sequence[Mapping[str, Any]]) -> Mapping[str, Line]:
    found = session.flow.ways(session.store(), session.config(), _routes)
    crs = session.scene().sites.crs
    return {duty: list(gpd.GeoSeries([line], crs=crs).to_crs(4326).iloc[0].coords) for (duty, _), line in found.items()}


def ways(document: Mapping[str, Any], day: date, routes: Sequence[Mapping[str, Any]]) -> Mapping[str, Line]:
    """The lines of these routes of a day in degrees, by duty; a plan's routes never change once they are made."""
    if not routes or not len(session.scene().roads):
        return {}
    return _ways((session.store_name(), session._state_of_store()), str(document["plan_id"]), day, routes)


def files(document: Mapping[str, Any], language: str, parts: Sequence[str]) -> bytes:
    """The chosen parts of the orders as one ZIP file."""
    return session.zipped(
        lambda folder: session.flow.write_plan(
            session.store(), session.config(), document, folder, language=language, parts=parts
        )
    )


def ranks() -> Mapping[str, str]:
    """The rank of each officer on the roll."""
    officers = session.scene().officers
    return dict(zip(officers["officer"].astype(str), officers["rank"].astype(str), strict=True))


def officer_page(document: Mapping[str, Any], officer: str, language: str) -> bytes:
    """All duties of one officer as a PDF of a page."""
    # imported here: the printer is loaded only when somebody prints
    from planner.report.officers import officer_sheets
    from planner.report.sheets import OWN_MARK, sheets_pdf
    from planner.report.voice import Voice

    week = session.flow.week_on_paper(session.store(), session.config(), document)
    voice = Voice(language)
    return sheets_pdf(list(officer_sheets(week, voice, [officer])), week, voice, mark=OWN_MARK)
