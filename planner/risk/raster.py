"""Places on a lattice of square cells, and the one way in which past incidents are laid on them.

Cells of a region and sites of a district are the same thing here: places with a share of the whole (`exposure`) that
sit in cells. A Gaussian over a lattice is a product of one along the rows and one along the columns, so laying any
number of incidents on any number of places takes two small matrix products, however wide the Gaussian is.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import lru_cache

import numpy as np
import shapely
from scipy.sparse import csr_array
from shapely.geometry.base import BaseGeometry

_FINE = 3.0
"""A Gaussian is worked on blocks of cells as long as it is so many blocks wide; that misplaces below 1 % of many."""
_GATHER_COST = 30
"""How many times as long a place takes by itself as a cell does when the whole lattice is worked out."""
_SPARSE_COST = 16
"""How many times as long a product takes per number when the zeros are left out."""
_STRIP = 128
"""Columns of the lattice that are worked out together, from what lies near them."""
_REACH = 8.0
"""Widths beyond which a Gaussian counts as nothing: exp(-32) is 1e-14."""


class Lattice(ABC):
    """Places in square cells, with what share of the whole each is; see `planner.risk.forecast.Ground`."""

    def __init__(
        self,
        *,
        origin: tuple[float, float],
        cell_m: float,
        shape: tuple[int, int],
        cells: np.ndarray,
        share: np.ndarray,
    ) -> None:
        """`cells` (m,) is the cell of each place, row by row from the south-west; `share` (m,) sums to 1."""
        self.origin, self.cell_m, self.shape, self.cells = origin, cell_m, shape, cells
        self.rows, self.columns = np.divmod(cells, shape[1])
        self._share = share
        self._whole = np.bincount(cells, share, minlength=shape[0] * shape[1]).reshape(shape)
        self._kernels = lru_cache(maxsize=64)(self._make_kernels)

    @property
    def size(self) -> int:
        """Number of places."""
        return len(self.cells)

    @property
    def exposure(self) -> np.ndarray:
        """Share of the whole that each place is."""
        return self._share

    @property
    def middle(self) -> np.ndarray:
        """The middle of the cell of each place, (m, 2), in metres."""
        return np.array(self.origin) + (np.column_stack([self.columns, self.rows]) + 0.5) * self.cell_m

    @property
    @abstractmethod
    def extent_m2(self) -> float:
        """Area over which the places are strewn."""

    @property
    @abstractmethod
    def finest_m(self) -> float:
        """The narrowest Gaussian that is worth laying."""

    def cell_of(self, xy: np.ndarray) -> np.ndarray:
        """The cell of each point, (n,); points outside count to the nearest cell."""
        column = np.floor((xy[:, 0] - self.origin[0]) / self.cell_m).astype(int)
        row = np.floor((xy[:, 1] - self.origin[1]) / self.cell_m).astype(int)
        return np.clip(row, 0, self.shape[0] - 1) * self.shape[1] + np.clip(column, 0, self.shape[1] - 1)

    @abstractmethod
    def locate(self, xy: np.ndarray) -> np.ndarray:
        """The place of each point, (n,); -1 where there is none."""

    def spread(
        self, xy: np.ndarray, mass: np.ndarray, width_m: float, doubt_m: np.ndarray, at: np.ndarray | None = None
    ) -> np.ndarray:
        """The mass of the points laid on the places by a Gaussian of that width (standard deviation), (m,).

        `mass` may be (n,) or (c, n) for c masses of the same points: then the answer is (c, m). With `at` only those
        places are answered.

        Places in reach share a point's mass by their exposure and nearness. Where even together they reach less than
        one average place at the very point would, the rest fell where no place is. `doubt_m` widens the Gaussian of
        its point; width 0 without doubt leaves a point at its own place.
        """
        at = np.arange(self.size) if at is None else at
        several = np.atleast_2d(mass)
        laid = np.zeros((len(several), len(at)))
        wide = np.hypot(width_m, doubt_m)
        for width in np.unique(wide):
            here = wide == width
            if width > 0:
                laid += self._blur(xy[here], several[:, here], float(width), at)
            else:
                laid += self._own(xy[here], several[:, here])[:, at]
        return laid if mass.ndim > 1 else laid[0]

    def _own(self, xy: np.ndarray, several: np.ndarray) -> np.ndarray:
        place = self.locate(xy)
        inside = place >= 0
        return np.array([np.bincount(place[inside], mass[inside], minlength=self.size) for mass in several])

    def held(self, xy: np.ndarray, width_m: float, doubt_m: np.ndarray) -> np.ndarray:
        """The share of each point's mass that `spread` lays on places at all, (n,); width above 0."""
        share = np.empty(len(xy))
        wide = np.hypot(width_m, doubt_m)
        for width in np.unique(wide):
            block, _, reach = self._kernels(float(width))
            row, column = np.divmod(self.cell_of(xy[wide == width]), self.shape[1])
            share[wide == width] = np.minimum(1.0, self.size * reach[row // block, column // block])
        return share

    def _blur(self, xy: np.ndarray, several: np.ndarray, width: float, at: np.ndarray) -> np.ndarray:
        block, (down, along), reach = self._kernels(width)
        row, column = np.divmod(self.cell_of(xy), self.shape[1])
        used, which = np.unique((row // block) * reach.shape[1] + column // block, return_inverse=True)
        most = np.maximum(reach.ravel()[used], 1 / self.size)
        few = len(at) * reach.shape[1] * _GATHER_COST < self.shape[0] * self.shape[1] * self._blocks_near(width, block)
        rows, columns = (self.rows[at], self.columns[at]) if few else (at, at)
        out = np.empty((len(several), len(at)))
        for k, mass in enumerate(several):
            spread = self._down(np.bincount(which, mass, minlength=len(used)) / most, used, down, reach.shape)
            if few:
                out[k] = np.einsum("ij,ij->i", spread[rows], along.T[columns])
            else:
                out[k] = self._across(spread, along, width, block).ravel()[self.cells[at]]
            out[k] *= self._share[at]
        return out

    @staticmethod
    def _down(mass: np.ndarray, used: np.ndarray, down: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
        """The mass of the blocks that are used, spread along the columns of the lattice, (rows, blocks across)."""
        row, column = np.divmod(used, shape[1])
        mass = mass.astype(np.float32)
        if len(used) * _SPARSE_COST < shape[0] * shape[1]:
            return np.asarray((csr_array((mass, (column, row)), shape=shape[::-1]) @ down.T).T)
        sources = np.zeros(shape, dtype=np.float32)
        sources[row, column] = mass
        return np.asarray(down @ sources)

    def _across(self, spread: np.ndarray, along: np.ndarray, width: float, block: int) -> np.ndarray:
        """What is spread along the columns, spread along the rows too, on the whole lattice."""
        out = np.empty(self.shape, dtype=np.float32)
        if self._blocks_near(width, block) == len(along):
            return np.matmul(spread, along, out=out)
        reach = _REACH * width / self.cell_m + block
        for left in range(0, self.shape[1], _STRIP):
            right = min(left + _STRIP, self.shape[1])
            near = slice(max(0, int((left - reach) / block)), int((right + reach) / block) + 1)
            np.matmul(spread[:, near], along[near, left:right], out=out[:, left:right])
        return out

    def _blocks_near(self, width: float, block: int) -> int:
        """How many blocks along a row matter for a strip of columns."""
        cells = 2 * (_REACH * width / self.cell_m + block) + _STRIP
        return -(-min(self.shape[1], int(cells)) // block)

    def _make_kernels(self, width: float) -> tuple[int, tuple[np.ndarray, np.ndarray], np.ndarray]:
        block = max(1, int(width / (_FINE * self.cell_m)))
        down, along = (self._along(n, block, width) for n in self.shape)
        reach = down.T.astype(float) @ self._whole @ along.astype(float)
        return block, (down, along.T), reach

    def _along(self, cells: int, block: int, width: float) -> np.ndarray:
        """How much the middle of each block reaches each cell along one side, (cells, blocks)."""
        blocks = -(-cells // block)
        middle = (np.arange(blocks) * block + (block - 1) / 2)[None, :]
        steps = (np.arange(cells)[:, None] - middle) * self.cell_m / width
        return np.exp(-(steps**2) / 2).astype(np.float32)


class Raster(Lattice):
    """The cells that a region touches, each the same share of the whole."""

    @classmethod
    def over(cls, region: BaseGeometry, cell_m: float) -> Raster:
        """The square cells of that width that touch a region in metres."""
        left, low, right, top = region.bounds
        columns, rows = (max(1, int(np.ceil(span / cell_m))) for span in (right - left, top - low))
        x, y = left + np.arange(columns) * cell_m, low + np.arange(rows) * cell_m
        shapely.prepare(region)
        # a row of cells at a time: most rows of a large region are far from its border
        touched = np.zeros((rows, columns), dtype=bool)
        strips = shapely.box(left, y, left + columns * cell_m, y + cell_m)
        for row in np.flatnonzero(shapely.intersects(region, strips)):
            touched[row] = shapely.intersects(region, shapely.box(x, y[row], x + cell_m, y[row] + cell_m))
        cells = np.flatnonzero(touched)
        return cls(
            origin=(left, low),
            cell_m=cell_m,
            shape=(rows, columns),
            cells=cells,
            share=np.full(len(cells), 1 / max(1, len(cells))),
        )

    @property
    def extent_m2(self) -> float:
        """Area of all the cells."""
        return self.size * self.cell_m**2

    @property
    def finest_m(self) -> float:
        """Half a cell: a narrower Gaussian stays in it."""
        return self.cell_m / 2

    @property
    def area_km2(self) -> np.ndarray:
        """Area of each cell."""
        return np.full(self.size, (self.cell_m / 1000) ** 2)

    def locate(self, xy: np.ndarray) -> np.ndarray:
        """The cell of the region that holds each point, (n,); -1 where none does."""
        place_of = np.full(self.shape[0] * self.shape[1], -1)
        place_of[self.cells] = np.arange(self.size)
        steps = (xy - np.array(self.origin)) / self.cell_m
        inside = (steps >= 0).all(axis=1) & (steps < np.array(self.shape[::-1])).all(axis=1)
        return np.where(inside, place_of[self.cell_of(xy)], -1)
