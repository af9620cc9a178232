"""Views that analysts name and open again: what was asked for, kept in the log, so that nothing is ever lost."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from planner.core.errors import InputError, NotFound
from planner.flow.explore import as_query, choice_of
from planner.store import Event, Store

LONGEST_NAME = 80
_STREAM = "view/"


def views(store: Store, *, removed: bool = False) -> list[dict[str, Any]]:
    """All views by name: `{view, name, query, made_at, changed_at, removed}`; removed ones only when asked for."""
    found = [_as_it_stands(store.replay(stream)) for stream in store.streams(_STREAM)]
    return sorted(
        (one for one in found if removed or not one["removed"]), key=lambda one: (one["name"].casefold(), one["view"])
    )


def view_named(store: Store, view: str) -> dict[str, Any]:
    """A view by its identifier, removed ones too: a link to one should still say what it was. NotFound for others."""
    events = store.replay(f"{_STREAM}{view}")
    if not events:
        raise NotFound(f"there is no view {view!r}", maybe="it is of another store; `hifazat views` shows those here.")
    return _as_it_stands(events)


def save_view(store: Store, name: str, query: Mapping[str, str]) -> dict[str, Any]:
    """Keeps what is asked for under a name. InputError for a name that is empty, too long or taken already."""
    name = _good_name(store, name)
    view = uuid4().hex[:8]
    body = {"name": name, "query": as_query(choice_of(query))}
    _record(store, view, "made", body, expected=0)
    return view_named(store, view)


def rename_view(store: Store, view: str, name: str) -> dict[str, Any]:
    """Gives a view another name; the old one stays in the log."""
    if view_named(store, view)["name"] == name.strip():
        return view_named(store, view)
    _record(store, view, "renamed", {"name": _good_name(store, name)})
    return view_named(store, view)


def remove_view(store: Store, view: str) -> dict[str, Any]:
    """Takes a view off the list; `restore_view` brings it back."""
    if not view_named(store, view)["removed"]:
        _record(store, view, "removed", {})
    return view_named(store, view)


def restore_view(store: Store, view: str) -> dict[str, Any]:
    """Puts a removed view back on the list; InputError where its name was given to another meanwhile."""
    one = view_named(store, view)
    if one["removed"]:
        _good_name(store, one["name"])
        _record(store, view, "restored", {})
    return view_named(store, view)


def _record(store: Store, view: str, kind: str, body: Mapping[str, Any], *, expected: int | None = None) -> None:
    store.record(f"{_STREAM}{view}", kind, body, command_id=uuid4().hex, expected_version=expected)


def _as_it_stands(events: list[Event]) -> dict[str, Any]:
    first = events[0]
    view: dict[str, Any] = {
        "view": first.stream.removeprefix(_STREAM),
        "name": first.body["name"],
        "query": dict(first.body["query"]),
        "made_at": first.at,
        "changed_at": events[-1].at,
        "removed": False,
    }
    for event in events[1:]:
        if event.kind == "renamed":
            view["name"] = event.body["name"]
        else:
            view["removed"] = event.kind == "removed"
    return view


def _good_name(store: Store, name: str) -> str:
    name = " ".join(name.split())
    if any(unicodedata.category(letter) in ("Cs", "Cc") for letter in name):
        raise InputError("the name holds letters that cannot be kept", maybe="it was not typed as UTF-8.")
    if not name:
        raise InputError("the view has no name", maybe="a few words that say what it shows.")
    if len(name) > LONGEST_NAME:
        raise InputError(f"the name has {len(name)} letters, at most {LONGEST_NAME} are kept", maybe="shorten it.")
    if any(one["name"].casefold() == name.casefold() for one in views(store)):
        raise InputError(f"a view is called {name!r} already", maybe="another name, or remove the old view first.")
    return name
