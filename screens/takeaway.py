"""Tables and charts to take away: each file says what was asked for, and who may see it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any
from urllib.parse import urlencode

import openpyxl
import pandas as pd
import streamlit as st
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from layers.words import Words
from planner.core.time import now
from planner.report.export import csv_text, safe_cell
from screens import session
from screens.takeaway_picture import Picture, drawn

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Query:
    """What was asked for: `said` in the reader's words, and `what` with its choices as a machine reads them."""

    said: str
    what: str
    asked: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The same as in an address: "incidents?kind=arson&from=2026-01-01"."""
        chosen = urlencode(sorted((key, value) for key, value in self.asked.items() if value))
        return f"{self.what}?{chosen}" if chosen else self.what


def csv_file(frame: pd.DataFrame, *, query: Query, classification: str) -> bytes:
    """The table as CSV that spreadsheets open; each row ends with who may see it and what was asked for."""
    rows = _plain(frame).assign(classification=classification, query=query.text)
    return csv_text(list(rows.columns), rows.to_dict("records")).encode()


def xlsx_file(
    frame: pd.DataFrame, *, words: Words, query: Query, classification: str, about: Mapping[str, str]
) -> bytes:
    """The table as a workbook; its second sheet says where it comes from."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "table"
    sheet.sheet_view.rightToLeft = words.direction == "rtl"
    plain = _plain(frame).assign(classification=classification, query=query.text)
    sheet.append([_cell(name) for name in plain.columns])
    for row in plain.itertuples(index=False, name=None):
        sheet.append([_cell(value) for value in row])
    sheet.freeze_panes = "A2"
    second = book.create_sheet("about")
    for key, value in about.items():
        second.append([_cell(words(f"away.{key}")), _cell(value)])
    for one in (sheet, second):
        for cell in one[1] if one is sheet else one["A"]:
            cell.font = Font(bold=True)
    second.column_dimensions["A"].width, second.column_dimensions["B"].width = 28, 90
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _cell(value: Any) -> Any:
    safe = safe_cell(value)
    return ILLEGAL_CHARACTERS_RE.sub("", safe) if isinstance(safe, str) else safe


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with moments as text, and with None for what is not known."""
    plain = pd.DataFrame(frame).copy()
    for name in plain.columns:
        if isinstance(plain[name].dtype, pd.DatetimeTZDtype) or pd.api.types.is_datetime64_dtype(plain[name]):
            plain[name] = plain[name].map(lambda moment: moment.isoformat(), na_action="ignore")
    plain = plain.astype(object)
    return plain.where(plain.notna(), None)


def about(words: Words, query: Query, classification: str) -> dict[str, str]:
    """Where a file comes from: what was asked, who may see it, which state of the store, when, and which program."""
    number, last = session.store().anchor()
    return {
        "said": query.said,
        "asked": query.text,
        "mark": words(f"classification.{classification}"),
        "anchor": f"{number} {last}",
        "made": now().isoformat(timespec="seconds"),
        "program": f"hifazat {version('hifazat')}",
    }


def table(frame: pd.DataFrame, name: str, *, words: Words, query: Query, classification: str, key: str) -> None:
    """Buttons that give a table as CSV and as XLSX; `name` is the file's without an ending.

    What is restricted stays marked so. A public table must come from what hides small counts (`flow.trends`).
    """
    name = name.removesuffix(".csv")
    with st.container(horizontal=True, key=f"away_{key}"):
        _button(
            words("away.csv"),
            lambda: csv_file(frame, query=query, classification=classification),
            f"{name}.csv",
            "text/csv",
            words("away.csv_what"),
            f"{key}_csv",
        )
        told = about(words, query, classification)
        _button(
            words("away.xlsx"),
            lambda: xlsx_file(frame, words=words, query=query, classification=classification, about=told),
            f"{name}.xlsx",
            _XLSX,
            words("away.xlsx_what"),
            f"{key}_xlsx",
        )


def chart(picture: Picture, name: str, *, words: Words, query: Query, classification: str, key: str) -> None:
    """Buttons that give a chart as SVG and as PNG, with its title, its query, its classification and the day on it."""
    told = about(words, query, classification)
    foot = (told["mark"], query.said, f"{query.text} · {words.day(session.today())} · {told['program']}")
    with st.container(horizontal=True, key=f"away_{key}"):
        for form, mime in (("svg", "image/svg+xml"), ("png", "image/png")):
            _button(
                words(f"away.{form}"),
                lambda form=form: drawn(picture, foot, words=words, form=form),
                f"{name}.{form}",
                mime,
                words("away.chart_what"),
                f"{key}_{form}",
            )


def _button(label: str, make: Any, file: str, mime: str, what: str, key: str) -> None:
    # the file is made when it is asked for: most are never taken
    st.download_button(
        label, make, file, mime=mime, key=key, help=what, on_click="ignore", type="tertiary", icon=":material/download:"
    )


__all__ = ["Picture", "Query", "about", "chart", "csv_file", "table", "xlsx_file"]
