"""A file of a person into the store: tried without storing anything, then loaded so that it can be undone."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from planner.config import Config
from planner.core.errors import InputError, TooManyRejects
from planner.core.time import now
from planner.flow.joins import rejoined, with_areas, without_station
from planner.flow.kept import table as kept_table
from planner.flow.looking import far_from_store, hold_file, kind_said
from planner.flow.stores import extent, plain, provenance
from planner.ingest import KNOWN, MAKES_DISTRICT, Held, Loaded, Manner, guess, read_held, write_rejects
from planner.store import Load, Store
from planner.tables import STORED, RoadTable, check_table, table_named
from planner.tables.schema import AnyTable

CHANGES_SHOWN = 50
REJECTS_SHOWN = 500
_SAME_M = 0.01
_NO_FACT = ("source",)
"""Columns that say where a row comes from: a row that differs only there is the same."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a person asks to be imported.

    `columns` has by our column the header that holds it, "" where none shall. `fixes` has by the number of a row the
    cells that the person mended. `replace`: the file takes the place of what is stored; `update`: rows that are stored
    with other values are changed. `as_said`: the kind is right, whatever the columns look like.
    """

    kind: str
    path: Path
    column_map: str | None = None
    crs: str | None = None
    dates: str | None = None
    rejects: Path | None = None
    replace: bool = False
    update: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)
    swap: bool = False
    sheet: str | None = None
    fixes: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    as_said: bool = False
    who: str = ""

    @property
    def manner(self) -> Manner:
        """How the rows are to be understood."""
        return Manner(self.column_map, self.crs, self.dates, self.columns, self.swap)


def try_load(store: Store, config: Config, request: Request, held: Held | None = None) -> dict[str, Any]:
    """What loading this file would do, with nothing stored.

    By table: rows read, new, same as stored, changed, refused, and how many stored ones would go. Then the first
    changes (old and new), the refused rows with their own cells, and what is to be said.
    """
    held = held or hold_file(config, request.path, kind=request.kind, sheet=request.sheet)
    _refuse_other_kind(held, request)
    loaded = _read(store, config, held, request, known={}, strict=False)
    frames, said = with_areas(store, _filled(loaded), replaces=request.replace)
    tables, changes = {}, []
    for name, count in loaded.read.items():
        table = table_named(name)
        frame = frames.get(table)
        new, same, changed, told = _compare(store, table, frame, loaded.rows.get(name))
        refused = count - (0 if frame is None else len(frame))
        tables[name] = {
            "read": count,
            "new": new,
            "same": same,
            "changed": changed,
            "refused": refused,
            "stored": store.count(table),
        }
        changes += [{"table": name, **one} for one in told]
    far = far_from_store(store, config, frames)
    notes = [
        *loaded.warnings,
        *said,
        *without_station(store, frames, replaces=request.replace),
        *([far] if far else []),
    ]
    return {
        "file": held.name,
        "kind": request.kind,
        "tables": tables,
        "changes": changes[:CHANGES_SHOWN],
        "rejects": _rejects(loaded, held),
        "rejects_in_all": len(loaded.rejects),
        "notes": list(dict.fromkeys(notes)),
        "replaces": request.replace,
    }


def import_file(store: Store, config: Config, request: Request) -> dict[str, Any]:
    """Good rows into the store in one transaction, bad rows into the rejects file.

    Returns `{table: {read, stored, rejected, rejects_file, warnings, load}}`. What it says is stored survives a kill.
    """
    rejects_file = request.rejects or Path(f"{request.path.stem}.rejects.csv")
    if rejects_file.resolve() == request.path.resolve() or not rejects_file.parent.is_dir() or rejects_file.is_dir():
        raise InputError(
            f"bad rows cannot go to {rejects_file}",
            maybe="it is the file itself, or its folder is not there; name another with --rejects.",
        )
    held = hold_file(config, request.path, kind=request.kind, sheet=request.sheet)
    try:
        made, loaded = load(store, config, request, held, _hash_of(request.path))
    except TooManyRejects as fault:
        write_rejects(fault.rejects, rejects_file)
        raise
    if loaded.rejects:
        write_rejects(loaded.rejects, rejects_file)
    answer = {}
    for name, count in loaded.read.items():
        stored = len(loaded.frames.get(table_named(name), ()))
        rejected = count - stored
        answer[name] = {
            "read": count,
            "stored": stored,
            "rejected": rejected,
            "rejects_file": str(rejects_file) if rejected else None,
            "warnings": loaded.warnings,
            "load": made.number if made else None,
        }
    return answer


def load(store: Store, config: Config, request: Request, held: Held, file_hash: str) -> tuple[Load | None, Loaded]:
    """The good rows of a held file into the store, as one load that can be undone; None when no row goes in.

    TooManyRejects when most rows are bad.
    """
    _refuse_other_kind(held, request)
    known: Mapping[str, frozenset[str]] = {}
    if not (request.replace or request.update):
        known = {t.name: frozenset(store.read(t)[t.key]) for t in STORED if store.count(t)}
    loaded = _read(store, config, held, request, known=known, strict=True)
    frames = _filled(loaded)
    if not frames:
        return None, loaded
    if store.crs is None and loaded.crs:
        store.set_crs(loaded.crs)
    far = far_from_store(store, config, frames)
    frames, said = with_areas(store, frames, replaces=request.replace)
    moved, more = rejoined(store, frames, replaces=request.replace)
    stations = without_station(store, frames, replaces=request.replace)
    loaded.warnings += [*said, *more, *stations, *([far] if far else [])]
    replaces = set(frames) if request.replace else set()
    counts = {table.name: len(frame) for table, frame in frames.items()}
    if request.update:
        frames, replaces = _updated(store, frames)
    made = store.load(
        {**frames, **moved},
        replaces=[*replaces, *moved],
        by=provenance(store, config, note=f"import {request.kind} from {held.name}"),
        about={
            "kind": request.kind,
            "file": held.name,
            "file_hash": file_hash,
            "who": request.who[:80],
            "how": "replaced" if request.replace else "updated" if request.update else "added",
            "rows": counts,
            "rejected": len(loaded.rejects),
            "made_at": now().isoformat(),
        },
        keep=config.ingest.undo_loads,
    )
    return made, loaded


def _hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]


def _refuse_other_kind(held: Held, request: Request) -> None:
    """A file that looks like another kind is never taken silently."""
    if request.as_said or request.columns:
        return
    looks = guess(held.form, held.rows)
    if looks.is_sure and looks.kind != request.kind and request.kind not in looks.others and request.kind != "roads":
        raise InputError(
            f"{held.name} {kind_said(looks)}, not {request.kind}; nothing was read",
            maybe=f"import it as {looks.kind}, or say that it is {request.kind} all the same (--as-said).",
        )


def _read(
    store: Store, config: Config, held: Held, request: Request, *, known: Mapping[str, frozenset[str]], strict: bool
) -> Loaded:
    return read_held(
        request.kind,
        held,
        request.manner,
        config=config.ingest,
        timezone=config.place.timezone,
        working_crs=store.crs or config.place.crs or None,
        extent=None if request.kind in MAKES_DISTRICT else extent(store, config),
        known_keys=known,
        fixes=request.fixes,
        strict=strict,
    )


def _filled(loaded: Loaded) -> dict[AnyTable, pd.DataFrame]:
    return {table: frame for table, frame in loaded.frames.items() if len(frame)}


def _compare(
    store: Store, table: AnyTable, frame: pd.DataFrame | None, rows: np.ndarray | None
) -> tuple[int, int, int, list[dict[str, Any]]]:
    """How many rows are new, the same as stored, and changed; and each change with its old and new value."""
    if frame is None or not len(frame):
        return 0, 0, 0, []
    if not store.count(table):
        return len(frame), 0, 0, []
    new, pairs, names = _matched(store, table, frame)
    if table is RoadTable or pairs.empty:
        return int(new.sum()), len(pairs), 0, []
    changed = names.any(axis=1)
    told = []
    for place in np.flatnonzero(changed.to_numpy())[:CHANGES_SHOWN]:
        at, old = int(pairs.iloc[place]["new"]), int(pairs.iloc[place]["old"])
        here, there = frame.iloc[at], _stored(store, table).iloc[old]
        for name in names.columns[names.iloc[place]]:
            told.append(
                {
                    "row": int(rows[at]) if rows is not None and len(rows) == len(frame) else None,
                    "key": str(here[table.key]),
                    "column": name,
                    "old": _shown(there[name]),
                    "new": _shown(here[name]),
                }
            )
    return int(new.sum()), int((~changed).sum()), int(changed.sum()), told


def _matched(store: Store, table: AnyTable, frame: pd.DataFrame) -> tuple[np.ndarray, pd.DataFrame, pd.DataFrame]:
    """Which rows are new; for the others their places in the frame and in the store; and which columns differ."""
    there = _stored(store, table)
    place_of = {key: n for n, key in enumerate(there[table.key])}
    olds = np.asarray([place_of.get(key, -1) for key in frame[table.key]])
    new = olds < 0
    pairs = pd.DataFrame({"new": np.flatnonzero(~new), "old": olds[~new]})
    here, old = frame.iloc[pairs["new"]].reset_index(drop=True), there.iloc[pairs["old"]].reset_index(drop=True)
    differ = {}
    for name in there.columns:
        if name in _NO_FACT:
            continue
        if name == "geometry":
            differ[name] = ~here.geometry.geom_equals_exact(old.geometry, tolerance=_SAME_M).to_numpy()
            continue
        a, b = here[name], old[name]
        same = (a == b).fillna(False).to_numpy(dtype=bool) | (a.isna() & b.isna()).to_numpy(dtype=bool)
        differ[name] = ~same
    return new, pairs, pd.DataFrame(differ, index=range(len(pairs)))


def _stored(store: Store, table: AnyTable) -> Any:
    return kept_table(store, table)


def _shown(value: Any) -> str:
    if hasattr(value, "geom_type"):
        spot = value.representative_point()
        return f"{spot.x:.0f}, {spot.y:.0f}"
    told = plain(value)
    return "" if told is None else str(told)


def _updated(store: Store, frames: Mapping[AnyTable, Any]) -> tuple[dict[AnyTable, pd.DataFrame], set[AnyTable]]:
    """The frames as they go in when changed rows are taken: such a table is written whole, the others are added to."""
    answer: dict[AnyTable, pd.DataFrame] = {}
    replaces: set[AnyTable] = set()
    for table, frame in frames.items():
        if not store.count(table):
            answer[table] = frame
            continue
        new, pairs, names = _matched(store, table, frame)
        changed = pairs[names.any(axis=1).to_numpy()]
        if changed.empty:
            if new.any():
                answer[table] = frame[new].reset_index(drop=True)
            continue
        there = _stored(store, table).copy()
        kept = there[~there[table.key].isin(frame.iloc[changed["new"]][table.key])]
        whole = pd.concat([kept, frame.iloc[changed["new"]], frame[new]], ignore_index=True)
        answer[table] = check_table(table, whole)
        replaces.add(table)
    return answer, replaces


def _rejects(loaded: Loaded, held: Held) -> list[dict[str, Any]]:
    """The refused rows with their own cells; columns about persons are left out."""
    raw = held.rows
    place_of = {} if raw is None else {int(row): n for n, row in enumerate(raw.rows)}
    personal = {header for told in loaded.told.values() for header in told.personal}
    answer = []
    for one in loaded.rejects[:REJECTS_SHOWN]:
        place = place_of.get(one.row)
        cells: dict[str, str] = {}
        if raw is not None and place is not None:
            row = raw.cells.iloc[place]
            cells = {str(header): str(value) for header, value in row.items() if str(header) not in personal}
        answer.append(
            {
                "table": one.table,
                "row": one.row,
                "column": one.column,
                "value": one.value,
                "why": one.why,
                "maybe": one.maybe,
                "known": KNOWN in one.why,
                "cells": cells,
            }
        )
    return answer
