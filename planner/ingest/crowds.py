"""Sizes of crowds as people write them: 500-600, about 300, 300+, hundreds, also in Urdu."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from planner.ingest.rejects import Faults
from planner.ingest.text import clean, plain_digits, texts

Size = tuple[int | None, int | None, int | None]
"""Low, best and high; None where it is not said."""

CROWD_WORDS: dict[str, tuple[int, int, int]] = {
    "dozens": (24, 50, 99),
    "several dozen": (36, 60, 99),
    "scores": (40, 60, 99),
    "hundreds": (100, 300, 999),
    "several hundred": (200, 400, 999),
    "thousands": (1000, 3000, 9999),
    "several thousand": (2000, 4000, 9999),
    "tens of thousands": (10000, 30000, 99999),
    "hundreds of thousands": (100000, 300000, 999999),
}
"""Low, best and high of a crowd given in a word. Source: assumption; low and high are what the word can mean."""
ABOUT_SHARE = 0.2
"""Doubt of "about 300": 240 to 360; assumption."""
MOST_PEOPLE = 10_000_000
"""No crowd is larger: what is, is a slip."""

_URDU_WORDS = {"درجنوں": "dozens", "سینکڑوں": "hundreds", "سیکڑوں": "hundreds", "ہزاروں": "thousands"}
_PEOPLE = re.compile(
    r"\b(?:people|persons?|men|individuals|protest[eo]rs|participants|rioters|strong)\b|افراد|لوگ|آدمی"
)
_ABOUT = r"(?:about|around|approximately|approx\.?|nearly|almost|some|roughly|circa|c\.|ca\.?|~|≈|تقریبا|قریبا|لگ بھگ)"
_LEAST = r"(?:at least|more than|over|above|minimum|min\.?|not less than|>=?|≥|کم از کم)"
_MOST = r"(?:at most|up to|upto|fewer than|less than|under|below|maximum|max\.?|not more than|<=?|≤|زیادہ سے زیادہ)"
_NUMBER = r"(\d{1,3}(?:,\d{2,3})*,\d{3}|\d+)"
_TO = r"\s*(?:-|–|—|to|and|سے|تا)\s*"

_PLAIN = re.compile(_NUMBER)
_RANGE = re.compile(
    rf"(?:between\s+|from\s+|{_ABOUT}\s*)?{_NUMBER}{_TO}{_NUMBER}(?:{_TO}{_NUMBER})?(?:\s*(?:کے درمیان|تک))?"
)
_NEARLY = re.compile(rf"{_ABOUT}\s*{_NUMBER}")
_OPEN_TOP = re.compile(rf"{_LEAST}\s*{_NUMBER}|{_NUMBER}\s*(?:\+|plus|or more|and more|and above|سے زیادہ|سے زائد)")
_OPEN_FOOT = re.compile(rf"{_MOST}\s*{_NUMBER}|{_NUMBER}\s*(?:or less|or fewer|سے کم)")


def crowd_of(text: str) -> Size | None:
    """Low, best and high of a crowd as somebody wrote it; None when the text is no size.

    A range of two gets its middle as best; "about" is `ABOUT_SHARE` either way; "at least" leaves the top open and
    "up to" the foot. A range that runs downwards is no size: two columns may have slipped into one.
    """
    plain = plain_digits(texts([text.strip().casefold()])).iloc[0].replace("\u064b", "")
    plain = re.sub(r"\s+", " ", _PEOPLE.sub(" ", plain)).strip()
    word = _URDU_WORDS.get(plain, plain.removesuffix(" of"))
    if word in CROWD_WORDS:
        return CROWD_WORDS[word]
    for pattern, make in _FORMS:
        match = pattern.fullmatch(plain)
        if match:
            numbers = [int(one.replace(",", "")) for one in match.groups() if one]
            return make(numbers) if max(numbers) <= MOST_PEOPLE else None
    return None


def _exactly(numbers: list[int]) -> Size:
    return numbers[0], numbers[0], numbers[0]


def _between(numbers: list[int]) -> Size | None:
    if numbers != sorted(numbers):
        return None
    return numbers[0], numbers[1] if len(numbers) == 3 else sum(numbers) // 2, numbers[-1]


def _nearly(numbers: list[int]) -> Size:
    return round(numbers[0] * (1 - ABOUT_SHARE)), numbers[0], round(numbers[0] * (1 + ABOUT_SHARE))


def _at_least(numbers: list[int]) -> Size:
    return numbers[0], numbers[0], None


def _at_most(numbers: list[int]) -> Size:
    return None, numbers[0], numbers[0]


_FORMS = (
    (_PLAIN, _exactly),
    (_RANGE, _between),
    (_NEARLY, _nearly),
    (_OPEN_TOP, _at_least),
    (_OPEN_FOOT, _at_most),
)


def spread(cells: pd.DataFrame, found: Mapping[str, str], faults: Faults) -> tuple[pd.DataFrame, dict[str, str]]:
    """The cells with sizes as `crowd_low`, `crowd_best` and `crowd_high`, and where these columns now are.

    Only the column of the best size is read as a text; what the file says itself of low and high stands. A plain
    number stays alone. A text that is no size is marked.
    """
    header = found.get("crowd_best")
    if header is None:
        return cells, dict(found)
    column = clean(cells[header])
    # a number alone is left to the reader of counts, which knows 300.0 and marks -3
    is_text = ~plain_digits(column).str.fullmatch(r"[+-]?[\d.,]*(?:[eE][+-]?\d+)?")
    if not is_text.any():
        return cells, dict(found)
    sizes = {text: crowd_of(text) for text in column[is_text].unique()}
    unread = is_text & column.map({text: size is None for text, size in sizes.items()}).fillna(False).astype(bool)
    faults.mark(
        unread.to_numpy(bool),
        header,
        column,
        f"{header} is no size of a crowd",
        "write it as 300, 500-600, about 300 or 300+.",
    )
    cells, found = cells.copy(), dict(found)
    for place, name in enumerate(("crowd_low", "crowd_best", "crowd_high")):
        said = clean(cells[found[name]]) if name in found else texts([""] * len(cells))
        given = {text: "" if size is None or size[place] is None else str(size[place]) for text, size in sizes.items()}
        read = texts(column.map(given))
        read.index = cells.index
        own = said if name != "crowd_best" else said.mask(is_text.to_numpy(bool), "")
        cells[f"\x00{name}"] = own.where((own != "").to_numpy(bool), read)
        found[name] = f"\x00{name}"
    return cells, found
