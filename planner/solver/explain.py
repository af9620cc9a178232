"""Why nothing fits: the switches of the rules that cannot hold together."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from planner.core.plan import Status
from planner.solver.encoding import Encoding, Switch
from planner.solver.run import Solved, solve


@dataclass(frozen=True, slots=True)
class Conflict:
    """Switches that cannot all hold. `is_smallest`: each was tried, and none can be left out."""

    switches: tuple[Switch, ...]
    is_smallest: bool


def why_not(
    encoding: Encoding,
    *,
    seconds: float,
    seed: int = 0,
    shrink_seconds: float = 0.0,
    cancel: Callable[[], bool] | None = None,
) -> Conflict | None:
    """The rules that meet, or None when the model is possible after all or the time did not suffice.

    The encoding must have been made with `explaining`. Its objective is removed first: with an objective the solver
    blames every switch. The solver's core is sufficient, not smallest; `shrink_seconds` are spent on leaving switches
    out one by one.
    """
    if not encoding.explaining:
        raise ValueError("why_not needs an encoding made with explaining=True")
    encoding.model.clear_objective()  # type: ignore[no-untyped-call]
    encoding.model.clear_hints()  # type: ignore[no-untyped-call]
    solved = _assume(encoding, tuple(encoding.switches), seconds, seed, cancel)
    if solved.status is not Status.IMPOSSIBLE:
        return None
    core = solved.core(encoding.switches)
    return _shrink(encoding, core, shrink_seconds, seed, cancel)


def _assume(
    encoding: Encoding, switches: tuple[Switch, ...], seconds: float, seed: int, cancel: Callable[[], bool] | None
) -> Solved:
    encoding.model.clear_assumptions()
    encoding.model.add_assumptions([encoding.switches[s] for s in switches])
    # one worker: only a single search reports which assumptions it used
    return solve(encoding.model, seconds=seconds, seed=seed, workers=1, cancel=cancel)


def _shrink(
    encoding: Encoding, core: tuple[Switch, ...], seconds: float, seed: int, cancel: Callable[[], bool] | None
) -> Conflict:
    """Leave switches out, half of them at a time, then a quarter, at last one by one, as long as a conflict remains."""
    ends = time.monotonic() + seconds
    kept = list(core)
    size = max(1, len(kept) // 2)
    while True:
        place = 0
        while place < len(kept):
            remaining = ends - time.monotonic()
            if remaining <= 0 or (cancel is not None and cancel()):
                return Conflict(tuple(kept), is_smallest=False)
            fewer = (*kept[:place], *kept[place + size :])
            solved = _assume(encoding, fewer, remaining, seed, cancel)
            if solved.status is Status.IMPOSSIBLE:
                blamed = set(solved.core(encoding.switches))
                # what lies before `place` has been tried already and may now be gone as well
                place = sum(switch in blamed for switch in kept[:place])
                kept = [switch for switch in fewer if switch in blamed]
            elif solved.has_answer:
                place += size
            else:
                return Conflict(tuple(kept), is_smallest=False)
        if size == 1:
            return Conflict(tuple(kept), is_smallest=True)
        size = max(1, min(size // 2, len(kept) // 2))
