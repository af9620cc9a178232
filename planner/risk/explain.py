"""Why a site has its score: parts that add up, and what each past incident that matters is worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.config import RiskConfig
from planner.core.time import Window
from planner.risk.components import NEARBY, OWN, RECENT, SHARE
from planner.risk.fitted import Fitted, without
from planner.risk.reasons import facts, weightiest
from planner.risk.score import calendar_of, expected
from planner.risk.site_model import say
from planner.tables.risk import PARTS

_PLAIN = {"category_part": SHARE, "history": OWN, "nearby": NEARBY, "near_repeat": RECENT}


@dataclass(frozen=True, slots=True)
class Weight:
    """A past incident: how far, how long ago, and how much the score falls if it is taken away.

    The model itself stays as it was fitted; an incident that speaks against the site has a `worth` below 0.
    """

    incident: str
    distance_m: float
    days_ago: float
    is_vague: bool
    worth: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """The score of one site over all the windows: `parts` sum to it within 1e-9; `incidents` by their worth.

    `fact` is what the past says, `calendar` what falls into the windows, each once.
    """

    site: str
    score: float
    parts: dict[str, float]
    incidents: tuple[Weight, ...]
    calendar: str
    fact: str


def explain(fitted: Fitted, config: RiskConfig, *, site: str, windows: Sequence[Window]) -> Explanation:
    """Why a site has its score over the windows; KeyError for a site that there is not."""
    found = np.flatnonzero(fitted.sites["site"] == site)
    if not len(found):
        raise KeyError(site)
    n, calendar = int(found[0]), calendar_of(fitted, config, windows)
    events, model = fitted.events, fitted.model
    whole = expected(model, say(model, events), calendar)
    parts = {name: float(whole.plain[_PLAIN[name], n].sum()) for name in PARTS if name in _PLAIN}
    parts["occasion_part"] = float(whole.added[n].sum())
    total = float(whole.total[n].sum())
    top = weightiest(fitted.xy[n : n + 1], events, config, day=model.day, most=config.reasons)[0]
    weights = []
    for k in top[top >= 0]:
        rest = expected(model, say(model, without(events, int(k))), calendar).total[n].sum()
        metres = float(np.hypot(*(fitted.xy[n] - events.xy[k])))
        age, vague = float(model.day - events.day[k]), bool(events.doubt_m[k] > 0)
        weights.append(Weight(str(events.ids[k]), metres, age, vague, total - float(rest)))
    weights.sort(key=lambda one: (-one.worth, one.incident))
    said = dict.fromkeys(part for words in calendar.words for part in words[n].split("; ") if part)
    fact = facts(fitted, config, calendar.unread)[n]
    return Explanation(site, total, parts, tuple(weights), "; ".join(said), fact)
