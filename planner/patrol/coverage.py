"""How often to be at each site when so many visits can be made and somebody watches: a Stackelberg coverage.

Without roads: any visits may be combined. What the roads cost is the distance of a strategy over real tours from this.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class Coverage:
    """Probability of a visit at each site, and what the best attack is expected to cost, in the unit of the values."""

    marginals: NDArray[np.float64]
    level: float


def coverage(values: ArrayLike, visits: float, *, covered_loss: ArrayLike = 0.0) -> Coverage:
    """The coverage against which the worst attack costs least.

    An attack on an uncovered site costs its value, on a covered one the share `covered_loss` of it (one share, or one
    per site; less than 1). The marginals add up to at most `visits`; sites whose value lies below the level get none.

    Raises ValueError for a negative value, negative visits or a share outside [0, 1).

    Source
    ------
    ORIGAMI: Kiekintveld et al. 2009, "Computing optimal randomized resource allocations for massive security games".
    Sorted by value, what it takes to bring all sites down to the m-th value grows with m: the last m that the visits
    pay for is found by bisection, and the level between it and the next value in closed form.
    """
    worth = np.asarray(values, dtype=float)
    share = np.broadcast_to(np.asarray(covered_loss, dtype=float), worth.shape)
    if visits < 0 or (worth < 0).any():
        raise ValueError("values and visits must not be negative")
    if ((share < 0) | (share >= 1)).any():
        raise ValueError("a covered attack costs a share of at least 0 and less than 1 of an uncovered one")
    marginals = np.zeros(worth.shape)
    known = np.flatnonzero(worth > 0)
    if not known.size:
        return Coverage(marginals, 0.0)
    order = known[np.argsort(-worth[known], kind="stable")]
    falling = worth[order]
    cover_per_share = 1 / (1 - share[order])
    cover_per_value = cover_per_share / falling
    at_most = np.cumsum(cover_per_share)
    slope = np.cumsum(cover_per_value)
    paid = np.maximum.accumulate(at_most - falling * slope)  # rounding must not unsort it
    # the first costs nothing, whatever rounding makes of it
    last = max(0, int(np.searchsorted(paid, visits, side="right")) - 1)
    level = (at_most[last] - visits) / slope[last]
    level = max(level, float((share * worth).max()))  # a site covered for certain still costs so much
    marginals[order] = np.clip((falling - level) * cover_per_value, 0.0, 1.0)
    return Coverage(marginals, float(level))
