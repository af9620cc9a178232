"""Tours of the mobiles of one shift: required visits first, then the most value, then the least driving."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import groupby, pairwise
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from planner.patrol.dosage import Windows, first_windows, shift, windows_round
from planner.patrol.engine import Answer, Call, Fleet, Job, Way
from planner.patrol.engine_solve import solve
from planner.patrol.problem import Mobile, PatrolProblem, Stop, Tour

Cancel = Callable[[], bool]
Begins = dict[int, list[int]]

SECONDS_PER_MINUTE = 60
ROUNDS = 3
TOP_VALUE = 10_000


@dataclass(frozen=True, slots=True)
class Routed:
    """One tour a mobile, in the order of the mobiles, and a sentence for each site that misses its dosage.

    `value` is that of the sites visited, each counted once. `is_repeatable`: the same call gives the same tours on any
    machine; a run that the clock ends is not.
    """

    tours: tuple[Tour, ...]
    missed: tuple[str, ...]
    value: int
    is_repeatable: bool


def route(
    problem: PatrolProblem,
    *,
    seconds: float | None = None,
    iterations: int | None = None,
    seed: int,
    cancel: Cancel | None = None,
    threads: int = 2,
) -> Routed:
    """The best tours found in `seconds` of wall time, or in so many `iterations` of the search (repeatable, one core).

    Times are whole minutes: each drive is rounded up. Where required visits cannot all be made, as many are made as
    are found and `missed` says which sites go short and by how much.
    """
    if (seconds is None) == (iterations is None):
        raise ValueError("Give seconds or iterations, one of them.")
    empty = tuple(Tour(at, ()) for at in range(len(problem.mobiles)))
    if not problem.mobiles or not problem.stops:
        return Routed(empty, missed(problem, empty), 0, is_repeatable=True)
    minutes = np.ascontiguousarray(-(-problem.seconds // SECONDS_PER_MINUTE), dtype=np.int64)
    windows, loops = first_windows(problem, minutes)
    rounds = ROUNDS if windows else 1
    started, is_repeatable = perf_counter(), True
    best = _worth(problem, loops), loops
    for k in range(rounds):
        trip = _Trip(problem, minutes, windows)
        answer = solve(
            trip.job,
            seconds=None if seconds is None else max(0.0, seconds - (perf_counter() - started)) / (rounds - k),
            iterations=None if iterations is None else -(-iterations // rounds),
            seed=seed + k,
            threads=threads,
            cancel=cancel,
            start=trip.ways(best[1]),
        )
        is_repeatable = is_repeatable and answer.is_repeatable
        tours = trip.tours(answer)
        worth = _worth(problem, tours)
        if worth > best[0]:
            best = worth, tours
        windows = {**windows, **windows_round(problem, begins_of(best[1]))}
    return Routed(best[1], missed(problem, best[1]), best[0][1], is_repeatable)


def begins_of(tours: tuple[Tour, ...]) -> Begins:
    """When visits begin at each stop (by position), in order of time, over all mobiles."""
    begins: Begins = {}
    for tour in tours:
        for at, begin in tour.visits:
            begins.setdefault(at, []).append(begin)
    return {at: sorted(times) for at, times in begins.items()}


def missed(problem: PatrolProblem, tours: tuple[Tour, ...]) -> tuple[str, ...]:
    """A sentence for each site that gets fewer visits than it needs, or waits too long between two of them."""
    begins = begins_of(tours)
    said = []
    for at, stop in enumerate(problem.stops):
        times = begins.get(at, [])
        wait = max((two - one - stop.stay_min for one, two in pairwise(times)), default=0)
        if len(times) < stop.visits:
            also = f"; {wait} minutes pass between two of them" if wait > problem.every_min else ""
            said.append(f"{stop.site} gets {len(times)} of {stop.visits} visits{also}.")
        elif stop.visits and wait > problem.every_min:
            said.append(
                f"{stop.site} waits {wait} minutes between two visits; at most {problem.every_min} are allowed."
            )
    return tuple(said)


def _worth(problem: PatrolProblem, tours: tuple[Tour, ...]) -> tuple[int, int, int]:
    begins = begins_of(tours)
    dosed = sum(min(len(begins.get(at, ())), stop.visits) for at, stop in enumerate(problem.stops))
    value = sum(problem.stops[at].value for at in begins)
    driven = 0
    for tour in tours:
        mobile = problem.mobiles[tour.mobile]
        places = [mobile.start_place, *(problem.stops[at].place for at, _ in tour.visits), mobile.end_place]
        driven += int(sum(problem.seconds[a, b] for a, b in pairwise(places))) if tour.visits else 0
    return dosed, value, -driven


class _Trip:
    """A patrol problem as a routing job, with windows for the required visits, and the way back to tours."""

    def __init__(self, problem: PatrolProblem, minutes: NDArray[np.int64], windows: Mapping[int, Windows]) -> None:
        self._problem = problem
        self._minutes = minutes
        # a unit of value outweighs all driving that is possible, a required visit outweighs all values
        first, last = shift(problem)
        unit = max(1, last - first) * len(problem.mobiles) + 1
        values = _scaled([stop.value for stop in problem.stops])
        must = unit * (sum(values) + 1)
        self._stop_of: list[int] = []
        self._turn_of: list[int] = []
        calls: list[Call] = []
        group = 0
        for at, stop in enumerate(problem.stops):
            for turn in range(max(1, stop.visits)):
                spans = _spans(problem, stop, windows[at][turn] if stop.visits else None)
                prize = (must if stop.visits else 0) + (unit * values[at] if turn == 0 else 0)
                for low, high in spans:
                    calls.append(_call(stop, prize, low, high, group if len(spans) > 1 else None))
                    self._stop_of.append(at)
                    self._turn_of.append(turn)
                group += 1
        self._fleets = [
            (key, [at for at, _ in members])
            for key, members in groupby(
                sorted(enumerate(problem.mobiles), key=lambda one: (_kind(one[1]), one[0])),
                key=lambda one: _kind(one[1]),
            )
        ]
        self.job = Job(
            tuple(calls),
            tuple(Fleet(key[0], key[1], len(members), _ticks(key[2]), _ticks(key[3])) for key, members in self._fleets),
            minutes,
            minutes * SECONDS_PER_MINUTE,
        )

    def tours(self, answer: Answer) -> tuple[Tour, ...]:
        """The answer's ways as tours of the mobiles, each begin as early as it can be."""
        spare = [list(members) for _, members in self._fleets]
        visits: dict[int, tuple[tuple[int, int], ...]] = {}
        for way in answer.ways:
            visits[spare[way.fleet].pop(0)] = self._timed(way)
        return tuple(Tour(at, visits.get(at, ())) for at in range(len(self._problem.mobiles)))

    def ways(self, tours: tuple[Tour, ...]) -> tuple[Way, ...]:
        """Tours as ways of this job; a visit that fits no window of its stop is left out."""
        fleet_of = {at: fleet for fleet, (_, members) in enumerate(self._fleets) for at in members}
        open_calls: dict[int, list[int]] = {}
        for call, at in enumerate(self._stop_of):
            open_calls.setdefault(at, []).append(call)
        used: set[tuple[int, int]] = set()
        ways = []
        for tour in tours:
            kept = []
            for at, begin in tour.visits:
                for call in open_calls[at]:
                    one, turn = self.job.calls[call], (at, self._turn_of[call])
                    if turn not in used and one.last is not None and one.first <= _ticks(begin) <= one.last:
                        used.add(turn)
                        kept.append(call)
                        break
            if kept:
                ways.append(Way(fleet_of[tour.mobile], tuple(kept)))
        return tuple(ways)

    def _timed(self, way: Way) -> tuple[tuple[int, int], ...]:
        fleet = self.job.fleets[way.fleet]
        clock, place, timed = fleet.first, fleet.start, []
        for number in way.calls:
            call = self.job.calls[number]
            clock = max(clock + _ticks(int(self._minutes[place, call.place])), call.first)
            timed.append((self._stop_of[number], clock // SECONDS_PER_MINUTE))
            clock += call.service
            place = call.place
        return tuple(timed)


def _kind(mobile: Mobile) -> tuple[int, int, int, int]:
    return mobile.start_place, mobile.end_place, mobile.first_min, mobile.last_min


def _ticks(minutes: int) -> int:
    """Minutes as the search counts them: in seconds, for a finer price of being late."""
    return minutes * SECONDS_PER_MINUTE


def _call(stop: Stop, prize: int, low: int, high: int, group: int | None) -> Call:
    return Call(
        stop.place,
        prize,
        is_required=False,
        service=_ticks(stop.stay_min),
        first=_ticks(low),
        last=_ticks(high),
        group=group,
    )


def _scaled(values: list[int]) -> list[int]:
    """Values that the search can count with: the largest at most `TOP_VALUE`, none lost altogether."""
    top = max(values)
    if top <= TOP_VALUE:
        return [max(0, value) for value in values]
    return [max(1, round(value * TOP_VALUE / top)) if value > 0 else 0 for value in values]


def _spans(problem: PatrolProblem, stop: Stop, window: tuple[int, int] | None) -> list[tuple[int, int]]:
    """When a visit may begin: the stop's own windows, cut to that of the visit."""
    first, last = shift(problem)
    low, high = window or (first, last - stop.stay_min)
    cut = [(max(low, a), min(high, b)) for a, b in (stop.windows or ((first, last - stop.stay_min),))]
    return [(a, b) for a, b in cut if a <= b]
