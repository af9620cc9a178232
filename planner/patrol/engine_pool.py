"""Ways seen on the search, and the best choice among all of them: what no single line of search ever held together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.patrol.engine import Job, Way

MAX_COLUMNS = 12_000
MAX_MIXED = 3_000


@dataclass
class Pool:
    """Feasible ways by what they call at; of two with the same calls the cheaper is kept."""

    job: Job
    found: dict[tuple[int, frozenset[int]], tuple[int, Way]] = field(default_factory=dict)
    marks: set[tuple[int, ...]] = field(default_factory=set)

    def add(self, fleet: int, calls: tuple[int, ...], cost: int) -> None:
        """Take a feasible way and its cost (without prizes) in."""
        key = (fleet, frozenset(calls))
        known = self.found.get(key)
        if known is None or cost < known[0]:
            self.found[key] = (cost, Way(fleet, calls))


@dataclass(frozen=True)
class Mixed:
    """The ways chosen, and the worth of each call by the relaxed programme (0 where nothing is known)."""

    ways: tuple[Way, ...]
    worth: NDArray[np.float64]
    bound: float


def recombine(pool: Pool, limit: float, *, seconds: float | None, nodes: int | None = None) -> Mixed:
    """The cheapest choice of ways of the pool that covers each required call, each prize counted once.

    First the relaxed programme; ways whose reduced cost is above its gap to `limit` (the cost of the best answer
    known) cannot be part of a better choice and are dropped; the rest is decided by branch and bound. A call that two
    ways share must be taken out of one by the caller. Empty ways: nothing better is there, or it was not found in time.
    """
    programme = _Programme.of(pool)
    relaxed = None if programme is None else programme.relaxed(seconds)
    if programme is None or relaxed is None:
        return Mixed((), np.zeros(len(pool.job.calls)), -np.inf)
    none = Mixed((), programme.worth(relaxed), relaxed.fun)
    room = limit - relaxed.fun
    if room < 1 - 1e-6:
        return none
    reduced = programme.cost + np.asarray(-relaxed.ineqlin.marginals @ programme.matrix).ravel()
    keep = np.flatnonzero(reduced <= room - 1 + 1e-6)
    if len(keep) > MAX_MIXED:
        keep = np.sort(keep[np.argsort(reduced[keep], kind="stable")[:MAX_MIXED]])
    found = programme.decided(keep, seconds, nodes)
    if found is None or found[0] > limit - 1 + 1e-6:
        return none
    return Mixed(found[1], none.worth, none.bound)


def relax(pool: Pool, *, seconds: float) -> Mixed:
    """The worth of each call by the relaxed programme and its bound; no ways are chosen."""
    programme = _Programme.of(pool)
    relaxed = None if programme is None else programme.relaxed(seconds)
    if programme is None or relaxed is None:
        return Mixed((), np.zeros(len(pool.job.calls)), -np.inf)
    return Mixed((), programme.worth(relaxed), relaxed.fun)


@dataclass(frozen=True)
class _Programme:
    """Make `cost @ x` small with `matrix @ x <= ceiling`, 0 <= x <= 1: columns are ways, then prizes left behind.

    Rows are calls (each covered or left behind), then fleets, then groups.
    """

    job: Job
    entries: list[tuple[int, Way]]
    cost: NDArray[np.float64]
    matrix: Any
    ceiling: NDArray[np.float64]

    @classmethod
    def of(cls, pool: Pool) -> _Programme | None:
        """The programme over the last ways of the pool, or None when it is empty."""
        from scipy import sparse

        if not pool.found:
            return None
        job = pool.job
        entries = list(pool.found.values())[-MAX_COLUMNS:]
        ways, n = len(entries), len(job.calls)
        column = np.repeat(np.arange(ways), [len(way.calls) for _, way in entries])
        row = np.array([call for _, way in entries for call in way.calls], dtype=np.int64)
        covers = sparse.csr_array((np.ones(len(row)), (row, column)), shape=(n, ways))
        left = np.flatnonzero([not call.is_required for call in job.calls])
        skips = sparse.csr_array((np.ones(len(left)), (left, np.arange(len(left)))), shape=(n, len(left)))
        fleets = sparse.csr_array(
            (np.ones(ways), ([way.fleet for _, way in entries], np.arange(ways))), shape=(len(job.fleets), ways)
        )
        upper = sparse.vstack([fleets, *_groups(job, covers)])
        wide = sparse.csr_array((upper.shape[0], len(left)))
        counts = [fleet.count for fleet in job.fleets]
        return cls(
            job,
            entries,
            np.array([cost for cost, _ in entries] + [job.calls[call].prize for call in left], dtype=float),
            sparse.vstack([-sparse.hstack([covers, skips]), sparse.hstack([upper, wide])]).tocsr(),
            np.concatenate([-np.ones(n), counts, np.ones(upper.shape[0] - len(counts))]),
        )

    def relaxed(self, seconds: float | None) -> Any:
        """The linear programme's answer, or None when there is none."""
        from scipy import optimize

        clock = {} if seconds is None else {"time_limit": max(0.05, seconds)}
        found = optimize.linprog(
            self.cost, A_ub=self.matrix, b_ub=self.ceiling, bounds=(0, 1), method="highs", options=clock
        )
        return found if found.status == 0 else None

    def worth(self, relaxed: Any) -> NDArray[np.float64]:
        """What covering each call is worth in the linear programme."""
        return -np.asarray(relaxed.ineqlin.marginals[: len(self.job.calls)])

    def decided(
        self, keep: NDArray[np.intp], seconds: float | None, nodes: int | None
    ) -> tuple[float, tuple[Way, ...]] | None:
        """The best choice found among the columns kept, with its cost."""
        from scipy import optimize

        options: dict[str, float | int] = {} if seconds is None else {"time_limit": max(0.05, seconds)}
        if nodes is not None:
            options["node_limit"] = nodes
        solved = optimize.milp(
            self.cost[keep],
            constraints=optimize.LinearConstraint(self.matrix[:, keep], -np.inf, self.ceiling),
            integrality=(keep < len(self.entries)).astype(int),
            bounds=optimize.Bounds(0, 1),
            options=options,
        )
        if solved.x is None:
            return None
        chosen = [int(k) for k, x in zip(keep, solved.x, strict=True) if k < len(self.entries) and x > 0.5]
        return float(solved.fun), tuple(self.entries[k][1] for k in chosen)


def _groups(job: Job, covers: Any) -> list[Any]:
    """Rows that say how often each way makes a call of each group; none when there are no groups."""
    from scipy import sparse

    at = {group: place for place, group in enumerate(sorted({c.group for c in job.calls if c.group is not None}))}
    members = [(at[call.group], number) for number, call in enumerate(job.calls) if call.group is not None]
    if not members:
        return []
    rows, columns = zip(*members, strict=True)
    of_call = sparse.csr_array((np.ones(len(members)), (rows, columns)), shape=(len(at), len(job.calls)))
    return [sparse.csr_array(of_call @ covers)]
