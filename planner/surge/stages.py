"""The exact answer once it is known what can be had: how soon at the best, then how little driving."""

from __future__ import annotations

from planner.surge.allocation import Allocation, delay, driving, ride, standing
from planner.surge.bound import DEEPENING, TOGETHER, Bound, thresholds
from planner.surge.force import Force
from planner.surge.leaves import Leaves
from planner.surge.limits import Limits
from planner.surge.wants import OFFICERS, Wants
from planner.surge.window import Window


def soonest(force: Force, wants: Wants, start: Allocation, best_case: Bound, limits: Limits) -> tuple[Allocation, int]:
    """The allocation that meets the wants with the least weighted sum of moments, and the bound on that sum.

    Moments that pass Hall's condition are tried in the order of their sums: the first that can be kept is the best.
    """
    upper = delay(force, start)
    value, step = best_case.value, upper - best_case.value
    step = -(-step // DEEPENING[0])
    leaves = Leaves(force, wants, limits)
    is_over = limits.over(0.6)
    # for more alarms the moments are too many to list
    while value < upper and len(wants.open) <= TOGETHER:
        high = min(upper - 1, value + step)
        vectors = thresholds(
            force, wants, best_case.lone, value, high, cuts=leaves.cuts, forbids=leaves.is_forbidden, is_over=is_over
        )
        if vectors is None:
            if step == 0 or is_over():
                break
            step //= 4
            continue
        found = leaves.first_of(vectors, is_over)
        if found.kept is not None:
            return found.kept, found.value
        if not found.is_known:
            return _search_window(force, wants, start, best_case, max(value, found.value), limits)
        value, step = high + 1, 2 * step + 1
    if value >= upper:
        return start, upper
    return _search_window(force, wants, start, best_case, value, limits)


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
