"""Tiny tables, one call each; what a test does not name is plain."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely.geometry import Point

from planner.tables import IncidentTable, OccasionTable, OfficerTable, SiteTable, StationTable, check_table, empty

CRS = "EPSG:32643"
AS_OF = datetime(2026, 12, 21, tzinfo=UTC)  # a Monday
TIMEZONE = "UTC"


def _table(table: Any, plain: dict[str, Any], rows: Sequence[dict[str, Any]]) -> pd.DataFrame:
    if not rows:
        return empty(table, CRS if table.shape else None)
    frame = pd.DataFrame([{**plain, **row} for row in rows])
    if table.shape is None:
        return check_table(table, frame)
    points = [Point(*xy) for xy in frame.pop("at")]
    return check_table(table, gpd.GeoDataFrame(frame, geometry=points, crs=CRS))


def sites(*rows: dict[str, Any]) -> gpd.GeoDataFrame:
    """Sites S1, S2, ... : registered places of worship of the Christian community, category C, at (0, 0)."""
    plain = {
        "name_en": "", "name_ur": "", "kind": "place of worship", "community": "christian", "category": "C",
        "is_registered": True, "worshippers": None, "entries": None, "grounds_m2": None, "setting": "",
        "safeguards": "", "guards": None, "threat": None, "advisory": None, "service_times": "", "area": "",
        "source": "test", "at": (0.0, 0.0),
    }  # fmt: skip
    return _table(SiteTable, plain, [{"site": f"S{n}", **row} for n, row in enumerate(rows, start=1)])


def incidents(*rows: dict[str, Any]) -> gpd.GeoDataFrame:
    """Incidents I1, I2, ...: arson at (0, 0), exact, reported by the victim; `days_ago` before AS_OF."""
    plain = {
        "time_precision": 1, "place_precision": 1, "kind": "arson", "severity": 4, "crowd_low": None,
        "crowd_best": None, "crowd_high": None, "fatalities": None, "community": "christian", "trigger": "",
        "actor": "crowd", "reported_by": "victim", "source": "test", "at": (0.0, 0.0),
    }  # fmt: skip
    made = []
    for n, row in enumerate(rows, start=1):
        kept = {key: value for key, value in row.items() if key != "days_ago"}
        moment = pd.Timestamp(AS_OF) - pd.Timedelta(days=row.get("days_ago", 1))
        made.append({"incident": f"I{n}", "occurred_at": moment, **kept})
    return _table(IncidentTable, plain, made)


def occasions(*rows: dict[str, Any]) -> pd.DataFrame:
    """Occasions O1, O2, ...: festivals of the Christian community everywhere."""
    plain = {
        "name_en": "Christmas", "name_ur": "", "kind": "festival", "community": "christian", "doubt_days": 0.0,
        "area": "", "source": "test",
    }  # fmt: skip
    return _table(OccasionTable, plain, [{"occasion": f"O{n}", **row} for n, row in enumerate(rows, start=1)])


def stations(*rows: dict[str, Any]) -> gpd.GeoDataFrame:
    """Stations P1, P2, ...: without a desk, at (0, 0)."""
    plain = {
        "name_en": "", "name_ur": "", "kind": "station", "has_desk": False, "area": "", "source": "test",
        "at": (0.0, 0.0),
    }  # fmt: skip
    return _table(StationTable, plain, [{"station": f"P{n}", **row} for n, row in enumerate(rows, start=1)])


def officers(*rows: dict[str, Any]) -> pd.DataFrame:
    """Officers F1, F2, ...: men, constables of the protection unit at P1, without skills or leave."""
    plain = {
        "rank": "Constable", "is_woman": False, "skills": "", "home_station": "P1", "unit": "protection unit",
        "leave": "", "unit_since": "", "languages": "", "is_synthetic": False, "source": "test",
    }  # fmt: skip
    return _table(OfficerTable, plain, [{"officer": f"F{n}", **row} for n, row in enumerate(rows, start=1)])
