"""What is on the ground for orientation: water, railways and named places. Nothing here is guarded or scored."""

from __future__ import annotations

from pandera.typing import Series
from pandera.typing.geopandas import GeoSeries

from planner.tables.schema import Classification, PlaceTable, column

WATER = ("river", "canal", "stream", "lake", "wetland")
PLACES = ("city", "town", "village", "neighbourhood")
"""Named places, the largest first."""
KINDS = (*WATER, "railway", *PLACES)


class LandmarkTable(PlaceTable, name="landmarks", key="landmark", classification=Classification.INTERNAL, shape="any"):
    """One row a piece of water or railway, or a named place; a point, a line or a polygon."""

    landmark: Series[str] = column(sentence="identifier", unique=True, str_length={"min_value": 1, "max_value": 80})
    name_en: Series[str] = column(sentence="name in Latin letters, or empty")
    name_ur: Series[str] = column(sentence="name in Urdu, or empty")
    kind: Series[str] = column(sentence="what it is", isin=KINDS)
    source: Series[str] = column(sentence="who says so")
    geometry: GeoSeries = column("m", "point, line or polygon in the working reference system")
