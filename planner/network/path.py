"""One route: its line along the roads, its minutes, and the streets it follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, Point
from shapely.ops import substring

from planner.network.roads import Roads


@dataclass(frozen=True, slots=True)
class Path:
    """A route from one place to another, in the working reference system.

    `line` runs along the roads from where the origin meets the road to where the destination does; `length_m` is its
    length by the road table; `walk_m` is what is walked at both ends together and is not part of either. `minutes`
    includes the walks. `steps` are (name of the street or "", metres) in order, neighbours of one name joined.
    `roads` are the identifiers of the pieces in order.
    """

    line: LineString
    minutes: float
    length_m: float
    walk_m: float
    steps: tuple[tuple[str, float], ...]
    roads: tuple[str, ...]

    def text(self) -> str:
        """The route in words: "Canal Road 2.1 km, then Mill Street 300 m"; a street without a name is "side road"."""
        return ", then ".join(f"{name or 'side road'} {say_metres(metres)}" for name, metres in self.steps)


def say_metres(metres: float) -> str:
    """A length as it is spoken: "2.1 km" from one kilometre on, else "300 m" to the nearest ten."""
    return f"{metres / 1000:.1f} km" if metres >= 995 else f"{round(metres, -1):.0f} m"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of one piece, driven from share `begin` to share `end` of its line (`end` < `begin`: against it)."""

    road: int
    begin: float
    end: float


def join(roads: Roads, stretches: Sequence[Stretch], *, at: Point, minutes: float = 0.0, walk_m: float = 0.0) -> Path:
    """The path that follows the stretches, which must touch; without any it stays `at` the origin."""
    stretches = [s for s in stretches if s.begin != s.end] or stretches[:1]
    lengths = [roads.length_m[s.road] * abs(s.end - s.begin) for s in stretches]
    steps: list[tuple[str, float]] = []
    for stretch, metres in zip(stretches, lengths, strict=True):
        name = str(roads.name[stretch.road])
        if steps and steps[-1][0] == name:
            steps[-1] = (name, steps[-1][1] + metres)
        elif metres > 0:
            steps.append((name, metres))
    return Path(
        line=_line([_points(roads.line[s.road], s) for s in stretches] or [shapely.get_coordinates(at)]),
        minutes=minutes,
        length_m=float(sum(lengths)),
        walk_m=walk_m,
        steps=tuple((name, float(metres)) for name, metres in steps),
        roads=tuple(str((roads.road if s.begin <= s.end else roads.back)[s.road]) for s in stretches),
    )


def _points(line: LineString, stretch: Stretch) -> NDArray[np.float64]:
    """The points of a stretch in the order in which they are driven; most are whole lines, which need no cutting."""
    if {stretch.begin, stretch.end} == {0.0, 1.0}:
        whole = shapely.get_coordinates(line)
        return whole if stretch.begin == 0.0 else whole[::-1]
    return shapely.get_coordinates(substring(line, stretch.begin, stretch.end, normalized=True))


def _line(parts: Sequence[NDArray[np.float64]]) -> LineString:
    points = np.concatenate(parts)
    new = np.ones(len(points), dtype=bool)
    new[1:] = (np.diff(points, axis=0) != 0).any(axis=1)
    points = points[new]
    return LineString(points if len(points) > 1 else np.repeat(points, 2, axis=0))
