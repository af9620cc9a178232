"""A plain Pakistani police register (FIR no., date of occurrence, police station, sections, place) as columns of ours.

Source: sections of the Pakistan Penal Code 1860; which kind and severity a section stands for is our assumption.
"""

from __future__ import annotations

import re

import pandas as pd

from planner.ingest import vocabulary as v
from planner.ingest.cells import word_within
from planner.ingest.columns import find, missing
from planner.ingest.text import clean, plain_digits, texts, words

# the order decides when several sections stand in one cell: the gravest first
_SECTIONS: tuple[tuple[str, str, int], ...] = (
    ("302", "attack", 5),  # murder
    ("324", "attack", 4),  # attempted murder
    ("436", "arson", 4),  # fire, to destroy a house or place of worship
    ("435", "arson", 4),  # fire, to cause damage
    ("148", "mob violence", 3),  # rioting with arms
    ("147", "mob violence", 3),  # rioting
    ("149", "mob violence", 3),  # unlawful assembly
    ("353", "attack", 3),  # assault on a public servant
    ("337", "attack", 3),  # hurt
    ("354", "attack", 3),  # assault on a woman
    ("7ATA", "attack", 4),  # Anti-Terrorism Act
    ("295", "desecration", 2),  # defiling a place of worship
    ("297", "desecration", 2),  # trespass on burial places
    ("427", "vandalism", 2),  # mischief
    ("440", "vandalism", 2),  # mischief after preparation
    ("506", "threat", 1),  # criminal intimidation
)
_FIR = (
    "fir no",
    "fir number",
    "fir",
    "fir #",
    "fir no/year",
    "crime no",
    "case fir no",
    "ایف آئی آر نمبر",
    "مقدمہ نمبر",
)
_YEAR = ("year", "fir year", "سال")
_STATION = ("police station", "ps", "name of police station", "p.s.", "تھانہ")
_SECTION = (
    "offence",
    "offences",
    "sections",
    "section",
    "under section",
    "u/s",
    "offence/sections",
    "section of law",
    "دفعات",
    "جرم",
)
_ALLEGATION = re.compile(r"295-?[BC]|298-?[ABC]?")


def translate(frame: pd.DataFrame, file: str) -> tuple[pd.DataFrame, list[str]]:
    """The same rows with an identifier of station, FIR and year, and kind and severity from the sections, when given.

    The other columns stay as they are and are matched as in a plain file. MissingColumn when there is no FIR number.
    """
    headers = list(frame.columns)
    fir, year, station, section = (find(headers, names) for names in (_FIR, _YEAR, _STATION, _SECTION))
    if fir is None:
        raise missing("fir no", _FIR, headers, file)
    number = plain_digits(clean(frame[fir])).str.replace(" ", "", regex=False)
    parts = [clean(frame[station])] if station else []
    parts.append(number)
    if year:
        parts.append(plain_digits(clean(frame[year])))
    key = parts[0]
    for part in parts[1:]:
        key = (key + "/" + part).str.strip("/")
    ours = frame.drop(columns=[h for h in (fir, year, station, section) if h])
    ours["incident"] = key.mask(number == "", "")
    said = ["The file is read as a police register; the identifier is made of station, FIR number and year."]
    if not station:
        said.append("No column names the police station: FIR numbers of two stations may be taken for one.")
    if section:
        column = plain_digits(clean(frame[section]))
        read = {text: _of_sections(text) for text in column.unique()}
        sure = {text: kind for text, (kind, _, _) in read.items()}
        # a column "kind" of its own is more exact than the sections
        if find(list(ours.columns), ("kind", "type", "incident type")) is None:
            ours["kind"] = texts(column.map(sure))
            unknown = sorted({text[:40] for text, (kind, _, _) in read.items() if kind == "other" and text})
            if unknown:
                said.append(
                    f"Sections and words that stand for no kind are taken as 'other': {'; '.join(unknown[:8])}."
                )
        if find(list(ours.columns), ("severity",)) is None:
            ours["severity"] = texts(column.map({text: severity for text, (_, severity, _) in read.items()}))
        if find(list(ours.columns), ("trigger", "cause", "motive")) is None:
            ours["trigger"] = texts(column.map({text: trigger for text, (_, _, trigger) in read.items()}))
    if find(list(ours.columns), ("reported_by", "reported by")) is None:
        ours["reported_by"] = texts(["police register"] * len(frame))
    if find(list(ours.columns), ("source",)) is None:
        ours["source"] = texts([f"police register {file}"] * len(frame))
    return ours, said


def _of_sections(text: str) -> tuple[str, str, str]:
    """Kind, severity and trigger of sections, or else of words in English or Urdu.

    295-B, 295-C and 298 accuse somebody: they trigger, they are no desecration.
    """
    plain = re.sub(r"\s+", "", text.upper())
    trigger = "blasphemy allegation" if _ALLEGATION.search(plain) else ""
    numbers = set(re.findall(r"\d{3}", _ALLEGATION.sub(",", plain)))
    if re.search(r"7-?ATA|ATA", plain):
        numbers.add("7ATA")
    for section, kind, severity in _SECTIONS:
        if section in numbers:
            return kind, str(severity), trigger
    return *_of_words(text), trigger


def _of_words(text: str) -> tuple[str, str]:
    """Kind and severity of an offence that is written in words; the severity follows from the kind but for murder."""
    kind = word_within(text, v.INCIDENT_KIND) or "other"
    held = set(words(text))
    if v.KILLING & held:
        return kind, str(v.DEATH - 1 if v.ATTEMPT & held else v.DEATH)
    return kind, ""
