"""What the chosen incidents say in numbers: over time, by hour, against the time before, and where they gather."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from scipy.special import gammaincinv

from planner.config import Config
from planner.flow.assess import today
from planner.flow.explore import NOT_STATED, Choice, as_query, choose, incident_frame
from planner.flow.kept import table
from planner.risk.trends import FEW, NOTHING, UNCLEAR, change, change_in_words, parts_in
from planner.store import Store
from planner.tables import AreaTable, Classification, SiteTable

STEPS = ("month", "week", "day")
GROUPS = ("kind", "tehsil", "community", "trigger")
MOST_PLACES = 10
PLACES = ("site", "cell")
_WEEKS_FROM, _MONTHS_FROM = 92, 1100
"""A period of more days than these is shown by week, and by month."""
_DAYS_PER_YEAR = 365.25
_LOW, _HIGH = 0.05, 0.95
_DAY = timedelta(days=1)


def step_for(start: date, last: date) -> str:
    """Days, weeks or months: so that a period of that length is neither a comb nor a block."""
    days = (last - start).days + 1
    return "month" if days > _MONTHS_FROM else "week" if days > _WEEKS_FROM else "day"


def by_time(rows: pd.DataFrame, start: date, last: date, step: str) -> list[dict[str, Any]]:
    """Counts from `start` to `last` by month, week (Monday first) or day: `{from, to, count}`, none left out."""
    code = {"month": "M", "week": "W-SUN", "day": "D"}[step]
    pieces = pd.period_range(start, last, freq=code)
    days = rows["day"][(rows["day"] >= pd.Timestamp(start)) & (rows["day"] <= pd.Timestamp(last))]
    counts = days.dt.to_period(code).value_counts()
    return [
        {
            "from": max(piece.start_time.date(), start).isoformat(),
            "to": min(piece.end_time.date(), last).isoformat(),
            "count": int(counts.get(piece, 0)),
        }
        for piece in pieces
    ]


def by_hour(rows: pd.DataFrame) -> dict[str, Any]:
    """Counts by weekday (Monday first) and hour; `unknown` of the rows have no hour and are in no cell."""
    known = rows[rows["hour"] >= 0]
    cells = np.zeros((7, 24), dtype=int)
    np.add.at(cells, (known["weekday"].to_numpy(int), known["hour"].to_numpy(int)), 1)
    return {"cells": cells.tolist(), "known": len(known), "unknown": len(rows) - len(known)}


def compared(store: Store, config: Config, choice: Choice, *, by: str = "kind") -> dict[str, Any]:
    """The chosen period against the one before it and against the same a year before, all together and by group.

    An incident of which only the week or month is known is spread over the days that it could be. A ratio has its 90 %
    interval. A change is said only where the whole interval says so, and none where there are at most
    `report.few_now` now and `report.few_before` before. A period that begins before the register has nothing to be
    compared with.
    """
    frame, zone = incident_frame(store, config), ZoneInfo(config.place.timezone)
    start, last = period_of(frame, choice, today(config))
    until, length = last + _DAY, (last - start).days + 1
    spans = {
        "now": (start, until),
        "before": (start - timedelta(days=length), start),
        "year": (_year_before(start), _year_before(until)),
    }
    wide = replace(choice, start=None, last=None)
    rows = choose(frame, wide).rows
    mass = {name: parts_in(rows, list(edges), zone)[:, 0] for name, edges in spans.items()}
    begins = frame["day"].min().date() if len(frame) else None
    label = np.where(rows[by] == "", NOT_STATED, rows[by])
    groups = pd.DataFrame({"group": label, **mass}).groupby("group")[list(mass)].sum()
    groups = groups[groups["now"] + groups["before"] + groups["year"] > 0]
    lines = [("all", {name: float(one.sum()) for name, one in mass.items()})]
    ordered = groups.assign(name=groups.index).sort_values(["now", "name"], ascending=[False, True])
    lines += [(str(name), {key: float(row[key]) for key in mass}) for name, row in ordered.iterrows()]
    return {
        "by": by,
        **{
            name: {"from": a.isoformat(), "to": (b - _DAY).isoformat(), "known": begins is not None and begins <= a}
            for name, (a, b) in spans.items()
        },
        "rows": [_compared(name, counts, spans, begins, config) for name, counts in lines],
    }


def _compared(
    group: str, counts: Mapping[str, float], spans: Mapping[str, tuple[date, date]], begins: date | None, config: Config
) -> dict[str, Any]:
    row: dict[str, Any] = {"group": group, "now": round(counts["now"], 2)}
    for other in ("before", "year"):
        row[other] = round(counts[other], 2)
        row[f"{other}_ratio"], row[f"{other}_change"] = None, NOTHING
        if begins is None or begins > spans[other][0]:
            continue
        days = [float((b - a).days) for a, b in (spans["now"], spans[other])]
        best, low, high = change(counts["now"], counts[other], *days)
        row[f"{other}_ratio"] = {"low": low, "best": best, "high": high}
        few = {"few_now": config.report.few_now, "few_before": config.report.few_before}
        row[f"{other}_change"] = change_in_words(counts["now"], counts[other], *days, **few)
    return row


def period_of(frame: pd.DataFrame, choice: Choice, day: date) -> tuple[date, date]:
    """The first and last day of what is asked for; open ends are the first record and today."""
    last = choice.last or day
    first = frame["day"].min().date() if len(frame) else last
    return min(choice.start or first, last), last


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def places(store: Store, config: Config, rows: pd.DataFrame, *, days: int, by: str = "site") -> dict[str, Any]:
    """Where the chosen rows gather: the sites, or the cells of the ground, with most of them and their rate a year.

    Only exact places can be laid to a site; a cell takes settlements too. `unplaced` of the rows are in no place.
    The rate has its 90 % interval: neighbours in the list whose intervals overlap are not told apart.
    """
    side = config.report.hotspot_cell_m
    if by == "site":
        at = rows[rows["site"] != ""]
        grouped = at.groupby("site")
        known = table(store, SiteTable).set_index("site")
        centre = known.geometry.to_crs("EPSG:4326")
    else:
        at = rows[rows["place_precision"] < 3]
        at = at.assign(cell=_cells(at, side))
        grouped = at.groupby("cell")
    counts = grouped.size().rename("count").reset_index()
    counts = counts.sort_values(["count", by], ascending=[False, True]).head(MOST_PLACES)
    middle = grouped[["longitude", "latitude"]].mean()
    listed = []
    for name, count in zip(counts[by], counts["count"], strict=True):
        spot = (centre[name].x, centre[name].y) if by == "site" else tuple(middle.loc[name])
        listed.append(
            {
                "place": str(name),
                "count": int(count),
                "per_year": rate(int(count), days),
                "longitude": float(spot[0]),
                "latitude": float(spot[1]),
                "last": str(grouped.get_group(name)["day"].max().date()),
            }
        )
    return {"by": by, "cell_m": side, "days": days, "rows": listed, "placed": len(at), "unplaced": len(rows) - len(at)}


def _cells(rows: pd.DataFrame, side: float) -> pd.Series:
    """The cell of each row, called by its south-western corner in kilometres."""
    east, north = (np.floor(rows[one] / side).astype(int) * side / 1000 for one in ("x_m", "y_m"))
    return east.map("{:g}".format) + "-" + north.map("{:g}".format)


def rate(count: int, days: int) -> dict[str, float]:
    """Incidents a year with the exact 90 % interval of a Poisson count (Garwood 1936)."""
    years = max(days, 1) / _DAYS_PER_YEAR
    low = float(gammaincinv(count, _LOW)) if count else 0.0
    return {"low": low / years, "best": count / years, "high": float(gammaincinv(count + 1, _HIGH)) / years}


def density(rows: pd.DataFrame, side: float) -> list[dict[str, Any]]:
    """Counts by cell of the ground, for a map of very many: `{longitude, latitude, count}`, its middle in degrees."""
    at = rows[rows["place_precision"] < 3]
    if at.empty:
        return []
    grouped = at.assign(cell=_cells(at, side)).groupby("cell")
    middle = grouped[["longitude", "latitude"]].mean().assign(count=grouped.size())
    return [{str(key): value for key, value in row.items()} for row in middle.to_dict("records")]


def explored(store: Store, config: Config, choice: Choice, *, by: str = "kind", most: int = 100) -> dict[str, Any]:
    """All of it as one document: what is chosen and what is not, over time, by hour, against before, and where."""
    frame = incident_frame(store, config)
    chosen = choose(frame, choice)
    start, last = period_of(frame, choice, today(config))
    step = step_for(start, last)
    names = ("incident", "day", "kind", "severity", "community", "tehsil", "site", "trigger", "reported_by", "source")
    shown = chosen.rows.head(most)
    return {
        "query": as_query(choice),
        "from": start.isoformat(),
        "to": last.isoformat(),
        "classification": Classification.RESTRICTED.value,
        "shown": len(chosen.rows),
        "of": chosen.of,
        "hidden": dict(chosen.reasons),
        "doubtful": chosen.doubtful,
        "step": step,
        "over_time": by_time(chosen.rows, start, last, step),
        "by_hour": by_hour(chosen.rows),
        "compared": compared(store, config, choice, by=by),
        "places": places(store, config, chosen.rows, days=(last - start).days + 1),
        "rows": [
            {**{name: row[name] for name in names}, "day": str(row["day"].date())} for row in shown.to_dict("records")
        ],
    }


def tehsil_names(store: Store) -> dict[str, str]:
    """The English names of tehsils and station limits by code."""
    areas = table(store, AreaTable)
    areas = areas[areas["level"].isin(("tehsil", "station limits"))]
    return dict(zip(areas["area"], areas["name_en"], strict=True))


__all__ = ["FEW", "GROUPS", "PLACES", "STEPS", "UNCLEAR", "by_hour", "by_time", "compared", "density", "explored"]
