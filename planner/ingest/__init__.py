"""Files of people into tables: good rows go in, every bad row comes back with the reason.

The names are loaded on first use, so that the child process that reads risky files starts quickly.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from planner.ingest.read import KINDS, MAKES_DISTRICT, Loaded, read_file
    from planner.ingest.rejects import Reject, write_rejects

_HOME_OF = {
    "KINDS": "planner.ingest.read",
    "MAKES_DISTRICT": "planner.ingest.read",
    "Loaded": "planner.ingest.read",
    "Reject": "planner.ingest.rejects",
    "read_file": "planner.ingest.read",
    "write_rejects": "planner.ingest.rejects",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"planner.ingest has no {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)


__all__ = ["KINDS", "MAKES_DISTRICT", "Loaded", "Reject", "read_file", "write_rejects"]
