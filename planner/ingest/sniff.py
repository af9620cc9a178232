"""What a file is, from its content and never from its name alone, and whether it is safe to open at all."""

from __future__ import annotations

import re
import zipfile
from enum import StrEnum
from pathlib import Path

from planner.config import IngestConfig
from planner.core.errors import InputError, TooLarge, UnknownFormat

HEAD = 65_536
_MB = 1_000_000
_BROKEN = (zipfile.BadZipFile, OSError, ValueError, RuntimeError, EOFError)
"""What zipfile raises for a broken file; RuntimeError for a compression or a lock that it does not know."""


class Format(StrEnum):
    """The formats that are read."""

    CSV = "CSV"
    XLSX = "XLSX"
    GEOJSON = "GeoJSON"
    GEOPACKAGE = "GeoPackage"
    OSM_PBF = "OSM .pbf"
    OSM_XML = "OSM .osm"
    GRAPHML = "GraphML"


_READ = "save it as CSV (UTF-8), XLSX, GeoJSON or GeoPackage."
_OTHER_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "a PDF", "copy the table into a spreadsheet and save it as XLSX."),
    (b"\x1f\x8b", "a gzip archive", "unpack it first."),
    (b"BZh", "a bzip2 archive", "unpack it first."),
    (b"7z\xbc\xaf", "a 7z archive", "unpack it first."),
    (b"Rar!", "a RAR archive", "unpack it first."),
    (
        b"\xd0\xcf\x11\xe0",
        "an old Excel file (.xls) or a locked workbook",
        "open it, take off the password and save it as XLSX.",
    ),
    (
        b"\x00\x00\x27\x0a",
        "a shapefile",
        "export it as GeoPackage: shapefiles cut Urdu names and may lose the reference system.",
    ),
    (b"PAR1", "a Parquet file", _READ),
    (b"\x89PNG", "a picture", "type the rows into a spreadsheet."),
    (b"\xff\xd8\xff", "a picture", "type the rows into a spreadsheet."),
    (b"\x80\x02", "a Python pickle, which can run programs and is never opened", _READ),
    (b"\x80\x03", "a Python pickle, which can run programs and is never opened", _READ),
    (b"\x80\x04", "a Python pickle, which can run programs and is never opened", _READ),
    (b"\x80\x05", "a Python pickle, which can run programs and is never opened", _READ),
    (b"MZ\x90\x00", "a program", _READ),
    (b"\x7fELF", "a program", _READ),
)
_OTHER_XML = {
    "ogrvrtdatasource": (
        "a GDAL VRT, which points at other files and is never opened",
        "send the data itself, as GeoPackage.",
    ),
    "kml": ("a KML file", "export it as GeoJSON."),
    "gpx": ("a GPX file", "export it as GeoJSON."),
    "html": ("a web page", "the download failed; fetch the file itself."),
}
_EXPECTED = {
    ".csv": (Format.CSV,),
    ".tsv": (Format.CSV,),
    ".txt": (Format.CSV,),
    ".xlsx": (Format.XLSX,),
    ".xlsm": (Format.XLSX,),
    ".geojson": (Format.GEOJSON,),
    ".json": (Format.GEOJSON,),
    ".gpkg": (Format.GEOPACKAGE,),
    ".pbf": (Format.OSM_PBF,),
    ".osm": (Format.OSM_XML,),
    ".graphml": (Format.GRAPHML,),
}


def open_safely(path: Path, config: IngestConfig) -> tuple[Format, list[str]]:
    """The format of the file, and warnings; or a clear error when it must not or cannot be read."""
    if not path.exists():
        raise InputError(f"there is no file {path.name} in {path.parent}", maybe="the name or the folder is misspelt.")
    if path.is_dir():
        raise InputError(f"{path.name} is a folder", maybe="name one file in it.")
    if not path.is_file():
        raise InputError(f"{path.name} is a device or pipe, not a file", maybe="save the data to a file first.")
    size = path.stat().st_size
    if size == 0:
        raise InputError(f"{path.name} is empty", maybe="the download or export did not finish.")
    if size > config.max_file_mb * _MB:
        raise TooLarge(
            f"{path.name} has {size / _MB:.0f} MB; the limit is {config.max_file_mb:.0f} MB",
            maybe="split it by year or district, or raise ingest.max_file_mb.",
        )
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError as fault:
        raise InputError(
            f"{path.name} cannot be opened: {fault.strerror}",
            maybe="it is open in another program, or it is not yours to read.",
        ) from fault
    kind = _sniff(path, head)
    if kind is Format.XLSX:
        _refuse_bombs(path, config)
    return kind, _compare_with_name(path, kind)


def _sniff(path: Path, head: bytes) -> Format:
    for magic, what, maybe in _OTHER_MAGIC:
        if head.startswith(magic):
            raise UnknownFormat(f"{path.name} is {what}", maybe=maybe)
    if head.startswith(b"SQLite format 3\x00"):
        return Format.GEOPACKAGE
    if head.startswith(b"PK\x03\x04"):
        return _sniff_zip(path)
    if b"OSMHeader" in head[:64]:
        return Format.OSM_PBF
    text = _peek(head)
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith("<"):
        return _sniff_xml(path, start)
    if start.startswith(("{", "[")):
        return _sniff_json(path, start)
    _refuse_junk(path, text)
    return Format.CSV


def _peek(head: bytes) -> str:
    if head[:4] in (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff"):
        return head[: len(head) // 4 * 4].decode("utf-32", errors="replace")
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return head[: len(head) // 2 * 2].decode("utf-16", errors="replace")
    wide = looks_utf16(head)
    if wide:
        return head[: len(head) // 2 * 2].decode(wide, errors="replace")
    return head.decode("latin-1")


def looks_utf16(head: bytes) -> str:
    """The name of the UTF-16 order when every second byte of plain signs is zero, else ""."""
    sample = head[: min(len(head), 4096) // 2 * 2]
    if len(sample) < 8:
        return ""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) / 2
    # a table has commas, digits and line ends, whose upper byte is zero, whatever the script of its words
    if odd > 0.2 * half and even < 0.02 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.2 * half and odd < 0.02 * half else ""


def _refuse_junk(path: Path, text: str) -> None:
    sample = text[:8192]
    odd = sum(1 for c in sample if (c < " " and c not in "\t\r\n\x0b\x0c\x1a") or c == "\ufffd")
    if odd > 0.05 * len(sample):
        raise UnknownFormat(f"{path.name} is neither a table of text nor a format that is read", maybe=_READ)


def _sniff_zip(path: Path) -> Format:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except _BROKEN as fault:
        raise InputError(
            f"{path.name} is a broken workbook or archive", maybe="the download or copy did not finish."
        ) from fault
    if "xl/workbook.xml" in names:
        return Format.XLSX
    raise UnknownFormat(f"{path.name} is a zip archive, not a workbook", maybe="unpack it first, or save it as XLSX.")


def _sniff_xml(path: Path, start: str) -> Format:
    root = re.search(r"<([A-Za-z_][\w.:-]*)", re.sub(r"<!--.*?-->", "", start, flags=re.DOTALL))
    before = start[: root.start()] if root else start
    if re.search(r"<!(DOCTYPE|ENTITY)", start, flags=re.IGNORECASE) and not (
        root and root.group(1).casefold() == "html"
    ):
        raise UnknownFormat(
            f"{path.name} declares XML entities, which can swell without end",
            maybe="export it again from the program it comes from.",
        )
    if root is None or len(before) >= HEAD:
        raise UnknownFormat(f"{path.name} looks like XML, but nothing begins in it", maybe=_READ)
    name = root.group(1).casefold().split(":")[-1]
    if name == "osm":
        return Format.OSM_XML
    if name == "graphml":
        return Format.GRAPHML
    what, maybe = _OTHER_XML.get(name, (f"XML of a kind that is not read (<{root.group(1)[:40]}>)", _READ))
    raise UnknownFormat(f"{path.name} is {what}", maybe=maybe)


def _sniff_json(path: Path, start: str) -> Format:
    if re.search(r'"(FeatureCollection|Feature)"', start):
        return Format.GEOJSON
    if '"elements"' in start and '"version"' in start:
        raise UnknownFormat(f"{path.name} is an answer of Overpass", maybe="fetch it as .osm, or export GeoJSON.")
    raise UnknownFormat(f"{path.name} is JSON, but no GeoJSON with features", maybe="export it as GeoJSON from a GIS.")


def _refuse_bombs(path: Path, config: IngestConfig) -> None:
    """Read the directory of the archive only: what it would unpack to is known before anything is unpacked."""
    packed = path.stat().st_size
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        unpacked = sum(m.file_size for m in members)
        if unpacked > config.max_unpacked_mb * _MB or unpacked > config.max_unpack_ratio * packed + _MB:
            raise TooLarge(
                f"{path.name} would unpack from {packed / _MB:.1f} to {unpacked / _MB:.0f} MB: refused as a zip bomb",
                maybe="save the one sheet that is meant as CSV.",
            )
        for member in members:
            if member.flag_bits & 1:
                raise InputError(f"{path.name} is locked with a password", maybe="save it without a password.")
            inner = member.filename.casefold().endswith((".zip", ".gz", ".7z", ".rar", ".xlsx"))
            if inner:
                raise InputError(
                    f"{path.name} holds another archive ({member.filename[:60]})", maybe="take it out of the workbook."
                )
            if member.filename.casefold().endswith((".xml", ".rels")):
                _refuse_entities(path, archive, member)


def _refuse_entities(path: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    try:
        with archive.open(member) as part:
            start = part.read(HEAD)
    except _BROKEN as fault:
        raise InputError(
            f"{path.name} is a broken workbook", maybe="open it in a spreadsheet and save it again."
        ) from fault
    text = _peek(start)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise UnknownFormat(
            f"{path.name} declares XML entities, which no spreadsheet writes", maybe="save it again in a spreadsheet."
        )


def _compare_with_name(path: Path, kind: Format) -> list[str]:
    expected = _EXPECTED.get(path.suffix.casefold())
    if expected is None or kind in expected:
        return []
    if kind is Format.CSV:
        raise UnknownFormat(
            f"{path.name} is called {path.suffix}, but it is not {expected[0].value}",
            maybe="the file is damaged, or it has the wrong name.",
        )
    return [f"{path.name} is called {path.suffix}, but it is {kind.value}: read as such."]
