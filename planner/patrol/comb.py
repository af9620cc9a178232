"""Draws with exact frequencies: which sites to be at so that each is visited as often as it should, never too many."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

_ROUNDING = 1e-9


def comb(marginals: ArrayLike, draws: int, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Whether each site is visited in each draw (shape: draws x sites).

    Each site comes with exactly its marginal probability. Each draw holds the sum of the marginals, rounded up or down:
    never more than the visits that the marginals were made for.

    Raises ValueError for a marginal outside [0, 1].

    Source
    ------
    Comb sampling: Tsai et al. 2010, "Urban security: game-theoretic resource allocation in networked physical domains".
    The marginals are laid end to end and a comb with teeth 1 apart is dropped on them; laid in another order in each
    draw, so that no two sites always come together.
    """
    wanted = np.asarray(marginals, dtype=float)
    if ((wanted < 0) | (wanted > 1)).any():
        raise ValueError("a marginal is a probability between 0 and 1")
    chosen = np.zeros((draws, wanted.size), dtype=bool)
    for row, start in zip(chosen, rng.random(draws), strict=True):
        order = rng.permutation(wanted.size)
        ends = _snapped(np.cumsum(wanted[order]))
        teeth = np.ceil(ends - start)  # how many teeth lie before the end of each site
        row[order] = np.diff(teeth, prepend=np.ceil(-start)) > 0
    return chosen


def systematic(probabilities: ArrayLike, draws: int, start: float) -> NDArray[np.int64]:
    """Which outcome each of so many draws takes, in rising order: outcomes laid on a line, teeth 1 / draws apart.

    An outcome of probability p comes draws x p times, rounded up or down, and exactly so on average over `start`, a
    number in [0, 1).

    Raises ValueError when the probabilities do not add up to 1.
    """
    ends = np.cumsum(np.asarray(probabilities, dtype=float))
    if not ends.size or abs(ends[-1] - 1) > np.sqrt(_ROUNDING):
        raise ValueError("the probabilities of all outcomes must add up to 1")
    teeth = (start + np.arange(draws)) / max(draws, 1)
    found = np.searchsorted(_snapped(ends * draws) / max(draws, 1), teeth, side="right")
    possible = np.flatnonzero(np.diff(ends, prepend=0.0) > 0)
    return np.minimum(found, possible[-1]).astype(np.int64)


def _snapped(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sums so near to a whole number that only rounding parts them are that number: no tooth falls into the gap."""
    whole = np.rint(sums)
    return np.where(np.abs(sums - whole) < _ROUNDING, whole, sums)
