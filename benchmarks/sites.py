"""Scoring of many sites from many incidents, all through `planner.risk.score`: fit, score, intervals, reasons."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import geopandas as gpd
import numpy as np
import pandas as pd

from benchmarks.registry import Case
from planner.config import load_config
from planner.core.time import Window, day_windows
from planner.risk import score
from planner.tables import IncidentTable, OccasionTable, SiteTable, check_table

CRS = "EPSG:32643"
AS_OF = datetime(2026, 11, 22, tzinfo=UTC)
TIMEZONE = "Asia/Karachi"
SIDE_M, TOWNS, TOWN_M = 100_000.0, 40, 3000.0
DAYS, OCCASIONS = 1095, 60
COMMUNITIES = ("christian", "ahmadi", "hindu", "sikh")
Given = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]
PLAIN = {"name_en": "", "name_ur": "", "source": "made up", "area": ""}
PLAIN_SITE: dict[str, object] = {
    **PLAIN,
    "kind": "place of worship",
    "community": "christian",
    "is_registered": True,
    **dict.fromkeys(("worshippers", "entries", "grounds_m2", "guards", "threat", "advisory")),
    **dict.fromkeys(("setting", "safeguards", "service_times"), ""),
}
PLAIN_INCIDENT: dict[str, object] = {
    "time_precision": 1,
    "place_precision": 1,
    "kind": "threat",
    "severity": 2,
    "community": "christian",
    "trigger": "",
    "actor": "crowd",
    "reported_by": "victim",
    "source": "made up",
    **dict.fromkeys(("crowd_low", "crowd_best", "crowd_high", "fatalities")),
}
"""What a made-up row says where nothing else is said of it."""


def made(sites: int, incidents: int, *, seed: int = 3) -> Given:
    """So many sites in 40 towns of a square of 100 km, so many incidents of three years at them, and 60 occasions."""
    rng = np.random.default_rng(seed)
    towns = rng.uniform(0.1 * SIDE_M, 0.9 * SIDE_M, (TOWNS, 2))
    xy = towns[rng.integers(0, TOWNS, sites)] + rng.normal(0, TOWN_M, (sites, 2))
    community = rng.choice(COMMUNITIES, sites)
    places = {
        **PLAIN_SITE,
        "site": [f"S{n}" for n in range(sites)],
        "kind": rng.choice(["place of worship", "school", "settlement"], sites),
        "community": community,
        "category": rng.choice(["A", "B", "C", "D"], sites, p=[0.05, 0.10, 0.70, 0.15]),
        "service_times": rng.choice(["Su 09:00-11:00", "Fr 13:00-14:00", "daily 05:00", ""], sites),
    }
    rate = rng.gamma(1.0, 1.0, sites)
    hit = rng.choice(sites, incidents, p=rate / rate.sum())
    past = {
        **PLAIN_INCIDENT,
        "incident": [f"I{n}" for n in range(incidents)],
        "occurred_at": (pd.Timestamp(AS_OF) - pd.to_timedelta(rng.uniform(0, DAYS, incidents), unit="D")).as_unit("us"),
        "time_precision": rng.choice([1, 2, 3], incidents, p=[0.85, 0.10, 0.05]),
        "place_precision": rng.choice([1, 2, 3], incidents, p=[0.80, 0.15, 0.05]),
        "kind": rng.choice(["arson", "threat", "vandalism"], incidents),
        "community": community[hit],
        "reported_by": rng.choice(["victim", "press"], incidents),
        "source": rng.choice(["register", "press"], incidents),
    }
    start = [AS_OF + timedelta(days=int(n)) for n in rng.integers(-DAYS, 60, OCCASIONS)]
    dates = {
        "occasion": [f"O{n}" for n in range(OCCASIONS)],
        "kind": rng.choice(["festival", "procession", "anniversary"], OCCASIONS),
        "community": rng.choice([*COMMUNITIES, "unknown"], OCCASIONS),
        "start": start,
        "end": [moment + timedelta(days=2) for moment in start],
        "doubt_days": rng.choice([0.0, 1.0], OCCASIONS),
        **PLAIN,
    }
    return (
        check_table(SiteTable, placed(places, xy)),
        check_table(IncidentTable, placed(past, xy[hit] + rng.normal(0, 60, (incidents, 2)))),
        check_table(OccasionTable, pd.DataFrame(dates)),
    )


def placed(columns: Mapping[str, object], xy: np.ndarray) -> gpd.GeoDataFrame:
    """Columns at points in metres, (n, 2)."""
    return gpd.GeoDataFrame(dict(columns), geometry=gpd.points_from_xy(*xy.T), crs=CRS)


def span(given: Given) -> int:
    """One window of 90 days."""
    return _scored(given, [Window(AS_OF, AS_OF + timedelta(days=90))])


def weeks(given: Given) -> int:
    """56 windows of a day."""
    return _scored(given, day_windows(AS_OF, 56))


def _scored(given: Given, windows: list[Window]) -> int:
    rows = score(*given, load_config().risk, windows=windows, as_of=AS_OF, timezone=TIMEZONE)
    assert len(rows) == len(given[0]) * len(windows)
    return len(rows)


def _case(sites: int, incidents: int, *, daily: bool) -> Case:
    windows, work = ("56 windows", weeks) if daily else ("90 days", span)
    return Case(
        "risk: fit, score, intervals",
        f"{sites:,} sites, {incidents:,} incidents, {windows}",
        lambda: made(sites, incidents),
        work,
    )


CASES = [
    _case(5000, 2000, daily=False),
    _case(20_000, 10_000, daily=False),
    _case(5000, 20_000, daily=True),
]
