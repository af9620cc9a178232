"""Risk of a site in a window, with its parts, which add up."""

from __future__ import annotations

import pandas as pd
from pandera.typing import Series

from planner.tables.schema import UTC_MOMENT, Classification, Table, column

PARTS = ("history", "near_repeat", "category_part", "occasion_part")
"""Columns whose sum is the score, within 1e-9."""
BANDS = ("A+", "A", "B", "C", "D")


class RiskTable(Table, name="risk", key="site", classification=Classification.RESTRICTED):
    """One row a site and window. `score` is the expected number of incidents at the site in the window."""

    site: Series[str] = column(sentence="identifier of the site")
    window_start: Series[pd.DatetimeTZDtype] = column("UTC", "window begins", dtype_kwargs=UTC_MOMENT)
    window_end: Series[pd.DatetimeTZDtype] = column("UTC", "window ends", dtype_kwargs=UTC_MOMENT)
    history: Series[float] = column("incidents per window", "from reported incidents nearby, decayed", ge=0)
    near_repeat: Series[float] = column("incidents per window", "from very recent incidents very near", ge=0)
    category_part: Series[float] = column("incidents per window", "from the category alone", ge=0)
    occasion_part: Series[float] = column(
        "incidents per window", "added by services and occasions; below 0 where such days were quieter than others"
    )
    score: Series[float] = column("incidents per window", "sum of the parts", ge=0)
    low: Series[float] = column("incidents per window", "5 % point of the score", ge=0)
    high: Series[float] = column("incidents per window", "95 % point of the score", ge=0)
    band: Series[str] = column(sentence="band of the site, by its rank", isin=BANDS)
    grade: Series[str] = column(sentence="how well the score is supported: history, thin history, category only")
    why: Series[str] = column(sentence="the reasons in a sentence")
