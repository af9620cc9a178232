"""What the command line writes: one JSON document or a few lines on standard output, messages on standard error."""

from __future__ import annotations

import io
import json
import signal
import sys
import threading
from collections.abc import Iterable, Mapping, Sequence
from types import FrameType
from typing import Any

from planner.core.bidi import plain


def speak_utf8() -> None:
    """Urdu must survive a Windows console."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def say(text: str) -> None:
    """A message for the person, on standard error."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def say_fault(text: str) -> None:
    """What is wrong, on standard error."""
    say(f"hifazat: {text}")


def give_json(document: Any) -> None:
    """One JSON document on standard output; a number that is not finite is a fault."""
    json.dump(document, sys.stdout, ensure_ascii=False, indent=1, allow_nan=False)
    sys.stdout.write("\n")


def give_lines(lines: Iterable[str]) -> None:
    """Lines on standard output, without marks of direction: a terminal prints them as boxes."""
    for line in lines:
        sys.stdout.write(f"{plain(line)}\n")


def as_lines(rows: Sequence[Mapping[str, Any]], columns: list[str], *, most: int = 40) -> list[str]:
    """Rows as aligned text: at most `most`, and how many more there are."""
    shown = [[_short(row.get(c)) for c in columns] for row in rows[:most]]
    widths = [max(len(c), *(len(r[i]) for r in shown)) if shown else len(c) for i, c in enumerate(columns)]
    lines = ["  ".join(c.ljust(w) for c, w in zip(columns, widths, strict=True)).rstrip()]
    lines += ["  ".join(v.ljust(w) for v, w in zip(r, widths, strict=True)).rstrip() for r in shown]
    if len(rows) > most:
        lines.append(f"... and {len(rows) - most} more; --json gives all")
    return lines


def _short(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.4g}"
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "..."


class Counter:
    """Progress in one line of a terminal; silent where standard error is a file."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.is_live = sys.stderr.isatty()

    def show(self, text: str) -> None:
        """Replace the line."""
        if self.is_live:
            sys.stderr.write(f"\r{self.what}: {text}\x1b[K")
            sys.stderr.flush()

    def end(self) -> None:
        """Leave the line."""
        if self.is_live:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


class Stopper:
    """Ctrl-C asks a search to stop and to keep its best so far; a second one ends the program at once."""

    def __init__(self, keeps: str = "the best plan so far is kept") -> None:
        self._is_asked = False
        self._keeps = keeps

    def __enter__(self) -> Stopper:
        # only the main thread may choose what a signal does; elsewhere Ctrl-C ends the program as ever
        self._is_main = threading.current_thread() is threading.main_thread()
        if self._is_main:
            self._before = signal.signal(signal.SIGINT, self._ask)
        return self

    def __exit__(self, *_: object) -> None:
        if self._is_main:
            signal.signal(signal.SIGINT, self._before)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        if self._is_asked:
            raise KeyboardInterrupt
        self._is_asked = True
        say(f"Stopping: {self._keeps}. Ctrl-C once more keeps nothing.")

    def is_asked(self) -> bool:
        """True once somebody wants to stop."""
        return self._is_asked


def span(days: int) -> str:
    """`1 day`, `28 days`."""
    return f"{days} day{'s' if days != 1 else ''}"
