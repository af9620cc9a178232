"""What a sheet of the week holds, and how sheets become one document to print."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from planner.core.bidi import plain
from planner.report.press import FONTS, Press
from planner.report.voice import Voice
from planner.report.week import Gap, Week

PAGE = Path(__file__).with_name("sheet.typ")
MARK = "sheet.classification"
OWN_MARK = "order.classification"
TEXT_PT = 10.5
_TABLE_PT = 9.0

Cell = str | tuple[str, ...]
"""A text, or several lines of text."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head; a width of 0 is as wide as its texts, others share what is left in proportion."""

    columns: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[tuple[Cell, ...], ...]
    title: str = ""
    size: float = _TABLE_PT
    grid: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet, in one language, all texts ready to be set: what is bad comes before the facts.

    `map` is a drawing as SVG; `map_title` says above it what it belongs to, as it may stand on a page of its own.
    `signs` are the words below lines to sign on.
    """

    title: str
    subtitle: str = ""
    bad_title: str = ""
    bad: tuple[Cell, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    tables: tuple[Table, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    map: str = ""
    map_title: str = ""
    map_note: str = ""
    signs: tuple[str, ...] = ()


def sheets_pdf(
    sheets: Sequence[Sheet], week: Week, voice: Voice, *, flipped: bool = False, mark: str = MARK, fonts: Path = FONTS
) -> bytes:
    """The sheets as one PDF, each on a page of its own, marked with classification and provenance.

    `mark` is the key of the words that say who may see them.

    Raises
    ------
    MissingFont
        If a text needs Urdu letters and the font that draws them is not in `fonts`.
    """
    title = sheets[0].title if sheets else voice["sheet.nothing"]
    shown = sheets or [Sheet(voice["sheet.nothing"])]
    data = {**paper_data(week, voice, mark), "flipped": flipped, "document_title": plain(title)}
    data["sheets"] = [dataclasses.asdict(sheet) for sheet in shown]
    return Press(fonts).pdf(PAGE, data, title)


def paper_data(week: Week, voice: Voice, mark: str = MARK) -> dict[str, Any]:
    """What the paper itself says on every page: mark, provenance, direction."""
    return {
        "language": voice.language,
        "right_to_left": voice.is_rtl,
        "size": TEXT_PT,
        "words": {key: voice[f"order.{key}"] for key in ("provenance", "page")} | {"classification": voice[mark]},
        "synthetic": voice["order.synthetic"] if week.is_synthetic else "",
        "provenance": voice.say("order.made_from", plan=week.plan.plan_id),
    }


def span_words(week: Week, voice: Voice) -> str:
    """First and last day of the span."""
    days = week.days
    if not days:
        return ""
    return voice.day(days[0]) if len(days) == 1 else f"{voice.day(days[0])} – {voice.day(days[-1])}"


def bad_title(gaps: Sequence[Gap], warned: Sequence[str], voice: Voice) -> str:
    """The head above what is bad: how many needs are open; "" when nothing is bad."""
    if gaps:
        return voice.say("gap.title", count=len(gaps))
    return voice["gap.warned"] if warned else ""


def gap_lines(gaps: Iterable[Gap], week: Week, voice: Voice, *, with_why: bool = True) -> tuple[Cell, ...]:
    """A line an open need: when, where, what is missing, and the plan's reason."""
    return tuple(_gap_line(gap, week, voice, with_why) for gap in gaps)


def short_list(gaps: Sequence[Gap], most: int, week: Week, voice: Voice) -> tuple[Cell, ...]:
    """The first open needs, a line each without the reason, and how many more there are."""
    lines = gap_lines(gaps[:most], week, voice, with_why=False)
    return lines if len(gaps) <= most else (*lines, voice.say("gap.more", count=len(gaps) - most))


def _gap_line(gap: Gap, week: Week, voice: Voice, with_why: bool) -> Cell:
    day = short_day(gap.window.start.date(), voice)
    place = voice.name(week.called(gap.place, voice.language))
    line = f"{day} {voice.hours(gap.window)}: {place}: {missing_words(gap, voice)}"
    return with_reason(line, gap, voice) if with_why else line


def with_reason(line: str, gap: Gap, voice: Voice) -> Cell:
    """The line and the plan's reason; below it where that is in another language than the page."""
    return with_sentence(line, gap.why, voice)


def with_sentence(line: str, why: str, voice: Voice) -> Cell:
    """The line and a sentence of the answer; below it where that is in another language than the page."""
    if not why:
        return line
    said = voice.sentence(why[:1].upper() + why[1:])
    return (line, said) if voice.is_rtl else f"{line}. {said}"


def missing_words(gap: Gap, voice: Voice) -> str:
    """`2 officers of 3 missing, 1 woman among them`; the plan's own words where nothing is counted."""
    if not gap.missing:
        return voice.sentence(gap.said)
    said = voice.say("gap.officers", count=gap.missing.get("officers", 0), of=gap.missing["of"])
    women = gap.missing.get("women", 0)
    return said + (voice["gap.join"] + voice.say("gap.women", count=women) if women else "")


def short_day(day: date, voice: Voice) -> str:
    """`Friday 25.12`."""
    return f"{voice[f'weekday.{day.weekday()}']} {voice.keep(f'{day:%d.%m}')}"


def few(texts: Sequence[str], most: int, voice: Voice) -> str:
    """The first of the texts, and how many more there are."""
    shown = voice["gap.join"].join(texts[:most])
    return shown if len(texts) <= most else f"{shown} {voice.keep(f'+{len(texts) - most}')}"
