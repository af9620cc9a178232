"""Landmarks from OSM files, plain files and the sample: kinds, names in both scripts, outlines."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
import shapely

from planner.core.errors import InputError, TooManyRejects
from planner.ingest.sample import make_world
from planner.tables import AreaTable, LandmarkTable, RoadTable, check_table
from planner.tables.schema import BrokenTable
from tests.ingest.reading import read, read_text
from tests.shared import shared_file

TODAY = date(2026, 11, 22)
# a river by its line, a pond by its shore, a lake with an island as a relation, sidings, a tree, a town and a hamlet
_GROUND = """<?xml version="1.0"?>
<osm version="0.6">
 <node id="1" lat="31.000" lon="73.000"/><node id="2" lat="31.000" lon="73.010"/>
 <node id="3" lat="31.010" lon="73.000"/><node id="4" lat="31.010" lon="73.010"/>
 <node id="5" lat="31.020" lon="73.000"/><node id="6" lat="31.020" lon="73.010"/>
 <node id="7" lat="31.030" lon="73.010"/><node id="8" lat="31.030" lon="73.000"/>
 <node id="9" lat="31.024" lon="73.004"/><node id="10" lat="31.024" lon="73.006"/>
 <node id="11" lat="31.026" lon="73.005"/>
 <node id="12" lat="31.040" lon="73.000"><tag k="place" v="town"/><tag k="name" v="مثال شہر"/>
  <tag k="name:en" v="Example Town"/></node>
 <node id="13" lat="31.041" lon="73.000"><tag k="place" v="hamlet"/><tag k="name" v="Chak Example"/></node>
 <node id="14" lat="31.042" lon="73.000"><tag k="natural" v="tree"/><tag k="name" v="Old Tree"/></node>
 <way id="21"><nd ref="1"/><nd ref="2"/><tag k="waterway" v="river"/><tag k="name" v="Example River"/>
  <tag k="name:ur" v="دریائے مثال"/></way>
 <way id="22"><nd ref="1"/><nd ref="2"/><nd ref="4"/><nd ref="1"/><tag k="natural" v="water"/></way>
 <way id="23"><nd ref="5"/><nd ref="6"/><nd ref="7"/></way>
 <way id="24"><nd ref="7"/><nd ref="8"/><nd ref="5"/></way>
 <way id="25"><nd ref="9"/><nd ref="10"/><nd ref="11"/><nd ref="9"/></way>
 <way id="26"><nd ref="3"/><nd ref="4"/><tag k="railway" v="rail"/></way>
 <way id="27"><nd ref="1"/><nd ref="3"/><tag k="railway" v="rail"/><tag k="service" v="siding"/></way>
 <way id="28"><nd ref="1"/><nd ref="4"/><tag k="waterway" v="ditch"/></way>
 <relation id="31"><member type="way" ref="23" role="outer"/><member type="way" ref="24" role="outer"/>
  <member type="way" ref="25" role="inner"/>
  <tag k="type" v="multipolygon"/><tag k="natural" v="water"/><tag k="name" v="Example Lake"/></relation>
</osm>"""


def test_osm_gives_water_railway_and_places_and_nothing_else(tmp_path: Path) -> None:
    """A tree, a siding and a ditch without a name are no landmarks; each name goes to its script."""
    found = read_text(tmp_path, "osm", _GROUND, name="ground.osm").frames[LandmarkTable].set_index("landmark")
    assert found["kind"].to_dict() == {
        "osm-n12": "town",
        "osm-n13": "village",
        "osm-w21": "river",
        "osm-w22": "lake",
        "osm-w26": "railway",
        "osm-r31": "lake",
    }
    assert tuple(found.loc["osm-n12", ["name_en", "name_ur"]]) == ("Example Town", "مثال شہر")
    assert tuple(found.loc["osm-n13", ["name_en", "name_ur"]]) == ("Chak Example", "")
    assert tuple(found.loc["osm-w21", ["name_en", "name_ur"]]) == ("Example River", "دریائے مثال")
    assert found.loc["osm-w21"].geometry.geom_type == "LineString"
    assert found.loc["osm-w22"].geometry.geom_type == "Polygon"


def test_lake_of_a_relation_has_its_island(tmp_path: Path) -> None:
    """Two half shores become one outline of 0.01 by 0.01 degrees, less the island of 0.002 by 0.002 halved."""
    frame = read_text(tmp_path, "landmarks", _GROUND, name="ground.osm").frames[LandmarkTable]
    lake = frame.set_index("landmark").to_crs(4326).loc["osm-r31"].geometry
    assert len(lake.interiors) == 1
    assert lake.area == pytest.approx(0.01 * 0.01 - 0.002 * 0.002 / 2, rel=1e-3)


def _geojson(*features: tuple[dict[str, str], dict[str, object]]) -> str:
    made = [{"type": "Feature", "properties": about, "geometry": shape} for about, shape in features]
    return json.dumps({"type": "FeatureCollection", "features": made}, ensure_ascii=False)


def test_plain_file_may_say_its_kinds_in_words_or_in_the_keys_of_osm(tmp_path: Path) -> None:
    """نہر is a canal, `fclass` riverbank a river; an export with the columns waterway and place is understood too."""
    line = {"type": "LineString", "coordinates": [[73.0, 31.0], [73.1, 31.0]]}
    spot = {"type": "Point", "coordinates": [73.05, 31.05]}
    words = _geojson(({"id": "a", "fclass": "نہر"}, line), ({"id": "b", "fclass": "riverbank"}, line))
    kinds = read_text(tmp_path, "landmarks", words, name="words.geojson").frames[LandmarkTable]["kind"]
    assert kinds.tolist() == ["canal", "river"]
    keys = _geojson(
        ({"osm_id": "a", "waterway": "canal", "name": "Example Canal"}, line),
        ({"osm_id": "b", "place": "suburb", "name": "محلہ مثال"}, spot),
    )
    frame = read_text(tmp_path, "landmarks", keys, name="keys.geojson").frames[LandmarkTable]
    assert frame["kind"].tolist() == ["canal", "neighbourhood"]
    assert frame["name_ur"].tolist() == ["", "محلہ مثال"]


def test_what_is_no_landmark_comes_back_with_the_reason(tmp_path: Path) -> None:
    """A bridge is no kind of landmark; a line of one point has no length."""
    line = {"type": "LineString", "coordinates": [[73.0, 31.0], [73.1, 31.0]]}
    dot = {"type": "LineString", "coordinates": [[73.0, 31.0], [73.0, 31.0]]}
    good = [({"id": str(n), "kind": "river"}, line) for n in range(4)]
    bad = [({"id": "x", "kind": "bridge"}, line), ({"id": "y", "kind": "canal"}, dot)]
    loaded = read_text(tmp_path, "landmarks", _geojson(*good, *bad), name="mixed.geojson")
    assert loaded.frames[LandmarkTable]["landmark"].tolist() == ["0", "1", "2", "3"]
    assert [reject.row for reject in loaded.rejects] == [5, 6]
    assert "no length" in loaded.rejects[1].why
    with pytest.raises(TooManyRejects):
        read_text(tmp_path, "landmarks", _geojson(*bad), name="bad.geojson")


def test_shore_that_crosses_itself_is_mended(tmp_path: Path) -> None:
    """A bow tie becomes two triangles, and that is said."""
    tie = {"type": "Polygon", "coordinates": [[[73, 31], [73.1, 31.1], [73.1, 31], [73, 31.1], [73, 31]]]}
    loaded = read_text(tmp_path, "landmarks", _geojson(({"id": "a", "kind": "lake"}, tie)), name="tie.geojson")
    assert loaded.frames[LandmarkTable].geometry.iloc[0].geom_type == "MultiPolygon"
    assert any("crossed themselves" in said for said in loaded.warnings)


def test_file_without_landmarks_is_told(tmp_path: Path) -> None:
    """An extract with a tree alone holds no landmarks."""
    tree = '<osm version="0.6"><node id="1" lat="31" lon="73"><tag k="natural" v="tree"/></node></osm>'
    with pytest.raises(InputError, match="holds no landmarks"):
        read_text(tmp_path, "landmarks", tree, name="tree.osm")


def test_table_takes_points_lines_and_polygons_and_no_clouds_of_points() -> None:
    """A multi-point is refused, in words."""
    frame = make_world("hamlet", 7, today=TODAY).frames[LandmarkTable]
    assert set(frame.geometry.geom_type) == {"LineString", "Point", "Polygon"}
    with pytest.raises(BrokenTable, match="not a point, line or polygon"):
        check_table(LandmarkTable, frame.set_geometry([shapely.MultiPoint([(1, 1), (2, 2)])] * 3, crs=frame.crs))


@pytest.mark.parametrize("world", ["tehsil", "district"])
def test_sample_has_water_and_names_that_fit_its_land(world: str) -> None:
    """Roads cross water by bridges only; every settlement has its name; the same seed gives the same ground."""
    made = make_world(world, 7, today=TODAY).frames
    ground, roads, areas = made[LandmarkTable], made[RoadTable], made[AreaTable]
    again = make_world(world, 7, today=TODAY).frames[LandmarkTable]
    assert ground.drop(columns="geometry").equals(again.drop(columns="geometry"))
    assert shapely.equals_exact(ground.geometry.to_numpy(), again.geometry.to_numpy()).all()
    water = ground[ground["kind"].isin(["canal", "river"]) & (ground.geometry.geom_type != "Polygon")]
    assert len(water)
    crossing = roads[roads.intersects(water.union_all())]
    assert len(crossing)
    assert crossing["is_bridge"].all()
    lake = ground[ground["kind"] == "lake"].geometry.iloc[0]
    assert lake.is_valid
    assert not roads.intersects(lake).any()
    district = areas[areas["level"] == "district"].geometry.iloc[0]
    assert district.contains(lake)
    names = set(ground["name_en"])
    assert set(areas[areas["level"] == "settlement"]["name_en"]) <= names
    assert all("Demo" in name for name in names)
    assert (ground["name_ur"] != "").all()


def test_real_extract_has_its_river_and_villages() -> None:
    """Liechtenstein: the Rhine, and more than ten villages by name."""
    found = read("landmarks", shared_file("osm/liechtenstein.osm.pbf"), working_crs=None).frames[LandmarkTable]
    assert "Rhein" in set(found[found["kind"] == "river"]["name_en"])
    assert len(found[found["kind"] == "village"]) > 10
