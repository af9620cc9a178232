from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from layers.words import LANGUAGES
from planner.core.errors import InputError
from screens import replays, session
from screens.geo import PAGES
from tests.screens.fakes import FakeFlow
from tests.screens.test_screens import opened, text
from tests.simulate.toys import EARLY

SLIDER = "scenario_toy_slider_noticed_at"
SOONER = "scenario_toy_beside_sooner"
PLANNER = "scenario_toy_beside_planned"
WAIT_S = 20.0


@pytest.fixture(autouse=True)
def pack(flow: FakeFlow, tmp_path: Path) -> Path:
    """A folder with one scenario of two hamlets."""
    (tmp_path / "toy.toml").write_text(EARLY, encoding="utf-8")
    flow.pack = tmp_path
    return tmp_path


def plain(app: AppTest) -> str:
    """All that is said, without marks of direction."""
    return text(app).replace("\u2068", "")


def open_tab(app: AppTest, language: str, name: str) -> AppTest:
    """The screen with one of its tabs open."""
    app.session_state["scenario_tabs"] = session.Words(language, session.LOCALES)(f"scenarios.tab_{name}")
    app.run()
    assert not app.exception
    return app


def drawn(app: AppTest) -> None:
    """Presses the button, and waits for the draws."""
    app.button(key="scenario_draw").click().run()
    begun = app.session_state[replays.JOB][1]
    ends = time.monotonic() + WAIT_S
    while not begun.ended.is_set() and time.monotonic() < ends:
        time.sleep(0.02)
    app.run()
    assert not app.exception


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_happened_and_what_could_have_been_stand_side_by_side(app: AppTest, language: str) -> None:
    """Ordered at 09:00 (09:20 there, 20 minutes after the violence), or with the police knowing at 07:30."""
    said = plain(opened(app, "scenarios", language))
    assert {"en": "Two hamlets", "ur": "دو بستیاں"}[language] in said
    assert {"en": "Order early.", "ur": "جلد حکم دیں۔"}[language] in said
    assert {"en": "Known sooner", "ur": "جلد علم"}[language] in said
    assert {"en": "Nothing of this happened.", "ur": "یہ واقعہ فرضی ہے۔"}[language] in said
    # adequate from 09:20 as it happened; known an hour sooner 08:20, before the violence at 09:00
    assert "09:20" in said
    assert "08:20" in said
    assert "−60" in said
    assert "−20" in said


def test_a_slider_is_answered_at_once_and_set_back_by_one_press(app: AppTest, flow: FakeFlow) -> None:
    """The police know at 09:30 and not at 08:30: the force is there an hour later, at 10:20."""
    opened(app, "scenarios")
    app.select_slider(key=SLIDER).set_value(9 * 60 + 30).run()
    assert not app.exception
    assert "10:20" in plain(app)
    assert flow.asked["changes"] == ("noticed_at=09:30",)
    app.button(key="scenario_toy_back_").click().run()
    assert app.select_slider(key=SLIDER).value == 8 * 60 + 30
    assert "10:20" not in plain(app)
    assert app.button(key="scenario_toy_back_").disabled


def test_the_help_of_a_slider_says_range_and_source(app: AppTest) -> None:
    """Low, high, best guess, and where it comes from."""
    opened(app, "scenarios")
    told = app.select_slider(key=SLIDER).help
    assert told == "From 07:30 to 09:30; best guess 08:30. Source: not found"


def test_nothing_ticked_shows_what_happened_alone_and_says_what_to_do(app: AppTest) -> None:
    """One line, and a note."""
    opened(app, "scenarios")
    app.checkbox(key=SOONER).uncheck()
    app.checkbox(key=PLANNER).uncheck().run()
    said = plain(app)
    assert not app.exception
    assert "Only what happened is shown" in said
    assert "<td>Known sooner</td>" not in said
    assert "Tick something that could have been done otherwise" in said


def test_orders_of_ones_own_stand_as_a_line_of_their_own(app: AppTest, flow: FakeFlow) -> None:
    """Everybody ordered at 08:30, formed up, five kept back."""
    opened(app, "scenarios")
    app.select_slider(key="scenario_toy_order_at_en").set_value(8 * 60 + 30)
    app.checkbox(key="scenario_toy_own_assemble").check()
    app.number_input(key="scenario_toy_own_reserve").set_value(5).run()
    assert not app.exception
    assert flow.asked["changes"] == ("order_at=08:30", "assemble=true", "reserve=5")
    assert "As you set it" in plain(app)


def test_draws_say_how_far_it_may_lie_and_what_matters_most(app: AppTest) -> None:
    """When the police knew moves the minutes at risk; as soon as a slider moves, the draws are of no use."""
    opened(app, "scenarios")
    open_tab(app, "en", "sure")
    drawn(app)
    said = plain(app)
    assert "What matters most" in said
    assert "When the police knew: minutes of violence without an adequate force" in said
    assert "5 to 95 of 100" in said
    app.select_slider(key=SLIDER).set_value(9 * 60).run()
    assert "belongs to other settings" in plain(app)
    assert "5 to 95 of 100" not in plain(app)


def test_draws_that_cannot_be_made_are_told(app: AppTest, flow: FakeFlow) -> None:
    """A sentence, not an empty tab."""
    opened(app, "scenarios")
    open_tab(app, "en", "sure")
    flow.replay_fault = InputError("the draws failed", maybe="take fewer.")
    drawn(app)
    assert "the draws failed" in plain(app)


def test_the_map_is_a_page_of_our_own_server(app: AppTest) -> None:
    """By the hash of its bytes; the page itself asks for nothing."""
    opened(app, "scenarios")
    (frame,) = app.get("iframe")
    assert frame.proto.src.startswith("/replay/")
    name = frame.proto.src.removeprefix("/replay/").removesuffix(".html")
    packed = PAGES.get(name)
    assert packed is not None
    app.run()
    assert app.get("iframe")[0].proto.src == frame.proto.src


def test_what_is_published_names_its_sources_and_the_sums_hold(app: AppTest) -> None:
    """2 places of worship, 100 houses, 1 locality, as the file says."""
    opened(app, "scenarios")
    said = plain(open_tab(app, "en", "facts"))
    assert "Houses: published 100, here 100" in said
    assert "made up for a test" in said


def test_files_hold_the_same_as_the_screen(app: AppTest) -> None:
    """The page, the numbers, the curves of each line."""
    opened(app, "scenarios")
    open_tab(app, "en", "files")
    assert len(app.get("download_button")) == 3
    asked = replays.Asked("toy", (), ("sooner",))
    found = replays.answer(asked)
    assert json.loads(replays.as_json(found))["variants"][1]["key"] == "sooner"
    lines = replays.curves(asked).decode().splitlines()
    assert lines[0] == "variant,place,time,people,officers,need,state"
    assert {line.split(",")[0] for line in lines[1:]} == {"as-it-happened", "sooner"}


def test_a_link_opens_its_scenario(app: AppTest, pack: Path) -> None:
    """The name stands in the address; what is not there falls back to one that is."""
    (pack / "other.toml").write_text(EARLY.replace('"toy"', '"other"').replace("Two", "Three"), encoding="utf-8")
    app.query_params["scenario"] = "other"
    app.query_params["lang"] = "en"
    app.run()
    app.query_params["scenario"] = "other"
    app.switch_page("screens/scenarios.py").run()
    assert not app.exception
    assert app.selectbox[0].value == "other"


def test_an_empty_pack_and_a_faulty_file_say_what_to_do(app: AppTest, flow: FakeFlow, pack: Path) -> None:
    """No scenario; then one that is no TOML."""
    (pack / "toy.toml").unlink()
    opened(app, "scenarios")
    assert "There are no scenarios" in plain(app)
    (pack / "bad.toml").write_text("name = ", encoding="utf-8")
    replays._listed.clear()
    app.run()
    assert not app.exception
    assert "bad.toml is no TOML" in plain(app)


def test_a_planner_that_takes_long_does_not_hold_up_the_rest(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    """When it was slow before, the other lines come first; what stands on the screen already is not asked again."""
    monkeypatch.setattr(replays, "SOON_S", 0.0)
    opened(app, "scenarios")
    seen: list[tuple[str, ...]] = []
    answer = replays.answer

    def listening(asked: replays.Asked) -> Any:
        seen.append(asked.chosen)
        return answer(asked)

    monkeypatch.setattr(replays, "answer", listening)
    app.select_slider(key=SLIDER).set_value(9 * 60).run()
    assert not app.exception
    assert [chosen for chosen in seen if chosen] == [("sooner",), ("sooner", "planned")]
    seen.clear()
    app.run()
    assert [chosen for chosen in seen if chosen] == [("sooner", "planned")]
    assert "Planned at the order" in plain(app)
