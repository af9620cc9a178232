"""Large-neighbourhood search over programs: parts, joining, repeatability."""

from __future__ import annotations

import time
from itertools import product

import numpy as np

from planner.core.plan import Status
from planner.solver import new_model, solve
from planner.solver.neighbourhoods import PartMove, Size, rejoin, search
from planner.solver.neighbourhoods_program import Builder, Program, model_of, program_of, solve_part

WEIGHTS = [5, 4, 3, 7, 6, 5, 2, 8]
WORTH = [6, 5, 3, 9, 7, 7, 2, 9]
LIMIT = 17


def knapsack() -> Program:
    """Take the most worth within the limit."""
    into = Builder()
    places = [into.variable(cost=-worth) for worth in WORTH]
    into.row(places, WEIGHTS, high=LIMIT)
    return into.done()


def best_by_enumeration() -> int:
    """The lowest cost of all subsets."""
    subsets = (np.array(taken) for taken in product((0, 1), repeat=len(WORTH)))
    return min(-int(taken @ WORTH) for taken in subsets if taken @ WEIGHTS <= LIMIT)


def moves(program: Program) -> list[PartMove]:
    """Sets so many variables free, drawn by chance."""

    def some(rng: np.random.Generator, best: np.ndarray, size: int) -> np.ndarray:
        free = np.zeros(len(best), dtype=bool)
        free[rng.choice(len(best), min(size, len(best)), replace=False)] = True
        return free

    return [PartMove("some", program, some, Size(3, 2, 8, grow=1.2))]


def test_search_ends_at_the_optimum() -> None:
    """From nothing taken to the best subset, which enumeration knows."""
    program = knapsack()
    found = search(
        np.zeros(8),
        program.worth,
        moves(program),
        join=rejoin(program),
        seconds=30,
        seed=1,
        bound=best_by_enumeration(),
    )
    assert found.worth == best_by_enumeration()
    assert program.holds(found.state)


def test_search_with_the_same_steps_is_repeatable() -> None:
    """Same seed, same steps: same values, and it says so; by the clock it says it is not."""
    program = knapsack()
    first, second = (
        search(np.zeros(8), program.worth, moves(program), join=rejoin(program), seconds=60, seed=2, steps=5)
        for _ in range(2)
    )
    assert (first.state == second.state).all()
    assert first.is_repeatable
    assert first.steps == 5
    cut = search(np.zeros(8), program.worth, moves(program), join=rejoin(program), seconds=0.3, seed=2)
    assert not cut.is_repeatable


def test_search_stops_when_cancelled() -> None:
    """A caller who cancels waits no longer than the parts under way."""
    program = knapsack()
    began = time.monotonic()
    found = search(
        np.zeros(8), program.worth, moves(program), join=rejoin(program), seconds=60, seed=2, cancel=lambda: True
    )
    assert time.monotonic() - began < 30
    assert not found.is_repeatable


def test_part_keeps_what_is_not_free() -> None:
    """Only free variables change, and the part is proven."""
    program = knapsack()
    start = np.array([1.0, 0, 0, 0, 0, 0, 0, 0])
    free = np.array([False, True, True, False, False, False, False, False])
    part = solve_part(program, start, free, seconds=10, nodes=100)
    assert part.is_proven
    assert part.values is not None
    assert part.values.tolist() == [1, 1, 1, 0, 0, 0, 0, 0]


def test_changes_that_break_a_row_together_are_not_joined() -> None:
    """Each of two answers fits, both together weigh 11 + 8 > 17."""
    program = knapsack()
    base, now, found = (np.zeros(8) for _ in range(3))
    now[[0, 4]] = 1
    found[7] = 1
    assert rejoin(program)(now, base, found) is None
    found[:] = 0
    found[1] = 1
    assert rejoin(program)(now, base, found) is not None


def test_program_and_model_are_the_same_both_ways() -> None:
    """The constraint solver finds the same optimum of the program, and its model becomes the same program."""
    program = knapsack()
    model, variables = model_of(program)
    solved = solve(model, seconds=20)
    assert (solved.status, solved.objective) == (Status.OPTIMAL, best_by_enumeration())
    again = program_of(model)
    values = np.array([float(solved.value(variable)) for variable in variables])
    assert again.holds(values)
    assert again.worth(values) == best_by_enumeration()
    empty = new_model()
    assert program_of(empty).worth(np.zeros(0)) == 0
