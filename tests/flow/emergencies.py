"""The hamlet with a roll that can be sent somewhere: 80 at the station, 30 of the reserve at Lines, a unit of five."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import pandas as pd
import pytest
from pyproj import Transformer

from planner import flow
from planner.config import load_config
from planner.flow import kept
from planner.flow.kept import table
from planner.flow.stores import provenance
from planner.flow.week import keep
from planner.tables import OfficerTable, SiteTable, VehicleTable
from tests.flow.hand_made import document

CONFIG = load_config()
DAY = date(2026, 12, 20)
HEADS = ("Inspector", "SI", "ASI", "ASI", "Head Constable", "Head Constable", "Head Constable", "Head Constable")


def forget_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is kept of what other tests have read or learned, as in a process that has just begun."""
    monkeypatch.setattr(kept, "_things", OrderedDict())


def at(text: str) -> datetime:
    """A moment of December 2026 in Pakistan, as `20T09:00`."""
    return datetime.fromisoformat(f"2026-12-{text}:00+05:00")


def officers(home: str, count: int, unit: str) -> list[dict[str, Any]]:
    """A roll: eight of higher rank, the rest constables; each fifth a woman, each fourth trained for riots."""
    ranks = [*HEADS, *["Constable"] * count][:count]
    return [
        {
            "officer": f"{home}-{k:02d}",
            "rank": rank,
            "is_woman": k % 5 == 4,
            "skills": "riot-control" if k % 4 == 3 else "",
            "home_station": home,
            "unit": unit,
            "leave": "",
            "unit_since": "",
            "languages": "",
            "is_synthetic": True,
            "source": "test",
        }
        for k, rank in enumerate(ranks)
    ]


def vehicle(name: str, seats: int, home: str, profile: str = "car") -> dict[str, Any]:
    """A vehicle."""
    return {
        "vehicle": name,
        "kind": "motorcycle" if profile == "motorcycle" else "mobile",
        "seats": seats,
        "profile": profile,
        "home_station": home,
        "is_synthetic": True,
        "source": "test",
    }


FLEET = [vehicle("V1", 8, "PS01"), vehicle("V3", 12, "PS01"), vehicle("V4", 40, "PL02", "heavy")]


@contextmanager
def town(fleet: list[dict[str, Any]] | None = None) -> Iterator[flow.Store]:
    """A store with it. Of the 80 at the station 12 are on duty, of the 30 at Lines 10."""
    with flow.open_store("memory:") as store:
        flow.sample(store, CONFIG, world="hamlet", seed=7, today=DAY)
        more = officers("PS01", 80, "station") + officers("PL02", 30, "reserve")
        roll = pd.concat([table(store, OfficerTable), pd.DataFrame(more)], ignore_index=True)
        by = provenance(store, CONFIG)
        store.replace(OfficerTable, roll, by=by)
        store.replace(VehicleTable, pd.DataFrame(FLEET if fleet is None else fleet), by=by)
        yield store


def spot(store: flow.Store, site: str, east_m: float = 0.0, north_m: float = 0.0) -> tuple[float, float]:
    """Longitude and latitude of a point so far from a site."""
    point = table(store, SiteTable).set_index("site").geometry[site]
    to_degrees = Transformer.from_crs(store.crs, "EPSG:4326", always_xy=True)
    longitude, latitude = to_degrees.transform(point.x + east_m, point.y + north_m)
    return longitude, latitude


def plan_kept(store: flow.Store, **changes: Any) -> str:
    """Keeps the plan that is written by hand, with these changes; returns its name."""
    return str(keep(store, {**document(), **changes})["plan_id"])
