"""Makes a folder of hostile files, one of each kind that an office or an attacker brings. `make_all(folder)`.

As a program: `python -m tests.ingest.hostile FOLDER` writes them and prints their names.
"""

from __future__ import annotations

import json
import sqlite3
import struct
import sys
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import openpyxl
import shapely

REFUSED = "refused"
"""The file as a whole ends in a PlannerError (exit code 2)."""
REJECTS = "rejects"
"""Good rows go in, bad rows come back (exit code 0)."""
ALL_BAD = "all bad"
"""More rows are bad than allowed: TooManyRejects with the rejects (exit code 2)."""
TAKEN = "taken"
"""Every row goes in, with a warning (exit code 0)."""

SITES = "site,name,community,latitude,longitude\n"
GOOD = "s1,Chapel,christian,31.41,73.08\ns2,Mandir,hindu,31.42,73.09\ns3,Hall,sikh,31.43,73.10\n"
INCIDENTS = "incident,date,kind,latitude,longitude\n"


@dataclass(frozen=True, slots=True)
class Hostile:
    """One file, the kind it is imported as, how that ends, a text that must be said, and options of the import."""

    path: Path
    kind: str
    expect: str
    says: str = ""
    options: Mapping[str, str] = field(default_factory=dict)


_MAKERS: dict[str, Callable[[Path], Hostile]] = {}


def _hostile(name: str, kind: str, expect: str, says: str = "", **options: str) -> Callable[..., object]:
    """Register a maker: it gets the path and writes the file."""

    def register(write: Callable[[Path], object]) -> Callable[[Path], object]:
        def make(folder: Path) -> Hostile:
            path = folder / name
            write(path)
            return Hostile(path, kind, expect, says, options)

        _MAKERS[name] = make
        return write

    return register


def _text(name: str, kind: str, expect: str, says: str, text: str, *, encoding: str = "utf-8", **options: str) -> None:
    """Register a file that is a text."""
    _hostile(name, kind, expect, says, **options)(lambda path: path.write_bytes(text.encode(encoding)))


def make_all(folder: Path) -> list[Hostile]:
    """Write every hostile file into the folder, and say how each import must end."""
    folder.mkdir(parents=True, exist_ok=True)
    return [make(folder) for make in _MAKERS.values()]


def make_one(name: str, folder: Path) -> Hostile:
    """Write the hostile file of that name into the folder."""
    return _MAKERS[name](folder)


def names() -> list[str]:
    """The names of all hostile files."""
    return list(_MAKERS)


# --- coordinates ---------------------------------------------------------------------------------------------------

_text("swapped_one.csv", "sites", REJECTS, "swapped", SITES + GOOD + "s4,Turned,hindu,73.11,31.44\n")
_text("swapped_all.csv", "sites", ALL_BAD, "swapped", SITES + "a,A,hindu,73.1,31.4\nb,B,hindu,73.2,31.5\n")
_text("dms.csv", "sites", TAKEN, "", SITES + 's1,A,hindu,"31°24\'36""N","73°05\'00""E"\ns2,B,hindu,۳۱٫۴۲,۷۳٫۰۹\n')
_text("dms_broken.csv", "sites", REJECTS, "degrees", SITES + GOOD + "s4,D,hindu,31°75'10\"N,73 5 E x\n")
_text("wrong_axis.csv", "sites", REJECTS, "other axis", SITES + GOOD + "s4,D,hindu,31.5E,73.1N\n")
_text("not_finite.csv", "sites", REJECTS, "degrees", SITES + GOOD + "s4,D,hindu,nan,73.1\ns5,E,hindu,inf,73.1\n")
_text("null_island.csv", "sites", REJECTS, "0, 0", SITES + GOOD + "s4,D,hindu,0,0\n")
_text("far_away.csv", "sites", REJECTS, "outside the district", SITES + GOOD + "s4,D,hindu,51.5,-0.12\n")
_text("no_place.csv", "sites", REJECTS, "empty", SITES + GOOD + "s4,D,hindu,,\n")
_text("metres.csv", "sites", REFUSED, "metres", SITES + "s1,A,hindu,3480000,320000\ns2,B,hindu,3481000,321000\n")
_text("metres_told.csv", "sites", TAKEN, "", "site,name,x,y\ns1,A,320000,3480000\ns2,B,321000,3481000\n", crs="32643")
_text("degrees_told_metres.csv", "sites", REFUSED, "degrees", SITES + GOOD, crs="32643")
_text("no_such_crs.csv", "sites", REFUSED, "reference system", SITES + GOOD, crs="999999")
_text("huge_numbers.csv", "sites", REJECTS, "", SITES.strip() + ",worshippers\ns1,A,hindu,31.4,73.1," + "9" * 400 + "\n"
      "s2,B,hindu,31.4,73.1,50\ns3,C,hindu,31.4,73.1,1e999\ns4,D,hindu,31.41,73.1,20\n")  # fmt: skip

# --- dates ---------------------------------------------------------------------------------------------------------

_PLACE = "31.41,73.08\n"
_text(
    "dates_open.csv",
    "incidents",
    REFUSED,
    "--dates",
    INCIDENTS + f"i1,04/03/2026,arson,{_PLACE}i2,05/06/2026,mob,{_PLACE}",
)
_text("dates_told.csv", "incidents", TAKEN, "", INCIDENTS + f"i1,04/03/2026,arson,{_PLACE}", dates="day-first")
_text(
    "dates_decided.csv",
    "incidents",
    TAKEN,
    "day-first",
    INCIDENTS + f"i1,04/03/2026,arson,{_PLACE}i2,25/12/2025,mob,{_PLACE}",
)
_text("dates_both.csv", "incidents", REJECTS, "both", INCIDENTS
      + f"i1,13/03/2026,arson,{_PLACE}i2,03/14/2026,mob,{_PLACE}"
      f"i3,04/05/2026,threat,{_PLACE}")  # fmt: skip
_text(
    "dates_serial.csv",
    "incidents",
    TAKEN,
    "Excel day numbers",
    INCIDENTS + f"i1,45000,arson,{_PLACE}i2,45000.5,mob,{_PLACE}",
)
_text(
    "dates_impossible.csv",
    "incidents",
    REJECTS,
    "date",
    INCIDENTS + f"i1,2026-02-30,arson,{_PLACE}i2,2026-01-01,mob,{_PLACE}",
)
_text(
    "dates_short_year.csv",
    "incidents",
    REJECTS,
    "two digits",
    INCIDENTS + f"i1,13/02/26,arson,{_PLACE}i2,2026-01-01,mob,{_PLACE}",
)
_text(
    "dates_far.csv",
    "incidents",
    REJECTS,
    "outside",
    INCIDENTS + f"i1,0001-01-01,arson,{_PLACE}i2,2026-01-01,mob,{_PLACE}",
)
_text(
    "dates_unknown_order.csv",
    "incidents",
    REFUSED,
    "--dates",
    INCIDENTS + f"i1,2026-01-01,mob,{_PLACE}",
    dates="sideways",
)

# --- text ----------------------------------------------------------------------------------------------------------

_URDU = "site,name,community,latitude,longitude\ns1,کلیسا,مسیحی,31.41,73.08\ns2,مندر,ہندو,31.42,73.09\n"
_ARABIC = _URDU.replace("ی", "ي").replace("ہ", "ه").replace("ک", "ك")
_text("urdu_utf8.csv", "sites", TAKEN, "", _URDU)
_text("urdu_bom.csv", "sites", TAKEN, "", _URDU, encoding="utf-8-sig")
_text("urdu_utf16.csv", "sites", TAKEN, "", _URDU, encoding="utf-16")
_text("urdu_utf16_no_mark.csv", "sites", TAKEN, "UTF-16", _URDU, encoding="utf-16-le")
_text("urdu_1256.csv", "sites", TAKEN, "Windows-1256", _ARABIC, encoding="cp1256")
_hostile("cut_utf16.csv", "sites", REFUSED, "breaks it")(lambda p: p.write_bytes(_URDU.encode("utf-16")[:-1]))
_text("controls.csv", "sites", TAKEN, "", SITES + "s1,Cha\x00pel\x07\u202e,hindu,31.41,73.08\n")
_text("formulas.csv", "sites", TAKEN, "formula", SITES + 's1,"=HYPERLINK(""http://x"",""y"")",hindu,31.41,73.08\n')
_text("formula_rejects.csv", "sites", REJECTS, "", SITES + GOOD + "s4,D,hindu,=1+1,@x\n")
_text("scripts.csv", "sites", TAKEN, "", SITES + "s1,<script>alert(1)</script>`${x}`,hindu,31.41,73.08\n")
_text("long_name.csv", "sites", REJECTS, "longer", SITES + GOOD + f"s4,{'x' * 5000},hindu,31.41,73.08\n")

# --- shape of the table --------------------------------------------------------------------------------------------

_text("semicolons.csv", "sites", TAKEN, "semicolons", (SITES + "s1,A,hindu,31.41,73.08\n").replace(",", ";"))
_text("tabs.csv", "sites", TAKEN, "tabs", (SITES + "s1,A,hindu,31.41,73.08\n").replace(",", "\t"))
_text("excel_sep.csv", "sites", TAKEN, "semicolons", "sep=;\n" + (SITES + "s1,A,hindu,31.41,73.08\n").replace(",", ";"))
_text("quoted_newline.csv", "sites", TAKEN, "", SITES + 's1,"Chapel\nof St John",christian,31.41,73.08\n')
_text("open_quote.csv", "sites", ALL_BAD, "", SITES + 's1,"Chapel,christian,31.41,73.08\ns2,B,hindu,31.4,73.1\n')
_text("ragged.csv", "sites", REJECTS, "cells", SITES + GOOD + "s4,D\ns5,E,hindu,31.4,73.1,what,is,this\n")
_text("blank_lines.csv", "sites", TAKEN, "", "\n" + SITES + "\n" + GOOD + "\n\n")
_text("duplicates.csv", "sites", REJECTS, "same identifier", SITES + GOOD + "s1,Again,hindu,31.44,73.11\n")
_text("same_columns.csv", "sites", TAKEN, "", "site,name,name,latitude,longitude\ns1,A,B,31.41,73.08\n")
_text("missing_column.csv", "sites", REFUSED, "longitude", "site,name,latitude,longtude\ns1,A,31.4,73.1\n")
_text("header_only.csv", "sites", REFUSED, "no rows", SITES)
_text("one_word.csv", "sites", REFUSED, "", "hello")
_text("empty.csv", "sites", REFUSED, "empty", "")
_text("blanks.csv", "sites", REFUSED, "", "  \n\n \n")
_text(
    "bad_words.csv", "stations", REJECTS, "none of", "station,kind,lat,lon\na,station,31.4,73.1\nb,castle,31.4,73.1\n"
)
_text("no_such_map.csv", "sites", REFUSED, "column map", SITES + GOOD, column_map="klingon")
_text("wrong_map.csv", "sites", REFUSED, "map", SITES + GOOD, column_map="acled")

# --- private persons -----------------------------------------------------------------------------------------------

_text("persons.csv", "incidents", TAKEN, "private persons",
      "incident,date,kind,latitude,longitude,Accused Name,Father's Name,CNIC,"
      "Religion of Victim,ملزم\n"
      "i1,2026-01-01,mob,31.41,73.08,CANARY-1,CANARY-2,12345-1234567-1,CANARY-3,CANARY-4\n")  # fmt: skip
_text("officer_names.csv", "officers", TAKEN, "private persons", "belt no,name,religion,rank,gender,station\n"
      "1201,CANARY-5,CANARY-6,ASI,F,st1\n")  # fmt: skip
_text("identity_in_text.csv", "sites", TAKEN, "[removed]", SITES
      + "s1,Chapel 35202-1234567-1,christian,31.41,73.08\ns2,B,hindu,31.4,73.1\ns3,C,hindu,31.4,73.1\n"
      "s4,D,hindu,31.4,73.1\ns5,E,hindu,31.4,73.1\ns6,F,hindu,31.4,73.1\n")  # fmt: skip
_text("identity_as_key.csv", "officers", ALL_BAD, "identity card", "officer,rank,station\n35202-1234567-1,ASI,st1\n")

# --- files that are not what they are called, or not files -----------------------------------------------------------

_VRT = (
    '<OGRVRTDataSource><OGRVRTLayer name="victims">'
    "<SrcDataSource>victims.csv</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
)
_BOMB = (
    '<?xml version="1.0"?>\n<!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;">]>\n'
)
for _suffix in ("geojson", "csv", "gpkg"):
    _text(f"vrt.{_suffix}", "sites", REFUSED, "VRT", _VRT)
_text("bomb.graphml", "roads", REFUSED, "entities", _BOMB + "<graphml>&c;</graphml>")
_text("bomb.osm", "osm", REFUSED, "entities", _BOMB + '<osm version="0.6">&c;</osm>')
_text("bomb_utf16.osm", "osm", REFUSED, "entities", _BOMB + '<osm version="0.6">&c;</osm>', encoding="utf-16")
_text(
    "late_bomb.graphml",
    "roads",
    REFUSED,
    "",
    "<!--" + "x" * 70_000 + "-->" + _BOMB.partition("\n")[2] + "<graphml>&c;</graphml>",
)
_text("broken.osm", "osm", REFUSED, "broken", '<osm version="0.6"><node id="1" lat="31"')
_text("empty.osm", "osm", REFUSED, "", '<osm version="0.6"></osm>')
_text("broken.graphml", "roads", REFUSED, "", "<graphml><graph><node id='1'>")
_text("wrong.kml", "sites", REFUSED, "KML", "<kml><Placemark/></kml>")
_text("page.csv", "sites", REFUSED, "web page", "<!DOCTYPE html><html><body>404</body></html>")
_text("text.geojson", "sites", REFUSED, "not GeoJSON", SITES + GOOD)
_text("overpass.json", "roads", REFUSED, "Overpass", '{"version": 0.6, "elements": []}')
_text("points_as_osm.csv", "osm", REFUSED, "read from", SITES + GOOD)
_hostile("junk.csv", "sites", REFUSED)(lambda p: p.write_bytes(bytes((i * 197 + 13) % 256 for i in range(4096))))
_hostile("junk.osm.pbf", "osm", REFUSED)(lambda p: p.write_bytes(b"\x00\x00\x00\x0d\x0a\x09OSMHeader" + b"\xff" * 300))
_hostile("pickle.csv", "sites", REFUSED, "pickle")(lambda p: p.write_bytes(b"\x80\x04\x95\x0b\x00\x00\x00"))
_hostile("old.xls", "sites", REFUSED, ".xls")(
    lambda p: p.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
)
_hostile("shape.shp", "sites", REFUSED, "shapefile")(lambda p: p.write_bytes(b"\x00\x00\x27\x0a" + b"\0" * 96))
_hostile("folder.csv", "sites", REFUSED, "folder")(lambda p: p.mkdir(exist_ok=True))
_hostile("missing.csv", "sites", REFUSED, "no file")(lambda p: None)


@_hostile("large.csv", "sites", REFUSED, "limit")
def _large(path: Path) -> None:
    """300 MB on paper: the file has a hole and takes no room where the file system allows it."""
    with path.open("wb") as file:
        file.write(SITES.encode())
        file.truncate(300_000_000)


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


if __name__ == "__main__":
    for made in make_all(Path(sys.argv[1])):
        sys.stdout.write(f"{made.kind} {made.path} {made.expect}\n")
