"""How reported incidents change: by month, tehsil, community, kind or trigger, with the doubt of the change.

Counts are of reported incidents only. What leaves the building is made by `planner.risk.publish`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.special import betaincinv, gammaincinv

from planner.core.errors import InputError
from planner.core.services import local_moment
from planner.core.time import require_zone
from planner.risk.jurisdiction import area_of
from planner.tables.incidents import KINDS
from planner.tables.sites import COMMUNITIES

BY = ("month", "tehsil", "community", "kind", "trigger")
MORE, FEWER, UNCLEAR, NOTHING = "more", "fewer", "no clear change", "nothing to compare with"
FEW = "too few to say"
TOTAL = "all"
NOT_KNOWN = "(not known)"
_LOW, _HIGH = 0.05, 0.95
_VOCABULARY = {"community": COMMUNITIES, "kind": KINDS}
_WIDTH_DAYS = {1: 0.0, 2: 7.0, 3: 30.0}
_DAYS_PER_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Trends:
    """Rows of a period, each against the one before; the last row is the total, in public the last of each year.

    `until` is the first day after the period. `notes` say what was left out, and why.
    """

    by: str
    since: date
    until: date
    public: bool
    rows: tuple[dict[str, Any], ...]
    notes: tuple[str, ...]


def trends(
    incidents: gpd.GeoDataFrame,
    areas: gpd.GeoDataFrame,
    sites: gpd.GeoDataFrame | None = None,
    *,
    by: str,
    since: date,
    until: date,
    as_of: datetime,
    timezone: str,
) -> Trends:
    """Counts and rates from `since` to before `until`, each against the same length of time before.

    A month is held against the month before it, every other group against the same group. An incident of which only
    the week or month is known is spread evenly over the days that it could be; one of which only the district is
    known belongs to no tehsil. With `sites`, rates by tehsil and community are also given per site.

    Raises
    ------
    InputError
        If `by` is not known, or the period is empty or not over.
    """
    require_zone(as_of, "as_of")
    zone = ZoneInfo(timezone)
    check_period(by, since, until, as_of.astimezone(zone).date())
    before = _months_back(since, until) if since.day == until.day == 1 else since - (until - since)
    known = incidents[incidents["occurred_at"] <= pd.Timestamp(as_of)]
    past = reported(incidents, as_of)
    begins = known["occurred_at"].min().tz_convert(zone).date() if len(known) else None
    span = _Span(before, since, until, begins, zone)
    if by == "month":
        groups, names, counts = _by_month(past, span)
    else:
        groups, names, counts = _by_group(past, areas, sites, by, span)
    mass = parts_in(past, [before, since, until], zone)
    then, now = mass[:, :1].sum(axis=0), mass[:, 1:].sum(axis=0)
    number = len(sites) if sites is not None and by in ("tehsil", "community") else None
    total = _counts(now, then, [(before, since)], [(since, until)], span, [number])
    rows = [*rows_of(groups, names, counts), *rows_of([TOTAL], {TOTAL: ""}, total)]
    return Trends(by, since, until, False, tuple(rows), tuple(_notes(by, span)))


def reported(incidents: gpd.GeoDataFrame, as_of: datetime) -> gpd.GeoDataFrame:
    """What had happened by `as_of`, without what patrols found."""
    return incidents[(incidents["occurred_at"] <= pd.Timestamp(as_of)) & (incidents["reported_by"] != "patrol")]


@dataclass(frozen=True, slots=True)
class _Span:
    """The period, the day on which the time before it begins, and the day of the first record."""

    before: date
    since: date
    until: date
    begins: date | None
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts (parts of incidents too) of now and before, how long each lasted, whether there was a register before."""

    now: np.ndarray
    then: np.ndarray
    now_days: list[float]
    then_days: list[float]
    has_register: list[bool]
    sites: list[int | None]


_Days = Sequence[tuple[date, date]]
_Made = tuple[list[str], dict[str, str], Counts]


def _counts(
    now: np.ndarray, then: np.ndarray, then_in: _Days, now_in: _Days, span: _Span, sites: list[int | None]
) -> Counts:
    return Counts(
        now,
        then,
        [float((b - a).days) for a, b in now_in],
        [float((b - a).days) for a, b in then_in],
        [span.begins is not None and span.begins <= a for a, _ in then_in],
        sites,
    )


def _by_month(past: pd.DataFrame, span: _Span) -> _Made:
    starts = month_starts(span.since, span.until)
    # a whole first month is held against the whole month before it
    edges = [_before(starts), *starts]
    mass = parts_in(past, edges, span.zone).sum(axis=0)
    pieces = list(pairwise(edges))
    groups = [f"{a:%Y-%m}" for a, _ in pieces[1:]]
    counts = _counts(mass[1:], mass[:-1], pieces[:-1], pieces[1:], span, [None] * len(groups))
    return groups, dict.fromkeys(groups, ""), counts


def _by_group(
    past: gpd.GeoDataFrame,
    areas: gpd.GeoDataFrame,
    sites: gpd.GeoDataFrame | None,
    by: str,
    span: _Span,
) -> _Made:
    mass = parts_in(past, [span.before, span.since, span.until], span.zone)
    inside = np.asarray(mass.any(axis=1))
    label, groups, names = labels(past, areas, by, inside)
    then, now = (summed(label, groups, mass[:, column]) for column in (0, 1))
    n = len(groups)
    spans = ([(span.before, span.since)] * n, [(span.since, span.until)] * n)
    return groups, names, _counts(now, then, *spans, span, _sites_in(groups, sites, areas, by))


def check_period(by: str, since: date, until: date, today: date) -> None:
    """Refuses a grouping that is not known, and a period that is empty or yet to come."""
    if by not in BY:
        raise InputError(f"trends by {by!r} are not known", maybe=f"one of {', '.join(BY)} was meant.")
    if since >= until:
        raise InputError(f"from {since} to before {until} is no period", maybe="the two dates are exchanged.")
    if until > today + timedelta(days=1):
        raise InputError(f"{until - timedelta(days=1)} has not come yet", maybe="an earlier last day was meant.")


def _months_back(since: date, until: date) -> date:
    months = (until.year - since.year) * 12 + until.month - since.month
    index = since.year * 12 + since.month - 1 - months
    return date(index // 12, index % 12 + 1, 1)


def month_starts(since: date, until: date) -> list[date]:
    """The period cut at the first of each month; the first and last piece may be shorter."""
    cuts = [since]
    while (following := _next_month(cuts[-1])) < until:
        cuts.append(following)
    return [*cuts, until]


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _before(edges: Sequence[date]) -> date:
    first = edges[0]
    return _months_back(first, _next_month(first)) if first.day == 1 else first.replace(day=1)


def parts_in(past: pd.DataFrame, edges: Sequence[date], zone: ZoneInfo) -> np.ndarray:
    """The part of each incident that falls between two edges, (n, edges - 1)."""
    moments = pd.to_datetime([local_moment(day, 0, zone) for day in edges], utc=True)
    cut = ((moments - pd.Timestamp(0, tz="UTC")) / pd.Timedelta(days=1)).to_numpy(float)
    at = ((past["occurred_at"] - pd.Timestamp(0, tz="UTC")) / pd.Timedelta(days=1)).to_numpy(float)
    width = past["time_precision"].map(_WIDTH_DAYS).to_numpy(float)
    # share of the span of each incident that lies before each edge
    spread = np.where(width > 0, width, 1.0)[:, None]
    passed = np.clip((cut - (at - width / 2)[:, None]) / spread, 0, 1)
    exact = (at[:, None] < cut).astype(float)
    return np.diff(np.where(width[:, None] > 0, passed, exact), axis=1)


def labels(
    past: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, by: str, inside: np.ndarray, *, public: bool = False
) -> tuple[np.ndarray, list[str], dict[str, str]]:
    """The group of each incident, and the groups in order.

    All tehsils; of the others those that occur, but in public all there can be: a name alone would tell that
    something happened.
    """
    if by == "tehsil":
        tehsils = areas[areas["level"] == "tehsil"].sort_values("area")
        label = np.where(past["place_precision"] < 3, area_of(past, areas, "tehsil"), "")
        names = dict(zip(tehsils["area"], tehsils["name_en"], strict=True))
        groups = list(tehsils["area"])
    else:
        label = past[by].str.strip().str.casefold().to_numpy(object) if by == "trigger" else past[by].to_numpy(object)
        groups = list(_VOCABULARY[by]) if public and by in _VOCABULARY else sorted(set(label[inside]) - {""})
        names = dict.fromkeys(groups, "")
    label = np.where(label == "", NOT_KNOWN, label)
    if (label[inside] == NOT_KNOWN).any() or (public and by not in _VOCABULARY):
        groups.append(NOT_KNOWN)
        names[NOT_KNOWN] = ""
    return label, groups, names


def summed(label: np.ndarray, groups: Sequence[str], parts: np.ndarray) -> np.ndarray:
    """The parts of incidents by group, (groups,)."""
    place = {group: k for k, group in enumerate(groups)}
    at = np.array([place.get(one, -1) for one in label], dtype=int)
    return np.bincount(at[at >= 0], parts[at >= 0], minlength=len(groups))


def _sites_in(
    groups: Sequence[str], sites: gpd.GeoDataFrame | None, areas: gpd.GeoDataFrame, by: str
) -> list[int | None]:
    if sites is None or by not in ("tehsil", "community"):
        return [None] * len(groups)
    of_site = area_of(sites, areas, "tehsil") if by == "tehsil" else sites["community"].to_numpy(object)
    return [int((of_site == group).sum()) if group != NOT_KNOWN else None for group in groups]


def change(now: float, then: float, now_days: float, then_days: float) -> tuple[float | None, float, float | None]:
    """Ratio of two rates with its 90 % interval, None for endless: exact, given the sum of both counts.

    now | now + then is binomial, its interval that of Clopper and Pearson; parts of incidents are allowed.
    """
    times = then_days / now_days
    low = betaincinv(now, then + 1, _LOW) if now > 0 else 0.0
    high = betaincinv(now + 1, then, _HIGH) if then > 0 else 1.0
    return (
        now / then * times if then > 0 else None,
        float(low / (1 - low) * times),
        float(high / (1 - high) * times) if high < 1 else None,
    )


def said_of(low: float, high: float | None) -> str:
    """The change in words: more or fewer only where the whole interval says so."""
    return MORE if low > 1 else FEWER if high is not None and high < 1 else UNCLEAR


def change_in_words(
    now: float, then: float, now_days: float, then_days: float, *, few_now: float, few_before: float
) -> str:
    """The change in words, or `FEW` where a rise or fall means nothing: at most `few_now`, and `few_before` before.

    Where the time before is longer, its mean over as many days counts.
    """
    if now <= few_now and then * min(1.0, now_days / then_days) <= few_before:
        return FEW
    _, low, high = change(now, then, now_days, then_days)
    return said_of(low, high)


def rows_of(groups: Sequence[str], names: dict[str, str], counts: Counts) -> list[dict[str, Any]]:
    """A row for each group: its count, its rate, and the change where there was a register before."""
    rows = []
    for k, group in enumerate(groups):
        now, then = float(counts.now[k]), float(counts.then[k])
        years = counts.now_days[k] / _DAYS_PER_YEAR
        low = float(gammaincinv(now, _LOW)) if now > 0 else 0.0
        row: dict[str, Any] = {
            "group": group,
            "name": names[group],
            "count": round(now, 2),
            "days": counts.now_days[k],
            "per_year": {"low": low / years, "best": now / years, "high": float(gammaincinv(now + 1, _HIGH)) / years},
            "per_site_year": now / years / number if (number := counts.sites[k]) else None,
            "before": round(then, 2),
            "days_before": counts.then_days[k],
            "ratio": None,
            "change": NOTHING,
            "hidden": False,
        }
        if counts.has_register[k]:
            best, at_least, at_most = change(now, then, counts.now_days[k], counts.then_days[k])
            row["ratio"] = {"low": at_least, "best": best, "high": at_most}
            row["change"] = said_of(at_least, at_most)
        rows.append(row)
    return rows


def notes_on(by: str) -> list[str]:
    """What every table of this grouping must say."""
    notes = ["Reported incidents only; what patrols found is not counted."]
    if by == "tehsil":
        notes.append(f"Incidents of which only the district is known stand under {NOT_KNOWN}.")
    return notes


def _notes(by: str, span: _Span) -> list[str]:
    notes = notes_on(by)
    if span.begins is None or span.begins > span.before:
        begins = f"begins on {span.begins}" if span.begins else "is empty"
        notes.append(f"The register {begins}: where it does not reach back far enough no change is said.")
    return notes
