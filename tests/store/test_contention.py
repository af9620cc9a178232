"""Several writers at once: no lost update, no lock error, nobody starves."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from planner.store import SqliteStore
from planner.tables import OfficerTable
from tests.store.frames import BY, officers
from tests.store.writers import count_up, processes


@pytest.mark.parametrize("writers", [2, 4])
def test_processes_raise_one_counter_and_no_rise_is_lost(path: Path, writers: int) -> None:
    """Each raises it 15 times from what it read: the end is writers x 15, and every appended row is there."""
    times = 15
    context = processes()
    ears, children = [], []
    for writer in range(writers):
        hear, tell = context.Pipe(duplex=False)
        child = context.Process(target=count_up, args=(path, writer, times, tell))
        child.start()
        tell.close()
        ears.append(hear)
        children.append(child)
    for hear in ears:
        hear.recv()  # EOFError when its writer failed
        hear.close()
    for child in children:
        child.join()
    assert [child.exitcode for child in children] == [0] * writers
    with SqliteStore(path) as store:
        events = store.replay("counter")
        assert [event.body["value"] for event in events] == list(range(1, writers * times + 1))
        assert sorted(store.read(OfficerTable)["officer"]) == sorted(
            f"{w}:{t}" for w in range(writers) for t in range(times)
        )
        assert store.verify() == []


def test_threads_share_one_store(path: Path) -> None:
    """Four threads append and read through one object; all rows are there, in one whole log."""
    faults: list[BaseException] = []
    with SqliteStore(path) as store:

        def work(who: int) -> None:
            try:
                for turn in range(8):
                    store.append(OfficerTable, officers(f"{who}:{turn}"), by=BY)
                    assert f"{who}:{turn}" in set(store.read(OfficerTable)["officer"])
            except BaseException as fault:
                faults.append(fault)
                raise

        threads = [threading.Thread(target=work, args=(who,)) for who in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert faults == []
        assert store.count(OfficerTable) == 32
        assert store.verify() == []
