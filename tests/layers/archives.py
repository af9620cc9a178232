"""Small tile archives, written anew for a test."""

from __future__ import annotations

import gzip
import io
import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import mapbox_vector_tile
from PIL import Image
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer
from shapely.geometry import LineString, Point, box

Bounds = tuple[float, float, float, float]
CREDIT = '<a href="https://example.org">Example mappers &amp; friends</a>'
_EXTENT = 4096


def tile_at(zoom: int, longitude: float, latitude: float) -> tuple[int, int]:
    """Column and row of the tile that holds a place (Web Mercator)."""
    n = 1 << zoom
    lat = math.radians(latitude)
    return int((longitude + 180) / 360 * n), int((1 - math.asinh(math.tan(lat)) / math.pi) / 2 * n)


def vector_tile(*, urdu: str = "مثال شہر") -> bytes:
    """A tile of Protomaps' kind whose eastern half is water, with a road across and a named town on the dry side."""
    half = _EXTENT / 2
    layers: list[Mapping[str, Any]] = [
        {"name": "earth", "features": [{"geometry": box(0, 0, _EXTENT, _EXTENT), "properties": {"kind": "earth"}}]},
        {"name": "water", "features": [{"geometry": box(half, 0, _EXTENT, _EXTENT), "properties": {"kind": "lake"}}]},
        {
            "name": "roads",
            "features": [
                {
                    "geometry": LineString([(0, half), (_EXTENT, half)]),
                    "properties": {"kind": "highway", "kind_detail": "motorway"},
                }
            ],
        },
        {
            "name": "places",
            "features": [
                {
                    "geometry": Point(half / 2, half / 2),
                    "properties": {
                        "kind": "locality",
                        "kind_detail": "town",
                        "name": "Example Town",
                        "name:en": "Example Town",
                        "name:ur": urdu,
                    },
                }
            ],
        },
    ]
    return gzip.compress(mapbox_vector_tile.encode(layers, default_options={"extents": _EXTENT}), mtime=0)


def picture(color: tuple[int, int, int]) -> bytes:
    """A PNG tile of one colour."""
    held = io.BytesIO()
    Image.new("RGB", (256, 256), color).save(held, "PNG")
    return held.getvalue()


def write(
    path: Path, tiles: Mapping[tuple[int, int, int], bytes], bounds: Bounds, *, kind: TileType, zooms: Iterable[int]
) -> Path:
    """The archive of these tiles, by (zoom, column, row)."""
    low, high = min(zooms), max(zooms)
    with path.open("wb") as file:
        writer = Writer(file)
        for number, content in sorted((zxy_to_tileid(*place), content) for place, content in tiles.items()):
            writer.write_tile(number, content)
        west, south, east, north = (round(degrees * 1e7) for degrees in bounds)
        writer.finalize(
            {
                "tile_type": kind,
                "tile_compression": Compression.GZIP if kind is TileType.MVT else Compression.NONE,
                "min_zoom": low,
                "max_zoom": high,
                "min_lon_e7": west,
                "min_lat_e7": south,
                "max_lon_e7": east,
                "max_lat_e7": north,
                "center_zoom": low,
                "center_lon_e7": (west + east) // 2,
                "center_lat_e7": (south + north) // 2,
            },
            {"attribution": CREDIT, "name": "example"},
        )
    return path


def vector(path: Path, bounds: Bounds, zooms: range = range(6, 11)) -> Path:
    """An archive of vector tiles that covers the bounds at these zooms."""
    content = vector_tile()
    return write(path, dict.fromkeys(_covering(bounds, zooms), content), bounds, kind=TileType.MVT, zooms=zooms)


def pictures(path: Path, bounds: Bounds, zooms: range = range(6, 11)) -> Path:
    """An archive of pictures, blue all over."""
    content = picture((120, 160, 190))
    return write(path, dict.fromkeys(_covering(bounds, zooms), content), bounds, kind=TileType.PNG, zooms=zooms)


def _covering(bounds: Bounds, zooms: range) -> Iterable[tuple[int, int, int]]:
    west, south, east, north = bounds
    for zoom in zooms:
        left, top = tile_at(zoom, west, north)
        right, bottom = tile_at(zoom, east, south)
        yield from ((zoom, x, y) for x in range(left, right + 1) for y in range(top, bottom + 1))
