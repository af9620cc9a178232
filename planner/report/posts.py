"""Sheets about places: all duties of one post, and an index of all orders by time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from planner.report.reasons import reason_in_words
from planner.report.remarks import remarks, warnings
from planner.report.sheets import (
    Sheet,
    Table,
    bad_title,
    few,
    gap_lines,
    missing_words,
    short_day,
    short_list,
    span_words,
    with_reason,
)
from planner.report.voice import Voice
from planner.report.week import Gap, Team, Week

_MOST_NAMED = 12
_MOST_GAPS = 40
_SMALL_PT = 8.0


def post_sheets(week: Week, voice: Voice) -> Iterator[Sheet]:
    """First the places that nobody mans, on one sheet; then one a manned place with all its duties, gaps first."""
    duties: dict[str, list[Team]] = defaultdict(list)
    gaps: dict[str, list[Gap]] = defaultdict(list)
    for team in week.teams:
        duties[team.place].append(team)
    for gap in week.gaps():
        gaps[gap.place].append(gap)
    unmanned = [gap for gap in week.gaps() if gap.place not in duties]
    if unmanned:
        yield Sheet(
            title=voice["post.unmanned"],
            subtitle=span_words(week, voice),
            bad_title=voice.say("gap.title", count=len(unmanned)),
            bad=gap_lines(unmanned, week, voice, with_why=False),
        )
    for place in sorted(duties):
        yield _of_post(place, duties[place], gaps[place], week, voice)


def index_sheet(week: Week, voice: Voice) -> Sheet:
    """All orders by time with their numbers, what is not covered first."""
    rows = tuple(
        (
            voice.keep(team.number.rpartition("-")[2]),
            short_day(team.window.start.date(), voice),
            voice.hours(team.window),
            voice[f"kind.{team.kind}"],
            voice.name(week.called(team.place, voice.language)),
            voice.person(team.people[0].number, team.people[0].rank),
            voice.keep(len(team.people)),
        )
        for team in week.teams
    )
    gaps, warned = week.gaps(), warnings(week, voice)
    keys = ("order", "day", "time", "duty", "place", "in_charge", "officers")
    return Sheet(
        title=voice["index.title"],
        subtitle=span_words(week, voice),
        bad_title=bad_title(gaps, warned, voice),
        bad=(*warned, *short_list(gaps, _MOST_GAPS, week, voice)),
        tables=(Table(tuple(voice[f"index.{key}"] for key in keys), (0, 0, 0, 0, 1, 0, 0), rows, size=_SMALL_PT),),
        texts=tuple(remarks(week, voice)),
        signs=(voice["order.signature"], voice["order.at_time"]),
    )


def _of_post(place: str, duties: list[Team], gaps: list[Gap], week: Week, voice: Voice) -> Sheet:
    rows = tuple(
        (
            short_day(team.window.start.date(), voice),
            voice.hours(team.window),
            voice[f"kind.{team.kind}"],
            voice.person(team.people[0].number, team.people[0].rank),
            few([voice.keep(person.number) for person in team.people[1:]], _MOST_NAMED, voice),
            voice.keep(team.number.rpartition("-")[2]),
        )
        for team in duties
    )
    bad = tuple(
        with_reason(
            f"{short_day(gap.window.start.date(), voice)} {voice.hours(gap.window)}: {missing_words(gap, voice)}",
            gap,
            voice,
        )
        for gap in gaps
    )
    reasons = {
        reason_in_words(team.need["reason"], voice, kind=team.kind): None for team in duties if team.need.get("reason")
    }
    keys = ("day", "time", "duty", "in_charge", "officers", "order")
    return Sheet(
        title=voice.say("post.title", place=voice.name(week.called(place, voice.language))),
        subtitle=span_words(week, voice),
        bad_title=voice.say("gap.title", count=len(bad)) if bad else "",
        bad=bad,
        tables=(Table(tuple(voice[f"index.{key}"] for key in keys), (0, 0, 0, 0, 1, 0), rows),) if rows else (),
        texts=tuple((voice["order.reason"], reason) for reason in reasons),
    )
