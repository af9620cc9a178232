"""The layer of water and names: what is drawn, in which script, from which zoom."""

from __future__ import annotations

from layers import landmarks, page, sheet
from layers.base import draw
from layers.words import LANGUAGES, Words
from planner.tables import LandmarkTable, empty
from tests.layers import scenes


def _features(language: str = "en") -> list[dict[str, object]]:
    return draw(landmarks.LAYER, scenes.landmarks(), Words(language)).features["features"]


def _labels(language: str) -> dict[str, dict[str, object]]:
    return {f["properties"]["s"]: f["properties"] for f in _features(language) if f["properties"].get("l")}


def test_water_is_drawn_in_one_stroke_a_kind_and_a_pond_waits_until_the_map_is_enlarged() -> None:
    """A river in two pieces is one line of two points' ends; 100 m by 100 m of water is a pond."""
    drawn = {f["properties"]["s"]: f["geometry"] for f in _features() if not f["properties"].get("l")}
    assert set(drawn) == {"river", "lake", "pond", "railway"}
    assert drawn["river"]["type"] == "LineString"
    styles = landmarks.LAYER.styles
    assert styles["pond"].min_zoom > styles["lake"].min_zoom


def test_names_stand_in_the_readers_script_first_with_the_other_beside() -> None:
    """Urdu readers see Urdu first; a village without an Urdu name keeps the one that it has."""
    english, urdu = _labels("en"), _labels("ur")
    assert (english["name/town"]["l"], english["name/town"]["a"]) == ("Example Town", ["مثال شہر"])
    assert (urdu["name/town"]["l"], urdu["name/town"]["a"]) == ("مثال شہر", ["Example Town"])
    assert urdu["name/village"]["l"] == "Example Village"
    assert "a" not in urdu["name/village"]


def test_river_is_named_once_in_its_middle() -> None:
    """Two rows of one name give one label, at the middle of both together."""
    names = [f for f in _features() if f["properties"]["s"] == "name/river"]
    assert len(names) == 1
    town = next(f for f in _features() if f["properties"]["s"] == "name/town")
    # both lie at half of the district's width; the grid's north turns that by less than a hundredth of a degree
    assert abs(names[0]["geometry"]["coordinates"][0] - town["geometry"]["coordinates"][0]) < 0.01


def test_fewer_names_when_farther_out_and_larger_places_first() -> None:
    """The first zoom of a name grows from city to neighbourhood; a larger place comes first where two collide."""
    styles = landmarks.LAYER.styles
    zooms = [styles[f"name/{kind}"].min_zoom for kind in ("city", "town", "village", "neighbourhood")]
    assert zooms == sorted(set(zooms))
    kinds = [f["properties"]["s"] for f in _features() if f["properties"].get("l")]
    assert kinds.index("name/town") < kinds.index("name/village")


def test_settlements_without_a_named_place_are_named_by_their_area() -> None:
    """Of two settlements one holds the town already; only the other gets its own name, once."""
    ground = scenes.landmarks()
    town = ground[ground["kind"] == "town"].geometry.iloc[0]
    areas = scenes.areas().assign(level=["district", "settlement", "settlement"])
    areas = areas.set_geometry([areas.geometry[0], town.buffer(500), town.buffer(2000).difference(town.buffer(600))])
    made = landmarks.with_settlements(ground, areas)
    assert made["landmark"].tolist() == [*ground["landmark"], "T2"]
    assert landmarks.with_settlements(empty(LandmarkTable, areas.crs), areas)["landmark"].tolist() == ["T1", "T2"]


def test_every_map_of_a_scene_has_the_ground_and_its_legend_names_only_what_is_there() -> None:
    """No canal is drawn, so none is listed."""
    scene = scenes.scene()
    for language in LANGUAGES:
        drawn = sheet.draw_all(page.frames_of(scene), Words(language))
        ground = next(part for part in drawn if part.layer.name == "landmarks")
        listed = [item["text"] for item in ground.legend()["items"]]
        words = Words(language)
        assert listed == [words(f"legend.{kind}") for kind in ("river", "lake", "railway")]
    assert "landmarks" in page.GROUND
