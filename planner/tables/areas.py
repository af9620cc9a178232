"""Jurisdictions: district, tehsil, limits of a station."""

from __future__ import annotations

from pandera.typing import Series
from pandera.typing.geopandas import GeoSeries

from planner.tables.schema import Classification, PlaceTable, column

LEVELS = ("district", "tehsil", "station limits", "settlement")


class AreaTable(PlaceTable, name="areas", key="area", classification=Classification.PUBLIC, shape="polygon"):
    """One row a jurisdiction, with the code of the one it lies in."""

    area: Series[str] = column(sentence="code", unique=True, str_length={"min_value": 1, "max_value": 80})
    name_en: Series[str] = column(sentence="name in Latin letters, or empty")
    name_ur: Series[str] = column(sentence="name in Urdu, or empty")
    level: Series[str] = column(sentence="kind of area", isin=LEVELS)
    parent: Series[str] = column(sentence="code of the area it lies in, or empty")
    source: Series[str] = column(sentence="who says so")
    geometry: GeoSeries = column("m", "polygon in the working reference system")
