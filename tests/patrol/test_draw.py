"""Draws that can be checked: frequencies, no order, and a seed to which the plan is bound."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.patrol.draw import commit, draw, verify
from planner.patrol.problem import Tour
from planner.patrol.strategy import Strategy

SEED = bytes(range(32))
DUTIES = [f"2026-03-{day:02} morning P1" for day in range(1, 29)]


def strategy_of(probabilities: list[float]) -> Strategy:
    """A strategy of so many tours, each to its own site."""
    count = len(probabilities)
    return Strategy(
        sites=tuple(f"S{i}" for i in range(count)),
        tours=tuple(Tour(0, ((i, 10),)) for i in range(count)),
        probabilities=np.array(probabilities),
        cover=np.array(probabilities),
        slots=np.array(probabilities)[:, None],
        guaranteed_least=min(probabilities),
        level=1.0,
        bound=1.0,
        evenness=1.0,
        notes=(),
        is_repeatable=True,
    )


MIXED = strategy_of([0.4, 0.3, 0.2, 0.1])


def test_four_weeks_keep_the_frequencies() -> None:
    """28 duties at 0.4, 0.3, 0.2, 0.1: 11.2, 8.4, 5.6 and 2.8, each rounded up or down."""
    for first in range(20):
        counts = np.bincount(list(draw(MIXED, DUTIES, bytes([first]) * 16).values()), minlength=4)
        expected = 28 * MIXED.probabilities
        assert (counts >= np.floor(expected)).all()
        assert (counts <= np.ceil(expected)).all()


def test_each_duty_gets_each_tour_as_often_as_it_should_over_many_seeds() -> None:
    """Over 2,000 seeds the first duty's tour follows the probabilities within 4 standard errors."""
    many = 2000
    got = [draw(MIXED, DUTIES, seed.to_bytes(16, "big"))[DUTIES[0]] for seed in range(many)]
    share = np.bincount(got, minlength=4) / many
    sigma = np.sqrt(MIXED.probabilities * (1 - MIXED.probabilities) / many)
    assert (np.abs(share - MIXED.probabilities) <= 4 * sigma).all()


def test_yesterday_tells_nothing_of_today() -> None:
    """The same tour twice running comes about as often as in a shuffled list, over 500 seeds."""
    repeats, shuffled = [], []
    for seed in range(500):
        tours = list(draw(MIXED, DUTIES, seed.to_bytes(16, "big")).values())
        repeats.append(np.mean(np.diff(tours) == 0))
        shuffled.append(np.mean(np.diff(np.random.default_rng(seed).permutation(tours)) == 0))
    sigma = np.hypot(np.std(repeats), np.std(shuffled)) / np.sqrt(500)
    assert np.mean(repeats) == pytest.approx(np.mean(shuffled), abs=4 * sigma)


def test_the_same_seed_draws_the_same_whatever_the_order_of_the_duties() -> None:
    """A draw hangs on the duty's name, not on its place in a list."""
    assert draw(MIXED, DUTIES, SEED) == draw(MIXED, reversed(DUTIES), SEED)
    assert list(draw(MIXED, DUTIES, SEED)) == DUTIES
    assert draw(MIXED, DUTIES, SEED) != draw(MIXED, DUTIES, SEED[::-1])
    assert draw(MIXED, [], SEED) == {}


def test_a_fair_draw_is_verified() -> None:
    """Seed, strategies and draws as they were: nothing to say."""
    other = strategy_of([0.5, 0.5])
    bound = commit(SEED, "plan 7, 2026-03-01", [MIXED, other])
    rounds = [(MIXED, draw(MIXED, DUTIES, SEED)), (other, draw(other, ["night"], SEED))]
    assert verify(bound, SEED, rounds) == ()


def test_a_draw_changed_by_hand_is_found_and_named() -> None:
    """One duty is given another tour: a sentence names it."""
    bound = commit(SEED, "plan 7", [MIXED])
    drawn = draw(MIXED, DUTIES, SEED)
    was = drawn[DUTIES[4]]
    drawn[DUTIES[4]] = (was + 1) % 4
    assert verify(bound, SEED, [(MIXED, drawn)]) == (
        f"{DUTIES[4]}: tour {was + 1} was drawn, and the plan has tour {(was + 1) % 4 + 1}.",
    )


def test_another_seed_scope_or_strategy_does_not_fit_the_hash() -> None:
    """Nobody can look for a seed, or bend the strategy, until the draws suit."""
    bound = commit(SEED, "plan 7", [MIXED])
    drawn = draw(MIXED, DUTIES, SEED)
    assert verify(bound, SEED[::-1], [(MIXED, drawn)])
    assert verify(replace(bound, scope="plan 8"), SEED, [(MIXED, drawn)])
    bent = strategy_of([0.1, 0.3, 0.2, 0.4])
    assert verify(bound, SEED, [(bent, drawn)])
    moved = replace(MIXED, tours=(Tour(0, ((0, 11),)), *MIXED.tours[1:]))
    assert verify(bound, SEED, [(moved, drawn)])


def test_a_seed_that_can_be_guessed_and_a_duty_twice_are_refused() -> None:
    """16 bytes at least, each duty once."""
    with pytest.raises(ValueError, match="guessed"):
        commit(b"short", "plan", [MIXED])
    with pytest.raises(ValueError, match="guessed"):
        draw(MIXED, DUTIES, b"short")
    with pytest.raises(ValueError, match="twice"):
        draw(MIXED, ["a", "a"], SEED)
