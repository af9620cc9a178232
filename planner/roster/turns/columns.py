"""Whole rows as columns: which one for each person (Dantzig-Wolfe), rows made when the prices of cover call for them.

The linear program over the rows known so far prices each place of the cover; the dynamic programme finds rows that
are worth more than they cost at those prices, until there is none. Prices are smoothed (Wentges 1997). A bound comes
from the Lagrangian at any prices. Whole rows are fixed one after the other in a dive, with new rows in between.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog
from scipy.sparse import csc_matrix

from planner.roster.turns.problem import OFF, Schedule, Turns
from planner.roster.turns.row import Prices, Row, RowFinder
from planner.solver.neighbourhoods_program import Builder, Part, solve_part

ROWS_A_ROUND = 3
"""Rows taken from one run of the dynamic programme."""
SMOOTH = 0.6
"""Share of the best prices so far in the prices that rows are made at."""
DECIDE = 0.2
"""Share of the people who are not settled of whom a dive decides one day at once."""
EASY, HARD = 0.0005, 0.004
"""How much dearer, as a share, the linear program may become: without new rows; at all, or the decision is undone."""
UNDECIDED = -2
BEYOND = 1000.0
"""Price of one shift beyond a limit that the table of rows does not count: the linear program is never impossible."""
KEPT, KEPT_LEAST, KEPT_ALL = 60, 12, 2400
"""Rows of a person kept in the linear program, at most and at least, and of all; the dearest are left out."""
OUT_OF_TIME = 1
"""SciPy's status of a linear program that a limit ended."""
_PRECISE = 1e-6

Stop = Callable[[], bool]


@dataclass(slots=True)
class Pool:
    """Rows of each person, each once, with the cost of its wishes and the cells (day x shift) that it covers."""

    problem: Turns
    rows: list[list[Row]] = field(init=False)
    costs: list[list[int]] = field(init=False)
    cells: list[list[npt.NDArray[np.int64]]] = field(init=False)
    _known: list[set[bytes]] = field(init=False)

    def __post_init__(self) -> None:
        count = len(self.problem.staff)
        self.rows, self.costs, self.cells = (
            [[] for _ in range(count)],
            [[] for _ in range(count)],
            [[] for _ in range(count)],
        )
        self._known = [set() for _ in range(count)]

    def add(self, person: int, row: Row) -> bool:
        """Add a row; False when it is known."""
        key = row.tobytes()
        if key in self._known[person]:
            return False
        self._known[person].add(key)
        days = np.flatnonzero(row != OFF)
        self.rows[person].append(row)
        self.costs[person].append(int(self.problem.staff[person].wish[days, row[days]].sum()))
        self.cells[person].append(days * len(self.problem.shifts) + row[days])
        return True

    def add_schedule(self, schedule: Schedule) -> None:
        """Add every row of a schedule."""
        for person, row in enumerate(schedule):
            self.add(person, row.copy())


@dataclass(slots=True)
class Relaxed:
    """The linear program's answer. `share` of each active row; `duals` of cover, of people, of limits."""

    worth: float
    active: list[list[int]]
    share: list[npt.NDArray[np.float64]]
    cover: Prices
    person: npt.NDArray[np.float64]
    limit: Prices


class Columns:
    """The rows known, and what can be done with them."""

    def __init__(self, problem: Turns, finders: Sequence[RowFinder], left: Callable[[], float]) -> None:
        self.problem, self.finders, self.left = problem, finders, left
        self.kept = max(KEPT_LEAST, min(KEPT, KEPT_ALL // max(1, len(problem.staff))))
        self._last: Relaxed | None = None
        self.pool = Pool(problem)
        self.limited = [(n, k) for n, finder in enumerate(finders) for k in finder.uncounted]
        self.bound = -math.inf
        self.prices: tuple[Prices, Prices] | None = None
        self.decided: npt.NDArray[np.int64] | None = None

    def relax(self, active: list[list[int]]) -> Relaxed:
        """The linear program over the active rows of each person."""
        problem, pool = self.problem, self.pool
        count, kinds = len(problem.staff), len(problem.shifts)
        chosen = active
        cost: list[float] = []
        data: list[int] = []
        starts = [0]
        limits_at = {pair: place for place, pair in enumerate(self.limited)}
        over_rows: list[int] = []
        over_columns: list[int] = []
        over_values: list[int] = []
        for n in range(count):
            mine = self.finders[n].uncounted
            for place in chosen[n]:
                cells = pool.cells[n][place]
                data.append(n)
                data.extend((count + cells).tolist())
                starts.append(len(data))
                if mine:
                    worked = np.bincount(cells % kinds, minlength=kinds)
                    for k in mine:
                        if worked[k]:
                            over_rows.append(limits_at[n, k])
                            over_columns.append(len(cost))
                            over_values.append(int(worked[k]))
                cost.append(float(pool.costs[n][place]))
        rows = len(cost)
        cells_count = problem.days * kinds
        indices = np.concatenate([np.array(data), count + np.arange(cells_count), count + np.arange(cells_count)])
        indptr = np.concatenate([np.array(starts), starts[-1] + 1 + np.arange(2 * cells_count)])
        values = np.ones(len(indices))
        values[-cells_count:] = -1
        beyond = len(self.limited)
        total = rows + 2 * cells_count + beyond
        indptr = np.concatenate([indptr, np.full(beyond, indptr[-1])])
        equal = csc_matrix((values, indices, indptr), shape=(count + cells_count, total))
        many = np.full(cells_count, float(count))
        upper = np.concatenate([np.full(rows, np.inf), problem.need.ravel(), many, np.full(beyond, np.inf)])
        price = np.concatenate([np.array(cost), problem.under.ravel(), problem.over.ravel(), np.full(beyond, BEYOND)])
        limits = None
        if self.limited:
            over_rows += range(beyond)
            over_columns += range(total - beyond, total)
            over_values += [-1] * beyond
            limits = csc_matrix((over_values, (over_rows, over_columns)), shape=(len(self.limited), total))
        solved = linprog(
            price,
            A_eq=equal,
            b_eq=np.concatenate([np.ones(count), problem.need.ravel()]),
            A_ub=limits,
            b_ub=None if limits is None else np.array([float(problem.staff[n].most_of[k]) for n, k in self.limited]),
            bounds=np.stack([np.zeros(total), upper], axis=1),
            method="highs-ds",
            options={"time_limit": max(1.0, self.left())},
        )
        if solved.x is None and solved.status == OUT_OF_TIME and self._last is not None:
            return self._last
        if solved.x is None:
            raise RuntimeError(f"the linear program over rows failed: {solved.message}")
        duals = solved.eqlin.marginals
        limit = np.zeros((count, kinds))
        for place, (n, k) in enumerate(self.limited):
            limit[n, k] = solved.ineqlin.marginals[place]
        ends = np.cumsum([len(c) for c in chosen])
        shares = np.split(solved.x[:rows], ends[:-1])
        self._last = Relaxed(
            float(solved.fun) + problem.offset,
            chosen,
            shares,
            duals[count:].reshape(problem.days, kinds),
            duals[:count],
            limit,
        )
        return self._last

    def generate(self, *, rounds: int, stop: Stop, smooth: float = SMOOTH, enough: float = -math.inf) -> Relaxed:
        """Add rows until none is worth it, and give the last linear program.

        With nothing decided, the bound is raised on the way. A linear program that is down to `enough` ends it.
        """
        relaxed = self.relax(
            [[p for p, row in enumerate(rows) if self._fits(n, row)] for n, rows in enumerate(self.pool.rows)]
        )
        best = -math.inf
        centre = (relaxed.cover, relaxed.limit) if self.prices is None else self.prices
        alpha = smooth
        for _ in range(rounds):
            if stop() or relaxed.worth <= enough:
                break
            cover = alpha * centre[0] + (1 - alpha) * relaxed.cover
            limit = alpha * centre[1] + (1 - alpha) * relaxed.limit
            value, added = self._price(cover, limit, relaxed, stop)
            if value > best:
                best, centre = value, (cover, limit)
            if relaxed.worth - best < _PRECISE * max(1.0, abs(best)) or (alpha == 0 and not added):
                break
            if stop():
                break
            if self.decided is None and math.isfinite(best) and math.ceil(best - _PRECISE) >= relaxed.worth - _PRECISE:
                break
            if not added:
                alpha = 0.0 if alpha < 0.2 else alpha / 2
                continue
            relaxed = self.relax(self.active(relaxed))
        if self.decided is None and math.isfinite(best):
            self.bound = max(self.bound, best)
            self.prices = centre
        return relaxed

    def active(self, relaxed: Relaxed) -> list[list[int]]:
        """The rows to keep in the next program: the cheapest at its prices, and all that are new."""
        kinds = len(self.problem.shifts)
        flat = relaxed.cover.ravel()
        kept: list[list[int]] = []
        for n, rows in enumerate(self.pool.rows):
            able = np.array([self._fits(n, row) for row in rows])
            at = self.pool.costs[n]
            cells = self.pool.cells[n]
            worth = np.array([cost - flat[cell].sum() for cost, cell in zip(at, cells, strict=True)])
            if self.finders[n].uncounted:
                worth -= np.array([relaxed.limit[n, cell % kinds].sum() for cell in cells])
            cheapest = np.argsort(np.where(able, worth, np.inf), kind="stable")[: self.kept]
            kept.append(sorted(p for p in cheapest.tolist() if able[p]))
        return kept

    def _price(self, cover: Prices, limit: Prices, relaxed: Relaxed, stop: Stop) -> tuple[float, bool]:
        """The Lagrangian at the prices (nothing known when stopped), and whether a row was added that helps."""
        problem = self.problem
        count = len(problem.staff)
        low = np.minimum(0, problem.under - cover) * problem.need + np.minimum(0, problem.over + cover) * count
        value = float((cover * problem.need + low).sum()) + problem.offset
        value += sum(float(limit[n, k]) * problem.staff[n].most_of[k] for n, k in self.limited)
        added = False
        flat = relaxed.cover.ravel()
        kinds = np.arange(len(problem.shifts))
        for n in range(count):
            if stop():
                return -math.inf, added
            prices = problem.staff[n].wish - cover - limit[n]
            must = None
            if self.decided is not None:
                mine = self.decided[n][:, None]
                prices = np.where((mine == UNDECIDED) | (mine == kinds), prices, np.inf)
                must = self.decided[n] >= 0
                if not (self.decided[n] == UNDECIDED).any():
                    value += relaxed.person[n]
                    continue
            found = self.finders[n].find(prices, most=ROWS_A_ROUND, must=must)
            value += found[0][0] if found else math.inf
            for _, row in found:
                days = np.flatnonzero(row != OFF)
                cells = days * len(problem.shifts) + row[days]
                wish = problem.staff[n].wish[days, row[days]].sum()
                reduced = wish - flat[cells].sum() - relaxed.limit[n, row[days]].sum() - relaxed.person[n]
                if reduced < -_PRECISE and self.pool.add(n, row):
                    added = True
        return value, added

    def dive(self, *, rounds: int, stop: Stop) -> Relaxed:
        """Decide days of people, the surest first, with new rows in between; the linear program of the end.

        A decision that makes the linear program much dearer is taken back. What is decided stays in `decided`.
        """
        relaxed = self.generate(rounds=rounds, stop=stop)
        count, days, kinds = len(self.problem.staff), self.problem.days, len(self.problem.shifts)
        self.decided = np.full((count, days), UNDECIDED, dtype=np.int64)
        left_alone = np.zeros((count, days), dtype=bool)
        every = np.arange(count)
        step = DECIDE
        while not stop():
            share = self.shares(relaxed)
            top, value = share.argmax(axis=2), share.max(axis=2)
            value[left_alone | (self.decided != UNDECIDED) | (value >= 1 - _PRECISE)] = -1.0
            # one day of a person at a time: two that are likely apart may be impossible together
            day = value.argmax(axis=1)
            sure = value[every, day]
            if sure.max() < 0:
                break
            chosen = np.argsort(-sure, kind="stable")[: max(1, math.ceil(step * (sure >= 0).sum()))]
            before = self.decided.copy()
            best = top[chosen, day[chosen]]
            self.decided[chosen, day[chosen]] = np.where(best == kinds, OFF, best)
            tight = relaxed.worth + EASY * abs(relaxed.worth)
            after = self.generate(rounds=rounds, stop=stop, smooth=0.0, enough=tight)
            if after.worth > relaxed.worth + HARD * abs(relaxed.worth):
                self.decided = before
                if len(chosen) == 1:
                    left_alone[chosen, day[chosen]] = True
                step = 0.0
            else:
                relaxed, step = after, min(DECIDE, step + DECIDE / 4)
        return relaxed

    def shares(self, relaxed: Relaxed) -> Prices:
        """Staff x days x (shifts and rest): how much of each day the linear program gives to each."""
        kinds = len(self.problem.shifts)
        share = np.zeros((len(self.problem.staff), self.problem.days, kinds + 1))
        every = np.arange(self.problem.days)
        for n, places in enumerate(relaxed.active):
            for place, part in zip(places, relaxed.share[n], strict=True):
                if part > _PRECISE:
                    row = self.pool.rows[n][place]
                    share[n, every, np.where(row == OFF, kinds, row)] += part
        return share

    def _fits(self, n: int, row: Row) -> bool:
        if self.decided is None:
            return True
        mine = self.decided[n]
        return bool(np.all((mine == UNDECIDED) | (mine == row)))

    def choose(
        self, active: list[list[int]], *, seconds: float, nodes: int, gap: float = 0.0
    ) -> tuple[Schedule | None, Part]:
        """The best choice of one active row for each person: set partitioning by HiGHS."""
        problem, pool = self.problem, self.pool
        kinds = len(problem.shifts)
        into = Builder()
        need = problem.need.ravel()
        constant = problem.offset
        on: list[list[int]] = [[] for _ in need]
        variables: list[tuple[int, int, int]] = []
        for n in range(len(problem.staff)):
            mine = []
            for place in active[n]:
                at = into.variable(cost=float(pool.costs[n][place]))
                mine.append(at)
                variables.append((at, n, place))
                for cell in pool.cells[n][place].tolist():
                    on[cell].append(at)
            into.row(mine, [1] * len(mine), 1, 1)
            for k in self.finders[n].uncounted:
                worked = [int((pool.cells[n][place] % kinds == k).sum()) for place in active[n]]
                into.row(mine, worked, high=problem.staff[n].most_of[k])
        for cell, here in enumerate(on):
            under, over = float(problem.under.ravel()[cell]), float(problem.over.ravel()[cell])
            wanted = int(need[cell])
            lacking = into.variable(high=wanted, cost=under)
            extra = into.variable(high=len(problem.staff), cost=over)
            into.row([*here, lacking, extra], [*[1] * len(here), 1, -1], wanted, wanted)
        into.offset = int(constant)
        part = solve_part(into.done(), None, None, seconds=seconds, nodes=nodes, gap=gap)
        if part.values is None:
            return None, part
        rows = {n: pool.rows[n][place] for at, n, place in variables if part.values[at] > 0.5}
        return np.stack([rows[n] for n in range(len(problem.staff))]), part
