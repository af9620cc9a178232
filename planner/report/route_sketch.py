"""A small map of one route as SVG, drawn from our own roads and places: no tiles, no network."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

from planner.report.ground import ground_lines, ground_names
from planner.report.sketch import FONT, HEIGHT, WIDTH, Frame, Point, north, road_lines, scale_bar, set_apart


def route_map(
    stops: Sequence[Point],
    base: Point | None,
    *,
    roads: gpd.GeoDataFrame | None = None,
    way: BaseGeometry | None = None,
    landmarks: gpd.GeoDataFrame | None = None,
    language: str = "en",
) -> str:
    """SVG with the ground, roads in grey, the way in blue, numbered stops, the base as a square, an arrow, a scale bar.

    Points, roads and way are in metres of one reference system; without a way the stops are joined by a broken line.
    Nothing to draw gives "".
    """
    points = [*stops, *([base] if base else [])]
    if not points:
        return ""
    frame = Frame.around(points, way)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" width="{WIDTH:g}" '
        f'height="{HEIGHT:g}"><rect width="{WIDTH:g}" height="{HEIGHT:g}" fill="#fbfaf7"/>'
    ]
    parts += [*ground_lines(landmarks, frame), *road_lines(roads, frame)]
    loop = [base, *stops, base] if base else list(stops)
    line = way if way is not None and not way.is_empty else LineString(loop) if len(loop) > 1 else None
    if line is not None:
        dash = "" if line is way else ' stroke-dasharray="6 4"'
        parts.append(f'<path d="{frame.path(line)}" fill="none" stroke="#1f5fbf" stroke-width="2.6"{dash}/>')
    if base:
        x, y = frame.at(base)
        parts.append(f'<rect x="{x - 6:.1f}" y="{y - 6:.1f}" width="12" height="12" fill="#222" stroke="#fff"/>')
    true = [frame.at(stop) for stop in stops]
    shown = set_apart(true)
    parts += ground_names(landmarks, frame, language, [*true, *shown, *([frame.at(base)] if base else [])])
    parts += [
        f'<path d="M{a[0]:.1f} {a[1]:.1f}L{b[0]:.1f} {b[1]:.1f}" stroke="#a01818" stroke-width="1"/>'
        for a, b in zip(true, shown, strict=True)
        if a != b
    ]
    parts += [_dot(number, at) for number, at in enumerate(shown, start=1)]
    parts += [north(), scale_bar(frame), "</svg>"]
    return "".join(parts)


def _dot(number: int, at: Point) -> str:
    x, y = at
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="8.5" fill="#a01818" stroke="#fff" stroke-width="1.2"/>'
        f'<text x="{x:.1f}" y="{y + 3.6:.1f}" {FONT} font-size="10" fill="#fff" text-anchor="middle">{number}</text>'
    )
