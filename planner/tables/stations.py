"""Where people start from: police stations, desks, posts, Lines."""

from __future__ import annotations

from pandera.typing import Series
from pandera.typing.geopandas import GeoSeries

from planner.tables.schema import Classification, PlaceTable, column

KINDS = ("station", "post", "lines")


class StationTable(PlaceTable, name="stations", key="station", classification=Classification.INTERNAL, shape="point"):
    """One row a place where officers are based; Lines are where the reserve stands."""

    station: Series[str] = column(sentence="identifier", unique=True, str_length={"min_value": 1, "max_value": 80})
    name_en: Series[str] = column(sentence="name in Latin letters, or empty")
    name_ur: Series[str] = column(sentence="name in Urdu, or empty")
    kind: Series[str] = column(sentence="station, post or Lines", isin=KINDS)
    has_desk: Series[bool] = column(sentence="whether a victim support desk stands there")
    area: Series[str] = column(sentence="code of the smallest area that holds it, or empty")
    source: Series[str] = column(sentence="who says so")
    geometry: GeoSeries = column("m", "point in the working reference system")
