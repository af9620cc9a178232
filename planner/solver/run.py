"""One run of the solver: limits, seed, progress, cancel; and what came of it.

The same model and seed give the same answer on every machine, whatever its number of cores, as long as the run ends by
proof or by its work limit: the search runs interleaved (strategies take turns in a fixed order) and work is counted in
the solver's own deterministic units, not in seconds. The clock is a second limit; a run that is ended by the clock or
by `cancel` may differ next time, and `Solved.is_repeatable` says so.
"""

from __future__ import annotations

import math
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ortools.sat.python import cp_model

from planner.core.plan import Status
from planner.solver.encoding import Expression, Literal, Model, Switch

MAX_WORKERS = 8
"""More cores than this bring nothing for models of our size."""
BATCH = 8
"""Strategies between two exchanges of what was found. Fixed, or the answer would depend on the number of workers."""
WORK_PER_SECOND = 0.25
"""Work units allowed per second of the limit; two busy cores do 0.3 to 0.5 a second, so that work ends first."""
POLL_S = 0.1
"""How often progress is told and `cancel` asked."""

_STATUS = {
    cp_model.OPTIMAL: Status.OPTIMAL,
    cp_model.FEASIBLE: Status.GOOD,
    cp_model.INFEASIBLE: Status.IMPOSSIBLE,
    cp_model.UNKNOWN: Status.OUT_OF_TIME,
}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come; `best` and `bound` are None until there is one. `seconds` is wall time."""

    seconds: float
    best: int | None = None
    bound: int | None = None


@dataclass(frozen=True, slots=True)
class Solved:
    """What came of a run. `objective` is None without an answer; a model without objective has 0 for both."""

    status: Status
    objective: int | None
    bound: int | None
    seconds: float
    is_repeatable: bool
    _solver: Any = field(repr=False, compare=False)

    @property
    def has_answer(self) -> bool:
        """True when variables have values."""
        return self.objective is not None

    def value(self, expression: Expression) -> int:
        """The value of a variable or expression in the answer."""
        return int(self._solver.value(expression))

    def is_on(self, literal: Literal) -> bool:
        """True when a 0/1 variable is 1 in the answer."""
        return bool(self._solver.boolean_value(literal))

    def core(self, switches: dict[Switch, Literal]) -> tuple[Switch, ...]:
        """The assumed switches that together make the model impossible; sufficient, not always the fewest."""
        blamed = set(self._solver.sufficient_assumptions_for_infeasibility())
        return tuple(switch for switch, literal in switches.items() if literal.index in blamed)


def default_workers() -> int:
    """As many workers as cores (more on fewer cores is much worse); at least 2, at most `MAX_WORKERS`."""
    return max(2, min(MAX_WORKERS, os.cpu_count() or 2))


def solve(
    model: Model,
    *,
    seconds: float,
    seed: int = 0,
    workers: int | None = None,
    repeatable: bool = True,
    work: float | None = None,
    gap: float = 0.0,
    progress: Callable[[Progress], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> Solved:
    """Search for at most `seconds` of wall time.

    `work` is the limit in deterministic units, else it follows from `seconds` (`WORK_PER_SECOND`). `gap` ends the run
    once (objective - bound) / objective is at most this. `repeatable=False` lets the workers run free: sometimes
    faster, never twice the same. `progress` and `cancel` are called in the caller's thread, about ten times a second;
    what they raise ends the run and is raised here.

    Raises ValueError when the model itself is malformed.
    """
    solver = cp_model.CpSolver()
    settings = solver.parameters
    # the solver would leave Ctrl-C without any handler of ours behind
    settings.catch_sigint_signal = False
    settings.max_time_in_seconds = max(0.01, seconds)
    settings.random_seed = seed % 2**31
    settings.num_workers = workers or default_workers()
    settings.relative_gap_limit = gap
    if repeatable:
        settings.interleave_search = True
        settings.interleave_batch_size = BATCH
        settings.max_deterministic_time = max(0.01, seconds * WORK_PER_SECOND if work is None else work)
    watch = _Watch()
    solver.best_bound_callback = watch.take_bound
    code, cancelled = _run(solver, model, watch, progress, cancel)
    if code == cp_model.MODEL_INVALID:
        raise ValueError(f"the model is malformed: {model.validate()}")
    status = _STATUS[code]
    found = status in (Status.OPTIMAL, Status.GOOD)
    by_clock = solver.wall_time >= seconds
    objective = bound = 0 if found else None
    if model.has_objective():
        objective = round(solver.objective_value) if found else None
        bound = _whole(solver.best_objective_bound, model) if status is not Status.IMPOSSIBLE else None
    proven = status in (Status.OPTIMAL, Status.IMPOSSIBLE)
    return Solved(
        status=status,
        objective=objective,
        bound=bound,
        seconds=solver.wall_time,
        is_repeatable=(repeatable or settings.num_workers == 1) and not cancelled and (proven or not by_clock),
        _solver=solver,
    )


def _run(
    solver: Any,
    model: Model,
    watch: _Watch,
    progress: Callable[[Progress], None] | None,
    cancel: Callable[[], bool] | None,
) -> tuple[Any, bool]:
    if progress is None and cancel is None:
        return solver.solve(model, watch), False
    ended = threading.Event()
    outcome: list[Any] = []

    def work() -> None:
        try:
            outcome.append(solver.solve(model, watch))
        finally:
            ended.set()

    thread = threading.Thread(target=work, name="solver", daemon=True)
    thread.start()
    cancelled = False
    try:
        while not ended.wait(POLL_S):
            if progress is not None:
                progress(watch.seen())
            if cancel is not None and not cancelled and cancel():
                cancelled = True
                # the search may not have begun: stop it again at each poll until it has ended
            if cancelled:
                solver.stop_search()
    except BaseException:
        while not ended.wait(POLL_S):
            solver.stop_search()
        raise
    finally:
        thread.join()
    if progress is not None:
        progress(watch.seen())
    if not outcome:
        raise RuntimeError("the solver's thread ended without an answer")
    return outcome[0], cancelled


def _whole(bound: float, model: Model) -> int | None:
    """The bound of an integer objective may be rounded towards the objective."""
    if not math.isfinite(bound):
        return None
    is_maximised = model.model_proto.objective.scaling_factor < 0
    return math.floor(bound + 1e-6) if is_maximised else math.ceil(bound - 1e-6)


class _Watch(cp_model.CpSolverSolutionCallback):
    """Keeps the latest best answer and bound; the solver calls it from its own thread."""

    def __init__(self) -> None:
        super().__init__()
        self._best: int | None = None
        self._bound: int | None = None
        self._began = time.monotonic()

    def on_solution_callback(self) -> None:
        self._best = round(self.objective_value)

    def take_bound(self, bound: float) -> None:
        """Called by the solver with each better bound."""
        self._bound = math.ceil(bound - 1e-6)

    def seen(self) -> Progress:
        """What is known now."""
        return Progress(time.monotonic() - self._began, self._best, self._bound)
