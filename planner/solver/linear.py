"""Linear programs, for bounds: what no plan can beat. HiGHS through SciPy: exact to 1e-7 and the same at each run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_matrix

_SOLVED, _CONTRADICTION = 0, 2


class Priced(NamedTuple):
    """The lowest cost, the variables there, and for each row by how much the cost falls for a unit more of its limit.

    The prices hold for small changes; for larger ones the cost falls by at most as much for each unit.
    """

    cost: float
    values: Sequence[float]
    prices: Sequence[float]


class LinearProgram:
    """Minimise cost x variables, every variable within its bounds, every row at most its limit."""

    def __init__(self) -> None:
        self._cost: list[float] = []
        self._high: list[float] = []
        self._rows: list[int] = []
        self._columns: list[int] = []
        self._values: list[float] = []
        self._limits: list[float] = []
        self.was_cut = False

    def variable(self, high: float, cost: float = 0.0) -> int:
        """A new variable between 0 and `high`."""
        self._cost.append(cost)
        self._high.append(high)
        return len(self._cost) - 1

    def at_most(self, terms: list[tuple[int, float]], limit: float) -> int:
        """A new row: the sum of variable x factor is at most `limit`; returns its number."""
        row = len(self._limits)
        for variable, factor in terms:
            self._rows.append(row)
            self._columns.append(variable)
            self._values.append(factor)
        self._limits.append(limit)
        return row

    def lowest(self, *, seconds: float, whole: bool = False) -> float | None:
        """The lowest cost, or None when the time did not suffice. Raises ValueError when the rows contradict.

        With `whole`, variables take whole numbers only; when the time ends before the lowest cost is known, what is
        given is a bound below it.
        """
        found = self.spread(seconds=seconds, whole=whole)
        return None if found is None else found[0]

    def spread(self, *, seconds: float, whole: bool = False) -> tuple[float, list[float]] | None:
        """The same with the variables at it; with `whole` they may be missing, or cost more than the bound."""
        if not self._cost:
            return 0.0, []
        shape = (len(self._limits), len(self._cost))
        found = milp(
            np.array(self._cost),
            integrality=np.full(shape[1], int(whole)),
            bounds=Bounds(np.zeros(shape[1]), np.array(self._high)),
            constraints=self._rows_as_matrix(shape),
            options={"time_limit": max(0.01, seconds)},
        )
        if found.status == _CONTRADICTION:
            raise ValueError("the linear program contradicts itself")
        if not whole:
            return (float(found.fun), found.x.tolist()) if found.status == _SOLVED else None
        bound = getattr(found, "mip_dual_bound", None)
        if bound is None or not np.isfinite(bound):
            return None
        return float(bound), [] if found.x is None else found.x.tolist()

    def priced(self, *, seconds: float) -> Priced | None:
        """The lowest cost with the price of each row; None when the time did not suffice.

        Raises ValueError when the rows contradict.
        """
        if not self._cost or not self._limits:
            return Priced(0.0, [0.0] * len(self._cost), [0.0] * len(self._limits))
        shape = (len(self._limits), len(self._cost))
        found = linprog(
            np.array(self._cost),
            A_ub=csr_matrix((self._values, (self._rows, self._columns)), shape=shape),
            b_ub=np.array(self._limits),
            bounds=np.column_stack([np.zeros(shape[1]), np.array(self._high)]),
            method="highs",
            options={"time_limit": max(0.01, seconds)},
        )
        if found.status == _CONTRADICTION:
            raise ValueError("the linear program contradicts itself")
        if found.status != _SOLVED:
            return None
        return Priced(float(found.fun), found.x.tolist(), (-found.ineqlin.marginals).tolist())

    def best(self, *, seconds: float) -> list[float] | None:
        """Whole numbers for the variables at the lowest cost found in the time; None when none was found."""
        if not self._cost:
            return []
        shape = (len(self._limits), len(self._cost))
        found = milp(
            np.array(self._cost),
            integrality=np.ones(shape[1]),
            bounds=Bounds(np.zeros(shape[1]), np.array(self._high)),
            constraints=self._rows_as_matrix(shape),
            options={"time_limit": max(0.01, seconds)},
        )
        self.was_cut = found.status != _SOLVED
        return None if found.x is None else [float(value) for value in np.rint(found.x)]

    def _rows_as_matrix(self, shape: tuple[int, int]) -> list[LinearConstraint]:
        if not self._limits:
            return []
        matrix = csr_matrix((self._values, (self._rows, self._columns)), shape=shape)
        return [LinearConstraint(matrix, -np.inf, np.array(self._limits))]
