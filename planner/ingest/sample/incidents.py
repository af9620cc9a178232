"""The incident table of a world: what was recorded of what happened, with its faults."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from planner.config import SampleConfig
from planner.core.services import local_moment
from planner.ingest.sample.process import Drawn, Process
from planner.ingest.sample.world import placed, spots
from planner.tables import IncidentTable

# kind: share, severities, share with a crowd, median crowd
_KINDS: dict[str, tuple[float, tuple[int, ...], float, float]] = {
    "threat": (0.26, (1,), 0.0, 0),
    "vandalism": (0.22, (2,), 0.2, 12),
    "desecration": (0.16, (2,), 0.3, 15),
    "demonstration": (0.10, (1, 1, 2), 1.0, 120),
    "attack": (0.09, (3, 3, 4, 5), 0.0, 0),
    "mob violence": (0.08, (3, 3, 4, 5), 1.0, 300),
    "arson": (0.06, (4,), 0.4, 40),
    "other": (0.03, (1, 2), 0.0, 0),
}
"""Shares and sizes are ours; crowds of 4 to 25 at small attacks, hundreds in mobs, as published cases have them."""
_REPORTERS = {
    "victim": 0.27,
    "community": 0.27,
    "press": 0.2,
    "police register": 0.15,
    "monitor": 0.08,
    "unknown": 0.03,
}
_TRIGGERS = ("", "", "", "accusation", "loudspeaker call", "land dispute", "rally", "bail")
STATE_SHARE = 0.15
"""Share of desecrations at Ahmadi places in which the state acted, as reported in 2023-25."""
EVENING_H, SPREAD_H = 18.5, 4.0
"""Incidents gather around the evening."""
SITE_M = 60.0
"""Doubt of a place that is known to the site or street (standard deviation)."""


def make_incidents(
    sites: pd.DataFrame,
    areas: pd.DataFrame,
    process: Process,
    drawn: Drawn,
    *,
    zone: ZoneInfo,
    config: SampleConfig,
    origin: str,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """What people reported and patrols found; the rest of what happened is in no table, as in life."""
    by_people = rng.random(drawn.site.size) < process.reported[drawn.site]
    by_patrol = ~by_people & (rng.random(drawn.site.size) < process.found[drawn.site])
    kept = by_people | by_patrol
    site, day, patrol = drawn.site[kept], drawn.day[kept], by_patrol[kept]
    count = site.size
    kind = rng.choice(list(_KINDS), count, p=[k[0] for k in _KINDS.values()])
    severity = np.array([rng.choice(_KINDS[k][1]) for k in kind], dtype=int)
    reporter = np.where(patrol, "patrol", rng.choice(list(_REPORTERS), count, p=list(_REPORTERS.values())))
    community = sites["community"].to_numpy()[site]
    place_precision, x, y = _where(sites, areas, site, config, rng)
    time_precision, when = _when(process, day, zone, config, rng)
    low, best, high = _crowds(kind, rng)
    fatalities = np.where(severity == 5, 1 + rng.poisson(0.5, count), 0)
    order = np.argsort(when.to_numpy(), kind="stable")
    columns: dict[str, object] = {
        "occurred_at": when,
        "time_precision": time_precision,
        "place_precision": place_precision,
        "kind": kind,
        "severity": severity,
        "crowd_low": low,
        "crowd_best": best,
        "crowd_high": high,
        "fatalities": pd.array(fatalities, dtype="Int64"),
        "community": community,
        "trigger": np.where(kind == "threat", "", rng.choice(_TRIGGERS, count)),
        "actor": _actors(kind, community, rng),
        "reported_by": reporter,
    }
    frame = pd.DataFrame(columns).iloc[order].reset_index(drop=True)
    ids = [f"I{n + 1:05d}" for n in range(count)]
    return placed(
        IncidentTable,
        {"incident": ids, **{name: frame[name] for name in columns}, "source": origin},
        spots(x[order], y[order]),
    )


def _where(
    sites: pd.DataFrame, areas: pd.DataFrame, site: np.ndarray, config: SampleConfig, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Precision and place: near the site, in the middle of its settlement, or of its tehsil."""
    precision = _precision(site.size, config.place_settlement_share, config.place_district_share, rng)
    x = sites.geometry.x.to_numpy()[site] + rng.normal(0, SITE_M, site.size)
    y = sites.geometry.y.to_numpy()[site] + rng.normal(0, SITE_M, site.size)
    inner = areas.set_index("area").geometry.representative_point()
    own = sites["area"].to_numpy()[site]
    parent = dict(zip(areas["area"], areas["parent"], strict=True))
    level = dict(zip(areas["area"], areas["level"], strict=True))
    for n in np.flatnonzero(precision > 1):
        code = own[n]
        if precision[n] == 3 and level[code] == "settlement":
            code = parent[code]
        # a site outside any settlement is known to its tehsil at best
        precision[n] = 2 if level[code] == "settlement" else 3
        x[n], y[n] = inner[code].x, inner[code].y
    return precision, x, y


def _when(
    process: Process, day: np.ndarray, zone: ZoneInfo, config: SampleConfig, rng: np.random.Generator
) -> tuple[np.ndarray, pd.DatetimeIndex]:
    """Precision and moment: the evening of the day, or a day of the same week or month within the history."""
    precision = _precision(day.size, config.time_week_share, config.time_month_share, rng)
    slip = np.where(precision == 1, 0, np.where(precision == 2, rng.integers(-3, 4, day.size), 0))
    slip = np.where(precision == 3, rng.integers(-15, 16, day.size), slip)
    whole = np.clip(np.floor(day).astype(int) + slip, 0, process.days - 1)
    minute = minutes_of_day(day.size, rng)
    midnight = _midnight(process.first, zone)
    moments = midnight + pd.to_timedelta(whole, unit="D") + pd.to_timedelta(minute, unit="min")
    return precision, pd.DatetimeIndex(moments).as_unit("us")


def minutes_of_day(count: int, rng: np.random.Generator) -> np.ndarray:
    """Whole minutes after midnight at which so many incidents happen: around the evening, folded back into the day."""
    return np.floor(60 * np.mod(rng.normal(EVENING_H, SPREAD_H, count), 24)).astype(int)


def _midnight(day: date, zone: ZoneInfo) -> pd.Timestamp:
    return pd.Timestamp(local_moment(day, 0, zone)).tz_convert("UTC")


def _precision(count: int, second: float, third: float, rng: np.random.Generator) -> np.ndarray:
    return rng.choice([1, 2, 3], count, p=[1 - second - third, second, third])


def _crowds(kind: np.ndarray, rng: np.random.Generator) -> list[pd.Series]:
    """Lowest, best and highest size where a crowd is on record."""
    share = np.array([_KINDS[k][2] for k in kind])
    median = np.array([_KINDS[k][3] for k in kind])
    has = rng.random(kind.size) < share
    best = np.maximum(3, np.round(median * rng.lognormal(0, 0.7, kind.size))).astype(int)
    low = np.maximum(3, np.round(best * rng.uniform(0.6, 1.0, kind.size))).astype(int)
    high = np.round(best * rng.uniform(1.0, 1.8, kind.size)).astype(int)
    return [pd.Series(part, dtype="Int64").where(has) for part in (low, best, high)]


def _actors(kind: np.ndarray, community: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    actor = np.full(kind.size, "unknown", dtype=object)
    actor[np.isin(kind, ["mob violence", "demonstration"])] = "crowd"
    actor[(kind == "arson") & (rng.random(kind.size) < 0.6)] = "crowd"
    actor[(kind == "attack") & (rng.random(kind.size) < 0.5)] = "armed group"
    state = (kind == "desecration") & (community == "ahmadi") & (rng.random(kind.size) < STATE_SHARE)
    actor[state] = "state"
    return actor
