"""Minutes of driving between places, by road where the caller knows them, else from the straight line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.config import DemandConfig

Minutes = Callable[[Sequence[str], Sequence[str]], NDArray[np.float64]]
"""Minutes from each of the first places (rows) to each of the second, by identifier; not finite: no way."""

_M_PER_MIN = 1000 / 60
"""Metres a minute of one kilometre an hour."""


@dataclass(frozen=True)
class Drive:
    """Minutes between sites and stations. `at` holds metres of each place, `minutes` is the road where it is known."""

    at: dict[str, tuple[float, float]]
    metres_per_min: float
    minutes: Minutes | None = None

    @classmethod
    def over(
        cls, sites: pd.DataFrame, stations: pd.DataFrame, config: DemandConfig, minutes: Minutes | None = None
    ) -> Drive:
        """For all sites and stations: the straight line times `patrol_detour` at `patrol_kmh`, or what `minutes` says.

        A site keeps its place where a station has the same identifier.
        """
        at: dict[str, tuple[float, float]] = {}
        for names, frame in ((stations["station"], stations), (sites["site"], sites)):
            at.update(zip(names, zip(frame.geometry.x, frame.geometry.y, strict=True), strict=True))
        return cls(at, config.patrol_kmh * _M_PER_MIN / config.patrol_detour, minutes)

    def points(self, names: Sequence[str]) -> NDArray[np.float64]:
        """Places in metres, shape: names x 2."""
        return np.array([self.at[name] for name in names], dtype=float).reshape(-1, 2)

    def straight(self, origins: Sequence[str], destinations: Sequence[str]) -> NDArray[np.float64]:
        """Minutes by the straight line, shape: origins x destinations."""
        apart = self.points(origins)[:, None, :] - self.points(destinations)[None, :, :]
        return np.asarray(np.hypot(apart[..., 0], apart[..., 1]) / self.metres_per_min)

    def between(self, origins: Sequence[str], destinations: Sequence[str]) -> NDArray[np.float64]:
        """Minutes, shape: origins x destinations; where the road gives none, those of the straight line."""
        if self.minutes is None:
            return self.straight(origins, destinations)
        road = np.asarray(self.minutes(origins, destinations), dtype=float)
        lost = ~np.isfinite(road)
        return np.where(lost, self.straight(origins, destinations), road) if lost.any() else road

    def hops(self, names: Sequence[str]) -> NDArray[np.float64]:
        """Minutes from each place to the nearest other one; 0 for a single place."""
        if len(names) < 2:
            return np.zeros(len(names))
        apart = self.between(names, names).copy()
        np.fill_diagonal(apart, np.inf)
        return np.asarray(apart.min(axis=1))
