"""The tour: offered once, told where it is asked for, never in the way of an emergency; the language goes along."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from screens import session, tour
from tests.screens.fakes import FakeFlow, plan_of_today

SCREENS = Path(__file__).resolve().parents[2] / "screens"
CHOOSES = frozenset(
    (
        *("text_input", "text_area", "number_input", "date_input", "time_input", "selectbox", "multiselect", "pills"),
        *("segmented_control", "toggle", "checkbox", "radio", "slider", "select_slider", "file_uploader"),
    )
)
"""Elements of Streamlit that hold what was typed or chosen."""


def keys(app: AppTest) -> set[str]:
    """The buttons on the screen, by key."""
    return {str(one.key) for one in app.button if one.key}


def test_the_tour_is_offered_once_and_told_step_by_step(app: AppTest, flow: FakeFlow) -> None:
    """Six screens in order; at the end it is gone, and the "?" brings it back."""
    app.run()
    assert "tour_start" in keys(app)
    app.button(key="tour_start").click().run()
    for _ in tour.STEPS[1:]:
        app.button(key="tour_next").click().run()
    assert "tour_next" not in keys(app)
    app.button(key="tour_leave").click().run()
    assert not keys(app) & {"tour_start", "tour_leave"}
    app.button(key="tour_open").click().run()
    assert "tour_next" in keys(app)


def test_the_tour_never_stands_on_the_screen_of_emergencies(app: AppTest, flow: FakeFlow) -> None:
    """Not even in the middle of it."""
    app.run()
    app.button(key="tour_start").click().run()
    app.switch_page("screens/surge.py").run()
    assert not any(key.startswith("tour_") for key in keys(app))
    app.switch_page("screens/plan.py").run()
    assert "tour_next" in keys(app)


def test_every_screen_of_the_tour_is_a_screen() -> None:
    """A step names a file of a screen; the texts of each are there in both languages (tested with the others)."""
    assert all((SCREENS / f"{name}.py").is_file() for name in tour.STEPS)


@pytest.mark.parametrize("screen", ["home", "plan", "surge", "data"])
def test_the_language_changes_at_once_on_every_screen(app: AppTest, flow: FakeFlow, screen: str) -> None:
    """The switch redraws the screen, and the address carries the language."""
    app.run()
    app.switch_page(f"screens/{screen}.py").run()
    english = app.title[0].value
    app.segmented_control(key="language_switch").set_value("ur").run()
    assert app.title[0].value != english
    assert app.query_params["lang"] == "ur"
    assert app.session_state[session.LANGUAGE] == "ur"


@pytest.mark.parametrize("screen", ["plan", "surge"])
def test_what_was_typed_stays_when_the_language_changes(app: AppTest, flow: FakeFlow, screen: str) -> None:
    """The browser keeps what is typed as long as an element is the same one: none becomes another in Urdu."""

    def elements() -> set[str]:
        kinds = (app.number_input, app.selectbox, app.text_input, app.date_input, app.multiselect, app.toggle)
        return {one.id for kind in (*kinds, app.checkbox, app.segmented_control) for one in kind}

    plan_of_today(flow)
    app.run()
    app.switch_page(f"screens/{screen}.py").run()
    before = elements()
    assert len(before) > 2
    app.segmented_control(key="language_switch").set_value("ur").run()
    assert elements() == before


def test_whatever_holds_a_choice_has_a_key() -> None:
    """Without a key its label is its identity, and a change of language would empty it."""
    bare = [
        f"{path.name}:{node.lineno} {node.func.attr}"
        for path in sorted(SCREENS.glob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if node.func.attr in CHOOSES and not any(word.arg == "key" for word in node.keywords)
    ]
    assert not bare, bare
