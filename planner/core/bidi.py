"""Numbers, times and Latin names inside right-to-left text, so that nobody reads "13:00-07:30" for "07:30-13:00".

Unicode's isolates keep a run in its own order whatever stands around it (Unicode Standard Annex 9).
"""

from __future__ import annotations

import re

LEFT_TO_RIGHT, RIGHT_TO_LEFT, FIRST_STRONG, END = "\u2066", "\u2067", "\u2068", "\u2069"
_CONTROLS = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_ISOLATED = re.compile(f"([\u2066-\u2068][^\u2066-\u2069]*{END})")
_ATOM = "[0-9\u06f0-\u06f9A-Za-z\u00c0-\u024f]"
# "07:30 – 13:00", "14 / 16", "0300-0000000", "LEA 1234", "demand.guard_a"; not "12, 15", a list of two
_JOIN = r"(?:[ \u00a0]?[/–—\-][ \u00a0]?|[ \u00a0]\+(?=[0-9])|[.,:_+&'’@=#]|\. (?=[A-Za-z])|[ \u00a0])"
_RUN = re.compile(rf"[+#\-−]?{_ATOM}+(?:{_JOIN}{_ATOM}+)*(?:[ \u00a0]?%|[°+])?")
_ARABIC_INDIC = {0x0660 + digit: 0x06F0 + digit for digit in range(10)}


def plain(text: str) -> str:
    """The text without any direction control: data from outside must not turn our pages round."""
    return _CONTROLS.sub("", text)


def isolate(text: str) -> str:
    """The text as one run from left to right: a number, time, phone, call sign. Nothing stays nothing."""
    return f"{LEFT_TO_RIGHT}{_clean(text)}{END}" if text else ""


def isolate_name(text: str) -> str:
    """The text as one run in the direction of its first letter: a name that may be in either script."""
    return f"{FIRST_STRONG}{_clean(text)}{END}" if text else ""


def isolate_runs(text: str) -> str:
    """Right-to-left text with each number, time and Latin run in it isolated. Doing it twice changes nothing."""
    pieces = _ISOLATED.split(text)
    return "".join(
        piece if number % 2 else _RUN.sub(lambda run: isolate(run.group()), _clean(piece))
        for number, piece in enumerate(pieces)
    )


def _clean(text: str) -> str:
    # Arabic-Indic digits (U+0660) keep their ranges reversed even in an isolate; the Urdu ones (U+06F0) do not
    return plain(text).translate(_ARABIC_INDIC)
