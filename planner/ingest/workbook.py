"""XLSX workbooks: the stored values of the first sheet with rows. Formulas are never calculated. Runs in the child."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.utils.exceptions import InvalidFileException

from planner.core.errors import InputError
from planner.ingest.raw import Raw, Spoilt, unique_names
from planner.ingest.text import texts

import pandas as pd  # isort: skip

_ERRORS = frozenset(("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"))


def read_workbook(path: Path, *, sheet: str | None = None) -> Raw:
    """Every row of a sheet as text, of the first with rows when none is named; true dates as ISO 8601.

    A formula without a stored value and an error value are spoilt.
    """
    try:
        # by its content: openpyxl itself goes by the name
        content = io.BytesIO(path.read_bytes())
        values = openpyxl.load_workbook(content, read_only=True, data_only=True)
        sheets = [s for s in values.worksheets if s.sheet_state == "visible"] or list(values.worksheets)
        asked = [one for one in sheets if sheet is None or one.title == sheet]
        if not asked:
            shown = ", ".join(repr(one.title) for one in sheets)
            raise InputError(f"{path.name} has no sheet {sheet!r}", maybe=f"one of {shown} was meant.")
        for read in asked:
            grid = _grid(read)
            if grid:
                break
        else:
            raise InputError(f"{path.name} has no rows in any sheet", maybe="the table was in another file.")
        formulas = _formula_cells(content, read.title)
        others = tuple(one.title for one in sheets if one.title != read.title and _has_rows(one))
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, OSError, SyntaxError) as fault:
        if isinstance(fault, InputError):
            raise
        raise InputError(
            f"{path.name} is a broken workbook ({type(fault).__name__})",
            maybe="open it in a spreadsheet and save it again.",
        ) from fault
    raw = _table(path.name, grid, formulas)
    raw.starts_1904 = values.epoch == CALENDAR_MAC_1904
    raw.sheets = (read.title, *others)
    if len(sheets) > 1:
        raw.warnings.append(f"Only the sheet {read.title!r} is read, of {len(sheets)} sheets.")
    return raw


def _grid(sheet: Any) -> dict[int, list[Any]]:
    """Cells by row number; rows without any value are left out."""
    sheet.reset_dimensions()
    return {
        number: list(row)
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1)
        if any(v is not None and v != "" for v in row)
    }


def _has_rows(sheet: Any) -> bool:
    sheet.reset_dimensions()
    return any(v is not None and v != "" for row in sheet.iter_rows(values_only=True) for v in row)


def _formula_cells(content: io.BytesIO, title: str) -> set[tuple[int, int]]:
    with zipfile.ZipFile(content) as archive:
        sheets = [n for n in archive.namelist() if n.startswith("xl/worksheets/") and n.endswith(".xml")]
        if not any(b"<f" in archive.read(name) for name in sheets):
            return set()
    book = openpyxl.load_workbook(content, read_only=True, data_only=False)
    sheet = book[title]
    sheet.reset_dimensions()
    return {
        (number, place)
        for number, row in enumerate(sheet.iter_rows(), start=1)
        for place, cell in enumerate(row)
        if cell.data_type == "f"
    }


def _table(name: str, grid: dict[int, list[Any]], formulas: set[tuple[int, int]]) -> Raw:
    first = next(iter(grid))
    header_cells = ["" if v is None else str(v) for v in grid.pop(first)]
    while header_cells and not header_cells[-1].strip():
        header_cells.pop()
    width = len(header_cells)
    header = unique_names(header_cells)
    if not grid:
        raise InputError(f"{name} has a header and no rows", maybe="the export was filtered to nothing.")
    spoilt: list[Spoilt] = []
    typed: set[str] = set()
    rows = []
    numbers = []
    for number, cells in grid.items():
        extra = [c for c in cells[width:] if c is not None and c != ""]
        if extra:
            why = f"the row has more cells ({width + len(extra)}) than the header ({width})"
            spoilt.append(Spoilt(number, "", f"{width + len(extra)} cells", why, "a cell slipped to the right."))
            continue
        row = []
        for place in range(width):
            value = cells[place] if place < len(cells) else None
            if isinstance(value, datetime | date):
                typed.add(header[place])
            if value is None and (number, place) in formulas:
                why, maybe = (
                    "a formula without a stored value",
                    "open the workbook in a spreadsheet and save it, or paste values.",
                )
                spoilt.append(Spoilt(number, header[place], "", why, maybe))
            elif isinstance(value, str) and value in _ERRORS:
                why, maybe = f"the spreadsheet's error {value} instead of a value", "mend the formula."
                spoilt.append(Spoilt(number, header[place], value, why, maybe))
            row.append(_text(value))
        rows.append(row)
        numbers.append(number)
    columns = list(zip(*rows, strict=True)) if rows else [()] * width
    frame = pd.DataFrame({label: texts(list(cells)) for label, cells in zip(header, columns, strict=True)})
    return Raw(frame, np.asarray(numbers, dtype=np.int64), spoilt=spoilt, typed_dates=tuple(sorted(typed)))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        # a day without a time stays a day
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    return str(value)
