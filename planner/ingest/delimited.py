"""Tables of text: CSV with any usual delimiter, in UTF-8, UTF-16 or a Windows code page."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import charset_normalizer
import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import csv as arrow_csv

from planner.core.errors import InputError
from planner.ingest.raw import Raw, Spoilt, unique_names
from planner.ingest.sniff import HEAD, looks_utf16
from planner.ingest.text import texts

_DELIMITERS = ",;\t|"
_LONGEST_CELL = 1_000_000
_BLOCK = 1 << 24
# what Urdu and English registers come in; guessing among all code pages finds Cyrillic in short Urdu texts
_CODE_PAGES = ["cp1256", "cp1252"]


def read_delimited(path: Path) -> Raw:
    """Every record as text. A record with too many or too few cells is spoilt; blank lines are passed over."""
    text, warnings = _decode(path.read_bytes(), path.name)
    text, first, delimiter = _split_header(text.replace("\x00", ""), path.name)
    if delimiter != ",":
        name = {"\t": "tabs", ";": "semicolons", "|": "bars"}[delimiter]
        warnings.append(f"Cells are parted by {name}.")
    raw = _fast(text, first, delimiter, warnings) or _slow(text, delimiter, path.name, warnings)
    if not len(raw) and not raw.spoilt:
        raise InputError(f"{path.name} has a header and no rows", maybe="the export was filtered to nothing.")
    return raw


def _split_header(text: str, name: str) -> tuple[str, str, str]:
    """The text without a leading `sep=;` line, its first line, and the sign between the cells."""
    lines = (line for line in text[:_LONGEST_CELL].splitlines() if line.strip())
    first = next(lines, "")
    if not first:
        raise InputError(f"{name} holds no text", maybe="the export did not finish.")
    said = first.casefold().removeprefix("sep=") if first.casefold().startswith("sep=") else ""
    if said in tuple(_DELIMITERS):
        return text.replace(first, "", 1).lstrip("\r\n"), next(lines, ""), said
    return text, first, max(_DELIMITERS, key=lambda d: len(next(csv.reader([first], delimiter=d), [])))


def _header(cells: list[str]) -> list[str]:
    return unique_names([name.strip() for name in cells])


def _fast(text: str, first: str, delimiter: str, warnings: list[str]) -> Raw | None:
    """The table by Arrow, ten times as fast; None when a row is not as wide as the header, which `_slow` explains."""
    header = _header(next(csv.reader([first], delimiter=delimiter), []))
    if not text.startswith(first) or '"' in first or len(header) < 2:
        return None
    names = [f"c{n}" for n in range(len(header))]
    kinds = dict.fromkeys(names, pa.string())
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(text.encode("utf-8")),
            read_options=arrow_csv.ReadOptions(column_names=names, skip_rows=1, use_threads=False, block_size=_BLOCK),
            parse_options=arrow_csv.ParseOptions(
                delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False
            ),
            convert_options=arrow_csv.ConvertOptions(column_types=kinds, strings_can_be_null=False),
        )
    except (pa.ArrowInvalid, UnicodeEncodeError):
        return None
    columns = {label: texts(table.column(name).to_pandas()) for name, label in zip(names, header, strict=True)}
    return _without_blanks(pd.DataFrame(columns), np.arange(2, table.num_rows + 2), warnings, [])


def _decode(data: bytes, name: str) -> tuple[str, list[str]]:
    if data[:4] in (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff"):
        return _strictly(data, "utf-32", name), []
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _strictly(data, "utf-16", name), []
    try:
        wide = looks_utf16(data[:HEAD])
        if not wide:
            return data.decode("utf-8-sig"), []
        return _strictly(data, wide, name), ["The file has no mark of its encoding; it is taken as UTF-16."]
    except UnicodeDecodeError:
        # the lines that are not plain ASCII tell most
        telling = b"\n".join(line for line in data[: 64 * HEAD].splitlines() if not line.isascii())[:HEAD]
        guess = charset_normalizer.from_bytes(telling, cp_isolation=_CODE_PAGES).best()
        page = guess.encoding if guess is not None else "cp1256"
        text = data.decode(page, errors="replace")
        said = {"cp1256": "Windows-1256", "cp1252": "Windows-1252"}[page]
        lack = (
            " It lacks some Urdu letters (ی ٹ ڈ ں ے and others); they may have been lost when the file was saved."
            if page == "cp1256"
            else ""
        )
        return text, [
            f"The file is not UTF-8; it is taken as {said}.{lack}"
            " Look at the names, and save it as UTF-8 if they are wrong."
        ]


def _strictly(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as fault:
        raise InputError(
            f"{name} begins as {encoding.upper()} and then breaks it at byte {fault.start}",
            maybe="the copy did not finish; save it again as CSV (UTF-8).",
        ) from fault


def _slow(text: str, delimiter: str, name: str, warnings: list[str]) -> Raw:
    # csv keeps this limit for the whole process; the largest honest cell is a polygon in WKT
    csv.field_size_limit(_LONGEST_CELL)
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as fault:
        raise InputError(
            f"{name} cannot be split into rows and cells: {fault}", maybe="a quotation mark is opened and never closed."
        ) from fault
    top = next(place for place, record in enumerate(records) if any(c.strip() for c in record))
    while records and not any(records[-1]):
        records.pop()
    header = _header(records[top])
    width = len(header)
    body = records[top + 1 :]
    lengths = np.fromiter(map(len, body), dtype=np.int64, count=len(body))
    numbers = np.arange(top + 2, top + len(body) + 2)
    spoilt = []
    fine = lengths == width
    for place in np.flatnonzero(~fine):
        cells = body[place]
        if not any(c.strip() for c in cells):
            continue
        extra = [c for c in cells[width:] if c.strip()]
        if len(cells) > width and not extra:
            # a spreadsheet pads with empty cells
            body[place] = cells[:width]
            fine[place] = True
            continue
        many = "more" if len(cells) > width else "fewer"
        spoilt.append(
            Spoilt(
                int(numbers[place]),
                "",
                f"{len(cells)} cells",
                f"the row has {many} cells ({len(cells)}) than the header ({width})",
                "a comma inside a name needs quotation marks." if many == "more" else "a line was broken in two.",
            )
        )
    kept = np.flatnonzero(fine)
    rows = [body[i] for i in kept] if len(kept) < len(body) else body
    columns = list(zip(*rows, strict=True)) if rows else [()] * width
    frame = pd.DataFrame({name: texts(list(cells)) for name, cells in zip(header, columns, strict=True)})
    return _without_blanks(frame, numbers[kept], warnings, spoilt)


def _without_blanks(frame: pd.DataFrame, numbers: np.ndarray, warnings: list[str], spoilt: list[Spoilt]) -> Raw:
    blank = np.ones(len(frame), dtype=bool)
    for name in frame.columns:
        blank &= (frame[name] == "").to_numpy(dtype=bool)
        if not blank.any():
            return Raw(frame, numbers, warnings=warnings, spoilt=spoilt)
    return Raw(frame[~blank].reset_index(drop=True), numbers[~blank], warnings=warnings, spoilt=spoilt)
