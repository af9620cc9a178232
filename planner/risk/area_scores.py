"""The expected incidents of an area: the sum of its sites, which are brought to the area's own forecast."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.special import gammaincinv

from planner.config import RiskConfig
from planner.core.time import Window
from planner.risk.components import NEARBY, OWN, RECENT, SHARE
from planner.risk.fitted import Fitted
from planner.risk.score import calendar_of, chance_of_one, expected
from planner.risk.site_model import say

_LOW, _HIGH = 0.05, 0.95


def area_scores(fitted: Fitted, config: RiskConfig, *, windows: Sequence[Window]) -> pd.DataFrame:
    """Incidents expected at the sites of each area over all the windows, in parts, most first.

    One row an area: area, sites, the five parts, score, low, high (90 %), chance, per_site. Each number is the sum
    over the sites of the area, so area and site never disagree. The interval comes from how counts of areas scatter.
    """
    found = expected(fitted.model, say(fitted.model, fitted.events), calendar_of(fitted, config, windows))
    area, count = fitted.model.area, len(fitted.areas)

    def by_area(of_sites: np.ndarray) -> np.ndarray:
        return np.bincount(area, of_sites.sum(axis=1), minlength=count)

    score, size = by_area(found.total), fitted.model.area_size
    sites = np.bincount(area, minlength=count)
    low, high = (score * gammaincinv(size, point) / size for point in (_LOW, _HIGH))
    frame = pd.DataFrame(
        {
            "area": list(fitted.areas),
            "sites": sites,
            "category_part": by_area(found.plain[SHARE]),
            "history": by_area(found.plain[OWN]),
            "nearby": by_area(found.plain[NEARBY]),
            "near_repeat": by_area(found.plain[RECENT]),
            "occasion_part": by_area(found.added),
            "score": score,
            "low": low,
            "high": high,
            "chance": chance_of_one(score, size),
            "per_site": score / sites,
        }
    )
    return frame.sort_values(["score", "area"], ascending=[False, True], ignore_index=True)
