"""What a write to a table leaves in the log, and what it must not do; the same for every store.

A write is an event in the stream "table/<name>": its provenance, and what the table holds from then on. So the history
of a table is under the same chain as the plans.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from types import MappingProxyType
from typing import Any

from planner.core.errors import StoreError
from planner.core.plan import Provenance
from planner.store.base import Event
from planner.store.rows import Content, Rows, content
from planner.tables import AnyTable

REPLACED, APPENDED, RESHAPED = "replaced", "appended", "reshaped"
_RESERVED = "table/"
_LOADS = "loads"
_KEYS_NAMED = 5


def stream_of(table: AnyTable) -> str:
    """The stream that holds the writes to a table."""
    return f"{_RESERVED}{table.name}"


def command_of(stream: str, version: int) -> str:
    """The command id of a write to a table."""
    return f"{stream}/{version}"


def require_free(stream: str, command_id: str) -> None:
    """StoreError when a stream or command id is empty, or is one that the store itself writes."""
    for what, name in (("stream", stream), ("command id", command_id)):
        if not name.strip():
            raise StoreError(f"an event needs a {what}")
        if name.startswith(_RESERVED):
            raise StoreError(f"{what} {name!r} is the store's own", maybe=f"choose one without {_RESERVED!r} in front.")
        if name == _LOADS or name.startswith(f"{_LOADS}/"):
            raise StoreError(f"{what} {name!r} is the store's own", maybe="choose another.")


def content_after(kind: str, before: Content, rows: Rows, crs: str | None) -> Content:
    """What a table holds after the rows were written; `crs` is that of the store."""
    if kind == REPLACED:
        return content(rows.table, crs, len(rows), rows.lanes)
    return content(rows.table, crs, before.rows + len(rows), before.lanes + rows.lanes)


def content_less(before: Content, rows: Rows, crs: str | None) -> Content:
    """What a table holds after these rows were taken away."""
    return content(rows.table, crs, before.rows - len(rows), before.lanes - rows.lanes)


def body_of(by: Provenance, after: Content, *, added: int) -> dict[str, Any]:
    """The body of the event of a write."""
    return {
        "by": {
            field.name: getattr(by, field.name) for field in dataclasses.fields(by) if field.name != "inputs"
        } | {"inputs": dict(by.inputs)},
        "added": added,
        "content": after.as_json(),
    }  # fmt: skip


def provenance_of(event: Event) -> Provenance:
    """The provenance of a write, from its event."""
    by = event.body["by"]
    return Provenance(**{**by, "inputs": MappingProxyType(by["inputs"])})


def refuse_keys(table: AnyTable, there: Sequence[str]) -> None:
    """StoreError, naming them, when keys that are to be appended are there already."""
    if not there:
        return
    named = ", ".join(there[:_KEYS_NAMED]) + (
        f" and {len(there) - _KEYS_NAMED} more" if len(there) > _KEYS_NAMED else ""
    )
    raise StoreError(
        f"table {table.name} already has {table.key} {named}; nothing was written",
        maybe="the same file was imported before.",
    )


def settled(known: str | None, given: str | None) -> bool:
    """True when `given` is the first reference system of the store; StoreError when it is another than the known."""
    if known is None or given is None or given == known:
        return known is None and given is not None
    raise StoreError(
        f"the store works in {known}, not in {given}",
        maybe="reproject the rows, or begin a new store for another district.",
    )
