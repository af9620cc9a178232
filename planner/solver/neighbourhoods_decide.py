"""One part of a program decided by the constraint solver, which starts from the values that it has."""

from __future__ import annotations

import math

import numpy as np
from ortools.sat.python import cp_model

from planner.solver.neighbourhoods_program import Part, Program, Values, model_of

_LINEAR = 2
"""Level of linear relaxation: all of it. Parts of rosters are proven four times as soon as by level 1."""
_LEAST_SECONDS = 0.02


def decide(program: Program, start: Values | None, *, seconds: float, work: float, seed: int = 0) -> Part:
    """The best values found within `seconds` of wall time and `work` units of the solver; never worse than `start`.

    `start`, if there is one, keeps the rows. The same program, start and seed give the same values unless the clock
    ends it. All factors and limits are whole numbers.
    """
    model, variables = model_of(program)
    if start is not None:
        for variable, value in zip(variables, start.tolist(), strict=True):
            model.add_hint(variable, round(value))
    solver = cp_model.CpSolver()
    settings = solver.parameters
    # the solver would leave Ctrl-C without any handler of ours behind
    settings.catch_sigint_signal = False
    settings.num_workers = 1
    settings.linearization_level = _LINEAR
    settings.random_seed = seed % 2**31
    settings.max_time_in_seconds = max(_LEAST_SECONDS, seconds)
    settings.max_deterministic_time = work
    code = solver.solve(model)
    if code not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        # ended before even the values that it was given were taken up
        return Part(None, -math.inf, 0, False, solver.wall_time < seconds)
    values = np.array(solver.values(variables).tolist(), dtype=float) if variables else np.zeros(0)
    proven = code == cp_model.OPTIMAL
    ended = proven or solver.wall_time < seconds
    return Part(values, float(solver.best_objective_bound), solver.num_branches, proven, ended)
