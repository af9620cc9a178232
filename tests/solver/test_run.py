from __future__ import annotations

import random
import subprocess
import sys
import time

import pytest

from planner.core.plan import Status
from planner.solver import Encoding, Model, Progress, Solved, new_model, solve, weighted


def hard_model() -> tuple[Model, list]:
    """Split sixty markets in half by six products at once: a first answer is easy, the best takes ages."""
    dice = random.Random(1)
    enc = Encoding()
    mine = [enc.flag() for _ in range(60)]
    for product in range(6):
        sizes = [dice.randint(0, 99) for _ in mine]
        over, under = enc.number(0, 6000), enc.number(0, 6000)
        enc.model.add(weighted(mine, sizes) - over + under == sum(sizes) // 2)
        enc.wish(f"product {product}", over + under)
    enc.minimise()
    return enc.model, mine


def values(solved: Solved, variables: list) -> list[int]:
    """What each variable is worth in the answer."""
    return [solved.value(x) for x in variables]


def test_smallest_sum_of_two_dice_that_beats_nine_is_proven() -> None:
    """Two numbers of 1 to 6 that add up to more than 9 cost 10 at least, and the proof is said."""
    model = new_model()
    a, b = model.new_int_var(1, 6, "a"), model.new_int_var(1, 6, "b")
    model.add(a + b > 9)
    model.minimize(a + b)
    solved = solve(model, seconds=5)
    assert (solved.status, solved.objective, solved.bound) == (Status.OPTIMAL, 10, 10)
    assert solved.value(a) + solved.value(b) == 10
    assert solved.value(2 * a + b) == 10 + solved.value(a)


def test_largest_sum_has_its_bound_from_above() -> None:
    """A model that is maximised reports objective and bound in its own direction."""
    model = new_model()
    a = model.new_int_var(0, 7, "a")
    model.add(2 * a <= 9)
    model.maximize(a)
    solved = solve(model, seconds=5)
    assert (solved.objective, solved.bound) == (4, 4)


def test_contradiction_is_an_outcome_not_an_exception() -> None:
    """A flag that is both 0 and 1 makes the model impossible, without an answer."""
    model = new_model()
    flag = model.new_bool_var("flag")
    model.add(flag == 0)
    model.add(flag == 1)
    solved = solve(model, seconds=5)
    assert solved.status is Status.IMPOSSIBLE
    assert not solved.has_answer


def test_model_without_objective_has_zero_for_both() -> None:
    """A question of yes or no is answered with objective and bound 0."""
    model = new_model()
    flag = model.new_bool_var("flag")
    model.add(flag == 1)
    solved = solve(model, seconds=5)
    assert solved.is_on(flag)
    assert (solved.objective, solved.bound) == (0, 0)


def test_two_runs_that_end_by_work_give_the_same_answer() -> None:
    """Same model, seed and work limit: the same value of every variable, whatever the number of workers."""
    answers = []
    for workers in (2, 3):
        model, variables = hard_model()
        solved = solve(model, seconds=120, seed=5, workers=workers, work=0.15)
        assert solved.status is Status.GOOD
        assert solved.is_repeatable
        answers.append((solved.objective, solved.bound, values(solved, variables)))
    assert answers[0] == answers[1]


def test_run_that_the_clock_ends_says_that_it_cannot_be_repeated() -> None:
    """With more work allowed than time, the clock ends the run, near its limit, and the answer says so."""
    model, _ = hard_model()
    began = time.monotonic()
    solved = solve(model, seconds=1.0, work=1e6)
    assert solved.status is Status.GOOD
    assert not solved.is_repeatable
    assert time.monotonic() - began < 10


def test_progress_is_told_with_the_best_so_far() -> None:
    """Reports come in order of time; the last one knows the answer that is returned."""
    model, _ = hard_model()
    seen: list[Progress] = []
    solved = solve(model, seconds=1.0, progress=seen.append)
    assert [p.seconds for p in seen] == sorted(p.seconds for p in seen)
    assert seen[-1].best == solved.objective


def test_cancel_ends_the_run_soon() -> None:
    """A run of an hour ends within seconds after the caller wants to stop."""
    model, _ = hard_model()
    began = time.monotonic()
    solved = solve(model, seconds=3600, cancel=lambda: time.monotonic() - began > 0.3)
    assert time.monotonic() - began < 15
    assert not solved.is_repeatable


def test_what_progress_raises_ends_the_run_and_reaches_the_caller() -> None:
    """An error in the caller's own function is not swallowed."""

    def complain(seen: Progress) -> None:
        raise KeyError("the screen is gone")

    model, _ = hard_model()
    with pytest.raises(KeyError, match="screen is gone"):
        solve(model, seconds=3600, progress=complain)


def test_malformed_model_is_an_error() -> None:
    """A variable of another model is a fault of the program."""
    other = new_model()
    strangers = [other.new_bool_var(f"x{i}") for i in range(5)]
    model = new_model()
    model.add(strangers[4] == 1)
    with pytest.raises(ValueError, match="malformed"):
        solve(model, seconds=1)


def test_ctrl_c_is_still_ours_after_a_search() -> None:
    """In a program of its own: a search ends, then Ctrl-C comes to the handler that was there before."""
    program = (
        "import signal\n"
        "from planner.solver import new_model, solve\n"
        "signal.signal(signal.SIGINT, lambda *_: print('ours'))\n"
        "model = new_model()\n"
        "model.maximize(model.new_int_var(0, 3, 'a'))\n"
        "assert solve(model, seconds=2).objective == 3\n"
        "signal.raise_signal(signal.SIGINT)\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout.strip()) == (0, "ours"), ended.stderr
