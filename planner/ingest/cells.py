"""Columns of text to columns of values. Each function gives the values and where the text was no such value.

An empty cell is no fault here: it gives a missing value, and the caller knows whether that is allowed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
import pyarrow as pa

from planner.ingest.text import fold, plain_digits, words

_PLAIN = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?"
_GROUPED = r"[+-]?\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?"
_COMMA = r"[+-]?\d+,\d+"
_LARGEST_COUNT = 10**15
_TOGETHER = (3, 2)  # words that may stand for one thing, the longer first
_TRUE = frozenset(map(fold, ("yes", "y", "true", "t", "1", "x", "ہاں", "جی", "جی ہاں", "نعم")))
_FALSE = frozenset(map(fold, ("no", "n", "false", "f", "0", "نہیں", "لا", "none", "nil")))


def numbers(column: pd.Series, *, comma_is_point: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """Floats (NaN where empty or bad) and the mask of bad cells. Urdu and Arabic digits count.

    `1,200` and `12,00,000` are grouped digits; with `comma_is_point`, for degrees, `31,54` is 31.54.
    Not a number, infinity and what overflows are bad.
    """
    plain = plain_digits(column).str.strip()
    simple = plain.str.fullmatch(_PLAIN)
    rest = ~simple & (plain != "")
    if rest.any():
        other = plain[rest]
        pattern = _COMMA if comma_is_point else _GROUPED
        mended = other.str.replace(",", "." if comma_is_point else "", regex=False)
        plain = plain.copy()
        plain[rest] = mended.where(other.str.fullmatch(pattern), "?")
        simple = plain.str.fullmatch(_PLAIN)
    values = _floats(plain.where(simple))
    values = np.where(np.isfinite(values), values, np.nan)
    bad = np.isnan(values) & (column != "").to_numpy()
    return values, bad


def _floats(column: pd.Series) -> np.ndarray:
    try:
        return np.array(pa.array(column, type=pa.string()).cast(pa.float64()).to_numpy(zero_copy_only=False))
    except pa.ArrowInvalid:
        # Arrow does not know +5 and 5.
        return pd.to_numeric(column, errors="coerce").to_numpy(dtype=float, na_value=np.nan)


def counts(column: pd.Series, *, low: float = 0, high: float = _LARGEST_COUNT) -> tuple[pd.Series, np.ndarray]:
    """Whole numbers within bounds (missing where empty or bad), and the mask of bad cells."""
    values, bad = numbers(column)
    known = ~np.isnan(values)
    wrong = known & ((values < low) | (values > high) | (values != np.floor(values)))
    known &= ~wrong
    whole = pd.array(np.where(known, values, 0).astype(np.int64), dtype="Int64")
    whole[~known] = pd.NA
    return pd.Series(whole, index=column.index), bad | wrong


def flags(
    column: pd.Series, *, true: frozenset[str] = _TRUE, false: frozenset[str] = _FALSE
) -> tuple[np.ndarray, np.ndarray]:
    """Yes or no (no where empty or bad), and the mask of bad cells."""

    def one(text: str) -> str | None:
        key = fold(text)
        return "1" if key in true else "0" if key in false else None

    found, bad = _each(column, one)
    return (found == "1").to_numpy(dtype=bool), bad


def choices(column: pd.Series, allowed: Mapping[str, str], *, within: bool = False) -> tuple[pd.Series, np.ndarray]:
    """The allowed word for each cell ("" where empty or bad), and the mask of bad cells.

    `allowed` leads from folded words to the word that is kept. `within`: a text that holds one of the words counts
    too, as `word_within` reads it.
    """

    def one(text: str) -> str | None:
        exact = allowed.get(fold(text))
        if exact is not None or not within:
            return exact
        return word_within(text, allowed)

    return _each(column, one)


def word_within(text: str, allowed: Mapping[str, str]) -> str | None:
    """The allowed word that a text holds, or None: "miscellaneous attack" is an attack.

    Two and three words that stand for one thing are read together ("opened fire" is no fire). Where a text holds
    several, the first of `allowed` wins.
    """
    parts, held, at = words(text), set(), 0
    while at < len(parts):
        size = next((n for n in _TOGETHER if "".join(parts[at : at + n]) in allowed), 1)
        held.add("".join(parts[at : at + size]))
        at += size
    return next((word for key, word in allowed.items() if key in held), None)


def _each(column: pd.Series, one: Callable[[str], str | None]) -> tuple[pd.Series, np.ndarray]:
    """Apply to each different text once."""
    known: dict[str, str | None] = {text: one(text) for text in column.unique() if text}
    bad_words = {text for text, value in known.items() if value is None}
    mapping = {text: value or "" for text, value in known.items()}
    mapping[""] = ""
    values = column.map(mapping).astype("str")
    bad = column.isin(bad_words).to_numpy() if bad_words else np.zeros(len(column), dtype=bool)
    return values, bad
