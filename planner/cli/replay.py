"""The verb `replay`: asks flow, shows the outcomes beside each other, writes the page."""

from __future__ import annotations

import textwrap
import unicodedata
from argparse import Namespace
from pathlib import Path
from typing import Any

from layers.replay import replay_page
from layers.replay_words import check_line, first_lines, matter_line, short_rows
from layers.words import Words
from planner import flow
from planner.cli.output import Counter, Stopper, give_json, give_lines, say
from planner.config import Config
from planner.core.errors import InputError

DONE = 0
_WIDE = 100


def run(options: Namespace, config: Config) -> int:
    """Run the verb; needs no store."""
    if options.listed or not options.scenario:
        return _list(options)
    counter = Counter("replay")
    with Stopper("what was drawn so far is kept") as stopper:
        document = flow.replay(
            config,
            options.scenario,
            changes=options.changes,
            chosen=options.chosen,
            draws=options.draws,
            seed=options.seed,
            out=Path(options.out) if options.out else None,
            progress=lambda done, of: counter.show(f"{done} of {of} draws"),
            cancel=stopper.is_asked,
        )
    counter.end()
    asked = config.replay.draws if options.draws is None else options.draws
    if document["draws"] < asked:
        say(f"Stopped after {document['draws']:,} of {asked:,} draws; the ranges are of these.")
    if options.out:
        page = Path(options.out) / "replay.html"
        page.write_text(replay_page(document, language=options.language), encoding="utf-8")
        say(f"{page}: open it in any browser, it needs no network.")
    if options.json:
        give_json(document)
    else:
        give_lines(_lines(document, Words(options.language), options.language))
    return DONE


def _list(options: Namespace) -> int:
    if options.scenario:
        raise InputError("--list stands beside a scenario", maybe="leave one of them out.")
    listed = flow.scenarios()
    if not options.listed:
        names = ", ".join(one["name"] for one in listed) or "none"
        raise InputError("replay needs a scenario", maybe=f"one of these was meant: {names}.")
    if options.json:
        give_json(listed)
    else:
        give_lines(
            line
            for one in listed
            for line in (f"{one['name']}: {one['title'][options.language]}", f"  {one['lesson'][options.language]}")
        )
    return DONE


def _lines(document: dict[str, Any], words: Words, language: str) -> list[str]:
    lines = [
        document["title"][language],
        *first_lines(document, words),
        "",
        *_table(short_rows(document, words)),
        "",
        *_wrapped(words("replay.bound", rate=f"{document['arson_per_min']:g}")),
        check_line(document, words),
    ]
    if document["draws"]:
        lines += ["", words("replay.matters_title", draws=document["draws"])]
        lines += [f"  {matter_line(one, words)}" for one in document["matters"]]
    told = [*_wrapped(document["summary"][language]), "", words("replay.honest_title")]
    return [*lines, "", *told, *_wrapped(document["honest"][language])]


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(" ".join(text.split()), _WIDE, break_on_hyphens=False)


def _table(rows: list[dict[str, str]]) -> list[str]:
    """Rows as text under their heads, as wide as what a terminal shows of them."""
    columns = list(rows[0])
    cells = [columns, *[list(row.values()) for row in rows]]
    widths = [max(map(_width, column)) for column in zip(*cells, strict=True)]
    return [
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in cells
    ]


def _width(text: str) -> int:
    """Columns of a terminal: marks and direction controls take none."""
    return sum(unicodedata.category(character) not in ("Mn", "Cf", "Me") for character in text)
