"""An emergency that goes on: what is known now, one press for what happens, new orders when they are needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from layers import sheet, surge
from layers.base import draw
from layers.safe import safe
from layers.words import Words, ltr
from planner.core.errors import PlannerError
from screens import alarms, plans, running, session, surge_closures, surge_more, surge_says, widgets

NEXT = {"ordered": "acknowledged", "acknowledged": "departed", "departed": "arrived", "arrived": "engaged"}
"""What a unit that goes as planned does after each state."""
ASKED = {"draft": "requested", "requested": "committed", "committed": "en route", "en route": "arrived"}
"""The next step of a request that goes as hoped."""
SHOWN = ("areas", "landmarks", "roads", "sites", "stations")
CLICKS = ("nothing", "closure", "alarm")
REFRESH_S = 20
TRAIL = 40
SEEN_TO = 5
"""Open points that are written out: whoever answers calls needs the buttons below them."""
SURE = "surge_end_asked"
"""True while the reader is asked whether the emergency shall end."""


def begin(answer: Mapping[str, Any], words: Words) -> None:
    """The button that records the orders of an answer as given and goes on with the log."""
    if not any(alarm["units"] for alarm in answer["alarms"]):
        return
    if st.button(words("surge.give"), type="primary", help=words("surge.give_what"), key="surge_give"):
        try:
            name = running.keep(answer, alarms.closures())
        except PlannerError as problem:
            widgets.fault(problem, words)
            return
        running.show(name)
        alarms.clear()
        st.rerun(scope="app")


def going_on(words: Words) -> None:
    """The emergencies that have not ended, each a press away."""
    heads = [head for head in running.surges() if head["ended"] is None]
    if not heads:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(words("surge.open_logs"), width="content")
        for head in heads[:6]:
            st.button(
                words("surge.open_log", name=head["log"], time=plans.clock(head["opened"])),
                key=f"open_{head['log']}",
                on_click=running.show,
                args=(head["log"],),
            )


@st.fragment(run_every=REFRESH_S)
@widgets.tells_faults
def live(name: str) -> None:
    """State, orders, and the map of a running emergency; it looks again by itself."""
    words = session.words_of_places()
    state = running.log(name)
    head(state, words)
    plan = None if state["ended"] else running.now(name, state["version"])
    left, right = st.columns([5, 7], gap="medium")
    with left:
        countdowns(state, words)
        if state["open"]:
            widgets.card(words("surge.to_see_to"), items=to_see_to(state["open"], words), mood="bad")
        if plan is not None:
            new_orders(name, plan, words)
        if not state["ended"]:
            units(name, state, words)
    with right:
        live_map(name, state, plan, words)
        if not state["ended"]:
            surge_more.tell_more(name, state, words)
        trail(state, words)
    if plan is not None and plan["plan"]:
        surge_says.requests(plan["plan"], words)
        ladder(name, state, plan["plan"], words)
        surge_says.left_open(plan["plan"], words)


def head(state: Mapping[str, Any], words: Words) -> None:
    """Which emergency this is, and the two ways out of it."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(words("surge.live", name=ltr(state["log"])), anchor=False, width="content")
        since = plans.clock(state["opened"])
        st.caption(words("surge.live_ended" if state["ended"] else "surge.live_since", time=since), width="content")
        st.button(words("surge.another"), on_click=running.show, args=("",), key="surge_another")
        if not state["ended"]:
            st.button(words("surge.end"), key="surge_end", on_click=sure, args=(True,))
    if st.session_state.get(SURE) and not state["ended"]:
        widgets.card(words("surge.end_sure"), lines=[words("surge.end_what")], mood="note")
        with st.container(horizontal=True):
            st.button(words("surge.end_yes"), key="surge_end_yes", on_click=end, args=(state["log"],))
            st.button(words("surge.end_no"), key="surge_end_no", type="primary", on_click=sure, args=(False,))
    fault = st.session_state.get(session.SURGE_FAULT)
    if fault:
        widgets.fault(fault, words)


def sure(is_asked: bool) -> None:
    """Asks whether the emergency shall end, or asks no more."""
    st.session_state[SURE] = is_asked


def end(name: str) -> None:
    """Ends the emergency: the reader is sure."""
    sure(False)
    say(name, "ended", {})


def countdowns(state: Mapping[str, Any], words: Words) -> None:
    """For each alarm the time that is left, and how many are there of those who were sent and are needed."""
    for alarm in state["alarms"]:
        promised = alarm["promised"] or {}
        left = promised.get("minutes_left")
        needed = promised.get("officers") or alarm["sent"]
        if alarm["ended"]:
            heading, mood = words("surge.alarm_ended"), ""
        elif alarm["engaged"] and alarm["engaged"] >= needed:
            heading, mood = words("surge.there"), "good"
        elif left is None:
            heading, mood = words("surge.not_adequate"), "bad"
        elif left >= 0:
            heading, mood = words("surge.left_min", minutes=f"{left:.0f}"), "good"
        else:
            heading, mood = words("surge.overdue", minutes=f"{-left:.0f}"), "bad"
        several = len(state["alarms"]) > 1
        widgets.card(
            (f"{alarm['id']}: " if several else "") + heading,
            mood=mood,
            big=True,
            facts=[
                (words("surge.place"), words.sentence(str(alarm["place"] or ""))),
                (words("surge.at_form_up"), words("surge.of_sent", there=alarm["there"], sent=alarm["sent"])),
                (words("surge.at_crowd"), words("surge.of_need", strength=alarm["engaged"], need=needed)),
                (words("surge.crowd_now"), ltr(f"{alarm['crowd']['low']:.0f}-{alarm['crowd']['high']:.0f}")),
            ],
        )


def to_see_to(open_points: Sequence[str], words: Words) -> list[str]:
    """What waits for somebody, and how much more there is: the buttons of the units below say it too."""
    told = [words.sentence(text) for text in open_points[:SEEN_TO]]
    left = len(open_points) - len(told)
    return [*told, *([words("plan.and_more", count=words.number(left))] if left else [])]


def new_orders(name: str, now: Mapping[str, Any], words: Words) -> None:
    """The orders that the plan made anew would add, and who could turn round."""
    added = set(now["new"])
    rows = [
        (alarm, unit)
        for alarm in (now["plan"] or {"alarms": ()})["alarms"]
        for unit in alarm["units"]
        if unit["unit"] in added
    ]
    if rows:
        widgets.card(words("surge.new_orders", count=len(rows)), mood="note")
        widgets.table(
            [words(f"col.{key}") for key in ("alarm", "origin", "officers", "forms_up")],
            [
                [
                    alarm["id"],
                    alarms.place(unit, words),
                    str(unit["strength"]),
                    plans.clock(unit["arrive"]),
                ]
                for alarm, unit in rows
            ],
            numbers=(2,),
            times=(3,),
        )
        st.button(
            words("surge.give_new"),
            type="primary",
            key="surge_give_new",
            on_click=surge_more.attempt,
            args=(lambda: running.give(name, now),),
        )
    else:
        st.caption(words("surge.no_new"))
    if now["diversions"]:
        widgets.card(
            words("surge.proposals"), items=[words.sentence(one["sentence"]) for one in now["diversions"]], mood="note"
        )


def units(name: str, state: Mapping[str, Any], words: Words) -> None:
    """Each unit with what it does next as a button: one press when it calls in."""
    open_units = [unit for unit in state["units"] if unit["status"] not in ("refused", "withdrawn")]
    if not open_units:
        return
    st.header(words("surge.units"), anchor=False)
    for unit in open_units:
        with st.container(horizontal=True, vertical_alignment="center", key=f"unit_{unit['unit']}"):
            st.html(
                f'<div class="hif-unit{" late" if unit["is_overdue"] else ""}"><b>{safe(unit["unit"])}</b> '
                f"{safe(unit_line(unit, words))}</div>"
            )
            step = NEXT.get(unit["status"])
            if step:
                st.button(
                    words(f"step.{step}"),
                    key=f"step_{unit['unit']}_{step}",
                    on_click=say,
                    args=(name, step, {"unit": unit["unit"]}),
                )


def ladder(name: str, state: Mapping[str, Any], plan: Mapping[str, Any], words: Words) -> None:
    """The next step of each request as a button, for drafts and for those that were sent."""
    asked = {one["id"]: one for one in state["requests"]}
    rows = {**{one["id"]: one for one in plan["requests"]}, **asked}
    for one in rows.values():
        step = ASKED.get(one["state"])
        if step is None:
            continue
        who = words.one_of("rung", one["rung"]) if one["rung"] else one["to"]
        with st.container(horizontal=True, vertical_alignment="center", key=f"request_{one['id']}"):
            st.html(f'<div class="hif-unit"><b>{safe(one["id"])}</b> {safe(who)}</div>')
            st.button(
                words.one_of("request_state", step.replace(" ", "-")),
                key=f"ask_{one['id']}_{step}",
                on_click=surge_more.attempt,
                args=(partial(running.ask, name, one, step),),
            )


def unit_line(unit: Mapping[str, Any], words: Words) -> str:
    """Strength, place, state and when it is there, in a line."""
    parts = [
        words("surge.officers_of", count=unit["strength"], place=alarms.place(unit, words)),
        words(f"status.{unit['status']}"),
    ]
    if unit["minutes_left"] is not None:
        key = "surge.silent" if unit["is_overdue"] else "surge.forms_up_at"
        parts.append(words(key, time=plans.clock(unit["eta"])))
    return words("say.comma").join(parts)


def live_map(name: str, state: Mapping[str, Any], now: Mapping[str, Any] | None, words: Words) -> None:
    """Alarms, ways of the orders, closures; a click can block a road or be one more alarm."""
    shown = surge_says.on_map(state, now)
    # the map goes to the whole once an entry; in between it stays where the reader has moved it
    seen = (name, state["version"])
    fit = surge.extent_of(shown) if st.session_state.get(session.SURGE_FIT) != seen else None
    st.session_state[session.SURGE_FIT] = seen
    widgets.map_view(
        sheet.compose(
            [part for part in session.drawn() if part.layer.name in SHOWN],
            session.page(words("nav.surge")),
            publish=session.publish,
            legend=[draw(surge.LAYER, shown, words)],
        ),
        sheet.group([draw(surge.LAYER, shown, words, fit=fit)]),
        key=session.SURGE_MAP,
        on_click=lambda: choose_on_map(name),
        on_draw=None if state["ended"] else lambda: choose_drawing(name),
        shapes=surge_closures.SHAPES,
        keeps=False,
    )
    if not state["ended"]:
        shut = [(str(one["id"]), one["points"]) for one in state["closures"] if not one["reopened"]]
        surge_closures.listed(
            shut, words, reopen=lambda closure: say(name, "reopened", {"id": closure}), key="live_closure"
        )
        st.segmented_control(
            words("surge.next_click"),
            CLICKS,
            default=CLICKS[0],
            format_func=lambda kind: words(f"surge.click_{kind}"),
            key="surge_live_click",
            required=True,
        )
        if st.session_state.get("surge_live_click") == "alarm":
            surge_more.ask(name, words)


def choose_on_map(name: str) -> None:
    """Records a click as a blocked road or one more alarm, when that was chosen."""
    spot = widgets.clicked(session.SURGE_MAP)
    chosen = st.session_state.get("surge_live_click", CLICKS[0])
    if spot is None or chosen == "nothing":
        return
    if chosen == "closure":
        say(name, "closed", {"points": [list(spot)]})
    else:
        surge_more.attempt(
            lambda: running.add_alarm(name, alarms.Alarm(round(spot[0], 6), round(spot[1], 6), **alarms.said()))
        )


def choose_drawing(name: str) -> None:
    """Records what was drawn on the map as blocked."""
    points = surge_closures.drawn()
    if points:
        say(name, "closed", {"points": [list(point) for point in points]})


def say(name: str, kind: str, body: Mapping[str, Any]) -> None:
    """Record an entry; what cannot be is told in a sentence."""
    surge_more.attempt(lambda: running.tell(name, kind, body))


def trail(state: Mapping[str, Any], words: Words) -> None:
    """What happened, the newest first."""
    rows = [
        [plans.clock(one["at"]) if one["at"] else "", words.sentence(one["sentence"]), one["by"]]
        for one in reversed(state["trail"])
    ][:TRAIL]
    with st.expander(words("surge.trail"), expanded=bool(state["ended"])):
        widgets.table([words(f"col.{key}") for key in ("at", "event", "by")], rows, times=(0,), low=True)
