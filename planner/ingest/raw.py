"""What a reader of a format gives, before anything is understood: cells of text, row numbers, perhaps outlines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd


@dataclass(slots=True)
class Spoilt:
    """A cell or row that the reader of the format could not give; `column` is "" for a whole row."""

    row: int
    column: str
    value: str
    why: str
    maybe: str = ""


@dataclass(slots=True)
class Raw:
    """One sheet or layer. All cells are text, "" where there is nothing.

    `rows` numbers the rows as the person sees them; `shapes` holds WKB or None a row; `crs` is what the file says
    of its coordinates ("" when it says nothing); `typed_dates` names columns with true date cells. `sheets` are
    those of a workbook that hold anything, the one that was read first.
    """

    cells: pd.DataFrame
    rows: np.ndarray
    shapes: np.ndarray | None = None
    crs: str = ""
    warnings: list[str] = field(default_factory=list)
    spoilt: list[Spoilt] = field(default_factory=list)
    typed_dates: tuple[str, ...] = ()
    starts_1904: bool = False
    sheets: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.rows)


def mended(raw: Raw, fixes: Mapping[int, Mapping[str, str]]) -> Raw:
    """The rows with some cells as a person mended them, by the number of the row and the header."""
    cells = raw.cells.copy()
    place_of = {int(row): n for n, row in enumerate(raw.rows)}
    for row, changes in fixes.items():
        for header, value in changes.items():
            if row in place_of and header in cells:
                cells.iloc[place_of[row], cells.columns.get_loc(header)] = value
    spoilt = [cell for cell in raw.spoilt if cell.column not in fixes.get(cell.row, {})]
    return replace(raw, cells=cells, spoilt=spoilt)


def unique_names(names: Sequence[str]) -> list[str]:
    """The names, with " (2)" after the second of the same kind, and "column 3" for an empty one."""
    given: list[str] = []
    seen: set[str] = set()
    for place, name in enumerate(names, start=1):
        base = name.strip() or f"column {place}"
        label, n = base, 1
        while label in seen:
            n += 1
            label = f"{base} ({n})"
        seen.add(label)
        given.append(label)
    return given
