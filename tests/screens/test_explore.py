"""The explore screen: choices, time, map, record, table, what is left out, saved views and links."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from layers.words import LANGUAGES
from screens import explore_tabs, explore_time, explore_views, explorer, session
from tests.layers import scenes
from tests.screens.fakes import DAY, FakeFlow
from tests.screens.test_screens import map_arguments, opened, text


def explored(app: AppTest, **asked: str) -> AppTest:
    """The screen as a link with these choices opens it."""
    for name, value in asked.items():
        app.query_params[name] = value
    return opened(app, "explore")


def address(app: AppTest) -> dict[str, str]:
    """What stands in the address."""
    return {name: value if isinstance(value, str) else value[0] for name, value in app.query_params.items()}


def metric(app: AppTest, label: str) -> str:
    """The figure with that label."""
    return next(one.value for one in app.metric if one.label == label)


def test_the_last_year_is_shown_and_what_is_left_out_is_said(app: AppTest, flow: FakeFlow) -> None:
    """Of the sixty made-up incidents those of the last 365 days; the others do not fit the period."""
    rows = flow.the_scene.incidents
    first = scenes.NOW.timestamp() - 364 * 86_400
    shown = sum(moment.timestamp() >= first for moment in rows["occurred_at"])
    assert 0 < shown < len(rows)
    explored(app)
    assert metric(app, "Shown") == f"{shown} of {len(rows)}"
    assert metric(app, "Left out") == str(len(rows) - shown)
    assert f"{len(rows) - shown} do not fit what you chose" in text(app)
    assert address(app)["to"] == DAY.isoformat()


def test_a_link_opens_the_same_choice(app: AppTest, flow: FakeFlow) -> None:
    """Every third made-up incident is arson; from the first day to the last of all that there are."""
    explored(app, kind="arson", **{"from": "2024-01-01", "to": DAY.isoformat()})
    assert metric(app, "Shown") == "20 of 60"
    assert app.multiselect(key="explore_in_kind").value == ["arson"]
    assert address(app)["kind"] == "arson"


def test_a_link_to_nothing_says_so_and_shows_the_last_year(app: AppTest) -> None:
    """A view of another store."""
    said = text(explored(app, view="abcdef01"))
    assert "there is no view" in said
    assert not app.exception


def test_a_choice_changes_what_is_shown_and_the_address(app: AppTest) -> None:
    """A kind and a severity: of the arsons (numbers 2, 5, 8 ...) those of severity 5 are 4 (14, 29, 44, 59)."""
    explored(app, **{"from": "2024-01-01", "to": DAY.isoformat()})
    app.multiselect(key="explore_in_kind").set_value(["arson"]).run()
    app.slider(key="explore_in_severity").set_value((5, 5)).run()
    assert not app.exception
    assert metric(app, "Shown") == "4 of 60"
    assert address(app)["kind"] == "arson"
    assert address(app)["severity"] == "5"


def test_a_preset_asks_for_its_days(app: AppTest) -> None:
    """Thirty days to today: the first of them is the 24th of October."""
    explored(app)
    app.button(key="explore_preset_30").click().run()
    assert address(app)["from"] == "2026-10-24"
    app.button(key="explore_clear").click().run()
    assert address(app)["from"] == "2025-11-23"


def test_days_dragged_over_or_a_bar_clicked_are_asked_for(
    app: AppTest, flow: FakeFlow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Days are numbers since 1970 there: 20454 is the first of January 2026, and the bar ends before the next."""
    assert date(2026, 1, 1).toordinal() - date(1970, 1, 1).toordinal() == 20454
    state = {explorer.QUERY: {"from": "2025-01-01", "to": "2026-11-22"}}
    monkeypatch.setattr(st, "session_state", state)
    monkeypatch.setattr(session, "_state_of_store", lambda: ("one",))
    state[explore_time.BARS] = {"selection": {"brush": {"at": [20484.9, 20454.2]}}}
    explore_time.brushed()
    assert state[explorer.QUERY] == {"from": "2026-01-01", "to": "2026-01-31"}
    state[explore_time.BARS] = {"selection": {"bar": [{"at": 20461, "end": 20468}]}}
    explore_time.brushed()
    assert state[explorer.QUERY] == {"from": "2026-01-08", "to": "2026-01-14"}


def test_a_click_on_the_map_picks_the_incident_and_its_row(app: AppTest, flow: FakeFlow) -> None:
    """The row is on top of the table, the record beside the map names the sites near it."""
    explored(app, **{"from": "2024-01-01", "to": DAY.isoformat()})
    rows = flow.incident_frame(None, None)
    one = rows[rows["incident"] == "I7"].iloc[0]
    # what the map would say of the click
    app.session_state[explorer.MAP] = {"last_clicked": {"lat": one["latitude"], "lng": one["longitude"]}}
    app.session_state[explorer.INCIDENT] = "I7"
    app.session_state[explorer.CLICKED] = "I7"
    app.session_state[explorer.PICKED] = 1
    app.run()
    assert not app.exception
    said = text(app)
    assert "Threat · I7" in said
    assert "Community: synthetic" in said
    assert "Known to the site or street" in said
    assert app.dataframe[0].value["incident"].iloc[0] == "I7"
    assert "chosen" in map_arguments(app)["feature_group"]


def test_the_nearest_chosen_incident_is_meant_by_a_click(flow: FakeFlow, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what is chosen can be clicked, and nothing far away."""
    monkeypatch.setattr(session, "_state_of_store", lambda: ("one",))
    rows = flow.incident_frame(None, None)
    one = rows[rows["incident"] == "I7"].iloc[0]
    state = {explorer.QUERY: {}}
    monkeypatch.setattr(st, "session_state", state)
    assert explorer.nearest(one["longitude"], one["latitude"]) == "I7"
    state[explorer.QUERY] = {"kind": "arson"}
    assert explorer.nearest(one["longitude"], one["latitude"]) != "I7"
    assert explorer.nearest(10.0, 50.0) is None


def test_the_incidents_go_to_the_map_by_address_and_very_many_as_counts(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three are more than two: circles with numbers then."""
    explored(app)
    assert '"incidents"' in map_arguments(app)["feature_group"]
    monkeypatch.setattr(explorer, "MARKS_MOST", 2)
    st.cache_resource.clear()
    app.run()
    assert '"density"' in map_arguments(app)["feature_group"]
    assert "too many to draw one by one" in text(app)


def test_a_drawn_area_is_asked_for_and_can_be_forgotten(app: AppTest, flow: FakeFlow) -> None:
    """A box around one incident alone; it is in no address, so the screen offers to keep a view."""
    rows = flow.incident_frame(None, None)
    one = rows[(rows["place_precision"] == 1)].iloc[0]
    x, y, d = one["longitude"], one["latitude"], 1e-4
    box = f"POLYGON (({x - d} {y - d}, {x + d} {y - d}, {x + d} {y + d}, {x - d} {y + d}, {x - d} {y - d}))"
    explored(app)
    app.session_state[explorer.QUERY] = {"shape": box}
    app.run()
    assert metric(app, "Shown") == "1 of 60"
    assert "Keep this as a view to share it" in text(app)
    assert "shape" not in address(app)
    app.button(key="explore_forget").click().run()
    assert metric(app, "Shown") == "60 of 60"


def test_a_view_is_kept_opened_renamed_removed_and_brought_back(app: AppTest, flow: FakeFlow) -> None:
    """Under its name, with its link in the address."""
    explored(app, kind="arson", **{"from": "2024-01-01", "to": DAY.isoformat()})
    app.text_input(key=explore_views.NAME).set_value("Fires")
    next(one for one in app.button if one.label == "Keep this view").click().run()
    assert not app.exception
    (kept,) = flow.views(None)
    assert kept["query"]["kind"] == "arson"
    assert address(app)["view"] == kept["view"]
    assert 'You look at the view "Fires"' in text(app).replace("&quot;", '"').replace("&#34;", '"')
    app.multiselect(key="explore_in_kind").set_value([]).run()
    assert "view" not in address(app)
    app.button(key="explore_view_open").click().run()
    assert app.multiselect(key="explore_in_kind").value == ["arson"]
    app.button(key="explore_view_remove").click().run()
    assert flow.views(None) == []
    app.button(key="explore_view_undo").click().run()
    assert [one["name"] for one in flow.views(None)] == ["Fires"]


def test_a_view_without_a_name_is_refused_in_words(app: AppTest, flow: FakeFlow) -> None:
    """Nothing is kept."""
    explored(app)
    next(one for one in app.button if one.label == "Keep this view").click().run()
    assert "the view has no name" in text(app)
    assert flow.views(None) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_tab_opens_in_every_language(app: AppTest, language: str) -> None:
    """No key is missing, whatever is chosen."""
    app.query_params["lang"] = language
    explored(app)
    words = session.Words(language, session.LOCALES)
    app.session_state[explorer.INCIDENT] = "I1"
    for name in explore_tabs.TABS:
        app.session_state[explore_tabs.OPEN] = words(f"explore.tab_{name}")
        app.run()
        assert not app.exception
        for group in explore_tabs.GROUPS if name == "trends" else ():
            app.session_state[explore_tabs.BY] = group
            app.run()
            assert not app.exception
    app.session_state[explore_tabs.PLACES_BY] = "cell"
    app.run()
    assert not app.exception


def test_the_numbers_are_defended_with_the_same_command(app: AppTest) -> None:
    """What is chosen, as the command line takes it."""
    explored(app, kind="mob-violence", **{"from": "2026-01-01", "to": "2026-06-30"})
    assert any(
        "hifazat incidents --from 2026-01-01 --to 2026-06-30 --kind mob-violence" in one.value for one in app.code
    )


def test_without_incidents_the_screen_says_what_to_do(app: AppTest, flow: FakeFlow) -> None:
    """An empty list."""
    flow.the_scene = replace(flow.the_scene, incidents=flow.the_scene.incidents.iloc[:0])
    assert "No incident has been imported yet" in text(explored(app))


def test_a_choice_that_nothing_fits_says_so(app: AppTest) -> None:
    """No made-up incident is a demonstration."""
    assert "No incident fits" in text(explored(app, kind="demonstration"))
    assert not app.exception
