"""What the reports say over time, and whom they may miss: trends and the fairness view."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from planner.config import Config
from planner.core.errors import InputError
from planner.core.time import now
from planner.flow.assess import graph, local_midnight, risk, today
from planner.flow.kept import hashes, kept, table
from planner.flow.week import demand
from planner.report.export import csv_text
from planner.risk.fairness import fairness as _fairness
from planner.risk.feedback import drift_rows, example_world, rules
from planner.risk.publish import public_trends as _public_trends
from planner.risk.publish import whole_years
from planner.risk.trends import trends as _trends
from planner.store import Store
from planner.tables import AreaTable, Classification, IncidentTable, RoadTable, SiteTable, StationTable

_SPANS = ("per_year", "ratio")


def trends(
    store: Store,
    config: Config,
    *,
    by: str = "month",
    start: date | None = None,
    last: date | None = None,
    public: bool = False,
    out: Path | None = None,
) -> dict[str, Any]:
    """Counts of reported incidents from `start` to the day `last`, each against the time before; written to `out`.

    Without `last` up to the end of the month before this one, without `start` over the twelve months up to then. With
    `public` as it may leave the building: whole calendar years only, each a table of its own, without dates the last
    that is over. InputError when a date does not fit or `out` cannot be written.
    """
    day = today(config)
    if public:
        made = _public_trends(
            table(store, IncidentTable),
            table(store, AreaTable),
            by=by,
            years=whole_years(start, last, today=day),
            as_of=now(),
            timezone=config.place.timezone,
            suppress_below=config.report.suppress_below,
        )
    else:
        until = last + timedelta(days=1) if last else day.replace(day=1)
        made = _trends(
            table(store, IncidentTable),
            table(store, AreaTable),
            table(store, SiteTable),
            by=by,
            since=start or _year_before(until),
            until=until,
            as_of=now(),
            timezone=config.place.timezone,
        )
    mark = Classification.PUBLIC if public else Classification.RESTRICTED
    document = {
        "by": made.by,
        "from": made.since.isoformat(),
        "to": (made.until - timedelta(days=1)).isoformat(),
        "public": public,
        "classification": mark.value,
        "notes": list(made.notes),
        "rows": list(made.rows),
    }
    if out is not None:
        _write(document, out)
    return document


def _year_before(until: date) -> date:
    """The first day of a period of a year before `until`."""
    if (until.month, until.day) == (2, 29):
        return date(until.year - 1, 3, 1)
    return until.replace(year=until.year - 1)


def _write(document: Mapping[str, Any], out: Path) -> None:
    flat = [
        {
            "from": document["from"],
            "to": document["to"],
            **{key: value for key, value in row.items() if key not in _SPANS},
            **{f"{key}_{end}": (row[key] or {}).get(end) for key in _SPANS for end in ("low", "best", "high")},
            "classification": document["classification"],
        }
        for row in document["rows"]
    ]
    try:
        out.write_text(csv_text(list(flat[0]), flat), encoding="utf-8", newline="")
    except OSError as fault:
        raise InputError(
            f"the trends cannot be written to {out}: {fault.strerror}",
            maybe="the folder is not there or read-only; name another with --out.",
        ) from fault


def fairness(store: Store, config: Config, *, as_of: date, days: int = 7) -> dict[str, Any]:
    """Communities and tehsils side by side on a day, and where the exploring patrol hours of `days` days should go."""
    sites = table(store, SiteTable)
    scores = risk(store, config, as_of=as_of, days=days).groupby("site")["score"].sum()
    view = _fairness(
        sites,
        table(store, IncidentTable),
        table(store, StationTable),
        table(store, AreaTable),
        scores,
        config.risk,
        as_of=local_midnight(as_of, config),
        minutes=desk_minutes(store, config),
    )
    hours = patrol_hours(store, config, as_of=as_of, days=days)
    zone = ZoneInfo(config.place.timezone)
    return {
        "as_of": as_of.isoformat(),
        "since": view.since.astimezone(zone).date().isoformat(),
        "years": view.years,
        "classification": Classification.RESTRICTED.value,
        "by_community": list(view.by_community),
        "by_tehsil": list(view.by_tehsil),
        "silent": [row["group"] for row in view.by_tehsil if row["flag"] == "silent"],
        "exploration": {
            "share": config.risk.exploration_share,
            "days": days,
            "patrol_hours": hours,
            "hours": hours * config.risk.exploration_share,
            "where": [
                {"tehsil": row["group"], "hours": hours * row["exploration_share"], "flag": row["flag"]}
                for row in view.by_tehsil
            ],
        },
        "reporting_correction": config.risk.reporting_correction,
        "sentences": list(view.sentences),
    }


def desk_minutes(store: Store, config: Config) -> np.ndarray | None:
    """Minutes by car from the nearest desk to each site, inf where no way leads; None without roads or desks."""
    stations = table(store, StationTable)
    desks = stations[stations["has_desk"]]
    sites = table(store, SiteTable)
    if not store.count(RoadTable) or not len(desks) or not len(sites):
        return None
    key = ("desk minutes", store.crs, *hashes(store, RoadTable, StationTable, SiteTable), config.hash)
    return kept(key, lambda: graph(store, config).minutes(desks.geometry, sites.geometry, profile="car").min(axis=0))


def patrol_hours(store: Store, config: Config, *, as_of: date, days: int) -> float:
    """Hours that mobiles are out on patrol in those days, by the demand."""
    wanted = demand(store, config, start=as_of, days=days)
    out = wanted[wanted["kind"] == "patrol"]
    return float(((out["end"] - out["start"]).dt.total_seconds() / 3600).sum())


def drift(config: Config, *, seed: int, rounds: int = 20, runs: int = 100) -> list[dict[str, Any]]:
    """Rows round, rule, low, median, high for a chart: how far from the truth each allocation rule drifts.

    A made-up district whose truth is known, with the exploration share of this deployment.
    """
    world = example_world(np.random.default_rng(seed))
    return drift_rows(world, rules(config.risk), rounds=rounds, runs=runs, seed=seed)
