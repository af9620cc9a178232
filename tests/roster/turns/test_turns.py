"""The shift-scheduling core: rows, columns, program and search against plain enumeration."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from planner.roster.turns import check
from planner.roster.turns.encode import encode
from planner.roster.turns.problem import OFF, Turns, from_document, read
from planner.roster.turns.row import RowFinder
from planner.roster.turns.solve import solve
from tests.shared import shared_file


def tiny(seed: int, *, days: int = 7, staff: int = 2) -> Turns:
    """A small problem drawn by chance: two shifts, the early one not after the late one."""
    rng = np.random.default_rng(seed)

    def person(number: int) -> dict[str, object]:
        wishes = [{"day": int(rng.integers(days)), "shift": "EL"[int(rng.integers(2))], "weight": 3} for _ in range(3)]
        return {
            "id": f"P{number}",
            "maxShifts": [int(rng.integers(1, days)), days],
            "minTotalMinutes": 480,
            "maxTotalMinutes": 480 * (days - 2),
            "minConsecutiveShifts": int(rng.integers(1, 3)),
            "maxConsecutiveShifts": int(rng.integers(3, 5)),
            "minConsecutiveDaysOff": int(rng.integers(1, 3)),
            "maxWeekends": int(rng.integers(0, 2)),
            "daysOff": [int(rng.integers(days))],
            "onRequests": wishes[:2],
            "offRequests": wishes[2:],
        }

    shifts = [("E", 480, None), ("L", 600, ["E"])]
    cover = {"weightIfUnder": 10, "weightIfOver": 1}
    return from_document(
        {
            "nDays": days,
            "shifts": [{"id": i, "length": m, "forbiddenFollowingShifts": f} for i, m, f in shifts],
            "staffs": [person(n) for n in range(staff)],
            "covers": [[{"requirement": int(rng.integers(0, 2)), **cover} for _ in shifts] for _ in range(days)],
        }
    )


def rows_of(problem: Turns, number: int) -> list[np.ndarray]:
    """Every row that the plain check allows to one person."""
    alone = Turns(problem.days, problem.shifts, (problem.staff[number],), problem.need, problem.under, problem.over)
    every = (np.array(row) for row in product((OFF, 0, 1), repeat=problem.days))
    return [row for row in every if not check.broken(alone, row[None, :])]


@pytest.mark.parametrize("seed", range(6))
def test_row_finder_gives_the_cheapest_row_of_all(seed: int) -> None:
    """The dynamic programme and enumeration agree on the cheapest row at random prices."""
    problem = tiny(seed)
    prices = np.random.default_rng(seed).integers(-20, 5, (problem.days, 2)).astype(float)
    rows = rows_of(problem, 0)
    found = RowFinder(problem, problem.staff[0]).find(prices)
    worth = [sum(prices[day, kind] for day, kind in enumerate(row) if kind != OFF) for row in rows]
    assert [value for value, _ in found] == ([min(worth)] if rows else [])
    assert all(any((row == known).all() for known in rows) for _, row in found)


@pytest.mark.parametrize("seed", range(4))
def test_program_holds_exactly_what_the_check_allows(seed: int) -> None:
    """For random rows, allowed or not: the program agrees with the plain check, and on the cost."""
    problem = tiny(seed)
    encoded = encode(problem)
    rng = np.random.default_rng(seed)
    allowed = [rows_of(problem, number) for number in range(2)]
    for _ in range(60):
        schedule = np.stack([rows[int(rng.integers(len(rows)))] for rows in allowed])
        if rng.random() < 0.5:
            schedule[0] = rng.integers(-1, 2, problem.days)
        on = [(day, kind) for day, kind in enumerate(schedule[0]) if kind != OFF]
        if any(encoded.works[0, day, kind] < 0 for day, kind in on):
            assert check.broken(problem, schedule)
            continue
        values = encoded.values(schedule)
        assert encoded.program.holds(values) == (not check.broken(problem, schedule))
        assert encoded.program.worth(values) == check.cost(problem, schedule)


@pytest.mark.parametrize("seed", range(4))
def test_search_ends_at_the_optimum_of_a_tiny_problem(seed: int) -> None:
    """The answer costs what the best pair of all rows costs, keeps the rules, and is not below its bound."""
    problem = tiny(seed)
    best = min(check.cost(problem, np.stack(pair)) for pair in product(rows_of(problem, 0), rows_of(problem, 1)))
    answer = solve(problem, seconds=20, steps=25)
    assert answer.schedule is not None
    assert (answer.cost, check.broken(problem, answer.schedule)) == (best, [])
    assert answer.bound <= best


def test_search_with_the_same_steps_gives_the_same_schedule() -> None:
    """Two searches of so many steps agree row by row, and each says that it can be repeated."""
    problem = tiny(3, days=14, staff=6)
    first, second = (solve(problem, seconds=60, seed=5, steps=6) for _ in range(2))
    assert first.is_repeatable
    assert second.is_repeatable
    assert first.schedule is not None
    assert second.schedule is not None
    assert (first.schedule == second.schedule).all()


def test_person_without_any_row_ends_without_a_schedule() -> None:
    """More minutes than the horizon holds: no schedule, no cost."""
    document_days = 7
    problem = tiny(0, days=document_days)
    person = problem.staff[0]
    changed = {name: getattr(person, name) for name in person.__dataclass_fields__}
    changed |= {"least_min": 10_000, "most_min": 11_000}
    asked = Turns(problem.days, problem.shifts, (type(person)(**changed),), problem.need, problem.under, problem.over)
    answer = solve(asked, seconds=5)
    assert (answer.schedule, answer.cost) == (None, None)


def test_check_names_each_broken_rule() -> None:
    """A row that works every day early breaks the limits of runs, weekends, minutes and the day off."""
    problem = tiny(1)
    schedule = np.zeros((2, 7), dtype=np.int64)
    said = " ".join(check.broken(problem, schedule))
    for words in ("which is off", "works 7 days", "minutes", "works E 7 times"):
        assert words in said


def test_first_public_instance_is_solved_to_its_best_known() -> None:
    """The first instance of the collection ends at 607 within few seconds."""
    problem = read(shared_file("instances/nrp/NurseRostering-01.json"))
    answer = solve(problem, seconds=20, steps=12)
    assert answer.schedule is not None
    assert check.broken(problem, answer.schedule) == []
    assert answer.cost == check.cost(problem, answer.schedule) == 607
