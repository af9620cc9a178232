"""Anniversaries of big incidents, from what was reported."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import pandas as pd

from planner.config import CalendarConfig
from planner.core.services import local_moment
from planner.tables import AreaTable, IncidentTable, OccasionTable, check_table

_LEVELS = ("tehsil", "district", "station limits", "settlement")
"""An anniversary touches the tehsil where one is on record, else the first of these that holds the place."""


def anniversaries(
    incidents: pd.DataFrame, areas: pd.DataFrame, config: CalendarConfig, *, first: date, last: date, zone: ZoneInfo
) -> pd.DataFrame:
    """The occasions table of the anniversaries between two days, both included.

    Big is an incident with `anniversary_fatalities` killed, of `anniversary_severity`, or with a crowd of
    `anniversary_crowd`. Patrol finds have none, nor have incidents known to the week or month only. Several of one
    community on one day in one area have one anniversary together; it has no doubt, as its day is known.
    """
    incidents, areas = check_table(IncidentTable, incidents), check_table(AreaTable, areas)
    big = (
        (incidents["fatalities"].fillna(0) >= config.anniversary_fatalities)
        | (incidents["severity"] >= config.anniversary_severity)
        | (incidents["crowd_best"].fillna(0) >= config.anniversary_crowd)
    )
    chosen = incidents[big & (incidents["reported_by"] != "patrol") & (incidents["time_precision"] == 1)]
    places = _areas_of(chosen, areas)
    names = dict(zip(areas["area"], areas["name_en"], strict=True))
    rows: dict[str, dict[str, object]] = {}
    for row, area in zip(chosen.itertuples(), places, strict=True):
        day = row.occurred_at.tz_convert(zone).date()
        for year in range(max(first.year, day.year + 1), min(last.year, day.year + config.anniversary_years) + 1):
            # 29 February is remembered on the 28th where there is none
            leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
            kept = date(year, day.month, 28 if (day.month, day.day) == (2, 29) and not leap else day.day)
            key = f"cal-{kept.isoformat()}-anniversary-{day.year}-{row.community}-{area or 'all'}"[:80]
            if first <= kept <= last and key not in rows:
                where = f" in {names[area]}" if names.get(area) else ""
                rows[key] = {
                    "name_en": f"Anniversary of {row.kind} of {day.isoformat()}{where}",
                    "community": row.community,
                    "start": kept,
                    "area": area,
                }
    ordered = sorted(rows.items(), key=lambda item: (item[1]["start"], item[0]))
    starts = [one["start"] for _, one in ordered]
    frame = pd.DataFrame(
        {
            "occasion": [key for key, _ in ordered],
            "name_en": [one["name_en"] for _, one in ordered],
            "name_ur": "",
            "kind": "anniversary",
            "community": [one["community"] for _, one in ordered],
            "start": _moments(starts, 0, zone),
            "end": _moments(starts, 1440, zone),
            "doubt_days": 0.0,
            "area": [one["area"] for _, one in ordered],
            "source": "calendar; incidents on record",
        }
    )
    return check_table(OccasionTable, frame)


def _moments(days: list[object], minute: int, zone: ZoneInfo) -> pd.DatetimeIndex:
    moments = [local_moment(day, minute, zone) for day in days if isinstance(day, date)]
    return pd.DatetimeIndex(moments, tz=zone).tz_convert("UTC").as_unit("us")


def _areas_of(incidents: pd.DataFrame, areas: pd.DataFrame) -> list[str]:
    """The area of each incident; "" where none holds it. Of a place known to the district only, the district."""
    answer = np.full(len(incidents), "", dtype=object)
    if not len(areas) or not len(incidents):
        return answer.tolist()
    points = gpd.GeoDataFrame(incidents[["place_precision"]].reset_index(drop=True), geometry=list(incidents.geometry))
    points = points.set_crs(incidents.crs).to_crs(areas.crs)
    for level in reversed(_LEVELS):
        some = areas[areas["level"] == level]
        inside = gpd.sjoin(points, some[["area", "geometry"]], predicate="intersects")
        for n, area in inside["area"].groupby(level=0).first().items():
            if points["place_precision"].iloc[n] < 3 or level == "district":
                answer[n] = area
    return answer.tolist()
