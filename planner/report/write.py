"""Orders as files in a folder: a PDF a commander, all of them as JSON and as CSV."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from pathlib import Path

from planner.core.plan import DutyOrder
from planner.report.export import csv_text, json_text
from planner.report.pdf import order_pdfs
from planner.report.press import FONTS

_LONGEST = 100
"""Letters of a file's name: with a folder it stays below the 260 that Windows takes."""


def write_orders(orders: Sequence[DutyOrder], folder: Path, *, language: str = "en", fonts: Path = FONTS) -> list[Path]:
    """`order-<number>.pdf` for each order in the language, `orders.json` and `orders.csv`; returns the files.

    The folder is made when it is not there; files of the same name are replaced, others stay.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows = [dataclasses.asdict(order) for order in orders]
    data = folder / "orders.json"
    data.write_text(json_text({"classification": "restricted", "orders": rows}), encoding="utf-8", newline="\n")
    sheet = folder / "orders.csv"
    columns = [field.name for field in dataclasses.fields(DutyOrder)]
    lines = [
        {key: "; ".join(map(str, value)) if isinstance(value, tuple) else value for key, value in row.items()}
        for row in rows
    ]
    sheet.write_text(csv_text(columns, lines), encoding="utf-8", newline="")
    files = []
    names = file_names([order.number for order in orders])
    for name, page in zip(names, order_pdfs(orders, language=language, fonts=fonts), strict=True):
        file = folder / name
        file.write_bytes(page)
        files.append(file)
    return [*files, data, sheet]


def file_names(numbers: Sequence[str]) -> list[str]:
    """A name of its own for each order, of letters that every file system takes, told apart without regard to case."""
    taken: dict[str, int] = {}
    names = []
    for number in numbers:
        stem = file_stem("order-", number)
        taken[stem.casefold()] = taken.get(stem.casefold(), 0) + 1
        again = taken[stem.casefold()]
        names.append(f"{stem}.pdf" if again == 1 else f"{stem}~{again}.pdf")
    return names


def file_stem(prefix: str, text: str) -> str:
    """The text behind the prefix, in letters that every file system takes."""
    return prefix + re.sub(r"[^A-Za-z0-9-]+", "_", text)[:_LONGEST].strip("_-")
