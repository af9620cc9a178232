"""Small counts do not leave the building, and cannot be had by subtraction."""

from __future__ import annotations

import numpy as np


def whole(parts: np.ndarray, total: int) -> np.ndarray:
    """Counts as whole numbers that sum to `total`: rounded down, the largest remainders up.

    Where the parts sum to less than the total by more than their remainders, the total gives way.
    """
    parts = np.asarray(parts, float)
    down = np.floor(parts + 1e-9).astype(int)
    more = int(np.clip(total - down.sum(), 0, len(parts)))
    order = np.argsort(-(parts - down), kind="stable")
    down[order[:more]] += 1
    return down


def hide(counts: np.ndarray, below: int) -> tuple[np.ndarray, bool]:
    """Which counts may be shown, and whether their total may.

    A total is shown when it is at least the limit, whatever the groups, so that no grouping tells what another hides.
    Hidden are all counts below the limit, zeros too, and with them every count that equals the smallest of the others.
    So whoever knows the total and this rule finds at least two values for each hidden count, one on either side of the
    limit: any two of the hidden could be exchanged. Where all are small none is shown, and the whole total could as
    well lie in any one of them.
    """
    counts = np.asarray(counts, int)
    shows_total = bool(counts.sum() >= below)
    is_small = counts < below
    if not is_small.any() or is_small.all():
        return ~is_small, shows_total
    return counts > counts[~is_small].min(), shows_total
