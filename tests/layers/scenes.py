"""A small made-up district for tests of maps and screens: straight roads, seeded points, every table as stated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import exp
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import LineString, Point, box

from planner import tables

CRS = "EPSG:32642"
ORIGIN = (650_000.0, 3_200_000.0)
SIDE_M = 30_000.0
_KINDS = ("place of worship", "settlement", "burial ground", "school")
_TABLES = ("sites", "stations", "incidents", "areas", "roads", "officers", "vehicles", "occasions", "risk")
NOW = datetime(2026, 11, 22, tzinfo=UTC)


@dataclass(frozen=True)
class FakeScene:
    """The same members as the scene of `planner.flow`."""

    crs: str | None
    sites: gpd.GeoDataFrame
    stations: gpd.GeoDataFrame
    incidents: gpd.GeoDataFrame
    areas: gpd.GeoDataFrame
    roads: gpd.GeoDataFrame
    landmarks: gpd.GeoDataFrame
    officers: pd.DataFrame
    vehicles: pd.DataFrame
    occasions: pd.DataFrame
    risk: pd.DataFrame
    is_synthetic: bool
    timezone: str


def _points(count: int, random: np.random.Generator) -> gpd.GeoSeries:
    xy = np.asarray(ORIGIN) + random.uniform(0.05, 0.95, (count, 2)) * SIDE_M
    return gpd.GeoSeries([Point(x, y) for x, y in xy], crs=CRS)


def sites(count: int, seed: int = 1) -> gpd.GeoDataFrame:
    """`count` sites; each third one is a Hindu temple, each second a category C place."""
    random = np.random.default_rng(seed)
    rows = pd.DataFrame(
        {
            "site": [f"S{n:05d}" for n in range(count)],
            "name_en": [f"Church {n}" for n in range(count)],
            "name_ur": [f"گرجا گھر {n}" for n in range(count)],
            "kind": [
                ("place of worship", "settlement", "burial ground", "school")[max(0, n % 10 - 6)] for n in range(count)
            ],
            "community": [("christian", "hindu", "sikh")[n % 3] for n in range(count)],
            "category": [("A+", "A", "B", "B", "C", "C", "C", "D")[n % 8] for n in range(count)],
            "is_registered": True,
            "worshippers": pd.array([200] * count, dtype="Int64"),
            "entries": pd.array([2] * count, dtype="Int64"),
            "grounds_m2": 900.0,
            "setting": "open road",
            "safeguards": "wall; gate",
            **{name: pd.array([1] * count, dtype="Int64") for name in ("guards", "threat", "advisory")},
            "service_times": "Su 09:00-11:00",
            "area": "T1",
            "source": "synthetic",
        }
    )
    return tables.check_table(tables.SiteTable, gpd.GeoDataFrame(rows, geometry=_points(count, random), crs=CRS))


def stations(count: int = 6, seed: int = 2) -> gpd.GeoDataFrame:
    """Stations, the first of them Lines; every second has a desk."""
    random = np.random.default_rng(seed)
    rows = pd.DataFrame(
        {
            "station": [f"P{n}" for n in range(count)],
            "name_en": [f"Station {n}" for n in range(count)],
            "name_ur": [f"تھانہ {n}" for n in range(count)],
            "kind": ["lines", *["station"] * (count - 1)],
            "has_desk": [n % 2 == 1 for n in range(count)],
            "area": "T1",
            "source": "synthetic",
        }
    )
    return tables.check_table(tables.StationTable, gpd.GeoDataFrame(rows, geometry=_points(count, random), crs=CRS))


def incidents(count: int = 60, seed: int = 3) -> gpd.GeoDataFrame:
    """Incidents over two years before `NOW`."""
    random = np.random.default_rng(seed)
    rows = pd.DataFrame(
        {
            "incident": [f"I{n}" for n in range(count)],
            "occurred_at": pd.Series([NOW - timedelta(days=int(d)) for d in random.integers(0, 730, count)]),
            "time_precision": 1,
            "place_precision": [1 + (n % 5 == 0) for n in range(count)],
            "kind": [("mob violence", "threat", "arson")[n % 3] for n in range(count)],
            "severity": [1 + n % 5 for n in range(count)],
            **{
                name: pd.array([None] * count, dtype="Int64")
                for name in ("crowd_low", "crowd_best", "crowd_high", "fatalities")
            },
            "community": "christian",
            "trigger": "",
            "actor": "crowd",
            "reported_by": "community",
            "source": "synthetic",
        }
    )
    return tables.check_table(tables.IncidentTable, gpd.GeoDataFrame(rows, geometry=_points(count, random), crs=CRS))


def areas() -> gpd.GeoDataFrame:
    """A district of two tehsils."""
    x, y = ORIGIN
    half = x + SIDE_M / 2
    rows = pd.DataFrame(
        {
            "area": ["D", "T1", "T2"],
            "name_en": ["Example district", "Example East", "Example West"],
            "name_ur": ["مثال ضلع", "مثال مشرقی", "مثال مغربی"],
            "level": ["district", "tehsil", "tehsil"],
            "parent": ["", "D", "D"],
            "source": "synthetic",
        }
    )
    shapes = [
        box(x, y, x + SIDE_M, y + SIDE_M),
        box(half, y, x + SIDE_M, y + SIDE_M),
        box(x, y, half, y + SIDE_M),
    ]
    return tables.check_table(tables.AreaTable, gpd.GeoDataFrame(rows, geometry=gpd.GeoSeries(shapes, crs=CRS)))


def roads(lines: int = 24) -> gpd.GeoDataFrame:
    """A grid of roads, `lines` each way, in pieces from crossing to crossing."""
    x, y = ORIGIN
    step = SIDE_M / lines
    rows, shapes = [], []
    for i in range(lines + 1):
        road_class = (
            "primary" if i % 8 == 4 else "secondary" if i % 4 == 2 else "tertiary" if i % 2 == 0 else "residential"
        )
        for j in range(lines):
            for way in ("h", "v"):
                a, b = ((j, i), (j + 1, i)) if way == "h" else ((i, j), (i, j + 1))
                shapes.append(LineString([(x + a[0] * step, y + a[1] * step), (x + b[0] * step, y + b[1] * step)]))
                rows.append(
                    (f"{way}{i}-{j}", f"{a[0]},{a[1]}", f"{b[0]},{b[1]}", road_class, way == "h" and i == 4 == j)
                )
    frame = pd.DataFrame(rows, columns=["road", "from_node", "to_node", "road_class", "is_bridge"])
    frame = frame.assign(name_en="", name_ur="", length_m=step, speed_kmh=0.0, is_oneway=False, source="synthetic")
    return tables.check_table(tables.RoadTable, gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(shapes, crs=CRS)))


def landmarks() -> gpd.GeoDataFrame:
    """A river across the district in two pieces, a lake, a pond, a railway, a town and a village without Urdu name."""
    x, y = ORIGIN
    half = SIDE_M / 2
    rows = pd.DataFrame(
        [
            ("R1", "Example River", "دریائے مثال", "river"),
            ("R2", "Example River", "دریائے مثال", "river"),
            ("W1", "Example Lake", "مثال جھیل", "lake"),
            ("W2", "", "", "lake"),
            ("T1", "", "", "railway"),
            ("P1", "Example Town", "مثال شہر", "town"),
            ("P2", "Example Village", "", "village"),
        ],
        columns=["landmark", "name_en", "name_ur", "kind"],
    ).assign(source="synthetic")
    shapes = [
        LineString([(x, y + half), (x + half, y + half)]),
        LineString([(x + half, y + half), (x + SIDE_M, y + half)]),
        box(x + 2000, y + 2000, x + 3500, y + 3000),
        box(x + 5000, y + 2000, x + 5100, y + 2100),
        LineString([(x, y + 1000), (x + SIDE_M, y + 1000)]),
        Point(x + half, y + half / 2),
        Point(x + half / 2, y + half / 2),
    ]
    return tables.check_table(tables.LandmarkTable, gpd.GeoDataFrame(rows, geometry=gpd.GeoSeries(shapes, crs=CRS)))


def risk(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    """One day of risk: the first site of twelve is A+, then A, then B; the rest C and D."""
    count = len(frame)
    bands = ("A+", "A", "B", "B", *["C"] * 7, "D")
    score = [1.0 / (1 + n) for n in range(count)]
    rows = pd.DataFrame(
        {
            "site": frame["site"],
            "window_start": pd.Timestamp(NOW),
            "window_end": pd.Timestamp(NOW + timedelta(days=1)),
            "category_part": [s / 4 for s in score],
            "history": [s / 2 for s in score],
            "nearby": [s / 2 for s in score],
            "near_repeat": 0.0,
            # such days were quieter than others: the part lowers the score
            "occasion_part": [-s / 4 for s in score],
            "score": score,
            "low": [s / 2 for s in score],
            "high": [s * 2 for s in score],
            "chance": [1 - exp(-s) for s in score],
            "harm": 1.0,
            "priority": score,
            "band": [bands[n % 12] for n in range(count)],
            "grade": "history",
            "why": "2 incidents within 1,500 m in the past year",
        }
    )
    return tables.check_table(tables.RiskTable, rows)


def surface() -> dict[str, Any]:
    """A surface of two rows of three cells: nothing, outside, and one cell of each of four classes."""
    values = np.array([[0.0001, np.nan, 0.001], [0.004, 0.01, 0.5]])
    box = {"west": 73.0, "south": 31.0, "east": 73.3, "north": 31.2}
    classes = [0.001, 0.003, 0.01, 0.03]
    return {**box, "rows": 2, "columns": 3, "values": values, "classes": classes, "incidents": 60, "expected": 3.5}


def scene(count: int = 40, *, of: gpd.GeoDataFrame | None = None) -> FakeScene:
    """A district with `count` sites, or with the sites given."""
    places = sites(count) if of is None else of
    return FakeScene(
        crs=CRS,
        sites=places,
        stations=stations(),
        incidents=incidents(),
        areas=areas(),
        roads=roads(),
        landmarks=landmarks(),
        officers=tables.empty(tables.OfficerTable),
        vehicles=tables.empty(tables.VehicleTable),
        occasions=tables.empty(tables.OccasionTable),
        risk=risk(places),
        is_synthetic=True,
        timezone="Asia/Karachi",
    )


def nothing() -> FakeScene:
    """A store in which there is nothing yet."""
    return FakeScene(
        crs=None,
        **{
            name: tables.empty(tables.table_named(name), "EPSG:32642" if tables.table_named(name).shape else None)
            for name in (
                "sites",
                "stations",
                "incidents",
                "areas",
                "roads",
                "landmarks",
                "officers",
                "vehicles",
                "occasions",
                "risk",
            )
        },
        is_synthetic=False,
        timezone="Asia/Karachi",
    )
