"""The only door to the constraint solver: models, a run with limits, and the reasons when nothing fits."""

from planner.solver.encoding import Encoding, Model, Switch, new_model, total, weighted
from planner.solver.explain import Conflict, why_not
from planner.solver.linear import LinearProgram, Priced
from planner.solver.mixed import solve_mixed
from planner.solver.run import Progress, Solved, solve

__all__ = [
    "Conflict",
    "Encoding",
    "LinearProgram",
    "Model",
    "Priced",
    "Progress",
    "Solved",
    "Switch",
    "new_model",
    "solve",
    "solve_mixed",
    "total",
    "weighted",
    "why_not",
]
