"""A document and its orders as files in one folder."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from planner.core.errors import InputError
from planner.core.plan import DutyOrder
from planner.report import write_orders


def write_documents(
    orders: Sequence[DutyOrder], document: Mapping[str, Any], folder: Path, name: str, *, language: str
) -> list[Path]:
    """A PDF a commander, all orders as JSON and CSV, and the document under `name`; InputError when it cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        files = write_orders(orders, folder, language=language)
        file = folder / name
        file.write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")
    except OSError as fault:
        raise InputError(
            f"the orders cannot be written to {folder}: {fault.strerror}",
            maybe="the folder is read-only, or a file of that name is in the way; name another with --out.",
        ) from fault
    return [*files, file]
