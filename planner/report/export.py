"""Files for other programs: cells that no spreadsheet runs, numbers that every reader knows, and who may see them."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from planner.core.errors import NotAllowed
from planner.tables import AnyTable, Classification, check_table

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%")
_NEEDS_PURPOSE = (Classification.RESTRICTED, Classification.STRICTLY_RESTRICTED)


def safe_cell(value: Any) -> str | int | float:
    """The value as a cell that a spreadsheet shows and never runs; unknown and endless numbers become empty."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return value if math.isfinite(value) else ""
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    text = str(value)
    # a blank before the sign does not stop a spreadsheet
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_FORMULA) else text


def csv_text(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """Rows as CSV with a byte order mark, so that spreadsheets read Urdu; every cell is safe."""
    out = io.StringIO(newline="")
    out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([safe_cell(column) for column in columns])
    writer.writerows([safe_cell(row.get(column)) for column in columns] for row in rows)
    return out.getvalue()


def json_text(document: Any) -> str:
    """The document as JSON; a number that is not finite becomes null, as JSON knows none."""
    return json.dumps(_finite(document), ensure_ascii=False, indent=1, allow_nan=False)


def _finite(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def write_table(table: AnyTable, frame: pd.DataFrame, path: Path, *, purpose: str = "") -> Path:
    """A table as CSV or JSON (by the ending), each with its classification and the purpose; returns the path.

    Places are given as `x_m`, `y_m` in the working reference system, other shapes as WKT.

    Raises
    ------
    NotAllowed
        If the table is restricted and no purpose is given.
    """
    checked = check_table(table, frame)
    if table.classification in _NEEDS_PURPOSE and not purpose.strip():
        raise NotAllowed(
            f"{table.name} are {table.classification.value}: an export needs its purpose",
            maybe="say in a few words what the file is for, and who gets it.",
        )
    marks = {"classification": table.classification.value, "purpose": purpose.strip()}
    flat = pd.DataFrame(checked)
    if table.shape == "point":
        flat = flat.drop(columns="geometry").assign(x_m=checked.geometry.x, y_m=checked.geometry.y)
    elif table.shape is not None:
        flat = flat.drop(columns="geometry").assign(wkt=checked.geometry.to_wkt())
    for column in flat.columns[flat.dtypes.map(lambda kind: isinstance(kind, pd.DatetimeTZDtype))]:
        flat[column] = flat[column].map(lambda moment: moment.isoformat())
    flat = flat.astype(object).where(flat.notna(), None)
    rows = flat.to_dict("records")
    if path.suffix.casefold() == ".json":
        path.write_text(json_text({**marks, "table": table.name, "rows": rows}), encoding="utf-8", newline="\n")
    else:
        lines = [{**row, **marks} for row in rows]
        path.write_text(csv_text([*flat.columns, *marks], lines), encoding="utf-8", newline="")
    return path
