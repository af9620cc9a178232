"""The other engine: a model solved as a mixed-integer program. HiGHS through SciPy.

For models whose linear relaxation is tight (rosters: who covers what) it proves in seconds what CP-SAT does not find
in minutes. It takes no hints and cannot be told to stop; the same model gives the same answer unless the clock ends it.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from ortools.sat.python import cp_model
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

from planner.core.plan import Status
from planner.solver.encoding import Expression, Model
from planner.solver.run import POLL_S, Solved

_UNBOUNDED = 2**60
_OPTIMAL, _LIMIT, _INFEASIBLE = 0, 1, 2
_TOLERANCE = 1e-5


def solve_mixed(
    model: Model,
    *,
    seconds: float,
    gap: float = 0.0,
    whole: Collection[Any] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> Solved:
    """Search for at most `seconds`, until (objective - bound) / objective is at most `gap`.

    With `whole`, only these variables take whole numbers: quicker, and for the others the answer has the nearest ones,
    which may break constraints. The objective must be over `whole`.

    `cancel` is asked about ten times a second in the caller's thread; after it the engine's own thread still runs to
    its time limit, unheard, and the program does not end before it has.

    Raises ValueError for a constraint that is neither linear nor a clause.
    """
    began = time.monotonic()
    program = _Program()
    proto = model.model_proto
    for constraint in proto.constraints:
        program.add(constraint)
    count = len(proto.variables)
    domains = [list(variable.domain) for variable in proto.variables]
    cost = np.zeros(count)
    for variable, factor in zip(proto.objective.vars, proto.objective.coeffs, strict=True):
        cost[variable] = factor
    offset = proto.objective.offset
    integrality = np.ones(count)
    if whole is not None:
        integrality[:] = 0
        integrality[[variable.index for variable in whole]] = 1
    answers: list[Any] = []

    def work() -> None:
        answers.append(
            milp(
                cost,
                integrality=integrality,
                bounds=Bounds([d[0] for d in domains], [d[-1] for d in domains]),
                constraints=program.constraints(count),
                options={"time_limit": max(0.01, seconds - (time.monotonic() - began)), "mip_rel_gap": gap},
            )
        )

    # no daemon: a program that ends while the engine runs is aborted by the engine's own threads
    thread = threading.Thread(target=work, name="mixed-integer program", daemon=False)
    thread.start()
    while thread.is_alive():
        thread.join(POLL_S)
        if cancel is not None and thread.is_alive() and cancel():
            return Solved(Status.OUT_OF_TIME, None, None, time.monotonic() - began, False, _Values(()))
    if not answers:
        raise RuntimeError("the mixed-integer program ended without an answer")
    found = answers[0]
    spent = time.monotonic() - began
    if found.status == _INFEASIBLE:
        return Solved(Status.IMPOSSIBLE, None, None, spent, True, _Values(()))
    ended = found.status == _OPTIMAL
    dual = getattr(found, "mip_dual_bound", None)
    if dual is None and ended:
        dual = found.fun  # without whole numbers there is no search, and the lowest cost is its own bound
    bound = math.ceil(dual + offset - _TOLERANCE) if dual is not None and math.isfinite(dual) else None
    if found.x is None:
        return Solved(Status.OUT_OF_TIME, None, bound, spent, False, _Values(()))
    values = tuple(int(v) for v in np.rint(found.x))
    objective = round(float(cost @ np.rint(found.x)) + offset)
    if bound is not None and bound >= objective:
        bound, status = objective, Status.OPTIMAL
    else:
        status = Status.GOOD
    return Solved(status, objective, bound, spent, ended, _Values(values))


@dataclass(frozen=True, slots=True)
class _Values:
    """Looks up what a variable or expression is worth, as the constraint solver's own object does."""

    of: Sequence[int]

    def value(self, expression: Expression) -> int:
        flat = cp_model.FlatIntExpr(expression)
        return int(sum(c * self.of[v.index] for v, c in zip(flat.vars, flat.coeffs, strict=True)) + flat.offset)

    def boolean_value(self, literal: Any) -> bool:
        index = literal.index
        return bool(self.of[index]) if index >= 0 else not self.of[-index - 1]


@dataclass(slots=True)
class _Program:
    """Rows of a sparse matrix with their limits."""

    rows: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)

    def add(self, constraint: Any) -> None:
        """A constraint of the model as rows."""
        unless = [-literal - 1 for literal in constraint.enforcement_literal]
        if constraint.has_bool_or():
            self.clause([*constraint.bool_or.literals, *unless])
        elif constraint.has_bool_and():
            for literal in constraint.bool_and.literals:
                self.clause([literal, *unless])
        elif constraint.has_at_most_one() and not unless:
            self.literals(list(constraint.at_most_one.literals), -math.inf, 1)
        elif constraint.has_exactly_one() and not unless:
            self.literals(list(constraint.exactly_one.literals), 1, 1)
        elif constraint.has_linear() and not unless and len(constraint.linear.domain) == 2:
            domain = list(constraint.linear.domain)
            low = domain[0] if domain[0] > -_UNBOUNDED else -math.inf
            high = domain[1] if domain[1] < _UNBOUNDED else math.inf
            self.row(list(constraint.linear.vars), list(constraint.linear.coeffs), low, high)
        else:
            raise ValueError(f"neither linear nor a clause: {constraint}")

    def clause(self, literals: list[int]) -> None:
        """At least one literal is true."""
        self.literals(literals, 1, math.inf)

    def literals(self, literals: list[int], low: float, high: float) -> None:
        """As many literals are true; a negated one is 1 minus its variable."""
        negated = sum(literal < 0 for literal in literals)
        variables = [literal if literal >= 0 else -literal - 1 for literal in literals]
        self.row(variables, [1 if literal >= 0 else -1 for literal in literals], low - negated, high - negated)

    def row(self, variables: Sequence[int], factors: Sequence[float], low: float, high: float) -> None:
        """Low <= sum of variable x factor <= high."""
        self.rows.extend([len(self.low)] * len(variables))
        self.columns.extend(variables)
        self.values.extend(factors)
        self.low.append(low)
        self.high.append(high)

    def constraints(self, count: int) -> list[LinearConstraint]:
        """All rows as one matrix; an empty list without rows."""
        if not self.low:
            return []
        matrix = csr_matrix((self.values, (self.rows, self.columns)), shape=(len(self.low), count))
        return [LinearConstraint(matrix, self.low, self.high)]
