"""Which settlements are joined by a road, of which class, and where the few bridges are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import Delaunay, cKDTree

from planner.ingest.sample.land import Land

TRACK_SHARE = 0.25
"""Share of the longer neighbourhoods that are joined by a field track."""
TRACK_M = 7_000.0
"""No field track is longer."""
BRIDGE_SPREAD = 3.0
"""A bridge is wanted at its place along the canal so many times more than a short road to it."""


@dataclass(frozen=True, slots=True)
class Links:
    """Pairs of settlements with a road between them; `bridge` says that it crosses a canal."""

    a: np.ndarray
    b: np.ndarray
    road_class: np.ndarray
    bridge: np.ndarray


def make_links(land: Land, bridges: tuple[int, ...], rng: np.random.Generator) -> Links:
    """Neighbouring settlements (Gabriel graph), but across a canal only at the bridges.

    The ways between the seats are trunk and primary roads, those to the market towns secondary ones.
    Settlements that this leaves apart are joined by the shortest road that needs no bridge.
    """
    places = land.settlements
    a, b = _neighbours(places.x, places.y)
    length = np.hypot(places.x[a] - places.x[b], places.y[a] - places.y[b])
    lines = shapely.linestrings(
        np.stack([np.column_stack([places.x[a], places.y[a]]), np.column_stack([places.x[b], places.y[b]])], axis=1)
    )
    crossings = np.array([shapely.intersects(lines, canal) for canal in land.canals]).reshape(len(land.canals), a.size)
    clear = ~_through_a_town(land, lines, a, b)
    clear &= shapely.within(lines, land.border.buffer(-200.0))
    dry = clear & ~crossings.any(axis=0)
    middle = np.column_stack([(places.x[a] + places.x[b]) / 2, (places.y[a] + places.y[b]) / 2])
    nearest, _ = cKDTree(np.column_stack([places.x, places.y])).query(middle)
    gabriel = nearest >= length / 2 - 1.0
    is_bridge = np.zeros(a.size, dtype=bool)
    for k, count in enumerate(bridges):
        only = clear & crossings[k] & (crossings.sum(axis=0) == 1)
        is_bridge[_spread(land, k, np.flatnonzero(only), lines, length, count)] = True
    used = (dry & gabriel) | is_bridge
    used |= _joining(a, b, length, used, dry, len(places))
    road_class = np.where(rng.random(a.size) < 0.45, "tertiary", "unclassified").astype(object)
    road_class[is_bridge] = "tertiary"
    tracks = dry & ~used & (length < TRACK_M) & (rng.random(a.size) < TRACK_SHARE)
    road_class[tracks] = "track"
    _raise_main_roads(road_class, a, b, np.where(used, length, np.inf), places.kind)
    used |= tracks
    return Links(a[used], b[used], road_class[used], is_bridge[used])


def _neighbours(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    corners = Delaunay(np.column_stack([x, y])).simplices
    pairs = np.sort(np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]]), axis=1)
    pairs = np.unique(pairs, axis=0)
    return pairs[:, 0], pairs[:, 1]


def _through_a_town(land: Land, lines: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    places = land.settlements
    through = np.zeros(a.size, dtype=bool)
    for k, kind in enumerate(places.kind):
        if kind != "village":
            near = shapely.distance(lines, shapely.Point(places.x[k], places.y[k])) < 1.25 * places.radius_m[k]
            through |= near & (a != k) & (b != k)
    return through


def _spread(
    land: Land, canal: int, candidates: np.ndarray, lines: np.ndarray, length: np.ndarray, count: int
) -> np.ndarray:
    """So many of the candidates, spread evenly along the canal's way through the land, short roads preferred."""
    line = land.canals[canal]
    wet = shapely.line_locate_point(line, shapely.points(shapely.get_coordinates(line.intersection(land.border))))
    at = shapely.line_locate_point(line, shapely.centroid(shapely.intersection(lines[candidates], line)))
    chosen: list[int] = []
    for step in range(count):
        wanted = wet.min() + (step + 0.5) / count * (wet.max() - wet.min())
        cost = BRIDGE_SPREAD * np.abs(at - wanted) + length[candidates]
        order = candidates[np.argsort(cost, kind="stable")]
        chosen.extend([int(c) for c in order if c not in chosen][:1])
    return np.array(chosen, dtype=int)


def _joining(
    a: np.ndarray, b: np.ndarray, length: np.ndarray, used: np.ndarray, dry: np.ndarray, count: int
) -> np.ndarray:
    """The shortest further roads without a bridge that join what is apart, as far as that can be."""
    joined = np.zeros(a.size, dtype=bool)
    for edge in np.flatnonzero(dry & ~used)[np.argsort(length[dry & ~used], kind="stable")]:
        now = used | joined
        parts, part = connected_components(coo_matrix((np.ones(now.sum()), (a[now], b[now])), shape=(count, count)))
        if parts == 1:
            break
        joined[edge] = part[a[edge]] != part[b[edge]]
    return joined


def _raise_main_roads(
    road_class: np.ndarray, a: np.ndarray, b: np.ndarray, length: np.ndarray, kind: tuple[str, ...]
) -> None:
    """Marks the shortest ways from the first seat to the others and from each seat to the market towns."""
    usable = np.isfinite(length)
    edge_of = {(int(p), int(q)): k for k, (p, q) in enumerate(zip(a, b, strict=True)) if usable[k]}
    graph = coo_matrix((length[usable], (a[usable], b[usable])), shape=(len(kind), len(kind)))
    seats = [k for k, what in enumerate(kind) if what == "town"]
    markets = [k for k, what in enumerate(kind) if what == "market"]
    far, before = dijkstra(graph, directed=False, indices=seats, return_predecessors=True)
    ways = [(int(far[:, m].argmin()), m, "secondary") for m in markets]
    ways += [(0, seat, "trunk" if n == 0 else "primary") for n, seat in enumerate(seats[1:])]
    for row, there, name in ways:
        here = there
        while before[row, here] >= 0:
            step = int(before[row, here])
            road_class[edge_of[min(step, here), max(step, here)]] = name
            here = step
