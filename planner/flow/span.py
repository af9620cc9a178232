"""The risk of a span of days as one row a site: what a reader sees who asks for four weeks and not for a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from planner.config import Config
from planner.flow.assess import risk
from planner.store import Store
from planner.tables.risk import PARTS

_ADDED = (*PARTS, "score", "low", "high", "priority")
_DAY_S = 86_400


def risk_by_span(store: Store, config: Config, *, as_of: date, days: int) -> Sequence[pd.DataFrame]:
    """The risk of `days` days from `as_of`: all together first, then each day, one row a site in each.

    Each has the columns of the RISK table without the window, and `days`, the length of its span.
    """
    table = risk(store, config, as_of=as_of, days=days)
    daily = [summed(one) for _, one in table.groupby("window_start", sort=True)]
    return [summed(table), *daily]


def summed(table: pd.DataFrame) -> pd.DataFrame:
    """One row a site: the risk of all its windows together, by site.

    Parts, score and priority add up; so do the ends of the interval, as the doubt is of the site and the same in each
    of its windows. The chance of at least one incident is that of windows which do not hang together. Band, harm and
    grade are those of the site, the reason that of its first window.
    """
    ordered = table.sort_values(["site", "window_start"], kind="stable")
    by_site = ordered.groupby("site", sort=True)
    none = (1 - ordered["chance"]).groupby(ordered["site"]).prod()
    seconds = (ordered["window_end"] - ordered["window_start"]).dt.total_seconds().groupby(ordered["site"]).sum()
    first = by_site.first()[["band", "harm", "grade", "why"]]
    whole = by_site[list(_ADDED)].sum().join(first)
    return whole.assign(chance=1 - none, days=seconds / _DAY_S).reset_index()
