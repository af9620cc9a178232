"""What is written on maps and screens, in English and Urdu, from the `locales` folders."""

from __future__ import annotations

import copy
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from babel.dates import format_date, format_time
from babel.numbers import format_decimal

from planner.sentences import in_language

LANGUAGES = ("en", "ur")
RIGHT_TO_LEFT = frozenset({"ur"})
LOCALE_OF = {"en": "en_GB", "ur": "ur_PK"}
"""Whose forms of days and numbers a language takes (Unicode CLDR); Urdu in Pakistan writes the digits 0 to 9."""
OWN = Path(__file__).with_name("locales")
_NAMED = re.compile("\u2066([^\u2066\u2069]+)\u2069")
"""A value that stands in a sentence as it came."""


def ltr(value: Any) -> str:
    """A number, time, phone or call sign that keeps its order inside right-to-left text (U+2066 to U+2069)."""
    return f"\u2066{value}\u2069"


def isolated(value: Any) -> str:
    """A value inside right-to-left text: words that run from right to left keep doing so, all else keeps its order."""
    text = str(value)
    is_urdu = any(unicodedata.bidirectional(character) in ("R", "AL") for character in text)
    # U+2068 takes the direction of the first letter
    return f"\u2068{text}\u2069" if is_urdu else ltr(text)


@cache
def _entries(folder: Path, language: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for file in sorted((folder / language).glob("*.toml")):
        raw = tomllib.loads(file.read_text(encoding="utf-8"))
        texts = {f"{section}.{key}": text for section, keys in raw.items() for key, text in keys.items()}
        if twice := found.keys() & texts.keys():
            raise ValueError(f"{file} says {min(twice)} a second time")
        found.update(texts)
    return found


class Words:
    """The texts of one language, by key: `words("layer.sites")`. A key that is not there is a fault of the program."""

    def __init__(self, language: str = "en", *folders: Path) -> None:
        if language not in LANGUAGES:
            raise ValueError(f"language {language!r} is none of {', '.join(LANGUAGES)}")
        self.language = language
        self._texts: dict[str, str] = {}
        self._names: Mapping[str, str] = {}
        for folder in (OWN, *folders):
            self._texts.update(_entries(folder, language))

    @property
    def direction(self) -> str:
        """The direction of writing, as HTML says it: "ltr" or "rtl"."""
        return "rtl" if self.language in RIGHT_TO_LEFT else "ltr"

    def __call__(self, key: str, **values: Any) -> str:
        """The text, with its values put in; inside right-to-left text each value keeps its own order."""
        text = self._texts[key]
        if not values:
            return text
        if self.direction == "rtl":
            values = {name: isolated(value) for name, value in values.items()}
        return text.format(**values)

    def one_of(self, group: str, value: str) -> str:
        """The label of a value of a table's column: `one_of("community", "sikh")`; empty for an empty one."""
        return self(f"{group}.{value}") if value else ""

    def name(self, row: Mapping[str, Any], key: str) -> str:
        """A row's name in this language, else in the other, else its identifier."""
        first, second = ("name_ur", "name_en") if self.language == "ur" else ("name_en", "name_ur")
        return str(row.get(first) or row.get(second) or row[key])

    def number(self, value: float, decimals: int = 0) -> str:
        """A number with its groups of thousands as the language writes them."""
        form = "#,##0" + ("." + "0" * decimals if decimals else "")
        return format_decimal(round(value, decimals), format=form, locale=LOCALE_OF[self.language])

    def share(self, value: float, decimals: int = 0) -> str:
        """A share as a percentage: 0.25 is "25 %"."""
        return f"{self.number(value * 100, decimals)} %"

    def day(self, day: date, *, long: bool = False) -> str:
        """A civil day: "Sun 22 Nov 2026"; `long` writes weekday and month out."""
        form = "EEEE d MMMM y" if long else "EEE d MMM y"
        return format_date(day, form, locale=LOCALE_OF[self.language])

    def month(self, day: date) -> str:
        """The month of a civil day: "November 2026"."""
        return format_date(day, "LLLL y", locale=LOCALE_OF[self.language])

    def short_day(self, day: date) -> str:
        """A civil day of the year that everybody means: "Sun 22 Nov"."""
        return format_date(day, "EEE d MMM", locale=LOCALE_OF[self.language])

    def weekday(self, day: date) -> str:
        """A civil day of the week that everybody means: "Sun 22"."""
        return format_date(day, "EEE d", locale=LOCALE_OF[self.language])

    def span(self, first: date, last: date) -> str:
        """From the first to the last of some civil days: "20 Nov – 3 Dec 2026"."""
        form = "d MMM" if first.year == last.year else "d MMM y"
        begin = format_date(first, form, locale=LOCALE_OF[self.language])
        return f"{begin} – {format_date(last, 'd MMM y', locale=LOCALE_OF[self.language])}"

    def clock(self, moment: datetime) -> str:
        """Hour and minute in the 24 hours of an order: "07:30"; the moment is in local time."""
        return format_time(moment, "HH:mm", locale=LOCALE_OF[self.language])

    def sentence(self, text: str) -> str:
        """A sentence of the planner in this language; what the catalogue does not know stays English, isolated."""
        if self.language == "en" or not text:
            return text
        said = in_language(text, self.language) or isolated(text)
        if not self._names:
            return said
        return _NAMED.sub(lambda found: isolated(self._names.get(found[1], found[1])), said)

    def calling(self, names: Mapping[str, str]) -> Words:
        """The same texts; places that a sentence names in English are called by these names."""
        other = copy.copy(self)
        other._names = names
        return other
