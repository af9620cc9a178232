from __future__ import annotations

import random
import time

import pytest

from planner.core.plan import Status
from planner.solver import LinearProgram, new_model, solve, solve_mixed


def test_both_engines_agree_on_random_models() -> None:
    """On forty small models with every kind of constraint that is allowed, status and objective are the same."""
    for seed in range(40):
        dice = random.Random(seed)
        model = new_model()
        flags = [model.new_bool_var(f"x{i}") for i in range(8)]
        number = model.new_int_var(-3, 9, "n")
        for _ in range(6):
            some = [f if dice.random() < 0.7 else ~f for f in dice.sample(flags, 3)]
            kind = dice.randrange(5)
            if kind == 0:
                model.add_at_most_one(some)
            elif kind == 1:
                model.add_bool_or(some)
            elif kind == 2:
                model.add_implication(some[0], some[1])
            elif kind == 3:
                model.add_exactly_one(some)
            else:
                model.add(sum(dice.randint(-2, 3) * f for f in flags) + number >= dice.randint(0, 4))
        model.minimize(sum(dice.randint(-4, 4) * f for f in flags) + 2 * number + 3)
        one, other = solve(model, seconds=20), solve_mixed(model, seconds=20)
        assert (one.status, one.objective) == (other.status, other.objective), f"seed {seed}"
        if other.has_answer:
            assert other.bound == other.objective
            cost = other.value(number)
            assert -3 <= cost <= 9


def test_constraint_that_is_not_linear_is_refused() -> None:
    """A product of variables is beyond this engine, and it says so."""
    model = new_model()
    a, b, c = (model.new_int_var(0, 5, name) for name in "abc")
    model.add_multiplication_equality(c, [a, b])
    with pytest.raises(ValueError, match="neither linear nor a clause"):
        solve_mixed(model, seconds=1)


def test_cancel_returns_at_once_without_an_answer() -> None:
    """The caller does not wait for the engine, which cannot be told to stop."""
    dice = random.Random(3)
    model = new_model()
    flags = [model.new_bool_var(f"x{i}") for i in range(60)]
    for _ in range(8):
        model.add(sum(dice.randint(1, 99) * f for f in flags) == 1500)
    model.minimize(sum(dice.randint(1, 9) * f for f in flags))
    began = time.monotonic()
    solved = solve_mixed(model, seconds=4, cancel=lambda: True)
    assert solved.status is Status.OUT_OF_TIME
    assert not solved.is_repeatable
    assert time.monotonic() - began < 3


def test_linear_program_mixes_where_whole_numbers_cannot() -> None:
    """One officer's 10 hours cover two duties of 8 worth 3 and 5: the best mix leaves 6 of 8 hours of the cheaper."""
    program = LinearProgram()
    cheap, dear = program.variable(1, -3), program.variable(1, -5)
    program.at_most([(cheap, 8), (dear, 8)], 10)
    assert program.lowest(seconds=5) == pytest.approx(-5 - 3 * 2 / 8)


def test_empty_linear_program_costs_nothing() -> None:
    """Nothing to decide, nothing to pay."""
    assert LinearProgram().lowest(seconds=1) == 0


def test_contradicting_rows_are_an_error() -> None:
    """A variable from 0 upwards cannot be at most -1."""
    program = LinearProgram()
    program.at_most([(program.variable(5), 1)], -1)
    with pytest.raises(ValueError, match="contradicts"):
        program.lowest(seconds=5)
