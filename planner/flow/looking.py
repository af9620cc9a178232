"""A first look at a file: what it probably holds, its rows as they stand, and what would become of each column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from planner.config import Config
from planner.core.errors import PlannerError
from planner.flow.kept import table as kept_table
from planner.flow.stores import DEGREES, extent, plain
from planner.ingest import Guess, Held, Manner, date_readings, guess, hold, read_held, taken, wanted
from planner.store import Store
from planner.tables import STORED, RoadTable, table_named
from planner.tables.schema import AnyTable

LOOKED_AT = 2000
"""Rows of a file that a first look reads; trying reads all."""
HEAD = 8
POINTS = 1500
_MASK = "•••"
_REASONS = {
    "acled": "the columns are those of ACLED",
    "police-register": "it has FIR numbers, as a police register",
    "osm": "it is a file of OpenStreetMap",
    "lines": "its outlines are roads",
    "place": "a place",
    "occurred_at": "a date",
    "kind": "words for a kind",
    "time": "a time of day",
}


def hold_file(config: Config, path: Path, *, kind: str | None = None, sheet: str | None = None) -> Held:
    """The cells of a file, read in a process of its own where the format is risky; InputError when it cannot be."""
    return hold(path, config.ingest, kind=kind, sheet=sheet)


def kind_said(looks: Guess) -> str:
    """A guess in words: "looks like incidents, because it has a date and a kind"."""
    if not looks.kind:
        return "looks like nothing that is known here"
    whole = [_REASONS[name] for name in looks.because if name in ("acled", "police-register", "osm", "lines")]
    if whole:
        return f"looks like {looks.kind}, because {whole[0]}"
    parts = [_REASONS.get(name, name.replace("_", " ")) for name in looks.because[:5]]
    return f"looks like {looks.kind}, because it has {', '.join(parts)}"


def look_at(store: Store, config: Config, held: Held, *, kind: str, manner: Manner) -> dict[str, Any]:
    """What stands in a file and what it would become; nothing is stored, and only the first rows are converted.

    `kind` "" takes the guessed one. A fault of the whole file stands under "problem", and the rest is told all the
    same as far as it goes.
    """
    looks = guess(held.form, held.rows)
    kind = kind or looks.kind
    raw = held.rows
    answer: dict[str, Any] = {
        "file": held.name,
        "format": held.form.value,
        "kind": kind,
        "guess": {
            "kind": looks.kind,
            "is_sure": looks.is_sure,
            "because": list(looks.because),
            "others": list(looks.others),
            "said": kind_said(looks),
        },
        "sheets": list(raw.sheets) if raw is not None else [],
        "rows": sum(len(layer) for layer in held.layers.values()) if raw is None else len(raw),
        "notes": list(held.said),
        "columns": [],
        "fields": [],
        "head": {"columns": [], "rows": []},
        "dropped": [],
        "dates": None,
        "places": None,
        "problem": None,
    }
    if raw is None or not kind:
        return answer
    found = taken(kind, raw, manner.columns)
    answer["fields"] = [
        {"name": name, "required": must, "header": found.get(name, "")} for name, must in wanted(kind, raw)
    ]
    answer["dates"] = _dates(raw, found, manner)
    trial = replace(manner, dates="day-first") if answer["dates"] and answer["dates"]["ask"] else manner
    first = replace(raw, cells=raw.cells.head(LOOKED_AT), rows=raw.rows[:LOOKED_AT])
    if raw.shapes is not None:
        first = replace(first, shapes=raw.shapes[:LOOKED_AT])
    head = replace(held, layers={"rows": first})
    personal: tuple[str, ...] = ()
    bad: Mapping[str, int] = {}
    frame: Any = None
    try:
        loaded = read_held(
            kind,
            head,
            trial,
            config=config.ingest,
            timezone=config.place.timezone,
            working_crs=store.crs or config.place.crs or None,
            strict=False,
        )
    except PlannerError as fault:
        answer["problem"] = {"what": fault.what, "maybe": fault.maybe}
    else:
        told = loaded.told[kind]
        personal, bad = told.personal, told.bad
        frame = loaded.frames.get(table_named(kind))
        answer["notes"] = loaded.warnings
        answer["places"] = _places(store, config, kind, frame)
    answer["dropped"] = list(personal)
    rows = first.cells.head(HEAD)
    answer["head"] = {
        "columns": [str(h) for h in raw.cells.columns],
        "rows": [
            [_MASK if str(h) in personal else str(value) for h, value in row.items()] for _, row in rows.iterrows()
        ],
    }
    ours = {header: name for name, header in found.items()}
    for header in map(str, raw.cells.columns):
        name = ours.get(header, "")
        cell = next((str(v) for v in first.cells[header] if v != ""), "")
        answer["columns"].append(
            {
                "header": header,
                "becomes": name,
                "example": _MASK if header in personal else cell,
                "as_read": _as_read(frame, name, config.place.timezone),
                "bad": int(bad.get(header, 0)),
                "personal": header in personal,
            }
        )
    return answer


def far_from_store(store: Store, config: Config, frames: Mapping[AnyTable, Any]) -> str:
    """A sentence when the places that come in lie far from all that the store holds; "" when they do not."""
    km = _far_km(store, [frame for table, frame in frames.items() if table.shape is not None])
    if km is None or km <= config.ingest.far_km:
        return ""
    return (
        f"The places lie {km:.0f} km from what the store holds: another district, or turned or wrong coordinates."
        " Look at them on the map."
    )


def _far_km(store: Store, frames: list[Any]) -> float | None:
    """From the middle of the new places to the box of the stored ones, in km; None when one of them is not there."""
    boxes = [
        kept_table(store, table).total_bounds for table in STORED if table.shape is not None and store.count(table)
    ]
    filled = [frame for frame in frames if frame is not None and len(frame)]
    if not boxes or not filled or store.crs is None:
        return None
    edges = np.asarray(boxes)
    box = shapely.box(edges[:, 0].min(), edges[:, 1].min(), edges[:, 2].max(), edges[:, 3].max())
    x, y = np.median(np.concatenate([_middles(frame.to_crs(store.crs)) for frame in filled]), axis=0)
    return float(shapely.distance(box, shapely.Point(x, y))) / 1000.0


def _middles(frame: Any) -> np.ndarray:
    edges = shapely.bounds(frame.geometry.to_numpy())
    return np.column_stack([(edges[:, 0] + edges[:, 2]) / 2, (edges[:, 1] + edges[:, 3]) / 2])


def _places(store: Store, config: Config, kind: str, frame: Any) -> dict[str, Any] | None:
    """Where the first rows fall, in degrees, and how many of them lie in the district as they stand and turned."""
    if frame is None or table_named(kind).shape is None or not len(frame):
        return None
    middles = shapely.points(_middles(frame))
    degrees = shapely.get_coordinates(type(frame.geometry)(middles, crs=frame.crs).to_crs(DEGREES).to_numpy())
    district = extent(store, config)
    shapely.prepare(district)
    inside = shapely.intersects_xy(district, degrees[:, 0], degrees[:, 1])
    turned = shapely.intersects_xy(district, degrees[:, 1], degrees[:, 0])
    km = _far_km(store, [frame])
    return {
        "points": [[round(float(x), 5), round(float(y), 5)] for x, y in degrees[:POINTS]],
        "seen": len(degrees),
        "inside": int(inside.sum()),
        "turned": int((turned & ~inside).sum()),
        "far_km": None if km is None else round(km, 1),
        "is_far": km is not None and km > config.ingest.far_km,
        "district": [round(float(edge), 5) for edge in district.bounds],
        "is_road": table_named(kind) is RoadTable,
    }


def _dates(raw: Any, found: Mapping[str, str], manner: Manner) -> dict[str, Any] | None:
    """How the dates of the file may be read; None when it has none that could be read two ways."""
    names = [name for name in ("occurred_at", "start", "end", "unit_since") if name in found]
    if not names:
        return None
    told = date_readings(pd.concat([raw.cells[found[name]] for name in names], ignore_index=True))
    if not (told["open"] or told["day_first"] or told["month_first"]):
        return None
    decided = bool(told["day_first"]) != bool(told["month_first"])
    return {**told, "order": manner.dates or "", "ask": bool(told["open"]) and not decided and not manner.dates}


def _as_read(frame: Any, name: str, timezone: str) -> str:
    """The first filled value of a column as it would be stored: moments in local time, places in degrees."""
    if frame is None or not len(frame):
        return ""
    if name in ("latitude", "longitude"):
        spot = frame.geometry.head(1).to_crs(DEGREES).representative_point().iloc[0]
        return f"{spot.y if name == 'latitude' else spot.x:.6f}"
    if name not in frame:
        return ""
    for value in frame[name].head(HEAD):
        if isinstance(value, pd.Timestamp):
            return f"{value.tz_convert(timezone):%Y-%m-%d %H:%M}"
        shown = plain(value) if not hasattr(value, "geom_type") else value.geom_type
        if shown not in (None, ""):
            return str(shown)
    return ""
