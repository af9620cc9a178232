"""Linear programs, for bounds: what no plan can beat. HiGHS through SciPy: exact to 1e-7 and the same at each run."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix


class LinearProgram:
    """Minimise cost x variables, every variable within its bounds, every row at most its limit."""

    def __init__(self) -> None:
        self._cost: list[float] = []
        self._high: list[float] = []
        self._rows: list[int] = []
        self._columns: list[int] = []
        self._values: list[float] = []
        self._limits: list[float] = []

    def variable(self, high: float, cost: float = 0.0) -> int:
        """A new variable between 0 and `high`."""
        self._cost.append(cost)
        self._high.append(high)
        return len(self._cost) - 1

    def at_most(self, terms: list[tuple[int, float]], limit: float) -> None:
        """A new row: the sum of variable x factor is at most `limit`."""
        row = len(self._limits)
        for variable, factor in terms:
            self._rows.append(row)
            self._columns.append(variable)
            self._values.append(factor)
        self._limits.append(limit)

    def lowest(self, *, seconds: float) -> float | None:
        """The lowest cost, or None when the time did not suffice. Raises ValueError when the rows contradict."""
        if not self._cost:
            return 0.0
        shape = (len(self._limits), len(self._cost))
        found = linprog(
            np.array(self._cost),
            A_ub=csr_matrix((self._values, (self._rows, self._columns)), shape=shape),
            b_ub=np.array(self._limits),
            bounds=np.column_stack([np.zeros(shape[1]), self._high]),
            method="highs",
            options={"time_limit": max(0.01, seconds)},
        )
        if found.status == 2:
            raise ValueError("the linear program contradicts itself")
        return float(found.fun) if found.status == 0 else None
