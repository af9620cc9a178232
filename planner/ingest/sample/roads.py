"""The road table of a world."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components, dijkstra

from planner.config import SampleConfig
from planner.ingest.sample.country import add_motorway, make_country_roads
from planner.ingest.sample.land import Land
from planner.ingest.sample.links import make_links
from planner.ingest.sample.shape import Shape
from planner.ingest.sample.streets import make_streets
from planner.ingest.sample.world import placed
from planner.tables import RoadTable

_RANK = ("track", "residential", "unclassified", "tertiary", "secondary", "primary", "trunk", "motorway")


@dataclass(frozen=True, slots=True)
class RoadNet:
    """The road table, and its junctions: place, and settlement (-1 outside). `bridges`: middles of the bridges."""

    table: pd.DataFrame
    x: np.ndarray
    y: np.ndarray
    settlement: np.ndarray
    bridges: np.ndarray


def make_roads(shape: Shape, land: Land, config: SampleConfig, origin: str, rng: np.random.Generator) -> RoadNet:
    """Streets, country roads and motorway as one network in which every junction can be reached from every other."""
    streets = make_streets(land.settlements, rng)
    links = make_links(land, shape.bridges, rng)
    country = make_country_roads(land, streets, links, rng)
    add_motorway(country, land, streets, shape.interchanges_km)
    x, y = np.concatenate([streets.x, country.x]), np.concatenate([streets.y, country.y])
    settlement = np.concatenate([streets.settlement, np.full(len(country.x), -1)])
    a, b = np.concatenate([streets.a, country.a]).astype(int), np.concatenate([streets.b, country.b]).astype(int)
    rank = np.array([_RANK.index(c) for c in (*streets.road_class, *country.road_class)])
    oneway = np.concatenate([np.zeros(streets.a.size, dtype=bool), country.oneway])
    ramp = np.concatenate([np.zeros(streets.a.size, dtype=bool), country.ramp])
    name_en = np.array([""] * streets.a.size + [n[0] for n in country.name], dtype=object)
    name_ur = np.array([""] * streets.a.size + [n[1] for n in country.name], dtype=object)
    _lead_through(streets.settlement, x, y, a, b, rank, streets.a.size)
    kept_nodes, kept = _one_component(x.size, a, b, oneway)
    lines = shapely.linestrings(np.stack([np.column_stack([x[a], y[a]]), np.column_stack([x[b], y[b]])], axis=1))
    crosses = shapely.intersects(lines, land.water)
    number = np.cumsum(kept_nodes) - 1
    nodes = np.array([f"n{k:05d}" for k in range(int(kept_nodes.sum()))], dtype=object)
    road_class = np.array(_RANK, dtype=object)[rank[kept]]
    posted = {
        "motorway": config.posted_motorway_kmh,
        "trunk": config.posted_trunk_kmh,
        "primary": config.posted_primary_kmh,
        "secondary": config.posted_secondary_kmh,
    }
    speed = np.where(ramp[kept], config.ramp_kmh, [posted.get(c, 0.0) for c in road_class])
    table = placed(
        RoadTable,
        {
            "road": [f"r{k:05d}" for k in range(len(kept))],
            "from_node": nodes[number[a[kept]]],
            "to_node": nodes[number[b[kept]]],
            "road_class": road_class,
            "name_en": name_en[kept],
            "name_ur": name_ur[kept],
            "length_m": shapely.length(lines[kept]),
            "speed_kmh": speed,
            "is_oneway": oneway[kept],
            "is_bridge": crosses[kept],
            "source": origin,
        },
        lines[kept],
    )
    middles = shapely.get_coordinates(shapely.centroid(lines[kept][crosses[kept]]))
    return RoadNet(table, x[kept_nodes], y[kept_nodes], settlement[kept_nodes], middles)


def _lead_through(
    owner: np.ndarray, x: np.ndarray, y: np.ndarray, a: np.ndarray, b: np.ndarray, rank: np.ndarray, streets: int
) -> None:
    """Gives the streets from where a country road arrives to the middle of the settlement the class of that road."""
    ends: dict[int, int] = {}
    for k in range(streets, a.size):
        for end in (a[k], b[k]):
            if end < owner.size:
                ends[int(end)] = max(ends.get(int(end), 0), int(rank[k]))
    length = np.hypot(x[a[:streets]] - x[b[:streets]], y[a[:streets]] - y[b[:streets]])
    # a main street is a little longer and much faster
    graph = coo_matrix((length / (1 + rank[:streets]), (a[:streets], b[:streets])), shape=(owner.size, owner.size))
    firsts = np.searchsorted(owner, np.arange(owner.max() + 1))
    lasts = np.searchsorted(owner, np.arange(owner.max() + 1), side="right")
    middles = []
    for first, last in zip(firsts, lasts, strict=True):
        px, py = x[first:last], y[first:last]
        middles.append(first + int(np.hypot(px - px.mean(), py - py.mean()).argmin()))
    _, before, _ = dijkstra(graph, directed=False, indices=middles, return_predecessors=True, min_only=True)
    raised: dict[tuple[int, int], int] = {}
    for end, level in sorted(ends.items(), key=lambda item: item[1]):
        here = end
        while before[here] >= 0:
            step = int(before[here])
            raised[min(here, step), max(here, step)] = level
            here = step
    for k in range(streets):
        level = raised.get((min(int(a[k]), int(b[k])), max(int(a[k]), int(b[k]))), 0)
        rank[k] = max(rank[k], level)


def _one_component(nodes: int, a: np.ndarray, b: np.ndarray, oneway: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Which nodes, and the indices of the pieces, that lie in the largest strongly connected component."""
    start, end = np.concatenate([a, b[~oneway]]), np.concatenate([b, a[~oneway]])
    _, part = connected_components(
        coo_matrix((np.ones(start.size), (start, end)), shape=(nodes, nodes)), connection="strong"
    )
    largest = part == np.bincount(part).argmax()
    return largest, np.flatnonzero(largest[a] & largest[b])
