"""Which area is reached within so many minutes: the reached parts of the roads, widened by a stated buffer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from planner.network.engine import NEVER, FloatArray, IntArray
from planner.network.roads import Roads

Reached = list[tuple[int, float, float]]


def reached_parts(roads: Roads, ms: IntArray, node_ms: IntArray, limit_ms: int) -> tuple[FloatArray, FloatArray]:
    """How far each open piece is reached within the limit: the share from its start, and the share from its end.

    `node_ms` is the time to each node. A piece is entered at its start, and, unless it is one-way, also at its end;
    a piece that takes no time lies at both its ends, as it does for `ways_in`.
    """
    from_start = _share(limit_ms - node_ms[roads.first], ms)
    from_end = np.where(roads.is_oneway & (ms > 0), 0.0, _share(limit_ms - node_ms[roads.last], ms))
    return from_start, from_end


def _share(left_ms: IntArray, ms: IntArray) -> FloatArray:
    share = np.where(left_ms >= 0, 1.0, 0.0)
    np.divide(left_ms, ms, out=share, where=(ms > 0) & (left_ms >= 0))
    return np.where(ms < NEVER, np.minimum(share, 1.0), 0.0)


def lines_of(
    roads: Roads, from_start: FloatArray, from_end: FloatArray, own: Reached, *, done: NDArray[np.bool_]
) -> list[BaseGeometry]:
    """The reached parts as lines (a point where no length is reached); `own` are parts (piece, share, share) more.

    Pieces in `done` were reached as a whole before and are left out; those that are now are added to it.
    """
    whole = from_start + from_end >= 1
    lines: list[BaseGeometry] = list(roads.line[whole & ~done])
    for r in np.flatnonzero(~whole & (from_start > 0)):
        lines.append(substring(roads.line[r], 0, from_start[r], normalized=True))
    for r in np.flatnonzero(~whole & (from_end > 0)):
        lines.append(substring(roads.line[r], 1 - from_end[r], 1, normalized=True))
    lines.extend(substring(roads.line[r], begin, end, normalized=True) for r, begin, end in own if not done[r])
    done |= whole
    return lines


def areas(lines: Sequence[Sequence[BaseGeometry]], buffer_m: float) -> list[BaseGeometry]:
    """One area for each list of lines, each holding the one before: the lines with all that lies within the buffer."""
    found: list[BaseGeometry] = []
    area: BaseGeometry = Polygon()
    for some in lines:
        if some:
            area = shapely.union_all([area, *shapely.buffer(np.asarray(some, dtype=object), buffer_m)])
        found.append(area)
    return found
