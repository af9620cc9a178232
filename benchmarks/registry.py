"""What a benchmark is: a name, a size, a piece of work, and a baseline that does the same job another way."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

ROUNDS = 3


@dataclass(frozen=True)
class Case:
    """One figure. `prepare` makes what `work` and `baseline` take; both give something `agree` can compare."""

    name: str
    size: str
    prepare: Callable[[], Any]
    work: Callable[[Any], Any]
    baseline_name: str = ""
    baseline: Callable[[Any], Any] | None = None
    agree: Callable[[Any, Any], bool] | None = None
    note: Callable[[Any], str] | None = None
    rounds: int = ROUNDS


@dataclass(frozen=True)
class Figure:
    """Seconds of wall time: median and spread of the rounds; the ratio says how many times the baseline takes."""

    name: str
    size: str
    seconds: float
    spread: float
    baseline_name: str = ""
    baseline_seconds: float | None = None
    note: str = ""
    ratio: float | None = field(default=None)


def timed(work: Callable[[], Any], rounds: int) -> tuple[float, float, Any]:
    """Median and spread (largest less smallest) of so many rounds, and the last answer."""
    seconds = []
    answer = None
    for _ in range(rounds):
        started = time.perf_counter()
        answer = work()
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds), max(seconds) - min(seconds), answer


def measure(case: Case) -> Figure:
    """Run a case and its baseline in turn; AssertionError when their answers do not agree."""
    given = case.prepare()
    seconds, spread, ours = timed(lambda: case.work(given), case.rounds)
    note = case.note(ours) if case.note else ""
    if case.baseline is None:
        return Figure(case.name, case.size, seconds, spread, note=note)
    baseline = case.baseline
    theirs_s, _, theirs = timed(lambda: baseline(given), case.rounds)
    if case.agree is not None:
        assert case.agree(ours, theirs), f"{case.name}: the baseline gives another answer"
    return Figure(case.name, case.size, seconds, spread, case.baseline_name, theirs_s, note, theirs_s / seconds)
