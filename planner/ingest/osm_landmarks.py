"""Landmarks of an OSM file as it is read: nodes, ways, and the lakes and rivers that are drawn as relations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import osmium
import shapely

from planner.ingest.landmarks import kind_of
from planner.tables.landmarks import PLACES

Cells = dict[str, str]


class Landmarks:
    """Collects landmarks; the ways of relations are read in a second pass, and only when there are such relations."""

    def __init__(self, named: Callable[[Any, str], Cells]) -> None:
        self._named = named
        self._rows: list[Cells] = []
        self._shapes: list[Any] = []
        self._waiting: list[tuple[Cells, list[int]]] = []

    def add(self, thing: Any) -> None:
        """Takes a node, way or relation when it is a landmark that can be drawn."""
        kind = kind_of(thing.tags)
        if not kind:
            return
        if thing.is_relation():
            if thing.tags.get("type") == "multipolygon" and kind not in PLACES:
                ways = [member.ref for member in thing.members if member.type == "w"]
                self._waiting.append((self._cells(thing, kind), ways))
            return
        shape = _shape(thing, kind)
        if shape is not None:
            self._rows.append(self._cells(thing, kind))
            self._shapes.append(shape)

    def _cells(self, thing: Any, kind: str) -> Cells:
        return {**self._named(thing, "landmark"), "kind": kind}

    def close(self, file: Any, locations: Any) -> None:
        """Builds the outlines of relations from their ways, with the places of nodes that the first pass kept."""
        wanted = {way for _, ways in self._waiting for way in ways}
        if not wanted:
            return
        lines: dict[int, Any] = {}
        way: Any
        for way in osmium.FileProcessor(file, osmium.osm.WAY).with_filter(osmium.filter.IdFilter(wanted)):
            xy = _located([node.ref for node in way.nodes], locations)
            if len(xy) > 1:
                lines[way.id] = shapely.LineString(xy)
        for cells, ways in self._waiting:
            outline = shapely.build_area(shapely.GeometryCollection([lines[way] for way in ways if way in lines]))
            if not outline.is_empty:
                self._rows.append(cells)
                self._shapes.append(outline)

    def columns(self) -> tuple[dict[str, list[str]], np.ndarray]:
        """Cells by column, and the shapes."""
        names = ("landmark", "name_en", "name_ur", "kind", "source")
        shapes = np.empty(len(self._shapes), dtype=object)
        shapes[:] = self._shapes
        return {name: [row[name] for row in self._rows] for name in names}, shapes


def _located(refs: list[int], locations: Any) -> list[tuple[float, float]]:
    found = []
    for ref in refs:
        try:
            place = locations.get(ref)
        except KeyError:  # beyond the edge of the extract
            continue
        found.append((place.lon, place.lat))
    return found


def _shape(thing: Any, kind: str) -> Any:
    if thing.is_node():
        place = thing.location
        return shapely.Point(place.lon, place.lat) if kind in PLACES and place.valid() else None
    xy = [(node.location.lon, node.location.lat) for node in thing.nodes if node.location.valid()]
    if len(set(xy)) < 2:
        return None
    is_closed = len(xy) >= 4 and xy[0] == xy[-1] and len(xy) == len(thing.nodes)
    if kind in PLACES:
        return shapely.point_on_surface(shapely.Polygon(xy)) if is_closed else None
    if is_closed and _is_surface(thing.tags):
        return shapely.Polygon(xy)
    return None if _is_surface(thing.tags) else shapely.LineString(xy)


def _is_surface(tags: Mapping[str, str]) -> bool:
    """True for water that is drawn by its shores; a river or railway is drawn by its middle line."""
    return "natural" in tags or tags.get("waterway", "") == "riverbank"
