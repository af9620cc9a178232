"""The festival as a spreadsheet would staff it: the number of the category at each site, from the nearest station."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from planner.core.duty import DutyKind
from planner.core.people import Rank
from planner.tables.sites import CATEGORIES


def template_plan(
    optimum: Mapping[str, Any],
    officers: pd.DataFrame,
    sites: gpd.GeoDataFrame,
    stations: gpd.GeoDataFrame,
    *,
    leader_first: bool,
) -> dict[str, Any]:
    """A plan document with the duties of `optimum` whose guards are filled by the list, the other duties by nobody.

    Sites come in the order of the list, category by category; each takes its number from the nearest station that has
    officers left that day, from the top of the station's list. With `leader_first` the first one at each site is an
    ASI or SI while any station has one left, and the others are of lower rank while there are any.
    """
    document = deepcopy(dict(optimum))
    guards = [row for row in document["duties"] if row["kind"] == DutyKind.GUARD.value]
    assignments = []
    for day in sorted({row["start"][:10] for row in guards}):
        today = [row for row in guards if row["start"][:10] == day]
        assignments += _filled(_in_order(today, sites), officers, sites, stations, leader_first=leader_first)
    document |= {
        "plan_id": f"template{'-leaders' if leader_first else ''}",
        "assignments": assignments,
        "routes": [],
        "uncovered": [],
        "violations": [],
        "predictability": "",
        "objective": 0,
        "bound": 0,
        "gap": 0.0,
    }
    return document


def _in_order(guards: Sequence[Mapping[str, Any]], sites: pd.DataFrame) -> list[Mapping[str, Any]]:
    category = dict(zip(sites["site"], sites["category"], strict=True))
    ranked = [*CATEGORIES, ""]
    return sorted(guards, key=lambda row: (ranked.index(category[row["place"]]), row["place"], row["start"]))


def _filled(
    guards: Sequence[Mapping[str, Any]],
    officers: pd.DataFrame,
    sites: gpd.GeoDataFrame,
    stations: gpd.GeoDataFrame,
    *,
    leader_first: bool,
) -> list[dict[str, Any]]:
    """The assignments of one day; an officer stands once."""
    names = stations["station"].tolist()
    left: dict[str, list[tuple[str, bool]]] = {name: [] for name in names}
    for officer, rank, home in zip(officers["officer"], officers["rank"], officers["home_station"], strict=True):
        left[home].append((officer, Rank.parse(rank) >= Rank.ASI))
    spots = shapely.get_coordinates(stations.geometry.to_numpy())
    points = dict(zip(sites["site"], shapely.get_coordinates(sites.geometry.to_numpy()), strict=True))
    found = []
    for row in guards:
        near = [names[k] for k in np.argsort(np.linalg.norm(spots - points[row["place"]], axis=1), kind="stable")]
        for number in range(int(row["strength"])):
            wanted = (number == 0) if leader_first else None
            officer = _next(left, near, wanted)
            if officer is None:
                break
            found.append({"officer": officer, **{key: row[key] for key in ("duty", "kind", "place", "start", "end")}})
    return found


def _next(left: dict[str, list[tuple[str, bool]]], near: Sequence[str], leads: bool | None) -> str | None:
    """Take the next officer of the nearest station, one who may lead (or may not) where any is left; None: nobody."""
    if leads is not None:
        for station in near:
            for k, (officer, may_lead) in enumerate(left[station]):
                if may_lead == leads:
                    del left[station][k]
                    return officer
    for station in near:
        if left[station]:
            return left[station].pop(0)[0]
    return None
