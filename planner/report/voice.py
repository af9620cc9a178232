"""How a page speaks: words, names, numbers and times in the order in which its language is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from planner.core.bidi import isolate, isolate_name, isolate_runs, plain
from planner.core.time import Window
from planner.report.words import RIGHT_TO_LEFT, rank_word, words_of
from planner.sentences import in_language

_FULL_NAME = 3
"""Parts of a name in both languages: number, English, Urdu."""


@dataclass(frozen=True)
class Voice:
    """The words of one language, and each kind of text made safe to stand on its page."""

    language: str

    @property
    def words(self) -> Mapping[str, str]:
        """Every word as `section.key`."""
        return words_of(self.language)

    @property
    def is_rtl(self) -> bool:
        """True when the page is read from right to left."""
        return self.language in RIGHT_TO_LEFT

    def __getitem__(self, key: str) -> str:
        return self.words[key]

    def say(self, key: str, **parts: object) -> str:
        """Our own words with the parts filled in, which are ready to be set; numbers keep their order."""
        text = self.words[key].format(**parts)
        return self.own(text) if self.is_rtl else text

    def own(self, text: str) -> str:
        """A text in the language of the page; numbers in it keep their order."""
        return isolate_runs(text) if self.is_rtl else plain(text)

    def keep(self, text: object) -> str:
        """A number, time, call sign or identifier: one run from left to right."""
        return isolate(str(text)) if self.is_rtl else plain(str(text))

    def name(self, text: str) -> str:
        """A name from outside, each part in the direction of its own letters."""
        return " · ".join(isolate_name(part) for part in plain(text).split(" · ")) if text else ""

    def short(self, name: str) -> str:
        """Of `S1 · English · Urdu` the number and the name in the language of the page; other texts stay."""
        parts = name.split(" · ")
        return name if len(parts) < _FULL_NAME else f"{parts[0]} · {parts[-1] if self.is_rtl else parts[1]}"

    def sentence(self, text: str) -> str:
        """A sentence of the planner in the language of the page; what no form says stays, in its own direction."""
        if self.language == "en" or not text:
            return isolate_name(text) if self.is_rtl else plain(text)
        return in_language(plain(text), self.language) or isolate_name(text)

    def day(self, day: date) -> str:
        """`Friday 25.12.2026`."""
        return self.own(f"{self.words[f'weekday.{day.weekday()}']} {day:%d.%m.%Y}")

    def moment(self, moment: datetime) -> str:
        """`Friday 25.12.2026 08:00`, on the clock that the moment carries."""
        return self.own(f"{self.words[f'weekday.{moment.weekday()}']} {moment:%d.%m.%Y %H:%M}")

    def hours(self, window: Window) -> str:
        """`22:00–06:00 +1`, on the clock that the window carries; `+1` when it ends on the next day."""
        later = (window.end.date() - window.start.date()).days
        return self.keep(f"{window.start:%H:%M}–{window.end:%H:%M}" + (f" +{later}" if later else ""))

    def rank(self, label: str) -> str:
        """A rank in the language of the page."""
        return rank_word(label, self.words)

    def person(self, number: str, rank: str) -> str:
        """`ASI F12`."""
        return f"{self.rank(rank)} {self.keep(number)}".strip()
