"""Rows that did not go in: which, why, and what may help. They go back to the person as a file of their own."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from planner.ingest.text import PERSONAL, plain_digits, texts

_COLUMNS = ("file", "table", "row", "column", "value", "why", "maybe")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_LONGEST_VALUE = 120


KNOWN = "already in the store"
"""Why a row comes back whose key is there: no fault of the file."""


@dataclass(frozen=True, slots=True)
class Reject:
    """One bad row. `row` is the row as a spreadsheet shows it (the header is row 1), or the feature's number from 1."""

    file: str
    row: int
    column: str
    value: str
    why: str
    maybe: str = ""
    table: str = ""


class Faults:
    """Collects what is wrong with the rows of one table of one file; a row is given back once, with all its faults."""

    def __init__(self, file: str, table: str, rows: np.ndarray) -> None:
        self.file = file
        self.table = table
        self.rows = rows
        self.bad = np.zeros(len(rows), dtype=bool)
        self._found: dict[int, list[tuple[str, str, str, str]]] = {}

    def mark(
        self,
        wrong: np.ndarray,
        column: str,
        values: Sequence[str] | pd.Series | None,
        why: str | Sequence[str],
        maybe: str = "",
    ) -> None:
        """Note a fault at each place where `wrong` is true; `why` is one sentence or one a row."""
        places = np.flatnonzero(wrong)
        if not len(places):
            return
        self.bad[places] = True
        cells = [""] * len(places) if values is None else list(texts(values).iloc[places])
        for n, place in enumerate(places):
            reason = why if isinstance(why, str) else why[int(place)]
            self._found.setdefault(int(place), []).append((column, _short(cells[n]), reason, maybe))

    def by_column(self) -> dict[str, int]:
        """How many rows have a fault in each column."""
        return dict(Counter(column for faults in self._found.values() for column in {fault[0] for fault in faults}))

    def rejects(self) -> list[Reject]:
        """The bad rows in the order of the file."""
        given = []
        for place in sorted(self._found):
            faults = self._found[place]
            column, value, _, maybe = faults[0]
            why = "; ".join(dict.fromkeys(reason for _, _, reason, _ in faults))
            given.append(Reject(self.file, int(self.rows[place]), column, value, why, maybe, self.table))
        return given


def _short(value: str) -> str:
    masked = PERSONAL.sub("[removed]", plain_digits(texts([value])).iloc[0]) if len(value) > 10 else value
    return masked if len(masked) <= _LONGEST_VALUE else masked[: _LONGEST_VALUE - 1] + "…"


def commonest(rejects: Sequence[Reject]) -> tuple[str, str]:
    """The reason that stands most often among the rejects, and its advice."""
    if not rejects:
        return "", ""
    (why, maybe), _ = Counter((r.why, r.maybe) for r in rejects).most_common(1)[0]
    return why, maybe


def write_rejects(rejects: Sequence[Reject], path: Path) -> None:
    """Write the rejects as CSV in UTF-8 with a byte order mark: a spreadsheet shows Urdu and runs no formula."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_COLUMNS)
        for reject in rejects:
            writer.writerow([_safe(str(getattr(reject, name))) for name in _COLUMNS])


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
