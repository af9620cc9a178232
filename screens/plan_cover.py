"""A day of a plan by place: which sites are guarded, visited or not covered, and which way each mobile takes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from layers.words import Words, ltr
from screens import commander, plans, session, timeline

Place = dict[str, Any]
_HOUR_S = 3600
_A_DAY_H = 24
LISTED = 6
"""Visits that a tooltip names."""


def places(document: Mapping[str, Any], day: date, words: Words) -> list[Place]:
    """Every site with its cover by the duties that begin that day, and the stations where somebody serves."""
    there = plans.sent(document)
    at: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for duty in plans.duties_on(document, day):
        if duty["kind"] != "patrol":
            at[duty["place"]].append(duty)
    visits: defaultdict[str, list[str]] = defaultdict(list)
    for route in routes_on(document, day):
        for visit in route["visits"]:
            visits[visit["site"]].append(visit["start"])
    known, names = session.degrees(), session.names()
    found = []
    for (kind, name), (longitude, latitude) in known.items():
        duties = at.get(name, [])
        if kind == "station" and not duties:
            continue
        state = _station_state(duties, there) if kind == "station" else _site_state(duties, visits[name], there)
        lines = [names[name], *(_duty_line(duty, there, words) for duty in duties)]
        if visits[name]:
            lines.append(words("cover_tip.visits", times=_times(visits[name])))
        if len(lines) == 1:
            lines.append(words("cover_tip.nobody"))
        found.append({"longitude": longitude, "latitude": latitude, "state": state, "lines": lines, "place": name})
    return found


def _site_state(duties: Sequence[Mapping[str, Any]], visits: Sequence[str], there: Mapping[str, list[str]]) -> str:
    if any(plans.state_of(duty, there.get(duty["duty"], ())) != "full" for duty in duties):
        return "short"
    if duties:
        return "guarded"
    return "visited" if visits else "nobody"


def _station_state(duties: Sequence[Mapping[str, Any]], there: Mapping[str, list[str]]) -> str:
    desks = [duty for duty in duties if duty["kind"] == "desk"]
    if not desks:
        return "reserve"
    return "desk" if all(plans.state_of(duty, there.get(duty["duty"], ())) == "full" for duty in desks) else "desk_open"


def _duty_line(duty: Mapping[str, Any], there: Mapping[str, list[str]], words: Words) -> str:
    count = len(there.get(duty["duty"], ()))
    kind = words(f"duty.{duty['kind']}")
    return words("cover_tip.duty", kind=kind, hours=plans.hours(duty), sent=count, of=duty["strength"])


def _times(moments: Sequence[str]) -> str:
    said = [plans.clock(moment) for moment in sorted(moments)[:LISTED]]
    return ", ".join(said) + (" …" if len(moments) > LISTED else "")


def counts(cover: Sequence[Place]) -> dict[str, int]:
    """How many places are in each state."""
    found: defaultdict[str, int] = defaultdict(int)
    for place in cover:
        found[place["state"]] += 1
    return dict(found)


def routes_on(document: Mapping[str, Any], day: date) -> list[Mapping[str, Any]]:
    """The routes that begin that day."""
    return [route for route in document.get("routes") or () if plans.local(route["start"]).date() == day]


def ways(document: Mapping[str, Any], day: date, chosen: str, words: Words) -> list[dict[str, Any]]:
    """The ways of the day's mobiles on the roads, and the stops of the chosen one."""
    routes = routes_on(document, day)
    lines = commander.ways(document, day, routes)
    spots, names = session.degrees(), session.names()
    found = []
    for route in routes:
        stops = []
        for visit in route["visits"]:
            spot = spots.get(("site", visit["site"]))
            if spot is not None:
                lines_of = [names[visit["site"]], ltr(plans.hours(visit))]
                stops.append(
                    {
                        "longitude": spot[0],
                        "latitude": spot[1],
                        "label": plans.clock(visit["start"]),
                        "lines": lines_of,
                    }
                )
        line = lines.get(route["duty"]) or [(stop["longitude"], stop["latitude"]) for stop in stops]
        tip = words("cover_tip.way", hours=plans.hours(route), vehicle=route["vehicle"], stops=len(route["visits"]))
        is_chosen = route["duty"] == chosen
        found.append({"line": line, "lines": [tip], "stops": stops, "is_chosen": is_chosen})
    return sorted(found, key=lambda way: way["is_chosen"])


def posts_of_day(document: Mapping[str, Any], day: date, words: Words) -> list[timeline.Row]:
    """The calendar of a day: a row a post, a bar a duty with officers sent of needed."""
    there, names = plans.sent(document), session.names()
    rows: dict[tuple[str, str], list[timeline.Bar]] = defaultdict(list)
    for duty in plans.duties_on(document, day):
        officers = there.get(duty["duty"], [])
        text = f"{len(officers)}/{duty['strength']}"
        title = f"{plans.duty_label(duty, officers, words, names)} · {', '.join(officers) or words('say.nobody')}"
        bar = _bar(duty, day, text, plans.state_of(duty, officers), title)
        rows[duty["kind"], duty["place"]].append(bar)
    found, last = [], ""
    for (kind, place), bars in rows.items():
        if kind != last:
            found.append(timeline.Row(words(f"duty.{kind}"), (), is_head=True))
        found.append(timeline.Row(names[place], tuple(bars)))
        last = kind
    return found


def officers_of_span(document: Mapping[str, Any], words: Words) -> list[timeline.Row]:
    """The calendar of all days: a row an officer, a bar a duty with its hour."""
    first = plans.days_of(document)[0]
    ranks, names = commander.ranks(), session.names()
    rows: dict[str, list[timeline.Bar]] = defaultdict(list)
    for one in document["assignments"]:
        title = f"{words('duty.' + one['kind'])} · {names[one['place']]} · {plans.when(one, words)}"
        rows[one["officer"]].append(_bar(one, first, plans.clock(one["start"])[:2], "full", title))
    return [
        timeline.Row(plans.rank_of(officer, ranks, words), tuple(bars), id=officer)
        for officer, bars in sorted(rows.items())
    ]


def _bar(row: Mapping[str, Any], day: date, text: str, state: str, title: str) -> timeline.Bar:
    midnight = plans.local(row["start"]).replace(
        year=day.year, month=day.month, day=day.day, hour=0, minute=0, second=0, microsecond=0
    )
    start, end = ((plans.local(row[edge]) - midnight).total_seconds() / _HOUR_S for edge in ("start", "end"))
    return timeline.Bar(str(row["duty"]), start, end, text, state, title)
