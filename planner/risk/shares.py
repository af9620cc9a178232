"""What each site is before its own history counts: its share of the incidents by category, community and kind.

Each level of a feature has a multiplier, learned from the incidents that lie at a site and shrunk towards one: the
posterior mean of a gamma-Poisson model with the other features held, in turns until nothing moves. The published
category starts from its weight.
Source: iterated empirical Bayes for a multiplicative table, as in insurance rating (Buehlmann and Straub 1970).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from planner.config import RiskConfig
from planner.risk.bands import category_weights

FEATURES = ("category", "community", "kind")
_ROUNDS = 20


@dataclass(frozen=True, slots=True)
class Shares:
    """The share of each site, (m,), sums to 1; and the multiplier of each level with the incidents behind it."""

    share: np.ndarray
    levels: pd.DataFrame


def learn_shares(sites: pd.DataFrame, counts: np.ndarray, config: RiskConfig) -> Shares:
    """Shares from the incidents at each site, `counts` (m,), which may all be 0.

    `levels` has one row a level of a feature: feature, level, sites, incidents, multiplier.
    """
    start = category_weights(sites["category"], config)
    codes = {name: pd.factorize(sites[name], sort=True) for name in FEATURES}
    factor = {name: np.ones(len(levels)) for name, (_, levels) in codes.items()}
    strength, total = config.share_prior, counts.sum()
    weight = start / start.sum()
    for _ in range(_ROUNDS):
        for name, (code, levels) in codes.items():
            without = weight / factor[name][code]
            expected = np.bincount(code, total * without / weight.sum(), minlength=len(levels))
            seen = np.bincount(code, counts, minlength=len(levels))
            factor[name] = (seen + strength) / (expected + strength)
            weight = without * factor[name][code]
            weight = weight / weight.sum()
    rows = [
        {
            "feature": name,
            "level": level,
            "sites": int((code == n).sum()),
            "incidents": float(counts[code == n].sum()),
            "multiplier": float(factor[name][n]),
        }
        for name, (code, levels) in codes.items()
        for n, level in enumerate(levels)
    ]
    return Shares(weight, pd.DataFrame(rows))
