"""The nominal roll: officers by service number, and vehicles. No names, no faith."""

from __future__ import annotations

from pandera.typing import Series

from planner.core.people import Rank
from planner.tables.schema import Classification, Table, column

UNITS = ("protection unit", "station", "reserve")
PROFILES = ("car", "heavy", "motorcycle")


class OfficerTable(Table, name="officers", key="officer", classification=Classification.RESTRICTED):
    """One row an officer: `skills` as `riot-control:2027-03-01; driver`, `leave` as `start/end; start/end`."""

    officer: Series[str] = column(sentence="service number", unique=True, str_length={"min_value": 1, "max_value": 40})
    rank: Series[str] = column(sentence="rank", isin=tuple(r.label for r in Rank))
    is_woman: Series[bool] = column(sentence="a woman officer")
    skills: Series[str] = column(sentence="skills and trainings with the last day on which each counts")
    home_station: Series[str] = column(sentence="identifier of the station or Lines")
    unit: Series[str] = column(sentence="protection unit, station or reserve", isin=UNITS)
    leave: Series[str] = column(sentence="windows on leave, or empty")
    unit_since: Series[str] = column(
        sentence="day of posting to the unit, as 2024-03-01, or empty", str_matches=r"^(\d{4}-\d{2}-\d{2})?$"
    )
    languages: Series[str] = column(
        sentence="languages in which the officer can serve, as `Punjabi; Urdu`: a duty qualification, never faith or"
        " ethnicity; or empty"
    )
    is_synthetic: Series[bool] = column(sentence="made up by `sample` or `staff`, not a real roll")
    source: Series[str] = column(sentence="who says so")


class VehicleTable(Table, name="vehicles", key="vehicle", classification=Classification.RESTRICTED):
    """One row a vehicle; seats with the driver counted."""

    vehicle: Series[str] = column(
        sentence="registration or fleet number", unique=True, str_length={"min_value": 1, "max_value": 40}
    )
    kind: Series[str] = column(sentence="mobile, van, bus, motorcycle")
    seats: Series[int] = column("seats", "seats, the driver's counted", ge=1, le=80)
    profile: Series[str] = column(sentence="speed profile", isin=PROFILES)
    home_station: Series[str] = column(sentence="identifier of the station or Lines")
    is_synthetic: Series[bool] = column(sentence="made up by `sample` or `staff`")
    source: Series[str] = column(sentence="who says so")
