"""Where the force gathers before it moves against the crowd."""

from __future__ import annotations

import numpy as np

from planner.config import SurgeConfig
from planner.core.surge import Alarm
from planner.surge.problem import FormUp


def form_up_point(
    points: np.ndarray,
    minutes_to_alarm: np.ndarray,
    alarm: Alarm,
    config: SurgeConfig,
    *,
    minutes_from: np.ndarray | None = None,
) -> FormUp | None:
    """The candidate outside the crowd's reach from which the force is soonest at the alarm; None when there is none.

    `points` is (candidates, 2) in the working CRS, for example road junctions or the vertices of a unit's way, and
    `minutes_to_alarm` their minutes by road to the alarm. With `minutes_from`, (origins, candidates), the time until
    the last origin has come to the point counts too. Not finite means unreachable. Of equals the first is taken.
    """
    points = np.asarray(points, dtype=float).reshape(-1, 2)
    cost = np.array(minutes_to_alarm, dtype=float)
    if cost.shape != (len(points),):
        raise ValueError(f"minutes_to_alarm has shape {cost.shape} for {len(points)} points")
    if minutes_from is not None and len(minutes_from):
        cost = cost + np.asarray(minutes_from, dtype=float).max(axis=0)
    away = np.hypot(points[:, 0] - alarm.x_m, points[:, 1] - alarm.y_m)
    cost[(away < config.form_up_m) | ~np.isfinite(cost)] = np.inf
    if not np.isfinite(cost).any():
        return None
    best = int(np.argmin(cost))
    return FormUp(float(points[best, 0]), float(points[best, 1]), float(away[best]))
