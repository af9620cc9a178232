"""The bound: never above what can be done, and exact where nothing but Hall's condition limits."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest

from planner.surge import dispatch
from planner.surge.allocation import delay, missing
from planner.surge.bound import bound, lone_bound, thresholds
from planner.surge.force import Force, force_of
from planner.surge.nearest import fill
from planner.surge.problem import SurgeProblem
from tests.surge.worlds import district, need, origin, problem, random_problem, rich_problem


def start(given: SurgeProblem) -> tuple[Force, int] | None:
    """The counts and the weighted sum of nearest-first; None when it does not meet the needs."""
    force = force_of(given)
    allocation = fill(force, force.wants, given.priority)
    return None if any(map(any, missing(force, allocation))) else (force, delay(force, allocation))


def slow_bound(force: Force) -> int:
    """The least weighted sum over all moments that pass Hall's condition, by trying every one for every set."""
    wants, alarms = force.wants, list(force.wants.open)
    grids = [wants.moments(q, (row[q] or 0 for row in force.arrive if row[q] is not None)) for q in alarms]
    sets = [s for size in range(1, len(alarms) + 1) for s in itertools.combinations(range(len(alarms)), size)]
    best = None
    for latest in itertools.product(*grids):
        value = sum(force.problem.weights[q] * t for q, t in zip(alarms, latest, strict=True))
        some = ([(alarms[k], latest[k]) for k in s] for s in sets)
        if (best is None or value < best) and all(_holds(force, chosen) for chosen in some):
            best = value
    assert best is not None
    return best


def _holds(force: Force, chosen: Sequence[tuple[int, int]]) -> bool:
    """Whether those who help one of these alarms by its moment are enough for all of them."""
    helping = [
        i for i, row in enumerate(force.arrive) if any((t := row[q]) is not None and t <= until for q, until in chosen)
    ]
    for r, able in enumerate(force.resources):
        have = sum(min(force.give[i], sum(force.people[i][c] for c in able)) for i in helping)
        if have < sum(force.wants.at(q, until)[r] for q, until in chosen):
            return False
    return True


def test_bound_equals_the_slow_one() -> None:
    """Some 200 random cases of up to three alarms: the search finds exactly what trying all thresholds finds."""
    compared = 0
    for seed in range(600):
        given = random_problem(seed, stations=(2, 6), people=(1, 6), alarms=(1, 3), needed=(1, 5), sites=(0, 1))
        begun = start(given)
        if begun is not None:
            force, upper = begun
            assert bound(force, force.wants, upper).value == slow_bound(force), f"seed {seed}"
            compared += 1
    assert compared > 200


def test_bound_equals_the_slow_one_when_needs_grow() -> None:
    """The same with needs that grow and given units that come: a later moment may be worse, so all are looked at."""
    compared = 0
    for seed in range(400):
        begun = start(rich_problem(seed, stations=(2, 5), people=(1, 6), alarms=(1, 3)))
        if begun is not None:
            force, upper = begun
            assert bound(force, force.wants, upper).value == slow_bound(force), f"seed {seed}"
            compared += 1
    assert compared > 100


@pytest.mark.parametrize("seed", range(12))
def test_bound_is_never_above_the_answer(seed: int) -> None:
    """In districts of 20 stations and three alarms: lone sum <= bound <= what is done."""
    given = district(20, 220, 3, seed)
    answer = dispatch(given, seconds=5, seed=1)
    begun = start(given)
    assert begun is not None
    force, upper = begun
    best_case = bound(force, force.wants, upper)
    done = answer.stages[1].objective
    assert sum(w * t for w, t in zip(given.weights, best_case.lone, strict=True)) <= best_case.value <= done <= upper


def test_bound_that_is_cut_short_is_still_true() -> None:
    """With no time at all the bound falls back to what each alarm could have alone."""
    given = district(44, 500, 4, 2)
    begun = start(given)
    assert begun is not None
    force, upper = begun
    full, cut = bound(force, force.wants, upper), bound(force, force.wants, upper, is_over=lambda: True)
    assert cut.value == sum(w * t for w, t in zip(given.weights, cut.lone, strict=True)) <= full.value
    assert thresholds(force, force.wants, full.lone, full.value, upper, is_over=lambda: True) is None


def test_listed_thresholds_ascend_and_begin_at_the_bound() -> None:
    """The first of the list has the bound as its sum, and none is left out that a slow search finds."""
    given = problem(
        (origin("a", (10, 40), men=3), origin("b", (20, 30), men=3), origin("c", (50, 20), men=3)),
        (need(0, 3), need(1, 4)),
    )
    begun = start(given)
    assert begun is not None
    force, upper = begun
    best_case = bound(force, force.wants, upper)
    listed = thresholds(force, force.wants, best_case.lone, best_case.value, upper)
    assert listed is not None
    sums = [3 * a + 4 * b for a, b in listed]
    assert sums == sorted(sums)
    assert sums[0] == best_case.value == slow_bound(force)
    slow = [
        (a, b)
        for a in (10, 20, 50)
        for b in (20, 30, 40)
        if 3 * a + 4 * b <= upper and all(_holds(force, s) for s in (((0, a),), ((1, b),), ((0, a), (1, b))))
    ]
    assert sorted(listed) == sorted(slow)


def test_lone_bound_is_none_when_never() -> None:
    """Five officers can never be six."""
    force = force_of(problem((origin("a", (10,), men=5),), (need(0, 6),)))
    assert lone_bound(force, force.wants, 0) is None
