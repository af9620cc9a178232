"""Places to be protected. A list of them is a target list: Restricted by default."""

from __future__ import annotations

import pandas as pd
from pandera.typing import Series
from pandera.typing.geopandas import GeoSeries

from planner.tables.schema import Classification, PlaceTable, column

KINDS = ("place of worship", "settlement", "burial ground", "school", "other")
COMMUNITIES = (
    "christian",
    "hindu",
    "sikh",
    "ahmadi",
    "parsi",
    "bahai",
    "buddhist",
    "jewish",
    "muslim",
    "other",
    "unknown",
)
CATEGORIES = ("A+", "A", "B", "C", "D")


class SiteTable(PlaceTable, name="sites", key="site", classification=Classification.RESTRICTED, shape="point"):
    """One row a site; the community is that of the place, never of a person."""

    site: Series[str] = column(sentence="identifier", unique=True, str_length={"min_value": 1, "max_value": 80})
    name_en: Series[str] = column(sentence="name in Latin letters, or empty")
    name_ur: Series[str] = column(sentence="name in Urdu, or empty")
    kind: Series[str] = column(sentence="kind of place", isin=KINDS)
    community: Series[str] = column(sentence="community to which the place belongs", isin=COMMUNITIES)
    category: Series[str] = column(
        sentence="category as published by the police; empty when none is", isin=("", *CATEGORIES)
    )
    is_registered: Series[bool] = column(sentence="whether the place is registered with the authorities")
    worshippers: Series[pd.Int64Dtype] = column(
        "people", "usual attendance at the main service", nullable=True, ge=0, le=1_000_000
    )
    entries: Series[pd.Int64Dtype] = column(sentence="number of entry and exit points", nullable=True, ge=0, le=100)
    service_times: Series[str] = column(sentence="as in OSM: 'Su 09:00-11:00; We 18:00-19:00'; empty when unknown")
    area: Series[str] = column(sentence="code of the smallest area that holds it, or empty")
    source: Series[str] = column(sentence="who says so")
    geometry: GeoSeries = column("m", "point in the working reference system")
