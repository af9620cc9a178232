"""The answer at once, and the exact answer after it.

The aims, one after the other: (1) the least shortfall: first sections, then officers, women, riot-trained, commanders,
the heaviest alarm served first; (2) the least sum over alarms of weight x moment of adequacy; (3) the least driving, in
officers x minutes. Each stage has its bound; what a time limit leaves unproven is said; the better of start and search
is kept.
"""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Callable

from planner.solver import Progress
from planner.surge.allocation import SUMS, Allocation, delay, driving, lacks, missing, standing
from planner.surge.answer import Answer, Stage
from planner.surge.assemble import assemble
from planner.surge.bound import TOGETHER, Bound, IsOver, bound, lone_bound
from planner.surge.force import Force, force_of
from planner.surge.limits import Limits
from planner.surge.nearest import fill
from planner.surge.problem import SurgeProblem
from planner.surge.shortage import SHARE, attainable, fewest_missing
from planner.surge.stages import least_driving, soonest
from planner.surge.wants import Wants

ALL_ORDERS_UP_TO = 4
"""With so many alarms every order is tried for the start; with more, ORDERS at random besides the priority."""
ORDERS = 24
START_SHARE = 0.15
"""The part of the whole time after which no further order is tried for the start."""
SWAPS = 80
"""So often two alarms change places in the best order, when there are many."""


def nearest(problem: SurgeProblem) -> Answer:
    """Nearest-first that keeps desks, hold-backs and reserve: milliseconds, no proof unless it meets the bound."""
    began = time.perf_counter()
    force = force_of(problem)
    ways = (fill(force, force.wants, problem.priority, few_first=first) for first in (False, True))
    allocation = min(ways, key=lambda way: standing(force, way))
    lone = [lone_bound(force, force.wants, q) for q in force.alarms]
    least = [0 if t is None else t * w for t, w in zip(lone, problem.weights, strict=True)]
    is_short = any(map(any, missing(force, allocation)))
    short = sum(lacks(force, missing(force, allocation))[1:SUMS])
    stages = (
        Stage("shortfall", short, 0),
        Stage("delay", delay(force, allocation), 0 if is_short else sum(least)),
        Stage("driving", driving(force, allocation), 0),
    )
    return assemble(
        force,
        allocation,
        stages=stages,
        lone=lone,
        seconds=time.perf_counter() - began,
    )


def dispatch(
    problem: SurgeProblem,
    *,
    seconds: float,
    seed: int,
    progress: Callable[[Progress], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> Answer:
    """The exact answer within `seconds` of wall time, or the best found with what is proven about it.

    The same problem and seed give the same answer as long as the stages end by proof or work limit, not by the clock.
    """
    began = time.monotonic()
    limits = Limits(began, seconds, seed, progress, cancel)
    force = force_of(problem)
    allocation = _start(force, force.wants, seed, limits.over(START_SHARE))
    least_short: int | None = None
    if any(map(any, missing(force, allocation))):
        allocation, least_short = fewest_missing(force, allocation, limits)
    wants = attainable(force, allocation)
    if wants != force.wants:
        again = _start(force, wants, seed, limits.over(SHARE + START_SHARE))
        allocation = min(allocation, again, key=lambda a: standing(force, a))
    best_case = bound(force, wants, delay(force, allocation), is_over=limits.over(0.4))
    allocation, delay_bound = soonest(force, wants, allocation, best_case, limits)
    if progress is not None:
        progress(Progress(time.monotonic() - began, delay(force, allocation), delay_bound))
    allocation, driving_bound = least_driving(
        force, wants, allocation, best_case, limits, is_soonest=delay(force, allocation) == delay_bound
    )
    short = sum(lacks(force, missing(force, allocation))[1:SUMS])
    stages = (
        Stage("shortfall", short, short if least_short is None else least_short),
        Stage("delay", delay(force, allocation), delay_bound),
        Stage("driving", driving(force, allocation), driving_bound),
    )
    return assemble(
        force,
        allocation,
        stages=stages,
        lone=_lone(best_case, wants, force),
        seconds=time.monotonic() - began,
    )


def _lone(best_case: Bound, wants: Wants, force: Force) -> list[int | None]:
    return [best_case.lone[q] if q in wants.open else None for q in force.alarms]


def _start(force: Force, wants: Wants, seed: int, is_over: IsOver) -> Allocation:
    """The best of nearest-first over orders of the alarms."""
    alarms = force.problem.priority
    if len(alarms) <= ALL_ORDERS_UP_TO:
        orders = list(itertools.permutations(alarms))
    else:
        draw = random.Random(seed)
        orders = [alarms, *(tuple(draw.sample(alarms, len(alarms))) for _ in range(ORDERS))]
    fills = [fill(force, wants, orders[0])]
    fills += [fill(force, wants, order) for order in orders[1:] if not is_over()]
    reached, order, best = min(
        ((standing(force, allocation), order, allocation) for order, allocation in zip(orders, fills, strict=False)),
        key=lambda one: one[0],
    )
    for first, second in _swaps(len(alarms), seed):
        if is_over():
            break
        changed = list(order)
        changed[first], changed[second] = changed[second], changed[first]
        allocation = fill(force, wants, changed)
        if (other := standing(force, allocation)) < reached:
            reached, order, best = other, tuple(changed), allocation
    if not any(map(any, missing(force, best))):
        return best
    # too few, or only of a kind: who gets a place first may matter
    fills = [fill(force, wants, order, women_first=True) for order in orders if not is_over()]
    for few, section in ((True, False), (True, True), (False, True)):
        fills += [fill(force, wants, order, few_first=few, sections_first=section) for order in orders if not is_over()]
    return min([best, *fills], key=lambda allocation: standing(force, allocation))


def _swaps(alarms: int, seed: int) -> list[tuple[int, int]]:
    """Pairs of places that change in the order of many alarms; with few, the search proper is as quick."""
    draw = random.Random(seed)
    return [tuple(draw.sample(range(alarms), 2)) for _ in range(SWAPS)] if alarms > TOGETHER else []  # type: ignore[misc]
