from __future__ import annotations

import json
import tomllib
from pathlib import Path

import geopandas as gpd
import pytest
from shapely.geometry import LineString

from layers import geojson, page, sheet, surge
from layers.base import draw
from layers.words import LANGUAGES, OWN, Words, ltr
from planner.tables import Classification
from tests.layers import scenes
from tests.screens.fakes import surge_document

SCREENS = Path(__file__).resolve().parents[2] / "screens" / "locales"
LAYERS = {layer.name: layer for layer in sheet.LAYERS}


@pytest.fixture(scope="module")
def scene() -> scenes.FakeScene:
    """A made-up district of 40 sites."""
    return scenes.scene(40)


@pytest.mark.parametrize("folder", [OWN, SCREENS], ids=["layers", "screens"])
def test_every_text_is_there_in_every_language(folder: Path) -> None:
    """Urdu is a file, not a project: the same keys, none of them empty."""
    texts = {
        language: {
            (section, key): text
            for section, keys in tomllib.loads((folder / f"{language}.toml").read_text(encoding="utf-8")).items()
            for key, text in keys.items()
        }
        for language in LANGUAGES
    }
    assert texts["en"].keys() == texts["ur"].keys()
    assert all(text.strip() for language in texts.values() for text in language.values())


@pytest.mark.parametrize("folder", [OWN, SCREENS], ids=["layers", "screens"])
def test_every_text_takes_the_same_values_in_every_language(folder: Path) -> None:
    """A number that is put into the English sentence is put into the Urdu one."""
    import string

    def fields(language: str) -> dict[tuple[str, str], set[str | None]]:
        raw = tomllib.loads((folder / f"{language}.toml").read_text(encoding="utf-8"))
        return {
            (s, k): {f[1] for f in string.Formatter().parse(t) if f[1]} for s, ks in raw.items() for k, t in ks.items()
        }

    assert fields("en") == fields("ur")


def test_a_number_in_urdu_text_keeps_its_order() -> None:
    """14/16 would read 16/14 without the marks around it."""
    assert Words("ur")("tip.unit", strength="14/16", minutes=9) == "\u206614/16\u2069 اہلکار، \u20669\u2069 منٹ"
    assert Words("en")("tip.unit", strength=14, minutes=9) == "14 officers, 9 min"
    assert ltr("07:30") == "\u206607:30\u2069"


def test_a_name_falls_back_to_the_other_language_and_then_to_the_identifier() -> None:
    """No site is without a name on the map."""
    row = {"site": "S1", "name_en": "St Mary", "name_ur": ""}
    assert Words("ur").name(row, "site") == "St Mary"
    assert Words("en").name({**row, "name_en": ""}, "site") == "S1"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [n for n in LAYERS if n not in ("surge", "chosen")])
def test_a_layer_draws_its_frame_with_styles_and_a_legend_that_it_knows(
    scene: scenes.FakeScene, name: str, language: str
) -> None:
    """Every feature has a style of the layer; every entry of the legend has a style and words."""
    layer, words = LAYERS[name], Words(language)
    frames = page.frames_of(scene)
    drawn = draw(layer, {**frames, "reasons": frames["risk"], "surface": scenes.surface()}[name], words)
    used = {feature["properties"]["s"] for feature in drawn.features["features"]}
    assert used
    assert used <= layer.styles.keys()
    assert all(item["text"] for item in drawn.legend()["items"])
    assert drawn.legend()["title"] == words(f"layer.{name}")
    json.dumps(drawn.features, allow_nan=False)


def test_each_site_is_one_mark_at_its_own_place(scene: scenes.FakeScene) -> None:
    """As many marks as rows, in degrees, within a metre of where the site is."""
    features = draw(LAYERS["sites"], scene.sites, Words()).features["features"]
    assert len(features) == 40
    expected = scene.sites.geometry.to_crs(4326).iloc[7]
    longitude, latitude = features[7]["geometry"]["coordinates"]
    assert abs(longitude - expected.x) <= 0.5e-5
    assert abs(latitude - expected.y) <= 0.5e-5


def test_only_the_three_highest_bands_have_a_halo(scene: scenes.FakeScene) -> None:
    """Of twelve sites the first four are A+, A, B and B: the rest have none."""
    drawn = draw(LAYERS["risk"], page.frames_of(scene)["risk"], Words())
    bands = [feature["properties"]["s"] for feature in drawn.features["features"]]
    # 40 = 3 * 12 + 4: the pattern A+ A B B comes four times
    assert (bands.count("A+"), bands.count("A"), bands.count("B")) == (4, 4, 8)
    assert set(bands) == {"A+", "A", "B"}


def test_an_incident_whose_place_is_only_roughly_known_is_no_cross(scene: scenes.FakeScene) -> None:
    """A mark that looks exact would lie: every fifth made-up incident is coarse."""
    drawn = draw(LAYERS["incidents"], scene.incidents, Words())
    rough = [f for f in drawn.features["features"] if "/rough/" in f["properties"]["s"]]
    assert len(rough) == 12
    assert all(LAYERS["incidents"].styles[f["properties"]["s"]].shape == "ring" for f in rough)
    assert all(Words()("tip.rough") in f["properties"]["t"] for f in rough)


def test_roads_are_one_line_a_class_and_joined_end_to_end() -> None:
    """Two pieces that meet become one line: 3 points on a straight road become 2."""
    lines = gpd.GeoSeries([LineString([(0, 0), (500, 0)]), LineString([(500, 0), (1000, 0)])], crs=scenes.CRS)
    joined = geojson.joined_lines(lines)
    assert joined["type"] == "LineString"
    assert len(joined["coordinates"]) == 2


def test_a_surge_shows_alarm_form_up_and_the_way_of_each_unit() -> None:
    """Two alarms with one unit each: two ways, two origins, two form-up points, two alarms."""
    answer = surge_document([(73.0, 31.0, "300"), (73.1, 31.1, "300")], "S1")
    drawn = draw(LAYERS["surge"], answer, Words())
    styles = [feature["properties"]["s"] for feature in drawn.features["features"]]
    assert [styles.count(name) for name in ("route0", "origin", "form_up", "alarm")] == [2, 2, 2, 2]
    # the first way starts 0.08 east and 0.03 north of the first alarm; the second alarm lies 0.1 farther each way
    assert surge.extent_of(answer) == pytest.approx((73.0, 31.0, 73.18, 31.13))
    assert surge.extent_of({"alarms": [{"id": "A1", "longitude": 73.0, "latitude": 31.0}]}) is None


def test_the_sheet_is_as_closed_as_its_most_closed_layer() -> None:
    """Roads alone are public; with one site on it the map is restricted."""
    assert sheet.classification([LAYERS["roads"]]) is Classification.PUBLIC
    assert sheet.classification([LAYERS["roads"], LAYERS["stations"]]) is Classification.INTERNAL
    assert sheet.classification([LAYERS["sites"], LAYERS["roads"]]) is Classification.RESTRICTED
    assert sheet.classification([]) is Classification.PUBLIC


def test_a_frame_for_no_layer_is_a_fault() -> None:
    """A slip in a layer's name must not end in a map without the layer."""
    with pytest.raises(KeyError, match="churches"):
        sheet.draw_all({"churches": None}, Words())


def test_an_empty_store_draws_nothing_and_shows_pakistan() -> None:
    """No row, no layer, no fault."""
    nothing = scenes.nothing()
    assert sheet.draw_all(page.frames_of(nothing), Words()) == ()
    assert page.page_of(nothing, Words()).bounds == (60.5, 23.5, 77.9, 37.2)


def test_the_same_scene_is_drawn_in_the_same_bytes(scene: scenes.FakeScene) -> None:
    """Content-addressed layers are only kept by the browser when nothing in them is by chance."""
    again = scenes.scene(40)
    for one, other in zip(
        sheet.draw_all(page.frames_of(scene), Words()), sheet.draw_all(page.frames_of(again), Words()), strict=True
    ):
        assert json.dumps(one.features) == json.dumps(other.features)


@pytest.mark.parametrize("layer", sheet.LAYERS, ids=lambda layer: layer.name)
def test_no_two_entries_of_a_legend_differ_by_colour_alone(layer: object) -> None:
    """Orders and maps are printed in grey, and one man in twelve is colour blind."""
    entries = [layer.styles[style] for style, _ in layer.legend]  # type: ignore[attr-defined]
    looks = [(s.shape, s.radius, s.weight, s.dash, bool(s.fill), s.opacity) for s in entries]
    assert len(set(looks)) == len(looks)
