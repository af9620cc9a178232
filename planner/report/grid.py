"""The week on a page: what is not covered, then days against posts with who is in charge."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from planner.core.bidi import plain
from planner.core.duty import DutyKind
from planner.report.remarks import signed_words, warnings
from planner.report.sheets import Cell, Sheet, Table, bad_title, short_day, short_list, span_words
from planner.report.voice import Voice
from planner.report.week import Gap, Team, Week

DAYS_A_PAGE = 7
_LINES, _LINES_RTL = 49.0, 33.0
"""Lines of text that the table holds on one page; posts beyond them are counted in one row, so that it stays one."""
_LINES_A_GAP, _LINES_A_GAP_RTL = 2.1, 1.6
"""Lines of the table that an open need above it takes away; two stand side by side, some are broken in two."""
_LETTERS, _LETTERS_NAME = 22, 42
"""Letters that a line of a cell, and of the first column, holds at its size."""
_INSET = 0.9
"""Height of a row beyond its text, in lines."""
_GAPS = 8
_IN_CELL = 3
_SMALL_PT = 7.0
_KINDS = tuple(kind.value for kind in DutyKind)

Post = tuple[str, str]
"""(kind, place)"""


def week_sheets(week: Week, voice: Voice) -> Iterator[Sheet]:
    """One landscape sheet for each seven days of the span."""
    days = week.days
    gaps = week.gaps()
    for first in range(0, len(days), DAYS_A_PAGE):
        yield _page(days[first : first + DAYS_A_PAGE], gaps, week, voice)


def _page(days: tuple[date, ...], all_gaps: tuple[Gap, ...], week: Week, voice: Voice) -> Sheet:
    gaps = [gap for gap in all_gaps if gap.window.start.date() in days]
    teams = [team for team in week.teams if team.window.start.date() in days]
    cells: dict[Post, dict[date, list[Team]]] = defaultdict(lambda: defaultdict(list))
    for team in teams:
        cells[team.kind, team.place][team.window.start.date()].append(team)
    open_places = {gap.place for gap in gaps}
    posts = sorted(cells, key=lambda post: _urgency(post, cells[post], open_places))
    rows: list[tuple[Cell, ...]] = []
    warned = warnings(week, voice)
    lines, each = (_LINES_RTL, _LINES_A_GAP_RTL) if voice.is_rtl else (_LINES, _LINES_A_GAP)
    room = lines - each * (min(len(gaps), _GAPS + 1) + len(warned))
    for kind, place in posts:
        name = (voice.name(week.called(place, voice.language)), voice[f"kind.{kind}"])
        row = (name, *(_cell(cells[kind, place].get(day, []), voice) for day in days))
        room -= _lines(row)
        if room < 0:
            break
        rows.append(row)
    rest = posts[len(rows) :]
    if rest:
        counts = [sum(len(cells[post].get(day, ())) for post in rest) for day in days]
        rows.append((voice.say("week.others", count=len(rest)), *(voice.say("week.duties", count=n) for n in counts)))
    signed = signed_words(week, voice)
    heads = (voice["week.post"], *(short_day(day, voice) for day in days))
    return Sheet(
        title=voice["week.title"],
        subtitle=" · ".join((span_words(week, voice), quality_words(week, voice))),
        bad_title=bad_title(gaps, warned, voice),
        bad=(*warned, *short_list(gaps, _GAPS, week, voice)),
        tables=(Table(heads, (2, *([1] * len(days))), tuple(rows), size=_SMALL_PT, grid=True),) if rows else (),
        signs=(signed,) if signed else (voice["order.signature"], voice["order.at_time"]),
    )


def quality_words(week: Week, voice: Voice) -> str:
    """How far the plan may be from the best, and how predictable it is where the document says so."""
    gap = voice.say("week.gap", share=f"{week.plan.gap:.1%}")
    said = week.document.get("predictability")
    return f"{gap} · {voice.sentence(said)}" if isinstance(said, str) and said else gap


def _lines(row: tuple[Cell, ...]) -> float:
    """How many lines of text high a row will be."""
    high = [
        sum(-(-len(plain(line)) // (_LETTERS if column else _LETTERS_NAME)) for line in cell)
        for column, cell in enumerate(row)
        if isinstance(cell, tuple)
    ]
    return max(high) + _INSET


def _urgency(post: Post, days: dict[date, list[Team]], open_places: set[str]) -> tuple[bool, int, int, str]:
    """What is partly open first, then by kind, then by worth."""
    kind, place = post
    worth = max((int(team.need.get("value") or 0) for teams in days.values() for team in teams), default=0)
    return (place not in open_places, _by_kind(kind), -worth, place)


def _by_kind(kind: str) -> int:
    return _KINDS.index(kind) if kind in _KINDS else len(_KINDS)


def _cell(teams: list[Team], voice: Voice) -> Cell:
    lines = [_line(team, voice) for team in teams[:_IN_CELL]]
    if len(teams) > _IN_CELL:
        lines.append(voice.keep(f"+{len(teams) - _IN_CELL}"))
    return tuple(lines)


def _line(team: Team, voice: Voice) -> str:
    others = len(team.people) - 1
    who = voice.keep(f"{team.window.start:%H:%M}")
    more = f" {voice.keep(f'+{others}')}" if others else ""
    return f"{who} {voice.person(team.people[0].number, team.people[0].rank)}{more}"
