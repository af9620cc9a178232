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

    Hidden are all below the limit, zeros too, and then the smallest others, until at least two are hidden that sum
    to the limit or more. From the sum alone each hidden one can then be anything from 0 to the limit, and nobody sees
    which were small.
    Where that cannot be reached the total is hidden as well.
    """
    counts = np.asarray(counts, int)
    shown = counts >= below
    if shown.all():
        return shown, int(counts.sum()) >= below
    for k in np.argsort(counts, kind="stable"):
        if (~shown).sum() >= 2 and counts[~shown].sum() >= below:
            break
        shown[k] = False
    is_safe = (~shown).sum() >= 2 and int(counts[~shown].sum()) >= below
    return shown, bool(is_safe)
