"""From raw rows to one table: columns matched, persons refused, cells converted, places checked, keys made unique."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from planner.config import IngestConfig
from planner.core.errors import MissingColumn, WrongCrs
from planner.ingest import acled, register
from planner.ingest import vocabulary as v
from planner.ingest.cells import numbers
from planner.ingest.columns import choose_map, find, match, missing
from planner.ingest.convert import Conversion, content_ids, convert
from planner.ingest.coordinates import degrees
from planner.ingest.crowds import spread
from planner.ingest.dates import style_of
from planner.ingest.fields import CLOCK, FIELDS, LATITUDE, LONGITUDE, OUTLINE
from planner.ingest.landmarks import outlines_of
from planner.ingest.persons import refuse_list_of_persons, refused
from planner.ingest.places import (
    DEGREES,
    check_numbers,
    check_on_map,
    check_points,
    mark_missing,
    points_of,
    polygons_of,
    reference_system,
    working_system,
)
from planner.ingest.raw import Raw
from planner.ingest.rejects import KNOWN, Faults, Reject
from planner.ingest.text import clean, is_urdu, texts
from planner.tables import (
    AnyTable,
    AreaTable,
    IncidentTable,
    LandmarkTable,
    OccasionTable,
    SiteTable,
    VehicleTable,
    check_table,
)

_UNUSED_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the caller said about the file."""

    file: str
    kind: str
    config: IngestConfig
    timezone: str
    working_crs: str | None
    column_map: str | None
    crs: str | None
    dates: str | None
    extent: BaseGeometry | None
    known_keys: frozenset[str]
    keep_doubles: bool = False


@dataclass(slots=True)
class Made:
    """One table, how many rows were read for it, what came back, what is to be said, and the working system."""

    frame: pd.DataFrame
    read: int
    rejects: list[Reject]
    warnings: list[str]
    crs: str


def table_of_rows(table: AnyTable, raw: Raw, wishes: Wishes) -> Made:
    """The table that the rows make. Raises MissingColumn, WrongCrs and InputError for what concerns the whole file."""
    job, faults, cells = _start(raw, table, wishes)
    headers = [str(h) for h in cells.columns]
    place_headers = _place_headers(headers, raw, table)
    free = [h for h in headers if h not in place_headers]
    clock = find(free, CLOCK) if table is IncidentTable else None
    fields = FIELDS[table]
    found = match([h for h in free if h != clock], fields, wishes.file)
    if table is SiteTable:
        refuse_list_of_persons(raw.cells, found, wishes.file)
    used = {*found.values(), *place_headers, *([clock] if clock else [])}
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
    shapes, system = _shapes(raw, cells, place_headers, table, job, wishes)
    _mark_doubles(values[table.key], faults, wishes.known_keys, by_content=table.key not in found)
    good = ~faults.bad
    frame = pd.DataFrame({name: pd.Series(value).reset_index(drop=True) for name, value in values.items()})[good]
    crs = wishes.working_crs or ""
    if table.shape is not None:
        frame, crs = _project(frame, shapes[good], system, wishes)
    if job.assumed:
        job.warnings.append(f"Not in the file, so assumed: {'; '.join(job.assumed)}.")
    rejects = [*_whole_rows(raw, wishes, table), *faults.rejects()]
    rejects.sort(key=lambda r: r.row)
    read = len(raw) + len({r.row for r in _whole_rows(raw, wishes, table)})
    return Made(check_table(table, frame) if len(frame) else frame, read, rejects, [*raw.warnings, *job.warnings], crs)


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


def _place_headers(headers: list[str], raw: Raw, table: AnyTable) -> list[str]:
    """The columns that hold the place: none for a file with outlines, WKT, or latitude and longitude."""
    if table.shape is None or raw.shapes is not None:
        # coordinates repeated beside an outline are not needed
        return [h for names in (LATITUDE, LONGITUDE) if (h := find(headers, names))] if raw.shapes is not None else []
    outline = find(headers, OUTLINE)
    if outline is not None:
        return [outline]
    return [h for names in (LATITUDE, LONGITUDE) if (h := find(headers, names))]


def _say_unused(headers: list[str], used: set[str], raw: Raw, job: Conversion) -> list[str]:
    original = [str(h) for h in raw.cells.columns]
    personal = refused(dict.fromkeys([*original, *headers]), used)
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


def _shapes(
    raw: Raw, cells: pd.DataFrame, headers: list[str], table: AnyTable, job: Conversion, wishes: Wishes
) -> tuple[np.ndarray, pyproj.CRS]:
    """An outline for each row (None where bad), checked, and its reference system."""
    faults = job.faults
    if table.shape is None:
        return np.empty(0, dtype=object), pyproj.CRS(DEGREES)
    file_says = raw.crs if raw.shapes is not None else DEGREES
    system, said = file_system(file_says, wishes)
    job.warnings += said
    axes = False
    if raw.shapes is not None:
        shapes = shapely.force_2d(shapely.from_wkb(raw.shapes, on_invalid="ignore"))
    elif len(headers) == 1 and find(headers, OUTLINE):
        column = clean(cells[headers[0]])
        # 1e999 in a text is infinite; such an outline is given back below
        with np.errstate(over="ignore", invalid="ignore"):
            shapes = shapely.force_2d(shapely.from_wkt(column.to_numpy(dtype=object), on_invalid="ignore"))
    else:
        shapes = _points_of_columns(cells, headers, table, system, job, wishes)
        axes = True
    if not axes:
        mark_missing(shapes, faults)
    if table is AreaTable:
        shapes, said = polygons_of(shapes, faults, wishes.config.max_repair_share)
    elif table is LandmarkTable:
        shapes, said = outlines_of(shapes, faults)
    else:
        shapes, said = points_of(shapes, faults)
    job.warnings += said
    middle = shapely.bounds(shapes)
    x, y = (middle[:, 0] + middle[:, 2]) / 2, (middle[:, 1] + middle[:, 3]) / 2
    check_numbers(x, y, system, wishes.file)
    job.warnings += check_points(x, y, system, wishes.extent, faults, axes=axes)
    return shapes, system


def file_system(file_says: str, wishes: Wishes) -> tuple[pyproj.CRS, list[str]]:
    """The reference system of the coordinates: what was asked for, or else what the file says; WrongCrs for neither."""
    if wishes.crs:
        asked = reference_system(wishes.crs, "--crs")
        if file_says and file_says != DEGREES and reference_system(file_says, wishes.file) != asked:
            return asked, [f"The file says {file_says[:40]}; {wishes.crs} is taken instead, as asked."]
        return asked, []
    if not file_says:
        raise WrongCrs(
            f"{wishes.file} does not say in which reference system its coordinates are",
            maybe="pass --crs, such as --crs 4326 for degrees or --crs 32642 for UTM zone 42N.",
        )
    return reference_system(file_says, wishes.file), []


def _points_of_columns(
    cells: pd.DataFrame, headers: list[str], table: AnyTable, system: pyproj.CRS, job: Conversion, wishes: Wishes
) -> np.ndarray:
    if len(headers) < 2:
        raise _no_place([str(h) for h in cells.columns], headers, table, wishes.file)
    found = []
    for header, axis in zip(headers, ("latitude", "longitude"), strict=True):
        column = clean(cells[header])
        job.faults.mark((column == "").to_numpy(), header, None, f"{header} is empty", "the place was never filled in.")
        if system.is_geographic:
            values, bad, reasons = degrees(column, axis)
            job.faults.mark(
                bad,
                header,
                column,
                reasons,
                "write it as 31.5204 or 31°31'13\"N; latitude and longitude may be swapped.",
            )
        else:
            values, bad = numbers(column)
            job.faults.mark(bad, header, column, f"{header} is no number of metres", "pass --crs 4326 for degrees.")
        found.append(values)
    y, x = found
    shapes = np.full(len(x), None, dtype=object)
    known = np.isfinite(x) & np.isfinite(y)
    shapes[known] = shapely.points(x[known], y[known])
    return shapes


def _no_place(headers: list[str], found: list[str], table: AnyTable, file: str) -> MissingColumn:
    if table is AreaTable:
        return missing("geometry", OUTLINE, headers, file)
    lacks = LONGITUDE if found and find(found, LATITUDE) else LATITUDE
    return missing(lacks[0], lacks[1:3], headers, file)


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


def _project(
    frame: pd.DataFrame, shapes: np.ndarray, system: pyproj.CRS, wishes: Wishes
) -> tuple[gpd.GeoDataFrame, str]:
    crs = wishes.working_crs or ""
    if not crs and len(shapes):
        bounds = shapely.bounds(shapes)
        crs = working_system((bounds[:, 0] + bounds[:, 2]) / 2, (bounds[:, 1] + bounds[:, 3]) / 2, system)
    placed = gpd.GeoDataFrame(frame.reset_index(drop=True), geometry=gpd.GeoSeries(shapes, crs=system), crs=system)
    if not crs:
        return placed, crs
    placed = placed.to_crs(crs)
    check_on_map(placed.geometry.to_numpy(), np.asarray(shapes), crs)
    return placed, crs
