"""An answer to a surge in full, by hand: two alarms, one of them short, and the tables around it."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import geopandas as gpd
from shapely.geometry import Point, box

from planner.tables import AreaTable, check_table
from tests.risk.frames import CRS, officers, sites, stations

AT = datetime(2026, 12, 25, 6, 35, tzinfo=ZoneInfo("Asia/Karachi"))
EAST, NORTH = 350_000.0, 3_470_000.0


def degrees(x_m: float, y_m: float) -> dict[str, float]:
    """Longitude and latitude of a point so many metres east and north of the middle."""
    point = gpd.GeoSeries([Point(EAST + x_m, NORTH + y_m)], crs=CRS).to_crs("EPSG:4326").iloc[0]
    return {"longitude": round(point.x, 6), "latitude": round(point.y, 6)}


def after(minutes: float) -> str:
    """A moment so many minutes after the call."""
    return (AT + timedelta(minutes=minutes)).isoformat()


def unit(number: int, first: int, strength: int, leave: float, minutes: float, **more: Any) -> dict[str, Any]:
    """A unit of `strength` officers from F`first` on."""
    return {
        "unit": f"U{number}", "origin": f"P{1 + number % 3}", "place": f"P{1 + number % 3}", "kind": "station",
        "strength": strength, "women": 1, "riot": 2, "commander_rank": "ASI", "depart": after(leave),
        "arrive": after(leave + minutes), "minutes": minutes,
        "route": "Canal Road 2.1 km, then side road 20 m, then Canal Road 300 m, then Mill Street 640 m"
        "; form up, then Church Road 610 m, then side road 10 m",
        "officers": [f"F{n}" for n in range(first, first + strength)], "vehicles": [f"LEA {1000 + number}"],
        "path": [list(degrees(-2500 + 400 * number, -1800).values()), list(degrees(-600, -400).values())],
        "given": False, **more,
    }  # fmt: skip


def alarm(name: str, x_m: float, y_m: float, units: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """An alarm in disorder of 400 people, its form-up point 700 m south-west of it."""
    return {
        "id": name, **degrees(x_m, y_m), "place": "", "level": "disorder", "task": "hold",
        "known": "shouting at the gate", "crowd": {
            "low": 300.0, "best": 400.0, "high": 600.0, "planned": 400.0, "quantile": 0.5, "growth_per_min": 5.0,
        },
        "need": {"officers": 40, "women": 2, "riot": 4, "commander": "Inspector",
                 "reason": "crowd 400, 10 a head (surge.ratio_disorder, assumption)"},
        "time_to_adequate_min": 31.0, "bound_min": 31.0, "proven_optimal": True, "shortfall": None,
        "commander": "F1, Inspector",
        "form_up": {"x_m": EAST + x_m - 500, "y_m": NORTH + y_m - 500, "distance_m": 707, "place": "",
                    **degrees(x_m - 500, y_m - 500)},
        "form_up_by": after(24), "move_off": after(27), "onward_min": 7.0,
        "promise": {"quantile": 0.9, "minutes": 38.0}, "units": units, **more,
    }  # fmt: skip


def surge_in_full(**more: Any) -> dict[str, Any]:
    """Two alarms: 44 of 40 officers go to the first, 12 of 40 to the second; one site is left without cover."""
    first = [unit(1, 1, 16, 3, 12), unit(2, 17, 14, 4, 20), unit(3, 31, 14, 3, 17, given=True)]
    second = [unit(4, 45, 12, 3, 18, women=0)]
    return {
        "status": "optimal", "seconds": 0.4, "at": AT.isoformat(), "seed": 7, "inputs": {"roads": "aa"},
        "is_synthetic": True, "alarms": [
            alarm("A1", 400.0, 300.0, first),
            alarm("A2", 3400.0, -900.0, second, level="violent", task="extract", commander="F45, SI",
                  time_to_adequate_min=None, shortfall="28 of 40 officers", form_up_by=after(21), move_off=after(24)),
        ],
        "uncovered": [{"site": "S2", "why": "no origin in reach has 4 officers left"}], "broken_holdbacks": [],
        "requests": [
            {"id": "R1", "rung": "neighbour", "to": "neighbouring districts", "officers": 28, "women": 2, "riot": 2,
             "commander": "Inspector", "alarm": "A2", "eta_min": {"low": 45, "best": 60, "high": 90},
             "state": "requested", "sentence": "Send 28 officers, 2 women among them, to the form-up point of A2."},
        ],
        "nearest_first": {"alarms": [], "broken_holdbacks": []}, "notes": ["A2 is served second."], "log": None, **more,
    }  # fmt: skip


def areas() -> gpd.GeoDataFrame:
    """One village around the first alarm."""
    shape = box(EAST - 900, NORTH - 900, EAST + 900, NORTH + 900)
    row = {
        "area": "C12",
        "name_en": "Chak 12",
        "name_ur": "چک 12",
        "level": "settlement",
        "parent": "",
        "source": "test",
    }
    return check_table(AreaTable, gpd.GeoDataFrame([row], geometry=[shape], crs=CRS))


@cache
def frames(names: tuple[str, str] = ("Catholic church", "کیتھولک چرچ")) -> dict[str, Any]:
    """Roll of 60, two named sites, three stations, one area."""
    ranks = {1: "Inspector", 17: "SI", 31: "SI", 45: "SI"}
    both = {"name_en": names[0], "name_ur": names[1]}
    return {
        "officers": officers(*({"rank": ranks.get(n, "Constable"), "is_synthetic": True} for n in range(1, 61))),
        "sites": sites(
            {**both, "at": (EAST, NORTH)}, {"name_en": "St. Luke", "name_ur": "مقدس لوقا", "at": (EAST + 3400, NORTH)}
        ),
        "stations": stations(
            {"name_en": "City", "name_ur": "سٹی", "at": (EAST - 2500, NORTH - 1800)},
            {"name_en": "Sadar", "name_ur": "صدر", "at": (EAST + 5200, NORTH - 2600)},
            {"name_en": "Lines", "name_ur": "لائنز", "kind": "lines", "at": (EAST - 4000, NORTH + 900)},
        ),
        "areas": areas(),
    }
