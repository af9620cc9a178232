"""Cells of text to the columns of a table, as its fields say; every bad cell is marked, every assumption is said."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from planner.config import IngestConfig
from planner.core.people import Skill
from planner.ingest import cells
from planner.ingest import vocabulary as v
from planner.ingest.dates import DateStyle, moments
from planner.ingest.fields import Field
from planner.ingest.persons import holds_identity_numbers
from planner.ingest.rejects import Faults
from planner.ingest.text import clean, fold, looks_personal, mask, plain_digits, texts
from planner.tables.sites import LEVELS, NO_SAFEGUARD

_LONGEST_ID = 80
_LONGEST_SHORT_ID = 40
_SHOWN_WORDS = 8
_LIST_MARKS = re.compile(r"[;,،؛/|+&]|\band\b")


@dataclass(slots=True)
class Conversion:
    """What one file needs while its columns are converted, and what is to be said afterwards."""

    config: IngestConfig
    timezone: str
    style: DateStyle
    faults: Faults
    warnings: list[str] = field(default_factory=list)
    assumed: list[str] = field(default_factory=list)


def convert(
    fields: Sequence[Field], frame: pd.DataFrame, found: Mapping[str, str], clock: str | None, job: Conversion
) -> dict[str, object]:
    """The values of each field, by name, one a row (also of bad rows, which the caller leaves out)."""
    values: dict[str, object] = {}
    for one in fields:
        header = found.get(one.name)
        if header is None:
            values[one.name] = _absent(one, len(frame), job)
            continue
        column = clean(frame[header])
        if one.filled or one.required:
            empty = (column == "").to_numpy()
            job.faults.mark(empty, header, None, f"{header} is empty", "the row was not filled in.")
        values[one.name] = _READERS[one.reader](one, header, column, frame[clock] if clock else None, job)
    return values


def _absent(one: Field, n: int, job: Conversion) -> object:
    if not one.quiet and one.default is not None and one.reader != "id" and one.default != "":
        shown = (
            {True: "yes", False: "no"}.get(one.default, one.default) if isinstance(one.default, bool) else one.default
        )
        job.assumed.append(f"{one.name} {shown}")
    if one.reader == "measure":
        return pd.Series(np.full(n, np.nan if one.default is None else one.default))
    if one.reader in ("count", "level"):
        return pd.Series(pd.array([pd.NA if one.default is None else one.default] * n, dtype="Int64"))
    if one.reader == "moment":
        return pd.Series([pd.NaT] * n, dtype="datetime64[us, UTC]")
    if one.reader in ("flag", "woman"):
        return np.full(n, bool(one.default))
    return texts([one.default] * n)


def _id(one: Field, header: str, column: pd.Series, clock: pd.Series | None, job: Conversion) -> pd.Series:
    longest = _LONGEST_SHORT_ID if one.name in ("officer", "vehicle") else _LONGEST_ID
    job.faults.mark(
        (column == "").to_numpy(), header, None, f"{header} is empty", "each row needs an identifier of its own."
    )
    job.faults.mark(
        (column.str.len() > longest).to_numpy(),
        header,
        column,
        f"{header} is longer than {longest} signs",
        "columns have slipped.",
    )
    plain = plain_digits(column)
    personal = looks_personal(plain).to_numpy()
    job.faults.mark(
        personal,
        header,
        None,
        f"{header} looks like an identity card or telephone number",
        "use the service or serial number.",
    )
    return plain


def _text(one: Field, header: str, column: pd.Series, clock: pd.Series | None, job: Conversion) -> pd.Series:
    if holds_identity_numbers(column):
        job.warnings.append(
            f"Column {header!r} holds identity card or telephone numbers: refused, nothing of it is stored."
        )
        return texts([""] * len(column))
    column, masked = mask(column)
    if masked:
        job.warnings.append(
            f"Column {header!r}: identity card or telephone numbers in {masked} cells are replaced by [removed]."
        )
    limit = job.config.max_text_signs
    job.faults.mark(
        (column.str.len() > limit).to_numpy(),
        header,
        column,
        f"{header} is longer than {limit} signs",
        "a quotation mark is missing.",
    )
    formulas = column.str.contains(r"^[=+@]|^-\D", regex=True)
    if formulas.any():
        job.warnings.append(
            f"Column {header!r}: {int(formulas.sum())} cells begin like a formula; kept as text, never calculated."
        )
    return column


def _choice(one: Field, header: str, column: pd.Series, clock: pd.Series | None, job: Conversion) -> pd.Series:
    allowed = one.words or {}
    values, bad = cells.choices(column, allowed, within=one.loose)
    known = list(dict.fromkeys(allowed.values()))
    if bad.any() and one.loose:
        strange = column[bad].value_counts()
        shown = ", ".join(f"{str(w)[:40]} ({n})" for w, n in strange.head(_SHOWN_WORDS).items())
        more = f" and {len(strange) - _SHOWN_WORDS} more" if len(strange) > _SHOWN_WORDS else ""
        job.warnings.append(f"Column {header!r}: words that are not known are taken as {one.default!r}: {shown}{more}.")
        values = values.mask(bad, str(one.default))
    else:
        job.faults.mark(bad, header, column, f"{header} is none of {', '.join(known)}", "it is misspelt.")
    empty = (column == "").to_numpy()
    if one.default and empty.any():
        job.assumed.append(f"{one.name} {one.default} in {int(empty.sum())} rows where it is empty")
    return values.mask(empty, str(one.default or "")).astype("str")


def _flag(one: Field, header: str, column: pd.Series, clock: pd.Series | None, job: Conversion) -> np.ndarray:
    true, false = (v.WOMAN, v.NOT_WOMAN) if one.reader == "woman" else (v.YES, v.NO)
    values, bad = cells.flags(column, true=true, false=false)
    job.faults.mark(bad, header, column, f"{header} is neither yes nor no", "write yes or no.")
    empty = (column == "").to_numpy()
    if empty.any():
        job.assumed.append(f"{one.name} no in {int(empty.sum())} rows where it is empty")
    return values


def _count(one: Field, header: str, column: pd.Series, clock: pd.Series | None, job: Conversion) -> pd.Series:
    values, bad = cells.counts(column, low=one.low, high=one.high)
    job.faults.mark(
        bad,
        header,
        column,
        f"{header} is no whole number from {one.low:g} to {one.high:g}",
        "another column was meant.",
    )
    if one.default is not None:
        empty = (column == "").to_numpy()
        if empty.any():
            job.assumed.append(f"{one.name} {one.default} in {int(empty.sum())} rows where it is empty")
        values = values.fillna(one.default)
    return values


def _measure(one: Field, header: str, column: pd.Series, clock: pd.Series | None, job: Conversion) -> pd.Series:
    values, bad = cells.numbers(column)
    outside = ~np.isnan(values) & ((values < one.low) | (values > one.high))
    job.faults.mark(
        bad | outside,
        header,
        column,
        f"{header} is no number from {one.low:g} to {one.high:g}",
        "write the number alone, without its unit.",
    )
    if one.default is not None:
        values = np.where(np.isnan(values), one.default, values)
    # -0 is 0
    return pd.Series(values + 0.0)


def _level(one: Field, header: str, column: pd.Series, clock: pd.Series | None, job: Conversion) -> pd.Series:
    read = {text: v.LEVEL.get(fold(text)) for text in column.unique() if text}
    bad = column.isin([text for text, value in read.items() if value is None]).to_numpy()
    job.faults.mark(bad, header, column, f"{header} is no level from 0 to 4", f"write one of {', '.join(LEVELS)}.")
    return pd.Series(pd.array([read.get(text) for text in column], dtype="Int64"))


def _list(one: Field, header: str, column: pd.Series, clock: pd.Series | None, job: Conversion) -> pd.Series:
    words = one.words or {}
    read = {text: _one_list(text, words) for text in column.unique() if text}
    bad = column.isin([text for text, value in read.items() if value is None]).to_numpy()
    known = list(dict.fromkeys(words.values()))
    job.faults.mark(bad, header, column, f"{header} holds a word that is none of {', '.join(known)}", "it is misspelt.")
    return texts(column.map({**{text: value or "" for text, value in read.items()}, "": ""}))


def _one_list(text: str, words: Mapping[str, str]) -> str | None:
    """The words that stand for a list, in the order of the vocabulary; None when one is unknown or denies another."""
    parts = [part for part in _LIST_MARKS.split(text) if part.strip()]
    found = {words.get(fold(part)) for part in parts}
    if None in found or (NO_SAFEGUARD in found and len(found) > 1):
        return None
    return "; ".join(word for word in dict.fromkeys(words.values()) if word in found)


def _moment(one: Field, header: str, column: pd.Series, clock: pd.Series | None, job: Conversion) -> pd.Series:
    values, bad, reasons, serials = moments(
        column, job.style, job.timezone, clock if one.name == "occurred_at" else None
    )
    why = [f"{header}: {reason}" if reason else "" for reason in reasons] if bad.any() else ""
    short = np.asarray([reason == "the year has two digits" for reason in reasons]) if bad.any() else bad
    job.faults.mark(bad & short, header, column, why, "write the year with four digits.")
    job.faults.mark(
        bad & ~short, header, column, why, "write it as 2026-12-25, or say how dates are written (--dates)."
    )
    if serials:
        start = "1904" if job.style.starts_1904 else "1900"
        job.warnings.append(f"Column {header!r}: {serials} cells are Excel day numbers, counted from {start}.")
    return values


def _skills(one: Field, header: str, column: pd.Series, clock: pd.Series | None, job: Conversion) -> pd.Series:
    read = {text: _one_skills(text) for text in column.unique() if text}
    bad = column.isin([text for text, value in read.items() if value is None]).to_numpy()
    job.faults.mark(bad, header, column, f"{header} cannot be read", "write it as driver; riot-control:2027-03-01.")
    return texts(column.map({**{t: s or "" for t, s in read.items()}, "": ""}))


def _one_skills(text: str) -> str | None:
    try:
        return "; ".join(str(skill) for skill in sorted(Skill.parse_many(plain_digits(texts([text])).iloc[0]), key=str))
    except ValueError:
        return None


def _leave(one: Field, header: str, column: pd.Series, clock: pd.Series | None, job: Conversion) -> pd.Series:
    zone = ZoneInfo(job.timezone)
    read = {text: _one_leave(text, zone) for text in column.unique() if text}
    bad = column.isin([text for text, value in read.items() if value is None]).to_numpy()
    job.faults.mark(
        bad, header, column, f"{header} cannot be read", "write it as 2026-12-20/2026-12-27, first and last day."
    )
    return texts(column.map({**{t: s or "" for t, s in read.items()}, "": ""}))


def _one_leave(text: str, zone: ZoneInfo) -> str | None:
    spans = []
    try:
        for part in plain_digits(texts([text])).iloc[0].split(";"):
            if not part.strip():
                continue
            start_text, _, end_text = part.strip().partition("/")
            start = _local(start_text, zone)
            end = _local(end_text or start_text, zone)
            # a last day is on leave until its end
            if end.time() == time() and len((end_text or start_text).strip()) <= len("2026-12-27"):
                end += timedelta(days=1)
            if end <= start:
                return None
            spans.append(f"{start.isoformat()}/{end.isoformat()}")
    except ValueError:
        return None
    return "; ".join(spans)


def _day(one: Field, header: str, column: pd.Series, clock: pd.Series | None, job: Conversion) -> pd.Series:
    """The local day of each moment, as 2026-12-25; "" where there is none."""
    values = _moment(one, header, column, None, job)
    return texts(pd.Series(values).dt.tz_convert(job.timezone).dt.strftime("%Y-%m-%d").to_numpy())


def _tongues(one: Field, header: str, column: pd.Series, clock: pd.Series | None, job: Conversion) -> pd.Series:
    """The known words of each list, in the order in which they stand; the others are left out, and that is said."""
    known = one.words or {}
    parts = {text: [part.strip() for part in _LIST_MARKS.split(text) if part.strip()] for text in column.unique()}
    left_out = sum(any(fold(part) not in known for part in parts[text]) for text in column)
    if left_out:
        job.warnings.append(
            f"Column {header!r}: what is no language of service is left out in {left_out} rows; known are"
            f" {', '.join(dict.fromkeys(known.values()))}."
        )
    read = {
        text: "; ".join(dict.fromkeys(known[fold(part)] for part in own if fold(part) in known))
        for text, own in parts.items()
    }
    return texts(column.map(read))


def _local(text: str, zone: ZoneInfo) -> datetime:
    moment = datetime.fromisoformat(text.strip())
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


_READERS = {
    "id": _id,
    "text": _text,
    "choice": _choice,
    "flag": _flag,
    "woman": _flag,
    "count": _count,
    "measure": _measure,
    "level": _level,
    "list": _list,
    "moment": _moment,
    "day": _day,
    "skills": _skills,
    "tongues": _tongues,
    "leave": _leave,
}


def content_ids(prefix: str, frame: pd.DataFrame) -> pd.Series:
    """An identifier made of what stands in a row, so that the same row of the same file is known again."""
    columns = [frame[name].to_list() for name in sorted(frame.columns)]
    made = (
        hashlib.blake2b("\x1f".join(row).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
        for row in zip(*columns, strict=True)
    )
    return texts([f"{prefix}-{digest}" for digest in made])
