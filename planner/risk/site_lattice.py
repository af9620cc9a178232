"""The sites of a deployment as places that past incidents are laid on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from planner.risk.raster import Lattice

_CELLS = 200
"""Cells along the longer side of the lattice: wide Gaussians are worked on it, narrow ones site by site."""
_LEAST_CELL_M = 50.0
_NARROW = 2.5
"""A Gaussian of less than so many cells is narrow."""
_REACH = 4.0
"""A narrow Gaussian reaches so many times its width."""


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Points (as x + iy) and sites in reach of each other, and what share of a mass at the point the site gets."""

    points: np.ndarray
    point: np.ndarray
    site: np.ndarray
    kernel: np.ndarray


class SiteLattice(Lattice):
    """Sites, each with the share of the whole that it is before anything has happened."""

    def __init__(self, xy: np.ndarray, share: np.ndarray, reach_m: float) -> None:
        """Sites at `xy` (m x 2, metres, m > 0); an incident belongs to the nearest site within `reach_m`."""
        low, high = xy.min(axis=0) - 2 * reach_m, xy.max(axis=0) + 2 * reach_m
        cell_m = max(_LEAST_CELL_M, float((high - low).max()) / _CELLS)
        columns, rows = (max(1, int(np.ceil(span / cell_m))) for span in high - low)
        steps = np.floor((xy - low) / cell_m).astype(int)
        super().__init__(
            origin=(float(low[0]), float(low[1])),
            cell_m=cell_m,
            shape=(rows, columns),
            cells=steps[:, 1] * columns + steps[:, 0],
            share=share,
        )
        self._tree, self._reach_m = cKDTree(xy), reach_m
        _, first, self._spot = np.unique(xy, axis=0, return_index=True, return_inverse=True)
        self._first = first[self._spot]
        self._pairs: dict[float, _Pairs] = {}

    @property
    def extent_m2(self) -> float:
        """Area of the box that holds the sites."""
        return self.shape[0] * self.shape[1] * self.cell_m**2

    @property
    def finest_m(self) -> float:
        """The narrowest Gaussian that says more than an incident's own site."""
        return self._reach_m

    def locate(self, xy: np.ndarray) -> np.ndarray:
        """The nearest site of each point, (n,); -1 where none is within reach. Of two in one spot, the first."""
        if not len(xy):
            return np.zeros(0, dtype=int)
        distance, site = self._tree.query(xy, distance_upper_bound=self._reach_m * (1 + 1e-9))
        return np.where(np.isfinite(distance), self._first[site % self.size], -1)

    def held(self, xy: np.ndarray, width_m: float, doubt_m: np.ndarray) -> np.ndarray:
        """The share of each point's mass that `spread` lays on sites at all, (n,); none of a point far from all."""
        share, wide = super().held(xy, width_m, doubt_m), np.hypot(width_m, doubt_m)
        for width in np.unique(wide):
            here = wide == width
            share[here] *= self._left_of(xy[here], float(width))
        return share

    def _left_of(self, xy: np.ndarray, width: float) -> np.ndarray:
        """What is left of the mass of points outside the lattice, which counts them to its nearest cell; 1 inside."""
        low = np.array(self.origin)
        high = low + np.array(self.shape[::-1]) * self.cell_m
        metres = np.hypot(*(xy - np.clip(xy, low, high)).T)
        if not metres.any():
            return np.ones(len(xy))
        block, _, reach = self._kernels(width)
        row, column = np.divmod(self.cell_of(xy), self.shape[1])
        here = np.maximum(self.size * reach[row // block, column // block], np.finfo(float).tiny)
        left: np.ndarray = np.minimum(1.0, here * np.exp(-((metres / width) ** 2) / 2)) / np.minimum(1.0, here)
        return left

    def _own(self, xy: np.ndarray, several: np.ndarray) -> np.ndarray:
        # sites in one spot share what happened there
        own = super()._own(xy, several)[:, self._first]
        return own * self._share / np.bincount(self._spot, self._share)[self._spot]

    def _blur(self, xy: np.ndarray, several: np.ndarray, width: float, at: np.ndarray) -> np.ndarray:
        if width >= _NARROW * self.cell_m:
            return super()._blur(xy, several * self._left_of(xy, width), width, at)
        points, which = np.unique(xy[:, 0] + 1j * xy[:, 1], return_inverse=True)
        pairs = self._pairs.get(width)
        if pairs is None or not np.array_equal(pairs.points, points):
            # the last points are kept: an explanation asks many times for the same ones
            pairs = self._pairs[width] = self._reached(points, width)
        out = np.empty((len(several), len(at)))
        for k, mass in enumerate(several):
            each = np.bincount(which, mass, minlength=len(points))[pairs.point] * pairs.kernel
            out[k] = np.bincount(pairs.site, each, minlength=self.size)[at]
        return out

    def _reached(self, points: np.ndarray, width: float) -> _Pairs:
        """What share of a mass at each point each site gets."""
        found = cKDTree(np.column_stack([points.real, points.imag])).sparse_distance_matrix(
            self._tree, _REACH * width, output_type="coo_matrix"
        )
        kernel = self._share[found.col] * np.exp(-((found.data / width) ** 2) / 2)
        whole = np.bincount(found.row, kernel, minlength=len(points))
        kernel /= np.maximum(whole, 1 / self.size)[found.row]
        return _Pairs(points, found.row, found.col, kernel)
