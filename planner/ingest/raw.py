"""What a reader of a format gives, before anything is understood: cells of text, row numbers, perhaps outlines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

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
    of its coordinates ("" when it says nothing); `typed_dates` names columns with true date cells.
    """

    cells: pd.DataFrame
    rows: np.ndarray
    shapes: np.ndarray | None = None
    crs: str = ""
    warnings: list[str] = field(default_factory=list)
    spoilt: list[Spoilt] = field(default_factory=list)
    typed_dates: tuple[str, ...] = ()
    starts_1904: bool = False

    def __len__(self) -> int:
        return len(self.rows)


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
