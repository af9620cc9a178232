"""The past incidents that matter for a site, and the sentence that says so."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.spatial import cKDTree

from planner.config import RiskConfig
from planner.risk.events import Events
from planner.risk.fitted import Fitted


def weightiest(xy: np.ndarray, events: Events, config: RiskConfig, *, day: float, most: int) -> np.ndarray:
    """The incidents that weigh most at each of the places `xy` (m x 2), (m, most) positions in `events`.

    Near ones before far ones and late before early: distance is measured in `bandwidth_m`, age in twice
    `half_life_days`, and the doubt of a place counts as distance. -1 where there are no more in reach.
    """
    found = np.full((len(xy), most), -1)
    counts = np.flatnonzero(events.weight > 0)
    if not len(counts) or not len(xy):
        return found
    age = (day - events.day[counts]) / (2 * config.half_life_days)
    doubt = events.doubt_m[counts] / config.bandwidth_m
    tree = cKDTree(np.column_stack([events.xy[counts] / config.bandwidth_m, age, doubt]))
    k = min(most, len(counts))
    _, near = tree.query(np.column_stack([xy / config.bandwidth_m, np.zeros((len(xy), 2))]), k=k)
    near = counts[near.reshape(len(xy), k)]
    metres = np.hypot(*np.moveaxis(events.xy[near] - xy[:, None], 2, 0))
    reach = config.reason_reach * np.maximum(config.bandwidth_m, events.doubt_m[near])
    found[:, :k] = np.where(metres <= reach, near, -1)
    return found


def facts(fitted: Fitted, config: RiskConfig, unread: Sequence[str]) -> list[str]:
    """What the past says of each site, one sentence without its full stop."""
    xy, events, day = fitted.xy, fitted.events, fitted.model.day
    top = weightiest(xy, events, config, day=day, most=1)[:, 0]
    recent = recent_near(xy, events, config, day=day)
    said = []
    for n, category in enumerate(fitted.sites["category"]):
        count, first = int(recent[n]), top[n]
        if first < 0:
            text = "no reported incident in reach on record"
        else:
            metres = float(np.hypot(*(xy[n] - events.xy[first])))
            where = place_and_age(metres, day - events.day[first], is_vague=events.doubt_m[first] > 0)
            if count == 1 and day - events.day[first] <= config.half_life_days:
                text = f"1 reported incident {where}"
            else:
                number = f"{count} reported incidents" if count > 1 else f"{count or 'no'} reported incident"
                span = f"in the last {config.half_life_days:.0f} days"
                text = f"{number} nearby {span}, the weightiest on record {where}"
        text += f"; category {category}" if category else "; no category on record, counted as C"
        if unread[n]:
            text += f"; service times not understood and left out: {unread[n]!r}"
        said.append(text[0].upper() + text[1:])
    return said


def recent_near(xy: np.ndarray, events: Events, config: RiskConfig, *, day: float) -> np.ndarray:
    """Incidents within `bandwidth_m` in the last `half_life_days`, (m,); without those known to the district only."""
    is_near = events.doubt_m < config.district_doubt_m
    fresh = events.take((events.weight > 0) & (day - events.day <= config.half_life_days) & is_near)
    if not len(fresh) or not len(xy):
        return np.zeros(len(xy), dtype=int)
    counts: np.ndarray = cKDTree(fresh.xy).query_ball_point(xy, config.bandwidth_m, return_length=True)
    return counts


def place_and_age(metres: float, days: float, *, is_vague: bool) -> str:
    """`340 m away 6 days ago`; `about` where the place is not exact."""
    distance = f"{metres / 1000:.1f} km" if metres >= 1000 else f"{metres:.0f} m"
    age = "today" if days < 1 else "1 day ago" if days < 2 else f"{int(days)} days ago"
    return f"{'about ' if is_vague else ''}{distance} away {age}"
