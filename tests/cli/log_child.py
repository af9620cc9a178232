"""Writes random entries into the log of a surge without end, telling its parent each that is kept, until killed."""

from __future__ import annotations

import hashlib
import random
from datetime import datetime, timedelta
from multiprocessing.connection import Connection

from planner.config import load_config
from planner.core.errors import InputError
from planner.flow.live import open_surge, state_named, tell
from planner.store import open_store
from planner.surge.live_state import SurgeState
from tests.surge.live_worlds import START, alarm_row, drawn


def seal(state: SurgeState) -> str:
    """A short hash of everything that is known."""
    return hashlib.sha256(repr(state).encode("utf-8")).hexdigest()[:16]


def tell_until_killed(url: str, seed: int, pipe: Connection) -> None:
    """Go on with the last log of this store, or open a new one; sends (log, version, seal) after each entry."""
    draw, config = random.Random(seed), load_config()
    with open_store(url) as store:
        names = store.streams("surge/")
        pipe.send(("", 0, "ready"))
        name = names[-1].removeprefix("surge/") if names else ""
        while True:
            state = state_named(store, name) if name else SurgeState()
            if not name or state.ended is not None or state.version > 60:
                number = len(store.streams("surge/")) + 1
                name = open_surge(store, config, [alarm_row(1)], at=START, name=f"K{number:04d}", by="C-1")
            else:
                said = drawn(state, draw, _clock(state) + timedelta(minutes=draw.choice((0, 1, 5))))
                try:
                    tell(
                        store, config, name, said.kind, said.body, at=datetime.fromisoformat(said.body["at"]), by="C-1"
                    )
                except InputError:
                    continue  # it cannot be, and nothing is recorded
            state = state_named(store, name)
            pipe.send((name, state.version, seal(state)))


def _clock(state: SurgeState) -> datetime:
    return max((one.at for one in state.trail if one.at is not None), default=START)
