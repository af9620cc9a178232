"""Minutes from 40 stations to 2,000 places on the demo district's roads, against SciPy and networkx."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
from shapely.geometry import Point

from benchmarks.registry import Case
from benchmarks.worlds import district
from planner.config import load_config
from planner.network import RoadGraph
from planner.tables import RoadTable

ORIGINS, DESTINATIONS = 40, 2_000
CLOSED = 30


def places(engine: str) -> tuple[RoadGraph, gpd.GeoSeries, gpd.GeoSeries]:
    """A road graph with the engine, and junctions as origins and destinations."""
    roads = district().read(RoadTable)
    rng = np.random.default_rng(5)
    starts = [
        Point(line.coords[0]) for line in roads.geometry.iloc[rng.permutation(len(roads))[: ORIGINS + DESTINATIONS]]
    ]
    series = gpd.GeoSeries(starts, crs=roads.crs)
    graph = RoadGraph.from_roads(roads, load_config().network, engine=engine)  # type: ignore[arg-type]
    return graph, series.iloc[:ORIGINS], series.iloc[ORIGINS:]


def prepare() -> dict[str, Any]:
    """Both engines, warmed up by one pair."""
    fast, origins, destinations = places("auto")
    exact, _, _ = places("scipy")
    for graph in (fast, exact):
        graph.minutes(origins.iloc[:1], destinations.iloc[:1])
    return {"fast": fast, "exact": exact, "origins": origins, "destinations": destinations}


def fast_minutes(given: dict[str, Any]) -> np.ndarray:
    """By the engine that "auto" chooses."""
    return given["fast"].minutes(given["origins"], given["destinations"])


def scipy_minutes(given: dict[str, Any]) -> np.ndarray:
    """By Dijkstra's algorithm in SciPy."""
    return given["exact"].minutes(given["origins"], given["destinations"])


def prepare_networkx() -> dict[str, Any]:
    """The same, with the networkx view and the node of each place."""
    given = prepare()
    graph = given["fast"].to_networkx()
    at = {(round(data["x"], 3), round(data["y"], 3)): node for node, data in graph.nodes(data=True)}
    for name in ("origins", "destinations"):
        given[f"{name}_nodes"] = [at[(round(p.x, 3), round(p.y, 3))] for p in given[name]]
    given["networkx"] = graph
    return given


def networkx_minutes(given: dict[str, Any]) -> np.ndarray:
    """By networkx, one search an origin."""
    rows = []
    for node in given["origins_nodes"]:
        found = nx.single_source_dijkstra_path_length(given["networkx"], node, weight="minutes")
        rows.append([found.get(other, np.inf) for other in given["destinations_nodes"]])
    return np.array(rows)


def closure(given: dict[str, Any]) -> np.ndarray:
    """Minutes again after roads were closed; another set each time, so that nothing is remembered."""
    given["round"] = given.get("round", 0) + 1
    roads = list(district().read(RoadTable)["road"])
    rng = np.random.default_rng(given["round"])
    closed = frozenset(rng.choice(roads, CLOSED, replace=False).tolist())
    return given["fast"].minutes(given["origins"], given["destinations"].iloc[:1], closed=closed)


def same(ours: np.ndarray, theirs: np.ndarray) -> bool:
    """Equal within a thousandth of a minute, and unreachable at the same pairs."""
    return bool(np.allclose(ours, theirs, atol=1e-3))


SIZE = f"{ORIGINS} x {DESTINATIONS:,}, demo district"
CASES = [
    Case("travel minutes", SIZE, prepare, fast_minutes, "SciPy", scipy_minutes, same),
    Case("travel minutes", SIZE, prepare_networkx, fast_minutes, "networkx", networkx_minutes, same, rounds=1),
    Case("travel minutes after a closure", f"{CLOSED} roads closed, {ORIGINS} x 1", prepare, closure),
]
