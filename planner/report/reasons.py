"""The reason of a need in words: an order holds no names of keys."""

from __future__ import annotations

import re

from planner.config import numbers
from planner.core.bidi import plain
from planner.report.voice import Voice
from planner.sentences import in_language

_CITED = re.compile(r"\s*\((?P<key>[a-z]+\.[a-z0-9_]+),\s*(?P<grade>[^()]*)\)")
_COUNT = re.compile(r"(\d+) officers?\s*$")
_RANK = re.compile(r"([A-Z][A-Za-z ]*?) in charge\s*$")
_NO_WOMAN = re.compile(r"^no woman officer")
_GUARD = re.compile(r"guard at (?P<what>.*?)(?: \((?:festival|procession)\))?, (?:category|band) ")
_LATIN = re.compile(r"\b[a-z]{3,}\b")
_CODE = re.compile(r"`([a-z_]+)`")


def reason_in_words(reason: str, voice: Voice, *, kind: str = "") -> str:
    """The reason with each key replaced by what its number is and how well it is supported.

    "3 officers (demand.guard_a, assumption)" becomes "3 officers: routine service at an A site (assumption)". Other
    languages than English say the kind of duty, the occasion, and each number; a reason that names no number is kept.
    """
    if voice.language == "en":
        return _CITED.sub(lambda cited: f": {number_in_words(cited['key'], cited['grade'], voice)}", plain(reason))
    cited = list(_CITED.finditer(reason))
    # what the catalogue of sentences knows to the end is said whole; the rest number by number
    if not kind and cited and (whole := in_language(plain(reason), voice.language)) and not _LATIN.search(whole):
        return whole
    if not cited:
        return voice.sentence(reason)
    said, before = [], 0
    for one in cited:
        said.append(_lead(reason[before : one.start()], voice) + number_in_words(one["key"], one["grade"], voice))
        before = one.end()
    head = voice[f"kind.{kind}"] if f"kind.{kind}" in voice.words else ""
    # what stands behind the last number is what the need has to do without
    notes = [_note(part.strip(" ;,:."), voice) for part in reason[before:].split(";")]
    return voice["reason.join"].join(part for part in (head, _occasion(reason, voice), *said, *notes) if part)


def _lead(text: str, voice: Voice) -> str:
    """How many officers, or which rank, the number that follows stands for; nothing where it is something else."""
    if count := _COUNT.search(text):
        return f"{voice.say('reason.officers', count=count[1])}: "
    if rank := _RANK.search(text):
        return f"{voice.say('reason.in_charge', rank=voice.rank(rank[1]))}: "
    return ""


def _note(text: str, voice: Voice) -> str:
    if _NO_WOMAN.search(text):
        return voice["reason.no_woman"]
    return voice.sentence(text)


def number_in_words(key: str, grade: str, voice: Voice) -> str:
    """What a number is and how well it is supported: "routine service at an A site (assumption)"."""
    grade_word = voice.words.get(f"grade.{grade}", grade)
    return f"{_number(key, voice)} ({voice.own(grade_word)})"


def _number(key: str, voice: Voice) -> str:
    section, _, name = key.partition(".")
    if section == "demand" and f"number.{name}" in voice.words:
        return voice.own(voice[f"number.{name}"])
    known = numbers().get(key)
    source = known.source if known else name.replace("_", " ")
    return voice.sentence(_CODE.sub(lambda code: code[1].replace("_", " "), source))


def _occasion(reason: str, voice: Voice) -> str:
    """The occasion of a guard, when the reason names one: a service by its weekday, a festival by its name."""
    found = _GUARD.match(reason)
    if found is None:
        return ""
    day = found["what"].removesuffix(" service")
    for number in range(7):
        if day == _WEEKDAYS[number]:
            return voice.say("reason.service", day=voice[f"weekday.{number}"])
    return voice.sentence(found["what"])


_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
