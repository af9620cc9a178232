from __future__ import annotations

import time
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from streamlit.testing.v1 import AppTest

from layers.words import LANGUAGES, Words
from screens import commander, plan_says, plans, session, timeline
from tests.screens.documents import plan_document
from tests.screens.fakes import DAY, FakeFlow, plan_of_today
from tests.screens.test_screens import map_arguments, opened
from tests.screens.test_screens import text as boxes

STEPS = ("open", "day", "away", "compare", "sign", "orders")


def text(app: AppTest) -> str:
    """All that the screen says, headings in their places last."""
    return boxes(app) + "\n" + "\n".join(one.value for one in app.header)


def press(app: AppTest, label: str) -> AppTest:
    """The button with that label, pressed; nothing may have gone wrong."""
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
    return app


def wait_for(app: AppTest, said: str) -> str:
    """All that the screen says once it says that."""
    deadline = time.monotonic() + 30
    while said not in text(app) and time.monotonic() < deadline:
        app.run()
    assert not app.exception
    return text(app)


def at_step(app: AppTest, step: str, language: str = "en") -> AppTest:
    """The plan screen at that step."""
    opened(app, "plan", language)
    app.session_state[commander.STEP] = step
    return app.run()


def test_a_plan_is_made_and_tells_first_what_it_does_not_cover(app: AppTest, flow: FakeFlow) -> None:
    """From the button to the needs that are open, with what was asked for."""
    opened(app, "plan")
    assert "There is no plan yet" in text(app)
    press(app, "Make the plan")
    said = wait_for(app, "Needs not covered: 1")
    assert said.index("Needs not covered: 1") < said.index("nobody is free")
    assert "At most 10.0 % better is possible" in said
    assert flow.asked == {"units": "unit", "like": "", "whole": False}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("step", STEPS)
def test_every_step_opens_in_every_language(app: AppTest, flow: FakeFlow, step: str, language: str) -> None:
    """With one plan kept; the step's own name is on the screen."""
    plan_of_today(flow)
    at_step(app, step, language)
    assert not app.exception
    assert text(app)


def test_a_duty_that_is_chosen_stands_out_and_says_who_could_come(app: AppTest, flow: FakeFlow) -> None:
    """The guard of the first made-up site: its officer, its place on the map, and the two who could come."""
    plan_of_today(flow)
    at_step(app, "day")
    app.selectbox(key=commander.DUTY).set_value("D1").run()
    assert not app.exception
    said = text(app)
    assert "OFF-1" in said
    assert "1 of 2 officers are free for it" in said
    assert "chosen" in map_arguments(app)["feature_group"]


def test_a_change_is_judged_before_it_is_kept_and_ends_a_signature(app: AppTest, flow: FakeFlow) -> None:
    """Rules it breaks and needs it opens in words; kept only with a reason, and then the signature holds no longer."""
    plan_of_today(flow)
    flow.sign(None, None, "", by="SI-1", post="DPO")  # type: ignore[arg-type]
    at_step(app, "day")
    assert "Signed by SI-1, DPO" in text(app)
    app.selectbox(key=commander.DUTY).set_value("D1").run()
    app.selectbox(key="change_out").set_value("OFF-1").run()
    said = text(app)
    assert "It would break 1 rules" in said
    assert "guard at Station 1: OFF-1 rests too short." in said
    assert "Then missing: Station 1, Sun 22 Nov 14:00: 1 officer of 2" in said
    press(app, "Keep the change")
    assert "reason is empty" in text(app)
    app.text_input(key="change_reason").set_value("ill")
    app.text_input(key="change_by").set_value("SI-1")
    press(app, "Keep the change")
    assert "the signature no longer holds" in wait_for(app, "The change is kept")
    assert flow.made[-1]["changes"][0]["reason"] == "ill"


def test_somebody_ill_is_planned_around_and_the_changes_are_listed(app: AppTest, flow: FakeFlow) -> None:
    """Away from the first day to the end of the second: two whole days where the district lies (UTC+5)."""
    plan_of_today(flow)
    at_step(app, "away")
    press(app, "Make the plan anew")
    assert "Choose who is away" in text(app)
    app.session_state[commander.AWAY] = ["OFF-1"]
    press(app, "Make the plan anew")
    said = wait_for(app, "1 of 2 duties change")
    assert "OFF-2" in said
    [(officer, (start, end))] = flow.asked["away"]
    assert officer == "OFF-1"
    assert end - start == timedelta(days=2)
    assert start.isoformat() == f"{DAY.isoformat()}T00:00:00+05:00"


def test_two_plans_stand_side_by_side(app: AppTest, flow: FakeFlow) -> None:
    """Measures with their units, what is unknown said so, and what only one covers."""
    plan_of_today(flow)
    flow.made.append(plan_document(DAY, 3, "S00000"))
    at_step(app, "compare")
    said = text(app)
    assert "90.0 %" in said
    assert "1,200 PKR" in said
    assert "not known" in said
    assert "Only this plan covers: 1" in said


def test_a_signature_stands_on_the_plan_with_its_date(app: AppTest, flow: FakeFlow) -> None:
    """Number, post and the moment on the district's clock: 06:00 UTC is 11:00."""
    plan_of_today(flow)
    at_step(app, "sign")
    app.text_input[0].set_value("SI-00012")
    app.text_input[1].set_value("DPO Demopur")
    press(app, "Sign this plan")
    assert "Signed by SI-00012, DPO Demopur, on Sun 22 Nov 2026 11:00." in wait_for(app, "The plan is signed")


def test_the_orders_are_the_papers_that_were_chosen(app: AppTest, flow: FakeFlow) -> None:
    """By default no PDF for each duty: a month has a thousand."""
    document = plan_of_today(flow)
    at_step(app, "orders")
    assert "This plan is not signed" in text(app)
    assert app.get("button_group")
    packed = commander.files(document, "ur", ["book", "week"])
    with zipfile.ZipFile(BytesIO(packed)) as archive:
        assert archive.read("order.txt").decode() == f"{document['plan_id']} ur book week"


def test_a_sentence_of_the_planner_is_said_with_names(app: AppTest, flow: FakeFlow) -> None:
    """No identifier of a duty, no name of a setting; an unknown identifier stays."""
    opened(app, "home")
    names = {"S00000": "Church 0", "X9": "X9"}
    sentence = "guard guard-S00000-20261123T0900 at S00000 has 1 officer (demand.guard_a, assumption); X9 stays."
    assert plans.said(sentence, names) == "guard at Church 0 has 1 officer; X9 stays."
    shift = "S00000 cannot be visited in the shift of patrol-X9-20261123T0600: no time."
    assert (
        plans.said(shift, names)
        == "Church 0 cannot be visited in the shift of patrol at X9, Mon 23 Nov 06:00: no time."
    )


def test_what_is_missing_is_said_in_urdu() -> None:
    """Counts keep their order; what is not known stays as it is."""
    said = plans.missing("2 officers of 3 (left open), 1 woman officer of 1, a horse", Words("ur", session.LOCALES))
    assert "\u20663\u2069" in said
    assert "خاتون اہلکار" in said
    assert said.endswith("\u2066a horse\u2069")


def test_bars_of_one_time_take_lanes_of_their_own() -> None:
    """06-14 and 08-16 overlap; 14-22 goes where the first ended."""
    bars = [timeline.Bar(str(n), start, start + 8, "", "full", "") for n, start in enumerate((6, 8, 14))]
    assert timeline.lanes(bars) == [0, 1, 0]


def test_a_calendar_of_a_day_has_hours_and_one_of_a_week_has_days() -> None:
    """24 hours in steps of three; 7 days in steps of one."""
    assert timeline.ticks(6.0, 30.0, str)[:2] == [(6, "06:00"), (9, "09:00")]
    assert timeline.ticks(0.0, 168.0, lambda n: f"day {n}")[:2] == [(0, "day 0"), (24, "day 1")]


def test_how_good_a_plan_is_known_to_be_is_said_in_words(app: AppTest) -> None:
    """Proven best, at most so far from it, or not known."""
    opened(app, "home")
    assert "proven" in plan_says.gap_sentence({"status": "optimal", "gap": 0.0})
    assert "At most 1.2 % better" in plan_says.gap_sentence({"status": "good", "gap": 0.012})
    assert "not known" in plan_says.gap_sentence({"status": "good", "gap": None})
