"""The hamlet: 3 sites, 2 bases, 5 officers, 5 roads, all by hand, so that every result can be worked out by hand.

Places, in metres from the corner `CORNER` (all on junctions, so that no walk is added)::

    n5 ---r4--- n4          y = 1000      n5 (0, 1000)  S3        n4 (1000, 1000)
    |           |                         canal along y = 500
    r5        r3 (bridge)                 (r5 ends at n6, before the canal)
    n6          |           y = 600
    ~~~~~~~~~~~~|~~~~~~~~~~ canal
                |
    n1 ---r1--- n2 ---r2--- n3   y = 0    n1 (0, 0) PS01   n2 (1000, 0) S1   n3 (2000, 0) PL02

S1 lies at n2, S2 at n4, S3 at n5; the station PS01 at n1, Lines PL02 at n3. r1 to r4 are straight and 1,000 m long,
r5 is 400 m long; all are driven both ways at 30 km/h = 500 m in a minute, hence 2 minutes each and 0.8 for r5.

Minutes by car::

              S1 (n2)   S2 (n4)   S3 (n5)
    PS01 (n1)    2         4         6
    PL02 (n3)    2         4         6

Without the bridge r3, S2 and S3 cannot be reached. PS01 to PL02 takes 4 minutes, as r1 and r2.

Sites. S1: A, Christian, Sunday 09:00-11:00. S2: B, Ahmadi, Friday 13:00-14:00. S3: C, Hindu, Tuesday 19:00-20:00.
Of S1 and S2 all is known that makes them vulnerable; of S3 only worshippers, entries and the way to the station.

Officers, all of the protection unit. PS01: SI-1 (riot-control), ASI-2 (woman, victim-support), HC-3 (driver),
C-4 (woman, victim-support). PL02: C-5 (driver), on leave on the third day from today. So 5 of 5 can serve on the other
days, 2 of them women, 2 of rank ASI or above. Seats: 8 in V1 at PS01, 2 in V2 at PL02.

With the defaults (guards of 3 at an A site and 2 at a B site, 60 minutes before to 30 after) a week needs
3 x 3.5 h on Sunday at S1 and 2 x 2.5 h on Friday at S2: 15.5 officer-hours of guard; and 2 x 8 h at the desk of PS01 on
each of 7 days: 112 officer-hours.

Incidents: S1 400 days ago, S2 20 and 10 days ago (a repeat), S3 5 days ago, which a patrol found and which must not
count. Truth: 0.4, 0.3 and 0.1 incidents a year. Occasion: the next Christmas.
"""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import shapely

from planner.core.services import local_moment
from planner.core.time import Window
from planner.ingest.festivals import moments
from planner.ingest.sample.areas import DISTRICT
from planner.ingest.sample.world import CRS, World, placed, source
from planner.tables import (
    AreaTable,
    IncidentTable,
    LandmarkTable,
    OccasionTable,
    OfficerTable,
    RoadTable,
    SiteTable,
    StationTable,
    VehicleTable,
    check_table,
)

CORNER = (660_000.0, 2_660_000.0)
NODES = {
    "n1": (0.0, 0.0),
    "n2": (1000.0, 0.0),
    "n3": (2000.0, 0.0),
    "n4": (1000.0, 1000.0),
    "n5": (0.0, 1000.0),
    "n6": (0.0, 600.0),
}
_ROADS = (("r1", "n1", "n2"), ("r2", "n2", "n3"), ("r3", "n2", "n4"), ("r4", "n4", "n5"), ("r5", "n5", "n6"))
_BRIDGE = "r3"
_KMH = 30.0


def make_hamlet(seed: int, today: date, zone: ZoneInfo) -> World:
    """The hamlet; the seed stands only in the column `source`."""
    origin = source(seed)
    return World(
        name="hamlet",
        seed=seed,
        crs=CRS,
        frames={
            AreaTable: _areas(origin),
            SiteTable: _sites(origin),
            StationTable: _stations(origin),
            IncidentTable: _incidents(origin, today, zone),
            OccasionTable: _occasions(origin, today, zone),
            OfficerTable: _officers(origin, today, zone),
            VehicleTable: _vehicles(origin),
            RoadTable: _roads(origin),
            LandmarkTable: _landmarks(origin),
        },
        truth=pd.DataFrame(
            {
                "site": ["S1", "S2", "S3"],
                "rate_per_year": [0.4, 0.3, 0.1],
                "background_per_year": [0.4, 0.2, 0.1],
                "recorded_per_year": [0.4, 0.3, 0.1],
                "patrol_per_year": [0.0, 0.0, 0.1],
            }
        ),
        process={},
        canal=shapely.LineString([_at(-500, 500), _at(2500, 500)]),
    )


def _at(x: float, y: float) -> tuple[float, float]:
    return CORNER[0] + x, CORNER[1] + y


def _points(*nodes: str) -> list[shapely.Point]:
    return [shapely.Point(_at(*NODES[node])) for node in nodes]


def _landmarks(origin: str) -> pd.DataFrame:
    """The canal, the hamlet's own name, and a pond beside it."""
    canal = shapely.LineString([_at(-500, 500), _at(2500, 500)])
    return placed(
        LandmarkTable,
        {
            "landmark": ["L1", "L2", "L3"],
            "name_en": ["Demo Canal", "Demo Hamlet", "Demo Pond"],
            "name_ur": ["ڈیمو نہر", "ڈیمو بستی", "ڈیمو تالاب"],
            "kind": ["canal", "village", "lake"],
            "source": origin,
        },
        [canal, shapely.Point(*_at(1000, 200)), shapely.Point(*_at(1800, 1100)).buffer(120)],
    )


def _areas(origin: str) -> pd.DataFrame:
    square = shapely.box(*_at(-500, -500), *_at(2500, 1500))
    return placed(
        AreaTable,
        {
            "area": [DISTRICT, f"{DISTRICT}-1"],
            "name_en": ["Demo Hamlet District", "Demo Hamlet"],
            "name_ur": ["ضلع ڈیمو", "ڈیمو بستی"],
            "level": ["district", "tehsil"],
            "parent": ["", DISTRICT],
            "source": origin,
        },
        [square, square],
    )


def _sites(origin: str) -> pd.DataFrame:
    return placed(
        SiteTable,
        {
            "site": ["S1", "S2", "S3"],
            "name_en": [
                "Place of worship (Christian) 1, Demo",
                "Place of worship (Ahmadi) 2, Demo",
                "Place of worship (Hindu) 3, Demo",
            ],
            "name_ur": ["عبادت گاہ (مسیحی) 1، ڈیمو", "عبادت گاہ (احمدی) 2، ڈیمو", "عبادت گاہ (ہندو) 3، ڈیمو"],
            "kind": "place of worship",
            "community": ["christian", "ahmadi", "hindu"],
            "category": ["A", "B", "C"],
            "is_registered": [True, True, False],
            "worshippers": pd.array([400, 180, 70], dtype="Int64"),
            "entries": pd.array([3, 2, 1], dtype="Int64"),
            "grounds_m2": [2000.0, 600.0, None],
            "setting": ["main road", "narrow street", ""],
            "safeguards": ["wall; gate; cctv", "gate", ""],
            "guards": pd.array([4, 0, None], dtype="Int64"),
            "threat": pd.array([2, 3, None], dtype="Int64"),
            "advisory": pd.array([0, 1, None], dtype="Int64"),
            "service_times": ["Su 09:00-11:00", "Fr 13:00-14:00", "Tu 19:00-20:00"],
            "area": f"{DISTRICT}-1",
            "source": origin,
        },
        _points("n2", "n4", "n5"),
    )


def _stations(origin: str) -> pd.DataFrame:
    return placed(
        StationTable,
        {
            "station": ["PS01", "PL02"],
            "name_en": ["Police Station Demo", "Police Lines Demo"],
            "name_ur": ["تھانہ ڈیمو", "پولیس لائنز ڈیمو"],
            "kind": ["station", "lines"],
            "has_desk": [True, False],
            "area": f"{DISTRICT}-1",
            "source": origin,
        },
        _points("n1", "n3"),
    )


def _roads(origin: str) -> pd.DataFrame:
    lines = [shapely.LineString([_at(*NODES[a]), _at(*NODES[b])]) for _, a, b in _ROADS]
    return placed(
        RoadTable,
        {
            "road": [road for road, _, _ in _ROADS],
            "from_node": [a for _, a, _ in _ROADS],
            "to_node": [b for _, _, b in _ROADS],
            "road_class": "unclassified",
            "name_en": [f"Demo Road {road[1]}" for road, _, _ in _ROADS],
            "name_ur": [f"ڈیمو روڈ {road[1]}" for road, _, _ in _ROADS],
            "length_m": [line.length for line in lines],
            "speed_kmh": _KMH,
            "is_oneway": False,
            "is_bridge": [road == _BRIDGE for road, _, _ in _ROADS],
            "source": origin,
        },
        lines,
    )


def _incidents(origin: str, today: date, zone: ZoneInfo) -> pd.DataFrame:
    days_ago, evening = (400, 20, 10, 5), 20 * 60
    when = [local_moment(today - timedelta(days=ago), evening, zone) for ago in days_ago]
    return placed(
        IncidentTable,
        {
            "incident": ["I1", "I2", "I3", "I4"],
            "occurred_at": pd.DatetimeIndex(when).tz_convert("UTC").as_unit("us"),
            "time_precision": 1,
            "place_precision": 1,
            "kind": ["vandalism", "threat", "mob violence", "vandalism"],
            "severity": [2, 1, 3, 2],
            "crowd_low": pd.array([None, None, 100, None], dtype="Int64"),
            "crowd_best": pd.array([None, None, 150, None], dtype="Int64"),
            "crowd_high": pd.array([None, None, 300, None], dtype="Int64"),
            "fatalities": pd.array([0, 0, 0, 0], dtype="Int64"),
            "community": ["christian", "ahmadi", "ahmadi", "hindu"],
            "trigger": ["", "", "accusation", ""],
            "actor": ["unknown", "unknown", "crowd", "unknown"],
            "reported_by": ["victim", "community", "press", "patrol"],
            "source": origin,
        },
        _points("n2", "n4", "n4", "n5"),
    )


def _occasions(origin: str, today: date, zone: ZoneInfo) -> pd.DataFrame:
    year = today.year if today <= date(today.year, 12, 25) else today.year + 1
    return check_table(
        OccasionTable,
        pd.DataFrame(
            {
                "occasion": ["O1"],
                "name_en": "Christmas",
                "name_ur": "کرسمس",
                "kind": "festival",
                "community": "christian",
                "start": moments([date(year, 12, 24)], zone),
                "end": moments([date(year, 12, 26)], zone),
                "doubt_days": 0.0,
                "area": "",
                "source": origin,
            }
        ),
    )


def _officers(origin: str, today: date, zone: ZoneInfo) -> pd.DataFrame:
    until = today + timedelta(days=365)
    away = Window(local_moment(today + timedelta(days=3), 0, zone), local_moment(today + timedelta(days=4), 0, zone))
    return check_table(
        OfficerTable,
        pd.DataFrame(
            {
                "officer": ["SI-1", "ASI-2", "HC-3", "C-4", "C-5"],
                "rank": ["SI", "ASI", "Head Constable", "Constable", "Constable"],
                "is_woman": [False, True, False, True, False],
                "skills": [
                    f"riot-control:{until}",
                    f"victim-support:{until}",
                    "driver",
                    f"victim-support:{until}",
                    "driver",
                ],
                "home_station": ["PS01", "PS01", "PS01", "PS01", "PL02"],
                "unit": "protection unit",
                "leave": ["", "", "", "", str(away)],
                "unit_since": [str(today - timedelta(days=365 * years)) for years in (5, 3, 4, 1, 0)],
                "languages": ["Urdu; Punjabi; English", "Urdu; Punjabi", "Urdu; Punjabi", "Urdu; Punjabi", "Punjabi"],
                "is_synthetic": True,
                "source": origin,
            }
        ),
    )


def _vehicles(origin: str) -> pd.DataFrame:
    return check_table(
        VehicleTable,
        pd.DataFrame(
            {
                "vehicle": ["V1", "V2"],
                "kind": ["mobile", "motorcycle"],
                "seats": [8, 2],
                "profile": ["car", "motorcycle"],
                "home_station": ["PS01", "PL02"],
                "is_synthetic": True,
                "source": origin,
            }
        ),
    )
