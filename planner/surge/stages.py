"""The exact answer once it is known what can be had: how soon at the best, then how little driving."""

from __future__ import annotations

from planner.core.plan import Status
from planner.surge.allocation import Allocation, delay, driving, ride, standing
from planner.surge.bound import DEEPENING, Bound, Thresholds, thresholds
from planner.surge.exact import Exact
from planner.surge.force import Force
from planner.surge.limits import Limits
from planner.surge.wants import OFFICERS, Wants, covers
from planner.surge.window import Window, pairs_within


def soonest(force: Force, wants: Wants, start: Allocation, best_case: Bound, limits: Limits) -> tuple[Allocation, int]:
    """The allocation that meets the wants with the least weighted sum of moments, and the bound on that sum.

    Moments that pass Hall's condition are tried in the order of their sums: the first that can be kept is the best.
    """
    upper = delay(force, start)
    value, failed = best_case.value, list[Thresholds]()
    is_over = limits.over(0.5)
    for part in DEEPENING:
        high = min(upper - 1, best_case.value + -(-(upper - best_case.value) // part))
        if value > high:
            continue
        vectors = thresholds(force, wants, best_case.lone, value, high, is_over=is_over)
        if vectors is None:
            break
        for vector in vectors:
            if any(_is_harder(wants, vector, other) for other in failed):
                continue
            value = sum(w * t for w, t in zip(force.problem.weights, vector, strict=True))
            if is_over():
                return _search_window(force, wants, start, best_case, value, limits)
            exact = Exact(force, pairs_within(force, wants, vector))
            exact.require(wants, vector)
            solved = limits.run(exact, 0.2)
            if solved.has_answer:
                return exact.read(solved, wants), value
            if solved.status is not Status.IMPOSSIBLE:
                return _search_window(force, wants, start, best_case, value, limits)
            failed.append(vector)
        value = high + 1
    if value >= upper:
        return start, upper
    return _search_window(force, wants, start, best_case, value, limits)


def _is_harder(wants: Wants, vector: Thresholds, other: Thresholds) -> bool:
    """No alarm has longer than in the other vector, and none wants less."""
    pairs = list(enumerate(zip(vector, other, strict=True)))
    return all(a <= b for _, (a, b) in pairs) and all(
        a == b or covers(wants.at(q, a), wants.at(q, b)) for q, (a, b) in pairs
    )


def _search_window(
    force: Force, wants: Wants, start: Allocation, best_case: Bound, value: int, limits: Limits
) -> tuple[Allocation, int]:
    """What the solver makes of all moments at once, knowing that the sum is at least `value`."""
    window = Window(force, wants, best_case.lone, delay(force, start))
    window.exact.enc.model.add(window.delay >= value)
    window.exact.enc.model.minimize(window.delay)
    window.hint(start)
    solved = limits.run(window.exact, 0.4)
    best = _better(force, start, window.exact.read(solved, wants)) if solved.has_answer else start
    return best, min(delay(force, best), max(value, solved.bound or 0))


def least_driving(
    force: Force, wants: Wants, start: Allocation, best_case: Bound, limits: Limits, *, is_soonest: bool
) -> tuple[Allocation, int]:
    """Of the allocations as soon as `start`, the one with the least driving, and the bound on that."""
    value = delay(force, start)
    ties = None
    if is_soonest:
        ties = thresholds(force, wants, best_case.lone, value, value, is_over=limits.over(0.8))
    window = Window(force, wants, best_case.lone, value, ties or ())
    floor = sum(_lone_driving(force, wants, q, window.latest[q]) for q in wants.open)
    if driving(force, start) == floor:
        return start, floor
    window.exact.enc.model.minimize(window.exact.driving())
    window.hint(start)
    solved = limits.run(window.exact, 0.3)
    best = _better(force, start, window.exact.read(solved, wants)) if solved.has_answer else start
    return best, min(driving(force, best), max(floor, solved.bound or 0))


def _better(force: Force, first: Allocation, second: Allocation) -> Allocation:
    return min(first, second, key=lambda allocation: standing(force, allocation))


def _lone_driving(force: Force, wants: Wants, alarm: int, latest: int) -> int:
    """Officer-tenths of driving for one alarm with everybody who arrives in time, and as few as it ever wants."""
    near = sorted((ride(force, i, alarm), i) for i in force.near[alarm] if force.when(i, alarm) <= latest)
    arrivals = (force.when(i, alarm) for _, i in near)
    moments = [0, *(at for at in wants.moments(alarm, arrivals) if at <= latest)]
    wanted, cost = min(wants.at(alarm, at)[OFFICERS] for at in moments), 0
    for way, i in near:
        number = min(wanted, force.give[i])
        cost += number * way
        wanted -= number
    return cost
