"""Where the incidents of a month were, as SVG: tehsils, main roads, a numbered mark for each place that is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd

from planner.report.ground import ground_lines, ground_names
from planner.report.sketch import FONT, HEIGHT, WIDTH, Frame, Point, north, road_lines, scale_bar, set_apart

_MAIN = ("motorway", "trunk", "primary", "secondary")
_EXACT = 1


def incident_map(
    rows: Sequence[Mapping[str, Any]],
    areas: gpd.GeoDataFrame | None,
    roads: gpd.GeoDataFrame | None,
    landmarks: gpd.GeoDataFrame | None = None,
    language: str = "en",
) -> str:
    """SVG of the whole district; `rows` have `number`, `x_m`, `y_m`, `place_precision`. Nothing to draw gives ""."""
    shown = [row for row in rows if row["x_m"] is not None]
    if not shown:
        return ""
    tehsils = areas[areas["level"] == "tehsil"] if areas is not None and len(areas) else None
    points: list[Point] = [(row["x_m"], row["y_m"]) for row in shown]
    if tehsils is not None and len(tehsils):
        west, south, east, top = tehsils.total_bounds
        points += [(west, south), (east, top)]
    frame = Frame.around(points, None)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" width="{WIDTH:g}" '
        f'height="{HEIGHT:g}"><rect width="{WIDTH:g}" height="{HEIGHT:g}" fill="#fbfaf7"/>'
    ]
    parts += ground_lines(landmarks, frame)
    parts += road_lines(None if roads is None else roads[roads["road_class"].isin(_MAIN)], frame)
    if tehsils is not None:
        outlines = (frame.path(shape.boundary) for shape in tehsils.geometry)
        parts += [f'<path d="{path}" fill="none" stroke="#555" stroke-width="1.1"/>' for path in outlines if path]
    true = [frame.at((row["x_m"], row["y_m"])) for row in shown]
    apart = set_apart(true)
    parts += ground_names(landmarks, frame, language, [*true, *apart])
    for row, here, at in zip(shown, true, apart, strict=True):
        if here != at:
            line = f"M{here[0]:.1f} {here[1]:.1f}L{at[0]:.1f} {at[1]:.1f}"
            parts.append(f'<path d="{line}" stroke="#222" stroke-width="0.8"/>')
        parts.append(_mark(row, at))
    return "".join([*parts, north(), scale_bar(frame), "</svg>"])


def _mark(row: Mapping[str, Any], at: Point) -> str:
    """A filled circle where the site or street is known, an open one for a settlement: told apart without colour."""
    x, y = at
    is_exact = row["place_precision"] == _EXACT
    fill, ink = ("#a01818", "#fff") if is_exact else ("#fff", "#222")
    dash = "" if is_exact else ' stroke-dasharray="3 2"'
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="8.5" fill="{fill}" stroke="#222" stroke-width="1.2"{dash}/>'
        f'<text x="{x:.1f}" y="{y + 3.6:.1f}" {FONT} font-size="10" fill="{ink}" text-anchor="middle">'
        f"{int(row['number'])}</text>"
    )
