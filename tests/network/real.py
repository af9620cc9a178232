"""Road tables of real places for tests: central Karachi and Liechtenstein. Plain readers, only as good as needed."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import geopandas as gpd
import numpy as np
import osmium
import shapely
from shapely import wkt
from shapely.geometry import LineString

from planner.tables.roads import CLASSES
from tests.network.make import road, table

_CLASS_OF = {"living_street": "residential", "busway": "service", "footway": "path", "steps": "path", "road": "service"}
_NO_ROADS = {"construction", "proposed", "platform", "cycleway", "pedestrian", "bridleway", "corridor", "raceway"}


def road_class(highway: str) -> str:
    """The class of an OSM highway value, or "" when it is none for us."""
    plain = highway.removesuffix("_link")
    plain = _CLASS_OF.get(plain, plain)
    return plain if plain in CLASSES and highway not in _NO_ROADS else ""


@cache
def karachi(path: Path) -> gpd.GeoDataFrame:
    """The OSMnx graph of central Karachi: each directed edge is a one-way piece."""
    space = "{http://graphml.graphdrawing.org/xmlns}"
    root = ElementTree.parse(path).getroot()  # noqa: S314 - a file of ours, beside the checkout
    names = {key.get("id"): key.get("attr.name") for key in root.iter(f"{space}key")}
    at = {}
    for node in root.iter(f"{space}node"):
        facts = {names[d.get("key")]: d.text for d in node.iter(f"{space}data")}
        at[node.get("id")] = (float(facts["x"]), float(facts["y"]))
    rows = []
    for number, edge in enumerate(root.iter(f"{space}edge")):
        facts = {names[d.get("key")]: d.text for d in edge.iter(f"{space}data")}
        tail, head = edge.get("source"), edge.get("target")
        kind = road_class(facts["highway"]) or "unclassified"
        line = wkt.loads(facts["geometry"]) if "geometry" in facts else LineString([at[tail], at[head]])
        speed = facts.get("maxspeed", "0")
        rows.append(
            road(
                f"k{number}",
                f"{tail} {head}",
                line.coords,
                length_m=float(facts["length"]),
                road_class=kind,
                speed_kmh=float(speed) if speed.isdigit() else 0.0,
                is_oneway=True,
                name_en=facts.get("name", ""),
            )
        )
    return table(rows).set_crs("EPSG:4326", allow_override=True).to_crs("EPSG:32642")


@cache
def liechtenstein(path: Path) -> gpd.GeoDataFrame:
    """The roads of Liechtenstein, cut where ways meet."""
    ways, used = [], Counter()
    for way in osmium.FileProcessor(path).with_locations():
        kind = road_class(way.tags.get("highway", "")) if way.is_way() else ""
        if kind:
            refs = [(n.ref, n.lon, n.lat) for n in way.nodes if n.location.valid()]
            used.update(ref for ref, _, _ in refs)
            used.update([refs[0][0], refs[-1][0]])
            circle = way.tags.get("junction") == "roundabout" or kind == "motorway"
            ways.append((way.id, kind, way.tags.get("name", ""), way.tags.get("oneway", "") == "yes" or circle, refs))
    rows = []
    for number, kind, name, is_oneway, refs in ways:
        begin = 0
        for i in range(1, len(refs)):
            if used[refs[i][0]] > 1:
                rows.append(
                    road(
                        f"{number}-{begin}",
                        f"{refs[begin][0]} {refs[i][0]}",
                        [r[1:] for r in refs[begin : i + 1]],
                        road_class=kind,
                        speed_kmh=0.0,
                        is_oneway=is_oneway,
                        name_en=name,
                    )
                )
                begin = i
    roads = table(rows).set_crs("EPSG:4326", allow_override=True).to_crs("EPSG:32632")
    roads["length_m"] = roads.length
    return roads


def scatter(roads: gpd.GeoDataFrame, count: int, seed: int) -> gpd.GeoSeries:
    """Points at random within the bounds of the roads."""
    rng = np.random.default_rng(seed)
    west, south, east, north = roads.total_bounds
    return gpd.GeoSeries(
        shapely.points(rng.uniform(west, east, count), rng.uniform(south, north, count)), crs=roads.crs
    )
