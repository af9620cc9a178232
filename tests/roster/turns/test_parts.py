"""Parts of a schedule as programs, rows where minutes are not counted, and drawn problems."""

from __future__ import annotations

import time

import numpy as np
import pytest

from benchmarks.turns_drawn import draw
from planner.roster.turns import check
from planner.roster.turns.encode import encode
from planner.roster.turns.problem import OFF
from planner.roster.turns.row import RowFinder
from planner.roster.turns.solve import cost_of, solve


@pytest.mark.parametrize("seed", range(3))
def test_part_of_a_schedule_costs_and_allows_what_the_check_says(seed: int) -> None:
    """A part's values give the schedule back; with a day changed, it holds just when the check finds nothing."""
    problem = draw(5, 21, 3, seed=seed)
    answer = solve(problem, seconds=20, seed=seed, steps=1)
    assert answer.schedule is not None
    people, days = [1, 3, 4], (5, 12)
    encoded = encode(problem, answer.schedule, people, days)
    values = encoded.values(answer.schedule)
    assert encoded.program.holds(values)
    assert (encoded.schedule(values, answer.schedule) == answer.schedule).all()
    base = encoded.program.worth(values) - check.cost(problem, answer.schedule)
    rng = np.random.default_rng(seed)
    for _ in range(60):
        changed = answer.schedule.copy()
        person, day = int(rng.choice(people)), int(rng.integers(*days))
        changed[person, day] = rng.choice([OFF, *np.flatnonzero(encoded.works[people.index(person), day - 5] >= 0)])
        values = encoded.values(changed)
        assert encoded.program.holds(values) == (check.broken(problem, changed) == [])
        assert encoded.program.worth(values) - base == check.cost(problem, changed) == cost_of(problem, changed)


def test_long_horizon_gets_rows_that_keep_the_minutes() -> None:
    """With a table that is too small for minutes, rows by a price of time still keep every rule."""
    problem = draw(4, 84, 3, seed=2)
    assert RowFinder(problem, problem.staff[0], table=1000).is_lean
    answer = solve(problem, seconds=30, steps=1, table=1000)
    assert answer.schedule is not None
    assert check.broken(problem, answer.schedule) == []


def test_search_ends_on_time() -> None:
    """Two seconds for 30 people and 5 shifts: a schedule that keeps the rules, and little more than two seconds."""
    problem = draw(30, 28, 5, seed=4)
    began = time.process_time()
    answer = solve(problem, seconds=2)
    assert answer.schedule is not None
    assert check.broken(problem, answer.schedule) == []
    assert time.process_time() - began < 2 * 2 + 3
