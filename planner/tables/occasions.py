"""Dates that change risk: festivals, processions, verdicts, bail, anniversaries."""

from __future__ import annotations

import pandas as pd
from pandera.typing import Series

from planner.tables.schema import UTC_MOMENT, Classification, Table, column
from planner.tables.sites import COMMUNITIES

KINDS = ("festival", "procession", "verdict", "bail", "anniversary", "other")


class OccasionTable(Table, name="occasions", key="occasion", classification=Classification.INTERNAL):
    """One row an occasion; community "unknown" means that it touches all.

    `start` and `end` are as expected; what hangs on the moon may lie up to `doubt_days` earlier or later as a whole.
    """

    occasion: Series[str] = column(sentence="identifier", unique=True, str_length={"min_value": 1, "max_value": 80})
    name_en: Series[str] = column(sentence="name in Latin letters")
    name_ur: Series[str] = column(sentence="name in Urdu, or empty")
    kind: Series[str] = column(sentence="kind of occasion", isin=KINDS)
    community: Series[str] = column(sentence="community that it touches; unknown: all", isin=COMMUNITIES)
    start: Series[pd.DatetimeTZDtype] = column("UTC", "begins", dtype_kwargs=UTC_MOMENT)
    end: Series[pd.DatetimeTZDtype] = column("UTC", "ends", dtype_kwargs=UTC_MOMENT)
    doubt_days: Series[float] = column(
        "days", "how far the date may move on either side; 0 where it is certain", ge=0, le=30
    )
    area: Series[str] = column(sentence="code of the area that it touches; empty: all")
    source: Series[str] = column(sentence="who says so")
