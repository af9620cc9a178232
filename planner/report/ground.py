"""Water, railways and a few names of places on a small map, so that a reader sees at once where it lies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

import geopandas as gpd
from shapely.geometry import box
from shapely.geometry.base import BaseGeometry

from planner.report.sketch import HEIGHT, WIDTH, Frame, Point
from planner.tables.landmarks import PLACES, WATER

_WIDTHS = {"river": 2.4, "canal": 1.6, "stream": 0.8}
_CROWDED = 400
"""Pieces of water beyond which streams are left out."""
_NAMES = 7
"""Names on one map: enough to know the ground, few enough to read what the map is for."""
_SIZES = {"city": 13, "town": 12, "village": 10.5, "neighbourhood": 10}
_LETTER = {"en": 0.56, "ur": 0.5}
"""About how wide a letter is, in heights of the text."""
_LINE = {"en": 1.2, "ur": 2.2}
_FAMILY = {"en": "Libertinus Serif", "ur": "Noto Nastaliq Urdu"}
_BESIDE = ((0.0, 0.0), (0.0, -30.0), (0.0, 30.0), (58.0, 0.0), (-58.0, 0.0), (0.0, -60.0), (0.0, 60.0))
_ASIDE = {"city": (*_BESIDE, (90.0, 0.0), (-90.0, 0.0)), "town": _BESIDE}
"""Where the name of a large place may stand, from its middle: dots in the middle of a town do not take its name."""
_CLEAR = 14.0
"""Around what the map is for, so much stays free of names."""
_CORNERS = ((WIDTH - 48, 0.0, WIDTH, 56.0), (0.0, HEIGHT - 40, WIDTH / 4 + 40, HEIGHT))
"""Where the arrow to the north and the scale bar stand."""

Box = tuple[float, float, float, float]


def ground_lines(landmarks: gpd.GeoDataFrame | None, frame: Frame) -> Iterator[str]:
    """Water as pale areas and lines, railways as a line with sleepers: told apart without colour."""
    if landmarks is None or landmarks.empty:
        return
    view = box(*frame.bounds)
    near = landmarks.iloc[sorted(landmarks.sindex.query(view, predicate="intersects"))]
    water = near[near["kind"].isin(WATER)]
    if len(water) > _CROWDED:
        water = water[water["kind"] != "stream"]
    for kind, shape in zip(water["kind"], water.geometry, strict=True):
        seen = shape.intersection(view)
        if area := _area(seen, frame):
            yield f'<path d="{area}" fill="#dbe6ec" stroke="#9fb8c6" stroke-width="0.6" fill-rule="evenodd"/>'
        elif line := frame.path(seen):
            width = _WIDTHS.get(str(kind), _WIDTHS["stream"])
            yield f'<path d="{line}" fill="none" stroke="#9fb8c6" stroke-width="{width}"/>'
    for shape in near.geometry[near["kind"] == "railway"]:
        if line := frame.path(shape.intersection(view)):
            yield f'<path d="{line}" fill="none" stroke="#777" stroke-width="0.9"/>'
            yield f'<path d="{line}" fill="none" stroke="#777" stroke-width="4.5" stroke-dasharray="0.9 7"/>'


def ground_names(
    landmarks: gpd.GeoDataFrame | None, frame: Frame, language: str, taken: Iterable[Point] = ()
) -> Iterator[str]:
    """The largest places in view by name, in the language of the page; none lies on another or on what is `taken`."""
    if landmarks is None or landmarks.empty:
        return
    boxes: list[Box] = [*_CORNERS, *((x - _CLEAR, y - _CLEAR, x + _CLEAR, y + _CLEAR) for x, y in taken)]
    near = landmarks.iloc[sorted(landmarks.sindex.query(box(*frame.bounds), predicate="intersects"))]
    near = near[near["kind"].isin(PLACES)]
    rows = sorted(near.to_dict("records"), key=lambda row: (PLACES.index(row["kind"]), row["landmark"]))
    shown = 0
    for row in rows:
        name = str(row["name_ur" if language == "ur" else "name_en"] or row["name_en"] or row["name_ur"])
        middle = row["geometry"].representative_point()
        size = _SIZES[row["kind"]]
        script = "ur" if any("\u0590" <= letter <= "\u08ff" for letter in name) else "en"
        at = frame.at((middle.x, middle.y))
        wide, high = len(name) * size * _LETTER[script] / 2, size * _LINE[script] / 2
        tried = ((at[0] + right, at[1] + down) for right, down in _ASIDE.get(row["kind"], ((0.0, 0.0),)))
        found = next(((x, y) for x, y in tried if _is_free((x - wide, y - high, x + wide, y + high), boxes)), None)
        if not name or found is None:
            continue
        x, y = found
        boxes.append((x - wide, y - high, x + wide, y + high))
        yield (
            f'<text x="{x:.1f}" y="{y + size * 0.35:.1f}" font-family="{_FAMILY[script]}" font-size="{size}" '
            'fill="#3a3a3a" stroke="#fbfaf7" stroke-width="3" stroke-linejoin="round" paint-order="stroke" '
            f'text-anchor="middle">{escape(name)}</text>'
        )
        shown += 1
        if shown == _NAMES:
            return


def _is_free(here: Box, boxes: Sequence[Box]) -> bool:
    left, top, right, bottom = here
    if left < 0 or top < 0 or right > WIDTH or bottom > HEIGHT:
        return False
    return not any(left < b[2] and b[0] < right and top < b[3] and b[1] < bottom for b in boxes)


def _area(shape: BaseGeometry, frame: Frame) -> str:
    """The polygons of a shape as one path of SVG; "" where it has none."""
    simple = shape.simplify(frame.metres_a_unit / 3)
    rings = [
        ring
        for piece in getattr(simple, "geoms", [simple])
        if piece.geom_type == "Polygon" and not piece.is_empty
        for ring in (piece.exterior, *piece.interiors)
    ]
    return " ".join(
        "M" + "L".join("{:.1f} {:.1f}".format(*frame.at(xy[:2])) for xy in ring.coords) + "Z" for ring in rings
    )
