from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import planner.flow
from layers.words import LANGUAGES, Words
from planner.core.errors import StoreError
from screens import session
from tests.layers import scenes
from tests.screens.fakes import FakeFlow, plan_of_today

SCREENS = ("home", "risk", "plan", "surge", "data")
PATIENCE_S = 20.0


def opened(app: AppTest, screen: str, language: str = "en") -> AppTest:
    """The app with that screen open, run once; nothing may have gone wrong."""
    app.query_params["lang"] = language
    app.run()
    app.switch_page(f"screens/{screen}.py").run()
    assert not app.exception
    return app


def text(app: AppTest) -> str:
    """All that the screen says in our own boxes and Streamlit's, without the direction marks."""
    said = [element.proto.body for element in app.get("html")] + [one.value for one in app.markdown]
    said += [one.value for one in app.caption] + [one.value for one in app.title]
    return "\n".join(said).replace("\u2066", "").replace("\u2069", "")


def map_arguments(app: AppTest) -> dict[str, Any]:
    """What the map's component was given."""
    made: dict[str, Any] = json.loads(app.get("component_instance")[0].proto.json_args)
    return made


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("screen", SCREENS)
def test_every_screen_opens_in_every_language(app: AppTest, screen: str, language: str) -> None:
    """With a district in the store."""
    said = text(opened(app, screen, language))
    assert {"en": "RESTRICTED", "ur": "محدود"}[language] in said
    assert {"en": "Synthetic", "ur": "فرضی"}[language] in said


@pytest.mark.parametrize("screen", SCREENS)
def test_every_screen_opens_on_an_empty_store_and_says_what_to_do(app: AppTest, flow: FakeFlow, screen: str) -> None:
    """No table has a row yet."""
    flow.the_scene = scenes.nothing()
    opened(app, screen)
    if screen != "data":
        assert "There are no sites yet" in text(app)
        assert any("hifazat sample" in block.value for block in app.code)


def test_the_demo_district_is_one_click_away(app: AppTest, flow: FakeFlow) -> None:
    """From an empty store to a map."""
    flow.the_scene = scenes.nothing()
    opened(app, "home")
    next(button for button in app.button if button.label == "Load the demo district").click().run()
    until = time.monotonic() + PATIENCE_S
    while session.SAMPLE_JOB in app.session_state and time.monotonic() < until:
        time.sleep(0.1)
        app.run()
    assert not app.exception
    assert len(app.get("component_instance")) == 1


def test_the_map_asks_only_our_own_server(app: AppTest) -> None:
    """Every link of the map is relative; its big layers come by address, so that little goes over the wire."""
    arguments = map_arguments(opened(app, "home"))
    assert not [link for link in arguments["js_links"] + arguments["css_links"] if "//" in link]
    # areas, landmarks, roads, stations, sites, incidents, risk
    assert arguments["script"].count("../../geo/") == 7
    assert arguments["returned_objects"] == ["last_clicked"]
    assert len(arguments["script"]) + len(arguments["feature_group"]) < 50_000


def test_a_click_on_a_site_tells_why_it_is_endangered(app: AppTest, flow: FakeFlow) -> None:
    """The reasons stand beside the map, and the ring goes around the site."""
    opened(app, "home")
    app.session_state[session.CHOSEN] = ("site", "S00000")
    app.run()
    assert "2 incidents within 1,500 m in the past year" in text(app)
    assert "Past incidents at the site" in text(app)
    # 1 incident a day at the first made-up site: once in every day
    assert "1 in 1 days like these" in text(app)
    assert '"chosen"' in map_arguments(app)["feature_group"]


def test_a_click_means_the_site_below_it_and_no_other(flow: FakeFlow, app: AppTest) -> None:
    """Exactly on a site it is that site; in the empty country it is none."""
    longitude, latitude = session.degrees()["site", "S00007"]
    assert session.place_at(longitude, latitude) == ("site", "S00007")
    assert session.place_at(longitude + 1.0, latitude) is None


def test_home_says_first_that_no_plan_holds_today(app: AppTest) -> None:
    """Nothing is worse than a calm map over an unguarded day."""
    assert "No plan holds today" in text(opened(app, "home"))


def test_home_names_what_todays_plan_leaves_open(app: AppTest, flow: FakeFlow) -> None:
    """Place and what is missing."""
    plan_of_today(flow)
    said = text(opened(app, "home"))
    assert "Nothing is open at this moment" in said
    assert "Desk, Church 0, 09:00 – 17:00: 2 officers" in said


def test_a_line_of_text_is_an_alarm_and_is_answered_without_the_mouse(app: AppTest) -> None:
    """Longitude, latitude, crowd."""
    opened(app, "surge")
    app.text_input(key="surge_line").set_value("73.08 31.42 300-600").run()
    said = text(app)
    assert not app.exception
    assert "Adequate force within 13 min" in said
    assert "Station 1" in said
    assert "Sites left uncovered: 1" in said
    assert "route0" in map_arguments(app)["feature_group"]


@pytest.mark.parametrize("line", ["here", "73.08", "73.08 31.42 many", "a b 300", "1 2 3 4"])
def test_a_line_that_is_no_alarm_is_told_with_an_example(app: AppTest, line: str) -> None:
    """No stack trace in an emergency."""
    opened(app, "surge")
    app.text_input(key="surge_line").set_value(line).run()
    assert not app.exception
    assert "Maybe" in text(app)
    assert "Adequate" not in text(app)


def test_several_alarms_are_answered_together(app: AppTest) -> None:
    """The second line is one more alarm, not another one."""
    opened(app, "surge")
    app.toggle(key="surge_many").set_value(True).run()
    app.text_input(key="surge_line").set_value("73.08 31.42 300").run()
    app.text_input(key="surge_line").set_value("73.18 31.42 200").run()
    assert "A1: Adequate force within 13 min" in text(app)
    assert "A2: Adequate force within 13 min" in text(app)
    next(button for button in app.button if button.label == "Clear").click().run()
    assert "Click the map where the crowd is" in text(app)


def test_another_size_of_the_crowd_is_answered_anew(app: AppTest) -> None:
    """The answer below the field is never that to an older size."""
    opened(app, "surge")
    app.text_input(key="surge_line").set_value("73.08 31.42 300-600").run()
    app.text_input(key="surge_crowd").set_value("1500-3000").run()
    assert not app.exception
    (alarm,) = app.session_state["surge_alarms"]
    assert (alarm.longitude, alarm.latitude, alarm.crowd) == (73.08, 31.42, "1500-3000")
    app.text_input(key="surge_crowd").set_value("many").run()
    assert "Maybe" in text(app)


def test_an_answer_says_for_whom_how_sure_and_what_nearest_first_would_cost(app: AppTest) -> None:
    """Planned for, promised, where to form up, whom to ask, and what plain nearest-first would leave bare."""
    opened(app, "surge")
    app.text_input(key="surge_line").set_value("73.08 31.42 300-600").run()
    said = text(app)
    assert "Holds in 8 of 10 cases. If all goes as planned: 9 min" in said
    assert "570 (said: 300 to 600)" in said
    assert "Main road, by" in said
    assert "The region's riot police" in said.replace("&#39;", "'")
    assert "come in 3 pieces" in said
    assert "strip the cover of 2 high-risk sites" in said
    assert "Nothing would be left for a second front" in said
    assert "data:image/svg+xml" in said


def test_how_the_crowd_behaves_goes_into_the_question_and_stays(app: AppTest, flow: FakeFlow) -> None:
    """Another level is another answer, and the toggle of several alarms outlives a visit to another screen."""
    opened(app, "surge")
    app.text_input(key="surge_line").set_value("73.08 31.42 300-600").run()
    assert flow.asked["alarms"][0].level == "disorder"
    app.segmented_control(key="surge_level").set_value("violent").run()
    assert flow.asked["alarms"][0].level == "violent"
    app.toggle(key="surge_many").set_value(True).run()
    app.switch_page("screens/home.py").run()
    app.switch_page("screens/surge.py").run()
    assert app.toggle(key="surge_many").value
    assert app.segmented_control(key="surge_level").value == "violent"


def test_a_growth_that_is_no_number_is_told(app: AppTest) -> None:
    """As with the crowd itself."""
    opened(app, "surge")
    app.text_input(key="surge_line").set_value("73.08 31.42 300-600").run()
    app.text_input(key="surge_growth").set_value("fast").run()
    assert not app.exception
    assert "write it as 5-20" in text(app)


def pressed(app: AppTest, label: str) -> AppTest:
    """The app after the button of that label was pressed."""
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
    return app


def test_orders_that_are_given_go_on_as_a_log_with_a_button_for_each_step(app: AppTest, flow: FakeFlow) -> None:
    """From the answer to the unit at the crowd, one press a step; the log has every one of them."""
    opened(app, "surge")
    app.text_input(key="surge_line").set_value("73.08 31.42 300-600").run()
    pressed(app, "Give these orders")
    name = flow.surges(None, session.config())[0]["log"]
    assert app.query_params["log"] in (name, [name])
    said = text(app)
    assert "8 min left" in said
    assert "12 officers from Station 1, ordered, not read back" in said
    assert "U1 could turn round to A2" in said
    for step in ("Read back", "Left", "At form-up point", "At the crowd"):
        pressed(app, step)
    assert "The force is there" in text(app)
    kinds = [one["kind"] for one in flow.surge_log(None, session.config(), name)["trail"]]
    assert kinds == ["opened", "ordered", "acknowledged", "departed", "arrived", "engaged"]
    pressed(app, "End the emergency")
    assert "End this emergency?" in text(app)
    assert flow.surges(None, session.config())[0]["ended"] is None
    pressed(app, "No, go on")
    assert "End this emergency?" not in text(app)
    pressed(app, "End the emergency")
    pressed(app, "Yes, it is over")
    assert "ended" in text(app)
    pressed(app, "Another emergency")
    assert "Click the map where the crowd is" in text(app)


def test_the_planner_has_every_function_that_screens_ask_it_for() -> None:
    """The fake answers to any name that it was given: that the real one knows it too is seen here."""
    files = sorted((Path(__file__).resolve().parents[2] / "screens").glob("*.py"))
    asked = {name for file in files for name in re.findall(r"\bflow\.([A-Za-z]\w*)", file.read_text(encoding="utf-8"))}
    assert len(asked) > 30
    assert not [name for name in sorted(asked) if not hasattr(planner.flow, name)]


def test_one_more_alarm_is_typed_while_an_emergency_goes_on(app: AppTest, flow: FakeFlow) -> None:
    """Without the mouse: its crowd, its place in words, and a line that cannot be read is told."""
    opened(app, "surge")
    app.text_input(key="surge_line").set_value("73.08 31.42 300-600").run()
    pressed(app, "Give these orders")
    name = flow.surges(None, session.config())[0]["log"]
    app.segmented_control(key="surge_live_click").set_value("alarm").run()
    app.text_input(key="surge_live_line").set_value("here").run()
    assert "is no place with a crowd" in text(app).replace("&#39;", "'")
    app.text_input(key="surge_live_line").set_value("73.10 31.44 200-250").run()
    assert not app.exception
    second = flow.surge_log(None, session.config(), name)["alarms"][1]
    assert (second["longitude"], second["latitude"], second["crowd"]["high"]) == (73.10, 31.44, 250)
    assert "1.2 km west of St Mary" in text(app)


def test_a_delay_is_logged_without_a_reason(app: AppTest, flow: FakeFlow) -> None:
    """At two in the morning nobody types why."""
    opened(app, "surge")
    app.text_input(key="surge_line").set_value("73.08 31.42 300-600").run()
    pressed(app, "Give these orders")
    name = flow.surges(None, session.config())[0]["log"]
    pressed(app, "Log it")
    said = flow.surge_log(None, session.config(), name)
    assert [one["kind"] for one in said["trail"]] == ["opened", "ordered", "delayed"]


def test_a_typed_crowd_stays_when_more_is_told(app: AppTest) -> None:
    """Another level does not bring back the size that the field held before."""
    opened(app, "surge")
    app.text_input(key="surge_line").set_value("73.08 31.42 150-200").run()
    assert app.text_input(key="surge_crowd").value == "150-200"
    app.segmented_control(key="surge_level").set_value("violent").run()
    (alarm,) = app.session_state["surge_alarms"]
    assert (alarm.crowd, alarm.level) == ("150-200", "violent")


def test_an_entry_that_cannot_be_is_told_and_the_log_is_as_it_was(app: AppTest, flow: FakeFlow) -> None:
    """Nobody ends an emergency while units are on the way."""
    opened(app, "surge")
    app.text_input(key="surge_line").set_value("73.08 31.42 300-600").run()
    pressed(app, "Give these orders")
    pressed(app, "End the emergency")
    pressed(app, "Yes, it is over")
    assert "on the way still" in text(app)
    assert flow.surges(None, session.config())[0]["ended"] is None


def test_a_store_that_cannot_be_opened_is_told_to_the_reader(app: AppTest, flow: FakeFlow) -> None:
    """A fault of the store is a sentence, not an empty page."""
    flow.fault = StoreError("the store was made by a newer program", maybe="update this one.")
    opened(app, "home")
    assert "the store was made by a newer program" in text(app)
    assert "Maybe update this one." in text(app)


def test_a_hostile_name_is_text_in_every_box(app: AppTest, flow: FakeFlow) -> None:
    """Names come from files of other people."""
    places = scenes.sites(3)
    places["name_en"] = "<img src=x onerror=alert(1)>"
    flow.the_scene = scenes.scene(of=places)
    plan_of_today(flow)
    for screen in ("home", "plan"):
        opened(app, screen)
        app.session_state[session.CHOSEN] = ("site", "S00000")
        app.run()
        assert "&#60;img" in text(app)
        assert "<img" not in text(app)


def test_places_have_their_urdu_names_inside_sentences_of_the_planner() -> None:
    """Orders name stations in English; an Urdu screen calls them as its reader does, other names stay."""
    words = Words("ur").calling({"Police Station 1": "تھانہ 1"})
    assert words.sentence("Police Station 1 (motorcycle)").startswith("\u2068تھانہ 1\u2069")
    assert "\u2066Police Station 2\u2069" in words.sentence("Police Station 2 (motorcycle)")
    assert Words("ur").sentence("Police Station 1 (motorcycle)").startswith("\u2066Police Station 1\u2069")


def test_a_link_to_risk_chooses_the_site_that_it_names(app: AppTest) -> None:
    """As from the home screen, opened in a tab of its own."""
    app.query_params["site"] = "S00001"
    opened(app, "risk")
    assert app.session_state[session.CHOSEN] == ("site", "S00001")
