"""What happened: place, time, kind, severity, how precise, and who says so. Never who did it by name."""

from __future__ import annotations

import pandas as pd
from pandera.typing import Series
from pandera.typing.geopandas import GeoSeries

from planner.tables.schema import UTC_MOMENT, Classification, PlaceTable, column
from planner.tables.sites import COMMUNITIES

KINDS = ("mob violence", "arson", "vandalism", "attack", "desecration", "threat", "demonstration", "other")
REPORTERS = ("victim", "community", "press", "police register", "monitor", "patrol", "unknown")
"""Who reported. "patrol" is a patrol find: it is kept, and never feeds the risk (feedback loop)."""
ACTORS = ("crowd", "armed group", "state", "unknown")


class IncidentTable(
    PlaceTable, name="incidents", key="incident", classification=Classification.RESTRICTED, shape="point"
):
    """One row an incident. Precision: 1 exact, 2 approximate (week; settlement), 3 coarse (month; district)."""

    incident: Series[str] = column(sentence="identifier", unique=True, str_length={"min_value": 1, "max_value": 80})
    occurred_at: Series[pd.DatetimeTZDtype] = column("UTC", "when it began", dtype_kwargs=UTC_MOMENT)
    time_precision: Series[int] = column(sentence="1 day or better, 2 week, 3 month", isin=(1, 2, 3))
    place_precision: Series[int] = column(sentence="1 site or street, 2 settlement, 3 district", isin=(1, 2, 3))
    kind: Series[str] = column(sentence="what it was", isin=KINDS)
    severity: Series[int] = column(
        sentence="1 threat, 2 damage, 3 violence, 4 grave injury or arson, 5 death", ge=1, le=5
    )
    crowd_low: Series[pd.Int64Dtype] = column("people", "lowest reported size", nullable=True, ge=0)
    crowd_best: Series[pd.Int64Dtype] = column("people", "best estimate", nullable=True, ge=0)
    crowd_high: Series[pd.Int64Dtype] = column("people", "highest reported size", nullable=True, ge=0)
    fatalities: Series[pd.Int64Dtype] = column("people", "killed", nullable=True, ge=0)
    community: Series[str] = column(sentence="community that was hit", isin=COMMUNITIES)
    trigger: Series[str] = column(sentence="what set it off, or empty")
    actor: Series[str] = column(sentence="kind of actor; police action is 'state'", isin=ACTORS)
    reported_by: Series[str] = column(sentence="who reported it", isin=REPORTERS)
    source: Series[str] = column(sentence="register, paper or data set")
    geometry: GeoSeries = column("m", "point in the working reference system")
