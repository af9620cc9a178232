"""Orders of an emergency: when to leave, where to form up, with whom to move; places by name, in both languages."""

from __future__ import annotations

import dataclasses
import io
import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from pypdf import PdfReader

from planner.config import load_config
from planner.core.bidi import isolate, plain
from planner.core.plan import DutyOrder
from planner.report import surge_orders
from planner.report.pdf import order_pdfs, page_data
from planner.report.spots import Landmarks
from planner.report.voice import Voice
from planner.report.ways import legs_in_words
from tests.report.emergencies import EAST, NORTH, alarm, degrees, frames, surge_in_full, unit
from tests.report.made import FRAMES, HOSTILE, surge_document
from tests.risk.frames import sites

CONFIG = load_config().report
LANGUAGES = ("en", "ur")


def orders(document: dict[str, Any] | None = None, **more: Any) -> tuple[DutyOrder, ...]:
    """The orders of the surge in full."""
    tables = {**frames(), **more}
    return surge_orders(document or surge_in_full(), **tables, config=CONFIG, timezone="Asia/Karachi")


def text_of(order: DutyOrder, language: str) -> str:
    """What can be read on the page, without line breaks."""
    pages = PdfReader(io.BytesIO(next(order_pdfs([order], language=language)))).pages
    return " ".join(page.extract_text() for page in pages).replace("\n", " ")


def test_an_older_answer_gives_one_order_a_unit() -> None:
    """Without the newer keys each unit still has its order: who, when, where in coordinates, whom to report to."""
    people = {key: FRAMES[key] for key in ("officers", "stations")}
    head, other = surge_orders(surge_document(), **people, config=CONFIG, timezone="Asia/Karachi")
    assert (head.number, other.number) == ("20261225T0635-A1-01", "20261225T0635-A1-02")
    assert (head.commander, other.commander) == ("F3", "F2")
    assert (head.depart, head.arrive_by) == ("2026-12-25T06:50+05:00", "2026-12-25T06:55+05:00")
    assert (head.vehicle, head.route) == ("LEA 1234", "Canal Road")
    assert (head.place_at, head.form_up_at) == ("31.33100, 73.42100", "31.33000, 73.42000")
    assert head.hands_to == ""
    assert "SI F3" in other.handover
    assert "crowd 20, 5 a head" in head.reason
    assert (head.move_off, head.crowd, head.action) == ("", (), "hold")
    assert dict(_facts(other, "en"))["The force"].startswith("3 officers in all")


def _facts(order: DutyOrder, language: str) -> list[tuple[str, str]]:
    return [(key, f"{text} {small}".strip()) for key, text, small in page_data(order, language)["facts"]]


def test_the_moments_of_an_order_agree() -> None:
    """Called at 06:35: leave after 4 min, there 20 min later, the last unit too, move off 3 min after it, 4 min on."""
    second = orders()[1]
    moments = [datetime.fromisoformat(getattr(second, key)) for key in ("depart", "arrive_by", "force_by", "move_off")]
    called = datetime.fromisoformat(surge_in_full()["at"])
    assert [moment - called for moment in moments] == [timedelta(minutes=m) for m in (4, 24, 24, 27)]
    assert second.at_crowd.startswith("2026-12-25T07:06")  # onward 7 min from the last arrival at 06:59
    times = page_data(second, "en")["times"]
    assert [(word, clock) for word, clock, _ in times] == [
        ("Leave at", "06:39"), ("At the form-up point by", "06:59"), ("Move together at", "07:02"),
    ]  # fmt: skip
    assert times[1][2] == "force complete 06:59"


def test_places_are_told_by_name_and_by_coordinates() -> None:
    """Alarm 400 m east and 300 m north of the church: 500 m off, to the north-east, in both languages."""
    order = orders()[1]
    assert order.place == "500 m north-east of Catholic church, Chak 12"
    assert order.place_urdu == "کیتھولک چرچ سے 500 میٹر شمال مشرق، چک 12"
    assert order.form_up == "200 m south-west of Catholic church, Chak 12"
    form_up = page_data(order, "en")["facts"][0]
    assert form_up == ("Form-up point", order.form_up, order.form_up_at)
    latitude, longitude = (float(part) for part in order.form_up_at.split(", "))
    assert (30 < latitude < 33, 70 < longitude < 76) == (True, True)


@pytest.mark.parametrize(
    ("x_m", "y_m", "said"),
    [
        (10, 10, "at Catholic church, Chak 12"),
        (0, 330, "350 m north of Catholic church, Chak 12"),
        (-300, 0, "300 m west of Catholic church, Chak 12"),
        (0, -2040, "2.0 km south of Catholic church"),
        (-500, 500, "700 m north-west of Catholic church, Chak 12"),
    ],
)
def test_a_spot_says_how_far_and_where(x_m: float, y_m: float, said: str) -> None:
    """Steps of 50 m near by, of 100 m from one kilometre on; the village only inside it."""
    tables = frames()
    assert Landmarks(tables["sites"], tables["stations"], tables["areas"]).spot(degrees(x_m, y_m)).english == said


def test_the_words_of_the_document_stay() -> None:
    """A place that the answer names keeps its words in English; without any named place coordinates stand alone."""
    told = {**degrees(0, 0), "place": "Christian Colony gate"}
    tables = frames()
    assert Landmarks(tables["sites"]).spot(told).english == "Christian Colony gate"
    assert Landmarks(tables["sites"]).spot(told).urdu == "کیتھولک چرچ پر"
    nothing = Landmarks(sites({"at": (EAST, NORTH)})).spot(degrees(0, 0))
    assert nothing.named("en") == nothing.named("ur") == nothing.at


def test_short_steps_of_a_route_are_left_out() -> None:
    """20 m and 10 m are gone, and the two parts of Canal Road are one: 2.1 km and 300 m are 2.4 km."""
    route = surge_in_full()["alarms"][0]["units"][0]["route"]
    assert tuple(map(plain, legs_in_words(route, Voice("en")))) == (
        "Canal Road 2.4 km, then Mill Street 640 m",
        "Church Road 610 m",
    )
    assert legs_in_words("side road 30 m", Voice("en")) == ("side road 30 m",)
    assert legs_in_words("by the old bridge", Voice("en")) == ("by the old bridge",)
    assert isolate("2.4") in legs_in_words(route, Voice("ur"))[0]
    assert legs_in_words("", Voice("en")) == ()


def test_an_order_says_with_whom_against_what() -> None:
    """44 officers of the first alarm under Inspector F1; 400 people are planned for: 9 to one officer."""
    head, second = orders()[:2]
    facts = dict(_facts(second, "en"))
    assert facts["The force"] == "44 officers in all. Report to the commander: Inspector F1"
    assert facts["In charge"] == "SI F17, officers under you: 13"
    assert facts["Crowd"] == (
        "planned for 400 (told: 300 to 600, best 400), growing by 5 a minute 1 officer to 9.1 people, adequate: 1 to 10"
    )
    assert dict(_facts(head, "en"))["The force"] == "44 officers in all, under your command"
    assert page_data(head, "en")["rule"].endswith("you give the word to move.")
    assert page_data(second, "en")["rule"].endswith("until the commander gives the word.")
    assert page_data(second, "en")["subtitle"] == "Alarm A1 · Call sign A1-2 · Disorder"


def test_a_short_force_is_told_first() -> None:
    """12 of 40: the order of the second alarm says so above its times; the first alarm's says nothing of the kind."""
    found = orders()
    assert page_data(found[3], "en")["banner"][0].startswith("The force is NOT adequate: 12 of 40 officers go.")
    assert page_data(found[0], "en")["banner"] == []
    assert page_data(found[2], "en")["banner"] == ["This order was given before. It stands."]


@pytest.mark.parametrize("task", ["hold", "extract", "cordon", "escort"])
def test_each_task_has_its_own_sentences_and_kit(task: str) -> None:
    """Three lines a task, a stretcher to bring people out, the rule to wait at the form-up point on every page."""
    document = surge_in_full(alarms=[alarm("A1", 0, 0, [unit(1, 1, 5, 3, 9)], task=task)])
    order = orders(document)[0]
    data = page_data(order, "en")
    assert len(data["task"]) == 3
    assert data["rule"].startswith("Do not go to the crowd before the force is complete.")
    assert ("stretcher" in order.kit) == (task == "extract")
    assert len({page_data(orders(surge_in_full(alarms=[alarm("A1", 0, 0, [unit(1, 1, 5, 3, 9)], task=t)]))[0], "ur")[
        "task"][0] for t in ("hold", "extract", "cordon", "escort")}) == 4  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_order_is_one_page_that_can_be_read_back(language: str) -> None:
    """Number, call sign, hours and slip on one page, for the short force and for a unit of 14."""
    for order in orders()[1::2]:
        pages = PdfReader(io.BytesIO(next(order_pdfs([order], language=language)))).pages
        assert len(pages) == 1
        text = pages[0].extract_text()
        assert text.count(order.number) == 3  # head, read-back, slip
        for said in (order.call_sign, order.depart[11:16], order.arrive_by[11:16], order.form_up_at):
            assert said in text
    if language == "en":
        assert "Read back:" in text
        assert "Acknowledgement" in text


def test_an_urdu_order_isolates_its_numbers() -> None:
    """Clock, order number, coordinates and a Latin route each keep their order from left to right."""
    data = page_data(orders()[1], "ur")
    assert data["right_to_left"]
    assert data["times"][0][1] == isolate("06:39")
    assert data["number"] == isolate("20261225T0635-A1-02")
    assert data["facts"][0][1:] == (f"کیتھولک چرچ سے {isolate('200')} میٹر جنوب مغرب، چک {isolate('12')}",
                                    isolate("31.35300, 73.42196"))  # fmt: skip
    assert data["members"][0] == [isolate("F17"), "ایس آئی"]
    assert isolate("127") in dict(map(tuple, data["texts"]))["قانونی اختیار"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_names_stay_text(language: str) -> None:
    """Names and routes that look like commands of the typesetter are printed, and turn no page round."""
    document = surge_in_full()
    document["alarms"][0]["units"][0]["route"] = HOSTILE
    document["alarms"][0]["place"] = HOSTILE
    order = orders(document, **frames(names=(HOSTILE, f"{HOSTILE} گرجا")))[0]
    data = page_data(order, language)
    assert "\u202e" not in json.dumps(data, ensure_ascii=False)
    assert ("#panic(1)" if language == "en" else "panic") in text_of(order, language)


def test_a_unit_without_a_form_up_point_is_told_to_ask() -> None:
    """No road junction was found: two moments instead of three, and the rule says whom to ask."""
    document = surge_in_full(alarms=[alarm("A1", 0, 0, [unit(1, 1, 5, 3, 9, vehicles=[])], form_up=None)])
    order = orders(document)[0]
    data = page_data(order, "en")
    assert [word for word, _, _ in data["times"]] == ["Leave at", "There by"]
    assert data["rule"].startswith("No form-up point was found.")
    assert "ask the control room" in dict(_facts(order, "en"))["From"]


def test_a_unit_that_comes_after_the_force_has_left_is_told_to_follow() -> None:
    """The force moves at 07:02; a unit that is there at 07:17 cannot move with it, and is not told that it can."""
    late = surge_in_full(alarms=[alarm("A1", 0, 0, [unit(1, 1, 5, 3, 9), unit(2, 6, 5, 15, 27)])])
    first, second = orders(late)
    assert page_data(first, "en")["times"][2][:2] == ["Move together at", "07:02"]
    assert page_data(second, "en")["times"][2] == [
        "Follow the force", "on the commander's word", "it moves off at 07:02",
    ]  # fmt: skip


def test_the_same_surge_gives_the_same_bytes() -> None:
    """No clock and no chance in an order."""
    one, two = orders(), orders()
    assert one == two
    assert list(order_pdfs(one[:1])) == list(order_pdfs(two[:1]))
    assert dataclasses.asdict(one[0])["classification"] == "restricted"
