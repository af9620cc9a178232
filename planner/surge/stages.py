"""The exact answer once it is known what can be had: how soon at the best, then how little driving."""

from __future__ import annotations

from planner.surge.allocation import Allocation, delay, driving, ride, standing
from planner.surge.bound import Bound, thresholds
from planner.surge.boxes import search
from planner.surge.force import Force
from planner.surge.limits import Limits
from planner.surge.wants import OFFICERS, Wants
from planner.surge.window import Window


def soonest(force: Force, wants: Wants, start: Allocation, best_case: Bound, limits: Limits) -> tuple[Allocation, int]:
    """The allocation that meets the wants with the least weighted sum of moments, and the bound on that sum."""
    if best_case.value >= delay(force, start):
        return start, delay(force, start)
    return search(force, wants, start, best_case, limits, limits.over(0.7))


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
