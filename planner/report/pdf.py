"""An order as a page: drawn by typst, which sets Urdu right, from fonts that the set-up took."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import typst

from planner.core.bidi import isolate, isolate_name, isolate_runs, plain
from planner.core.errors import PlannerError
from planner.core.plan import DutyOrder
from planner.report.words import RIGHT_TO_LEFT, handover, rank_word, words_of

PAGE = Path(__file__).with_name("order.typ")
FONTS = Path(__file__).resolve().parents[2] / "assets" / "vendor" / "fonts"
FAMILY = "Noto Nastaliq Urdu"
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff]")
_NAMES = ("from", "to")


class MissingFont(PlannerError):
    """A font that a page needs is not there: the page would be blank where the text stands."""


def order_pdfs(orders: Iterable[DutyOrder], *, language: str = "en", fonts: Path = FONTS) -> Iterator[bytes]:
    """One PDF an order, in the order given.

    Raises
    ------
    MissingFont
        If a text needs Urdu letters and the font that draws them is not in `fonts`.
    """
    yield from _pages(orders, language, fonts, "pdf")


def order_picture(order: DutyOrder, *, language: str = "en", fonts: Path = FONTS) -> bytes:
    """The first page of an order as PNG."""
    made = next(iter(_pages([order], language, fonts, "png")))
    return made[0] if isinstance(made, list) else made


def _pages(orders: Iterable[DutyOrder], language: str, fonts: Path, form: Literal["pdf", "png"]) -> Iterator[Any]:
    has_urdu = FAMILY in typst.Fonts(include_system_fonts=False, font_paths=[fonts]).families()
    compiler = None
    for order in orders:
        data = json.dumps(page_data(order, language), ensure_ascii=False)
        if not has_urdu and _ARABIC.search(data):
            raise MissingFont(
                f"order {order.number} has Urdu text and the font {FAMILY} is not in {fonts.name}",
                maybe="the set-up was not finished: run `make setup`, or `python tools/assets.py`.",
            )
        compiler = compiler or typst.Compiler(PAGE, root=PAGE.parent, font_paths=[fonts], ignore_system_fonts=True)
        yield compiler.compile(format=form, sys_inputs={"data": data}, ppi=110)


def page_data(order: DutyOrder, language: str) -> dict[str, Any]:
    """All texts of the page in the order in which they stand; right-to-left ones with their numbers isolated."""
    words = words_of(language)
    is_rtl = language in RIGHT_TO_LEFT
    say = isolate_runs if is_rtl else plain
    keep = isolate if is_rtl else plain

    def moment(text: str) -> str:
        return say(_moment(text, words)) if text else ""

    facts = {
        "in_charge": f"{rank_word(order.commander_rank, words)} {keep(order.commander)}".strip(),
        "from": _name(order.origin, is_rtl),
        "to": _name(order.place, is_rtl),
        "start": moment(order.start) if order.kind != "surge" else "",
        "end": moment(order.end),
        "depart": moment(order.depart),
        "arrive_by": moment(order.arrive_by) if order.arrive_by != order.start else "",
        "form_up": keep(order.form_up),
        "vehicle": keep(order.vehicle),
        "route": _name(order.route, is_rtl),
    }
    texts = {
        "task": say(words[f"task.{order.kind}"]),
        "kit": say(words[f"kit.{order.kind}"]),
        "radio": say(words[f"radio.{order.kind}"]),
        "handover": say(handover(order, words)),
        "authority": keep(order.authority),
        "reason": keep(order.reason),
    }
    return {
        "language": language,
        "right_to_left": is_rtl,
        "words": {key.removeprefix("order."): text for key, text in words.items() if key.startswith("order.")},
        "title": f"{words['order.title']}: {words[f'kind.{order.kind}']}",
        "document_title": f"{words['order.title']} {plain(order.number)}",
        "number": keep(order.number),
        "synthetic": words["order.synthetic"] if order.is_synthetic else "",
        "facts": [[words[f"order.{key}"], text] for key, text in facts.items() if text],
        "texts": [[words[f"order.{key}"], text] for key, text in texts.items() if text],
        "members": [_member(member, words, keep) for member in order.members],
        "provenance": keep(order.provenance),
    }


def _member(text: str, words: Mapping[str, str], keep: Any) -> list[str]:
    number, _, rank = text.rpartition(", ")
    return [keep(number or text), rank_word(rank, words) if number else ""]


def _name(text: str, is_rtl: bool) -> str:
    if not is_rtl:
        return " · ".join(isolate_name(part) for part in plain(text).split(" · "))
    return " · ".join(isolate_name(part) for part in text.split(" · ")) if text else ""


def _moment(text: str, words: Mapping[str, str]) -> str:
    moment = datetime.fromisoformat(text)
    return f"{words[f'weekday.{moment.weekday()}']} {moment:%d.%m.%Y %H:%M}"
