"""Ways cut into pieces at junctions: where two ways, or a way and itself, share a point."""

from __future__ import annotations

import numpy as np
import shapely


def pieces(starts: np.ndarray, keys: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Which way each piece is of, its first and its last point, as places in `keys`.

    `keys` holds the points of all ways one after the other, equal where they are the same point; `starts` the place
    of each way's first point, and `len(keys)` at the end. A way of fewer than two points gives no piece.
    """
    if not len(keys):
        none = np.empty(0, dtype=np.int64)
        return none, none, none
    way_of = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    _, inverse, times = np.unique(keys, return_inverse=True, return_counts=True)
    is_cut = times[inverse] > 1
    filled = np.diff(starts) > 0
    is_cut[starts[:-1][filled]] = True
    is_cut[starts[1:][filled] - 1] = True
    cuts = np.flatnonzero(is_cut)
    same = way_of[cuts[:-1]] == way_of[cuts[1:]]
    return way_of[cuts[:-1]][same], cuts[:-1][same], cuts[1:][same]


def lines(xy: np.ndarray, first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """The lines from each first to each last point, both included."""
    lengths = last - first + 1
    owner = np.repeat(np.arange(len(first)), lengths)
    within = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return (
        shapely.linestrings(xy[np.repeat(first, lengths) + within], indices=owner)
        if len(first)
        else np.empty(0, object)
    )


def numbered(ways: np.ndarray) -> np.ndarray:
    """0, 1, 2 ... for the pieces of each way; `ways` is sorted."""
    if not len(ways):
        return ways
    new = np.r_[True, ways[1:] != ways[:-1]]
    return np.arange(len(ways)) - np.maximum.accumulate(np.where(new, np.arange(len(ways)), 0))
