"""Loads of files, as the log tells them: what each brought, whether it is undone, and whether it can be turned.

A load is an event of the stream "loads", and so are its undoing and its redoing. What a load took away lies beside the
tables (`spare`), so that undoing puts back exactly the rows that were there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from planner.core.errors import StoreError
from planner.store.base import Event, Load
from planner.store.rows import Content
from planner.store.writes import REPLACED

STREAM = "loads"
LOADED, UNDONE, REDONE = "loaded", "undone", "redone"
_NAMED = 3


def command_of(version: int) -> str:
    """The command id of an event of the stream."""
    return f"{STREAM}/{version}"


def loads_of(events: Iterable[Event], held: Collection[tuple[int, str]]) -> list[Load]:
    """All loads in the order of loading, as they stand after these events; `held` says of which rows are kept."""
    found: dict[int, Load] = {}
    for event in events:
        body = event.body
        if event.kind == LOADED:
            number = len(found) + 1
            found[number] = Load(number, event.number, event.at, dict(body["about"]), dict(body["tables"]))
        else:
            old = found[body["load"]]
            found[old.number] = replace(old, is_undone=event.kind == UNDONE, turned_at=event.at)
    return [replace(one, is_kept=_is_kept(one, held)) for one in found.values()]


def _is_kept(load: Load, held: Collection[tuple[int, str]]) -> bool:
    needed = [name for name, told in load.tables.items() if load.is_undone or told["how"] == REPLACED]
    return all((load.number, name) in held for name in needed)


def turn_of(how: str, before: Content, after: Content) -> dict[str, Any]:
    """What a load did to one table, as it stands in the event."""
    return {
        "how": how,
        "before": before.hash,
        "after": after.hash,
        "rows_before": before.rows,
        "rows_after": after.rows,
    }


def named(loads: Sequence[Load], number: int) -> Load:
    """The load of that number; StoreError when there is none."""
    for one in loads:
        if one.number == number:
            return one
    there = f"the last is {loads[-1].number}" if loads else "no file was loaded yet"
    raise StoreError(f"there is no load {number}; {there}", maybe="list them with `hifazat loads`.")


def require_turnable(load: Load, loads: Sequence[Load], hashes: Mapping[str, str], *, undo: bool) -> None:
    """StoreError with the reason when a load cannot be undone (or redone) now; `hashes` are those of its tables."""
    if undo == load.is_undone:
        raise StoreError(
            f"load {load.number} {'is undone already' if undo else 'is not undone'}",
            maybe="it was turned in another window: look at the list again.",
        )
    stale = changed(load, hashes, undo=undo)
    if not stale:
        return
    later = [one for one in loads if one.number > load.number and not one.is_undone and set(one.tables) & set(stale)]
    what = ", ".join(stale)
    if later and undo:
        shown = ", ".join(f"load {one.number}" for one in later[-_NAMED:])
        raise StoreError(
            f"load {load.number} cannot be undone: {what} were changed after it, by {shown}",
            maybe=f"undo load {later[-1].number} first.",
        )
    verb = "undone" if undo else "redone"
    raise StoreError(
        f"load {load.number} cannot be {verb}: {what} were changed after it",
        maybe="load the right file instead, and let it replace what is stored.",
    )


def changed(load: Load, hashes: Mapping[str, str], *, undo: bool) -> list[str]:
    """The tables of a load that do not hold what they held after it (or, for redoing, before it)."""
    edge = "after" if undo else "before"
    return [name for name, told in load.tables.items() if hashes[name] != told[edge]]


def no_spare(load: int, name: str) -> StoreError:
    """The error when what a load took away, or what its undoing took away, is not kept any more."""
    return StoreError(
        f"load {load} cannot be turned: its rows of {name} are not kept any more",
        maybe="load the file again.",
    )


def not_whole(load: int, name: str) -> StoreError:
    """The error when the rows put back are not those that were there: nothing is changed then."""
    return StoreError(
        f"load {load} cannot be turned: the kept rows of {name} are not those that the log tells of",
        maybe="the file was changed past the log: go back to a copy of the store.",
    )


__all__ = [
    "LOADED",
    "REDONE",
    "STREAM",
    "UNDONE",
    "changed",
    "command_of",
    "loads_of",
    "named",
    "no_spare",
    "not_whole",
    "require_turnable",
    "turn_of",
]
