"""Small grounds and events whose figures can be worked out by hand."""

from __future__ import annotations

import numpy as np

from planner.risk.events import Events


class Row:
    """Places in a row, each 1000 m wide; place k holds x from 1000 k on. Gaussians are not spread: width is ignored."""

    cell_m = 1000.0
    finest_m = 500.0

    def __init__(self, size: int, exposure: np.ndarray | None = None) -> None:
        self.size = size
        self.exposure = np.full(size, 1 / size) if exposure is None else exposure

    def locate(self, xy: np.ndarray) -> np.ndarray:
        """The place of each point."""
        place = np.floor(xy[:, 0] / 1000).astype(int)
        return np.where((place >= 0) & (place < self.size), place, -1)

    def spread(
        self, xy: np.ndarray, mass: np.ndarray, width_m: float, doubt_m: np.ndarray, at: np.ndarray | None = None
    ) -> np.ndarray:
        """The mass at its own place; several masses of the same points give as many rows."""
        several = np.atleast_2d(mass)
        laid = np.array([np.bincount(self.locate(xy), row, minlength=self.size) for row in several], dtype=float)
        laid = laid if at is None else laid[:, at]
        return laid if mass.ndim > 1 else laid[0]


def events_at(days: list[float] | np.ndarray, places: list[int] | np.ndarray) -> Events:
    """Exact incidents in the middle of places of a `Row`, oldest first."""
    order = np.argsort(np.asarray(days, dtype=float), kind="stable")
    day = np.asarray(days, dtype=float)[order]
    x = np.asarray(places, dtype=float)[order] * 1000 + 500
    zero = np.zeros(len(day))
    return Events(np.arange(len(day)).astype(str), day, zero, np.column_stack([x, x * 0]), zero, zero + 1)
