"""What a file probably holds, from its columns and words, said with the reasons; and how its dates may be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from planner.ingest import cells
from planner.ingest.columns import choose_map, clock_of, match
from planner.ingest.fields import CLOCK, FIELDS, Field
from planner.ingest.placing import place_headers
from planner.ingest.raw import Raw
from planner.ingest.sniff import Format
from planner.ingest.text import clean, plain_digits, texts
from planner.tables import AnyTable, AreaTable, IncidentTable, LandmarkTable, RoadTable
from planner.tables.roads import CLASSES

_COMMON = frozenset(("name_en", "name_ur", "source", "area", "is_synthetic", "kind"))
"""Columns that say nothing of the kind of file: many kinds have them."""
_LACKS = "lacks"
_LOOKED_AT = 500
_KNOWN_SHARE = 0.5
_LEAD = 2
_FITS_WORDS = 3
_LINES = (1, 5)
_POLYGONS = (3, 6)


@dataclass(frozen=True, slots=True)
class Guess:
    """What a file probably holds: the kind ("" when nothing fits), whether that is sure, and our columns that say so.

    `others` are kinds that its columns fit as well, the better first.
    """

    kind: str
    is_sure: bool
    because: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def guess(form: Format, raw: Raw | None) -> Guess:
    """What a file probably holds."""
    if form in (Format.OSM_PBF, Format.OSM_XML):
        return Guess("osm", True, ("osm",), ("roads", "landmarks"))
    if form is Format.GRAPHML or raw is None:
        return Guess("roads", True, ("lines",))
    headers = [str(header) for header in raw.cells.columns]
    weighed = []
    lacking: set[str] = set()
    for table in FIELDS:
        told = _told(table, raw, headers)
        if told:
            weighed.append((sum(told.values()), table.name, tuple(name for name in told if name != _LACKS)))
            lacking |= {table.name} if _LACKS in told else set()
    if _are(raw, _LINES) and _road_words(raw):
        weighed.append((2 * _FITS_WORDS, RoadTable.name, ("lines",)))
    weighed.sort(key=lambda one: -one[0])
    if not weighed:
        return Guess("", False)
    best, kind, because = weighed[0]
    second = weighed[1][0] if len(weighed) > 1 else 0
    others = tuple(name for weight, name, _ in weighed[1:] if weight > 0)
    is_sure = kind not in lacking and best >= _FITS_WORDS and best >= second + _LEAD
    return Guess(kind, is_sure, because, others) if best >= _LEAD else Guess("", False)


def _told(table: AnyTable, raw: Raw, headers: list[str]) -> dict[str, int]:
    """What speaks for a table, by our column with its weight; nothing when a column that it needs is lacking."""
    fields = FIELDS[table]
    chosen = choose_map(headers, table.name, None)
    if chosen != "plain":
        return {chosen: 3 * _FITS_WORDS}
    places = place_headers(headers, raw, table, {})
    has_place = raw.shapes is not None or "geometry" in places or len(places) == len(("latitude", "longitude"))
    if table.shape is not None and not has_place:
        return {}
    if table is AreaTable and not (_are(raw, _POLYGONS) or "geometry" in places):
        return {}
    found = match(headers, [_optional(field) for field in fields], "")
    told: dict[str, int] = {}
    for field in fields:
        header = found.get(field.name)
        if header is None:
            continue
        known = _known_share(field, raw.cells[header])
        if known is not None:
            if known >= _KNOWN_SHARE:
                told[field.name] = _FITS_WORDS if field.name == "kind" else 1
            elif field.required or field.name == "kind":
                return {}
        elif field.required:
            told[field.name] = 2
        elif field.reader == "id":
            told.update({field.name: 1} if table.name[:-1] in header.casefold() else {})
        elif field.name not in _COMMON:
            told[field.name] = 1
    if table is LandmarkTable and told and not _are(raw, (*_LINES, *_POLYGONS)):
        told = dict.fromkeys(told, 1)
    lacks = sum(field.required and field.name not in found for field in fields)
    if lacks and told:
        told[_LACKS] = -lacks
    if has_place and table.shape is not None:
        told["place"] = 1
    elif has_place:
        told = {name: min(weight, max(1, weight - 1)) for name, weight in told.items()}
    if table is IncidentTable and match(headers, [Field("time", others=CLOCK)], "").get("time"):
        told["time"] = 1
    return told


def _optional(field: Field) -> Field:
    return Field(field.name, field.reader, field.others, default=field.default, words=field.words)


def _known_share(field: Field, column: pd.Series) -> float | None:
    """The share of filled cells whose words the table knows; None for a column of no words, or with no cell filled."""
    some = clean(column.head(_LOOKED_AT))
    some = some[some != ""]
    if not field.words or some.empty:
        return None
    _, bad = cells.choices(some, field.words, within=field.loose)
    return 1.0 - float(np.mean(bad))


def _are(raw: Raw, kinds: Sequence[int]) -> bool:
    """True when most outlines are of these kinds."""
    if raw.shapes is None or not len(raw):
        return False
    shapes = shapely.from_wkb(raw.shapes[:_LOOKED_AT], on_invalid="ignore")
    return float(np.isin(shapely.get_type_id(shapes), kinds).mean()) > _KNOWN_SHARE


def _road_words(raw: Raw) -> bool:
    for header in raw.cells.columns:
        some = raw.cells[header].head(_LOOKED_AT)
        if len(some) and float(some.str.removesuffix("_link").isin(CLASSES).mean()) > _KNOWN_SHARE:
            return True
    return False


def taken(kind: str, raw: Raw, asked: Mapping[str, str]) -> dict[str, str]:
    """Which header holds which of our columns, by our column: as asked for, else as the headers show; none must be."""
    table = next((one for one in FIELDS if one.name == kind), None)
    if table is None:
        return {}
    headers = [str(header) for header in raw.cells.columns]
    asked = {name: header for name, header in asked.items() if not header or header in headers}
    places = place_headers(headers, raw, table, asked)
    free = [header for header in headers if header not in places.values()]
    clock = clock_of(free, asked) if table is IncidentTable else None
    found = match([h for h in free if h != clock], [_optional(field) for field in FIELDS[table]], "", asked)
    return {**found, **places, **({"time": clock} if clock else {})}


def wanted(kind: str, raw: Raw) -> list[tuple[str, bool]]:
    """Our columns that a file of this kind may fill, those that it must fill first, with whether it must."""
    table = next((one for one in FIELDS if one.name == kind), None)
    if table is None:
        return []
    names = [(field.name, field.required) for field in FIELDS[table] if field.name != "is_synthetic"]
    if table.shape is not None and raw.shapes is None:
        point = table is not AreaTable
        names += [("latitude", point), ("longitude", point), ("geometry", not point)]
    if table is IncidentTable:
        names.append(("time", False))
    return sorted(names, key=lambda one: not one[1])


def date_readings(column: pd.Series) -> dict[str, object]:
    """How dates such as 04/03/2026 stand in a column: how many are open, decided each way, and an open example.

    `readings` are the ISO days of the example, day first and month first; the example is "" when no date is open.
    """
    plain = plain_digits(clean(column))
    parts = plain.str.extract(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
    parts = parts[parts[0].notna()].astype(int)
    a, b = parts[0].to_numpy(), parts[1].to_numpy()
    is_open = (a <= 12) & (b <= 12) & (a != b) & (a > 0) & (b > 0)
    example, readings = "", ["", ""]
    if is_open.any():
        place = parts.index[int(np.flatnonzero(is_open)[0])]
        day, month, year = (int(n) for n in parts.loc[place])
        example = str(texts([plain.loc[place]]).iloc[0]).split(" ")[0]
        readings = [f"{year:04d}-{month:02d}-{day:02d}", f"{year:04d}-{day:02d}-{month:02d}"]
    return {
        "open": int(is_open.sum()),
        "day_first": int(((a > 12) & (b <= 12)).sum()),
        "month_first": int(((b > 12) & (a <= 12)).sum()),
        "example": example,
        "readings": readings,
    }
