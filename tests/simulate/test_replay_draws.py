"""Draws of what is unknown: the same for every variant, repeatable, told with their range, and stopped when asked."""

from __future__ import annotations

import time

import numpy as np
import pytest

from planner.simulate.montecarlo import Drawn, correlation, draw
from planner.simulate.replay import make_ready, variants
from planner.simulate.replay_world import drawn, unknowns
from tests.simulate.toys import EARLY, PIECEMEAL, numbers, scenario


def run(text: str, *, draws: int = 300, seed: int = 7, chosen: tuple[str, ...] = ()) -> Drawn:
    """Every variant in the same draws."""
    one = scenario(text)
    ready = [make_ready(one, variant, numbers()) for variant in variants(one, chosen=chosen)]
    return draw(one, ready, numbers(), draws=draws, seed=seed)


def test_the_unknowns_are_those_with_a_range() -> None:
    """A slider, the ratio, and an amount with a range; numbers without doubt are none."""
    one = scenario(EARLY.replace("officers = 20", "officers = {low = 10, best = 20, high = 40}"))
    listed = unknowns(one, numbers().replay, numbers().doubt)
    assert [unknown.key for unknown in listed] == ["slider:noticed_at", "officers:first", "ratio"]


def test_draws_lie_in_their_range_with_the_best_guess_in_their_middle() -> None:
    """Half of the draws lie below the best guess: 20 of 10 to 40."""
    one = scenario(EARLY.replace("officers = 20", "officers = {low = 10, best = 20, high = 40}"))
    listed = unknowns(one, numbers().replay, numbers().doubt)
    values = drawn(one, listed, draws=4000, seed=1).values["officers:first"]
    assert values.min() >= 10
    assert values.max() <= 40
    assert np.mean(values < 20) == pytest.approx(0.5, abs=0.03)


def test_an_unknown_more_does_not_change_the_draws_of_the_others() -> None:
    """Each has its own stream."""
    less, more = scenario(EARLY), scenario(EARLY.replace("officers = 20", "officers = {low = 1, best = 20, high = 40}"))
    both = [
        drawn(one, unknowns(one, numbers().replay, numbers().doubt), draws=50, seed=3).values["slider:noticed_at"]
        for one in (less, more)
    ]
    assert np.array_equal(*both)


def test_the_same_seed_gives_the_same_draws_and_another_one_others() -> None:
    """Every figure."""
    assert run(EARLY) == run(EARLY)
    assert run(EARLY) != run(EARLY, seed=8)


def test_a_variant_fewer_does_not_change_the_others() -> None:
    """The draws are common to all variants."""
    alone, both = run(PIECEMEAL, chosen=("together",)), run(PIECEMEAL)
    assert alone.spreads["together"] == both.spreads["together"]


def test_differences_are_taken_draw_by_draw() -> None:
    """Only the ratio is unknown. Where both are adequate, forming up is 14 minutes sooner, as worked out by hand.

    With a ratio above 1 fewer are needed: at 1.6 the 14 are enough alone, at 09:20, and forming up costs 6 minutes.
    """
    spread = run(PIECEMEAL).spreads["together"]
    assert spread.difference["adequate_at"][0] == -14
    assert spread.difference["adequate_at"][2] == 6


def test_a_moment_that_never_comes_is_told_as_none() -> None:
    """With a ratio below 1 the 20 are too few, in about half of the draws: the 95th of 100 never comes."""
    values = run(PIECEMEAL).spreads["as-it-happened"].values
    assert values["adequate_at"][2] is None
    assert values["never_adequate"] == (0.0, values["never_adequate"][1], 1.0)


def test_what_matters_most_comes_first() -> None:
    """Only the notice and the ratio are unknown. The later the notice, the more is at risk; the ratio works against."""
    matters = run(EARLY).matters
    found = {(one.unknown.key, one.outcome): one.correlation for one in matters}
    assert found["slider:noticed_at", "at_risk_min"] > 0
    assert found["ratio", "at_risk_min"] < 0
    assert [abs(one.correlation) for one in matters] == sorted((abs(v) for v in found.values()), reverse=True)


def test_a_slider_that_is_held_is_no_unknown_any_more() -> None:
    """Who sets it, knows it."""
    one = scenario(EARLY)
    (held, _) = variants(one, sliders={"noticed_at": 480.0})
    made = draw(one, [make_ready(one, held, numbers())], numbers(), draws=20, seed=1)
    assert {matter.unknown.key for matter in made.matters} == {"ratio"}


def test_rank_correlation_by_hand() -> None:
    """1 2 3 4 against 1 3 2 4: 1 - 6 x 2 / (4 x 15) = 0.8; against a constant 0; ties share their ranks."""
    one = np.array([1.0, 2.0, 3.0, 4.0])
    assert correlation(one, np.array([1.0, 3.0, 2.0, 4.0])) == pytest.approx(0.8)
    assert correlation(one, -one) == pytest.approx(-1)
    assert correlation(one, np.ones(4)) == 0
    # ranks 1.5 1.5 3.5 3.5: covariance 4, variances 5 and 4
    assert correlation(one, np.array([0.0, 0.0, 9.0, 9.0])) == pytest.approx(4 / np.sqrt(20))


def test_progress_is_told_and_a_stop_keeps_what_was_drawn() -> None:
    """Asked to stop after the first part of 100."""
    one = scenario(EARLY)
    ready = [make_ready(one, variant, numbers()) for variant in variants(one)]
    told: list[tuple[int, int]] = []
    made = draw(
        one, ready, numbers(), draws=1000, seed=1, progress=lambda *at: told.append(at), cancel=lambda: bool(told)
    )
    assert told == [(100, 1000)]
    assert made.draws == 100
    assert set(made.spreads) == {"as-it-happened", "sooner"}


def test_five_hundred_draws_of_two_variants_take_a_moment() -> None:
    """Processor seconds, generously: a tenth of a second is usual."""
    began = time.process_time()
    run(EARLY, draws=500)
    assert time.process_time() - began < 3
