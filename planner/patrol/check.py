"""An independent check of tours, in plain code that shares nothing with the search."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from planner.core.rule import Violation
from planner.patrol.problem import Mobile, PatrolProblem, Stop, Tour


def check(problem: PatrolProblem, tours: Sequence[Tour]) -> tuple[Violation, ...]:
    """Each breach by the tours: who drives, driving times, windows, return, dosage, two mobiles at one place."""
    found = [*_mobiles(problem, tours)]
    for tour in tours:
        if 0 <= tour.mobile < len(problem.mobiles):
            found += _way(problem, problem.mobiles[tour.mobile], tour)
    visits = sorted(
        (at, begin, tour.mobile) for tour in tours for at, begin in tour.visits if 0 <= at < len(problem.stops)
    )
    for at, stop in enumerate(problem.stops):
        found += _site(problem, stop, [(begin, mobile) for one, begin, mobile in visits if one == at])
    return tuple(sorted(set(found)))


def _mobiles(problem: PatrolProblem, tours: Sequence[Tour]) -> Iterator[Violation]:
    seen: set[int] = set()
    for tour in tours:
        if not 0 <= tour.mobile < len(problem.mobiles):
            yield Violation("mobile", str(tour.mobile), f"There is no mobile number {tour.mobile}.")
        elif tour.mobile in seen:
            duty = problem.mobiles[tour.mobile].duty
            yield Violation("mobile", duty, f"The mobile of duty {duty} has two tours.")
        seen.add(tour.mobile)


def _way(problem: PatrolProblem, mobile: Mobile, tour: Tour) -> Iterator[Violation]:
    """One mobile from its start to its end: each stop is reached in time, within its windows, and so is the end."""
    free, place, name = mobile.first_min, mobile.start_place, "its start"
    for at, begin in tour.visits:
        if not 0 <= at < len(problem.stops):
            yield Violation("stop", mobile.duty, f"The tour of duty {mobile.duty} names stop {at}, which there is not.")
            continue
        stop = problem.stops[at]
        drive = math.ceil(int(problem.seconds[place][stop.place]) / 60)
        if begin < free + drive:
            yield Violation(
                "driving",
                mobile.duty,
                f"Duty {mobile.duty} cannot be at {stop.site} at minute {begin}: it is free to leave {name} at minute "
                f"{free} and drives {drive} minutes.",
            )
        if stop.windows and not any(low <= begin <= high for low, high in stop.windows):
            said = ", ".join(f"{low}-{high}" for low, high in stop.windows)
            yield Violation(
                "window", mobile.duty, f"Duty {mobile.duty} stops at {stop.site} at minute {begin}; open is {said}."
            )
        free, place, name = begin + stop.stay_min, stop.place, stop.site
    if tour.visits:
        back = free + math.ceil(int(problem.seconds[place][mobile.end_place]) / 60)
        if back > mobile.last_min:
            yield Violation(
                "return",
                mobile.duty,
                f"Duty {mobile.duty} is back at minute {back}, {back - mobile.last_min} minutes after its end.",
            )


def _site(problem: PatrolProblem, stop: Stop, visits: list[tuple[int, int]]) -> Iterator[Violation]:
    """One site over all mobiles: enough visits, near enough to each other in time, never two at once."""
    if len(visits) < stop.visits:
        yield Violation("dosage", stop.site, f"{stop.site} gets {len(visits)} of {stop.visits} visits.")
    if not stop.visits and len(visits) > 1:
        yield Violation("once", stop.site, f"{stop.site} is visited {len(visits)} times; it is asked for once.")
    for (one, first), (two, second) in pairwise(visits):
        wait = two - one - stop.stay_min
        if wait < 0:
            who = " and ".join(sorted({problem.mobiles[k].duty for k in (first, second) if k < len(problem.mobiles)}))
            yield Violation(
                "together", stop.site, f"{stop.site} is visited at minutes {one} and {two}, at once, by duty {who}."
            )
        if stop.visits and wait > problem.every_min:
            yield Violation(
                "dosage",
                stop.site,
                f"{stop.site} waits {wait} minutes between two visits; at most {problem.every_min} are allowed.",
            )
