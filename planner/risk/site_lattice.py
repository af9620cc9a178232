"""The sites of a deployment as places that past incidents are laid on."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array
from scipy.spatial import cKDTree

from planner.risk.raster import Lattice

_CELLS = 120
"""Cells along the longer side of the lattice: wide Gaussians are worked on it, narrow ones site by site."""
_LEAST_CELL_M = 50.0
_NARROW = 2.5
"""A Gaussian of less than so many cells is narrow."""
_REACH = 4.0
"""A narrow Gaussian reaches so many times its width."""


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
        self._known = np.zeros(0, dtype=complex)
        self._pairs: dict[float, csr_array] = {}

    @property
    def extent_m2(self) -> float:
        """Area of the box that holds the sites."""
        return self.shape[0] * self.shape[1] * self.cell_m**2

    @property
    def finest_m(self) -> float:
        """The narrowest Gaussian that says more than an incident's own site."""
        return self._reach_m

    def expect(self, xy: np.ndarray) -> None:
        """Makes ready for incidents at these points, so that many calls with some of them are fast."""
        self._known, self._pairs = np.unique(xy[:, 0] + 1j * xy[:, 1]), {}

    def locate(self, xy: np.ndarray) -> np.ndarray:
        """The nearest site of each point, (n,); -1 where none is within reach. Of two in one spot, the first."""
        if not len(xy):
            return np.zeros(0, dtype=int)
        distance, site = self._tree.query(xy, distance_upper_bound=self._reach_m * (1 + 1e-9))
        return np.where(np.isfinite(distance), self._first[site % self.size], -1)

    def _own(self, xy: np.ndarray, several: np.ndarray) -> np.ndarray:
        # sites in one spot share what happened there
        own = super()._own(xy, several)[:, self._first]
        return own * self._share / np.bincount(self._spot, self._share)[self._spot]

    def _blur(self, xy: np.ndarray, several: np.ndarray, width: float, at: np.ndarray) -> np.ndarray:
        if width >= _NARROW * self.cell_m:
            return super()._blur(xy, several, width, at)
        points = xy[:, 0] + 1j * xy[:, 1]
        if width not in self._pairs:
            self._pairs[width] = self._reached(self._known, width)
        known, pairs = self._known, self._pairs[width]
        place = np.searchsorted(known, points)
        if (place == len(known)).any() or (known[place] != points).any():
            known = np.unique(points)
            place, pairs = np.searchsorted(known, points), self._reached(known, width)
        masses = [np.bincount(place, mass, minlength=len(known)) for mass in several]
        return (pairs.T @ np.array(masses).T).T[:, at]

    def _reached(self, points: np.ndarray, width: float) -> csr_array:
        """What share of a mass at each point each site gets, (points, sites)."""
        found = cKDTree(np.column_stack([points.real, points.imag])).sparse_distance_matrix(
            self._tree, _REACH * width, output_type="coo_matrix"
        )
        kernel = self._share[found.col] * np.exp(-((found.data / width) ** 2) / 2)
        whole = np.bincount(found.row, kernel, minlength=len(points))
        kernel /= np.maximum(whole, 1 / self.size)[found.row]
        return csr_array((kernel, (found.row, found.col)), shape=(len(points), self.size))
