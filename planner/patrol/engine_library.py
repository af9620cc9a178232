"""The router library behind a job: its data made from ours, runs that fill a pool, its solutions read back.

PyVRP (MIT) is imported only when a job is solved: it is slow to import. Its search runs outside Python's global lock,
so two runs in two threads use two cores.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from planner.patrol.engine import Call, Fleet, Job, Way
from planner.patrol.engine_pool import Pool

if TYPE_CHECKING:
    from pyvrp import ProblemData, Route, Solution


LATEST = 2**63 - 1  # the library's own word for no bound


def data_of(job: Job, calls: Sequence[Call] | None = None, fleets: Sequence[Fleet] | None = None) -> ProblemData:
    """The job as the library reads it: client k is call k, vehicle type k is fleet k."""
    import pyvrp

    calls = job.calls if calls is None else calls
    fleets = job.fleets if fleets is None else fleets
    places = sorted({place for fleet in job.fleets for place in (fleet.start, fleet.end)})
    depot = {place: at for at, place in enumerate(places)}
    has_loads = any(call.load for call in job.calls)
    groups: dict[int, list[int]] = {}
    for at, call in enumerate(job.calls):
        if call.group is not None:
            groups.setdefault(call.group, []).append(at)
    group_at = {group: at for at, group in enumerate(groups)}
    clients = [
        pyvrp.Client(
            call.place,
            delivery=[call.load] if has_loads else [],
            service_duration=call.service,
            tw_early=call.first,
            prize=call.prize,
            required=call.is_required and call.group is None,
            group=None if call.group is None else group_at[call.group],
            tw_late=LATEST if call.last is None else call.last,
        )
        for call in calls
    ]
    return pyvrp.ProblemData(
        [pyvrp.Location(0, 0) for _ in range(len(job.distance))],
        clients,
        [pyvrp.Depot(place) for place in places],
        [_vehicles(fleet, depot, job, has_loads) for fleet in fleets],
        [_table(job.distance)],
        [_table(job.duration)],
        [pyvrp.ClientGroup(members, required=False) for members in groups.values()],
    )


def _table(table: NDArray[np.int64]) -> Any:
    return np.ascontiguousarray(table, dtype=np.int64)


def _vehicles(fleet: Fleet, depot: dict[int, int], job: Job, has_loads: bool) -> Any:
    import pyvrp

    bounds: dict[str, Any] = {
        "tw_late": fleet.last,
        "shift_duration": fleet.max_duration,
        "max_distance": fleet.max_distance,
    }
    huge = int(sum(call.load for call in job.calls)) + 1
    return pyvrp.VehicleType(
        fleet.count,
        [huge if fleet.capacity is None else fleet.capacity] if has_loads else [],
        depot[fleet.start],
        depot[fleet.end],
        fixed_cost=fleet.fixed_cost,
        tw_early=fleet.first,
        unit_distance_cost=job.distance_cost,
        unit_duration_cost=job.duration_cost,
        **{name: bound for name, bound in bounds.items() if bound is not None},
    )


def calls_of(route: Route) -> tuple[int, ...]:
    """The calls that a route of the library makes, in order."""
    return tuple([stop.idx for stop in route if stop.is_client()])


def ways_of(solution: Solution) -> tuple[Way, ...]:
    """The library's solution in our words."""
    return tuple(Way(route.vehicle_type(), calls_of(route)) for route in solution.routes())


def cost_of_way(route: Route) -> int:
    """What a route costs, prizes left out."""
    return int(route.distance_cost() + route.duration_cost() + route.fixed_vehicle_cost())


def cost_of(solution: Solution | None) -> int | None:
    """The job's cost of a solution, or None when it breaks a bound or misses a required call."""
    if solution is None or not solution.is_feasible():
        return None
    spent = solution.distance_cost() + solution.duration_cost() + solution.fixed_vehicle_cost()
    return int(spent + solution.uncollected_prizes())


def is_better(one: int | None, other: int | None) -> bool:
    """Whether a cost is smaller than another, None being the worst."""
    return one is not None and (other is None or one < other)


class Stop:
    """Ends a run of the library: by iterations, without news for so many iterations, by the clock, or when asked."""

    def __init__(self, is_over: Callable[[], bool], *, iterations: int | None = None, quiet: int | None = None) -> None:
        self._is_over = is_over
        self._left = iterations
        self._quiet = quiet
        self._since = 0
        self._best: float | None = None

    def __call__(self, best_cost: float) -> bool:
        """Whether the run is over; called by the library before each iteration."""
        if self._best is None or best_cost < self._best:
            self._best, self._since = best_cost, 0
        elif self._quiet is not None:
            self._since += 1
            if self._since > self._quiet:
                return True
        if self._left is not None:
            if self._left <= 0:
                return True
            self._left -= 1
        return self._is_over()


def run(
    data: ProblemData,
    stop: Stop,
    seed: int,
    *,
    pool: Pool | None = None,
    start: Solution | None = None,
    history: int | None = None,
    perturbations: int | None = None,
    neighbours: int | None = None,
    best: Callable[[Solution], None] | None = None,
) -> tuple[Solution, int]:
    """The library's own search from a seed: its best solution and its iterations; with defaults, exactly its `solve`.

    `pool` is filled with all feasible ways that are seen; `best` hears of each better solution.
    """
    import pyvrp
    from pyvrp.search import NeighbourhoodParams, PerturbationParams

    class Listener(pyvrp.IteratedLocalSearchCallbacks):
        def on_iteration(self, current: Any, candidate: Solution, best: Any, cost_evaluator: Any) -> None:
            if pool is not None:
                add_ways(pool, candidate)

        def on_best(self, found: Solution) -> None:
            if best is not None:
                best(found)

    search: dict[str, Any] = {"callbacks": Listener()} if pool is not None or best is not None else {}
    if history is not None:
        search["history_length"] = history
    params: dict[str, Any] = {"ils": pyvrp.IteratedLocalSearchParams(**search)}
    largest = max((client.prize for client in data.clients()), default=0)
    if largest > pyvrp.PenaltyParams().max_penalty:
        # else going without a large prize costs more than being late, and hardly any answer keeps the bounds
        params["penalty"] = pyvrp.PenaltyParams(max_penalty=float(largest))
    if perturbations is not None:
        params["perturbation"] = PerturbationParams(1, perturbations)
    if neighbours is not None:
        params["neighbourhood"] = NeighbourhoodParams(num_neighbours=neighbours)
    result = pyvrp.solve(
        data, stop, seed=seed, collect_stats=False, params=pyvrp.SolveParams(**params), initial_solution=start
    )
    return result.best, result.num_iterations


def add_ways(pool: Pool, solution: Solution) -> None:
    """Put the feasible routes of a solution into the pool.

    Reading the calls of a route is slow, so one that was seen is known by its numbers: two ways that share all of them
    count as one.
    """
    marks = pool.marks
    for route in solution.routes():
        mark = (route.vehicle_type(), route.distance(), route.duration(), route.num_clients(), route.prizes())
        if mark not in marks:
            marks.add(mark)
            if route.is_feasible():
                pool.add(route.vehicle_type(), calls_of(route), cost_of_way(route))


def solution_of(data: ProblemData, job: Job, ways: Sequence[Way]) -> Solution:
    """Ways as the library's solution; a call on two ways stays where leaving it out would save least."""
    import pyvrp

    lists = [(way.fleet, list(way.calls)) for way in ways]
    holders: dict[int, list[int]] = {}
    for at, (_, calls) in enumerate(lists):
        for call in calls:
            holders.setdefault(call, []).append(at)
    for call, on in holders.items():
        while len(on) > 1:
            worst = max(on, key=lambda at: _saving(job, *lists[at], call))
            lists[worst][1].remove(call)
            on.remove(worst)
    return pyvrp.Solution(data, [pyvrp.Route(data, calls, fleet) for fleet, calls in lists if calls])


def _saving(job: Job, fleet: int, calls: list[int], call: int) -> int:
    places = [job.fleets[fleet].start, *(job.calls[one].place for one in calls), job.fleets[fleet].end]
    at = calls.index(call) + 1
    table = job.distance if job.distance_cost else job.duration
    return int(
        table[places[at - 1], places[at]] + table[places[at], places[at + 1]] - table[places[at - 1], places[at + 1]]
    )


def price(job: Job, worth: NDArray[np.float64], pool: Pool, stop: Stop, seed: int, *, count: int) -> int:
    """Ways that are cheap at the relaxed programme's worth of each call, put into the pool; iterations done."""
    calls = [
        replace(call, prize=max(0, round(float(gain))), is_required=False)
        for call, gain in zip(job.calls, worth, strict=True)
    ]
    fleets = [replace(fleet, count=min(fleet.count, count)) for fleet in job.fleets]
    return run(data_of(job, calls, fleets), stop, seed, pool=pool)[1]
