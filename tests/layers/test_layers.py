from __future__ import annotations

import dataclasses
import json
import tomllib
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import LineString

from layers import geojson, odds, page, sheet, surge
from layers.base import draw
from layers.words import LANGUAGES, OWN, Words, ltr
from planner.flow.alarms import AlarmSaid
from planner.tables import Classification
from tests.layers import scenes
from tests.screens.fakes import surge_document

SCREENS = Path(__file__).resolve().parents[2] / "screens" / "locales"
LAYERS = {layer.name: layer for layer in sheet.LAYERS}
OF_NO_FRAME = ("surge", "chosen", "posts", "patrols", "reach", "differs", "density")
"""Layers that draw an answer of a screen and no table; each has tests of its own."""


@pytest.fixture(scope="module")
def scene() -> scenes.FakeScene:
    """A made-up district of 40 sites."""
    return scenes.scene(40)


def _texts(folder: Path, language: str) -> dict[tuple[str, str, str], str]:
    return {
        (file.name, section, key): text
        for file in sorted((folder / language).glob("*.toml"))
        for section, keys in tomllib.loads(file.read_text(encoding="utf-8")).items()
        for key, text in keys.items()
    }


@pytest.mark.parametrize("folder", [OWN, SCREENS], ids=["layers", "screens"])
def test_every_text_is_there_in_every_language(folder: Path) -> None:
    """Urdu is a file, not a project: the same keys, none of them empty."""
    texts = {language: _texts(folder, language) for language in LANGUAGES}
    assert texts["en"].keys() == texts["ur"].keys()
    assert all(text.strip() for language in texts.values() for text in language.values())


@pytest.mark.parametrize("folder", [OWN, SCREENS], ids=["layers", "screens"])
def test_every_text_takes_the_same_values_in_every_language(folder: Path) -> None:
    """A number that is put into the English sentence is put into the Urdu one."""
    import string

    def fields(language: str) -> dict[tuple[str, str, str], set[str | None]]:
        texts = _texts(folder, language).items()
        return {key: {field[1] for field in string.Formatter().parse(text) if field[1]} for key, text in texts}

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
@pytest.mark.parametrize("name", [n for n in LAYERS if n not in OF_NO_FRAME])
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
    answer = surge_document([AlarmSaid(73.0, 31.0, "300"), AlarmSaid(73.1, 31.1, "300")], "S1")
    drawn = draw(LAYERS["surge"], answer, Words())
    styles = [feature["properties"]["s"] for feature in drawn.features["features"]]
    assert [styles.count(name) for name in ("route0", "origin", "form_up", "alarm")] == [2, 2, 2, 2]
    # the first way starts 0.08 east and 0.03 north of the first alarm; the second alarm lies 0.1 farther each way
    assert surge.extent_of(answer) == pytest.approx((73.0, 31.0, 73.18, 31.13))
    assert surge.extent_of({"alarms": [{"id": "A1", "longitude": 73.0, "latitude": 31.0}]}) is None


def test_a_day_of_a_plan_shows_each_place_by_its_cover_and_what_is_open_above_all() -> None:
    """One mark a place; an unmanned guard is drawn after, so above, the sites that nobody needed."""
    spot = {"longitude": 73.0, "latitude": 31.0, "lines": ["Church 1", "07:00"]}
    places = [{**spot, "state": state} for state in ("short", "nobody", "guarded", "nobody")]
    drawn = draw(LAYERS["posts"], places, Words("ur"))
    assert [f["properties"]["s"] for f in drawn.features["features"]] == ["nobody", "nobody", "guarded", "short"]
    assert drawn.features["features"][0]["properties"]["t"] == ["Church 1", "07:00"]
    assert len(drawn.legend()["items"]) == len(LAYERS["posts"].legend)


def test_the_chosen_mobile_shows_its_stops_and_the_others_only_their_ways() -> None:
    """Two mobiles of two stops each, one of them chosen: two lines, two stops with their times."""
    stop = {"longitude": 73.0, "latitude": 31.0, "lines": ["Church 1"], "label": "07:10"}
    way = {"line": [(73.0, 31.0), (73.1, 31.0)], "lines": ["V1"], "stops": [stop, stop]}
    drawn = draw(LAYERS["patrols"], [{**way, "is_chosen": True}, {**way, "is_chosen": False}], Words())
    used = [f["properties"]["s"] for f in drawn.features["features"]]
    assert used == ["way_chosen", "way1", "stop", "stop"]
    assert drawn.features["features"][2]["properties"]["l"] == "07:10"


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


def test_the_surface_draws_one_shape_a_class_and_says_its_range() -> None:
    """Of six cells one is too low and one outside; four classes have a cell each, and the legend names their edges."""
    drawn = draw(LAYERS["surface"], scenes.surface(), Words())
    styles = [feature["properties"]["s"] for feature in drawn.features["features"]]
    # four classes are the four darkest of six
    assert styles == ["class3", "class4", "class5", "class6"]
    darkest = drawn.features["features"][-1]["geometry"]
    xs, ys = zip(*darkest["coordinates"][0], strict=True)
    # row 1 of 2 is the south, column 2 of 3 the east of a box from 73.0, 31.0 to 73.3, 31.2
    assert (min(xs), max(xs), min(ys), max(ys)) == pytest.approx((73.2, 73.3, 31.0, 31.1))
    # 0.03 and 0.01 incidents per square kilometre are 3 and 1 per hundred
    assert [item["text"] for item in drawn.legend()["items"]] == ["3 and more", "1 to 3", "0.3 to 1", "0.1 to 0.3"]


def test_a_tooltip_says_how_likely_how_sure_and_why(scene: scenes.FakeScene) -> None:
    """Parts of 1/4, 1/2, 1/2 and -1/4 stand as shares, the largest first, with the sign of what lowers the score."""
    drawn = draw(LAYERS["reasons"], page.frames_of(scene)["risk"], Words())
    first = drawn.features["features"][0]["properties"]
    # one incident a day: 0.5 to 2 of them with 90 % certainty
    assert first["t"][:2] == ["Church 0", "Band A+: 1 in 1 days like these"]
    assert first["t"][2].endswith("to 1 in 2")
    assert [(share, text) for _, share, text in first["b"]] == [
        (0.5, "50%"),
        (0.5, "50%"),
        (0.25, "25%"),
        (-0.25, "−25%"),
    ]
    assert first["n"] == "2 incidents within 1,500 m in the past year"
    urdu = draw(LAYERS["reasons"], page.frames_of(scene)["risk"], Words("ur"))
    # what the catalogue does not know stays English, and keeps its own order
    assert urdu.features["features"][0]["properties"]["n"] == ltr("2 incidents within 1,500 m in the past year")


@pytest.mark.parametrize(
    ("expected", "days", "said"),
    [
        (1.0, 1.0, "1 in 1 days"),
        (0.0023, 1.0, "1 in 430 days"),  # 1 / 0.0023 = 434.8, to two digits
        (0.0644, 28.0, "1 in 430 days"),  # 28 / 0.0644 = 434.8: a span is said as its days are
        (0.00005, 1.0, "1 in 20,000 days"),
        (0.00001, 1.0, "rarer than 1 in 36,000 days"),
        (0.0, 1.0, "rarer than 1 in 36,000 days"),
    ],
)
def test_an_expected_number_is_said_as_days_between_incidents(expected: float, days: float, said: str) -> None:
    """Two digits; beyond a hundred years nothing is told apart."""
    assert odds.odds(expected, days, Words()) == said


def test_a_share_that_is_not_nothing_is_never_said_to_be_nothing() -> None:
    """0.04 % is less than 0.1 %."""
    assert [odds.percent(share) for share in (0.0, 0.0004, 0.031, 0.5)] == ["0%", "<0.1%", "3.1%", "50%"]


def test_urdu_words_inside_urdu_text_keep_running_from_right_to_left() -> None:
    """A number is held from left to right; a phrase takes the direction of its first letter."""
    words = Words("ur")
    phrase = odds.odds(0.0023, 1.0, words)
    assert "\u2066430\u2069" in phrase
    assert f"\u2068{phrase}\u2069" in words("tip.band", band="A", odds=phrase)


def test_layers_named_first_head_the_legend(scene: scenes.FakeScene) -> None:
    """The rest keep the order from the top of the map to its ground."""
    drawn = sheet.draw_all(page.frames_of(scene), Words())
    made = sheet.compose(drawn, page.page_of(scene, Words()), first=("areas", "risk"))
    furniture = next(part for part in made._children.values() if part._name == "hifazat_furnish")
    names = [entry["name"] for entry in json.loads(furniture.spec)["legend"]]
    assert names == ["areas", "risk", "stations", "sites", "incidents", "roads", "landmarks"]


def test_the_age_of_the_incidents_is_a_day_where_the_unit_serves(scene: scenes.FakeScene) -> None:
    """Half past eight in the evening of 16 November in London is already the 17th in Karachi."""
    late = pd.Timestamp("2026-11-16T20:30", tz="UTC")
    moved = dataclasses.replace(scene, incidents=scene.incidents.assign(occurred_at=late))
    assert "Incidents to Tue 17 Nov 2026" in page.notes_of(moved, Words("en"))
