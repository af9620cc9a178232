"""A sentence brought into another language by its form, with all that is said inside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from planner.core.bidi import isolate, isolate_name
from planner.sentences.forms import CIVIL, KEPT, Form, candidates, words

_SENTENCES = re.compile(r"(?<=[.!?])[ \n]+(?=[A-Z0-9`\"'(])|\n+")
_LISTS = (
    (re.compile("; "), "؛ "),
    (re.compile(", then "), "، پھر "),
    (re.compile(", and "), " اور "),
    (re.compile(", "), "، "),
    (re.compile(" and "), " اور "),
    (re.compile(" or "), " یا "),
)
_CITE = re.compile(r"\(?([a-z_]+\.[a-z0-9_]+), ([^()]+)\)?")
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d:\d\d)(?::\d\d)?(?:[+-]\d\d:\d\d)?)?")
_CIVIL = re.compile(CIVIL, re.IGNORECASE)
_CLOCKS = re.compile(r"\d\d:\d\d(?:[-–]\d\d:\d\d)?")
_MARK = re.compile(r"`[^`]+`|[A-Z0-9][A-Z0-9+/._#-]*|[\d .,:%+−–-]+|[A-Z]{1,3}-?[0-9a-f]{4,}")
"""What is the same in every language: identifiers, call signs, numbers, clock times."""
_NAME = re.compile(r"[A-Z][\w'’.-]*(?: (?:[A-Z][\w'’.-]*|of|al|the|[0-9]+|\([A-Z]\w+\)))*")
_STOP = {"ur": "۔"}
_DEPTH = 12
"""Sentences within sentences that are looked at; none of ours goes deeper than five."""


def in_language(text: str, language: str) -> str | None:
    """The sentence in that language, or None when no form of the catalogue is its own.

    Several sentences in one text are each looked up. What is inside and not known, a name or an identifier, stays as
    it is and keeps its own order.
    """
    said, is_known = _read(text.strip(), language, 0)
    return said if is_known else None


@lru_cache(maxsize=16384)
def _read(text: str, language: str, depth: int) -> tuple[str, bool]:
    """The text in the language, and whether any of it was known."""
    if whole := _whole(text, language, depth):
        return whole, True
    for parts, mark, joint in _splits(text):
        read = [_read(part, language, depth + 1) if depth < _DEPTH else (isolated(part), False) for part in parts]
        if any(is_known for _, is_known in read) or all(map(_MARK.fullmatch if mark == ", " else _is_own, parts)):
            return joint.join(_runs(parts, read, mark)), True
    return isolated(text), False


def _whole(text: str, language: str, depth: int) -> str:
    known = words(language)
    if (word := known.get(text.casefold())) is not None:
        return word
    if day := _DAY.fullmatch(text):
        return _day(day, language)
    if _CIVIL.fullmatch(text):
        return " ".join(_part_of_day(part, language) for part in text.split())
    bare, stop = (text[:-1], _STOP.get(language, ".")) if text.endswith(".") else (text, "")
    for form in candidates(bare, language):
        if found := form.pattern.fullmatch(bare):
            return _filled(form, found.groupdict(), language, depth) + stop
    if stop and (word := known.get(bare.casefold())) is not None:
        return word + stop
    return ""


def _filled(form: Form, values: dict[str, str], language: str, depth: int) -> str:
    said = {}
    for name, value in values.items():
        kind = form.kinds[name]
        if kind in KEPT or depth >= _DEPTH:
            said[name] = isolated(value)
        elif kind == "cite":
            said[name] = cited(value, language)
        else:
            said[name] = _read(value.strip(), language, depth + 1)[0]
    return form.other.format(**said)


def _splits(text: str) -> Iterator[tuple[list[str], str, str]]:
    """Ways to take the text apart, the largest parts first: parts, the mark between them, what joins them again."""
    if len(sentences := _SENTENCES.split(text)) > 1:
        yield sentences, " ", " "
    for mark, joint in _LISTS:
        if len(parts := _outside(mark, text)) > 1:
            yield parts, mark.pattern, joint


def _outside(mark: re.Pattern[str], text: str) -> list[str]:
    """The parts between marks that stand in no brackets."""
    parts, begin = [], 0
    for found in mark.finditer(text):
        before = text[: found.start()]
        if before.count("(") == before.count(")"):
            parts.append(text[begin : found.start()])
            begin = found.end()
    return [*parts, text[begin:]]


def _runs(parts: list[str], read: list[tuple[str, bool]], mark: str) -> Iterator[str]:
    """What is said of the parts; names that follow each other stay one run, for a name may hold the mark itself."""
    waiting: list[str] = []
    for part, (said, is_known) in zip(parts, read, strict=True):
        if mark == ", " and not is_known and not _is_own(part):
            waiting.append(part)
            continue
        if waiting:
            yield isolated(mark.join(waiting))
            waiting = []
        yield said
    if waiting:
        yield isolated(mark.join(waiting))


def _is_own(part: str) -> bool:
    """True for an identifier, a number or a name in capitals: it stays, and has no words of ours in it."""
    return bool(_MARK.fullmatch(part) or _NAME.fullmatch(part))


def _day(found: re.Match[str], language: str) -> str:
    year, month, day = (int(found[n]) for n in (1, 2, 3))
    try:
        date(year, month, day)
    except ValueError:
        return isolate(found[0])
    name = words(language)[f"month {month}"]
    return f"{day} {name} {year}" + (f"، {isolate(found[4])}" if found[4] else "")


def _part_of_day(part: str, language: str) -> str:
    if _CLOCKS.fullmatch(part):
        return isolate(part)
    return words(language).get(part.casefold(), part)


def cited(text: str, language: str) -> str:
    """The number that a sentence rests on, in words where the catalogue names it: "(a guard, assumption)"."""
    found = _CITE.fullmatch(text)
    if found is None:
        return isolated(text)
    known = words(language)
    name = known.get(found[1], isolate(found[1]))
    return f"({name}، {known.get(found[2].casefold(), isolated(found[2]))})"


def isolated(text: str) -> str:
    """A text that keeps its own order: from left to right unless its letters run from right to left."""
    is_rtl = any("\u0590" <= letter <= "\u08ff" for letter in text)
    return isolate_name(text) if is_rtl else isolate(text)
