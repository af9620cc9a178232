"""From raw rows to one table: columns matched, persons refused, cells converted, places checked, keys made unique."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from planner.ingest import acled, register
from planner.ingest import vocabulary as v
from planner.ingest.columns import choose_map, clock_of, match, require_columns
from planner.ingest.convert import Conversion, content_ids, convert
from planner.ingest.crowds import spread
from planner.ingest.dates import style_of
from planner.ingest.fields import FIELDS
from planner.ingest.persons import refuse_list_of_persons, refused
from planner.ingest.placing import Wishes, place_headers, project, shapes_of
from planner.ingest.raw import Raw
from planner.ingest.rejects import KNOWN, Faults, Reject
from planner.ingest.text import clean, is_urdu, texts
from planner.tables import (
    AnyTable,
    IncidentTable,
    OccasionTable,
    SiteTable,
    VehicleTable,
    check_table,
)

_UNUSED_SHOWN = 12


@dataclass(slots=True)
class Told:
    """How the columns of a file were taken: by our column the header, headers of persons, bad cells by header."""

    found: dict[str, str] = field(default_factory=dict)
    personal: tuple[str, ...] = ()
    bad: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Made:
    """One table, how many rows were read for it, what came back, what is to be said, and the working system.

    `rows` has for each row of the frame the number that it carries in the file.
    """

    frame: pd.DataFrame
    read: int
    rejects: list[Reject]
    warnings: list[str]
    crs: str
    rows: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    told: Told = field(default_factory=Told)


def table_of_rows(table: AnyTable, raw: Raw, wishes: Wishes) -> Made:
    """The table that the rows make. Raises MissingColumn, WrongCrs and InputError for what concerns the whole file."""
    job, faults, cells = _start(raw, table, wishes)
    headers = [str(h) for h in cells.columns]
    fields = FIELDS[table]
    require_columns(wishes.columns, [f.name for f in fields], headers, wishes.file)
    places = place_headers(headers, raw, table, wishes.columns)
    free = [h for h in headers if h not in places.values()]
    clock = clock_of(free, wishes.columns) if table is IncidentTable else None
    found = match([h for h in free if h != clock], fields, wishes.file, wishes.columns)
    if table is SiteTable:
        refuse_list_of_persons(raw.cells, found, wishes.file)
    used = {*found.values(), *places.values(), *([clock] if clock else [])}
    personal = _say_unused(headers, used, raw, job)
    _mark_spoilt(raw, used, faults)
    moments = [clean(cells[found[f.name]]) for f in fields if f.reader in ("moment", "day") and f.name in found]
    job.style = style_of(
        moments,
        dates=wishes.dates,
        starts_1904=raw.starts_1904,
        first_year=wishes.config.first_year,
        last_year=wishes.config.last_year,
    )
    job.warnings += job.style.said
    _say_half_converted(raw, found, cells, job)
    given, where = spread(cells, found, faults) if table is IncidentTable else (cells, found)
    values = convert(fields, given, where, clock, job)
    _complete(table, values, found, job, wishes)
    if table.key not in found:
        made = content_ids(table.name[:-1], cells.drop(columns=personal))
        values[table.key] = _numbered(made, job) if wishes.keep_doubles else made
        job.warnings += [f"No column holds an identifier: one is made of each row's content, as {m}." for m in made[:1]]
    shapes, system = shapes_of(raw, cells, places, table, job, wishes)
    _mark_doubles(values[table.key], faults, wishes.known_keys, by_content=table.key not in found)
    good = ~faults.bad
    frame = pd.DataFrame({name: pd.Series(value).reset_index(drop=True) for name, value in values.items()})[good]
    crs = wishes.working_crs or ""
    if table.shape is not None:
        frame, crs = project(frame, shapes[good], system, wishes)
    if job.assumed:
        job.warnings.append(f"Not in the file, so assumed: {'; '.join(job.assumed)}.")
    rejects = [*_whole_rows(raw, wishes, table), *faults.rejects()]
    rejects.sort(key=lambda r: r.row)
    read = len(raw) + len({r.row for r in _whole_rows(raw, wishes, table)})
    made = check_table(table, frame) if len(frame) else frame
    told = Told({**found, **places, **({"time": clock} if clock else {})}, tuple(personal_of(headers, used, raw)))
    told.bad.update(faults.by_column())
    return Made(made, read, rejects, [*raw.warnings, *job.warnings], crs, raw.rows[good], told)


def _start(raw: Raw, table: AnyTable, wishes: Wishes) -> tuple[Conversion, Faults, pd.DataFrame]:
    faults = Faults(wishes.file, table.name, raw.rows)
    style = style_of([], dates=wishes.dates, starts_1904=False, first_year=0, last_year=0)
    job = Conversion(wishes.config, wishes.timezone, style, faults)
    chosen = choose_map(list(raw.cells.columns), wishes.kind, wishes.column_map)
    cells = raw.cells
    if chosen == "acled":
        cells, said = acled.translate(cells, wishes.file)
        job.warnings += said
    elif chosen == "police-register":
        cells, said = register.translate(cells, wishes.file)
        job.warnings += said
    return job, faults, cells


def personal_of(headers: list[str], used: set[str], raw: Raw) -> list[str]:
    """The columns about private persons: nothing of them is taken."""
    return refused(dict.fromkeys([*(str(h) for h in raw.cells.columns), *headers]), used)


def _say_unused(headers: list[str], used: set[str], raw: Raw, job: Conversion) -> list[str]:
    original = [str(h) for h in raw.cells.columns]
    personal = personal_of(headers, used, raw)
    job.warnings += [f"Column {h!r} is about private persons: refused, nothing of it is stored." for h in personal]
    translated = headers != original
    unused = [] if translated else [h for h in headers if h not in used and h not in personal and h != "fid"]
    if unused:
        shown = ", ".join(repr(h[:40]) for h in unused[:_UNUSED_SHOWN])
        more = f" and {len(unused) - _UNUSED_SHOWN} more" if len(unused) > _UNUSED_SHOWN else ""
        job.warnings.append(f"Columns that are not used: {shown}{more}.")
    return [h for h in personal if h in headers]


def _mark_spoilt(raw: Raw, used: set[str], faults: Faults) -> None:
    place_of = {int(row): n for n, row in enumerate(raw.rows)} if raw.spoilt else {}
    for cell in raw.spoilt:
        place = place_of.get(cell.row)
        if place is not None and cell.column in used:
            wrong = np.zeros(len(raw), dtype=bool)
            wrong[place] = True
            faults.mark(wrong, cell.column, None, f"{cell.column}: {cell.why}", cell.maybe)


def _whole_rows(raw: Raw, wishes: Wishes, table: AnyTable) -> list[Reject]:
    held = set(map(int, raw.rows)) if raw.spoilt else set()
    return [
        Reject(wishes.file, s.row, s.column, s.value, s.why, s.maybe, table.name)
        for s in raw.spoilt
        if s.row not in held
    ]


def _say_half_converted(raw: Raw, found: Mapping[str, str], cells: pd.DataFrame, job: Conversion) -> None:
    for header in raw.typed_dates:
        if (
            header in found.values()
            and header in cells
            and cells[header].str.contains(r"^\d{1,2}[/.-]\d{1,2}[/.-]\d{4}").any()
        ):
            job.warnings.append(
                f"Column {header!r} mixes true dates with dates as text: the spreadsheet may have turned some of them"
                " around when it converted them. Look at both."
            )


def _complete(
    table: AnyTable, values: dict[str, object], found: Mapping[str, str], job: Conversion, wishes: Wishes
) -> None:
    """Fill what follows from other columns."""
    if "name_en" in values and "name_ur" not in found:
        names = texts(values["name_en"])
        urdu = names.map({name: is_urdu(name) for name in names.unique()}).to_numpy(dtype=bool)
        values["name_ur"] = names.where(urdu, "")
        values["name_en"] = names.where(~urdu, "")
    source = texts(values["source"])
    values["source"] = source.mask(source == "", wishes.file)
    if table is IncidentTable:
        _complete_incidents(values, found, job)
    if table is OccasionTable:
        _complete_occasions(values, job, wishes.timezone)
    if table is VehicleTable:
        kinds = texts(values["kind"])
        profile = texts(values["profile"])
        values["kind"] = kinds.mask(kinds == "", "mobile")
        by_kind = kinds.map({kind: v.PROFILE.get(kind.casefold().replace(" ", ""), "car") for kind in kinds.unique()})
        values["profile"] = profile.mask(profile == "", by_kind)
        if "profile" not in found:
            job.assumed.append("profile by kind (bus and truck heavy, motorcycle, all others car)")


def _complete_incidents(values: dict[str, object], found: Mapping[str, str], job: Conversion) -> None:
    severity = pd.Series(values["severity"])
    empty = severity.isna()
    if empty.any():
        by_kind = texts(values["kind"]).map(v.SEVERITY).astype("Int64")
        severity = severity.fillna(by_kind).fillna(2)
        job.assumed.append(f"severity by kind in {int(empty.sum())} rows")
    deaths = (pd.Series(values["fatalities"]).fillna(0) > 0).to_numpy(dtype=bool)
    raised = deaths & ~empty.to_numpy(dtype=bool) & (severity < v.DEATH).to_numpy(dtype=bool)
    if raised.any():
        job.warnings.append(f"severity {v.DEATH} in {int(raised.sum())} rows with killed, whatever stands in the file.")
    values["severity"] = severity.mask(deaths, v.DEATH)
    low, best, high = (pd.Series(values[f"crowd_{name}"]) for name in ("low", "best", "high"))
    turned = ((low > best) | (best > high) | (low > high)).fillna(False).to_numpy(dtype=bool)
    job.faults.mark(
        turned,
        "crowd_best",
        best.astype("str"),
        "the crowd sizes are not low, best, high",
        "the columns are exchanged.",
    )


def _complete_occasions(values: dict[str, object], job: Conversion, timezone: str) -> None:
    start, end = pd.Series(values["start"]), pd.Series(values["end"])
    open_end = end.isna() & start.notna()
    if open_end.any():
        next_day = start.dt.tz_convert(timezone).dt.normalize() + pd.DateOffset(days=1)
        end = end.where(~open_end, next_day.dt.tz_convert("UTC").astype("datetime64[us, UTC]"))
        job.assumed.append(f"end at the midnight after the start in {int(open_end.sum())} rows")
    # a last day that is given without a time of day is meant whole
    local = end.dt.tz_convert(timezone)
    whole = (~open_end & local.notna() & (local == local.dt.normalize()) & (end >= start)).to_numpy(dtype=bool)
    if whole.any():
        later = (local + pd.DateOffset(days=1)).dt.tz_convert("UTC").astype("datetime64[us, UTC]")
        end = end.where(~whole, later)
    values["end"] = end
    wrong = (end <= start).to_numpy(dtype=bool)
    job.faults.mark(
        wrong, "end", end.astype("str"), "the occasion ends before it begins", "start and end are exchanged."
    )


def _numbered(keys: pd.Series, job: Conversion) -> pd.Series:
    """The keys, with " (2)" after one that was there before: each row is one of its own."""
    column = texts(keys)
    nth = column.groupby(column).cumcount() + 1
    twice = int((nth > 1).sum())
    if twice:
        job.warnings.append(
            f"{twice} rows are the same as another; without identifiers each is taken for one of its own."
        )
    return column.where(nth == 1, column + " (" + nth.astype(str) + ")")


def _mark_doubles(keys: object, faults: Faults, known: frozenset[str], *, by_content: bool) -> None:
    column = texts(keys)
    good = ~faults.bad
    if known:
        there = column.isin(known).to_numpy() & good
        faults.mark(
            there,
            "identifier",
            column,
            KNOWN,
            "it was imported before: nothing is to be done.",
        )
        good &= ~there
    double = np.zeros(len(column), dtype=bool)
    double[good] = column[good].duplicated(keep="first").to_numpy()
    if not double.any():
        return
    first = dict(
        zip(reversed(column[good & ~double].tolist()), reversed(faults.rows[good & ~double].tolist()), strict=True)
    )
    what = "the same as row" if by_content else "the same identifier as row"
    why = [f"{what} {first[key]}" if twice else "" for key, twice in zip(column, double, strict=True)]
    advice = "give each an identifier of its own if both happened." if by_content else "it was entered twice."
    faults.mark(double, "identifier", column, why, advice)
