"""The road network, one row a directed or two-way piece between two junctions."""

from __future__ import annotations

from pandera.typing import Series
from pandera.typing.geopandas import GeoSeries

from planner.tables.schema import Classification, PlaceTable, column

CLASSES = (
    "motorway",
    "trunk",
    "primary",
    "secondary",
    "tertiary",
    "unclassified",
    "residential",
    "service",
    "track",
    "path",
)


class RoadTable(PlaceTable, name="roads", key="road", classification=Classification.PUBLIC, shape="line"):
    """One row a piece of road. The line runs from `from_node` to `to_node`; a one-way piece may not be driven back."""

    road: Series[str] = column(sentence="identifier", unique=True, str_length={"min_value": 1, "max_value": 80})
    from_node: Series[str] = column(sentence="junction at the first point")
    to_node: Series[str] = column(sentence="junction at the last point")
    road_class: Series[str] = column(sentence="class, as OSM's highway without _link", isin=CLASSES)
    name_en: Series[str] = column(sentence="name in Latin letters, or empty")
    name_ur: Series[str] = column(sentence="name in Urdu, or empty")
    length_m: Series[float] = column("m", "length along the line", ge=0)
    speed_kmh: Series[float] = column("km/h", "posted speed; 0 when unknown: the class decides", ge=0, le=160)
    is_oneway: Series[bool] = column(sentence="may only be driven from first to last point")
    is_bridge: Series[bool] = column(sentence="crosses water or a railway")
    source: Series[str] = column(sentence="who says so")
    geometry: GeoSeries = column("m", "line in the working reference system")
