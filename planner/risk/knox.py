"""Knox table: how much more common than by chance pairs of incidents are that lie close in both place and time.

The days are dealt out anew among the places many times; the ratio is the pairs seen over the mean of those tables.
Source: Knox 1964; the test by permutation as in the Near Repeat Calculator (Ratcliffe 2009) and R's NearRepeat.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.spatial import cKDTree

from planner.risk.events import Events

Side = Literal["left", "right"]

_LEGACY_SAME_M = 1.0
"""The calculator takes all below a metre for one place."""


@dataclass(frozen=True, slots=True)
class KnoxRow:
    """One field of the table: pairs whose distance and days apart lie in two bands.

    Bands are named by their lower and upper bound, infinite at the top; lower -1 stands for the first band, which
    holds 0. `ratio` is `pairs` over `expected`, nan where none was expected; `p` the share of tables with as many.
    """

    from_m: float
    to_m: float
    from_days: float
    to_days: float
    pairs: int
    expected: float
    ratio: float
    p: float


def knox(
    events: Events,
    *,
    space_bands_m: Sequence[float],
    time_bands_days: Sequence[float],
    permutations: int,
    seed: int,
    legacy: bool = False,
) -> list[KnoxRow]:
    """The Knox table, one row a field, nearest and soonest first.

    Bands are given by their upper bounds, rising; (0, 100, 200) makes "the very place", "above 0 to 100", "above 100
    to 200" and "above 200". A pair at an upper bound belongs below it. Days apart are whole days between dates (UTC).
    Only incidents whose day and place are known are paired, each once. With `legacy` a pair at an upper bound belongs
    above it, as in the Near Repeat Calculator 1.3, whose "a to b" is [a - 1, b): only to compare with its tables.

    Raises
    ------
    ValueError
        If bounds do not rise, are negative or infinite, or `permutations` is below 1.
    """
    _check(space_bands_m, time_bands_days, permutations)
    exact = events.take((events.weight > 0) & (events.width_days == 0) & (events.doubt_m == 0))
    space, time = np.array(space_bands_m, float), np.array(time_bands_days, float)
    if legacy:
        space[0] = max(space[0], _LEGACY_SAME_M)
    side: Side = "right" if legacy else "left"
    day = np.floor(exact.day).astype(np.int64)
    left, right, place = _near_pairs(exact.xy, space, side)
    # how many pairs lie in each time band does not change when the days are dealt out anew
    by_time = _lag_counts(day, time, side)
    shape = (len(space) + 1, len(time) + 1)

    def table(days: np.ndarray) -> np.ndarray:
        lag = np.searchsorted(time, np.abs(days[left] - days[right]), side=side)
        counts = np.bincount(place * shape[1] + lag, minlength=shape[0] * shape[1]).reshape(shape)
        counts[-1] = by_time - counts[:-1].sum(axis=0)
        return counts

    seen = table(day)
    rng = np.random.default_rng(seed)
    total, as_many = np.zeros(shape), np.zeros(shape, dtype=int)
    for _ in range(permutations):
        drawn = table(rng.permutation(day))
        total += drawn
        as_many += drawn >= seen
    expected = total / permutations
    ratio = np.divide(seen, expected, out=np.full(shape, np.nan), where=expected > 0)
    p = (as_many + 1) / (permutations + 1)
    far, late = (np.array([-1.0, *bands, np.inf]) for bands in (space_bands_m, time_bands_days))
    return [
        KnoxRow(
            from_m=float(far[s]),
            to_m=float(far[s + 1]),
            from_days=float(late[t]),
            to_days=float(late[t + 1]),
            pairs=int(seen[s, t]),
            expected=float(expected[s, t]),
            ratio=float(ratio[s, t]),
            p=float(p[s, t]),
        )
        for s, t in np.ndindex(shape)
    ]


def _near_pairs(xy: np.ndarray, bands: np.ndarray, side: Side) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Both ends and the space band of each pair that is not beyond the last bound."""
    if len(xy) < 2:
        none = np.zeros(0, dtype=np.int64)
        return none, none, none
    # a hair more, so that rounding decides no pair at a bound; the bands below decide
    pairs = cKDTree(xy).query_pairs(float(bands[-1]) * (1 + 1e-9) + 1e-9, output_type="ndarray")
    left, right = pairs[:, 0], pairs[:, 1]
    distance = np.hypot(*(xy[left] - xy[right]).T)
    band = np.searchsorted(bands, distance, side=side)
    inside = band < len(bands)
    return left[inside], right[inside], band[inside]


def _lag_counts(day: np.ndarray, bands: np.ndarray, side: Side) -> np.ndarray:
    """All pairs by time band, the one beyond the last bound too."""
    # a bound that belongs to the band below it is counted with what lies at most so far, and the other way round
    other: Side = "right" if side == "left" else "left"
    ordered = np.sort(day)
    n = len(ordered)
    # pairs at most (or less than) a bound apart: for each day those that follow within it
    within = np.searchsorted(ordered, (ordered[:, None] + bands).ravel(), side=other)
    later = within.reshape(n, len(bands)) - np.arange(1, n + 1)[:, None]
    below = np.maximum(later, 0).sum(axis=0) if n else np.zeros(len(bands), dtype=np.int64)
    return np.diff(np.concatenate([[0], below, [n * (n - 1) // 2]]))


def _check(space: Sequence[float], time: Sequence[float], permutations: int) -> None:
    for name, bands in (("space_bands_m", space), ("time_bands_days", time)):
        if not bands or bands[0] < 0 or not np.isfinite(bands).all() or (np.diff(bands) <= 0).any():
            raise ValueError(f"{name} must be finite, not negative and rise, not {list(bands)}")
    if permutations < 1:
        raise ValueError(f"permutations must be 1 or more, not {permutations}")
