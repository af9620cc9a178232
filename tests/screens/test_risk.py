"""The risk screen over a planner that answers at once."""

from __future__ import annotations

import re
import time
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from layers.words import LANGUAGES
from screens import analyst, session
from tests.layers import scenes
from tests.screens.fakes import FakeFlow
from tests.screens.test_screens import map_arguments, opened, text

TABS = ("Does it hold?", "Trends", "Calendar", "Whom does it miss?", "Two sources, one incident")


def looked_back(app: AppTest) -> str:
    """What the screen says when the look back has ended."""
    ends = time.monotonic() + 10
    while app.get("progress") or "looking back" in text(app).lower():
        assert time.monotonic() < ends
        app.run()
    assert not app.exception
    return text(app)


def tab(app: AppTest, name: str) -> str:
    """What the screen says with that tab open."""
    app.session_state[analyst.RISK_TABS] = name
    app.run()
    assert not app.exception
    return text(app)


def test_a_site_opens_with_how_likely_how_bad_and_both(app: AppTest, flow: FakeFlow) -> None:
    """Parts, the incidents that matter with age and distance, and the published category beside ours."""
    opened(app, "risk")
    app.session_state[session.CHOSEN] = ("site", "S00003")
    app.run()
    said = text(app)
    # the fourth made-up site expects 1/4 of an incident a day: one in four days; half and twice of it are the ends
    assert "1 in 4 days like these (1 in 2 to 1 in 8)" in said
    assert "place 4 of 40: band B" in said
    assert "1.0 times a site in the middle; vulnerability 52 of 100 (48 to 60)" in said
    assert "published A; by the ten factors B" in said
    # a quarter of an incident a day is 250 in a thousand
    assert "Together 250.00 incidents in 1,000 days like these" in said
    assert "510 m" in said
    assert "40 days ago" in said
    # 0.1 of a score of 0.3
    assert "33%" in said
    assert "~3,200 m" in said
    # the third incident is worth nothing and is left out
    assert "999" not in said
    assert flow.explained == ["S00003"]


def test_the_slider_changes_the_span_and_asks_the_planner_nothing_anew(app: AppTest, flow: FakeFlow) -> None:
    """From all days together to the first: the same site, its score now of one day."""
    opened(app, "risk")
    app.session_state[session.CHOSEN] = ("site", "S00003")
    app.run()
    assert "in 28 days" in text(app)
    app.session_state[analyst.RISK_SPAN] = 1
    app.run()
    assert not app.exception
    assert "in 1 days" in text(app)
    assert "No occasion is on the list for this day." in text(app)
    assert flow.explained == ["S00003"]


def test_the_risk_map_draws_surface_and_sites_by_address(app: AppTest) -> None:
    """Nothing of it but addresses goes over the wire, and none of them is of another host."""
    arguments = map_arguments(opened(app, "risk"))
    assert not [link for link in arguments["js_links"] + arguments["css_links"] if "//" in link]
    assert '"surface"' in arguments["script"]
    assert '"reasons"' in arguments["feature_group"]
    assert "Church" not in arguments["feature_group"]
    assert len(arguments["script"]) + len(arguments["feature_group"]) < 50_000


def test_the_look_back_is_told_in_a_sentence_beside_chance(app: AppTest, flow: FakeFlow) -> None:
    """2 of 5 at the top 20 of 40 sites; chance would have held 2.5, so the box is not green."""
    opened(app, "risk")
    said = looked_back(app)
    assert "In the last 2 windows of 28 days the top 20 sites held 2 of 5 incidents at sites" in said
    assert "20 of 40 sites chosen by chance would have held 2.5." in said
    # 75 % of 20 incidents
    assert "the darkest 5 % of the ground held 15 of 20 incidents" in said
    assert "level with the best simpler model (Smoothed density)" in said
    # the page's own script names its cookie so; the model is called "Ours"
    assert "hifazat" not in re.sub(r"<script>.*?</script>", "", said, flags=re.DOTALL)


def test_a_history_too_short_for_the_model_still_shows_what_the_list_did(app: AppTest, flow: FakeFlow) -> None:
    """The fault is told with what to do, below the sentence."""
    flow.short = True
    opened(app, "risk")
    said = looked_back(app)
    assert "the top 20 sites held 2 of 5" in said
    assert "Maybe import older incidents." in said


def test_trends_say_what_changed_and_hide_small_counts_in_public(app: AppTest) -> None:
    """Nine against three is more; in public there is no number."""
    opened(app, "risk")
    said = tab(app, "Trends")
    assert "3.00 × (1.10 … 9.00)" in said
    app.session_state[analyst.TRENDS_PUBLIC] = True
    app.run()
    assert not app.exception
    assert "too few to tell" in text(app)
    assert "3.00 ×" not in text(app)


def test_the_other_tabs_say_what_they_found(app: AppTest, flow: FakeFlow) -> None:
    """Factors with interval and incidents, silent areas by name, and that nothing is reported twice."""
    opened(app, "risk")
    said = tab(app, "Calendar")
    assert "2.00 (0.90 … 3.50)" in said
    assert "Day of service" in said
    said = tab(app, "Whom does it miss?")
    assert "Silent areas: 1" in said
    assert "Example East" in said
    assert "15%" in said
    assert "No incident is reported twice" in tab(app, "Two sources, one incident")


def test_an_incident_of_two_sources_names_what_counts_and_what_does_not(app: AppTest, flow: FakeFlow) -> None:
    """A person can check it."""
    pair = {"counts": "I1", "others": ["I2"], "occurred_at": "2026-11-01T10:00:00+05:00", "kind": "arson"}
    flow.doubled = [{**pair, "sources": ["paper", "register"], "days_apart": 1.0, "metres_apart": 120.0, "why": "same"}]
    opened(app, "risk")
    said = tab(app, "Two sources, one incident")
    assert "Incidents that several rows report: 1" in said
    assert "paper, register" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_tab_opens_in_every_language(app: AppTest, language: str) -> None:
    """No word is missing, and no name of the code stands on the screen."""
    opened(app, "risk", language)
    words = session.Words(language, session.LOCALES)
    for name in ("holds", "trends", "calendar", "misses", "doubles"):
        said = tab(app, words(f"tab.{name}"))
        for code in ("occasion_part", "near_repeat", "hit_rate", "service day", "information_gain"):
            assert code not in said


def test_without_occasions_or_incidents_the_screen_still_stands(app: AppTest, flow: FakeFlow) -> None:
    """A site whose score no incident moves says so."""
    flow.the_scene = replace(scenes.scene(3), occasions=scenes.nothing().occasions)
    flow.explain_risk = lambda *a, site, **k: {  # type: ignore[method-assign]
        **FakeFlow().explain_risk(*a, site=site, as_of=scenes.NOW.date(), days=28),
        "incidents": [],
    }
    opened(app, "risk")
    app.session_state[session.CHOSEN] = ("site", "S00000")
    app.run()
    assert not app.exception
    assert "No reported incident matters here" in text(app)
