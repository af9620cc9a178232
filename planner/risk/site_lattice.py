"""The sites of a deployment as places that past incidents are laid on."""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree

from planner.risk.raster import Lattice

_MOST_CELLS = 400
"""Cells along the longer side of the lattice."""
_LEAST_CELL_M = 50.0


class SiteLattice(Lattice):
    """Sites, each with the share of the whole that it is before anything has happened."""

    def __init__(self, xy: np.ndarray, share: np.ndarray, reach_m: float) -> None:
        """Sites at `xy` (m x 2, metres, m > 0); an incident belongs to the nearest site within `reach_m`."""
        low, high = xy.min(axis=0) - 2 * reach_m, xy.max(axis=0) + 2 * reach_m
        cell_m = max(_LEAST_CELL_M, float((high - low).max()) / _MOST_CELLS)
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

    @property
    def extent_m2(self) -> float:
        """Area of the box that holds the sites."""
        return self.shape[0] * self.shape[1] * self.cell_m**2

    def locate(self, xy: np.ndarray) -> np.ndarray:
        """The nearest site of each point, (n,); -1 where none is within reach. Of two in one spot, the first."""
        if not len(xy):
            return np.zeros(0, dtype=int)
        distance, site = self._tree.query(xy, distance_upper_bound=self._reach_m * (1 + 1e-9))
        return np.where(np.isfinite(distance), site, -1)
