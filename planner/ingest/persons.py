"""Columns about private persons: they are refused by name, in English and Urdu, and never reach a table."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from planner.core.errors import InputError
from planner.ingest.text import IDENTITY, fold, looks_personal, plain_digits, words

# a word of the header is enough
_WORDS = frozenset(
    fold(word)
    for line in (
        "accused suspect suspects complainant informant informer witness witnesses victim victims petitioner applicant",
        "respondent offender offenders culprit culprits arrestee deceased father husband mother wife son daughter",
        "guardian parentage cnic nic nicop nadra passport phone mobile cell telephone tel contact whatsapp email",
        "photo photos photograph picture portrait face faces fingerprint biometric dob birthdate caste imei",
        "ملزم ملزمان مدعی مدعیہ مستغیث مشتبہ گواہ متاثرہ مقتول مضروب والد ولدیت زوجہ شوہر شناختی فون موبائل",
        "تصویر ذات پادری",
    )
    for word in line.split()
)
# the whole header
_WHOLE = frozenset(
    map(
        fold,
        (
            "so", "s/o", "d/o", "w/o", "son of", "id card", "identity card", "identity number", "national id",
            "date of birth",
            "person", "person name", "full name", "religion", "faith", "sect", "مذہب", "عقیدہ", "قومیت", "فرقہ",
            "نام", "name",
            "names", "officer name", "driver name", "pastor", "priest", "imam", "name of officer", "home address",
            "پتہ", "تاریخ پیدائش",
        ),
    )
)  # fmt: skip
# these make a number of it: "no. of accused", "victims killed"
_COUNTS = frozenset(map(fold, ("count", "number", "total", "killed", "injured", "تعداد")))
_COUNT_STARTS = ("noof", "nrof", "numberof", "countof")
_SHARE_OF_NUMBERS = 0.2
# only a person has these: a word of the header, or the whole of it
_OF_A_PERSON = frozenset(
    fold(word)
    for line in (
        "father fathers husband husbands guardian parentage cnic nic nicop nadra passport dob birthdate caste",
        "والد ولدیت زوجہ شوہر شناختی",
    )
    for word in line.split()
)
_WHOLE_OF_A_PERSON = frozenset(
    map(
        fold,
        ("s/o", "d/o", "w/o", "son of", "daughter of", "wife of", "id card", "identity card", "identity number",
         "national id", "date of birth", "تاریخ پیدائش"),
    )
)  # fmt: skip
_OF_A_PLACE = ("kind", "category", "worshippers", "entries", "service_times")


def is_personal(header: str) -> bool:
    """True when a header speaks of a private person (or, in a file of officers, of the officer as a person)."""
    parts = words(header)
    if _COUNTS & set(parts) or fold(header).startswith(_COUNT_STARTS):
        return False
    return fold(header) in _WHOLE or bool(_WORDS & set(parts))


def refused(headers: Iterable[str], used: Iterable[str]) -> list[str]:
    """The headers that are refused. A header that the table needs for a place (the name of a church) is not."""
    kept = set(used)
    return [h for h in headers if h not in kept and is_personal(h)]


def holds_identity_numbers(column: pd.Series) -> bool:
    """True when a good part of a column looks like identity card or mobile numbers."""
    filled = column[column != ""]
    if filled.empty:
        return False
    return bool(looks_personal(filled.head(2000)).mean() > _SHARE_OF_NUMBERS)


def refuse_list_of_persons(cells: pd.DataFrame, found: Iterable[str], file: str) -> None:
    """InputError when a file of sites is a list of persons: who is whose child, identity cards, and no kind of place.

    `found` are the columns of the table that the file has. Nothing that stands in the file is repeated.
    """
    if set(_OF_A_PLACE) & set(found):
        return
    marks = [
        str(header)
        for header in cells.columns
        if fold(str(header)) in _WHOLE_OF_A_PERSON
        or _OF_A_PERSON & set(words(str(header)))
        or _holds_identity_cards(cells[header])
    ]
    if marks:
        raise InputError(
            f"{file} is a list of persons, not of places: its columns hold {', '.join(repr(m[:40]) for m in marks[:4])}"
            " and no kind or category of a place. Nothing of it is read",
            maybe="another file was meant; a list of places needs a column 'kind', such as church or temple.",
        )


def _holds_identity_cards(column: pd.Series) -> bool:
    filled = column[column != ""].head(2000)
    return bool(len(filled)) and bool(
        plain_digits(filled).str.contains(IDENTITY.pattern, regex=True).mean() > _SHARE_OF_NUMBERS
    )
