"""Places that are areas: districts, tehsils, limits of stations."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from planner.core.errors import InputError

_AT_ONCE = 4_000_000
"""Pairs of areas in memory at a time."""
_MOST_PAIRS = 10_000_000
"""Beyond so many pairs of areas it is not kept which of them touch."""
_APART = 0.01
"""Outlines of one border that were simplified apart miss each other by this share of an area's side, at most."""


class Polygons:
    """Areas as places to forecast, the share of each its area; see `planner.risk.forecast.Ground`.

    Where areas overlap, a point belongs to the first of them.
    """

    def __init__(self, areas: Sequence[BaseGeometry] | np.ndarray, names: Sequence[str] = ()) -> None:
        """`areas` (m,) are polygons in metres; InputError when there is none, or one has no area."""
        self.areas = np.asarray(areas, dtype=object)
        if not len(self.areas):
            raise InputError("there are no areas", maybe="the file was filtered to nothing.")
        extent = shapely.area(self.areas)
        if not (np.isfinite(extent).all() and (extent > 0).all()):
            raise InputError("an area has no extent", maybe="it is a line or a point; leave it out of the file.")
        self.names = tuple(names)
        self._extent = extent
        self.middle = shapely.get_coordinates(shapely.centroid(self.areas))
        self._tree = shapely.STRtree(self.areas)

    @property
    def size(self) -> int:
        """Number of areas."""
        return len(self.areas)

    @property
    def exposure(self) -> np.ndarray:
        """Share of the land that each area is."""
        return self._extent / self._extent.sum()

    @property
    def area_km2(self) -> np.ndarray:
        """Area of each."""
        return self._extent / 1e6

    @property
    def cell_m(self) -> float:
        """Side of a square as large as the middle one of the areas."""
        return float(np.sqrt(np.median(self._extent)))

    @property
    def finest_m(self) -> float:
        """Half of that side: a narrower Gaussian stays in its area."""
        return self.cell_m / 2

    @property
    def extent_m2(self) -> float:
        """All the areas together."""
        return float(self._extent.sum())

    def touching(self) -> np.ndarray | None:
        """Which areas touch which, (m, m) of 0 and 1, nothing itself; None where that would be too large to keep."""
        if self.size**2 > _MOST_PAIRS:
            return None
        touch = np.zeros((self.size, self.size))
        one, other = self._tree.query(self.areas, predicate="dwithin", distance=_APART * self.cell_m)
        touch[one, other] = 1.0
        np.fill_diagonal(touch, 0.0)
        return touch

    def locate(self, xy: np.ndarray) -> np.ndarray:
        """The area that holds each point, its border included, (n,); -1 where none does."""
        found = np.full(len(xy), self.size)
        point, area = self._tree.query(shapely.points(xy), predicate="intersects")
        np.minimum.at(found, point, area)
        return np.where(found < self.size, found, -1)

    def spread(
        self, xy: np.ndarray, mass: np.ndarray, width_m: float, doubt_m: np.ndarray, at: np.ndarray | None = None
    ) -> np.ndarray:
        """The mass of the points laid on the areas by a Gaussian of that width, (m,) or (c, m); or on those `at`.

        Of a point's mass, what a Gaussian at the middle of a round area of that size keeps inside stays in its own
        area; the rest goes to the others by their size and the Gaussian of the distance between the centroids. The
        mass of a point in an area is kept whole; points in none are left out.
        """
        several = np.atleast_2d(mass)
        own = self.locate(xy)
        laid = np.zeros((len(several), self.size))
        wide = np.hypot(width_m, doubt_m)
        for width in np.unique(wide[own >= 0]):
            here = (wide == width) & (own >= 0)
            held = np.array([np.bincount(own[here], m[here], minlength=self.size) for m in several])
            laid += self._blur(held, float(width)) if width > 0 else held
        laid = laid if at is None else laid[:, at]
        return laid if mass.ndim > 1 else laid[0]

    def _blur(self, held: np.ndarray, width: float) -> np.ndarray:
        laid = np.zeros_like(held)
        sources = np.flatnonzero(held.any(axis=0))
        for part in np.array_split(sources, max(1, -(-len(sources) * self.size // _AT_ONCE))):
            laid += held[:, part] @ self._kernel(part, width)
        return laid

    def _kernel(self, sources: np.ndarray, width: float) -> np.ndarray:
        """Where the mass of each source goes, (sources, m); rows sum to 1."""
        if self.size == 1:
            return np.ones((len(sources), 1))
        step = self.middle[sources][:, None, :] - self.middle[None, :, :]
        log = np.log(self._extent)[None, :] - (step**2).sum(axis=2) / (2 * width**2)
        rows = np.arange(len(sources))
        log[rows, sources] = -np.inf
        # the largest is taken out first, so that a width far below the distances goes to the nearest, not to nobody
        away = np.exp(log - log.max(axis=1, keepdims=True))
        # a round area of size A around a Gaussian keeps 1 - exp(-A / (2 pi width^2)) of it
        leaves = np.exp(-self._extent[sources] / (2 * np.pi * width**2))
        kernel = np.asarray(away / away.sum(axis=1, keepdims=True) * leaves[:, None])
        kernel[rows, sources] = 1 - leaves
        return kernel
