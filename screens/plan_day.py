"""Calendar and map of a plan side by side; a duty that is chosen in one stands out in the other and can be changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st

from layers import patrols, posts, sheet
from layers.base import Bounds, draw
from layers.chosen import LAYER as CHOSEN_LAYER
from layers.words import ltr
from screens import commander, plan_change, plan_cover, plans, session, timeline, widgets
from screens.geo import SHELF

GROUND = ("areas", "landmarks", "roads")


def choose_in_calendar() -> None:
    """The duty whose bar was pressed."""
    duty = timeline.chosen_in(commander.CALENDAR)
    if duty:
        st.session_state[commander.DUTY] = duty
        plan_change.forget()


def move_in_calendar(document: Mapping[str, Any]) -> None:
    """The duty that was dragged to another officer: who goes and who comes is set, and judged below."""
    moved = timeline.moved_in(commander.CALENDAR)
    if moved:
        duty, out, into = moved
        day = next(one for one in document["duties"] if one["duty"] == duty)
        st.session_state[commander.DAY] = plans.local(day["start"]).date()
        st.session_state[commander.DUTY] = duty
        plan_change.propose(document, duty, out, into)


def choose_on_map(document: Mapping[str, Any], day: date) -> None:
    """The first duty of the day at the place that was clicked, else that of the mobile that visits it."""
    spot = widgets.clicked(commander.MAP)
    place = session.place_at(*spot) if spot else None
    if place is None:
        return
    here = [duty["duty"] for duty in plans.duties_on(document, day) if duty["place"] == place[1]]
    here += [
        route["duty"]
        for route in plan_cover.routes_on(document, day)
        if any(visit["site"] == place[1] for visit in route["visits"])
    ]
    if here:
        st.session_state[commander.DUTY] = here[0]
        plan_change.forget()


def choose_day(document: Mapping[str, Any]) -> date:
    """Which day is shown; the first one to begin with, today where the plan holds it."""
    words = session.words()
    days = plans.days_of(document)
    if st.session_state.get(commander.DAY) not in days:
        st.session_state[commander.DAY] = session.today() if session.today() in days else days[0]
    # a second click on the same day clears it: the day before stays
    last: date = st.session_state[commander.DAY]
    day = st.segmented_control(
        words("plan.day"),
        days,
        key=commander.DAY,
        format_func=lambda one: plans.day_label(one, words),
        label_visibility="collapsed",
        required=True,
    )
    return day or last


def choose_duty(document: Mapping[str, Any], day: date) -> Mapping[str, Any] | None:
    """The duty that is shown: the list is the twin of calendar and map for the keyboard."""
    words = session.words()
    there, names = plans.sent(document), session.names()
    duties = {str(duty["duty"]): duty for duty in plans.duties_on(document, day)}
    if st.session_state.get(commander.DUTY) not in duties:
        st.session_state[commander.DUTY] = None
    chosen = st.selectbox(
        words("plan.choose_duty"),
        list(duties),
        key=commander.DUTY,
        format_func=lambda name: plans.duty_label(duties[name], there.get(name, ()), words, names),
        placeholder=words("plan.choose_duty_how"),
        on_change=plan_change.forget,
    )
    return duties[chosen] if chosen else None


@st.fragment
@widgets.tells_faults
def panel(document: Mapping[str, Any]) -> None:
    """Day, calendar, map, and the duty that is chosen: one click redraws these and nothing else."""
    words = session.words()
    day = choose_day(document)
    cover = plan_cover.places(document, day, words)
    count = plan_cover.counts(cover)
    widgets.facts(
        [
            (str(count.get("guarded", 0)), words("cover.guarded"), ""),
            (str(count.get("short", 0)), words("cover.short"), "bad" if count.get("short") else "good"),
            (str(count.get("visited", 0)), words("cover.visited"), ""),
            (str(count.get("nobody", 0)), words("cover.nobody"), ""),
        ]
    )
    left, right = st.columns([6, 6], gap="medium")
    with left:
        calendar(document, day)
    with right:
        chosen = st.session_state.get(commander.DUTY) or ""
        day_map(document, day, cover, chosen)
    duty = choose_duty(document, day)
    if duty is None:
        widgets.card(words("plan.no_duty"), lines=[words("plan.no_duty_what")], mood="note")
        return
    duty_card(document, duty)
    plan_change.panel(document, duty)


def calendar(document: Mapping[str, Any], day: date) -> None:
    """The posts of the day over its hours, or all officers over all days."""
    words = session.words()
    views = {"posts": words("plan.view_posts"), "officers": words("plan.view_officers")}
    view = st.segmented_control(
        words("plan.view"),
        list(views),
        default="posts",
        format_func=views.__getitem__,
        label_visibility="collapsed",
        required=True,
        key="plan_view",
    )
    by_post = view != "officers"
    days = plans.days_of(document)
    rows = plan_cover.posts_of_day(document, day, words) if by_post else plan_cover.officers_of_span(document, words)
    timeline.show(
        rows,
        key=commander.CALENDAR,
        chosen=st.session_state.get(commander.DUTY) or "",
        direction=words.direction,
        heading=words("plan.calendar"),
        name_of_day=lambda n: words.weekday(days[n]) if 0 <= n < len(days) else "",
        on_choose=choose_in_calendar,
        on_move=lambda: move_in_calendar(document),
    )
    if by_post:
        widgets.key_line([("full", words("plan.full")), ("short", words("plan.short")), ("empty", words("plan.empty"))])
    else:
        st.caption(words("plan.drag"))


def day_map(document: Mapping[str, Any], day: date, cover: list[plan_cover.Place], chosen: str) -> None:
    """Sites by cover, desks, reserve, and the ways of the day; the chosen duty stands out."""
    words = session.words()
    ways = plan_cover.ways(document, day, chosen, words)
    made = [
        draw(patrols.LAYER, ways, words, fit=_extent(ways)),
        draw(posts.LAYER, cover, words),
    ]
    ring = draw(CHOSEN_LAYER, _mark(document, chosen), words)
    widgets.map_view(
        sheet.compose(
            [part for part in session.drawn() if part.layer.name in GROUND],
            session.page(words("nav.plan")),
            publish=session.publish,
            legend=[draw(patrols.LAYER, [], words), draw(posts.LAYER, [], words)],
        ),
        sheet.group([*made, ring], publish=SHELF.put),
        key=commander.MAP,
        on_click=lambda: choose_on_map(document, day),
    )


def _extent(ways: list[dict[str, Any]]) -> Bounds | None:
    """The part of the world that holds the way of the chosen mobile; None where none is chosen."""
    spots = [spot for way in ways if way["is_chosen"] for spot in way["line"]]
    if not spots:
        return None
    longitudes, latitudes = zip(*spots, strict=True)
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def _mark(document: Mapping[str, Any], chosen: str) -> dict[str, Any] | None:
    duty = next((one for one in document["duties"] if one["duty"] == chosen), None)
    spots = session.degrees()
    keys = [("site", str(duty["place"])), ("station", str(duty["place"]))] if duty else []
    spot = next((spots[key] for key in keys if key in spots), None)
    return (
        {"longitude": spot[0], "latitude": spot[1], "name": session.name_of(duty["place"])} if spot and duty else None
    )


def duty_card(document: Mapping[str, Any], duty: Mapping[str, Any]) -> None:
    """All about one duty: who is on it and in charge, what is missing, why it is wanted."""
    words = session.words()
    ranks = commander.ranks()
    there = plans.sent(document).get(str(duty["duty"]), [])
    suits = document.get("suitability") or {}
    names = [plans.rank_of(officer, ranks, words) + _suits(suits.get(f"{officer}|{duty['duty']}")) for officer in there]
    route = next((one for one in document.get("routes") or () if one["duty"] == duty["duty"]), None)
    open_here = [
        plans.missing(gap["missing"], words)
        for gap in document["uncovered"]
        if gap["place"] == duty["place"] and plans.local(gap["start"]) == plans.local(duty["start"])
    ]
    stops = words("plan.stops", count=len(route["visits"]), minutes=f"{route['drive_min']:.0f}") if route else ""
    widgets.card(
        f"{words('duty.' + duty['kind'])} · {session.name_of(duty['place'])}",
        big=True,
        mood={"full": "good", "short": "note", "empty": "bad"}[plans.state_of(duty, there)],
        facts=[
            (words("plan.when"), plans.when(duty, words)),
            (words("plan.sent"), ltr(f"{len(there)}/{duty['strength']}")),
            (words("plan.who"), ", ".join(names) or words("say.nobody")),
            (words("plan.in_charge"), plans.rank_word(str(duty["in_charge"]), words)),
            (words("plan.lacks"), "; ".join(open_here)),
            (words("plan.vehicle"), ltr(route["vehicle"]) if route and route["vehicle"] else ""),
            (words("plan.route"), stops),
            (words("plan.why_wanted"), plans.reason(duty, words)),
        ],
    )
    if route and route["visits"]:
        with st.expander(words("plan.stops_list")):
            called = session.names()
            rows = [[n, called[v["site"]], plans.hours(v)] for n, v in enumerate(route["visits"], 1)]
            widgets.table([words(f"col.{c}") for c in ("number", "place", "moment")], rows, numbers=(0,), times=(2,))


def _suits(points: Any) -> str:
    return "" if points is None else " " + session.words()("plan.suits", points=points)
