"""OpenStreetMap files: roads cut at junctions, places of worship, police stations, landmarks. Runs in the child.

Source: wiki.openstreetmap.org for the tags; data are of OpenStreetMap contributors, under the ODbL.
"""

from __future__ import annotations

from array import array
from pathlib import Path
from typing import Any

import numpy as np
import osmium
import pandas as pd
import shapely

from planner.core.errors import InputError
from planner.ingest.landmarks import TAGS
from planner.ingest.osm_landmarks import Landmarks
from planner.ingest.raw import Raw
from planner.ingest.split import lines, numbered, pieces
from planner.ingest.text import texts

SOURCE = "OpenStreetMap contributors, ODbL"
_DEGREES = "EPSG:4326"
_ROAD_TAGS = ("highway", "name", "name:en", "name:ur", "maxspeed", "oneway", "junction", "bridge")
_SITE_TAGS = ("name", "name:en", "name:ur", "religion", "denomination", "service_times")
_COMMUNITIES = {
    "christian": "christian",
    "hindu": "hindu",
    "sikh": "sikh",
    "ahmadi": "ahmadi",
    "ahmadiyya": "ahmadi",
    "zoroastrian": "parsi",
    "bahai": "bahai",
    "buddhist": "buddhist",
    "jewish": "jewish",
    "muslim": "muslim",
}


class _Roads:
    """Collects ways with their points, flat, so that a country fits into memory."""

    def __init__(self) -> None:
        self.ids: list[int] = []
        self.tags: list[tuple[str, ...]] = []
        self.starts = array("q", [0])
        self.refs = array("q")
        self.xy = array("d")
        self.cut_off = 0

    def add(self, way: Any) -> None:
        lost = 0
        for node in way.nodes:
            if node.location.valid():
                self.refs.append(node.ref)
                self.xy.extend((node.location.lon, node.location.lat))
            else:
                lost += 1
        self.cut_off += lost > 0
        self.starts.append(len(self.refs))
        self.ids.append(way.id)
        self.tags.append(tuple(way.tags.get(tag, "") for tag in _ROAD_TAGS))

    def raw(self) -> Raw:
        starts, refs = np.asarray(self.starts, dtype=np.int64), np.asarray(self.refs, dtype=np.int64)
        ways, first, last = pieces(starts, refs)
        shapes = lines(np.asarray(self.xy, dtype=float).reshape(-1, 2), first, last)
        ids = np.asarray(self.ids, dtype=np.int64)[ways] if len(ways) else ways
        cells = {
            "road": [f"osm-w{i}-{n}" for i, n in zip(ids, numbered(ways), strict=True)],
            "from_node": [f"n{ref}" for ref in refs[first]],
            "to_node": [f"n{ref}" for ref in refs[last]],
        }
        columns = list(zip(*self.tags, strict=True)) if self.tags else [()] * len(_ROAD_TAGS)
        for name, column in zip(_ROAD_TAGS, columns, strict=True):
            held = np.asarray(column, dtype=object)
            cells[name] = list(held[ways]) if len(ways) else []
        cells["source"] = [SOURCE] * len(ways)
        warnings = []
        if self.cut_off:
            warnings.append(
                f"{self.cut_off} ways are cut off at the edge of the extract; the points that are there are kept."
            )
        return _layer(cells, shapes, warnings)


class _Places:
    """Collects points of interest: nodes as they lie, closed ways by a point inside."""

    def __init__(self) -> None:
        self.rows: list[dict[str, str]] = []
        self.shapes: list[Any] = []
        self.left_out = 0

    def add(self, thing: Any, cells: dict[str, str]) -> None:
        shape = _shape(thing)
        if shape is None:
            self.left_out += 1
            return
        self.rows.append(cells)
        self.shapes.append(shape)

    def raw(self, names: tuple[str, ...], what: str) -> Raw:
        cells = {name: [row.get(name, "") for row in self.rows] for name in names}
        shapes = np.empty(len(self.shapes), dtype=object)
        shapes[:] = self.shapes
        warnings = []
        if self.left_out:
            warnings.append(
                f"{self.left_out} {what} are relations or incomplete outlines and are left out: draw them as points."
            )
        return _layer(cells, shapes, warnings)


def _shape(thing: Any) -> Any:
    if thing.is_node():
        return shapely.Point(thing.location.lon, thing.location.lat) if thing.location.valid() else None
    if not thing.is_way() or not all(node.location.valid() for node in thing.nodes):
        return None
    xy = [(node.location.lon, node.location.lat) for node in thing.nodes]
    if len(xy) >= 4 and xy[0] == xy[-1]:
        return shapely.point_on_surface(shapely.Polygon(xy))
    return shapely.Point(xy[len(xy) // 2]) if xy else None


def _layer(cells: dict[str, list[str]], shapes: np.ndarray, warnings: list[str]) -> Raw:
    frame = pd.DataFrame({name: texts(column) for name, column in cells.items()})
    packed = np.empty(len(shapes), dtype=object)
    packed[:] = list(shapely.to_wkb(shapes)) if len(shapes) else []
    return Raw(frame, np.arange(1, len(shapes) + 1), shapes=packed, crs=_DEGREES, warnings=warnings)


def read_osm(path: Path) -> dict[str, Raw]:
    """Roads in pieces between junctions, places of worship, police stations, landmarks; numbered from 1 in each."""
    roads, sites, stations, landmarks = _Roads(), _Places(), _Places(), Landmarks(_named)
    try:
        # a name that says nothing, such as .txt, must not keep osmium from reading what the content is
        form = "pbf" if b"OSMHeader" in path.open("rb").read(64) else "osm"
        file = osmium.io.File(str(path), form)
        found = osmium.FileProcessor(file).with_locations()
        thing: Any
        for thing in found.with_filter(osmium.filter.KeyFilter("highway", "amenity", *TAGS)):
            if thing.is_way() and "highway" in thing.tags and thing.tags.get("area") != "yes":
                roads.add(thing)
            amenity = thing.tags.get("amenity")
            if amenity == "place_of_worship":
                sites.add(thing, _site(thing))
            elif amenity == "police":
                stations.add(thing, {**_named(thing, "station"), "kind": "station"})
            landmarks.add(thing)
        landmarks.close(file, found.node_location_storage)
    except (RuntimeError, ValueError, OverflowError) as fault:
        raise InputError(
            f"{path.name} is a broken OSM file: {str(fault)[:200]}", maybe="the download did not finish."
        ) from fault
    return {
        "roads": roads.raw(),
        "sites": sites.raw(
            ("site", "name_en", "name_ur", "kind", "community", "service_times", "source"), "places of worship"
        ),
        "stations": stations.raw(("station", "name_en", "name_ur", "kind", "source"), "police stations"),
        "landmarks": _layer(*landmarks.columns(), []),
    }


def _named(thing: Any, key: str) -> dict[str, str]:
    tags = thing.tags
    name, urdu = tags.get("name", ""), tags.get("name:ur", "")
    latin = tags.get("name:en", "") or (name if name.isascii() or not _is_arabic(name) else "")
    return {
        key: f"osm-{'n' if thing.is_node() else 'w' if thing.is_way() else 'r'}{thing.id}",
        "name_en": latin,
        "name_ur": urdu or (name if _is_arabic(name) else ""),
        "source": SOURCE,
    }


def _is_arabic(name: str) -> bool:
    return any("\u0600" <= c <= "\u06ff" for c in name)


def _site(thing: Any) -> dict[str, str]:
    religion = thing.tags.get("religion", "").casefold()
    community = _COMMUNITIES.get(religion, "other" if religion else "unknown")
    # mapped in OSM as a denomination of religion=muslim
    if "ahmad" in thing.tags.get("denomination", "").casefold():
        community = "ahmadi"
    return {
        **_named(thing, "site"),
        "kind": "place of worship",
        "community": community,
        "service_times": thing.tags.get("service_times", ""),
    }
