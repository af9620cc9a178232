"""Areas with many sites and few reports: silence is not safety."""

from __future__ import annotations

import numpy as np
from scipy.special import betainc

from planner.config import RiskConfig
from planner.risk.reporting import level_around

SILENT, QUIET = "silent", "quiet"
"""Few reports and no desk near; few reports although a desk is near."""


def expected_reports(
    count: np.ndarray, sites: np.ndarray, years: float, near: np.ndarray, config: RiskConfig
) -> np.ndarray:
    """Reports that each area would have if it were like its neighbours, (m,).

    Its own reports do not count. The neighbours' rate a site and year is drawn to that of all other areas, which
    counts as `fair_shape` incidents. `near` (m, m) says which areas touch.
    """
    exposure = np.asarray(sites, float) * years
    return level_around(count, exposure, near, config.fair_shape) * exposure


def chance_of_so_few(count: np.ndarray, expected: np.ndarray, config: RiskConfig) -> np.ndarray:
    """Probability of that count or fewer, (m,): negative binomial, as areas truly differ by a gamma distribution."""
    k = config.fair_shape
    return betainc(k, np.floor(count) + 1, k / (k + np.asarray(expected, float)))


def flags(
    count: np.ndarray, sites: np.ndarray, desk_share: np.ndarray, chance: np.ndarray, config: RiskConfig
) -> np.ndarray:
    """The flag of each area: silent, quiet or empty; at most `silent_most` of those with sites have one, or one area.

    Silent: many sites, fewer reports than is likely, and a desk within reach of few of them. Quiet: the same with a
    desk within reach. The silent come first, the least likely count first.
    """
    few = (np.asarray(sites) >= config.silent_sites) & (chance <= config.silent_chance)
    is_far = np.asarray(desk_share) <= config.silent_access
    most = max(1, int(config.silent_most * np.count_nonzero(sites)))
    order = np.lexsort((chance, ~is_far))
    chosen = [i for i in order if few[i]][:most]
    said = np.full(len(few), "", dtype=object)
    for i in chosen:
        said[i] = SILENT if is_far[i] else QUIET
    return said
