"""Figures of many draws as they stand in a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np


def table(rows: Sequence[Sequence[object]], *head: str) -> str:
    """A table in markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)


def spread(values: Iterable[float], digits: int = 3) -> str:
    """Mean and, behind it, the standard error of the mean."""
    x = np.array(list(values), dtype=float)
    return f"{x.mean():.{digits}f} ± {x.std(ddof=1) / np.sqrt(len(x)):.{digits}f}"


def held(flags: Sequence[float]) -> str:
    """How many of how many."""
    return f"{int(sum(flags))} of {len(flags)}"
