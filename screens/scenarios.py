"""Past emergencies played again: what happened, what else could have been done, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from layers.replay_words import outcome_rows
from screens import replays, scenario_says, scenario_set, session, widgets

TABS = ("map", "sure", "facts", "files")


def choice() -> str:
    """The scenario that is shown; it stands in the address, so that a link opens it."""
    words, listed = session.words(), replays.listed()
    titles = {str(one["name"]): str(one["title"][words.language]) for one in listed}
    # the first to be seen is the one with the most to try
    richest = max(listed, key=lambda one: len(one["counterfactuals"]))["name"]
    wanted = st.query_params.get("scenario") or st.session_state.get(replays.SCENARIO)
    name = st.selectbox(
        words("scenarios.choose"),
        list(titles),
        index=list(titles).index(wanted if wanted in titles else richest),
        format_func=titles.__getitem__,
        key=f"{replays.SCENARIO}_{words.language}",
    )
    st.session_state[replays.SCENARIO] = st.query_params["scenario"] = name
    return name


def head(name: str) -> None:
    """What happened in a sentence, and what it teaches."""
    words, scenario = session.words(), replays.scenario(name)
    is_urdu = words.language == "ur"
    title, summary, lesson = (
        (scenario.title_ur, scenario.summary_ur, scenario.lesson_ur)
        if is_urdu
        else (scenario.title_en, scenario.summary_en, scenario.lesson_en)
    )
    day = words("scenarios.date", date=words.day(scenario.day, long=True))
    widgets.card(title, lines=[day, summary, words("scenarios.lesson", lesson=lesson)])


def answered(asked: replays.Asked) -> Mapping[str, Any]:
    """The outcome; while the planner is at work all that is known without it."""
    found, first = replays.drawn(asked), replays.sooner(asked)
    busy, spot = st.container(), None
    if found is None and first is not None:
        early = replays.answer(first)
        spot = st.empty()  # not before there is something to fill it with: it wipes what stands there
        with spot.container():
            outcome(early, whole=False)
    if found is None:
        with busy, st.spinner(session.words()("scenarios.playing")):
            found = replays.answer(asked)
    with st.container() if spot is None else spot.container():
        outcome(found)
    st.session_state[replays.SHOWN] = asked
    return found


def outcome(found: Mapping[str, Any], *, whole: bool = True) -> None:
    """What is chosen side by side: as a table with differences, and as bars."""
    words = session.words()
    rows = outcome_rows(found, words)
    with st.container(key="scenario_table" if whole else "scenario_table_first"):
        widgets.table(list(rows[0]), [list(row.values()) for row in rows], numbers=range(1, len(rows[0])))
    if whole and len(found["variants"]) == 1:
        widgets.card(words("scenarios.none_chosen"), lines=[words("scenarios.none_chosen_what")], mood="note")
    scenario_says.bars(found, "at_risk_min", words("scenarios.minutes_what"))
    if any(place["houses"] for place in found["places"]):
        scenario_says.bars(found, "houses_at_risk", words("replay.bound", rate=f"{found['arson_per_min']:g}"))


def more(asked: replays.Asked, found: Mapping[str, Any]) -> None:
    """Map, draws, what is published, files; only what is open is worked out."""
    words = session.words()
    made = st.tabs([words(f"scenarios.tab_{name}") for name in TABS], key="scenario_tabs", on_change="rerun")
    parts = (
        lambda: moving(found),
        lambda: scenario_says.sure(asked),
        lambda: scenario_says.published(found),
        lambda: files(asked, found),
    )
    for tab, part in zip(made, parts, strict=True):
        if tab.open:
            with tab:
                part()


def moving(found: Mapping[str, Any]) -> None:
    """Force and crowd on a made-up plane: play, pause, move the time."""
    words = session.words()
    st.caption(words("scenarios.map_what"))
    with st.container(key="replay_map"):
        st.iframe(replays.page_address(found), height=900, alt=words("replay.map"))


def files(asked: replays.Asked, found: Mapping[str, Any]) -> None:
    """The same to take along: a page, the numbers, the curves."""
    words = session.words()
    st.caption(words("scenarios.files_drawn" if found["draws"] else "scenarios.files_plain"))
    with st.container(horizontal=True):
        for key, name, mime, data in (
            ("page", f"{asked.name}.html", "text/html", lambda: replays.page_file(found)),
            ("json", f"{asked.name}.json", "application/json", lambda: replays.as_json(found)),
            ("curves", f"{asked.name}-curves.csv", "text/csv", lambda: replays.curves(asked)),
        ):
            st.download_button(
                words(f"scenarios.file_{key}"),
                data=data,
                file_name=name,
                mime=mime,
                help=words(f"scenarios.file_{key}_what"),
                key=f"scenario_file_{key}",
                on_click="ignore",
                icon=":material/download:",
            )


@widgets.tells_faults
def screen() -> None:
    """The whole screen."""
    words = session.words()
    widgets.title(words("nav.scenarios"), words, restricted=False, notes=[words("scenarios.note")])
    if not replays.listed():
        widgets.card(words("scenarios.empty"), lines=[words("scenarios.empty_what")], mood="note")
        return
    name = choice()
    head(name)
    left, right = st.columns([1, 2], gap="medium")
    with left:
        asked = scenario_set.settings(name)
    with right:
        found = answered(asked)
        more(asked, found)
    widgets.card(words("replay.honest_title"), lines=[found["honest"][words.language]], mood="note")


screen()
