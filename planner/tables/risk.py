"""Risk of a site in a window, with its parts, which add up."""

from __future__ import annotations

import pandas as pd
from pandera.typing import Series

from planner.tables.schema import UTC_MOMENT, Classification, Table, column

PARTS = ("category_part", "history", "nearby", "near_repeat", "occasion_part")
"""Columns whose sum is the score, within 1e-9."""
BANDS = ("A+", "A", "B", "C", "D")


class RiskTable(Table, name="risk", key="site", classification=Classification.RESTRICTED):
    """One row a site and window: how likely (`score` and its parts), how bad (`harm`), and both (`priority`)."""

    site: Series[str] = column(sentence="identifier of the site")
    window_start: Series[pd.DatetimeTZDtype] = column("UTC", "window begins", dtype_kwargs=UTC_MOMENT)
    window_end: Series[pd.DatetimeTZDtype] = column("UTC", "window ends", dtype_kwargs=UTC_MOMENT)
    category_part: Series[float] = column(
        "incidents per window", "from what the site is: category, community, kind", ge=0
    )
    history: Series[float] = column("incidents per window", "from incidents at the site", ge=0)
    nearby: Series[float] = column("incidents per window", "from incidents around it", ge=0)
    near_repeat: Series[float] = column("incidents per window", "from recent incidents at the site or near it", ge=0)
    occasion_part: Series[float] = column(
        "incidents per window", "what services and occasions add; below 0 on days found quieter than others"
    )
    score: Series[float] = column("incidents per window", "expected number: the sum of the parts", ge=0)
    low: Series[float] = column("incidents per window", "5 % point of the score", ge=0)
    high: Series[float] = column("incidents per window", "95 % point of the score", ge=0)
    chance: Series[float] = column("probability", "of at least one incident", ge=0, le=1)
    harm: Series[float] = column("times", "what an incident here would cost, against a site in the middle", gt=0)
    priority: Series[float] = column("incidents per window", "score times harm: ranks the sites", ge=0)
    band: Series[str] = column(sentence="band of the site, by the rank of its priority", isin=BANDS)
    grade: Series[str] = column(sentence="how well the score is supported: history, thin history, category only")
    why: Series[str] = column(sentence="the reasons in a sentence")
