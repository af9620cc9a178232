"""Text as it comes from files: cleaned for keeping, folded for matching, digits of Urdu and Arabic made plain."""

from __future__ import annotations

import re
import unicodedata

import pandas as pd

# controls, and the marks that turn the direction of writing; U+200C stays: Urdu words are joined with it
_UNSEEN = "[\\x00-\\x08\\x0e-\\x1f\\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
_BLANKS = "[\\s\u00a0\u2000-\u200a\u2028\u2029\u202f\u3000]+"
_NEEDS_CARE = r"[^\x20-\x7e]|  |^ | $"

_DIGITS = {ord(c): str(n) for start in (0x0660, 0x06F0) for n, c in enumerate(map(chr, range(start, start + 10)))}
_NUMBER_SIGNS = {
    **_DIGITS,
    ord("٫"): ".",  # Arabic decimal sign
    ord("٬"): ",",  # Arabic thousands sign
    ord("،"): ",",  # Arabic comma
    ord("−"): "-",
    ord("\u00a0"): " ",
}
# letters that look alike in Arabic and Urdu and are typed for each other
_ALIKE = str.maketrans(
    {"ي": "ی", "ى": "ی", "ئ": "ی", "ك": "ک", "ه": "ہ", "ة": "ہ", "ۃ": "ہ", "أ": "ا", "إ": "ا", "آ": "ا", "ؤ": "و"}
)
_IDENTITY_NUMBER = r"(?<!\d)(?:\d{5}[-\s]\d{7}[-\s]\d|\d{13})(?!\d)"
_PHONE_NUMBER = r"(?<!\d)(?:\+92|0092|0)[-\s]?3\d{2}[-\s]?\d{7}(?!\d)"
_MANY_DIGITS = r"\d{7}|\d{5}[- ]\d{2}"
IDENTITY = re.compile(_IDENTITY_NUMBER)
"""What looks like a Pakistani identity card number."""
PERSONAL = re.compile(f"{_IDENTITY_NUMBER}|{_PHONE_NUMBER}")
"""What looks like a Pakistani identity card number or mobile telephone number."""


def texts(values: object) -> pd.Series:
    """The values as a column of text, "" where there is none."""
    return pd.Series(values, dtype="str").fillna("")


def clean(column: pd.Series) -> pd.Series:
    """The column in NFC, without control characters, with single blanks and none at the ends."""
    care = column.str.contains(_NEEDS_CARE, regex=True)
    if not care.any():
        return column
    some = column[care].str.normalize("NFC").str.replace(_UNSEEN, "", regex=True)
    some = some.str.replace(_BLANKS, " ", regex=True).str.strip()
    column = column.copy()
    column[care] = some
    return column


def plain_digits(column: pd.Series) -> pd.Series:
    """The column with Urdu and Arabic digits, decimal and thousands signs as ASCII."""
    foreign = ~column.str.isascii()
    if not foreign.any():
        return column
    column = column.copy()
    column[foreign] = texts([v.translate(_NUMBER_SIGNS) for v in column[foreign]]).to_numpy()
    return column


def fold(text: str) -> str:
    """The text as it is compared with others: case, blanks, signs, marks and look-alike letters do not count."""
    text = unicodedata.normalize("NFKD", text.translate(_NUMBER_SIGNS)).casefold().replace("+", "plus")
    letters = (c for c in text if unicodedata.category(c)[0] in "LN")
    return "".join(letters).translate(_ALIKE)


def words(text: str) -> list[str]:
    """The folded words of a text."""
    return [w for w in (fold(part) for part in re.split(r"[\W_]+", text)) if w]


def is_urdu(text: str) -> bool:
    """True when the text holds letters of the Arabic script."""
    return any("\u0600" <= c <= "\u06ff" or "\u0750" <= c <= "\u077f" for c in text)


def looks_personal(column: pd.Series) -> pd.Series:
    """True where a cell holds what looks like an identity card or telephone number; Urdu digits count."""
    plain = plain_digits(column)
    # a cheap look first: it needs no look-around, so that it runs outside Python
    found = plain.str.contains(_MANY_DIGITS, regex=True)
    if found.any():
        found[found] = plain[found].str.contains(PERSONAL.pattern, regex=True)
    return found


def mask(column: pd.Series) -> tuple[pd.Series, int]:
    """The column with identity and telephone numbers replaced by [removed], and how many cells that touched.

    Urdu digits count as digits.
    """
    found = looks_personal(column)
    if not found.any():
        return column, 0
    column = column.copy()
    column[found] = plain_digits(column[found]).str.replace(PERSONAL.pattern, "[removed]", regex=True)
    return column, int(found.sum())
