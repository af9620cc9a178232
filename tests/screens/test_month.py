"""The monthly report is made on the screen of risk, and what it says first is said there too."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from screens import month
from tests.screens.fakes import FakeFlow
from tests.screens.test_screens import opened, text


def test_the_report_of_a_chosen_month_is_made_and_says_first_what_is_bad(app: AppTest, flow: FakeFlow) -> None:
    """Of the months that are over the last stands first; the number of the report is on its button."""
    opened(app, "risk")
    box = app.selectbox(key=month.CHOSEN)
    assert box.options[0] == "November 2026"
    assert len(box.options) == month.MONTHS
    app.button(key="month_make").click().run()
    app.session_state[month.JOB].ended.wait(10)
    app.run()
    assert not app.exception
    assert "Days whose plan nobody signed: 3 of 30." in text(app)
    assert app.session_state[month.JOB].result[:2] == ("R-2026-11-0", b"%PDF R-2026-11-0 en")


def test_the_public_report_is_asked_as_public(app: AppTest, flow: FakeFlow) -> None:
    """In the language that the paper is to have."""
    opened(app, "risk", "ur")
    app.toggle(key=month.PUBLIC).set_value(True)
    app.button(key="month_make").click().run()
    app.session_state[month.JOB].ended.wait(10)
    app.run()
    assert not app.exception
    assert app.session_state[month.JOB].result[1] == b"%PDF P-2026-11-0 ur"
