"""Services and occasions of the coming hours, and who stands at each site while they last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from planner.config import DemandConfig
from planner.core.duty import DutyKind
from planner.core.services import ServiceTimes, parse_services, touches
from planner.core.time import Window
from planner.demand.guards import may_last
from planner.flow.day_plans import Rows, by_place, window_of

STATES = ("open", "short", "nobody", "visited", "guarded")
"""What a site has during a service, worst first: a guard that is asked for and has nobody; one that has too few; none
asked for and no visit; a visit of a mobile; a full guard."""
_WORSHIP = "place of worship"

_parsed = lru_cache(maxsize=20_000)(parse_services)


class Cover:
    """Who stands at a site in a window, by the plans that rule it."""

    def __init__(self, rows: Rows, config: DemandConfig) -> None:
        guards = [row for row in rows.duties if row["kind"] == DutyKind.GUARD.value]
        self._guards, self._visits = by_place(guards, "place"), by_place(rows.visits, "site")
        self._sent, self._lead = rows.sent, timedelta(minutes=config.guard_lead_min)

    def at(self, site: str, window: Window) -> tuple[str, int, int]:
        """One of `STATES`, officers sent, officers needed."""
        duties = [row for row in self._guards.get(site, ()) if window_of(row).overlaps(window)]
        needed = sum(int(row["strength"]) for row in duties)
        sent = sum(min(int(row["strength"]), self._sent.get(str(row["duty"]), 0)) for row in duties)
        if needed:
            return ("guarded" if sent >= needed else "short" if sent else "open"), sent, needed
        wide = Window(window.start - self._lead, window.end)
        seen = any(window_of(visit).overlaps(wide) for visit in self._visits.get(site, ()))
        return ("visited" if seen else "nobody"), 0, 0


def service_hours(
    sites: pd.DataFrame,
    priority: Mapping[str, float],
    cover: Cover,
    ahead: Window,
    config: DemandConfig,
    zone: ZoneInfo,
) -> list[dict[str, Any]]:
    """One row an hour in which services begin or go on: how many sites, and in what state each is.

    A service that has begun stands under the hour of its start. Sites of a row: the worst state first, in it the most
    endangered.
    """
    first, last = (edge.astimezone(zone).date() for edge in (ahead.start, ahead.end))
    days = [first + timedelta(days=n) for n in range(-1, (last - first).days + 1)]
    hours: dict[Any, list[dict[str, Any]]] = {}
    for row in sites[sites["kind"] == _WORSHIP].itertuples():
        for window in _services(row.service_times, days, config, zone):
            if not window.overlaps(ahead):
                continue
            state, sent, needed = cover.at(row.site, window)
            hour = window.start.astimezone(zone).replace(minute=0, second=0, microsecond=0)
            told = {"site": row.site, "state": state, "sent": sent, "needed": needed}
            hours.setdefault(hour, []).append({**told, **_ends(window, zone)})
    return [
        {
            "hour": hour.isoformat(),
            "until": max(row["end"] for row in rows),
            "count": len({row["site"] for row in rows}),
            **_counted(rows),
            "sites": sorted(rows, key=lambda r: (STATES.index(r["state"]), -priority.get(r["site"], 0.0), r["site"])),
        }
        for hour, rows in sorted(hours.items())
    ]


def occasion_rows(
    sites: pd.DataFrame, occasions: pd.DataFrame, cover: Cover, ahead: Window, zone: ZoneInfo
) -> list[dict[str, Any]]:
    """The occasions that touch sites in a window, each with how many it touches and in what state those are."""
    worship = sites[sites["kind"] == _WORSHIP]
    places = list(zip(worship["site"], worship["community"], worship["area"], strict=True))
    found = []
    for one in occasions.itertuples():
        window = may_last(one)
        if not window.overlaps(ahead):
            continue
        now = Window(max(window.start, ahead.start), min(window.end, ahead.end))
        touched = [
            site
            for site, community, area in places
            if touches(one.community, one.area, site_community=community, site_area=area)
        ]
        told = {key: str(getattr(one, key)) for key in ("occasion", "name_en", "name_ur", "kind", "community", "area")}
        states = [{"state": cover.at(site, now)[0]} for site in touched]
        ends = _ends(Window(one.start.to_pydatetime(), one.end.to_pydatetime()), zone)
        found.append({**told, **ends, "doubt_days": float(one.doubt_days), "count": len(touched), **_counted(states)})
    return sorted(found, key=lambda row: (row["start"], row["occasion"]))


def _services(text: str, days: list[date], config: DemandConfig, zone: ZoneInfo) -> list[Window]:
    times: ServiceTimes = _parsed(text)
    return [window for day in days for window in times.on(day, zone, default_min=config.service_min)]


def _ends(window: Window, zone: ZoneInfo) -> dict[str, str]:
    return {"start": window.start.astimezone(zone).isoformat(), "end": window.end.astimezone(zone).isoformat()}


def _counted(rows: list[dict[str, Any]]) -> dict[str, int]:
    counts = Counter(row["state"] for row in rows)
    return {state: counts[state] for state in STATES}
