"""Where the force gathers before it moves against the crowd."""

from __future__ import annotations

from collections.abc import Sequence

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
    gives: Sequence[int] = (),
    wanted: int = 0,
    others: Sequence[Alarm] = (),
) -> FormUp | None:
    """The candidate outside every crowd's reach from which the force is soonest at the alarm; None when there is none.

    `points` is (candidates, 2) in the working CRS, for example road junctions, and `minutes_to_alarm` their minutes by
    road to the alarm. With `minutes_from`, (origins, candidates), turn-out included, the time until the force is
    together at the point counts too: until those who are there give the `wanted` officers (`gives[i]` come from origin
    i), or until the last has come, when that is never or nothing is said of it. `others` are alarms whose crowds are to
    be kept away from as well. Not finite means that there is no way. Of equals the first is taken.
    """
    points = np.asarray(points, dtype=float).reshape(-1, 2)
    cost = np.array(minutes_to_alarm, dtype=float)
    if cost.shape != (len(points),):
        raise ValueError(f"minutes_to_alarm has shape {cost.shape} for {len(points)} points")
    if minutes_from is not None and len(minutes_from):
        cost = cost + _together(np.asarray(minutes_from, dtype=float), gives, wanted)
    away = np.hypot(points[:, 0] - alarm.x_m, points[:, 1] - alarm.y_m)
    is_near = away < config.form_up_m
    for other in others:
        is_near |= np.hypot(points[:, 0] - other.x_m, points[:, 1] - other.y_m) < config.form_up_m
    cost[is_near | ~np.isfinite(cost)] = np.inf
    if not np.isfinite(cost).any():
        return None
    best = int(np.argmin(cost))
    return FormUp(float(points[best, 0]), float(points[best, 1]), float(away[best]))


def _together(minutes: np.ndarray, gives: Sequence[int], wanted: int) -> np.ndarray:
    """Minutes until the wanted force is at each candidate; until the last is there who can come, where it never is."""
    can = np.isfinite(minutes)
    last = np.where(can.any(axis=0), np.where(can, minutes, 0.0).max(axis=0), np.inf)
    if not gives:
        return np.where(can.all(axis=0), last, np.inf)
    order = np.argsort(minutes, axis=0, kind="stable")
    given = np.asarray(gives, dtype=float)[:, None] * can
    sums = np.take_along_axis(given, order, axis=0).cumsum(axis=0)
    enough = sums >= wanted
    first = enough.argmax(axis=0)
    at = np.take_along_axis(np.take_along_axis(minutes, order, axis=0), first[None, :], axis=0)[0]
    return np.where(enough.any(axis=0), at, last)
