"""The nearest of some lines to a point, also when a few of the lines are taken away or added."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from planner.network.engine import FloatArray, IntArray

_CHANGED = 0.1  # of the lines: when more than this share is another, all are sorted anew
_WIDER = 2.0  # times the distance to a line that is closed: so far one looks next for an open one


class Nearest:
    """The nearest of some lines; of equally near ones the first."""

    def __init__(self, line: NDArray[np.object_], is_in: NDArray[np.bool_]) -> None:
        """`is_in` says which of the lines count."""
        self._line, self._is_in = line, is_in
        self._which = np.flatnonzero(is_in)

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(self._line[self._which])

    def changed(self, is_in: NDArray[np.bool_]) -> Nearest:
        """The same for other lines; quick when they are nearly the same."""
        if int((is_in != self._is_in).sum()) > _CHANGED * len(self._which):
            return Nearest(self._line, is_in)
        return _Changed(self, is_in)

    def to(self, points: NDArray[np.object_]) -> tuple[IntArray, FloatArray]:
        """Number of the nearest line and metres to it, for each point; -1 and inf when there are no lines."""
        line, metres = nothing(len(points))
        point, found, far = self.ties(points)
        _first(point, found, far, line, metres)
        return line, metres

    def ties(self, points: NDArray[np.object_]) -> tuple[IntArray, IntArray, FloatArray]:
        """All nearest lines of all points: number of the point, number of the line, metres."""
        if not len(self._which) or not len(points):
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), np.empty(0)
        (point, found), far = self._tree.query_nearest(points, return_distance=True)
        return point, self._which[found], far

    def nearest_of(self, point: shapely.Point, is_in: NDArray[np.bool_], from_m: float) -> tuple[int, float]:
        """The nearest of these lines that `is_in` keeps, when none is nearer than `from_m`; -1 and inf without any."""
        radius = max(from_m * _WIDER, 1.0)
        while True:
            near = self._which[np.sort(self._tree.query(point, predicate="dwithin", distance=radius))]
            kept = near[is_in[near]]
            if len(kept):
                far = shapely.distance(self._line[kept], point)
                return int(kept[far.argmin()]), float(far.min())
            if len(near) == len(self._which):
                return -1, float("inf")
            radius *= _WIDER


class _Changed(Nearest):
    """The lines of a base without those that are gone, and those that are new in a small index of their own."""

    def __init__(self, base: Nearest, is_in: NDArray[np.bool_]) -> None:
        super().__init__(base._line, is_in)
        self._base = base
        self._new = Nearest(base._line, is_in & ~base._is_in)

    def to(self, points: NDArray[np.object_]) -> tuple[IntArray, FloatArray]:
        """Number of the nearest line and metres to it, for each point; -1 and inf when there are no lines."""
        line, metres = nothing(len(points))
        point, found, far = self._base.ties(points)
        still = self._is_in[found]
        _first(point[still], found[still], far[still], line, metres)
        lost = np.setdiff1d(point, point[still])
        gone_m = np.zeros(len(points))
        gone_m[point] = far
        for i in lost.tolist():
            line[i], metres[i] = self._base.nearest_of(points[i], self._is_in, float(gone_m[i]))
        new, new_m = self._new.to(points)
        takes = (new >= 0) & ((new_m < metres) | ((new_m == metres) & (new < line)))
        return np.where(takes, new, line), np.where(takes, new_m, metres)


def nothing(count: int) -> tuple[IntArray, FloatArray]:
    """-1 and inf, so many times."""
    return np.full(count, -1, dtype=np.int64), np.full(count, np.inf)


def _first(point: IntArray, found: IntArray, far: FloatArray, line: IntArray, metres: FloatArray) -> None:
    """Write the first of each point's equally near lines into `line` and `metres`."""
    order = np.lexsort((found, point))
    point, first = np.unique(point[order], return_index=True)
    line[point] = found[order][first]
    metres[point] = far[order][first]
