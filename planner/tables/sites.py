"""Places to be protected. A list of them is a target list: Restricted by default."""

from __future__ import annotations

import pandas as pd
from pandera.typing import Series
from pandera.typing.geopandas import GeoSeries

from planner.core import services
from planner.tables.schema import Classification, PlaceTable, column

KINDS = ("place of worship", "settlement", "burial ground", "school", "other")
COMMUNITIES = (*services.COMMUNITIES, "unknown")
CATEGORIES = ("A+", "A", "B", "C", "D")
SETTINGS = ("main road", "open road", "narrow street", "isolated")
"""Where a place lies, as it matters to a crowd and to a vehicle that must come through."""
SAFEGUARDS = ("wall", "gate", "cctv", "lighting", "metal detector", "alarm")
NO_SAFEGUARD = "none"
"""Written when somebody looked and found none; an empty text says that nobody looked."""
LEVELS = ("none", "low", "moderate", "high", "severe")
"""Words for the levels 0 to 4 of threat and of advisories."""

_ONE = "|".join(SAFEGUARDS)
_LIST = rf"^(|{NO_SAFEGUARD}|(?:{_ONE})(?:; (?:{_ONE}))*)\Z"


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
    grounds_m2: Series[float] = column("m2", "total area of the grounds", nullable=True, ge=0, le=100_000_000)
    setting: Series[str] = column(sentence="where it lies; empty when unknown", isin=("", *SETTINGS))
    safeguards: Series[str] = column(
        sentence=f"what stands there, as 'wall; gate', of {', '.join(SAFEGUARDS)}; '{NO_SAFEGUARD}' when none does;"
        " empty when unknown",
        str_matches=_LIST,
    )
    guards: Series[pd.Int64Dtype] = column(
        "people", "own guards or volunteers at the main service", nullable=True, ge=0, le=10_000
    )
    threat: Series[pd.Int64Dtype] = column(
        sentence="level of threat to the place as the district committee assessed it, 0 none to 4 severe",
        nullable=True,
        ge=0,
        le=4,
    )
    advisory: Series[pd.Int64Dtype] = column(
        sentence="level of the information received about the place from a source or agency, 0 none to 4 severe",
        nullable=True,
        ge=0,
        le=4,
    )
    service_times: Series[str] = column(sentence="as in OSM: 'Su 09:00-11:00; We 18:00-19:00'; empty when unknown")
    area: Series[str] = column(sentence="code of the smallest area that holds it, or empty")
    source: Series[str] = column(sentence="who says so")
    geometry: GeoSeries = column("m", "point in the working reference system")
