"""Who is needed where and when, and why."""

from __future__ import annotations

import pandas as pd
from pandera.typing import Series

from planner.core.duty import DutyKind
from planner.core.people import Rank
from planner.tables.schema import UTC_MOMENT, Classification, Table, column


class DemandTable(Table, name="demand", key="duty", classification=Classification.RESTRICTED):
    """One row a duty to be filled; `reason` names the key in the defaults file behind the number."""

    duty: Series[str] = column(sentence="identifier", unique=True, str_length={"min_value": 1, "max_value": 120})
    kind: Series[str] = column(sentence="command, desk, guard, patrol, reserve", isin=tuple(k.value for k in DutyKind))
    place: Series[str] = column(sentence="identifier of the site or station")
    start: Series[pd.DatetimeTZDtype] = column("UTC", "begins", dtype_kwargs=UTC_MOMENT)
    end: Series[pd.DatetimeTZDtype] = column("UTC", "ends", dtype_kwargs=UTC_MOMENT)
    strength: Series[int] = column("officers", "how many", ge=1)
    in_charge: Series[str] = column(sentence="lowest rank in charge", isin=tuple(r.label for r in Rank))
    women: Series[int] = column("officers", "women among them", ge=0)
    skills: Series[str] = column(sentence="as `driver:1; riot-control:4`: how many must hold each")
    value: Series[int] = column(sentence="worth of meeting the need, against the others", ge=1)
    reason: Series[str] = column(sentence="why, with the key of the number")
    sites: Series[str] = column(sentence="sites that it protects, as `S0001; S0002`; empty for desks and reserve")
    unmet: Series[str] = column(
        sentence="what the duty should have beyond this and the roll has not, as `women:1; driver:1`"
    )
