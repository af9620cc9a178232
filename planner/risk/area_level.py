"""How many incidents all areas together are to expect: a level that knows no area, so that a wave re-ranks none."""

from __future__ import annotations

import numpy as np

from planner.config import RiskConfig
from planner.risk.area_parts import decayed

_LEAST = 0.5
"""Incidents that are counted on where none was ever seen: the Jeffreys prior of a Poisson rate."""


def level(totals: np.ndarray, config: RiskConfig, *, until: int | None = None) -> np.ndarray:
    """The expected total before each period, (T,) gives (T + 1,); the last one is for the period to come.

    A mean of decayed means, each with another half-life, weighted by how well it foretold the totals so far: by the
    normal likelihood of log(1 + total), its variance taken out. No period is foretold with its own total; which
    half-lives did well is asked of the first `until` totals, or of all.
    """
    periods = len(totals)
    half_lives = np.geomspace(config.area_level_short, config.area_level_long, config.area_level_steps)
    ages = np.arange(periods + 1)
    # before the first period, and where nothing ever happened, half an incident over all that was watched
    floor = _LEAST / np.maximum(1, ages)
    means = np.empty((len(half_lives), periods + 1))
    for k, half_life in enumerate(half_lives):
        seen = decayed(np.ones(periods), half_life)
        means[k] = np.divide(decayed(totals, half_life), seen, out=np.zeros(periods + 1), where=seen > 0)
    means = np.maximum(means, floor)
    until = periods if until is None else until
    tried = slice(min(config.area_first_periods, until), until)
    miss = np.log1p(totals[tried]) - np.log1p(means[:, :-1][:, tried])
    # one invented miss of its own size for all keeps a short past from choosing
    held = config.area_level_miss**2
    fit = -0.5 * (miss.shape[1] + 1) * np.log((held + (miss**2).sum(axis=1)) / (miss.shape[1] + 1))
    weight = np.exp(fit - fit.max())
    return weight @ means / weight.sum()
