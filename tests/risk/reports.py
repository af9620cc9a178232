"""A world whose incidents are known, and what several sources report of it: which rows mean one incident is known."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from planner.tables import IncidentTable, check_table
from tests.risk.frames import AS_OF, CRS

SIDE_M, YEARS = 60_000.0, 4
SOURCES = (
    # name, reporter, share of the incidents reported, sd of the day (days), sd of the place (m)
    ("police register city", "police register", 0.7, 0.3, 40.0),
    ("ACLED: Dawn", "monitor", 0.5, 0.5, 80.0),
    ("desk log", "community", 0.4, 0.2, 30.0),
)
_CONFUSED = {"mob violence": "arson", "arson": "mob violence", "vandalism": "other", "desecration": "vandalism"}


def reported_world(seed: int, *, incidents: int = 1500) -> tuple[gpd.GeoDataFrame, np.ndarray]:
    """IncidentTable of three sources, shuffled, and for each row the number of the true incident.

    A quarter of the incidents follows another one, 14 days and 400 m away in the mean, as in the demo district; the
    others lie at 300 sites. One report in ten calls the kind otherwise, one in five knows only the settlement, one in
    twenty the district (then its middle stands there), one in ten the week, one in twenty the month.
    """
    rng = np.random.default_rng(seed)
    sites = rng.uniform(0, SIDE_M, (300, 2))
    site = rng.integers(0, len(sites), incidents)
    xy, day = sites[site].copy(), rng.uniform(0, 365 * YEARS, incidents)
    kind = rng.choice(["mob violence", "arson", "vandalism", "attack", "desecration", "threat"], incidents)
    community = np.array(["christian", "christian", "hindu", "ahmadi"])[site % 4]
    for child in range(incidents * 3 // 4, incidents):
        parent = rng.integers(0, child)
        xy[child] = xy[parent] + rng.normal(0, 400, 2) * (rng.random() < 0.6)
        day[child] = day[parent] + rng.exponential(14)
        community[child] = community[parent]
    killed = rng.poisson(0.3, incidents)
    rows, truth = [], []
    for source, reporter, share, sd_days, sd_m in SOURCES:
        for one in np.flatnonzero(rng.random(incidents) < share):
            place, time = rng.choice([1, 2, 3], p=[0.75, 0.2, 0.05]), rng.choice([1, 2, 3], p=[0.85, 0.1, 0.05])
            at = xy[one] + rng.normal(0, [sd_m, 1000.0, 0.0][place - 1], 2)
            at = np.full(2, SIDE_M / 2) if place == 3 else at
            shift = rng.normal(0, sd_days) + rng.uniform(-0.5, 0.5) * [0, 7, 30][time - 1]
            called = _CONFUSED.get(kind[one], kind[one]) if rng.random() < 0.1 else kind[one]
            rows.append((source, reporter, place, time, at, day[one] + shift, called, community[one], killed[one]))
            truth.append(one)
    order = rng.permutation(len(rows))
    rows, truth = [rows[i] for i in order], np.array(truth)[order]
    start = pd.Timestamp(AS_OF) - pd.Timedelta(days=365 * YEARS + 200)
    frame = pd.DataFrame(
        {
            "incident": [f"R{n:05d}" for n in range(len(rows))],
            "occurred_at": [start + pd.Timedelta(days=float(row[5])) for row in rows],
            "time_precision": [row[3] for row in rows],
            "place_precision": [row[2] for row in rows],
            "kind": [row[6] for row in rows],
            "severity": 3,
            "crowd_low": None,
            "crowd_best": None,
            "crowd_high": None,
            "fatalities": [row[8] for row in rows],
            "community": [row[7] for row in rows],
            "trigger": "",
            "actor": "unknown",
            "reported_by": [row[1] for row in rows],
            "source": [row[0] for row in rows],
        }
    )
    points = gpd.points_from_xy([row[4][0] for row in rows], [row[4][1] for row in rows])
    return check_table(IncidentTable, gpd.GeoDataFrame(frame, geometry=points, crs=CRS)), truth


def pairs_of(groups: np.ndarray) -> set[tuple[int, int]]:
    """All pairs of positions that are in one group."""
    by_group = pd.Series(range(len(groups))).groupby(groups).apply(list)
    return {(a, b) for rows in by_group for i, a in enumerate(rows) for b in rows[i + 1 :]}
