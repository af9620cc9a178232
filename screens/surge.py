"""An emergency: click where the crowd is; read who goes, when the force is adequate, and what is left uncovered."""

from __future__ import annotations

from typing import Any

import streamlit as st

from layers import sheet, surge
from layers.base import draw
from layers.words import Words
from planner.core.errors import PlannerError
from screens import alarms, curves, running, session, surge_closures, surge_cordon, surge_live, surge_says, widgets

SHOWN = ("areas", "landmarks", "roads", "sites", "stations")
"""Layers below the answer: in an emergency, history and risk only hide the ways."""
CLICKS = ("alarm", "closure")


def _try(deed: Any) -> None:
    try:
        deed()
    except PlannerError as problem:
        st.session_state[session.SURGE_FAULT] = problem


def choose_on_map() -> None:
    """Takes a click on the map as an alarm (the only one, or one more), or as a blocked road."""
    spot = widgets.clicked(session.SURGE_MAP)
    if spot is None:
        return
    if st.session_state.get("surge_click") == "closure":
        alarms.close(spot)
    else:
        _try(lambda: alarms.put(spot, many=bool(st.session_state.get(session.SURGE_MANY))))


def choose_drawing() -> None:
    """Takes what was drawn on the map as blocked."""
    points = surge_closures.drawn()
    if points:
        alarms.close(*points)


def reopen(number: str) -> None:
    """Opens the closure with that number in the list again."""
    alarms.reopen(alarms.closures()[int(number) - 1])


def choose_by_text() -> None:
    """Takes a typed line as an alarm: `lon lat crowd`."""
    line = st.session_state["surge_line"].strip()
    st.session_state[session.SURGE_FAULT] = None
    if not line:
        return

    def put() -> None:
        spot, crowd = alarms.parse(line)
        alarms.put(spot, many=bool(st.session_state.get(session.SURGE_MANY)), crowd=crowd)
        if crowd:  # the field of the crowd says what was typed, or a later choice would take the older number
            st.session_state["surge_crowd"] = crowd
        st.session_state["surge_line"] = ""

    _try(put)


def choose_more() -> None:
    """Takes another crowd, level, growth or task for the newest alarm."""
    st.session_state[session.SURGE_FAULT] = None
    if alarms.here():
        _try(alarms.change_last)


def choose_level() -> None:
    """Keeps how the crowd behaves, also when the screen is left and opened again."""
    st.session_state[session.SURGE_LEVEL] = st.session_state["surge_level"]
    choose_more()


def choose_many() -> None:
    """Keeps whether a click is one more alarm, also when the screen is left and opened again."""
    st.session_state[session.SURGE_MANY] = st.session_state["surge_many"]


def ask(words: Words) -> None:
    """The crowd and how it behaves, one alarm or several, and the line for those who type."""
    state = st.session_state
    state.setdefault("surge_crowd", alarms.CROWD)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            words("surge.crowd"),
            key="surge_crowd",
            on_change=choose_more,
            help=words("surge.crowd_what"),
            width=150,
        )
        st.segmented_control(
            words("surge.level"),
            alarms.LEVELS,
            default=state.get(session.SURGE_LEVEL) or session.config().surge.level,
            format_func=lambda level: words.one_of("level", level),
            key="surge_level",
            on_change=choose_level,
            help=words("surge.level_what"),
            required=True,
        )
        st.text_input(
            words("surge.line"),
            key="surge_line",
            on_change=choose_by_text,
            placeholder=alarms.example(),
            help=words("surge.line_what"),
            width=250,
        )
        st.toggle(
            words("surge.many"), value=bool(state.get(session.SURGE_MANY)), key="surge_many", on_change=choose_many
        )
        st.button(words("surge.clear"), disabled=not (alarms.here() or alarms.closures()), on_click=alarms.clear)
    with st.expander(words("surge.more")):
        more(words)
    if state.get(session.SURGE_FAULT):
        widgets.fault(state[session.SURGE_FAULT], words)


def more(words: Words) -> None:
    """What a click sets, and what else is known of the newest alarm."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.segmented_control(
            words("surge.next_click"),
            CLICKS,
            default=CLICKS[0],
            format_func=lambda kind: words(f"surge.click_{kind}"),
            key="surge_click",
            required=True,
        )
        st.text_input(
            words("surge.growth"),
            "0",
            key="surge_growth",
            on_change=choose_more,
            help=words("surge.growth_what"),
            width=190,
        )
        st.selectbox(
            words("surge.task"),
            alarms.TASKS,
            format_func=lambda task: words.one_of("task", task),
            key="surge_task",
            on_change=choose_more,
            width=190,
        )
        st.text_input(words("surge.known"), key="surge_known", on_change=choose_more, help=words("surge.known_what"))


def answered(words: Words) -> dict[str, Any] | None:
    """The answer to the alarms that are set; nearest-first is shown while the proven answer is looked for."""
    if not alarms.here():
        widgets.card(words("surge.click"), lines=[words("surge.click_what")], mood="note", big=True)
        return None
    place, note = st.empty(), st.empty()

    def first(answer: dict[str, Any]) -> None:
        with place.container():
            heads(answer, words)
        with note.container():
            widgets.card(words("surge.searching"))

    with note.container():
        widgets.card(words("surge.asked"))
    try:
        answer = session.answer_surge(alarms.here(), alarms.closures(), first)
    except PlannerError as problem:
        place.empty()
        note.empty()
        widgets.fault(problem, words)
        return None
    note.empty()
    with place.container():
        heads(answer, words, is_last=True)
    return answer


def heads(answer: dict[str, Any], words: Words, *, is_last: bool = False) -> None:
    """The headline of each alarm, the button that gives the orders of the last answer, whom to ask, and the curves."""
    several = len(answer["alarms"]) > 1
    for alarm in answer["alarms"]:
        surge_says.alarm_card(alarm, words, several=several)
    if is_last:
        surge_live.begin(answer, words)
    surge_says.requests(answer, words)
    for alarm in answer["alarms"]:
        curves.force_curve(alarm, words)


def lower(answer: dict[str, Any], words: Words) -> None:
    """Below headline and map: the units, and beside them what is left, where it may go next, and the orders."""
    left, right = st.columns([6, 6], gap="medium")
    with left:
        for alarm in answer["alarms"]:
            surge_says.units(alarm, words, several=len(answer["alarms"]) > 1)
        downloads(answer, words)
    with right:
        surge_says.left_open(answer, words)
        surge_says.next_places(answer, words)
        surge_says.comparison(answer, words)
        surge_says.notes(answer, words)


def downloads(answer: dict[str, Any], words: Words) -> None:
    """The orders and the answer as files."""
    with st.container(horizontal=True):
        st.download_button(
            words("surge.orders"),
            data=lambda: session.surge_files(answer, words.language),
            file_name="surge-orders.zip",
            mime="application/zip",
            on_click="ignore",
        )
        st.download_button(
            words("surge.json"),
            data=lambda: alarms.as_json(answer),
            file_name="surge.json",
            mime="application/json",
            on_click="ignore",
        )


@st.fragment
@widgets.tells_faults
def emergency() -> None:
    """Question, answer and map together: one click redraws these and nothing else."""
    words = session.words_of_places()
    ask(words)
    left, right = st.columns([5, 7], gap="medium")
    with left:
        answer = answered(words)
    with right:
        set_only = {
            "alarms": [
                {"id": f"A{n}", "longitude": one.longitude, "latitude": one.latitude}
                for n, one in enumerate(alarms.here(), 1)
            ]
        }
        place = st.container()
        pickets = surge_cordon.ask(answer["alarms"], words) if answer else []
        shown = {**(answer or set_only), "closures": alarms.closures(), "pickets": pickets}
        with place:
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
                on_draw=choose_drawing,
                shapes=surge_closures.SHAPES,
                keeps=False,
            )
            numbered = [(str(number), points) for number, points in enumerate(alarms.closures(), 1)]
            surge_closures.listed(numbered, words, reopen=reopen, key="surge_closure")
    if answer:
        lower(answer, words)


@widgets.tells_faults
def screen() -> None:
    """The whole screen."""
    words = session.words_of_places()
    scene = session.scene()
    notes = [words("map.synthetic")] if scene.is_synthetic else []
    widgets.title(words("nav.surge"), words, notes=notes)
    if scene.stations.empty:
        widgets.nothing_yet(words)
        return
    if running.opened():
        surge_live.live(running.opened())
        return
    surge_live.going_on(words)
    emergency()


screen()
