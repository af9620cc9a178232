"""Roads and places from OSM files, GraphML and lines: cut at junctions, directed as drawn, nothing lost."""

from __future__ import annotations

import ast
import json
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.ingest.split import numbered, pieces
from planner.tables import RoadTable, SiteTable, StationTable, check_table
from tests.ingest.reading import read, read_text
from tests.shared import shared_file

# a cross of two streets at node 3, a one-way street drawn against its direction, a footway, a church, a police post
_TOWN = """<?xml version="1.0"?>
<osm version="0.6">
 <node id="1" lat="31.000" lon="73.000"/><node id="2" lat="31.000" lon="73.001"/>
 <node id="3" lat="31.000" lon="73.002"/><node id="4" lat="31.000" lon="73.003"/>
 <node id="5" lat="31.001" lon="73.002"/><node id="6" lat="30.999" lon="73.002"/>
 <node id="7" lat="31.002" lon="73.002"><tag k="amenity" v="police"/><tag k="name" v="تھانہ سٹی"/></node>
 <node id="8" lat="31.003" lon="73.000"/><node id="9" lat="31.003" lon="73.001"/>
 <node id="10" lat="31.004" lon="73.001"/>
 <way id="11"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="4"/>
  <tag k="highway" v="primary_link"/><tag k="name" v="Canal Road"/><tag k="maxspeed" v="30 mph"/>
  <tag k="bridge" v="yes"/></way>
 <way id="12"><nd ref="5"/><nd ref="3"/><nd ref="6"/><tag k="highway" v="residential"/><tag k="oneway" v="-1"/></way>
 <way id="13"><nd ref="5"/><nd ref="1"/><tag k="highway" v="steps"/></way>
 <way id="14"><nd ref="8"/><nd ref="9"/><nd ref="10"/><nd ref="8"/>
  <tag k="amenity" v="place_of_worship"/><tag k="religion" v="christian"/><tag k="name" v="St Mary"/>
  <tag k="name:ur" v="گرجا"/>
  <tag k="service_times" v="Su 09:00-11:00"/></way>
</osm>"""


def test_town_is_cut_at_its_junction(tmp_path: Path) -> None:
    """Two streets that cross give four pieces; the one against its direction is turned; steps are left out."""
    loaded = read_text(tmp_path, "osm", _TOWN, name="town.osm")
    roads = loaded.frames[RoadTable].set_index("road")
    check_table(RoadTable, loaded.frames[RoadTable])
    ends = {road: (row.from_node, row.to_node) for road, row in roads.iterrows()}
    assert ends == {
        "osm-w11-0": ("n1", "n3"),
        "osm-w11-1": ("n3", "n4"),
        "osm-w12-0": ("n3", "n5"),
        "osm-w12-1": ("n6", "n3"),
    }
    assert roads["is_oneway"].to_dict() == {
        "osm-w11-0": False,
        "osm-w11-1": False,
        "osm-w12-0": True,
        "osm-w12-1": True,
    }
    assert roads.loc["osm-w11-0", "road_class"] == "primary"
    assert roads.loc["osm-w11-0", "speed_kmh"] == pytest.approx(30 * 1.609344)
    assert roads.loc["osm-w11-0", "name_en"] == "Canal Road"
    assert roads["is_bridge"].tolist() == [True, True, False, False]
    # 0.002 degrees of longitude at 31 N: 0.002 * 111,320 m * cos(31) = 190.8 m
    assert roads.loc["osm-w11-0", "length_m"] == pytest.approx(190.8, rel=0.005)
    line = roads.loc["osm-w12-0"].geometry
    assert line.coords[0][1] < line.coords[-1][1], "from node 3 north to node 5"
    assert any("1 ways are left out" in w for w in loaded.warnings)


def test_town_has_its_church_and_its_station(tmp_path: Path) -> None:
    """A closed way becomes a point inside; names go to the script in which they are written; the licence is named."""
    loaded = read_text(tmp_path, "osm", _TOWN, name="town.osm")
    site = loaded.frames[SiteTable].iloc[0]
    assert (site["site"], site["name_en"], site["name_ur"]) == ("osm-w14", "St Mary", "گرجا")
    assert (site["community"], site["kind"], site["service_times"]) == (
        "christian",
        "place of worship",
        "Su 09:00-11:00",
    )
    assert "ODbL" in site["source"]
    station = loaded.frames[StationTable].iloc[0]
    assert (station["station"], station["name_en"], station["name_ur"]) == ("osm-n7", "", "تھانہ سٹی")
    assert loaded.read == {"roads": 4, "sites": 1, "stations": 1, "landmarks": 0}


def test_only_roads_when_roads_are_asked_for(tmp_path: Path) -> None:
    """The same file as roads gives no sites."""
    assert list(read_text(tmp_path, "roads", _TOWN, name="town.osm").frames) == [RoadTable]


def test_loose_lines_are_cut_where_they_share_a_point(tmp_path: Path) -> None:
    """Three lines of a GIS: two meet in a vertex, the third crosses above without one."""
    lines = {
        "a": ([[73.0, 31.0], [73.001, 31.0], [73.002, 31.0]], {"highway": "secondary", "oneway": "no"}),
        "b": ([[73.001, 31.001], [73.001, 31.0]], {"highway": "tertiary", "oneway": "yes", "name": "نہر روڈ"}),
        "c": ([[73.0015, 30.999], [73.0015, 31.001]], {"highway": "trunk", "bridge": "yes"}),
        "d": ([[73.0, 31.0], [73.0, 31.0]], {"highway": "trunk"}),
        "e": ([[73.0, 31.0], [73.0, 31.2]], {"highway": "rainbow"}),
    }
    features = [
        {"type": "Feature", "properties": {"id": name, **tags}, "geometry": {"type": "LineString", "coordinates": xy}}
        for name, (xy, tags) in lines.items()
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    loaded = read_text(tmp_path, "roads", text, name="roads.geojson")
    roads = loaded.frames[RoadTable].set_index("road")
    assert sorted(roads.index) == ["a-0", "a-1", "b-0", "c-0"]
    assert roads.loc["a-0", "to_node"] == roads.loc["a-1", "from_node"] == roads.loc["b-0", "to_node"]
    assert roads.loc["b-0", "name_ur"] == "نہر روڈ"
    assert roads.loc["b-0", "is_oneway"]
    assert [(r.row, r.column) for r in loaded.rejects] == [(4, "geometry"), (5, "highway")]
    assert loaded.read["roads"] == len(roads) + 2


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.integers(0, 12), min_size=0, max_size=8), max_size=6))
def test_pieces_lose_and_invent_nothing(ways: list[list[int]]) -> None:
    """The steps of all pieces are the steps of all ways, and inside a piece no point is shared with anything."""
    keys = np.asarray([key for way in ways for key in way], dtype=np.int64)
    starts = np.cumsum([0, *(len(way) for way in ways)])
    way_of, first, last = pieces(starts, keys)
    steps = [(int(keys[p]), int(keys[p + 1])) for a, b in zip(first, last, strict=True) for p in range(a, b)]
    truth = [(a, b) for way in ways for a, b in pairwise(way)]
    assert steps == truth
    counts = np.bincount(keys, minlength=13)
    assert all(counts[keys[p]] == 1 for a, b in zip(first, last, strict=True) for p in range(a + 1, b))
    expected = [sum(1 for w in way_of[:n] if w == way_of[n]) for n in range(len(way_of))]
    assert numbered(way_of).tolist() == expected


def test_karachi_has_the_directions_of_its_graph() -> None:
    """Each directed edge of the real graph can be driven in the table, and none that the graph lacks."""
    path = shared_file("osm/karachi.graphml")
    loaded = read("roads", path, working_crs=None)
    roads = loaded.frames[RoadTable]
    assert loaded.crs == "EPSG:32642"
    assert loaded.rejects == []
    space = "{http://graphml.graphdrawing.org/xmlns}"
    root = ET.parse(path).getroot()  # noqa: S314 - our own test data
    keys = {k.get("id"): k.get("attr.name") for k in root.iter(f"{space}key")}
    edges = []
    total = 0.0
    for edge in root.iter(f"{space}edge"):
        data = {keys[d.get("key")]: d.text for d in edge.iter(f"{space}data")}
        edges.append((f"n{edge.get('source')}", f"n{edge.get('target')}"))
        total += float(data["length"])
        assert data["highway"].startswith("[") is False or ast.literal_eval(data["highway"])
    forth = list(zip(roads["from_node"], roads["to_node"], strict=True))
    back = [(v, u) for (u, v), one in zip(forth, roads["is_oneway"], strict=True) if not one]
    assert sorted(forth + back) == sorted(edges)
    driven = roads["length_m"].sum() + roads.loc[~roads["is_oneway"], "length_m"].sum()
    assert driven == pytest.approx(total, rel=0.002)
    assert (roads["name_ur"] != "").any()


def test_liechtenstein_has_21_places_of_worship() -> None:
    """The real extract: 21 places of worship (20 christian, 1 without a religion), one police station, its roads."""
    loaded = read("osm", shared_file("osm/liechtenstein.osm.pbf"), working_crs=None)
    sites, stations, roads = loaded.frames[SiteTable], loaded.frames[StationTable], loaded.frames[RoadTable]
    assert len(sites) == 21
    assert sites["community"].value_counts().to_dict() == {"christian": 20, "unknown": 1}
    assert len(stations) == 1
    assert len(roads) > 5000
    assert loaded.crs == "EPSG:32632"
    shared_ends = set(roads["from_node"]) & set(roads["to_node"])
    assert len(shared_ends) > 1000
    assert roads["length_m"].between(0, 20_000).all()
    assert loaded.rejects == []


def test_harrisburg_is_read_whole() -> None:
    """A second real extract, with motorways: each is one-way."""
    loaded = read("osm", shared_file("osm/harrisburg.osm.pbf"), working_crs=None)
    roads = loaded.frames[RoadTable]
    assert loaded.rejects == []
    assert roads.loc[roads["road_class"] == "motorway", "is_oneway"].mean() > 0.99
    assert len(loaded.frames[SiteTable]) == 25
