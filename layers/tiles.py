"""Map tiles below our own layers: a tile archive (PMTiles) of the office's own, or tiles from the internet if wanted.

An archive is one file; its header says what it holds (github.com/protomaps/PMTiles, version 3). Archives of vector
tiles are read by the browser itself, piece by piece; of a raster archive `Archive.tile` gives one picture.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import folium
from folium.elements import JSCSSMixin
from folium.template import Template

from layers.base import Bounds, Drawn
from layers.safe import script_json
from planner.core.errors import PlannerError

INSTEAD = ("roads", "landmarks")
"""Our own layers that an archive draws better: switched off in the legend until the reader wants them."""
_HEADER = struct.Struct("<7sB11Q6B4iB2i")
_VECTOR, _PICTURES = 1, {2: "image/png", 3: "image/jpeg", 4: "image/webp", 5: "image/avif"}
_NO_PACKING, _GZIP = 1, 2
_MOST_BYTES = 64_000_000
"""A directory or description of an archive that is larger is not believed."""
_DEEPEST = 4
_CREDIT_SIGNS = 160
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(:\d+)?/[A-Za-z0-9._~/{}=&?%@-]*")


class BadTiles(PlannerError):
    """A tile archive or an address of tiles that cannot be used."""


@dataclass(frozen=True, slots=True)
class Background:
    """What lies below all layers: how it is drawn, where it comes from, where and how closely it can be shown.

    `host` names who is asked on the internet; it is "" for a file of the office's own.
    """

    kind: Literal["vector", "raster"]
    url: str
    credit: str = ""
    host: str = ""
    bounds: Bounds | None = None
    min_zoom: int = 0
    max_zoom: int = 18

    def shows(self, place: Bounds) -> bool:
        """True unless its bounds and the place have no point in common."""
        if self.bounds is None:
            return True
        west, south, east, north = self.bounds
        return west <= place[2] and place[0] <= east and south <= place[3] and place[1] <= north


@dataclass(frozen=True)
class Archive:
    """A tile archive that was opened and looked at."""

    path: Path
    name: str
    media: str
    packing: int
    min_zoom: int
    max_zoom: int
    bounds: Bounds
    credit: str
    root: tuple[int, int]
    leaves: int
    data: int

    @property
    def is_vector(self) -> bool:
        """True for vector tiles, which the browser draws in the reader's language."""
        return not self.media

    def background(self, prefix: str) -> Background:
        """How a map shows it; `prefix` is the address of our own tiles as the map's page sees it."""
        tail = f"{self.name}.pmtiles" if self.is_vector else f"{self.name}/{{z}}/{{x}}/{{y}}"
        kind: Literal["vector", "raster"] = "vector" if self.is_vector else "raster"
        return Background(kind, prefix + tail, self.credit, "", self.bounds, self.min_zoom, self.max_zoom)

    @cached_property
    def _entries(self) -> Sequence[tuple[int, int, int, int]]:
        return _directory(_piece(self.path, *self.root, self.packing))

    def tile(self, zoom: int, x: int, y: int) -> bytes | None:
        """The picture of one tile, or None where the archive has none."""
        if not (self.min_zoom <= zoom <= self.max_zoom and 0 <= x < 1 << zoom and 0 <= y < 1 << zoom):
            return None
        wanted, entries = tile_number(zoom, x, y), self._entries
        for _ in range(_DEEPEST):
            found = _last_before(entries, wanted)
            if found is None:
                return None
            first, run, length, offset = found
            if run:
                return _bytes(self.path, self.data + offset, length) if wanted < first + run else None
            entries = _directory(_piece(self.path, self.leaves + offset, length, self.packing))
        return None


def open_archive(path: Path) -> Archive:
    """The archive in a file, by its header; BadTiles, naming the file, when it is none that can be shown."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            raw = file.read(_HEADER.size)
    except OSError as fault:
        raise BadTiles(
            f"the map file {path} cannot be read: {fault.strerror or fault}",
            maybe="map.tiles_file in the deployment file names another file, or it was moved.",
        ) from fault
    if len(raw) < _HEADER.size or not raw.startswith(b"PMTiles"):
        raise BadTiles(f"the map file {path} is no PMTiles archive", maybe="convert it: `pmtiles convert`.")
    head = _HEADER.unpack(raw)
    version, places, flags, corners = head[1], head[2:13], head[13:19], head[19:23]
    if version != 3:
        raise BadTiles(f"the map file {path} has version {version} of PMTiles, not 3", maybe="`pmtiles convert` it.")
    packing, tile_packing, kind, low, high = flags[1:]
    root_at, root_long, said_at, said_long, leaves_at, _, data_at, data_long = places[:8]
    if data_at + data_long > size or root_at + root_long > size or said_at + said_long > size:
        raise BadTiles(f"the map file {path} is cut off", maybe="the copy did not finish.")
    if kind != _VECTOR and kind not in _PICTURES:
        raise BadTiles(f"the map file {path} holds neither vector tiles nor pictures", maybe="it holds elevations.")
    if packing not in (_NO_PACKING, _GZIP) or (kind == _VECTOR and tile_packing not in (_NO_PACKING, _GZIP)):
        raise BadTiles(f"the map file {path} is packed in a way that browsers cannot read", maybe="make it with gzip.")
    west, south, east, north = (degrees / 1e7 for degrees in corners)
    stamp = f"{path.resolve()}|{size}|{path.stat().st_mtime_ns}"
    try:
        said = json.loads(_piece(path, said_at, said_long, packing) or b"{}")
    except (ValueError, OSError, EOFError, zlib.error) as fault:
        raise BadTiles(
            f"the map file {path} is damaged: its description cannot be read", maybe="copy it again."
        ) from fault
    return Archive(
        path=path,
        name=hashlib.sha256(stamp.encode()).hexdigest()[:32],
        media=_PICTURES.get(kind, ""),
        packing=packing,
        min_zoom=low,
        max_zoom=high,
        bounds=(west, south, east, north),
        credit=_credit(said),
        root=(root_at, root_long),
        leaves=leaves_at,
        data=data_at,
    )


def online(address: str, credit: str) -> Background:
    """Tiles of a server on the internet; BadTiles when the address names no host or no {z}, {x} and {y}."""
    if not _ADDRESS.fullmatch(address) or any(part not in address for part in ("{z}", "{x}", "{y}")):
        raise BadTiles(
            f"map.online_tiles = {address!r} is no address of tiles",
            maybe="an address such as https://tiles.example.org/{z}/{x}/{y}.png was meant.",
        )
    parts = urlsplit(address)
    return Background("raster", address, credit, f"{parts.scheme}://{parts.netloc}")


def _credit(said: Any) -> str:
    """Whom the makers want named: plain text, never markup."""
    text = said.get("attribution", "") if isinstance(said, Mapping) else ""
    plain = html.unescape(re.sub(r"<[^>]*>", " ", str(text)))
    return " ".join(plain.split())[:_CREDIT_SIGNS]


def _bytes(path: Path, offset: int, length: int) -> bytes:
    with path.open("rb") as file:
        file.seek(offset)
        return file.read(length)


def _piece(path: Path, offset: int, length: int, packing: int) -> bytes:
    raw = _bytes(path, offset, min(length, _MOST_BYTES))
    if packing != _GZIP or not raw:
        return raw
    unpack = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    return unpack.decompress(raw, _MOST_BYTES)


def tile_number(zoom: int, x: int, y: int) -> int:
    """The number of a tile: all tiles of smaller zooms first, then along Hilbert's curve."""
    number = ((1 << 2 * zoom) - 1) // 3
    for step in (1 << bit for bit in range(zoom - 1, -1, -1)):
        right, down = int(bool(x & step)), int(bool(y & step))
        number += step * step * ((3 * right) ^ down)
        if not down:
            if right:
                x, y = step - 1 - (x & (step - 1)), step - 1 - (y & (step - 1))
            x, y = y, x
    return number


def _varints(raw: bytes) -> list[int]:
    found, value, shift = [], 0, 0
    for byte in raw:
        value |= (byte & 0x7F) << shift
        if byte & 0x80:
            shift += 7
        else:
            found.append(value)
            value = shift = 0
    return found


def _directory(raw: bytes) -> list[tuple[int, int, int, int]]:
    """Entries as (first tile, how many tiles it serves or 0 for a further directory, length, offset)."""
    numbers = _varints(raw)
    count = numbers[0] if numbers else 0
    columns = [numbers[1 + count * part : 1 + count * (part + 1)] for part in range(4)]
    entries: list[tuple[int, int, int, int]] = []
    first = after = 0
    for step, run, length, place in zip(*columns, strict=True):
        first += step
        # 0 says: right after the one before
        offset = after if place == 0 else place - 1
        after = offset + length
        entries.append((first, run, length, offset))
    return entries


def _last_before(entries: Sequence[tuple[int, int, int, int]], wanted: int) -> tuple[int, int, int, int] | None:
    low, high = 0, len(entries)
    while low < high:
        middle = (low + high) // 2
        if entries[middle][0] <= wanted:
            low = middle + 1
        else:
            high = middle
    return entries[low - 1] if low else None


class Tiles(JSCSSMixin, folium.MacroElement):
    """The background of a map; its scripts come only with it."""

    _template = Template(
        "{% macro script(this, kwargs) %}hifazat.tiles({{ this._parent.get_name() }}, {{ this.spec }});{% endmacro %}"
    )
    default_js = [  # noqa: RUF012 - folium's own form
        ("protomaps", "hifazat:protomaps-leaflet.js"),
        ("hifazat_tiles", "hifazat:tiles.js"),
    ]
    default_css: list[tuple[str, str]] = []  # noqa: RUF012

    def __init__(self, background: Background, language: str, font: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "hifazat_tiles"
        west, south, east, north = background.bounds or (-180.0, -85.0, 180.0, 85.0)
        self.spec = script_json(
            {
                "kind": background.kind,
                "url": background.url,
                "bounds": [[south, west], [north, east]],
                "min": background.min_zoom,
                "max": background.max_zoom,
                "language": language,
                "font": font,
                # the internet may not answer: our own roads stay then
                "instead": [] if background.host else list(INSTEAD),
            }
        )


def over(drawn: Drawn) -> Drawn:
    """A layer as it looks above a background: limits without the paper inside them."""
    if drawn.layer.name != "areas":
        return drawn
    styles = {key: replace(style, fill="") for key, style in drawn.layer.styles.items()}
    return replace(drawn, layer=replace(drawn.layer, styles=styles))
