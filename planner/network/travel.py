"""Minutes between two tables of places, and in sentences which of them cannot be reached."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.core.errors import MissingColumn
from planner.network.graph import RoadGraph
from planner.tables import ALL, TravelTable, check_table
from planner.tables.schema import AnyTable, columns_of

_NAMED = 5  # so many places are named in a sentence, the others counted


def travel_table(
    graph: RoadGraph,
    origins: gpd.GeoDataFrame,
    destinations: gpd.GeoDataFrame,
    *,
    profile: str = "car",
    closed: frozenset[str] = frozenset(),
) -> pd.DataFrame:
    """The TravelTable of every pair that can be driven; `unreachable` says which cannot.

    Both frames are point tables of `planner.tables` (stations, sites, incidents); their keys become the names.
    """
    origin, start = _places(origins)
    destination, goal = _places(destinations)
    minutes = graph.minutes(start, goal, profile=profile, closed=closed)
    i, j = np.nonzero(np.isfinite(minutes))
    frame = pd.DataFrame(
        {
            "origin": origin[i],
            "destination": destination[j],
            "profile": profile,
            "minutes": minutes[i, j],
        }
    )
    return check_table(TravelTable, frame.astype({"origin": str, "destination": str, "profile": str}))


def unreachable(
    graph: RoadGraph,
    travel: pd.DataFrame,
    origins: gpd.GeoDataFrame,
    destinations: gpd.GeoDataFrame,
    *,
    profile: str = "car",
    closed: frozenset[str] = frozenset(),
) -> tuple[str, ...]:
    """A sentence for each destination that lacks an origin in `travel`, and for each place far from any road.

    `travel` is what `travel_table` gave for the same tables, profile and closures.
    """
    origin, start = _places(origins)
    destination, goal = _places(destinations)
    said = [
        *snap_sentences(graph, start, origin.tolist(), profile=profile, closed=closed),
        *snap_sentences(graph, goal, destination.tolist(), profile=profile, closed=closed),
    ]
    mine = travel[travel["profile"] == profile]
    reached = np.zeros((len(origin), len(destination)), dtype=bool)
    row, column = pd.Index(origin).get_indexer(mine["origin"]), pd.Index(destination).get_indexer(mine["destination"])
    known = (row >= 0) & (column >= 0)
    reached[row[known], column[known]] = True
    for j in np.flatnonzero(~reached.all(axis=0)):
        missing = origin[~reached[:, j]].tolist()
        if len(missing) == len(origin):
            said.append(f"{destination[j]} cannot be reached by {profile} from any of the {len(origin)} origins")
        else:
            said.append(f"{destination[j]} cannot be reached by {profile} from {_list(missing)}")
    return tuple(said)


def snap_sentences(
    graph: RoadGraph,
    points: gpd.GeoSeries,
    names: Sequence[str],
    *,
    profile: str = "car",
    closed: frozenset[str] = frozenset(),
) -> tuple[str, ...]:
    """A sentence for each place that lies far from the road, on none, or on roads that are cut off."""
    snap = graph.snap(points, profile=profile, closed=closed)
    config = graph.config
    said = []
    for name, road, metres, on_island in zip(names, snap.road, snap.distance_m, snap.is_island, strict=True):
        if not np.isfinite(metres):
            said.append(f"{name} has no coordinates, or no road is open to a {profile}: it is unreachable")
        elif road < 0:
            said.append(
                f"{name} lies {metres:,.0f} m from the nearest road for a {profile}, beyond {config.max_snap_m:,.0f} m:"
                " it is unreachable"
            )
        elif metres > config.warn_snap_m:
            said.append(f"{name} lies {metres:,.0f} m from the nearest road for a {profile}; that is walked")
        if on_island:
            said.append(f"{name} lies on roads that are cut off from the larger network for a {profile}")
    return tuple(said)


def _places(frame: gpd.GeoDataFrame) -> tuple[NDArray[np.object_], gpd.GeoSeries]:
    """Keys and points of a point table."""
    table = _table_of(frame)
    checked = check_table(table, frame)
    return checked[table.key].to_numpy(dtype=object), checked.geometry


def _table_of(frame: gpd.GeoDataFrame) -> AnyTable:
    for table in ALL:
        if table.shape == "point" and set(columns_of(table)) == set(frame.columns):
            return table
    raise MissingColumn(
        f"a frame with the columns {', '.join(map(str, frame.columns))} is no table of places",
        maybe="stations or sites were meant.",
    )


def _list(names: Sequence[str]) -> str:
    if len(names) <= _NAMED:
        return ", ".join(names)
    return f"{', '.join(names[:_NAMED])} and {len(names) - _NAMED} more"
