"""What the small maps of the papers share: the frame, roads in grey, an arrow to the north, a scale bar."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import geopandas as gpd
from shapely.geometry import box
from shapely.geometry.base import BaseGeometry

WIDTH, HEIGHT = 680.0, 430.0
_EDGE = 34.0
_LEAST_M = 400.0
"""A map is at least so many metres wide: two stops at one corner still have streets around them."""
_STROKES = {"motorway": 2.6, "trunk": 2.4, "primary": 2.0, "secondary": 1.5, "tertiary": 1.1}
_THIN, _SMALL_CLASSES = 0.6, ("residential", "service", "track", "path", "unclassified")
_APART, _ROUNDS = 18.0, 40
_CROWDED = 6000
"""Pieces of road beyond which the small ones are left out, so that a page of a whole district stays light."""

Point = tuple[float, float]


class Frame:
    """From metres to the drawing, north up, both axes at one scale."""

    def __init__(self, middle: Point, metres_a_unit: float) -> None:
        self.middle = middle
        self.metres_a_unit = metres_a_unit

    @classmethod
    def around(cls, points: Sequence[Point], way: BaseGeometry | None) -> Frame:
        """The frame that holds all points and the way, at least some hundred metres wide."""
        xs, ys = [x for x, _ in points], [y for _, y in points]
        if way is not None and not way.is_empty:
            west, south, east, north = way.bounds
            xs, ys = [*xs, west, east], [*ys, south, north]
        wide = max(max(xs) - min(xs), _LEAST_M) / (WIDTH - 2 * _EDGE)
        high = (max(ys) - min(ys)) / (HEIGHT - 2 * _EDGE)
        return cls(((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2), max(wide, high))

    def at(self, point: Point) -> Point:
        """Where a point in metres stands in the drawing."""
        x = WIDTH / 2 + (point[0] - self.middle[0]) / self.metres_a_unit
        return x, HEIGHT / 2 - (point[1] - self.middle[1]) / self.metres_a_unit

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east and north of the drawing, in metres."""
        wide, high = self.metres_a_unit * WIDTH / 2, self.metres_a_unit * HEIGHT / 2
        return self.middle[0] - wide, self.middle[1] - high, self.middle[0] + wide, self.middle[1] + high

    def path(self, line: BaseGeometry) -> str:
        """The line as a path of SVG; bends smaller than a third of a unit are left out."""
        simple = line.simplify(self.metres_a_unit / 3)
        pieces = getattr(simple, "geoms", [simple])
        return " ".join(
            "M" + "L".join("{:.1f} {:.1f}".format(*self.at(xy[:2])) for xy in piece.coords)
            for piece in pieces
            if piece.geom_type == "LineString" and len(piece.coords) > 1
        )


def road_lines(roads: gpd.GeoDataFrame | None, frame: Frame) -> Iterable[str]:
    """The roads in view as grey paths, one for each class; of a crowded view the small ones are left out."""
    if roads is None or roads.empty:
        return
    view = box(*frame.bounds)
    near = roads.iloc[sorted(roads.sindex.query(view))]
    if len(near) > _CROWDED:
        near = near[~near["road_class"].isin(_SMALL_CLASSES)]
    for road_class, group in near.groupby("road_class"):
        lines = (frame.path(line.intersection(view)) for line in group.geometry)
        path = " ".join(line for line in lines if line)
        if path:
            width = _STROKES.get(str(road_class), _THIN)
            yield f'<path d="{path}" fill="none" stroke="#b9b4a8" stroke-width="{width}"/>'


def set_apart(points: Sequence[Point]) -> list[Point]:
    """The points pushed apart until no two dots hide each other, as far as that goes in a few rounds."""
    moved = [list(point) for point in points]
    for _ in range(_ROUNDS):
        for i, a in enumerate(moved):
            for j in range(i):
                b = moved[j]
                dx, dy = a[0] - b[0], a[1] - b[1]
                far = math.hypot(dx, dy)
                if far >= _APART:
                    continue
                # two stops at one point part along a direction of their own, the same on every run
                ux, uy = (dx / far, dy / far) if far > 0 else (math.cos(i + 1.0), math.sin(i + 1.0))
                push = (_APART - far) / 2
                a[0], a[1], b[0], b[1] = a[0] + ux * push, a[1] + uy * push, b[0] - ux * push, b[1] - uy * push
    return [(min(max(x, 10.0), WIDTH - 10), min(max(y, 10.0), HEIGHT - 10)) for x, y in moved]


FONT = 'font-family="Libertinus Serif" font-weight="bold"'


def north() -> str:
    """An arrow to the north in the upper right corner."""
    x = WIDTH - 24
    return (
        f'<path d="M{x} 12L{x + 7} 34L{x} 28L{x - 7} 34Z" fill="#222"/>'
        f'<text x="{x}" y="46" {FONT} font-size="11" fill="#222" text-anchor="middle">N</text>'
    )


def scale_bar(frame: Frame) -> str:
    """A bar of a round length, about a fifth of the width."""
    wished = frame.metres_a_unit * WIDTH / 5
    power = 10 ** math.floor(math.log10(wished))
    metres = next(step * power for step in (5, 2, 1) if step * power <= wished)
    long = metres / frame.metres_a_unit
    words = f"{metres / 1000:g} km" if metres >= 1000 else f"{metres:g} m"
    y = HEIGHT - 14
    return (
        f'<rect x="10" y="{y - 20}" width="{long + 16:.1f}" height="28" fill="#fbfaf7" fill-opacity="0.85"/>'
        f'<path d="M16 {y - 5}V{y}H{16 + long:.1f}V{y - 5}" fill="none" stroke="#222" stroke-width="1.4"/>'
        f'<text x="{16 + long / 2:.1f}" y="{y - 5}" {FONT} font-size="11" text-anchor="middle">{words}</text>'
    )
