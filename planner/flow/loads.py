"""What was loaded, by whom, from which file; undoing and redoing it; and maps of columns that are kept by name."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from planner.config import Config
from planner.core.errors import InputError, PlannerError, StoreError
from planner.flow.stores import provenance
from planner.store import Load, Store
from planner.store.loads import require_turnable
from planner.tables import STORED, AreaTable, OfficerTable, SiteTable, StationTable, VehicleTable, table_named
from planner.tables.schema import AnyTable

MAPS = "column maps"
"""The stream of kept maps: they lie in the store, so that they are encrypted, copied and told of as everything else."""
_LONGEST_NAME = 60
# whose keys stand in which column of which table
_BUILT_ON: tuple[tuple[AnyTable, AnyTable, str], ...] = (
    (AreaTable, SiteTable, "area"),
    (AreaTable, StationTable, "area"),
    (StationTable, OfficerTable, "home_station"),
    (StationTable, VehicleTable, "home_station"),
)


def loads(store: Store) -> list[dict[str, Any]]:
    """All loads of files, newest first, each with whether it can be undone (or redone), or why not."""
    there = store.loads()
    hashes = {name: store.hash(table_named(name)) for one in there for name in one.tables}
    return [_told(store, one, there, hashes) for one in reversed(there)]


def undo_load(store: Store, config: Config, number: int | None = None, *, who: str = "") -> dict[str, Any]:
    """Give the tables back the rows that they held before a load: the last that stands, when none is named.

    StoreError with the reason when a later load builds on it.
    """
    there = store.loads()
    if number is None:
        standing = [one for one in there if not one.is_undone]
        if not standing:
            raise StoreError("there is no load to undo", maybe="files that were loaded are listed by `hifazat loads`.")
        number = standing[-1].number
    one = next((load for load in there if load.number == number), None)
    if one is not None and not one.is_undone:
        why = _built_on(store, one, there)
        if why is not None:
            raise why
    return _turned(store, config, number, undo=True, who=who)


def redo_load(store: Store, config: Config, number: int, *, who: str = "") -> dict[str, Any]:
    """Give the tables the rows of a load that was undone again; StoreError when something else was loaded since."""
    return _turned(store, config, number, undo=False, who=who)


def keep_map(store: Store, name: str, *, kind: str, say: Mapping[str, Any]) -> dict[str, Any]:
    """Keep how a file of some form is read, under a name; the same name again takes its place."""
    name = " ".join(name.split())
    if not name or len(name) > _LONGEST_NAME:
        raise InputError("a map of columns needs a name of at most 60 signs", maybe="name it after the register.")
    body = {"name": name, "kind": kind, **{key: say[key] for key in ("columns", "dates", "crs", "swap") if key in say}}
    store.record(MAPS, "kept", body, command_id=f"map/{uuid.uuid4()}")
    return body


def maps(store: Store, *, kind: str = "", headers: Sequence[str] = ()) -> list[dict[str, Any]]:
    """The kept maps by name, the newest first; with `headers`, only those that such a file can be read by."""
    found: dict[str, dict[str, Any]] = {}
    for event in store.replay(MAPS):
        found.pop(event.body["name"], None)
        found[event.body["name"]] = event.body
    there = set(headers)
    return [
        one
        for one in reversed(list(found.values()))
        if (not kind or one["kind"] == kind)
        and (not there or all(not header or header in there for header in one["columns"].values()))
    ]


def _turned(store: Store, config: Config, number: int, *, undo: bool, who: str) -> dict[str, Any]:
    verb = "undo" if undo else "redo"
    by = provenance(store, config, note=f"{verb} load {number}" + (f" by {who[:80]}" if who else ""))
    one = store.turn_load(number, undo=undo, by=by)
    edge = "before" if undo else "after"
    return {
        "load": one.number,
        "file": str(one.about.get("file", "")),
        "is_undone": one.is_undone,
        "rows": {name: told[f"rows_{edge}"] for name, told in one.tables.items()},
    }


def _told(store: Store, one: Load, there: Sequence[Load], hashes: Mapping[str, str]) -> dict[str, Any]:
    why: PlannerError | None = None
    if not one.is_kept:
        why = StoreError(
            f"the rows that load {one.number} took away are not kept any more", maybe="load the right file again."
        )
    else:
        try:
            require_turnable(one, there, hashes, undo=not one.is_undone)
        except StoreError as fault:
            why = fault
    if why is None and not one.is_undone:
        why = _built_on(store, one, there)
    return {
        "load": one.number,
        "at": one.at,
        "kind": one.about.get("kind", ""),
        "file": one.about.get("file", ""),
        "file_hash": one.about.get("file_hash", ""),
        "who": one.about.get("who", ""),
        "how": one.about.get("how", ""),
        "rows": one.about.get("rows", {}),
        "rejected": one.about.get("rejected", 0),
        "is_undone": one.is_undone,
        "turned_at": one.turned_at or None,
        "can_turn": why is None,
        "why_not": "" if why is None else why.what,
        "maybe": "" if why is None else why.maybe,
    }


def _built_on(store: Store, one: Load, there: Sequence[Load]) -> StoreError | None:
    """The reason against undoing when rows that were loaded later carry keys that would go; None when none do."""
    for base, table, column in _BUILT_ON:
        if base.name not in one.tables or table.name in one.tables:
            continue
        later = [
            load for load in there if load.number > one.number and not load.is_undone and table.name in load.tables
        ]
        if later and bool(store.read(table)[column].isin(_new_keys(store, base, one)).any()):
            last = later[-1]
            return StoreError(
                f"load {one.number} cannot be undone: {table.name} that were loaded later (load {last.number},"
                f" {last.about.get('file', '')}) name its {base.name}",
                maybe=f"undo load {last.number} first.",
            )
    return None


def _new_keys(store: Store, base: AnyTable, one: Load) -> set[str]:
    """The keys that a load brought: the last rows of a table that it added to, all of one that it replaced."""
    keys = list(store.read(base)[base.key])
    told = one.tables[base.name]
    return set(keys[told["rows_before"] :] if told["how"] == "appended" else keys)


def holdings(store: Store) -> list[dict[str, Any]]:
    """What the store holds, by table: how many rows, and when they were written last ("" when never)."""
    answer = []
    for table in STORED:
        writes = store.history(table)
        answer.append({"table": table.name, "rows": store.count(table), "at": writes[-1].made_at if writes else ""})
    return answer
