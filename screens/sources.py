"""Where a number comes from, in the reader's language: help text that says what `hifazat config explain` says."""

from __future__ import annotations

import re
from typing import Any

from layers.words import Words
from planner.config import explain
from screens import session

_MARKS = re.compile(r"([\\`*_{}\[\]<>#$~|:])")
_DECIMALS = 6
"""A number of the configuration is written out with at most so many places."""


def source_of(*keys: str) -> str:
    """What stands behind a figure: each number of the configuration with its unit, range, source and grade.

    The text is Markdown for `help=`, one paragraph a key; ConfigError when there is no such key.
    """
    words = session.words()
    return "\n\n".join(_told(explain(session.config(), key), words) for key in keys)


def plain(text: str) -> str:
    """A text with nothing in it that Markdown would take for a mark."""
    return _MARKS.sub(r"\\\1", text)


def _told(number: dict[str, Any], words: Words) -> str:
    unit = plain(words.sentence(number["unit"]))
    value = plain(_value(number["value"], words))
    shown = words("source.value", value=value, unit=unit)
    if number["range"]:
        low, high = (_value(end, words) for end in number["range"])
        shown += words("source.range", low=low, high=high)
    grade = words(f"source.{number['grade']}")
    setter = "" if number["set_by"] == "defaults.toml" else words("source.own", file=plain(number["set_by"]))
    told = words("source.told", source=plain(words.sentence(number["source"]).rstrip(".")), grade=grade)
    key = words("source.key", number=plain(number["key"]))
    return " ".join(part for part in (shown, told, setter, key) if part)


def _value(value: Any, words: Words) -> str:
    if isinstance(value, float):
        return words.number(value, _DECIMALS).rstrip("0").rstrip(".")
    return words.number(value) if isinstance(value, int) else str(value)
