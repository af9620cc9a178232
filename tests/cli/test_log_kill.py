"""The writer of a surge's log is killed at random moments: nothing acknowledged is lost, nothing is half."""

from __future__ import annotations

import multiprocessing
import random
from pathlib import Path

import pytest

from planner.store import open_store
from planner.surge.live import state_of
from tests.cli.log_child import seal, tell_until_killed

LONGEST_S = 0.2


def _context() -> multiprocessing.context.BaseContext:
    """Processes that start from one that has everything imported, where the system can; else fresh ones."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.cli.log_child"])
    return context


def _start_and_kill(url: str, seed: int, delay_s: float) -> list[tuple[str, int, str]]:
    context = _context()
    mine, its = context.Pipe(duplex=False)
    child = context.Process(target=tell_until_killed, args=(url, seed, its), daemon=True)  # type: ignore[attr-defined]
    child.start()
    its.close()
    said: list[tuple[str, int, str]] = []
    assert mine.recv() == ("", 0, "ready")
    child.join(delay_s)
    child.kill()
    try:
        while True:
            said.append(mine.recv())
    except (EOFError, OSError):  # the pipe ends where the process was killed
        child.join()
        mine.close()
    return said


def check_kills(tmp_path: Path, kills: int) -> int:
    """Kill the writer so often on one store; how many entries it holds in the end."""
    url, draw = str(tmp_path / "log.db"), random.Random(3)
    acknowledged: dict[tuple[str, int], str] = {}
    entries = unsaid = 0
    for number in range(kills):
        for name, version, sealed in _start_and_kill(url, number, draw.uniform(0, LONGEST_S)):
            assert acknowledged.get((name, version), sealed) == sealed
            acknowledged[name, version] = sealed
    with open_store(url) as store:
        assert store.verify() == []
        for stream in store.streams("surge/"):
            name, events = stream.removeprefix("surge/"), store.replay(stream)
            assert [event.version for event in events] == list(range(1, len(events) + 1))
            state = None
            entries += len(events)
            for event in events:
                state = state_of([event], state)
                assert state.trail[-1].fault == ""
                sealed_then = acknowledged.pop((name, event.version), None)
                unsaid += sealed_then is None
                assert sealed_then in (None, seal(state))
            assert state == state_of(events)
    assert acknowledged == {}
    assert unsaid <= kills
    return entries


def test_a_killed_writer_loses_nothing_acknowledged(tmp_path: Path) -> None:
    """Thirty kills at random moments; `make soak` does three hundred."""
    assert check_kills(tmp_path, 30) > 30


@pytest.mark.soak
def test_three_hundred_kills_lose_nothing_acknowledged(tmp_path: Path) -> None:
    """The same, three hundred times."""
    assert check_kills(tmp_path, 300) > 300
