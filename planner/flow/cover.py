"""Which sites must keep their cover now. An emergency never waits for the risk of a day to be learned."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from planner.config import Config
from planner.flow.assess import HIGH_BANDS, local_midnight, most_endangered
from planner.flow.kept import kept_under, table
from planner.store import Store
from planner.tables import SiteTable


def sites_to_cover(
    store: Store, config: Config, at: datetime, plan: Mapping[str, Any] | None = None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Sites of the two highest bands, most endangered first, and what is to be said of them.

    By the risk of the day, where this process has learned it (`flow.risk`, `flow.scene`); else, with a note, by that
    with which the plan of the moment was made, by the newest at hand, or by the published categories.
    """
    sites = table(store, SiteTable)
    if sites.empty:
        return (), ()
    today = at.astimezone(ZoneInfo(config.place.timezone)).date()
    newest = _newest(store, config, today)
    if newest is not None and newest[0] == today:
        return most_endangered(newest[1]), ()
    if plan and plan.get("high_risk"):
        there = set(sites["site"])
        said = f"Which sites must keep their cover is by the risk with which plan {plan['plan_id'][:8]} was made."
        return tuple(site for site in plan["high_risk"] if site in there), (said,)
    if newest is not None:
        day, scores = newest
        age = (today - day).days
        days = "1 day" if age == 1 else f"{age} days"
        said = f"Which sites must keep their cover is by the risk as of {day.isoformat()}, {days} old."
        return most_endangered(scores), (said,)
    high = sites[sites["category"].isin(HIGH_BANDS)]
    order = high["category"].map(HIGH_BANDS.index)
    high = high.assign(order=order).sort_values(["order", "site"])
    said = "The risk of the day is not learned yet: the sites of the published categories A+ and A keep their cover."
    return tuple(high["site"]), (said,)


def _newest(store: Store, config: Config, today: date) -> tuple[date, pd.DataFrame] | None:
    """The newest risk at hand for these sites and numbers, not later than today: its day, and its rows of one day."""
    sites = store.hash(SiteTable)
    zone = ZoneInfo(config.place.timezone)
    found: list[tuple[date, Any, pd.DataFrame]] = []
    for key, scores in kept_under("risk"):
        first = _first_window(key).start.astimezone(zone).date()
        if key[1] == sites and config.hash in key and first <= today and len(scores):
            found.append((first, key, scores))
    if not found:
        return None
    day, _, scores = max(found, key=lambda one: one[0])
    starts = scores["window_start"]
    wanted = pd.Timestamp(local_midnight(today, config))
    # a forecast of several days made before holds today, else its last day is the nearest
    nearest = wanted if (starts == wanted).any() else starts.max()
    return day, scores[starts == nearest]


def _first_window(key: tuple[Hashable, ...]) -> Any:
    windows: Any = key[-1]
    return windows[0]
