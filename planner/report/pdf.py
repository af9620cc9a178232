"""An order as a page: drawn by typst, which sets Urdu right, from fonts that the set-up took."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from planner.core.bidi import plain
from planner.core.plan import DutyOrder
from planner.core.time import Window
from planner.report.press import FONTS, Press
from planner.report.reasons import reason_in_words
from planner.report.surge import SURGE
from planner.report.surge_page import surge_page
from planner.report.voice import Voice
from planner.report.words import handover

PAGE = Path(__file__).with_name("order.typ")


def order_pdfs(orders: Iterable[DutyOrder], *, language: str = "en", fonts: Path = FONTS) -> Iterator[bytes]:
    """One PDF an order, in the order given.

    Raises
    ------
    MissingFont
        If a text needs Urdu letters and the font that draws them is not in `fonts`.
    """
    press = Press(fonts)
    for order in orders:
        yield press.pdf(PAGE, {"orders": [page_data(order, language)]}, f"order {order.number}")


def order_picture(order: DutyOrder, *, language: str = "en", fonts: Path = FONTS) -> bytes:
    """The first page of an order as PNG."""
    return Press(fonts).picture(PAGE, {"orders": [page_data(order, language)]}, f"order {order.number}")


def page_data(order: DutyOrder, language: str) -> dict[str, Any]:
    """All texts of the page in the order in which they stand; right-to-left ones with their numbers isolated."""
    if order.kind == SURGE:
        return surge_page(order, language)
    voice = Voice(language)
    words = voice.words

    def moment(text: str) -> str:
        return voice.moment(datetime.fromisoformat(text)) if text else ""

    facts = {
        "in_charge": voice.person(order.commander, order.commander_rank),
        "from": voice.name(order.origin),
        "to": voice.name(order.place),
        "start": moment(order.start),
        "end": moment(order.end),
        "depart": moment(order.depart),
        "arrive_by": moment(order.arrive_by) if order.arrive_by != order.start else "",
        "vehicle": voice.keep(order.vehicle) if order.vehicle else "",
        "route": voice.name(order.route),
    }
    reason = reason_in_words(order.reason_cited, voice, kind=order.kind) if order.reason_cited else order.reason
    texts = {
        "task": voice.own(words[f"task.{order.kind}"]),
        "kit": voice.own(words[f"kit.{order.kind}"]),
        "radio": voice.own(words[f"radio.{order.kind}"]),
        "handover": voice.own(handover(order, words)),
        "authority": voice.own(order.authority_urdu)
        if voice.is_rtl and order.authority_urdu
        else voice.sentence(order.authority),
        "reason": reason,
    }
    return {
        "kind": order.kind,
        "language": language,
        "right_to_left": voice.is_rtl,
        "words": {key.removeprefix("order."): text for key, text in words.items() if key.startswith("order.")},
        "title": f"{words['order.title']}: {words[f'kind.{order.kind}']}",
        "document_title": f"{words['order.title']} {plain(order.number)}",
        "number": voice.keep(order.number),
        "synthetic": words["order.synthetic"] if order.is_synthetic else "",
        "facts": [[words[f"order.{key}"], text] for key, text in facts.items() if text],
        "texts": [[words[f"order.{key}"], text] for key, text in texts.items() if text],
        "members": [_member(member, voice) for member in order.members],
        "visits": _visits(order, voice),
        "provenance": voice.sentence(order.provenance),
    }


def _member(text: str, voice: Voice) -> list[str]:
    number, _, rank = text.rpartition(", ")
    return [voice.keep(number or text), voice.rank(rank) if number else ""]


def _visits(order: DutyOrder, voice: Voice) -> list[list[str]]:
    """Number, hours (empty where no route is known) and name of each site of a mobile, in one language."""
    windows = [voice.hours(Window.parse(text)) for text in order.visits] or [""] * len(order.sites)
    pairs = zip(windows, order.sites, strict=False)
    return [[voice.keep(n), hours, voice.name(voice.short(site))] for n, (hours, site) in enumerate(pairs, start=1)]
