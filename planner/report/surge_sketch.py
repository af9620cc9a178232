"""A small map of an emergency as SVG: crowds, form-up points and the ways of the units, from our own roads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

import geopandas as gpd
from shapely.geometry import LineString, box

from planner.report.ground import ground_lines, ground_names
from planner.report.sketch import FONT, HEIGHT, WIDTH, Frame, Point, north, road_lines, scale_bar

_MARGIN_M = 500.0
"""Room around crowds and form-up points, so that the ways that lead there can be seen."""


def surge_map(
    crowds: Sequence[tuple[str, Point]],
    form_ups: Sequence[Point],
    ways: Iterable[Sequence[Point]] = (),
    *,
    roads: gpd.GeoDataFrame | None = None,
    landmarks: gpd.GeoDataFrame | None = None,
    language: str = "en",
) -> str:
    """SVG with the ground, roads in grey, ways in blue, form-up points as squares, each crowd a circle with its name.

    All points are in metres of the reference system of the roads. Nothing to draw gives "".
    """
    points = [*(point for _, point in crowds), *form_ups]
    if not points:
        return ""
    room = [(x + dx, y + dy) for x, y in points for dx, dy in ((-_MARGIN_M, -_MARGIN_M), (_MARGIN_M, _MARGIN_M))]
    frame = Frame.around(room, None)
    view = box(*frame.bounds)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" width="{WIDTH:g}" '
        f'height="{HEIGHT:g}"><rect width="{WIDTH:g}" height="{HEIGHT:g}" fill="#fbfaf7"/>'
    ]
    parts += [*ground_lines(landmarks, frame), *road_lines(roads, frame)]
    for way in ways:
        path = frame.path(LineString(way).intersection(view)) if len(way) > 1 else ""
        if path:
            parts.append(f'<path d="{path}" fill="none" stroke="#1f5fbf" stroke-width="2.4" stroke-opacity="0.85"/>')
    parts += ground_names(landmarks, frame, language, [frame.at(point) for point in points])
    parts += [_square(frame.at(point)) for point in form_ups]
    parts += [_crowd(name, frame.at(point)) for name, point in crowds]
    parts += [north(), scale_bar(frame), "</svg>"]
    return "".join(parts)


def _square(at: Point) -> str:
    x, y = at
    return (
        f'<rect x="{x - 6.5:.1f}" y="{y - 6.5:.1f}" width="13" height="13" fill="#1f5fbf" stroke="#fff" '
        'stroke-width="1.4"/>'
    )


def _crowd(name: str, at: Point) -> str:
    x, y = at
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="11.5" fill="#a01818" stroke="#fff" stroke-width="1.4"/>'
        f'<text x="{x:.1f}" y="{y + 3.6:.1f}" {FONT} font-size="10" fill="#fff" text-anchor="middle">'
        f"{escape(name[:_NAME])}</text>"
    )


_NAME = 4
"""Letters of an alarm's name that fit into its circle."""
