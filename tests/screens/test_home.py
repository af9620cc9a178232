"""The home screen: what is not covered first, each number leads to its screen, a link opens the same view."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from screens import commander, reaching, session, waiting
from screens.jobs import start
from tests.layers import scenes
from tests.screens.fakes import FakeFlow, plan_of_today
from tests.screens.test_screens import map_arguments, text


def links(app: AppTest) -> list[tuple[str, str, str]]:
    """Each link of a screen: where it leads, what it asks for there, what it says."""
    found = [one.proto for one in app.get("page_link")]
    return [(one.page, one.query_string, one.label) for one in found]


def cards(app: AppTest) -> list[str]:
    """The boxes in the order in which they are read."""
    return [one.proto.body for one in app.get("html") if "hif-card" in one.proto.body]


def alarm(minutes_left: float | None) -> dict[str, Any]:
    """An open emergency with one alarm, to which two units go."""
    one = {"id": "A1", "place": "200 m north of Site 1", "level": "violent", "since": f"{scenes.NOW.isoformat()}"}
    one |= {"longitude": 73.0, "latitude": 31.4, "sent": 24, "there": 0, "on_the_way": 2, "adequate_at": None}
    alarms = [{**one, "minutes_left": minutes_left}]
    return {"log": "S1", "opened": one["since"], "alarms": alarms, "on_the_way": 2, "overdue": 0, "to_see_to": []}


@pytest.mark.parametrize(
    ("left", "said"),
    [(7.2, "Adequate force in 7 min"), (-3.0, "promised 3 min ago"), (None, "No adequate force in sight")],
)
def test_an_open_alarm_stands_before_all_else(app: AppTest, flow: FakeFlow, left: float | None, said: str) -> None:
    """Countdown and units on the way; the link opens that emergency."""
    flow.alarms.append(alarm(left))
    app.run()
    first, second, *_ = cards(app)
    assert "Alarm: 200 m north of Site 1" in first
    assert said in first
    assert "No plan holds today" in second
    assert ("surge", "log=S1", "Go to the emergency") in links(app)


def test_what_is_open_leads_to_that_duty_of_that_plan(app: AppTest, flow: FakeFlow) -> None:
    """Plan, day and duty stand in the address of the link; so does the plan that waits for a signature."""
    plan = plan_of_today(flow)
    app.run()
    day = scenes.NOW.date().isoformat()
    asked = f"plan={plan['plan_id']}&day={day}&duty=D2&step=day"
    assert ("plan", asked, "Fill these duties in the plan") in links(app)
    assert any(page == "plan" and query.endswith("step=sign") for page, query, _ in links(app))


def test_a_link_opens_the_plan_at_that_duty(app: AppTest, flow: FakeFlow) -> None:
    """Step, day and duty are chosen as the link says; a plan that is not there leaves the newest."""
    plan_of_today(flow)
    day = scenes.NOW.date()
    app.run()
    app.query_params.update({"plan": "gone", "day": day.isoformat(), "duty": "D2", "step": "day"})
    app.switch_page("screens/plan.py").run()
    assert app.session_state[commander.STEP] == "day"
    assert app.session_state[commander.DAY] == day
    assert app.session_state[commander.DUTY] == "D2"
    assert app.session_state[commander.PLAN] == flow.made[-1]["plan_id"]


def test_each_figure_says_where_it_comes_from(app: AppTest, flow: FakeFlow) -> None:
    """The age of the data names the number that calls it old."""
    app.run()
    (age,) = [one.proto for one in app.get("page_link") if "newest incident" in one.proto.label]
    assert "12" in age.label
    assert r"today.old\_days" in age.help


def test_a_link_chooses_a_site_once(app: AppTest, flow: FakeFlow) -> None:
    """What the reader chooses afterwards stands, and the address follows."""
    app.query_params["site"] = "S00003"
    app.run()
    assert app.session_state[session.CHOSEN] == ("site", "S00003")
    app.session_state[session.CHOSEN] = ("site", "S00005")
    app.run()
    assert app.session_state[session.CHOSEN] == ("site", "S00005")
    app.query_params["site"] = "no such site"
    app.run()
    assert app.session_state[session.CHOSEN] == ("site", "S00005")


def test_links_keep_the_language(app: AppTest, flow: FakeFlow) -> None:
    """A link that is opened in a new tab asks for Urdu as well."""
    app.query_params["lang"] = "ur"
    app.run()
    assert all("lang=ur" in query for _, query, _ in links(app))


def test_the_picture_is_made_once_for_many_runs(app: AppTest, flow: FakeFlow, monkeypatch: pytest.MonkeyPatch) -> None:
    """Within a minute, while nothing was recorded."""
    monkeypatch.setattr("screens.home_day.time.time", lambda: 600.0)
    for _ in range(6):
        app.run()
    assert flow.pictured <= 3  # in the background, and for the screen before and after that has ended


def test_time_left_is_told_only_with_ground() -> None:
    """A quarter done in 30 seconds leaves 90; before three seconds or three hundredths nothing is said."""
    assert waiting.left_s(0.25, 30.0) == 90.0
    assert waiting.left_s(0.25, 2.0) is None
    assert waiting.left_s(0.01, 60.0) is None
    assert waiting.left_s(None, 60.0) is None
    assert waiting.left_s(1.0, 60.0) == 0.0


def _wait() -> None:
    from layers.words import Words
    from screens import session, waiting
    from tests.screens.test_home import JOBS

    job = JOBS[0]
    if job.ended.is_set():
        return
    job.began -= 30.0
    words = Words("en", session.LOCALES)
    waiting.shown(job, words, label="Counting", done=lambda one: one.said or 0, of=4, key="count")


JOBS: list[Any] = []


def test_work_says_how_far_it_is_and_can_be_stopped() -> None:
    """One of four done after 30 seconds: about 90 more; the button stops the work, and the screen says so."""

    def work(progress: Any, cancel: Any) -> bool:
        progress(1)
        while not cancel():
            time.sleep(0.01)
        return True

    job = start(work)
    JOBS[:] = [job]
    while job.said is None:
        job.ended.wait(0.01)
    app = AppTest.from_function(_wait, default_timeout=20).run()
    (bar,) = app.get("progress")
    # a slow machine lets some more seconds go by before the text is made
    assert re.match(r"Counting · 3\d s gone · about (9\d|1[01]\d)", bar.proto.text)
    assert bar.proto.value == 25
    app.button(key="count_stop").click().run()
    assert job.ended.wait(5)
    assert job.result is True
    assert not app.run().get("progress")


def test_how_far_by_road_is_drawn_when_it_is_asked_for(app: AppTest, flow: FakeFlow) -> None:
    """The area of five minutes, the site in it, the station that comes and the one that cannot."""
    site = str(flow.the_scene.sites["site"].iloc[0])
    app.query_params["site"] = site
    app.run()
    assert "within 5 min" not in text(app)
    app.toggle(key=reaching.SHOWS).set_value(True).run()
    assert not app.exception
    said = text(app)
    assert "sites within 5 min: 1" in said
    stations = flow.the_scene.stations["name_en"]
    assert stations.iloc[0] in said
    assert f"Cannot come by road: {stations.iloc[1]}" in said
    assert '"area0"' in map_arguments(app)["feature_group"]
