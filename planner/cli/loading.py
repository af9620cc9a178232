"""Files in and out again: `import`, `loads`, `undo-load`, `redo-load`."""

from __future__ import annotations

import json
from argparse import Namespace
from pathlib import Path
from typing import Any

from planner import flow
from planner.cli.output import as_lines, give_json, give_lines, say
from planner.config import Config
from planner.core.errors import InputError

DONE = 0
_CHANGES_SHOWN = 5
_REJECTS_SHOWN = 10


def import_file(store: flow.Store, config: Config, options: Namespace) -> int:
    """`import`: loads a file, or with --dry-run says what loading it would do."""
    kept = _map_of(options)
    request = flow.Request(
        kind=options.kind,
        path=Path(options.file),
        column_map=options.map,
        crs=options.crs or kept.get("crs"),
        dates=options.dates or kept.get("dates"),
        rejects=Path(options.rejects) if options.rejects else None,
        replace=options.replace,
        update=options.update,
        columns={**kept.get("columns", {}), **dict(options.map_column)},
        swap=options.swap or bool(kept.get("swap")),
        sheet=options.sheet,
        as_said=options.as_said,
        who=options.who,
    )
    if options.dry_run:
        return _tried(flow.try_load(store, config, request), options)
    answer = flow.import_file(store, config, request)
    for warning in dict.fromkeys(w for one in answer.values() for w in one["warnings"]):
        say(f"Note: {warning}")
    lines = []
    for name, one in answer.items():
        line = f"{name}: {one['read']} read, {one['stored']} stored, {one['rejected']} rejected"
        lines.append(line + (f"; see {one['rejects_file']}" if one["rejects_file"] else ""))
    number = next((one["load"] for one in answer.values() if one["load"]), None)
    if number:
        lines.append(f"This is load {number}; `hifazat undo-load {number}` takes it back.")
    _show(options, answer, lines)
    return DONE


def _map_of(options: Namespace) -> dict[str, Any]:
    """The map of columns in the file that --columns names; InputError when it is none, or one of another kind."""
    if not options.columns:
        return {}
    file = Path(options.columns)
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise InputError(f"{file.name} is no map of columns", maybe="write one on the data screen.") from fault
    columns = kept.get("columns") if isinstance(kept, dict) else None
    if not isinstance(columns, dict) or not all(isinstance(v, str) for v in columns.values()):
        raise InputError(f"{file.name} is no map of columns", maybe="write one on the data screen.")
    if kept.get("kind") != options.kind:
        raise InputError(
            f"{file.name} is a map for {kept.get('kind')}, not for {options.kind}", maybe="another map was meant."
        )
    return kept


def _tried(told: dict[str, Any], options: Namespace) -> int:
    for note in told["notes"]:
        say(f"Note: {note}")
    lines = []
    for name, one in told["tables"].items():
        lines.append(
            f"{name}: {one['read']} read; {one['new']} new, {one['same']} the same as stored,"
            f" {one['changed']} with other values, {one['refused']} refused"
        )
        if told["replaces"] and one["stored"]:
            lines.append(f"  {one['stored']} stored {name} would go.")
    lines += [
        f"  {one['key']}: {one['column']} {one['old'] or '(empty)'} -> {one['new'] or '(empty)'}"
        for one in told["changes"][:_CHANGES_SHOWN]
    ]
    lines += [
        f"  row {one['row']}, {one['column']} {one['value']!r}: {one['why']}"
        for one in told["rejects"][:_REJECTS_SHOWN]
    ]
    _show(options, told, [*lines, "Nothing was stored."])
    return DONE


def loads(store: flow.Store, config: Config, options: Namespace) -> int:
    """`loads`: newest first."""
    rows = flow.loads(store)
    lines = as_lines(
        [
            {**one, "at": one["at"][:16], "state": "undone" if one["is_undone"] else "stands",
             "rows": ", ".join(f"{count} {name}" for name, count in one["rows"].items()),
             "turn": "yes" if one["can_turn"] else f"no: {one['why_not']}"}
            for one in rows
        ],
        ["load", "at", "who", "file", "rows", "state", "turn"],
    )  # fmt: skip
    _show(options, rows, lines if rows else ["No file was loaded yet."])
    return DONE


def undo_load(store: flow.Store, config: Config, options: Namespace) -> int:
    """`undo-load`: the last load that stands, or the one that is named."""
    return _turned(flow.undo_load(store, config, options.load, who=options.who), options)


def redo_load(store: flow.Store, config: Config, options: Namespace) -> int:
    """`redo-load`."""
    return _turned(flow.redo_load(store, config, options.load, who=options.who), options)


def _turned(told: dict[str, Any], options: Namespace) -> int:
    done = "undone" if told["is_undone"] else "loaded again"
    rows = ", ".join(f"{count} {name}" for name, count in told["rows"].items())
    _show(options, told, [f"Load {told['load']} ({told['file']}) is {done}. In the store now: {rows}."])
    return DONE


def _show(options: Namespace, document: Any, lines: list[str]) -> None:
    if options.json:
        give_json(document)
    else:
        give_lines(lines)


VERBS = {"import": import_file, "loads": loads, "undo-load": undo_load, "redo-load": redo_load}
