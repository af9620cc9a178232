"""What runs in the process of the second line: reads jobs from its input until that is closed."""

from __future__ import annotations

import importlib
import os
import signal
import sys
import traceback
from typing import IO

from planner.patrol.engine_beside import Beside, Found, News
from planner.patrol.engine_process import READY, Order, Told, read, write

NICE = 5
MARGIN = 0.03  # of a second: to read the answer back and send it


def serve(source: IO[bytes], sink: IO[bytes]) -> None:
    """Answer each order that comes, until the source is closed."""
    write(sink, READY)
    while True:
        try:
            order: Order = read(source)
        except EOFError:
            return
        write(sink, _answer(order, source, sink))


def _answer(order: Order, source: IO[bytes], sink: IO[bytes]) -> Told:
    def exchange(found: Found) -> News:
        write(sink, Told(found))
        news: News = read(source)
        return news

    try:
        return Told(Beside(order.job, order.seed, order.seconds - MARGIN, exchange).work(), is_done=True)
    except Exception:  # noqa: BLE001  # told to the process that asked
        return Told(Found(None, None, 0), fault=traceback.format_exc())


def main() -> None:
    """Serve on the standard pipes; what libraries print goes elsewhere."""
    for slow in ("pyvrp", "scipy.optimize"):  # before a job comes
        importlib.import_module(slow)
    if hasattr(os, "nice"):  # where cores are short the first line goes first
        os.nice(NICE)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends this process
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as sink:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        serve(sys.stdin.buffer, sink)


if __name__ == "__main__":
    main()
