"""The demand of tiny frames: one call, and what is not given is empty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from planner.config import Config, load_config
from planner.core.time import day_windows
from planner.demand import derive
from planner.risk import score
from planner.tables import VehicleTable, check_table, empty
from tests.risk.frames import AS_OF, TIMEZONE, incidents, occasions, officers, sites, stations

WEEK = day_windows(AS_OF, 7)  # Monday to Sunday, UTC
MONDAY, SUNDAY = WEEK[:1], WEEK[6:]


@dataclass(frozen=True)
class Tiny:
    """Frames, their scores and their demand (with its index as in the table)."""

    sites: Any
    stations: Any
    risk: pd.DataFrame
    demand: pd.DataFrame
    config: Config

    @property
    def ground(self) -> tuple[Any, ...]:
        """What `dosage` and `visit_gaps` take."""
        config = self.config
        return (self.demand, self.sites, self.stations, self.risk, config.demand, config.patrol, config.roster)


def tiny(
    places: Any = None,
    bases: Any = None,
    dates: Any = None,
    roll: Any = None,
    *,
    windows: Any = WEEK,
    timezone: str = TIMEZONE,
    overrides: dict[str, Any] | None = None,
    past: Any = None,
    **more: Any,
) -> Tiny:
    """The demand of these frames, and what it was made from."""
    config = load_config(overrides=overrides)
    places = sites() if places is None else places
    dates = occasions() if dates is None else dates
    past = incidents() if past is None else past
    risk = score(places, past, dates, config.risk, windows=windows, as_of=AS_OF, timezone=timezone)
    bases = stations() if bases is None else bases
    roll = officers() if roll is None else roll
    rows = derive(
        risk, places, bases, dates, roll, config.demand, config.roster, windows=windows, timezone=timezone, **more
    )
    return Tiny(places, bases, risk, rows, config)


def needs(*frames: Any, **more: Any) -> pd.DataFrame:
    """The demand of these frames, indexed by duty."""
    return tiny(*frames, **more).demand.set_index("duty")


def moment(day: int, hour: int, minute: int = 0) -> pd.Timestamp:
    """An hour of the week, UTC."""
    return pd.Timestamp(WEEK[day].start) + pd.Timedelta(hours=hour, minutes=minute)


def vehicles(*rows: dict[str, Any]) -> pd.DataFrame:
    """Vehicles V1, V2, ...: mobiles with eight seats at P1."""
    plain = {
        "kind": "mobile", "seats": 8, "profile": "car", "home_station": "P1", "is_synthetic": False, "source": "test",
    }  # fmt: skip
    if not rows:
        return empty(VehicleTable)
    made = [{**plain, "vehicle": f"V{n}", **row} for n, row in enumerate(rows, start=1)]
    return check_table(VehicleTable, pd.DataFrame(made))
