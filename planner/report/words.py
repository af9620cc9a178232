"""The words of the orders in each language, and an order's texts by its kind."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from planner.core.errors import InputError
from planner.core.people import Rank
from planner.core.plan import DutyOrder

LOCALES = Path(__file__).with_name("locales")
RIGHT_TO_LEFT = frozenset(("ur",))


@cache
def words_of(language: str) -> Mapping[str, str]:
    """Every word of a language as `section.key`; InputError when there is no such language."""
    file = LOCALES / f"{language}.toml"
    known = sorted(path.stem for path in LOCALES.glob("*.toml"))
    if language not in known:
        raise InputError(f"there are no orders in {language!r}", maybe=f"{' or '.join(known)} was meant.")
    raw = tomllib.loads(file.read_text(encoding="utf-8"))
    return {f"{section}.{key}": text for section, keys in raw.items() for key, text in keys.items()}


def one_line(text: str) -> str:
    """Sentences that stand on lines of their own, as one text."""
    return " ".join(text.split())


def rank_word(label: str, words: Mapping[str, str]) -> str:
    """A rank in the language of the words; a text that is no rank stays as it is."""
    try:
        return words[f"rank.{Rank.parse(label).name.casefold()}"]
    except ValueError:
        return label


def handover(order: DutyOrder, words: Mapping[str, str]) -> str:
    """Whom to hand over to, or report to."""
    if order.kind == "surge" and order.hands_to:
        number, _, rank = order.hands_to.rpartition(", ")
        commander = f"{rank_word(rank, words)} {number}" if number else order.hands_to
        return words["handover.commander"].format(commander=commander)
    if order.hands_to:
        return words["handover.relief"].format(relief=order.hands_to)
    return words["handover.end"]
