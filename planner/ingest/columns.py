"""Which column of a file is which of ours: headers are compared without case, blanks and signs."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence

from planner.core.errors import InputError, MissingColumn
from planner.ingest.fields import CLOCK, Field
from planner.ingest.text import fold

MAPS = ("plain", "police-register", "acled")

_ACLED_MARKS = frozenset(map(fold, ("event_id_cnty", "event_date", "sub_event_type", "inter1", "geo_precision")))
_REGISTER_MARKS = frozenset(map(fold, ("fir no", "fir number", "fir", "fir #", "ایف آئی آر نمبر", "مقدمہ نمبر")))


def choose_map(headers: Iterable[str], kind: str, asked: str | None) -> str:
    """The name of the column map: what was asked for, or what the header shows."""
    if asked is not None:
        if asked not in MAPS:
            near = difflib.get_close_matches(asked, MAPS, n=1)
            raise InputError(
                f"there is no column map {asked!r}", maybe=f"{near[0] if near else ' or '.join(MAPS)} was meant."
            )
        if asked != "plain" and kind != "incidents":
            raise InputError(f"the map {asked!r} is for incidents, not for {kind}", maybe="leave --map away.")
        return asked
    folded = {fold(h) for h in headers}
    if kind == "incidents" and len(_ACLED_MARKS & folded) >= 4:
        return "acled"
    if kind == "incidents" and _REGISTER_MARKS & folded:
        return "police-register"
    return "plain"


def find(headers: Sequence[str], names: Iterable[str]) -> str | None:
    """The first header that is one of the names, in the order of the names."""
    folded: dict[str, str] = {}
    for header in headers:
        folded.setdefault(fold(header), header)
    return next((folded[key] for key in map(fold, names) if key in folded), None)


def match(
    headers: Sequence[str], fields: Sequence[Field], file: str, asked: Mapping[str, str] | None = None
) -> dict[str, str]:
    """From our column to the header in the file. No header serves twice; MissingColumn for one that must be there.

    What is `asked` goes before what the headers show; "" there means that the file has no such column.
    """
    asked = asked or {}
    found = {field.name: asked[field.name] for field in fields if asked.get(field.name)}
    free = [header for header in headers if header not in asked.values()]
    for exactly in (True, False):
        for field in fields:
            if field.name in found or field.name in asked:
                continue
            header = find(free, (field.name,) if exactly else field.others)
            if header is not None:
                found[field.name] = header
                free.remove(header)
    for field in fields:
        if field.required and field.name not in found:
            raise missing(field.name, field.others, headers, file)
    return found


def clock_of(headers: Sequence[str], asked: Mapping[str, str]) -> str | None:
    """The column with the time of day beside a date: what was asked for, or what the header shows."""
    if "time" in asked:
        return asked["time"] or None
    return find([header for header in headers if header not in asked.values()], CLOCK)


def require_columns(asked: Mapping[str, str], names: Sequence[str], headers: Sequence[str], file: str) -> None:
    """InputError when a map of columns names a column that we do not have, or one that the file does not have."""
    known = (*names, "latitude", "longitude", "geometry", "time")
    for name, header in asked.items():
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            raise InputError(
                f"there is no column {name!r} to fill", maybe=f"{near[0] if near else ', '.join(known)} was meant."
            )
        if header and header not in headers:
            near = difflib.get_close_matches(header, headers, n=1)
            shown = ", ".join(repr(h[:40]) for h in headers[:20])
            raise InputError(
                f"{file} has no column {header[:40]!r}; its columns are {shown}",
                maybe=f"{near[0]!r} was meant." if near else "the map was made for another form.",
            )
    twice = [header for header in asked.values() if header and list(asked.values()).count(header) > 1]
    if twice:
        raise InputError(f"column {twice[0][:40]!r} is to fill two of ours", maybe="choose another for one of them.")


def missing(name: str, others: Sequence[str], headers: Sequence[str], file: str) -> MissingColumn:
    """The error that names the column, what was found, and the nearest of it."""
    shown = ", ".join(h[:40] for h in list(headers)[:20])
    candidates = {fold(h): h for h in headers}
    near = [
        candidates[hit]
        for word in (name, *others)
        for hit in difflib.get_close_matches(fold(word), candidates, n=1, cutoff=0.6)
    ]
    advice = f"{near[0]!r} is meant: call it {name!r}." if near else f"it is called otherwise: rename it to {name!r}."
    return MissingColumn(f"{file} has no column {name!r}; its columns are {shown}", maybe=advice)
