"""Streets within settlements: perturbed grids, of which some pieces are missing but never the connection."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import minimum_spanning_tree

from planner.ingest.sample.land import Settlements

PERTURBED = 0.12
"""How far a corner lies from its place in the grid (standard deviation, in blocks)."""
KEPT = 0.86
"""Share of street pieces that are there."""
ARTERIAL_EVERY = 7
"""In a town every so many streets one is an arterial."""


@dataclass(frozen=True, slots=True)
class Streets:
    """Corners and street pieces of all settlements: `settlement` of each corner; `a` and `b` index corners."""

    x: np.ndarray
    y: np.ndarray
    settlement: np.ndarray
    a: np.ndarray
    b: np.ndarray
    road_class: np.ndarray


def make_streets(places: Settlements, rng: np.random.Generator) -> Streets:
    """A grid for each settlement, turned by chance and cut to an uneven disc; one corner lies near each middle."""
    xs, ys, owner, at_i, at_j = [], [], [], [], []
    for k in range(len(places)):
        i, j, x, y = _grid(places.radius_m[k], places.block_m[k], rng)
        xs.append(places.x[k] + x)
        ys.append(places.y[k] + y)
        owner.append(np.full(i.size, k))
        at_i.append(i)
        at_j.append(j)
    settlement, i, j = (np.concatenate(part) for part in (owner, at_i, at_j))
    a, b, rank = _pieces(settlement, i, j, np.array([kind == "village" for kind in places.kind]))
    kept = _kept(a, b, rank, settlement.size, rng)
    return Streets(
        np.concatenate(xs).round(2), np.concatenate(ys).round(2), settlement, a[kept], b[kept], _CLASS[rank[kept]]
    )


_CLASS = np.array(["residential", "unclassified", "tertiary", "secondary"])


def _grid(radius_m: float, block_m: float, rng: np.random.Generator) -> tuple[np.ndarray, ...]:
    reach = int(1.3 * radius_m / block_m) + 1
    i, j = (part.ravel() for part in np.meshgrid(np.arange(-reach, reach + 1), np.arange(-reach, reach + 1)))
    angle = np.arctan2(j, i)
    uneven = 1 + 0.12 * np.cos(2 * angle + rng.uniform(0, 6.3)) + 0.08 * np.cos(3 * angle + rng.uniform(0, 6.3))
    inside = np.hypot(i, j) * block_m <= np.maximum(radius_m * uneven, block_m * 1.01)
    i, j = i[inside], j[inside]
    turn = rng.uniform(0, np.pi / 2)
    u = (i + rng.normal(0, PERTURBED, i.size)) * block_m
    v = (j + rng.normal(0, PERTURBED, i.size)) * block_m
    return i, j, u * np.cos(turn) - v * np.sin(turn), u * np.sin(turn) + v * np.cos(turn)


def _pieces(
    settlement: np.ndarray, i: np.ndarray, j: np.ndarray, is_village: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Neighbours in the grid, and the rank of each piece: an index into the classes."""
    width = 2 * max(np.abs(i).max(), np.abs(j).max()) + 3
    key = (settlement * width + (i + width // 2)) * width + (j + width // 2)
    order = np.argsort(key)
    ends = []
    for step, line in ((width, j), (1, i)):
        where = np.searchsorted(key[order], key + step)
        where = np.minimum(where, key.size - 1)
        found = key[order][where] == key + step
        a, b = np.flatnonzero(found), order[where[found]]
        village = is_village[settlement[a]]
        centre, main = line[a] == 0, line[a] % ARTERIAL_EVERY == 0
        rank = np.where(village, np.where(centre, 1, 0), np.where(centre, 3, np.where(main, 2, 0)))
        ends.append((a, b, rank))
    a, b, rank = (np.concatenate(part) for part in zip(*ends, strict=True))
    return a, b, rank


def _kept(a: np.ndarray, b: np.ndarray, rank: np.ndarray, nodes: int, rng: np.random.Generator) -> np.ndarray:
    """Arterials, most other pieces, and a spanning tree so that no corner is cut off."""
    weight = rng.uniform(1, 2, a.size)
    tree = minimum_spanning_tree(coo_matrix((weight, (a, b)), shape=(nodes, nodes)).tocsr()).tocoo()
    in_tree = np.isin(a.astype(np.int64) * nodes + b, tree.row.astype(np.int64) * nodes + tree.col)
    return in_tree | (rank > 0) | (rng.random(a.size) < KEPT)
