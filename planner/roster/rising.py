"""A bound that rises while the search goes on, and the relaxed roster that the search may follow."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Sequence

from planner.roster.bound import WEEK, sound
from planner.roster.problem import RosterProblem
from planner.roster.relaxed import Guide, Relaxed
from planner.roster.stretches import stretches

WAIT_S = 0.05
"""How often somebody who waits for the bound is asked whether to go on."""
TOGETHER = 100_000
"""Classes of officers times kinds of duties that are looked at in one program, at most; of more, weeks are."""
MOST_SECONDS = 30.0
"""Seconds for one program, at most: it cannot be stopped, and who cancels should not wait long."""


def guided(problem: RosterProblem, *, rules: Collection[str], seconds: float) -> tuple[int, Guide] | None:
    """A cost that no roster goes below, and the relaxed roster that costs it; None when the time did not suffice."""
    relaxed = Relaxed(sound(problem, rules), rules, coarse=True)
    return relaxed.lowest(seconds=min(seconds, MOST_SECONDS)) if relaxed.size <= TOGETHER else None


class RisingBound:
    """A bound that is sought while the search goes on, in a thread of its own; `value` is the highest so far.

    Without `known` it begins week by week. Then all days together, as finely as can be, and then with whole officers:
    together where floors tie the weeks, else week by week.
    """

    def __init__(
        self, problem: RosterProblem, *, rules: Collection[str], seconds: float, known: int | None = None
    ) -> None:
        self.value = known or 0
        self._is_known = known is not None
        self._problem = sound(problem, rules)
        self._rules = tuple(rules)
        self._ends = time.monotonic() + seconds
        self._stopped = False
        # no daemon: a program that ends while the engine runs is aborted by the engine's own threads
        self._thread = threading.Thread(target=self._work, name="bound", daemon=False)
        self._thread.start()

    def _left(self) -> float:
        return 0.0 if self._stopped else min(MOST_SECONDS, self._ends - time.monotonic())

    def _work(self) -> None:
        weeks = stretches(self._problem, days=WEEK)
        by_week = [0] * len(weeks)
        if not self._is_known:
            by_week = [self._of(True, week) for week in weeks]
            self._raise(sum(by_week))
        self._raise(self._of(False, None))
        if self._problem.floors:
            self._raise(self._of(True, None, whole=True))
            return
        for number, week in enumerate(weeks):
            by_week[number] = max(by_week[number], self._of(False, week))
            self._raise(sum(by_week))
        for number, week in enumerate(weeks):
            share = self._left() / (len(weeks) - number)
            by_week[number] = max(by_week[number], self._of(False, week, whole=True, seconds=share))
            self._raise(sum(by_week))

    def _of(
        self, coarse: bool, duties: Sequence[int] | None, *, whole: bool = False, seconds: float = MOST_SECONDS
    ) -> int:
        """The lowest cost of these duties; 0 when it is too much for the time."""
        left = min(self._left(), seconds)
        if left <= 0:
            return 0
        relaxed = Relaxed(self._problem, self._rules, coarse=coarse, duties=duties)
        found = relaxed.lowest(seconds=min(left, self._left()), whole=whole) if relaxed.size <= TOGETHER else None
        return 0 if found is None else found[0]

    def _raise(self, found: int) -> None:
        self.value = max(self.value, found)

    def wait(self, stop: Callable[[], bool]) -> int:
        """What was found when it ended or `stop` said so."""
        while self._thread.is_alive() and not stop():
            self._thread.join(WAIT_S)
        self._stopped = True
        return self.value
