"""The log's chain: each event carries a hash over itself and the hash before it, so a later change shows.

Without a key it is SHA-256, with a key HMAC-SHA-256 under a key of its own: who cannot know the key cannot make a chain
that holds. A log cut at its end still holds; only an anchor kept outside shows that.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from planner.core.errors import StaleWrite, StoreError
from planner.store.base import Anchor, Event

GENESIS = "0" * 64
"""Stands for the hash before the first event."""

Link = tuple[Any, ...]
"""An event as it is kept: number, stream, version, kind, body as text, command id, moment, hash."""


def chain_key(key: str | None) -> bytes | None:
    """The key of the chain, apart from the key of the file."""
    return hashlib.sha256(b"hifazat chain\0" + key.encode()).digest() if key else None


def body_text(body: Mapping[str, Any]) -> str:
    """The one text of a body, keys sorted; StoreError when it is not plain JSON."""
    try:
        text = json.dumps(dict(body), sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        text.encode()
    except (TypeError, ValueError) as fault:
        raise StoreError(f"the body of an event is not plain JSON: {fault}") from fault
    return text


def seal(before: str, link: Sequence[Any], key: bytes | None) -> str:
    """Hash of an event (`link` without its hash) that follows the event with the hash `before`."""
    told = json.dumps([before, *link], separators=(",", ":"), default=repr).encode()
    if key is None:
        return hashlib.sha256(told).hexdigest()
    return hmac.new(key, told, hashlib.sha256).hexdigest()


def event_of(link: Link) -> Event:
    """The event as it is handed out."""
    number, stream, version, kind, body, command_id, at, digest = link
    return Event(number, stream, version, kind, json.loads(body), command_id, at, digest)


def same_command(there: Event, stream: str, kind: str, body: str) -> Event:
    """The event that is there, when it is what the command asks for; StoreError when the id was used for another."""
    if (there.stream, there.kind, body_text(there.body)) != (stream, kind, body):
        raise StoreError(
            f"command {there.command_id!r} was used before, for another {there.kind!r} in {there.stream!r}",
            maybe="a new command needs an id of its own.",
        )
    return there


def require_version(stream: str, expected: int | None, actual: int, missed: Sequence[Event]) -> None:
    """StaleWrite, telling what was missed, when the stream is not at the version that the writer has seen."""
    if expected is None or expected == actual:
        return
    if expected > actual:
        raise StaleWrite(f"{stream} is at version {actual}, not yet at {expected}", maybe="the store was replaced.")
    told = "; ".join(f"{e.version} {e.kind!r} at {e.at}" for e in missed)
    raise StaleWrite(
        f"{stream} has moved on from version {expected} to {actual}; missed: {told}",
        maybe="read it again and decide anew.",
    )


def faults(links: Iterable[Link], key: bytes | None, anchor: Anchor | None) -> list[str]:
    """What is wrong with the chain, in sentences. One break makes all that follows unsure, so the first is told."""
    before, count, versions = GENESIS, 0, dict[str, int]()
    found: list[str] = []
    for link in links:
        count += 1
        number, stream, version, digest = link[0], link[1], link[2], link[-1]
        expected = versions.get(stream, 0) + 1
        if number != count:
            found.append(f"event {count} is missing or out of its place: {number} stands there")
        elif digest != seal(before, link[:-1], key):
            found.append(f"event {count} ({stream}, version {version}) is not what was recorded, or the key is another")
        elif version != expected:
            found.append(f"event {count} is version {version} of {stream}, where {expected} was due")
        if found:
            return found
        versions[stream], before = version, digest
        if anchor is not None and count == anchor[0] and digest != anchor[1]:
            return [f"event {count} is not the one that the anchor names: the log was written anew"]
    if anchor is not None and count < anchor[0]:
        found.append(f"the log ends at event {count}, but the anchor has seen {anchor[0]}: its end was cut off")
    return found
