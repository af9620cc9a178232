"""Forms of sentences as they stand in the files of a language: text with holes, alternatives and ends.

`{name}` is a hole, `{name:kind}` a hole that takes only what its kind allows, `[is|are]` is one of several wordings
and `officer[s]` may have the letters or not. A closing full stop belongs to no form.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
HOLE = re.compile(r"\{([a-z_0-9]+)(?::([a-z]+))?\}")
WORD = re.compile(r"[a-z]+")
_PIECE = re.compile(r"(\{[a-z_0-9]+(?::[a-z]+)?\}|\[[^\[\]]*\])")
_NUMBER = r"[+\-−]?\d+(?:[.,]\d+)*(?:[-–]\d+(?:[.,]\d+)*)*"
_WEEKDAY = "(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?"
_MONTH = (
    "(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:tember)?|Oct(?:ober)?"
    "|Nov(?:ember)?|Dec(?:ember)?)"
)
CIVIL = rf"(?:{_WEEKDAY} )?\d\d? {_MONTH}(?: \d{{4}})?(?: \d\d:\d\d(?:[-–]\d\d:\d\d)?)?"
"""A day as sentences write it: "Sunday 2 March 09:00-12:00", "Sun 2 Mar", "2 March 2026"."""
DAY = r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:[+-]\d\d:\d\d)?)?"
_SIDE = "(?:north|south)(?:-east|-west)?|east|west"
_POST = r"(?:guard|desk|mobile|reserve|patrol|command|turn)s?(?: as head of the unit| turns?| at (?:A\+|[A-D]) sites)?"
KINDS = {
    "any": r"(?:(?!; |\. ).)+?",
    "list": r".+?",
    "text": r".+?",
    "name": r".+?",
    "word": r"[^,;:]+?",
    "kinds": r"[a-z][a-z ]*(?: / [a-z][a-z ]*)*",
    "column": r"[a-z]+(?:_[a-z]+)+",
    "inside": r"[^()]+",
    "holding": r"(?:head of the unit|guard|desk|mobile|reserve) (?:at|from) [^,;:()]+?",
    "plain": r"[^,:;()]+?",
    "number": _NUMBER,
    "cite": r"\([a-z_]+\.[a-z0-9_]+, [^()]+\)",
    "day": DAY,
    "clock": r"(?:[+-]?\d+ )?\d\d?:\d\d(?: [+-]\d+)?",
    "when": f"{CIVIL}|{DAY}",
    "ago": r"today|yesterday|\d+ (?:day|week|month|year)s? ago",
    "letter": r"A\+|[A-D]",
    "post": _POST,
    "who": r"(?:officer|wom[ae]n|constable|vehicle)s?\b[^,:;0-9]*?",
    "counts": r"\d+ [a-z].+?",
    "rule": r"[a-z]+(?:-[a-z]+)*",
    "side": _SIDE,
    "road": r"[^;:]+?",
    "ladder": r"[^:]+?",
    "state": r"(?:has|is|was) [^:]+?",
    "col": r"[^ ]+(?: [^ ]+){0,3}?",
    "alarm": r"[A-Z][A-Z0-9-]*\d|[A-Z]",
    "file": r"[^;:]+\.[A-Za-z0-9]{1,10}",
    "lack": r"(?:\d|a commander).*?",
    "foreign": r"(?:a|an) .+?",
    "proper": r"[A-Z0-9\u0600-\u06ff][^:;]*?",
}
"""What a hole of each kind may hold; see `KEPT` for those that stay as they are."""


KEPT = frozenset(("text", "name", "number", "clock", "letter", "col", "alarm", "file", "proper", "plain", "column"))
"""Kinds that are the same in every language; what the others hold is said in it."""


@dataclass(frozen=True)
class Form:
    """One sentence in English with holes, and the same in the other language."""

    english: str
    other: str
    pattern: re.Pattern[str]
    word: str
    """Its longest whole word, in small letters: a text without it is not of this form. Empty where it has none."""
    kinds: Mapping[str, str]
    weight: int
    """Plain letters in the English form: the more, the surer."""


def form_of(english: str, other: str) -> Form:
    """A form from the two texts of a file."""
    kinds: dict[str, str] = {}
    pattern, longest, weight = "", "", 0
    pieces = _PIECE.split(english.removesuffix("."))
    for number, piece in enumerate(pieces):
        if hole := HOLE.fullmatch(piece):
            name, kind = hole[1], hole[2] or "any"
            if kind == "any" and not "".join(pieces[number + 1 :]):
                kind = "list"  # nothing follows that it could swallow
            if name in kinds:
                pattern += f"(?P={name})"
                continue
            kinds[name] = kind
            pattern += f"(?P<{name}>{_cased(kind)})"
        elif piece.startswith("[") and piece.endswith("]"):
            choices = piece[1:-1].split("|")
            pattern += "(?:" + "|".join(re.escape(one) for one in choices) + ")" + ("?" if len(choices) == 1 else "")
        else:
            pattern += re.escape(piece)
            weight += len(piece.strip())
            # a word beside a hole may go on in it: "officer[s]"
            whole = piece if number == 0 else re.sub(r"^\w+", "", piece)
            whole = whole if number == len(pieces) - 1 else re.sub(r"\w+$", "", whole)
            longest = max((longest, *WORD.findall(whole.casefold())), key=len)
    return Form(
        english=english,
        other=other.removesuffix("۔"),
        pattern=re.compile(pattern, re.IGNORECASE | re.DOTALL),
        word=longest,
        kinds=kinds,
        weight=weight,
    )


def _cased(kind: str) -> str:
    """Letters of identifiers are told apart by size, though the words of a form are not."""
    return f"(?-i:{KINDS[kind]})" if kind in ("letter", "alarm", "proper") else KINDS[kind]


@cache
def forms(language: str) -> tuple[Form, ...]:
    """All forms of a language, the longest first."""
    found: dict[str, Form] = {}
    for file in sorted((HERE / language).glob("*.toml")):
        for one in tomllib.loads(file.read_text(encoding="utf-8")).get("form", ()):
            made = form_of(one["en"], one[language])
            found.setdefault(made.english.casefold().removesuffix("."), made)
    return tuple(sorted(found.values(), key=lambda form: (-form.weight, form.english)))


@cache
def by_word(language: str) -> Mapping[str, tuple[tuple[int, Form], ...]]:
    """The forms of a language with their place in `forms`, by their longest whole word."""
    found: dict[str, list[tuple[int, Form]]] = {}
    for place, form in enumerate(forms(language)):
        found.setdefault(form.word, []).append((place, form))
    return {word: tuple(listed) for word, listed in found.items()}


def candidates(text: str, language: str) -> list[Form]:
    """The forms that the text may be of, the longest first."""
    index = by_word(language)
    found = [*index.get("", ())]
    for word in set(WORD.findall(text.casefold())):
        found += index.get(word, ())
    return [form for _, form in sorted(found, key=lambda one: one[0])]


@cache
def words(language: str) -> Mapping[str, str]:
    """Words and names of numbers of a language, by the English in small letters."""
    found: dict[str, str] = {}
    for file in sorted((HERE / language).glob("*.toml")):
        raw = tomllib.loads(file.read_text(encoding="utf-8"))
        for table in ("words", "numbers"):
            for english, other in raw.get(table, {}).items():
                found.setdefault(english.casefold(), other)
    return found
