"""A process for the second line, so that the first keeps a core to itself: started once, kept for the next job.

Started as a child of this Python with pipes, not by `multiprocessing`, which would run the caller's own script again
(a page of the screens, for one). What comes through the pipes is pickled by this project alone.
"""

from __future__ import annotations

import atexit
import os
import pickle
import subprocess
import sys
import threading
from dataclasses import dataclass
from time import perf_counter
from typing import IO, Any

from planner.patrol.engine import Job
from planner.patrol.engine_beside import Exchange, Found

MODULE = "planner.patrol.engine_child"
READY = "ready"


class LineLost(Exception):
    """The process of the second line cannot be started, or has ended without an answer."""


@dataclass(frozen=True, slots=True)
class Order:
    """A job for the second line: from which seed, and for how long from the moment it is read."""

    job: Job
    seed: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Told:
    """What the process says: how far it is, that it is done, or what went wrong."""

    found: Found
    is_done: bool = False
    fault: str | None = None


def write(pipe: IO[bytes], message: Any) -> None:
    """Send a message."""
    pickle.dump(message, pipe, protocol=pickle.HIGHEST_PROTOCOL)
    pipe.flush()


def read(pipe: IO[bytes]) -> Any:
    """The next message; EOFError when the other end is closed."""
    return pickle.load(pipe)  # noqa: S301  # our own child, or our own parent


class Line:
    """A running process of the second line."""

    def __init__(self) -> None:
        paths = os.pathsep.join(path or os.getcwd() for path in sys.path)  # noqa: PTH109
        if not sys.executable or getattr(sys, "frozen", False):
            raise LineLost("This Python cannot be started a second time.")
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-m", MODULE],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": paths},
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as fault:
            raise LineLost(str(fault)) from fault
        self._is_ready = False

    def work(self, job: Job, seed: int, deadline: float, exchange: Exchange) -> Found:
        """The answer of a second line that ends at `deadline` of the performance counter; LineLost when it fails."""
        into, out = self._process.stdin, self._process.stdout
        if into is None or out is None:
            raise LineLost("The second line has no pipes.")
        try:
            if not self._is_ready:
                if read(out) != READY:
                    raise LineLost("The second line does not speak as expected.")
                self._is_ready = True
            write(into, Order(job, seed, max(0.0, deadline - perf_counter())))
            while True:
                told: Told = read(out)
                if told.fault is not None:
                    raise LineLost(told.fault)
                if told.is_done:
                    return told.found
                write(into, exchange(told.found))
        except (OSError, EOFError, pickle.UnpicklingError, ValueError) as fault:
            raise LineLost(str(fault)) from fault

    def end(self) -> None:
        """End the process, whatever it does; whoever waits for it in `work` is told by LineLost."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """End the process and close its pipes; nobody may be in `work`."""
        self.end()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:  # what was still to be written has no reader any more
                    continue


_spare: list[Line] = []
_lock = threading.Lock()


def take() -> Line:
    """The kept process, or a new one."""
    with _lock:
        return _spare.pop() if _spare else Line()


def give_back(line: Line) -> None:
    """Keep a process that has answered for the next job; one is kept."""
    with _lock:
        if not _spare:
            _spare.append(line)
            return
    line.close()


@atexit.register
def close_spare() -> None:
    """End the process that is kept."""
    with _lock:
        while _spare:
            _spare.pop().close()
