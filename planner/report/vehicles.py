"""Route sheets: one vehicle, its stops with times, the way between them, and a map."""

from __future__ import annotations

from collections.abc import Iterator

from planner.core.duty import Route
from planner.core.time import minutes_between
from planner.report.route_sketch import route_map
from planner.report.sheets import Sheet, Table, few
from planner.report.sketch import Point
from planner.report.voice import Voice
from planner.report.week import Team, Week

_MOST_NAMED = 8
_METRES_A_KM = 1000


def vehicle_sheets(week: Week, voice: Voice) -> Iterator[Sheet]:
    """One sheet a route, by time and vehicle; a route whose duty nobody has is left out."""
    at = points_of(week)
    for team in week.teams:
        for route in team.routes:
            yield _of_route(team, route, at, week, voice)


def points_of(week: Week) -> dict[str, Point]:
    """Where each site and station lies, in metres of the working reference system."""
    found: dict[str, Point] = {}
    for frame, key in ((week.stations, "station"), (week.sites, "site")):
        found |= {name: (point.x, point.y) for name, point in zip(frame[key], frame.geometry, strict=True)}
    return found


def _of_route(team: Team, route: Route, at: dict[str, Point], week: Week, voice: Voice) -> Sheet:
    head = team.people[0]
    facts = {
        "order": voice.keep(team.number),
        "in_charge": voice.person(head.number, head.rank),
        "crew": few([voice.keep(person.number) for person in team.people[1:]], _MOST_NAMED, voice),
        "base": voice.name(week.called(route.base, voice.language)),
        "out": voice.moment(route.window.start),
        "back": voice.moment(route.window.end),
        "road": voice.say("route.km", km=f"{route.metres / _METRES_A_KM:.1f}") if route.metres > 0 else "",
        "drive": voice.say("route.minutes", minutes=round(route.drive_min)) if route.drive_min > 0 else "",
    }
    keys = ("stop", "way", "arrive", "leave", "stay", "place")
    drawn = [visit.site for visit in route.visits if visit.site in at]
    complete = len(drawn) == len(route.visits)
    return Sheet(
        title=voice.say("route.title", vehicle=voice.keep(route.vehicle)),
        subtitle=voice.moment(route.window.start),
        facts=tuple((voice[f"route.{key}"], text) for key, text in facts.items() if text),
        tables=(
            Table(tuple(voice[f"route.{key}"] for key in keys), (0, 0, 0, 0, 0, 1), tuple(_rows(route, week, voice))),
        ),
        map=route_map(
            [at[site] for site in drawn],
            at.get(route.base),
            roads=week.roads,
            landmarks=week.landmarks,
            language=voice.language,
            way=week.ways.get((route.duty, route.vehicle)),
        )
        if complete
        else "",
        map_title=f"{voice.say('route.title', vehicle=voice.keep(route.vehicle))} · {voice.moment(route.window.start)}",
        map_note=voice["route.map"],
    )


def _rows(route: Route, week: Week, voice: Voice) -> Iterator[tuple[str, ...]]:
    left = route.window.start
    for number, visit in enumerate(route.visits, start=1):
        yield (
            voice.keep(number),
            voice.keep(minutes_between(left, visit.window.start)),
            voice.keep(f"{visit.window.start:%H:%M}"),
            voice.keep(f"{visit.window.end:%H:%M}"),
            voice.keep(visit.window.minutes),
            voice.name(week.called(visit.site, voice.language)),
        )
        left = visit.window.end
    way = voice.keep(minutes_between(left, route.window.end))
    yield (
        "",
        way,
        voice.keep(f"{route.window.end:%H:%M}"),
        "",
        "",
        voice.name(week.called(route.base, voice.language)),
    )
