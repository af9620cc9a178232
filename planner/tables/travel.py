"""Minutes on the road."""

from __future__ import annotations

from pandera.typing import Series

from planner.tables.roster import PROFILES
from planner.tables.schema import Classification, Table, column


class TravelTable(Table, name="travel", key="origin", classification=Classification.INTERNAL):
    """One row a pair of places and a vehicle profile; a pair that cannot be driven has no row."""

    origin: Series[str] = column(sentence="identifier of the place of departure")
    destination: Series[str] = column(sentence="identifier of the place of arrival")
    profile: Series[str] = column(sentence="speed profile", isin=PROFILES)
    minutes: Series[float] = column("min", "driving time, both snapping walks included", ge=0)
