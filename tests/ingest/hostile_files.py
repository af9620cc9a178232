"""Hostile GeoJSON, workbooks and GeoPackages."""

from __future__ import annotations

import json
import sqlite3
import struct
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import shapely

from tests.ingest.hostile_kit import ALL_BAD, GOOD, REFUSED, REJECTS, SITES, TAKEN
from tests.ingest.hostile_kit import BOMB as _BOMB
from tests.ingest.hostile_kit import hostile_file as _hostile
from tests.ingest.hostile_kit import text_file as _text

# --- GeoJSON -------------------------------------------------------------------------------------------------------


def _feature(properties: dict[str, object], outline: object) -> dict[str, object]:
    return {"type": "Feature", "properties": properties, "geometry": outline}


def _point(x: float, y: float) -> dict[str, object]:
    return {"type": "Point", "coordinates": [x, y]}


def _collection(*features: object, **more: object) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features), **more})


_FINE = [_feature({"site": f"s{n}", "name": "Chapel"}, _point(73.1, 31.4)) for n in range(3)]
_SQUARE = [[73.0, 31.0], [73.2, 31.0], [73.2, 31.2], [73.0, 31.2], [73.0, 31.0]]
_BOW_TIE = [[73.0, 31.0], [73.2, 31.2], [73.2, 31.0], [73.0, 31.2], [73.0, 31.0]]
_AREA = {"area": "a1", "level": "tehsil"}
_text("no_outline.geojson", "sites", REJECTS, "no place", _collection(*_FINE, _feature({"site": "s9"}, None)))
_text(
    "empty_outline.geojson",
    "sites",
    REJECTS,
    "",
    _collection(*_FINE, _feature({"site": "s9"}, {"type": "Point", "coordinates": []})),
)
_text(
    "bad_outline.geojson",
    "sites",
    REJECTS,
    "outline",
    _collection(*_FINE, _feature({"site": "s9"}, {"type": "Point", "coordinates": "x"})),
)
_text(
    "infinite.geojson", "sites", REJECTS, "", _collection(*_FINE, _feature({"site": "s9"}, _point(float("inf"), 31.0)))
)
_text("metres.geojson", "sites", REFUSED, "metres", _collection(_feature({"site": "s1"}, _point(320000.0, 3480000.0))))
_text(
    "strange_crs.geojson",
    "sites",
    REFUSED,
    "",
    _collection(*_FINE, crs={"type": "name", "properties": {"name": "urn:nothing"}}),
)
_text(
    "bow_tie.geojson",
    "areas",
    ALL_BAD,
    "broken",
    _collection(_feature(_AREA, {"type": "Polygon", "coordinates": [_BOW_TIE]})),
)
_text(
    "lines.geojson",
    "areas",
    ALL_BAD,
    "no polygon",
    _collection(_feature(_AREA, {"type": "LineString", "coordinates": _SQUARE})),
)
_text("overflow.csv", "areas", REJECTS, "", "area,level,wkt\n"
      'a,district,"POLYGON ((73 31, 74 31, 74 32, 73 31))"\n'
      'b,district,"POLYGON ((73 31, 74 31, 74 1e999, 73 31))"\n')  # fmt: skip
_text("cut_off.geojson", "sites", REFUSED, "broken JSON", _collection(*_FINE)[:-40])
_text("deep.geojson", "sites", REFUSED, "", '{"type": "FeatureCollection", "features": ' + "[" * 100_000)
_text("no_features.geojson", "sites", REFUSED, "no features", _collection())

# --- workbooks -----------------------------------------------------------------------------------------------------


def _book(path: Path, rows: list[list[object]]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    book.save(path)


_HEAD: list[object] = ["site", "name", "latitude", "longitude"]


@_hostile("formula.xlsx", "sites", REJECTS, "formula")
def _formula(path: Path) -> None:
    _book(path, [_HEAD, ["s1", "A", 31.41, 73.08], ["s2", "B", "=31+0.4", 73.1], ["s3", "C", 31.4, 73.1]])


@_hostile("error_cells.xlsx", "sites", REJECTS, "#REF!")
def _errors(path: Path) -> None:
    _book(path, [_HEAD, ["s1", "A", 31.41, 73.08], ["s2", "#REF!", 31.4, 73.1], ["s3", "C", 31.4, 73.1]])


@_hostile("half_converted.xlsx", "incidents", TAKEN, "mixes")
def _half_converted(path: Path) -> None:
    head: list[object] = ["incident", "date", "kind", "latitude", "longitude"]
    moment = datetime(2026, 4, 3)  # noqa: DTZ001 - a cell of a spreadsheet has no zone
    _book(path, [head, ["i1", moment, "arson", 31.4, 73.1], ["i2", "25/12/2025", "mob", 31.4, 73.1]])


@_hostile("slipped.xlsx", "sites", REJECTS, "more cells")
def _slipped(path: Path) -> None:
    _book(path, [_HEAD, ["s1", "A", 31.41, 73.08], ["s2", "B", "x", 31.4, 73.1], ["s3", "C", 31.4, 73.1]])


@_hostile("no_rows.xlsx", "sites", REFUSED, "no rows")
def _no_rows(path: Path) -> None:
    _book(path, [_HEAD])


@_hostile("zip_bomb.xlsx", "sites", REFUSED, "bomb")
def _zip_bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * 60_000_000)


@_hostile("nested_bomb.xlsx", "sites", REFUSED, "another archive")
def _nested_bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/embeddings/more.zip", b"PK\x05\x06" + b"\0" * 18)


@_hostile("entity_bomb.xlsx", "sites", REFUSED, "entities")
def _entity_bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", _BOMB + "<workbook>&c;</workbook>")


@_hostile("hollow.xlsx", "sites", REFUSED, "broken workbook")
def _hollow(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")


@_hostile("cut_off.xlsx", "sites", REFUSED, "broken")
def _cut_off(path: Path) -> None:
    _book(path, [_HEAD, ["s1", "A", 31.41, 73.08]])
    path.write_bytes(path.read_bytes()[:-200])


@_hostile("plain.zip", "sites", REFUSED, "zip archive")
def _plain_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("sites.csv", SITES + GOOD)


@_hostile("really_xlsx.csv", "sites", TAKEN, "it is XLSX")
def _really_xlsx(path: Path) -> None:
    with path.with_suffix(".tmp").open("wb") as file:
        book = openpyxl.Workbook()
        book.active.append(_HEAD)
        book.active.append(["s1", "A", 31.41, 73.08])
        book.save(file)
    path.with_suffix(".tmp").replace(path)


# --- GeoPackage ----------------------------------------------------------------------------------------------------


def geopackage(path: Path, rows: list[tuple[str, bytes | None]], srs: int, *, header: bool = True) -> None:
    """Write a GeoPackage with one layer of (site, WKB) rows, as small as the standard allows."""
    path.unlink(missing_ok=True)
    base = sqlite3.connect(path)
    base.executescript(
        """
        PRAGMA application_id = 1196444487;
        CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY KEY, organization TEXT,
            organization_coordsys_id INTEGER, definition TEXT);
        CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT, srs_id INTEGER);
        CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT, srs_id INTEGER);
        CREATE TABLE sites (fid INTEGER PRIMARY KEY, geom BLOB, site TEXT);
        INSERT INTO gpkg_spatial_ref_sys VALUES ('none', -1, 'NONE', -1, 'undefined'),
            ('WGS 84', 4326, 'EPSG', 4326, ''), ('UTM 43N', 32643, 'EPSG', 32643, '');
        """
    )
    base.execute("INSERT INTO gpkg_contents VALUES ('sites', 'features', ?)", (srs,))
    base.execute("INSERT INTO gpkg_geometry_columns VALUES ('sites', 'geom', 'POINT', ?)", (srs,))
    for site, wkb in rows:
        blob = None if wkb is None else (b"GP\x00\x01" + struct.pack("<i", srs) if header else b"") + wkb
        base.execute("INSERT INTO sites (geom, site) VALUES (?, ?)", (blob, site))
    base.commit()
    base.close()


def _wkb(x: float, y: float) -> bytes:
    return bytes(shapely.to_wkb(shapely.Point(x, y)))


@_hostile("fine.gpkg", "sites", TAKEN)
def _fine_gpkg(path: Path) -> None:
    geopackage(path, [("s1", _wkb(73.1, 31.4))], 4326)


@_hostile("metres.gpkg", "sites", REFUSED, "metres")
def _metres_gpkg(path: Path) -> None:
    geopackage(path, [("s1", _wkb(320000, 3480000))], 4326)


@_hostile("no_crs.gpkg", "sites", REFUSED, "reference system")
def _no_crs_gpkg(path: Path) -> None:
    geopackage(path, [("s1", _wkb(73.1, 31.4))], -1)


@_hostile("bad_blob.gpkg", "sites", REJECTS, "outline")
def _bad_blob_gpkg(path: Path) -> None:
    geopackage(path, [("s1", _wkb(73.1, 31.4)), ("s2", _wkb(73.1, 31.4)[:9]), ("s3", _wkb(73.2, 31.4))], 4326)


@_hostile("null_blob.gpkg", "sites", REJECTS, "no place")
def _null_blob_gpkg(path: Path) -> None:
    geopackage(path, [("s1", _wkb(73.1, 31.4)), ("s2", None), ("s3", _wkb(73.2, 31.4))], 4326)


@_hostile("plain_sqlite.gpkg", "sites", REFUSED, "not a GeoPackage")
def _plain_sqlite(path: Path) -> None:
    path.unlink(missing_ok=True)
    base = sqlite3.connect(path)
    base.execute("CREATE TABLE victims (name TEXT)")
    base.commit()
    base.close()


@_hostile("view.gpkg", "sites", REFUSED)
def _view_gpkg(path: Path) -> None:
    """The layer is a view that calls a function."""
    geopackage(path, [("s1", _wkb(73.1, 31.4))], 4326)
    base = sqlite3.connect(path)
    base.executescript("DROP TABLE sites; CREATE VIEW sites AS SELECT randomblob(900000000) AS geom, 's1' AS site;")
    base.commit()
    base.close()


@_hostile("cut_off.gpkg", "sites", REFUSED, "broken")
def _cut_off_gpkg(path: Path) -> None:
    geopackage(path, [("s1", _wkb(73.1, 31.4))], 4326)
    path.write_bytes(path.read_bytes()[:5000])
