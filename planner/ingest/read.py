"""One file of people into tables. Good rows go in; every bad row comes back with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd
from shapely.geometry.base import BaseGeometry

from planner.config import IngestConfig
from planner.core.errors import InputError, TooManyRejects, UnknownFormat
from planner.ingest.apart import read_apart
from planner.ingest.delimited import read_delimited
from planner.ingest.landmarks import with_kind
from planner.ingest.raw import Raw
from planner.ingest.rejects import KNOWN, Reject, commonest
from planner.ingest.roads import table_of_roads
from planner.ingest.rows import Made, Wishes, table_of_rows
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
    """What became of a file: a frame a table in the working system `crs`, rows read by table name, and what to say."""

    frames: dict[AnyTable, pd.DataFrame] = field(default_factory=dict)
    read: dict[str, int] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    crs: str = ""


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
    form, said = open_safely(path, config)
    _refuse_wrong_format(kind, form, path)
    layers = {"rows": read_delimited(path)} if form is Format.CSV else read_apart(path, form, config)
    loaded = Loaded(crs=working_crs or "", warnings=said)
    for table, raw in _layers(kind, form, layers):
        wishes = Wishes(
            file=path.name,
            kind=table.name,
            config=config,
            timezone=timezone,
            # the first layer of a new store chooses the working system for the others
            working_crs=loaded.crs or None,
            column_map=column_map,
            crs=crs,
            dates=dates,
            extent=None if kind in MAKES_DISTRICT else extent,
            known_keys=(known_keys or {}).get(table.name, frozenset()),
            keep_doubles=keep_doubles,
        )
        _add(loaded, table, table_of_roads(raw, wishes) if table is RoadTable else table_of_rows(table, raw, wishes))
    if not sum(loaded.read.values()):
        what = "roads, places of worship, police stations or landmarks" if kind == "osm" else kind
        raise InputError(f"{path.name} holds no {what}", maybe="the extract was cut out or filtered to nothing.")
    _refuse_too_many(loaded, path, config)
    return loaded


def _refuse_wrong_format(kind: str, form: Format, path: Path) -> None:
    allowed = {"osm": _OSM, "roads": _ROADS, "landmarks": _LANDMARKS}.get(kind, _ROWS)
    if form in allowed:
        return
    advice = (
        "import it as osm, or as roads." if form in _OSM else "import it as roads." if form is Format.GRAPHML else ""
    )
    raise UnknownFormat(
        f"{path.name} is {form.value}; {kind} are read from {', '.join(f.value for f in allowed)}",
        maybe=advice or "another kind was meant.",
    )


def _layers(kind: str, form: Format, layers: dict[str, Raw]) -> list[tuple[AnyTable, Raw]]:
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
    loaded.rejects += made.rejects
    loaded.warnings += [w for w in made.warnings if w not in loaded.warnings]


def _refuse_too_many(loaded: Loaded, path: Path, config: IngestConfig) -> None:
    read = sum(loaded.read.values())
    # a file that was mended is imported again: what is there already says nothing about the file
    bad = sum(KNOWN not in reject.why for reject in loaded.rejects)
    if bad and bad > config.max_reject_share * read:
        why, maybe = commonest(loaded.rejects)
        raise TooManyRejects(
            f"{bad} of {read} rows of {path.name} cannot be used; most often: {why}",
            maybe=maybe,
            rejects=loaded.rejects,
        )
