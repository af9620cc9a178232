"""Tours of the router: best on small cases by trying everything, and kept rules on larger ones."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from planner.patrol.check import check
from planner.patrol.problem import Mobile, PatrolProblem, Stop, Tour
from planner.patrol.route import Routed, route


def beat(sites: int, seed: int, *, mobiles: int = 1, last_min: int = 480, required: int = 0) -> PatrolProblem:
    """Sites in a square of 8 km, driven at 30 km/h; the first `required` want three visits."""
    rng = np.random.default_rng(seed)
    at = rng.uniform(0, 8_000, (sites + 1, 2))
    metres = np.sqrt(((at[:, None] - at[None]) ** 2).sum(-1))
    values = rng.integers(1, 50, sites)
    stops = tuple(Stop(f"S{k}", k + 1, int(values[k]), 13, 3 if k < required else 0) for k in range(sites))
    out = tuple(Mobile(f"P{k}", 0, 0, 0, last_min) for k in range(mobiles))
    return PatrolProblem(out, stops, (metres / 8.3).astype(np.int64), 120)


def best_value(problem: PatrolProblem) -> int:
    """The most value that one mobile can fetch, by trying every order of every choice of stops."""
    (mobile,) = problem.mobiles
    minutes = -(-problem.seconds // 60)
    best = 0
    for size in range(1, len(problem.stops) + 1):
        for order in permutations(range(len(problem.stops)), size):
            clock, place, is_kept = mobile.first_min, mobile.start_place, True
            for at in order:
                stop = problem.stops[at]
                clock += int(minutes[place, stop.place])
                opens = [max(clock, low) for low, high in (stop.windows or ((0, 10_000),)) if clock <= high]
                if not opens:
                    is_kept = False
                    break
                clock, place = min(opens) + stop.stay_min, stop.place
            if is_kept and clock + int(minutes[place, mobile.end_place]) <= mobile.last_min:
                best = max(best, sum(problem.stops[at].value for at in order))
    return best


@pytest.mark.parametrize("seed", range(4))
def test_small_beat_gets_the_best_value(seed: int) -> None:
    """Six sites, an hour: no order of no choice of sites is worth more."""
    problem = beat(6, seed, last_min=75)
    assert route(problem, iterations=200, seed=1).value == best_value(problem)


def test_stop_with_two_windows_is_visited_in_one_of_them() -> None:
    """Sites that open twice are fetched once, at the best value that trying everything finds."""
    problem = beat(5, 3, last_min=90)
    stops = tuple(
        Stop(one.site, one.place, one.value, one.stay_min, windows=((5 * k, 5 * k + 8), (50, 60)))
        for k, one in enumerate(problem.stops)
    )
    problem = PatrolProblem(problem.mobiles, stops, problem.seconds, problem.every_min)
    found = route(problem, iterations=300, seed=1)
    assert check(problem, found.tours) == ()
    assert found.value == best_value(problem)


def test_required_visits_are_made_and_kept_close_together() -> None:
    """Four sites of three visits for two mobiles: all are made, at most two hours apart, and others fit in."""
    problem = beat(20, 5, mobiles=2, required=4)
    found = route(problem, iterations=150, seed=2)
    assert check(problem, found.tours) == ()
    assert found.missed == ()
    assert sum(len(tour.visits) for tour in found.tours) > 12


def test_too_many_required_visits_end_in_a_partial_tour_and_sentences() -> None:
    """Eight sites of three visits need 24 stays of 13 minutes: not in three hours; what is made keeps every bound."""
    problem = beat(8, 7, last_min=180, required=8)
    found = route(problem, iterations=90, seed=3)
    assert found.missed
    assert all("of 3 visits" in said or "waits" in said for said in found.missed)
    assert any(tour.visits for tour in found.tours)
    assert {one.rule for one in check(problem, found.tours)} == {"dosage"}
    assert len({one.subject for one in check(problem, found.tours)}) == len(found.missed)


def test_same_iterations_and_seed_give_the_same_tours() -> None:
    """A run that iterations end is repeatable and says so."""
    problem = beat(15, 9, required=2)
    one, two = (route(problem, iterations=60, seed=4) for _ in range(2))
    assert one == two
    assert one.is_repeatable


def test_run_ended_by_the_clock_says_that_it_is_not_repeatable() -> None:
    """Tours within a fifth of a second keep every bound, and are not claimed to come again."""
    problem = beat(12, 2)
    found = route(problem, seconds=0.2, seed=1)
    assert check(problem, found.tours) == ()
    assert not found.is_repeatable


def test_cancelled_run_ends_at_once_with_what_it_has() -> None:
    """Asked to end before it begins, the router gives tours that keep every bound."""
    problem = beat(12, 2, required=1)
    found = route(problem, seconds=60, seed=1, cancel=lambda: True)
    assert {one.rule for one in check(problem, found.tours)} <= {"dosage"}


def test_mobile_with_other_start_and_end_returns_to_its_own_end() -> None:
    """Out from place 0, back to place 2, twenty minutes of driving and one stay of ten fill the half hour."""
    seconds = np.array([[0, 600, 9_000], [600, 0, 600], [9_000, 600, 0]], dtype=np.int64)
    problem = PatrolProblem((Mobile("P", 0, 2, 0, 30),), (Stop("S", 1, 4, 10),), seconds, 120)
    assert route(problem, iterations=20, seed=1) == Routed((Tour(0, ((0, 10),)),), (), 4, is_repeatable=True)


def test_nothing_to_visit_gives_empty_tours() -> None:
    """Without stops each mobile has an empty tour."""
    problem = PatrolProblem((Mobile("P", 0, 0, 0, 60),), (), np.zeros((1, 1), dtype=np.int64), 120)
    assert route(problem, seconds=5, seed=1) == Routed((Tour(0, ()),), (), 0, is_repeatable=True)
