"""Trends as they may leave the building: whole calendar years, each a table of its own, without small counts.

Only whole years can be had, so no two tables overlap and none can be subtracted from another. A year is always the
same table, whatever was asked with it, and the comparison with the year before uses that year's own public table:
a count that is hidden there is hidden here. There is no site in it and no place finer than a tehsil.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np

from planner.core.errors import InputError
from planner.core.time import require_zone
from planner.risk.suppress import hide, whole
from planner.risk.trends import (
    TOTAL,
    Counts,
    Trends,
    check_period,
    labels,
    month_starts,
    notes_on,
    parts_in,
    reported,
    rows_of,
    summed,
)

OTHERS = "(others)"
"""The triggers whose count is too small. The words of a single incident do not leave the building."""


def whole_years(start: date | None, last: date | None, *, today: date) -> range:
    """The calendar years from the day `start` to the day `last`; without either, the last year that is over.

    Raises
    ------
    InputError
        If the days are not the first and last of calendar years that are over: it says why, and what can be asked.
    """
    final = today.year - 1
    last = last or date(max(final, start.year) if start else final, 12, 31)
    start = start or date(last.year, 1, 1)
    if start > last:
        raise InputError(f"from {start} to {last} is no period", maybe="the two dates are exchanged.")
    instead = f"--from {min(start.year, final)}-01-01 --to {min(last.year, final)}-12-31 was meant."
    if (start.month, start.day, last.month, last.day) != (1, 1, 12, 31):
        raise InputError(
            f"what leaves the building covers whole calendar years, not {start} to {last}, "
            "or two spans could be subtracted from each other",
            maybe=instead,
        )
    if last.year > final:
        raise InputError(
            f"what leaves the building covers whole calendar years, and {last.year} is not over", maybe=instead
        )
    return range(start.year, last.year + 1)


def public_trends(
    incidents: gpd.GeoDataFrame,
    areas: gpd.GeoDataFrame,
    *,
    by: str,
    years: range,
    as_of: datetime,
    timezone: str,
    suppress_below: int,
) -> Trends:
    """Counts and rates of whole calendar years, year after year, each with its own total and against the year before.

    A month is held against the month before it. A change is said only where both counts are shown and the year before
    the earlier one has a total that is shown: so the register reaches back, and nothing hidden is told by saying it.

    Raises
    ------
    InputError
        If `by` is not known, or the years are none or not over.
    """
    require_zone(as_of, "as_of")
    zone = ZoneInfo(timezone)
    since, until = date(years.start, 1, 1), date(years.stop, 1, 1)
    today = as_of.astimezone(zone).date()
    whole_years(since, until - timedelta(days=1), today=today)
    check_period(by, since, until, today)
    past = reported(incidents, as_of)
    tables = {year: _year(past, areas, by, year, zone, suppress_below) for year in range(years.start - 2, years.stop)}
    rows = [
        {**row, "year": year}
        for year in years
        for row in _rows(tables[year], tables[year - 1], tables[year - 2], by, year)
    ]
    notes = [
        *notes_on(by),
        f"Counts under {suppress_below} are not shown, nor others from which they could be worked out. "
        "Publish a year once: what is reported late changes it.",
        f"No change is said where the year before the earlier one has fewer than {suppress_below} incidents.",
    ]
    return Trends(by, since, until, True, tuple(rows), tuple(notes))


@dataclass(frozen=True, slots=True)
class _Year:
    """The public table of one year: whole counts by group and of all, and which of them may be shown."""

    names: dict[str, str]
    counts: dict[str, int]
    shown: dict[str, bool]
    days: dict[str, float]


def _year(past: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, by: str, year: int, zone: ZoneInfo, below: int) -> _Year:
    """The table of a year, from the register and the year alone."""
    since, until = date(year, 1, 1), date(year + 1, 1, 1)
    inside = parts_in(past, [since, until], zone)[:, 0]
    days = float((until - since).days)
    if by == "month":
        edges = month_starts(since, until)
        groups = [a.isoformat()[:7] for a in edges[:-1]]
        names, parts = dict.fromkeys(groups, ""), parts_in(past, edges, zone).sum(axis=0)
        lasted = [float((b - a).days) for a, b in pairwise(edges)]
    else:
        label, groups, names = labels(past, areas, by, inside > 0, public=True)
        parts, lasted = summed(label, groups, inside), [days] * len(groups)
    total = round(float(inside.sum()))
    counts = whole(parts, total)
    shown, shows_total = hide(counts, below)
    keys = [*groups, TOTAL]
    return _Year(
        {**names, TOTAL: ""},
        dict(zip(keys, [*counts.tolist(), total], strict=True)),
        dict(zip(keys, [*shown.tolist(), shows_total], strict=True)),
        dict(zip(keys, [*lasted, days], strict=True)),
    )


def _rows(now: _Year, before: _Year, earlier: _Year, by: str, year: int) -> list[dict[str, Any]]:
    """The rows of a year: each group against itself in the year before, a month against the month before it."""
    rows = []
    month_before = f"{year - 1:04}-12"
    for group in now.counts:
        then, key, reaches = before, group, earlier.shown[TOTAL]
        if by == "month" and group != TOTAL:
            key = month_before
            if group != f"{year:04}-01":
                then, reaches = now, before.shown[TOTAL]
            month_before = group
        shows_then = then.shown.get(key, False)
        counts = Counts(
            np.array([now.counts[group]]),
            np.array([then.counts.get(key, 0)]),
            [now.days[group]],
            [then.days.get(key, before.days[TOTAL])],
            [reaches and now.shown[group] and shows_then],
            [None],
        )
        (row,) = rows_of([group], now.names, counts)
        rows.append(_masked(row, now.shown[group], shows_then))
    return _gathered(rows) if by == "trigger" else rows


def _masked(row: dict[str, Any], show_now: bool, show_then: bool) -> dict[str, Any]:
    masked = {**row, "hidden": not show_now, "before": int(row["before"]) if show_then else None}
    if show_now:
        masked["count"] = int(row["count"])
    else:
        masked.update(count=None, per_year=None)
    return masked


def _gathered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Free words stay inside unless they are said of many: the rows that are hidden become one without words."""
    *groups, total = rows
    shown = [row for row in groups if not row["hidden"]]
    hidden = [row for row in groups if row["hidden"]]
    others = [{**hidden[0], "group": OTHERS, "name": "", "before": None}] if hidden else []
    return [*shown, *others, total]
