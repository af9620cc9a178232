"""One file of people into tables. Good rows go in; every bad row comes back with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd
from shapely.geometry.base import BaseGeometry

from planner.config import IngestConfig
from planner.core.errors import InputError, TooManyRejects, UnknownFormat
from planner.ingest.apart import read_apart
from planner.ingest.delimited import read_delimited
from planner.ingest.landmarks import with_kind
from planner.ingest.placing import Wishes
from planner.ingest.raw import Raw, mended
from planner.ingest.rejects import KNOWN, Reject, commonest
from planner.ingest.roads import table_of_roads
from planner.ingest.rows import Made, Told, table_of_rows
from planner.ingest.sniff import Format, open_safely
from planner.tables import (
    AnyTable,
    AreaTable,
    IncidentTable,
    LandmarkTable,
    OccasionTable,
    OfficerTable,
    RoadTable,
    SiteTable,
    StationTable,
    VehicleTable,
    empty,
)

_TABLES: dict[str, AnyTable] = {
    table.name: table
    for table in (
        SiteTable,
        IncidentTable,
        StationTable,
        AreaTable,
        OfficerTable,
        VehicleTable,
        OccasionTable,
        RoadTable,
        LandmarkTable,
    )
}
KINDS = (*_TABLES, "osm")
"""What can be imported; "osm" is roads, places of worship, police stations and landmarks at once."""

MAKES_DISTRICT = ("osm", "roads", "areas", "landmarks")
"""Kinds that make the map of the district, and so are not held against its extent."""

_OSM = (Format.OSM_PBF, Format.OSM_XML)
_ROWS = (Format.CSV, Format.XLSX, Format.GEOJSON, Format.GEOPACKAGE)
_LANDMARKS = (*_OSM, *_ROWS)
_ROADS = (*_OSM, Format.GRAPHML, Format.GEOJSON, Format.GEOPACKAGE)


@dataclass(slots=True)
class Loaded:
    """What became of a file: a frame a table in the working system `crs`, rows read by table name, and what to say.

    `rows` has by table name the number in the file of each row of the frame; `told` how the columns were taken.
    """

    frames: dict[AnyTable, pd.DataFrame] = field(default_factory=dict)
    read: dict[str, int] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    crs: str = ""
    rows: dict[str, np.ndarray] = field(default_factory=dict)
    told: dict[str, Told] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Held:
    """A file that was opened and whose cells were read, before anything is understood: so it is read only once."""

    name: str
    form: Format
    said: tuple[str, ...]
    layers: Mapping[str, Raw]

    @property
    def rows(self) -> Raw | None:
        """The one table of a file of rows; None for a map of several layers."""
        return self.layers.get("rows")


@dataclass(frozen=True, slots=True)
class Manner:
    """How the rows of a file are to be understood, where the file does not say so itself; see `read_file`."""

    column_map: str | None = None
    crs: str | None = None
    dates: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    swap: bool = False


def hold(path: Path, config: IngestConfig, *, kind: str | None = None, sheet: str | None = None) -> Held:
    """The cells of a file; of a workbook those of a sheet, the first with rows when none is named."""
    form, said = open_safely(path, config)
    if kind is not None:
        _refuse_wrong_format(kind, form, path.name)
    if sheet and form is not Format.XLSX:
        raise InputError(f"{path.name} is no workbook, so it has no sheet {sheet!r}", maybe="leave the sheet away.")
    layers = {"rows": read_delimited(path)} if form is Format.CSV else read_apart(path, form, config, sheet)
    return Held(path.name, form, tuple(said), layers)


def read_file(
    kind: str,
    path: Path,
    *,
    config: IngestConfig,
    timezone: str,
    working_crs: str | None,
    column_map: str | None = None,
    crs: str | None = None,
    dates: str | None = None,
    columns: Mapping[str, str] | None = None,
    swap: bool = False,
    sheet: str | None = None,
    extent: BaseGeometry | None = None,
    known_keys: Mapping[str, frozenset[str]] | None = None,
    keep_doubles: bool = False,
) -> Loaded:
    """The good rows of a file as tables, and the bad ones with the reasons.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    path : Path
        The file; what it is is decided by its content.
    config : IngestConfig
        What a file may be.
    timezone : str
        Of dates without a zone, such as Asia/Karachi.
    working_crs : str, optional
        The reference system of the deployment; None chooses the UTM zone of the data.
    column_map : str, optional
        plain, police-register or acled; None lets the header decide.
    crs : str, optional
        EPSG code of the coordinates in the file, where it does not say so itself or says it wrongly.
    dates : str, optional
        day-first, month-first or iso; None lets the dates decide, and refuses the file when they cannot.
    columns : mapping, optional
        By our column the header that holds it, "" where none shall; the others are found by the header.
    swap : bool
        Whether latitude and longitude stand in each other's place.
    sheet : str, optional
        Of a workbook; None takes the first with rows.
    extent : polygon, optional
        In EPSG:4326, its margin included: a point outside is given back. Roads, areas, landmarks and OSM files
        make the district and are not held against it.
    known_keys : mapping, optional
        By table name the keys that the store holds; such a row is given back.
    keep_doubles : bool
        In a file without identifiers, whether rows with the same content are each one of their own. For counting
        only: a store would not know them again.

    Raises
    ------
    InputError
        And its kinds: when the file as a whole cannot be used. TooManyRejects carries the rejects.
    """
    if kind not in KINDS:
        raise InputError(f"there is nothing called {kind!r} to import", maybe=f"one of {', '.join(KINDS)} was meant.")
    return read_held(
        kind,
        hold(path, config, kind=kind, sheet=sheet),
        Manner(column_map, crs, dates, columns or {}, swap),
        config=config,
        timezone=timezone,
        working_crs=working_crs,
        extent=extent,
        known_keys=known_keys,
        keep_doubles=keep_doubles,
    )


def read_held(
    kind: str,
    held: Held,
    manner: Manner,
    *,
    config: IngestConfig,
    timezone: str,
    working_crs: str | None,
    extent: BaseGeometry | None = None,
    known_keys: Mapping[str, frozenset[str]] | None = None,
    keep_doubles: bool = False,
    fixes: Mapping[int, Mapping[str, str]] | None = None,
    strict: bool = True,
) -> Loaded:
    """The good rows of a file that is held; as `read_file`, which says what each word means.

    `fixes` has by the number of a row the cells that a person mended, by header. Not `strict`: the rows are given
    however many of them are bad.
    """
    _refuse_wrong_format(kind, held.form, held.name)
    loaded = Loaded(crs=working_crs or "", warnings=list(held.said))
    for table, raw in _layers(kind, held.form, held.layers):
        wishes = Wishes(
            file=held.name,
            kind=table.name,
            config=config,
            timezone=timezone,
            # the first layer of a new store chooses the working system for the others
            working_crs=loaded.crs or None,
            column_map=manner.column_map,
            crs=manner.crs,
            dates=manner.dates,
            extent=None if kind in MAKES_DISTRICT else extent,
            known_keys=(known_keys or {}).get(table.name, frozenset()),
            keep_doubles=keep_doubles,
            columns=manner.columns,
            swap=manner.swap,
        )
        cells = mended(raw, fixes) if fixes else raw
        _add(
            loaded, table, table_of_roads(cells, wishes) if table is RoadTable else table_of_rows(table, cells, wishes)
        )
    if not sum(loaded.read.values()):
        what = "roads, places of worship, police stations or landmarks" if kind == "osm" else kind
        raise InputError(f"{held.name} holds no {what}", maybe="the extract was cut out or filtered to nothing.")
    if strict:
        _refuse_too_many(loaded, held.name, config)
    return loaded


def _refuse_wrong_format(kind: str, form: Format, name: str) -> None:
    allowed = {"osm": _OSM, "roads": _ROADS, "landmarks": _LANDMARKS}.get(kind, _ROWS)
    if form in allowed:
        return
    advice = (
        "import it as osm, or as roads." if form in _OSM else "import it as roads." if form is Format.GRAPHML else ""
    )
    raise UnknownFormat(
        f"{name} is {form.value}; {kind} are read from {', '.join(f.value for f in allowed)}",
        maybe=advice or "another kind was meant.",
    )


def _layers(kind: str, form: Format, layers: Mapping[str, Raw]) -> list[tuple[AnyTable, Raw]]:
    if form not in _OSM:
        raw = layers["rows"]
        return [(_TABLES[kind], replace(raw, cells=with_kind(raw.cells)) if kind == "landmarks" else raw)]
    if kind != "osm":
        return [(_TABLES[kind], layers[kind])]
    return [(table, layers[table.name]) for table in (RoadTable, SiteTable, StationTable, LandmarkTable)]


def _add(loaded: Loaded, table: AnyTable, made: Made) -> None:
    loaded.crs = loaded.crs or made.crs
    if len(made.frame):
        loaded.frames[table] = made.frame
    elif table.shape is None or loaded.crs:
        loaded.frames[table] = empty(table, loaded.crs or None)
    loaded.read[table.name] = made.read
    loaded.rows[table.name] = made.rows
    loaded.told[table.name] = made.told
    loaded.rejects += made.rejects
    loaded.warnings += [w for w in made.warnings if w not in loaded.warnings]


def _refuse_too_many(loaded: Loaded, name: str, config: IngestConfig) -> None:
    read = sum(loaded.read.values())
    # a file that was mended is imported again: what is there already says nothing about the file
    bad = sum(KNOWN not in reject.why for reject in loaded.rejects)
    if bad and bad > config.max_reject_share * read:
        why, maybe = commonest(loaded.rejects)
        raise TooManyRejects(
            f"{bad} of {read} rows of {name} cannot be used; most often: {why}",
            maybe=maybe,
            rejects=loaded.rejects,
        )
