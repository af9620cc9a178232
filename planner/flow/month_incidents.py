"""The incidents of a month: counts against the month before, the year before and the usual; the rows; the data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.stats import gamma, nbinom

from planner.config import Config
from planner.config.sections import ReportConfig
from planner.flow.kept import table
from planner.risk.duplicates import duplicate_groups
from planner.risk.jurisdiction import area_of
from planner.risk.trends import NOT_KNOWN, NOTHING, change_in_words, labels, parts_in, reported, summed
from planner.store import Store
from planner.tables import AreaTable, IncidentTable

BY = ("kind", "tehsil", "community")
_MONTHS_DRAWN = 25
_LOW, _HIGH = 0.05, 0.95
_COARSE = 3
MOST_LISTED = 12
"""Incidents that are listed one by one and numbered on the map, the gravest first."""


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month of a register: its days, the zone, and which years before it are there to compare with."""

    first: date
    zone: ZoneInfo
    begins: date | None
    most_years: int

    @property
    def until(self) -> date:
        """The first day after it."""
        return months_on(self.first, 1)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.until - self.first).days

    def reaches(self, day: date) -> bool:
        """True when the register goes back to that day."""
        return self.begins is not None and self.begins <= day

    def years_before(self) -> tuple[date, ...]:
        """The same month of each year before that the register covers as a whole, the last first."""
        past = (self.first.replace(year=self.first.year - k) for k in range(1, self.most_years + 1))
        return tuple(day for day in past if self.reaches(day))


def months_on(first: date, count: int) -> date:
    """The first of the month so many months on; a negative number goes back."""
    index = first.year * 12 + first.month - 1 + count
    return date(index // 12, index % 12 + 1, 1)


def incident_facts(store: Store, config: Config, first: date, as_of: datetime) -> dict[str, Any]:
    """Counts, groups, months to draw, the listed rows and what is wrong with the data of a month."""
    zone = ZoneInfo(config.place.timezone)
    every = table(store, IncidentTable)
    known = every[every["occurred_at"] <= as_of]
    begins = known["occurred_at"].min().tz_convert(zone).date() if len(known) else None
    month = Month(first, zone, begins, config.report.usual_years)
    past = reported(every, as_of)
    areas = table(store, AreaTable)
    few = config.report
    total = _rows([""], {"": ""}, np.zeros(len(past), dtype=int), past, month, few)[0]
    return {
        "begins": begins.isoformat() if begins else None,
        "years_compared": len(month.years_before()),
        "few_now": few.few_now,
        "few_before": few.few_before,
        "total": total,
        "months": _months(past, month),
        "by": {by: _by(past, areas, by, month, few) for by in BY},
        "rows": _listed(past, areas, month),
        "quality": _quality(known, past, month, config),
    }


def _by(
    past: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, by: str, month: Month, few: ReportConfig
) -> list[dict[str, Any]]:
    spans = _spans(month)
    inside = np.zeros(len(past), dtype=bool)
    for a, b in spans:
        inside |= parts_in(past, [a, b], month.zone)[:, 0] > 0
    label, groups, names = labels(past, areas, by, inside)
    place = {group: k for k, group in enumerate(groups)}
    at = np.array([place.get(one, -1) for one in label], dtype=int)
    rows = _rows(groups, names, at, past, month, few)
    rows = [row for row in rows if by == "tehsil" or row["count"] or row["before"] or row["usual"]["best"]]
    urdu = dict(zip(areas["area"], areas["name_ur"], strict=True)) if by == "tehsil" else {}
    rows = [{**row, "name_ur": str(urdu.get(row["group"], ""))} for row in rows]
    return sorted(rows, key=lambda row: (row["group"] == NOT_KNOWN, -row["count"], row["group"]))


def _spans(month: Month) -> list[tuple[date, date]]:
    """The month, the month before, and the same month of the years before."""
    return [
        (month.first, month.until),
        (months_on(month.first, -1), month.first),
        *((day, months_on(day, 1)) for day in month.years_before()),
    ]


def _rows(
    groups: Sequence[str],
    names: dict[str, str],
    at: np.ndarray,
    past: gpd.GeoDataFrame,
    month: Month,
    few: ReportConfig,
) -> list[dict[str, Any]]:
    """A row a group: this month, the month before, a year before, and the usual of this month in the years before."""
    spans = _spans(month)
    label = np.array([groups[k] if k >= 0 else None for k in at], dtype=object)
    counts = np.array([summed(label, groups, parts_in(past, [a, b], month.zone)[:, 0]) for a, b in spans])
    counts = counts.reshape(len(spans), len(groups))
    lasted = [float((b - a).days) for a, b in spans]
    years = len(spans) - 2
    has_before = month.reaches(spans[1][0])
    rows = []
    for k, group in enumerate(groups):
        now, before, past_sum = counts[0, k], counts[1, k], float(counts[2:, k].sum())
        rows.append(
            {
                "group": group,
                "name": names[group],
                "count": _round(now),
                "before": _round(before) if has_before else None,
                "against_before": said(now, before, lasted[0], lasted[1], has_before, few),
                "year_before": _round(counts[2, k]) if years else None,
                "against_year_before": said(
                    now, counts[2, k] if years else 0.0, lasted[0], lasted[2] if years else 1.0, years > 0, few
                ),
                "usual": _usual(past_sum, years),
                "against_usual": said(now, past_sum, lasted[0], sum(lasted[2:]) or 1.0, years > 0, few),
            }
        )
    return rows


def said(now: float, then: float, now_days: float, then_days: float, is_known: bool, few: ReportConfig) -> str:
    """The change in words, that there are too few to say, or that there is nothing to compare with."""
    if not is_known:
        return NOTHING
    return change_in_words(float(now), float(then), now_days, then_days, few_now=few.few_now, few_before=few.few_before)


def _usual(total: float, years: int) -> dict[str, Any]:
    """Mean of the month in the years before, its 90 % interval, and the counts that 9 of 10 such months would have."""
    if not years:
        return {"best": None, "low": None, "high": None, "from": None, "to": None}
    shape = total + 0.5  # Jeffreys' prior of a Poisson rate
    return {
        "best": round(total / years, 2),
        "low": round(float(gamma.ppf(_LOW, shape, scale=1 / years)), 2),
        "high": round(float(gamma.ppf(_HIGH, shape, scale=1 / years)), 2),
        "from": int(nbinom.ppf(_LOW, shape, years / (years + 1))),
        "to": int(nbinom.ppf(_HIGH, shape, years / (years + 1))),
    }


def _months(past: gpd.GeoDataFrame, month: Month) -> list[dict[str, Any]]:
    """The counts of the months up to this one, as far as the register covers them."""
    starts = [months_on(month.first, -k) for k in range(_MONTHS_DRAWN - 1, -1, -1)]
    mass = parts_in(past, [*starts, month.until], month.zone).sum(axis=0)
    return [
        {"month": f"{day:%Y-%m}", "count": _round(count)}
        for day, count in zip(starts, mass, strict=True)
        if month.reaches(day) or day == month.first
    ]


def in_month(incidents: gpd.GeoDataFrame, month: Month) -> gpd.GeoDataFrame:
    """The rows whose moment on record lies in the month, on the clock of the place."""
    days = incidents["occurred_at"].dt.tz_convert(month.zone).dt.date
    return incidents[(days >= month.first) & (days < month.until)]


def _listed(past: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, month: Month) -> list[dict[str, Any]]:
    """The gravest incidents of the month, numbered; `x_m`, `y_m` only where the place is better known than a district.

    The places are in metres of the working reference system.
    """
    own = in_month(past, month)
    tehsils = dict(zip(areas["area"], areas["name_en"], strict=True))
    urdu = dict(zip(areas["area"], areas["name_ur"], strict=True))
    at = np.where(own["place_precision"] < _COARSE, area_of(own, areas, "tehsil"), "")
    rows = [
        {
            "incident": row["incident"],
            "day": row["occurred_at"].tz_convert(month.zone).date().isoformat(),
            "kind": row["kind"],
            "severity": int(row["severity"]),
            "fatalities": None if pd.isna(row["fatalities"]) else int(row["fatalities"]),
            "community": row["community"],
            "tehsil": area,
            "name_en": tehsils.get(area, ""),
            "name_ur": urdu.get(area, ""),
            "place_precision": int(row["place_precision"]),
            "time_precision": int(row["time_precision"]),
            "reported_by": row["reported_by"],
            "x_m": None if row["place_precision"] == _COARSE else round(float(row["geometry"].x), 1),
            "y_m": None if row["place_precision"] == _COARSE else round(float(row["geometry"].y), 1),
        }
        for row, area in zip(own.astype({"fatalities": object}).to_dict("records"), at, strict=True)
    ]  # fmt: skip
    rows.sort(key=lambda row: (-row["severity"], row["day"], row["incident"]))
    return [{"number": n, **row} for n, row in enumerate(rows[:MOST_LISTED], start=1)]


def _quality(known: gpd.GeoDataFrame, past: gpd.GeoDataFrame, month: Month, config: Config) -> dict[str, Any]:
    own = in_month(past, month)
    ids = set(own["incident"])
    groups = duplicate_groups(known, config.risk)
    twice = [group for group in groups if ids & {str(group["counts"]), *map(str, group["others"])}]
    newest = known["occurred_at"].max() if len(known) else None
    last = None if newest is None else newest.tz_convert(month.zone).date()
    end = month.until - timedelta(days=1)
    return {
        "rows": len(own),
        "patrol_finds": len(in_month(known, month)) - len(own),
        "newest": None if last is None else last.isoformat(),
        "newest_age_days": None if last is None or last > end else (end - last).days,
        "district_only": int((own["place_precision"] == _COARSE).sum()),
        "settlement_only": int((own["place_precision"] == _COARSE - 1).sum()),
        "vague_day": int((own["time_precision"] > 1).sum()),
        "no_crowd": int(own["crowd_best"].isna().sum()),
        "source_unknown": int((own["reported_by"] == "unknown").sum()),
        "duplicates": len(twice),
        "not_listed": max(0, len(own) - MOST_LISTED),
    }


def _round(count: float) -> float:
    """Whole where it is whole; of vague days the part, to one decimal."""
    return round(float(count), 1)
