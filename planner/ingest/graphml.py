"""Road graphs that OSMnx wrote as GraphML, without networkx: nodes with x and y, edges with tags. Runs in the child."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any
from xml.parsers import expat

import numpy as np
import pandas as pd
import shapely

from planner.core.errors import InputError, UnknownFormat, WrongCrs
from planner.ingest.osm import SOURCE
from planner.ingest.raw import Raw, Spoilt
from planner.ingest.text import texts

_TAGS = ("highway", "name", "maxspeed", "oneway", "junction", "bridge")
_SAME_LENGTH_M = 0.5


class _Parser:
    """Walks through the file and keeps nodes, edges and the facts of the graph."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.keys: dict[str, str] = {}
        self.facts: dict[str, str] = {}
        self.nodes: dict[str, dict[str, str]] = {}
        self.edges: list[dict[str, str]] = []
        self._into: dict[str, str] | None = self.facts
        self._key = ""
        self._text: list[str] = []
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse

    def _refuse(self, *_: Any) -> None:
        raise UnknownFormat(
            f"{self.name} declares XML entities, which can swell without end", maybe="save it again with OSMnx."
        )

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        kind = tag.rpartition(" ")[2]
        if kind == "key":
            self.keys[attributes.get("id", "")] = attributes.get("attr.name", "")
        elif kind == "node":
            self._into = self.nodes.setdefault(attributes.get("id", ""), {})
        elif kind == "edge":
            self._into = {"source": attributes.get("source", ""), "target": attributes.get("target", "")}
            self.edges.append(self._into)
        elif kind == "data":
            self._key = self.keys.get(attributes.get("key", ""), "")
            self._text = []

    def _characters(self, data: str) -> None:
        if self._key:
            self._text.append(data)

    def _end(self, tag: str) -> None:
        kind = tag.rpartition(" ")[2]
        if kind == "data" and self._key:
            if self._into is not None:
                self._into["".join(self._key)] = "".join(self._text)
            self._key = ""
        elif kind in ("node", "edge"):
            self._into = self.facts


def read_graphml(path: Path) -> Raw:
    """Every edge as a road, numbered from 1 in the file; the two directions of a two-way street become one."""
    parsed = _Parser(path.name)
    try:
        with path.open("rb") as file:
            parsed.parser.ParseFile(file)
    except expat.ExpatError as fault:
        raise InputError(f"{path.name} is broken XML: {fault}", maybe="the download did not finish.") from fault
    if not parsed.edges:
        raise InputError(f"{path.name} holds no edges", maybe="save the road graph with ox.save_graphml.")
    points = {}
    for node, data in parsed.nodes.items():
        try:
            points[node] = (float(data["x"]), float(data["y"]))
        except (KeyError, ValueError):
            continue
    if not points:
        raise InputError(f"{path.name} holds no node with x and y", maybe="it is no road graph of OSMnx.")
    crs = parsed.facts.get("crs", "")
    if not crs:
        raise WrongCrs(
            f"{path.name} does not say its reference system", maybe="save it again with OSMnx, which writes it."
        )
    return _raw(parsed, points, crs.upper() if crs.casefold().startswith("epsg") else crs)


def _raw(parsed: _Parser, points: dict[str, tuple[float, float]], crs: str) -> Raw:
    twins = _twins(parsed.edges)
    rows: list[dict[str, str]] = []
    shapes: list[bytes] = []
    numbers: list[int] = []
    spoilt: list[Spoilt] = []
    for number, (edge, twin) in enumerate(zip(parsed.edges, twins, strict=True), start=1):
        if twin == "second":
            continue
        u, v = edge["source"], edge["target"]
        try:
            line = (
                shapely.from_wkt(edge["geometry"])
                if edge.get("geometry")
                else shapely.LineString([points[u], points[v]])
            )
        except (KeyError, shapely.errors.ShapelyError):
            spoilt.append(Spoilt(number, "geometry", f"{u} to {v}", "the edge has no line, or a node without a place"))
            continue
        ids = _listed(edge.get("osmid", ""))
        rows.append(
            {
                "road": f"osm-w{ids[0]}-{u}-{v}" if ids else f"{u}-{v}",
                "from_node": f"n{u}",
                "to_node": f"n{v}",
                **{tag: _first(edge.get(tag, "")) for tag in _TAGS if tag != "maxspeed"},
                "maxspeed": ";".join(_listed(edge.get("maxspeed", ""))),
                # a street whose other direction is not in the graph may not be driven back
                "oneway": "no" if twin == "first" else "yes",
                # the direction is already that of the edge
                "junction": "",
            }
        )
        shapes.append(shapely.to_wkb(line))
        numbers.append(number)
    _make_unique(rows)
    names = list(rows[0]) if rows else []
    frame = pd.DataFrame({name: texts([row[name] for row in rows]) for name in names})
    frame["source"] = texts([SOURCE] * len(rows))
    packed = np.empty(len(shapes), dtype=object)
    packed[:] = shapes
    return Raw(frame, np.asarray(numbers, dtype=np.int64), shapes=packed, crs=crs, spoilt=spoilt)


def _twins(edges: list[dict[str, str]]) -> list[str]:
    """For each edge "first" or "second" of the two directions of one street, or "" when it stands alone."""
    waiting: dict[tuple[str, str, str], list[int]] = {}
    answer = [""] * len(edges)
    for place, edge in enumerate(edges):
        if edge.get("oneway", "").casefold() not in ("false", "no", "0", ""):
            continue
        ids = ",".join(sorted(_listed(edge.get("osmid", ""))))
        back = waiting.get((edge["target"], edge["source"], ids), [])
        match = next((p for p in back if _same_length(edges[p], edge)), None)
        if match is None:
            waiting.setdefault((edge["source"], edge["target"], ids), []).append(place)
        else:
            back.remove(match)
            # the direction in which the street was drawn is kept
            turned = edges[match].get("reversed", "").casefold() == "true"
            answer[match], answer[place] = ("second", "first") if turned else ("first", "second")
    return answer


def _same_length(one: dict[str, str], other: dict[str, str]) -> bool:
    try:
        return abs(float(one.get("length", "0")) - float(other.get("length", "0"))) < _SAME_LENGTH_M
    except ValueError:
        return False


def _listed(text: str) -> list[str]:
    """The parts of `['40', '60']`, as OSMnx writes what it joined; a plain text is its own only part."""
    if not text:
        return []
    if text.startswith("["):
        try:
            return [str(part) for part in ast.literal_eval(text)]
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            return [text]
    return [text]


def _first(text: str) -> str:
    return next(iter(_listed(text)), "")


def _make_unique(rows: list[dict[str, str]]) -> None:
    seen: dict[str, int] = {}
    for row in rows:
        n = seen[row["road"]] = seen.get(row["road"], 0) + 1
        if n > 1:
            row["road"] += f"-{n}"
