"""The first page of all orders of a surge, and the book that holds them: what is not adequate comes first."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from planner.core.plan import DutyOrder
from planner.report.orders import made_from
from planner.report.pdf import page_data
from planner.report.press import FONTS, Press
from planner.report.reasons import reason_in_words
from planner.report.sheets import MARK, TEXT_PT, Sheet, Table
from planner.report.surge import need_of
from planner.report.surge_paper import Front, SurgePaper
from planner.report.tell import (
    adequate,
    asked,
    bad_lines,
    clock,
    eta,
    of_needed,
    person,
    place,
    requests_of,
    state,
    task,
    to_whom,
)
from planner.report.voice import Voice

PAGE = Path(__file__).with_name("book.typ")


def surge_book(
    paper: SurgePaper, orders: Sequence[DutyOrder], voice: Voice, *, press: Press | None = None, fonts: Path = FONTS
) -> bytes:
    """One file to print: the first page and after it every order."""
    front = front_sheet(paper, orders, voice)
    data = {
        **paper_of_surge(paper, voice),
        "document_title": front.title,
        "sheets": [dataclasses.asdict(front)],
        "orders": [page_data(order, voice.language) for order in orders],
    }
    return (press or Press(fonts)).pdf(PAGE, data, front.title)


def paper_of_surge(paper: SurgePaper, voice: Voice) -> dict[str, Any]:
    """What the paper itself says on every page of a surge: mark, provenance, direction."""
    return {
        "language": voice.language,
        "right_to_left": voice.is_rtl,
        "size": TEXT_PT,
        "flipped": False,
        "words": {key: voice[f"order.{key}"] for key in ("provenance", "page")} | {"classification": voice[MARK]},
        "synthetic": voice["order.synthetic"] if paper.is_synthetic else "",
        "provenance": voice.sentence(made_from(paper.document, f"surge {paper.stamp}".strip())),
    }


def front_sheet(paper: SurgePaper, orders: Sequence[DutyOrder], voice: Voice) -> Sheet:
    """What is not adequate or covered, then the alarms, the units, and the requests that wait to be sent."""
    bad = bad_lines(paper, voice)
    proven = all(front.row.get("proven_optimal") for front in paper.fronts)
    facts = [(voice["force.answer"], voice["force.proven" if proven else "force.not_proven"])]
    if paper.at is not None:
        facts.insert(0, (voice["force.called"], voice.moment(paper.at)))
    tables = [_alarms(paper, voice), _units(paper, orders, voice)]
    if requests_of(paper):
        tables.append(_requests(paper, voice))
    texts = [(voice.say("force.why", alarm=voice.keep(front.id)), _why(front, voice)) for front in paper.fronts]
    notes = [voice.sentence(str(note)) for note in paper.document.get("notes") or ()]
    # each its own paragraph: English sentences in a line from right to left would change places
    texts += [(voice["force.notes"] if n == 0 else "", note) for n, note in enumerate(notes)]
    return Sheet(
        title=voice["force.title"],
        subtitle=voice.say(
            "force.summary", alarms=len(paper.fronts), units=len(orders),
            officers=sum(front.sent["officers"] for front in paper.fronts),
        ),
        bad_title=voice.say("force.bad_title") if bad else "",
        bad=bad,
        facts=tuple(facts),
        tables=tuple(tables),
        texts=tuple(texts),
    )  # fmt: skip


def _why(front: Front, voice: Voice) -> str:
    return reason_in_words(str(front.row["need"].get("reason") or "") or need_of(front), voice)


def _alarms(paper: SurgePaper, voice: Voice) -> Table:
    rows = []
    for front in paper.fronts:
        rows.append(
            (
                voice.keep(front.id),
                (place(front.spot, voice), voice.keep(front.spot.at)),
                task(front, voice),
                voice.keep(front.crowd[-1]) if front.crowd else "–",
                of_needed(front, voice),
                adequate(front, paper, voice),
                person(front.head, voice),
            )
        )
    keys = ("alarm", "place", "task", "crowd", "sent", "adequate", "commander")
    heads = tuple(voice[f"force.{key}"] for key in keys)
    return Table(heads, (0, 2.2, 1.3, 0.9, 0.8, 1.4, 1.1), tuple(rows), title=voice["force.alarms"])


def _units(paper: SurgePaper, orders: Sequence[DutyOrder], voice: Voice) -> Table:
    units = [(front, unit) for front in paper.fronts for unit in front.units]
    rows = [
        (
            voice.keep(unit.call_sign),
            voice.keep(order.number),
            voice.person(order.commander, order.commander_rank),
            voice.name(voice.short(order.origin)),
            voice.keep(unit.strength),
            clock(unit.leave, paper, voice),
            clock(unit.arrive, paper, voice),
            clock(front.move_off, paper, voice),
            voice["force.given"] if order.is_given else "",
        )
        for (front, unit), order in zip(units, orders, strict=True)
    ]
    keys = ("call_sign", "order", "in_charge", "from", "officers", "leave", "there", "move", "state")
    widths = (0, 0, 1.2, 1.5, 0, 0, 0, 0, 0.8)
    # the last column tells only which orders were given before
    shown = len(keys) if any(order.is_given for order in orders) else len(keys) - 1
    heads = tuple(voice[f"force.{key}"] for key in keys[:shown])
    cut = tuple(row[:shown] for row in rows)
    return Table(heads, widths[:shown], cut, title=voice["force.units"], size=8.5)


def _requests(paper: SurgePaper, voice: Voice) -> Table:
    rows = tuple(
        (
            voice.keep(request["id"]),
            to_whom(request, voice),
            asked(request, voice) or voice.sentence(str(request.get("sentence") or "")),
            voice.keep(str(request.get("alarm") or "")),
            eta(request, paper, voice),
            state(request, voice),
        )
        for request in requests_of(paper)
    )
    heads = (voice["request.number"], *(voice[f"force.{key}"] for key in ("to", "what", "alarm", "eta", "state")))
    return Table(heads, (0, 1.1, 1.6, 0, 1.5, 0.8), rows, title=voice["force.requests"])
