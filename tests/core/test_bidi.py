"""Numbers in right-to-left text: 200 cases, and what data may try."""

from __future__ import annotations

import re
import unicodedata
from itertools import product

import pytest

from planner.core.bidi import END, LEFT_TO_RIGHT, isolate, isolate_name, isolate_runs, plain

SENTENCES = [
    "{0}",
    "گارڈ {0} تک کھڑی رہے گی",
    "{0} اہلکار درکار ہیں",
    "وقت: {0}۔",
    "انچارج ({0}) سے رابطہ کریں، فون {1}",
    "تھانہ {0} سے {1} تک، پھر واپس",
    "درجہ {0}؛ نفری {1}؛ فاصلہ {0}",
    "ریزرو «{0}» لائنز میں تیار رہے",
    "{0} اور {1} کے درمیان",
    "پہنچیں {0} سے پہلے!",
]
VALUES = [
    "07:30–13:00", "07:30 – 13:00", "14 / 16", "14/16", "0300-0000000", "+92 300 0000000", "S0012", "PU-012",
    "LEA 1234",
    "24.12.2026", "2026-12-24 08:00", "1,200", "3.5", "25%", "-5", "A+", "St. Mary's", "guard-S0012-20261224T0800",
    "demand.guard_a", "۰۷:۳۰–۱۳:۰۰",
]  # fmt: skip
CASES = list(product(SENTENCES, VALUES))
KEEP_ORDER = {"L", "EN", "ES", "ET", "CS", "WS", "ON"}
"""Bidi classes that stand in logical order within a left-to-right isolate."""


@pytest.mark.parametrize(("sentence", "value"), CASES)
def test_every_number_keeps_its_order(sentence: str, value: str) -> None:
    """Each value lies whole inside one isolate that holds nothing which turns, and no letter or digit lies outside."""
    text = sentence.format(value, "0300-0000000")
    made = isolate_runs(text)
    inside = re.findall(f"{LEFT_TO_RIGHT}([^{END}]*){END}", made)
    assert value in inside
    assert {unicodedata.bidirectional(char) for run in inside for char in run} <= KEEP_ORDER
    outside = re.sub(f"{LEFT_TO_RIGHT}[^{END}]*{END}", "", made)
    assert not {unicodedata.bidirectional(char) for char in outside} & {"L", "EN", "AN"}
    assert plain(made) == text
    assert isolate_runs(made) == made


def test_there_are_two_hundred_cases() -> None:
    """Ten sentences by twenty values."""
    assert len(CASES) == 200


def test_a_list_is_not_one_number() -> None:
    """Two numbers with a comma and a space between them are isolated each."""
    assert isolate_runs("نفری 12, 15 ہے") == f"نفری {isolate('12')}, {isolate('15')} ہے"


def test_arabic_indic_digits_become_urdu_ones() -> None:
    """A range in U+0660 digits would stay reversed even in an isolate: Unicode counts them as Arabic numbers."""
    assert isolate_runs("٠٧:٣٠–١٣:٠٠") == isolate("۰۷:۳۰–۱۳:۰۰")


def test_hostile_controls_are_taken_out() -> None:
    """An override or a stray isolate in a site's name does not reach the page."""
    assert isolate("a\u202eb\u2069c") == f"{LEFT_TO_RIGHT}abc{END}"
    assert isolate_runs("\u202e12\u2067 گارڈ") == f"{isolate('12')} گارڈ"


def test_nothing_stays_nothing() -> None:
    """Empty texts get no controls."""
    assert isolate("") == isolate_name("") == isolate_runs("") == ""


def test_a_name_runs_in_its_own_direction() -> None:
    """The isolate of a name leaves the direction to its first letter."""
    assert isolate_name("گرجا S-3") == "\u2068گرجا S-3\u2069"
