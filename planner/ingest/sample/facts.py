"""What makes the sites of a world vulnerable: grounds, setting, safeguards, guards, threat, advisories."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from planner.config import SampleConfig
from planner.tables.sites import LEVELS, NO_SAFEGUARD, SAFEGUARDS

_GROUNDS_SPREAD = 0.6
"""Standard deviation of the logarithm of the area per worshipper."""


def make_facts(
    category: np.ndarray, worshippers: np.ndarray, urban: np.ndarray, config: SampleConfig, rng: np.random.Generator
) -> Mapping[str, object]:
    """The columns of the facts, one value a site; a share `fact_unknown_share` of each is not on record."""
    n, top = len(category), len(LEVELS) - 1
    known = {
        name: rng.random(n) >= config.fact_unknown_share
        for name in ("grounds_m2", "setting", "safeguards", "guards", "threat", "advisory")
    }
    grounds = np.round(config.grounds_per_worshipper_m2 * worshippers * rng.lognormal(0, _GROUNDS_SPREAD, n), -1)
    share = {"A": config.safeguard_a, "B": config.safeguard_b, "C": config.safeguard_c, "D": config.safeguard_d}
    stands = rng.random((n, len(SAFEGUARDS))) < np.array([share[c] for c in category])[:, None]
    safeguards = ["; ".join(np.array(SAFEGUARDS)[row]) or NO_SAFEGUARD for row in stands]
    whole = {
        "guards": rng.poisson(config.guards_per_worshipper * worshippers),
        "threat": rng.binomial(top, np.minimum(1.0, config.threat_mean * _seen(category, config) / top)),
        "advisory": rng.binomial(top, config.advisory_mean / top, n),
    }
    return {
        "grounds_m2": np.where(known["grounds_m2"], grounds, np.nan),
        "setting": np.where(known["setting"], _settings(urban, config, rng), ""),
        "safeguards": np.where(known["safeguards"], safeguards, ""),
        **{name: _masked(values, known[name]) for name, values in whole.items()},
    }


def _seen(category: np.ndarray, config: SampleConfig) -> np.ndarray:
    """How much higher than at a C site the committee sees the threat: what truly differs, dampened by a root."""
    weight = {"A": config.weight_a, "B": config.weight_b, "C": config.weight_c, "D": config.weight_d}
    return np.sqrt([weight[c] for c in category])


def _masked(values: np.ndarray, known: np.ndarray) -> object:
    return pd.arrays.IntegerArray(values.astype("int64"), ~known)


def _settings(urban: np.ndarray, config: SampleConfig, rng: np.random.Generator) -> np.ndarray:
    draw = rng.random(len(urban))
    narrow = np.where(urban, config.narrow_share, config.narrow_share / 2)
    first = np.where(urban, config.main_road_share, config.isolated_share)
    return np.where(
        draw < first,
        np.where(urban, "main road", "isolated"),
        np.where(draw < np.minimum(first + narrow, 1), "narrow street", "open road"),
    )
