"""A mixed-integer program as a matrix: built row by row, cut down to some of its variables, solved by HiGHS."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

from planner.solver.encoding import Model, new_model, weighted
from planner.solver.mixed import _Program as _Rows

Values = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
_OPTIMAL, _INFEASIBLE = 0, 2
_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Program:
    """Minimise cost x variables; each variable whole and within its bounds, each row of the matrix within its own."""

    cost: Values
    low: Values
    high: Values
    matrix: csr_matrix
    row_low: Values
    row_high: Values
    offset: int = 0

    def worth(self, values: Values) -> int:
        """What the values cost; a whole number."""
        return round(float(self.cost @ values)) + self.offset

    def holds(self, values: Values) -> bool:
        """True when the values keep every bound and row."""
        sums = self.matrix @ values
        within = np.all(values >= self.low - _TOLERANCE) and np.all(values <= self.high + _TOLERANCE)
        rows = np.all(sums >= self.row_low - _TOLERANCE) and np.all(sums <= self.row_high + _TOLERANCE)
        return bool(within and rows)


class Builder:
    """A program under construction."""

    def __init__(self) -> None:
        self._rows = _Rows()
        self._cost: list[float] = []
        self._low: list[float] = []
        self._high: list[float] = []
        self.offset = 0

    def variable(self, high: float = 1, cost: float = 0, low: float = 0) -> int:
        """A new whole number within bounds; its place."""
        self._cost.append(cost)
        self._low.append(low)
        self._high.append(high)
        return len(self._cost) - 1

    def row(
        self, variables: Sequence[int], factors: Sequence[float], low: float = -math.inf, high: float = math.inf
    ) -> None:
        """Low <= sum of variable x factor <= high."""
        self._rows.row(variables, factors, low, high)

    def done(self) -> Program:
        """The program."""
        return _program(self._rows, self._cost, self._low, self._high, self.offset)


def program_of(model: Model) -> Program:
    """The program of a model of the constraint solver. Raises ValueError for what is neither linear nor a clause."""
    rows = _Rows()
    proto = model.model_proto
    for constraint in proto.constraints:
        rows.add(constraint)
    cost = [0.0] * len(proto.variables)
    for variable, factor in zip(proto.objective.vars, proto.objective.coeffs, strict=True):
        cost[variable] = float(factor)
    domains = [list(variable.domain) for variable in proto.variables]
    return _program(rows, cost, [d[0] for d in domains], [d[-1] for d in domains], round(proto.objective.offset))


def model_of(program: Program) -> tuple[Model, list[Any]]:
    """The same program as a model of the constraint solver, with its variables; all factors must be whole."""
    model = new_model()
    bounds = zip(program.low, program.high, strict=True)
    variables = [model.new_int_var(int(low), int(high), "") for low, high in bounds]
    matrix = program.matrix
    for row in range(matrix.shape[0]):
        inside = slice(matrix.indptr[row], matrix.indptr[row + 1])
        terms = weighted([variables[i] for i in matrix.indices[inside]], [int(v) for v in matrix.data[inside]])
        low, high = program.row_low[row], program.row_high[row]
        if math.isfinite(low):
            model.add(terms >= int(low))
        if math.isfinite(high):
            model.add(terms <= int(high))
    priced = np.flatnonzero(program.cost)
    model.minimize(weighted([variables[i] for i in priced], [int(program.cost[i]) for i in priced]) + program.offset)
    return model, variables


class Part(NamedTuple):
    """What came of a program. `ended`: by its own proof or node limit, not by the clock, so that it is repeatable."""

    values: Values | None
    bound: float
    nodes: int
    is_proven: bool
    ended: bool


def solve_part(
    program: Program, start: Values | None, free: Mask | None, *, seconds: float, nodes: int, gap: float = 0.0
) -> Part:
    """The best values of the free variables when all others stay as in `start`; of all when `free` is None."""
    if free is None or start is None:
        places = np.arange(len(program.cost))
        matrix, row_low, row_high, fixed = program.matrix, program.row_low, program.row_high, 0.0
        rest = np.zeros(len(program.cost))
    else:
        places = np.flatnonzero(free)
        rest = np.where(free, 0.0, start)
        whole = program.matrix[:, places]
        touched = np.flatnonzero(np.diff(whole.indptr))
        shift = (program.matrix @ rest)[touched]
        matrix = whole[touched]
        row_low, row_high = program.row_low[touched] - shift, program.row_high[touched] - shift
        fixed = float(program.cost @ rest)
    found = milp(
        program.cost[places],
        integrality=np.ones(len(places)),
        bounds=Bounds(program.low[places], program.high[places]),
        constraints=[LinearConstraint(matrix, row_low, row_high)] if matrix.shape[0] else [],
        options={"time_limit": max(0.05, seconds), "node_limit": nodes, "mip_rel_gap": gap},
    )
    count = int(getattr(found, "mip_node_count", 0) or 0)
    dual = getattr(found, "mip_dual_bound", None)
    bound = float(dual) + fixed + program.offset if dual is not None and math.isfinite(dual) else -math.inf
    ended = found.status in (_OPTIMAL, _INFEASIBLE) or count >= nodes
    if found.x is None:
        return Part(None, bound, count, found.status == _INFEASIBLE, ended)
    values = rest.copy()
    values[places] = np.rint(found.x)
    return Part(values, bound, count, found.status == _OPTIMAL, ended)


def _program(rows: _Rows, cost: Sequence[float], low: Sequence[float], high: Sequence[float], offset: int) -> Program:
    shape = (len(rows.low), len(cost))
    matrix = csr_matrix((rows.values, (rows.rows, rows.columns)), shape=shape, dtype=float)
    return Program(
        np.array(cost, dtype=float),
        np.array(low, dtype=float),
        np.array(high, dtype=float),
        matrix,
        np.array(rows.low, dtype=float),
        np.array(rows.high, dtype=float),
        offset,
    )
