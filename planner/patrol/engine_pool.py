"""Ways seen on the search, and the best choice among all of them: what no single line of search ever held together."""

from __future__ import annotations

from dataclasses import dataclass, field

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
    from scipy import optimize, sparse

    job = pool.job
    if not pool.found:
        return Mixed((), np.zeros(len(job.calls)), -np.inf)
    entries = list(pool.found.values())[-MAX_COLUMNS:]
    costs = np.array([cost for cost, _ in entries], dtype=float)
    lengths = [len(way.calls) for _, way in entries]
    column = np.repeat(np.arange(len(entries)), lengths)
    row = np.array([call for _, way in entries for call in way.calls], dtype=np.int64)
    n = len(job.calls)
    covers = sparse.csr_array((np.ones(len(row)), (row, column)), shape=(n, len(entries)))
    optional = np.array([not call.is_required for call in job.calls])
    prizes = np.array([call.prize for call in job.calls], dtype=float) * optional
    fleets = sparse.csr_array(
        (np.ones(len(entries)), ([way.fleet for _, way in entries], np.arange(len(entries)))),
        shape=(len(job.fleets), len(entries)),
    )
    counts = np.array([fleet.count for fleet in job.fleets], dtype=float)
    skips = sparse.csr_array(
        (np.ones(int(optional.sum())), (np.flatnonzero(optional), np.arange(int(optional.sum())))),
        shape=(n, int(optional.sum())),
    )
    groups = sorted({call.group for call in job.calls if call.group is not None})
    extra = sparse.csr_array((0, len(entries)))
    if groups:
        at = {group: place for place, group in enumerate(groups)}
        of_call = sparse.csr_array(
            (
                np.ones(sum(call.group is not None for call in job.calls)),
                (
                    [at[call.group] for call in job.calls if call.group is not None],
                    [i for i, call in enumerate(job.calls) if call.group is not None],
                ),
            ),
            shape=(len(groups), n),
        )
        extra = sparse.csr_array(of_call @ covers)
    cost = np.concatenate([costs, prizes[optional]])
    wide = sparse.csr_array((fleets.shape[0] + extra.shape[0], skips.shape[1]))
    upper = sparse.vstack([fleets, extra])
    top = np.concatenate([counts, np.ones(extra.shape[0])])
    matrix = sparse.vstack([-sparse.hstack([covers, skips]), sparse.hstack([upper, wide])]).tocsr()
    ceiling = np.concatenate([-np.ones(n), top])
    clock = {} if seconds is None else {"time_limit": max(0.05, seconds)}
    relaxed = optimize.linprog(cost, A_ub=matrix, b_ub=ceiling, bounds=(0, 1), method="highs", options=clock)
    if relaxed.status != 0:
        return Mixed((), np.zeros(n), -np.inf)
    worth = -np.asarray(relaxed.ineqlin.marginals[:n])
    reduced = cost + np.asarray(-relaxed.ineqlin.marginals @ matrix).ravel()
    room = limit - relaxed.fun
    if room < 1 - 1e-6:
        return Mixed((), worth, relaxed.fun)
    keep = np.flatnonzero(reduced <= room - 1 + 1e-6)
    if len(keep) > MAX_MIXED:
        keep = np.sort(keep[np.argsort(reduced[keep], kind="stable")[:MAX_MIXED]])
    options: dict[str, float | int] = dict(clock)
    if nodes is not None:
        options["node_limit"] = nodes
    integral = (keep < len(entries)).astype(int)
    solved = optimize.milp(
        cost[keep],
        constraints=optimize.LinearConstraint(matrix[:, keep], -np.inf, ceiling),
        integrality=integral,
        bounds=optimize.Bounds(0, 1),
        options=options,
    )
    if solved.x is None or solved.fun > limit - 1 + 1e-6:
        return Mixed((), worth, relaxed.fun)
    chosen = [int(k) for k, x in zip(keep, solved.x, strict=True) if k < len(entries) and x > 0.5]
    return Mixed(tuple(entries[k][1] for k in chosen), worth, relaxed.fun)
