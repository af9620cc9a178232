"""Files of people into tables: good rows go in, every bad row comes back with the reason.

The names are loaded on first use, so that the child process that reads risky files starts quickly.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from planner.ingest.fields import FIELDS
    from planner.ingest.likeness import Guess, date_readings, guess, taken, wanted
    from planner.ingest.read import KINDS, MAKES_DISTRICT, Held, Loaded, Manner, hold, read_file, read_held
    from planner.ingest.rejects import KNOWN, Reject, write_rejects

_HOME_OF = {
    "KINDS": "planner.ingest.read",
    "MAKES_DISTRICT": "planner.ingest.read",
    "Held": "planner.ingest.read",
    "Loaded": "planner.ingest.read",
    "Manner": "planner.ingest.read",
    "hold": "planner.ingest.read",
    "read_held": "planner.ingest.read",
    "FIELDS": "planner.ingest.fields",
    "Guess": "planner.ingest.likeness",
    "guess": "planner.ingest.likeness",
    "date_readings": "planner.ingest.likeness",
    "taken": "planner.ingest.likeness",
    "wanted": "planner.ingest.likeness",
    "KNOWN": "planner.ingest.rejects",
    "Reject": "planner.ingest.rejects",
    "read_file": "planner.ingest.read",
    "write_rejects": "planner.ingest.rejects",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"planner.ingest has no {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)


__all__ = [
    "FIELDS",
    "KINDS",
    "KNOWN",
    "MAKES_DISTRICT",
    "Guess",
    "Held",
    "Loaded",
    "Manner",
    "Reject",
    "date_readings",
    "guess",
    "hold",
    "read_file",
    "read_held",
    "taken",
    "wanted",
    "write_rejects",
]
