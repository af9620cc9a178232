"""An emergency: click where the crowd is; read who goes, when the force is adequate, and what is left uncovered."""

from __future__ import annotations

from typing import Any

import streamlit as st

from layers import sheet, surge
from layers.base import draw
from layers.words import Words
from planner.core.errors import PlannerError
from screens import alarms, session, widgets

SHOWN = ("areas", "roads", "sites", "stations")
"""Layers below the answer: in an emergency, history and risk only hide the ways."""


def choose_on_map() -> None:
    """Takes a click on the map as an alarm: the only one, or one more."""
    spot = widgets.clicked(session.SURGE_MAP)
    if spot:
        alarms.put(
            spot, st.session_state.get("surge_crowd", alarms.CROWD), many=st.session_state.get("surge_many", False)
        )


def choose_by_text() -> None:
    """Takes a typed line as an alarm: `lon lat crowd`."""
    line = st.session_state["surge_line"].strip()
    st.session_state[session.SURGE_FAULT] = None
    if not line:
        return
    try:
        longitude, latitude, crowd = alarms.parse(line, st.session_state.get("surge_crowd", alarms.CROWD))
    except PlannerError as problem:
        st.session_state[session.SURGE_FAULT] = problem
        return
    alarms.put((longitude, latitude), crowd, many=st.session_state.get("surge_many", False))
    st.session_state["surge_line"] = ""


def choose_crowd() -> None:
    """Takes another size of the crowd for the newest alarm, so that the answer below is never that to an older size."""
    there = alarms.here()
    st.session_state[session.SURGE_FAULT] = None
    if not there:
        return
    longitude, latitude, _ = there[-1]
    try:
        alarm = alarms.parse(f"{longitude} {latitude} {st.session_state['surge_crowd'].strip()}", alarms.CROWD)
    except PlannerError as problem:
        st.session_state[session.SURGE_FAULT] = problem
        return
    alarms.replace_last(alarm)


def ask(words: Words) -> None:
    """The crowd, one alarm or several, and the line for those who type."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            words("surge.crowd"),
            alarms.CROWD,
            key="surge_crowd",
            on_change=choose_crowd,
            help=words("surge.crowd_what"),
            width=150,
        )
        st.text_input(
            words("surge.line"),
            key="surge_line",
            on_change=choose_by_text,
            placeholder=alarms.EXAMPLE,
            help=words("surge.line_what"),
            width=260,
        )
        st.toggle(words("surge.many"), key="surge_many")
        st.button(words("surge.clear"), disabled=not alarms.here(), on_click=alarms.clear)
    if st.session_state.get(session.SURGE_FAULT):
        widgets.fault(st.session_state[session.SURGE_FAULT], words)


def alarm_card(alarm: dict[str, Any], words: Words, *, several: bool) -> None:
    """When the force at one alarm is adequate, who commands, what is missing."""
    minutes = alarm["time_to_adequate_min"]
    name = f"{alarm['id']}: " if several else ""
    strength = sum(unit["strength"] for unit in alarm["units"])
    if minutes is None:
        heading, mood = words("surge.not_adequate"), "bad"
    else:
        heading, mood = words("surge.adequate", minutes=f"{minutes:.0f}"), "good"
    widgets.card(
        name + heading,
        mood=mood,
        big=True,
        lines=[alarms.sentence(alarm["shortfall"])],
        facts=[
            (words("surge.force"), words("surge.of_need", strength=strength, need=alarm["need"]["officers"])),
            (words("surge.women"), str(sum(unit["women"] for unit in alarm["units"]))),
            (words("surge.commander"), alarms.sentence(alarm["commander"])),
            (words("surge.proof"), alarms.proof(alarm, words)),
        ],
    )
    if alarm["units"]:
        widgets.table(
            [words(f"col.{name}") for name in ("origin", "officers", "commander", "leaves", "arrives", "minutes")],
            alarms.unit_rows(alarm),
            numbers=(1, 5),
            times=(3, 4),
        )


def rest(answer: dict[str, Any], words: Words) -> None:
    """What is left uncovered, whom to ask, and the orders."""
    if answer["uncovered"]:
        items = [f"{session.name_of(one['site'])}: {one['why']}" for one in answer["uncovered"]]
        widgets.card(words("surge.uncovered", count=len(items)), items=items[: alarms.LISTED], mood="bad")
    else:
        widgets.card(words("surge.all_covered"), mood="good")
    if answer["requests"]:
        widgets.card(
            words("surge.ask"), items=[alarms.sentence(request) for request in answer["requests"]], mood="note"
        )
    other = alarms.nearest_first(answer, words)
    if other:
        widgets.card(words("surge.compare"), lines=[other])
    with st.container(horizontal=True):
        st.download_button(
            words("surge.orders"),
            data=lambda: session.surge_files(answer, words.language),
            file_name="surge-orders.zip",
            mime="application/zip",
            type="primary",
            on_click="ignore",
        )
        st.download_button(
            words("surge.json"), alarms.as_json(answer), "surge.json", mime="application/json", on_click="ignore"
        )


def answered(words: Words) -> dict[str, Any] | None:
    """The answer to the alarms that are set; nearest-first is shown while the proven answer is looked for."""
    if not alarms.here():
        widgets.card(words("surge.click"), lines=[words("surge.click_what")], mood="note", big=True)
        return None
    place = st.empty()

    def first(answer: dict[str, Any]) -> None:
        with place.container():
            widgets.card(words("surge.searching"))
            for alarm in answer["alarms"]:
                alarm_card(alarm, words, several=len(answer["alarms"]) > 1)

    with place.container():
        widgets.card(words("surge.asked"))
    try:
        answer = session.answer_surge(alarms.here(), first)
    except PlannerError as problem:
        place.empty()
        widgets.fault(problem, words)
        return None
    with place.container():
        for alarm in answer["alarms"]:
            alarm_card(alarm, words, several=len(answer["alarms"]) > 1)
        rest(answer, words)
    return answer


@st.fragment
@widgets.tells_faults
def emergency() -> None:
    """Question, answer and map together: one click redraws these and nothing else."""
    words = session.words()
    ask(words)
    left, right = st.columns([5, 7], gap="medium")
    with left:
        answer = answered(words)
    with right:
        set_only = {
            "alarms": [{"id": f"A{n}", "longitude": x, "latitude": y} for n, (x, y, _) in enumerate(alarms.here(), 1)]
        }
        shown = answer or set_only
        widgets.map_view(
            sheet.compose(
                [part for part in session.drawn() if part.layer.name in SHOWN],
                session.page(words("nav.surge")),
                publish=session.publish,
                legend=[draw(surge.LAYER, set_only, words)],
            ),
            sheet.group([draw(surge.LAYER, shown, words, fit=surge.extent_of(shown))]),
            key=session.SURGE_MAP,
            on_click=choose_on_map,
        )


@widgets.tells_faults
def screen() -> None:
    """The whole screen."""
    words = session.words()
    scene = session.scene()
    notes = [words("map.synthetic")] if scene.is_synthetic else []
    widgets.title(words("nav.surge"), words, notes=notes)
    if scene.stations.empty:
        widgets.nothing_yet(words)
        return
    emergency()


screen()
