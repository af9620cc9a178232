"""How sure it is that one model is better than another: paired differences, bootstrapped over whole windows."""

from __future__ import annotations

import numpy as np

LOW, HIGH = 0.025, 0.975
"""Ends of the interval: 95 %."""


def difference(
    ours: np.ndarray, theirs: np.ndarray, events: np.ndarray, *, draws: int, seed: int
) -> tuple[float, float, float]:
    """Mean gain an event of one model over another, and the ends of its 95 % interval; not a number when unknown.

    `ours` and `theirs` (k,) are log scores summed over the events (k,) of each window. A window is drawn as a whole,
    for its events hang together, and weighs by its events. One window alone has no interval.
    """
    nan = float("nan")
    gap = ours - theirs
    total = float(events.sum())
    if total == 0 or not np.isfinite(gap).all():
        return nan, nan, nan
    mean = float(gap.sum() / total)
    if (events > 0).sum() < 2:
        return mean, nan, nan
    drawn = np.random.default_rng(seed).multinomial(len(gap), np.full(len(gap), 1 / len(gap)), size=draws)
    held = drawn @ events
    means = (drawn @ gap)[held > 0] / held[held > 0]
    low, high = np.quantile(means, [LOW, HIGH])
    return mean, float(low), float(high)
