"""The bound: never above what can be done, and exact where nothing but Hall's condition limits."""

from __future__ import annotations

import itertools

import pytest

from planner.surge import dispatch
from planner.surge.allocation import delay, missing
from planner.surge.bound import bound, lone_bound, thresholds
from planner.surge.force import Force, force_of
from planner.surge.nearest import fill
from planner.surge.problem import SurgeProblem
from tests.surge.worlds import district, need, origin, problem, random_problem


def start(given: SurgeProblem) -> tuple[Force, int] | None:
    """The counts and the weighted sum of nearest-first; None when it does not meet the needs."""
    force = force_of(given)
    allocation = fill(force, force.wants, given.priority)
    return None if any(map(any, missing(force, force.wants, allocation))) else (force, delay(force, allocation))


def slow_bound(force: Force) -> int:
    """The least weighted sum over all thresholds that pass Hall's condition, by trying every one for every set."""
    wants, alarms = force.wants, list(force.alarms)
    grids = [sorted({row[q] for row in force.arrive if row[q] is not None}) for q in alarms]
    sets = [s for size in range(1, len(alarms) + 1) for s in itertools.combinations(alarms, size)]
    best = None
    for latest in itertools.product(*grids):
        value = sum(w * t for w, t in zip(force.problem.weights, latest, strict=True))
        if (best is None or value < best) and all(_holds(force, s, latest) for s in sets):
            best = value
    assert best is not None
    assert wants.open == tuple(alarms)
    return best


def _holds(force: Force, some: tuple[int, ...], latest: tuple[int, ...]) -> bool:
    helping = [
        i
        for i, row in enumerate(force.arrive)
        if any((t := row[q]) is not None and t <= latest[q] for q in some)  # any alarm of the set
    ]
    wants = force.wants
    women = sum(min(force.give[i], sum(force.people[i][c] for c in force.women)) for i in helping)
    enough = sum(force.give[i] for i in helping) >= sum(wants.officers[q] for q in some)
    enough = enough and women >= sum(wants.women[q] for q in some)
    for tier in {force.tier_of[q] for q in force.alarms}:
        able = [c for c, (reached, _) in enumerate(force.classes) if reached >= tier]
        commanders = sum(min(force.give[i], sum(force.people[i][c] for c in able)) for i in helping)
        enough = enough and commanders >= sum(force.tier_of[q] >= tier for q in some)
    return enough


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
        if 3 * a + 4 * b <= upper and all(_holds(force, s, (a, b)) for s in ((0,), (1,), (0, 1)))
    ]
    assert sorted(listed) == sorted(slow)


def test_lone_bound_is_none_when_never() -> None:
    """Five officers can never be six."""
    force = force_of(problem((origin("a", (10,), men=5),), (need(0, 6),)))
    assert lone_bound(force, force.wants, 0) is None
