"""How long the exact answer may take, and who may stop it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from planner.solver import Progress, Solved, solve, solve_mixed
from planner.surge.bound import IsOver
from planner.surge.exact import Exact

Told = Callable[[Progress], None] | None
Cancelled = Callable[[], bool] | None

LEAST_SECONDS = 0.05
"""What a run gets even when the time is up, so that it can hand back what it starts from."""
POLL_S = 0.1
"""How often `cancel` is asked while no solver runs."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long the stages may run: `seconds` from `began`, a moment of `time.monotonic`."""

    began: float
    seconds: float
    seed: int
    progress: Told = None
    cancel: Cancelled = None

    def left(self, share: float) -> float:
        """Seconds until a share of the time is over."""
        return self.began + share * self.seconds - time.monotonic()

    def over(self, share: float) -> IsOver:
        """Tells whether a share of the time is over or the search was cancelled; asks the latter now and then."""
        next_question = 0.0
        is_cancelled = False

        def is_over() -> bool:
            nonlocal next_question, is_cancelled
            if self.cancel is not None and not is_cancelled and time.monotonic() >= next_question:
                next_question = time.monotonic() + POLL_S
                is_cancelled = self.cancel()
            return is_cancelled or self.left(share) < 0

        return is_over

    def run(self, exact: Exact, share: float) -> Solved:
        """Run the model for at most a share of the whole time."""
        return solve(
            exact.enc.model,
            seconds=max(LEAST_SECONDS, min(share * self.seconds, self.left(1))),
            seed=self.seed,
            # one search proves these models several times sooner than strategies that take turns, and repeats itself
            workers=1,
            repeatable=False,
            progress=self.progress,
            cancel=self.cancel,
        )

    def run_large(self, exact: Exact, share: float) -> Solved:
        """The same by the other engine, which is the quicker one for a large model that has nothing to optimise."""
        seconds = max(LEAST_SECONDS, min(share * self.seconds, self.left(1)))
        return solve_mixed(exact.enc.model, seconds=seconds, cancel=self.cancel)

    def relaxed(self, exact: Exact, share: float) -> int | None:
        """A bound on the objective from the model without whole numbers; None when the time did not suffice."""
        seconds = max(LEAST_SECONDS, min(share * self.seconds, self.left(1)))
        return solve_mixed(exact.enc.model, seconds=seconds, whole=(), cancel=self.cancel).bound
