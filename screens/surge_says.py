"""The answer to a surge as people read it: when the force is adequate, who goes, what is left, whom to ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from layers.words import Words, ltr
from screens import alarms, plans, session, widgets

LISTED = 12


def alarm_card(alarm: Mapping[str, Any], words: Words, *, several: bool) -> None:
    """The moment that can be promised for one alarm, the one that is planned, who commands, where it forms up."""
    name = f"{alarm['id']}: " if several else ""
    widgets.card(
        name + headline(alarm, words),
        mood=_mood(alarm),
        big=True,
        lines=[_promise(alarm, words), alarms.sentence(alarm["shortfall"], words)],
        facts=_facts(alarm, words),
    )


def headline(alarm: Mapping[str, Any], words: Words) -> str:
    """The moment that holds in most cases; the planned one only where no other can be promised."""
    if alarm["time_to_adequate_min"] is None:
        return words("surge.not_adequate")
    promised = (alarm.get("promise") or {}).get("minutes")
    if promised is None:
        return words("surge.adequate_planned", minutes=f"{alarm['time_to_adequate_min']:.0f}")
    return words("surge.adequate", minutes=f"{promised:.0f}")


def _mood(alarm: Mapping[str, Any]) -> str:
    if alarm["time_to_adequate_min"] is None:
        return "bad"
    return "note" if alarm.get("late") or (alarm.get("promise") or {}).get("minutes") is None else "good"


def _promise(alarm: Mapping[str, Any], words: Words) -> str:
    promise = alarm.get("promise") or {}
    planned = alarm["time_to_adequate_min"]
    if planned is None:
        return ""
    if promise.get("minutes") is None:
        return words("surge.no_promise") if promise else ""
    return words("surge.promise", planned=f"{planned:.0f}", chance=round(10 * float(promise["quantile"])), of=10)


def _facts(alarm: Mapping[str, Any], words: Words) -> list[tuple[str, str]]:
    need = alarm["need"]
    strength = sum(unit["strength"] for unit in alarm["units"])
    crowd = alarm.get("crowd")
    women = words("surge.of_need", strength=sum(unit["women"] for unit in alarm["units"]), need=need["women"])
    riot = words(
        "surge.of_need", strength=sum(unit.get("riot", 0) for unit in alarm["units"]), need=need.get("riot", 0)
    )
    facts = [(words("surge.place"), words.sentence(str(alarm.get("place") or "")))]
    if crowd:
        said = words("surge.crowd_said", low=f"{crowd['low']:.0f}", high=f"{crowd['high']:.0f}")
        facts.append((words("surge.crowd_for"), f"{ltr(round(crowd['planned']))} ({said})"))
    facts += [
        (words("surge.force"), words("surge.of_need", strength=strength, need=need["officers"])),
        (words("surge.women"), women),
        (words("surge.riot"), riot),
        (words("surge.commander"), alarms.sentence(alarm["commander"], words)),
        (words("surge.form_up"), _form_up(alarm, words)),
        (words("surge.move_off"), ltr(plans.clock(alarm["move_off"])) if alarm.get("move_off") else ""),
        (words("surge.proof"), alarms.proof(alarm, words)),
    ]
    return facts


def _form_up(alarm: Mapping[str, Any], words: Words) -> str:
    point = alarm.get("form_up")
    if not point:
        return ""
    where = words.sentence(str(point.get("place") or ""))
    if not alarm.get("form_up_by"):
        return where
    return words("surge.form_up_by", place=where, time=plans.clock(alarm["form_up_by"]))


def units(alarm: Mapping[str, Any], words: Words, *, several: bool) -> None:
    """The units that make the force of one alarm."""
    if not alarm["units"]:
        return
    if several:
        st.header(words("surge.alarm", id=alarm["id"]), anchor=False)
    widgets.table(
        [words(f"col.{name}") for name in ("origin", "officers", "commander", "leaves", "forms_up", "minutes")],
        alarms.unit_rows(alarm),
        numbers=(1, 5),
        times=(3, 4),
        low=len(alarm["units"]) > LISTED,
    )


def requests(answer: Mapping[str, Any], words: Words) -> None:
    """Whom to ask for what is missing, the nearest rung first."""
    rows = [one for one in answer["requests"] if isinstance(one, Mapping)]
    if not rows:
        return
    widgets.card(words("surge.ask"), lines=[words("surge.ask_what")], mood="bad")
    widgets.table(
        [words(f"col.{name}") for name in ("ask_whom", "alarm", "officers", "brings", "eta", "state")],
        [
            [
                words.one_of("rung", one["rung"]),
                one["alarm"],
                str(one["officers"]),
                _brings(one, words),
                words("surge.eta", low=f"{one['eta_min']['low']:.0f}", high=f"{one['eta_min']['high']:.0f}"),
                words.one_of("request_state", one["state"].replace(" ", "-")),
            ]
            for one in rows
        ],
        numbers=(2,),
    )


def _brings(request: Mapping[str, Any], words: Words) -> str:
    parts = [words("surge.brings_women", count=request["women"])] if request.get("women") else []
    parts += [words("surge.brings_riot", count=request["riot"])] if request.get("riot") else []
    parts += (
        [words("surge.brings_commander", rank=plans.rank_word(request["commander"], words))]
        if request.get("commander")
        else []
    )
    return words("say.comma").join(parts)


def left_open(answer: Mapping[str, Any], words: Words) -> None:
    """What stays without cover, and who could move up."""
    if answer["uncovered"]:
        items = [f"{session.name_of(one['site'])}: {words.sentence(one['why'])}" for one in answer["uncovered"]]
        widgets.card(words("surge.uncovered", count=len(items)), items=items[:LISTED], mood="bad")
    else:
        widgets.card(words("surge.all_covered"), mood="good")
    moves = answer.get("backfill") or []
    if moves:
        widgets.card(words("surge.backfill"), lines=[words("surge.backfill_what")], mood="note")
        widgets.table(
            [words(f"col.{name}") for name in ("origin", "moves_to", "officers", "minutes")],
            [
                [
                    session.name_of(one["from"]),
                    session.name_of(one["to"]),
                    str(one["officers"]),
                    f"{one['minutes']:.0f}",
                ]
                for one in moves[:LISTED]
            ],
            numbers=(2, 3),
        )


def next_places(answer: Mapping[str, Any], words: Words) -> None:
    """The localities that unrest may reach next, with what the ranking rests on."""
    rows = answer.get("contagion") or []
    if not rows:
        return
    names = session.names()
    widgets.card(words("surge.next"), lines=[words("surge.next_what")], mood="note")
    widgets.table(
        [words(f"col.{name}") for name in ("locality", "minutes", "sites", "same", "warn_score")],
        [
            [
                names[one["sites"][0]],
                f"{one['minutes']:.0f}",
                str(len(one["sites"])),
                str(one["same"]),
                f"{one['score']:.1f}",
            ]
            for one in rows[:LISTED]
        ],
        numbers=(1, 2, 3, 4),
    )


def comparison(answer: Mapping[str, Any], words: Words) -> None:
    """What simply sending the nearest would do: sooner or later, in how many pieces, and what it would leave bare."""
    other = answer["nearest_first"]
    lines = []
    for ours, theirs in zip(answer["alarms"], other["alarms"], strict=True):
        minutes = theirs["time_to_adequate_min"]
        said = words("say.never") if minutes is None else words("surge.minutes", minutes=f"{minutes:.0f}")
        mine = ours["time_to_adequate_min"]
        own = words("say.never") if mine is None else words("surge.minutes", minutes=f"{mine:.0f}")
        pieces = theirs.get("piecemeal")
        name = f"{ours['id']}: " if len(answer["alarms"]) > 1 else ""
        lines.append(name + words("surge.nearest_when", theirs=said, ours=own))
        if pieces:
            lines.append(words("surge.nearest_pieces", count=pieces))
    cost = _cost(other, words)
    widgets.card(words("surge.compare"), lines=[*lines, *cost])


def _cost(other: Mapping[str, Any], words: Words) -> list[str]:
    counts = (
        ("surge.nearest_strips", other["broken_holdbacks"]),
        ("surge.nearest_empties", other.get("emptied_desks") or ()),
    )
    told = [words(key, count=_count(broken)) for key, broken in counts if _count(broken)]
    if other.get("reserve_left") == 0:
        told.append(words("surge.nearest_reserve"))
    return told or [words("surge.nearest_free")]


def _count(listed: Sequence[Any] | int) -> int:
    return listed if isinstance(listed, int) else len(listed)


def notes(answer: Mapping[str, Any], words: Words) -> None:
    """What was assumed."""
    told = [words.sentence(str(note)) for note in answer.get("notes") or ()]
    if told:
        widgets.card(words("surge.notes"), items=told)


def on_map(state: Mapping[str, Any], now: Mapping[str, Any] | None) -> dict[str, Any]:
    """What the map shows of a running emergency: its alarms, the orders that stand or are proposed, blocked roads."""
    plan = (now or {}).get("plan")
    proposed = {alarm["id"]: alarm for alarm in plan["alarms"]} if plan else {}
    rows = []
    for alarm in state["alarms"]:
        if alarm["ended"]:
            continue
        ordered = [
            {**unit, "minutes": unit["minutes_left"] or 0.0}
            for unit in state["units"]
            if unit["alarm"] == alarm["id"] and unit["status"] not in ("refused", "withdrawn")
        ]
        known = {unit["unit"] for unit in ordered}
        found = proposed.get(alarm["id"], {})
        new = [unit for unit in found.get("units", ()) if unit["unit"] not in known]
        rows.append({**alarm, "form_up": found.get("form_up"), "units": [*ordered, *new]})
    closures = [one["points"] for one in state["closures"] if not one["reopened"] and one["points"]]
    return {"alarms": rows, "closures": closures, "contagion": (plan or {}).get("contagion", ())}
