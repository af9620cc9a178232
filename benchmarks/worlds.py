"""The demo district in a store of its own, made once a run."""

from __future__ import annotations

from datetime import date
from functools import cache

from planner import flow
from planner.config import load_config

DAY = date(2026, 12, 20)


@cache
def district() -> flow.Store:
    """A store in memory with the demo district."""
    store = flow.open_store("memory:")
    flow.sample(store, load_config(), world="district", seed=7, today=DAY)
    return store
