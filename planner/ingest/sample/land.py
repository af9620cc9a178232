"""The land of a world: its border, canals, tehsils and settlements."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.interpolate import CubicSpline
from shapely.geometry import LineString, MultiLineString, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import polygonize, unary_union

from planner.ingest.sample import names
from planner.ingest.sample.shape import Shape, Track

CORNER = 8.0
"""Exponent of the border: 2 is an ellipse, infinity a box."""
WOBBLE = 0.02
"""How far the border is drawn inwards, as a share."""
FREE_M = {"canal": 900.0, "motorway": 800.0, "border": 1_000.0, "town": 1_500.0}
"""No village lies nearer than this to a canal, the motorway, the border, or the edge of a town."""


@dataclass(frozen=True, slots=True)
class Settlements:
    """Towns and villages, towns first: middle, radius and block in metres, kind, names, and the region each lies in."""

    x: np.ndarray
    y: np.ndarray
    radius_m: np.ndarray
    block_m: np.ndarray
    kind: tuple[str, ...]
    name: tuple[tuple[str, str], ...]
    region: np.ndarray

    def __len__(self) -> int:
        return len(self.x)


@dataclass(frozen=True, slots=True)
class Land:
    """Border and regions as polygons, canals and motorway as lines, in metres; region k holds the k-th tehsil seat."""

    border: Polygon
    regions: tuple[Polygon, ...]
    canals: tuple[LineString, ...]
    motorway: LineString | None
    settlements: Settlements

    @property
    def water(self) -> BaseGeometry:
        """All canals within the border."""
        return MultiLineString(self.canals).intersection(self.border)


def make_land(shape: Shape, middle: tuple[float, float], rng: np.random.Generator) -> Land:
    """The land of a shape around a point; chance moves the border, the villages and nothing else."""
    border = _border(shape, middle, rng)
    canals = tuple(_curve(track, middle) for track in shape.canals)
    motorway = _curve(shape.motorway, middle) if shape.motorway else None
    if motorway is not None:
        motorway = motorway.intersection(border.buffer(-FREE_M["border"] / 2))
    seats = [
        shapely.Point(middle[0] + t.x_km * 1000, middle[1] + t.y_km * 1000) for t in shape.towns if t.kind == "town"
    ]
    parts = list(polygonize(unary_union([border.exterior, *canals])))
    regions = tuple(next(p for p in parts if p.contains(seat)) for seat in seats)
    return Land(border, regions, canals, motorway, _settle(shape, middle, border, regions, canals, motorway, rng))


def _border(shape: Shape, middle: tuple[float, float], rng: np.random.Generator) -> Polygon:
    angle = np.linspace(0, 2 * np.pi, 240, endpoint=False)
    cos, sin = np.cos(angle), np.sin(angle)
    ring = (np.abs(cos) ** CORNER + np.abs(sin) ** CORNER) ** (-1 / CORNER)
    # waves of a few lengths, scaled to lie between 0 and 1: the border only ever moves inwards
    waves = sum(np.sin(k * angle + rng.uniform(0, 2 * np.pi)) / np.sqrt(k) for k in (3, 5, 8, 13, 21))
    waves = (waves - waves.min()) / (waves.max() - waves.min())
    ring = ring * (1 - WOBBLE * waves)
    x = middle[0] + 1000 * shape.half_width_km * ring * cos
    y = middle[1] + 1000 * shape.half_height_km * ring * sin
    return Polygon(np.column_stack([x, y]).round(1))


def _curve(track: Track, middle: tuple[float, float]) -> LineString:
    """A smooth line through the points of a track, with a vertex about every 500 m."""
    points = np.array(track) * 1000 + np.array(middle)
    along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    steps = np.linspace(0, along[-1], max(2, round(along[-1] / 500)))
    return LineString(CubicSpline(along, points)(steps).round(1))


def _settle(
    shape: Shape,
    middle: tuple[float, float],
    border: Polygon,
    regions: tuple[Polygon, ...],
    canals: tuple[LineString, ...],
    motorway: LineString | None,
    rng: np.random.Generator,
) -> Settlements:
    town_x = np.array([middle[0] + 1000 * t.x_km for t in shape.towns])
    town_y = np.array([middle[1] + 1000 * t.y_km for t in shape.towns])
    town_r = np.array([1000 * t.radius_km for t in shape.towns])
    # the canal colonies lie on a lattice; each village is a little off its square's middle
    gap = 1000 * shape.village_gap_km
    across, up = int(1000 * shape.half_width_km // gap) + 1, int(1000 * shape.half_height_km // gap) + 1
    i, j = np.meshgrid(np.arange(-across, across + 1), np.arange(-up, up + 1))
    x = middle[0] + gap * i.ravel() + rng.normal(0, 0.16 * gap, i.size)
    y = middle[1] + gap * j.ravel() + rng.normal(0, 0.16 * gap, i.size)
    spots = shapely.points(x, y)
    free = shapely.contains(border.buffer(-FREE_M["border"]), spots)
    for line in canals:
        free &= shapely.distance(spots, line) > FREE_M["canal"]
    if motorway is not None:
        free &= shapely.distance(spots, motorway) > FREE_M["motorway"]
    to_town = np.hypot(x[:, None] - town_x, y[:, None] - town_y) - town_r
    free &= to_town.min(axis=1) > FREE_M["town"]
    x, y = x[free], y[free]
    radius = 1000 * shape.village_radius_km * rng.uniform(0.8, 1.2, x.size)
    all_x, all_y = np.concatenate([town_x, x]), np.concatenate([town_y, y])
    inside = np.array([shapely.contains_xy(region, all_x, all_y) for region in regions])
    kinds = [t.kind for t in shape.towns]
    is_seat = [kind == "town" for kind in kinds]
    town_names = [
        names.town(sum(is_seat[:k])) if is_seat[k] else names.market(k - sum(is_seat[:k])) for k in range(len(kinds))
    ]
    # a canal that parts a single tehsil leaves villages outside the seat's own region: they still belong to it
    region = np.where(inside.any(axis=0), inside.argmax(axis=0), 0)
    return Settlements(
        x=all_x,
        y=all_y,
        radius_m=np.concatenate([town_r, radius]),
        block_m=np.concatenate([[t.block_m for t in shape.towns], np.full(x.size, shape.village_block_m)]),
        kind=(*kinds, *["village"] * x.size),
        name=(*town_names, *(names.village(k) for k in range(x.size))),
        region=region,
    )
