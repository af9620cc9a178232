"""Bands by rank, and the weight of a published category."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from planner.config import RiskConfig
from planner.tables.risk import BANDS


def category_weights(categories: pd.Series, config: RiskConfig) -> np.ndarray:
    """How many times the rate of a C site each category has; a site without category counts as C."""
    weights = (config.weight_a_plus, config.weight_a, config.weight_b, config.weight_c, config.weight_d)
    by_name = {"": config.weight_c, **dict(zip(BANDS, weights, strict=True))}
    return categories.map(by_name).to_numpy(float)


def bands(scores: np.ndarray, config: RiskConfig) -> np.ndarray:
    """The band of each site by the rank of its score; equal scores get the same band, that of their middle rank."""
    if not len(scores):
        return np.array([], dtype=object)
    level = scores / max(float(scores.max()), np.finfo(float).tiny)
    # what differs only by rounding is equal
    rank = rankdata(-np.round(level, 12), method="average")
    position = (rank - 0.5) / len(scores)
    tops = np.maximum.accumulate([config.top_a_plus, config.top_a, config.top_b, config.top_c])
    return np.array(BANDS, dtype=object)[np.searchsorted(tops, position, side="right")]
