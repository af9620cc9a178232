"""Mixed strategies over tours that can be driven."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, permutations

import numpy as np
import pytest

from planner.patrol.beat import make_beat
from planner.patrol.coverage import coverage
from planner.patrol.pool import Prices, best_tours
from planner.patrol.problem import Mobile, PatrolProblem, Stop
from planner.patrol.strategy import Strategy, strategy
from tests.patrol.worlds import SHIFT_MIN, STAY_MIN, faults, quick, town


@pytest.fixture(scope="module")
def forty() -> tuple[PatrolProblem, Strategy]:
    """A beat of 40 sites, wide enough that no shift sees them all."""
    problem = town(40)
    return problem, strategy(problem, quick(spread_rounds=480), seed=3)


def test_every_tour_can_be_driven(forty: tuple[PatrolProblem, Strategy]) -> None:
    """Each stop is reached in time, and the mobile is back at the end of its shift."""
    problem, mixed = forty
    assert len(mixed.tours) > 20
    assert [fault for tour in mixed.tours for fault in faults(problem, tour)] == []


def test_every_site_has_a_chance_of_a_visit_in_every_slot(forty: tuple[PatrolProblem, Strategy]) -> None:
    """The guarantee is positive, it is the least of the covers, and the covers are what the tours give."""
    _, mixed = forty
    assert mixed.notes == ()
    assert mixed.probabilities.sum() == pytest.approx(1)
    counted = np.zeros(40)
    for tour, probability in zip(mixed.tours, mixed.probabilities, strict=True):
        counted[sorted({stop for stop, _ in tour.visits})] += probability
    assert mixed.cover == pytest.approx(counted)
    assert mixed.guaranteed_least == mixed.cover.min()
    assert mixed.guaranteed_least > 0.05
    assert mixed.evenness > 0
    assert (mixed.slots > 0).all()


def test_the_level_is_that_of_the_covers_and_not_below_the_bound(forty: tuple[PatrolProblem, Strategy]) -> None:
    """What the worst attack costs, counted again; without roads 36 visits of 13 minutes fit into eight hours."""
    problem, mixed = forty
    values = np.array([stop.value for stop in problem.stops])
    assert mixed.level == pytest.approx((values * (1 - 0.8 * mixed.cover)).max())
    assert mixed.bound == pytest.approx(coverage(values, SHIFT_MIN // STAY_MIN, covered_loss=0.2).level)
    assert mixed.bound <= mixed.level < 1.5 * mixed.bound
    assert mixed.price_of_roads == pytest.approx(mixed.level / mixed.bound)


def test_hours_are_spread_better_than_by_one_good_tour(forty: tuple[PatrolProblem, Strategy]) -> None:
    """Among its visits no site has most in one slot; a fixed tour has all of them there."""
    _, mixed = forty
    assert (mixed.slots.max(axis=1) / mixed.slots.sum(axis=1)).max() < 0.6


def test_the_same_seed_gives_the_same_strategy() -> None:
    """Repeatable to the last digit, and another seed gives others."""
    problem = town(15)
    first, again, other = (strategy(problem, quick(), seed=seed) for seed in (1, 1, 2))
    assert first.is_repeatable
    assert first.tours == again.tours
    assert (first.probabilities == again.probabilities).all()
    assert first.tours != other.tours


def test_when_the_time_ends_it_says_that_it_cannot_be_repeated() -> None:
    """No seconds at all: the first mix is given, and it still visits every site."""
    mixed = strategy(town(15), quick(), seed=1, seconds=0.0)
    assert not mixed.is_repeatable
    assert mixed.guaranteed_least > 0


def test_required_visits_are_in_every_tour() -> None:
    """Two sites need a stop every two hours: four visits each in all tours, and the others are still covered."""
    problem = town(30, side_m=8000.0, required=2)
    mixed = strategy(problem, quick(), seed=1)
    assert [fault for tour in mixed.tours for fault in faults(problem, tour)] == []
    assert mixed.cover[:2] == pytest.approx([1.0, 1.0])
    assert mixed.guaranteed_least > 0
    for tour in mixed.tours:
        begins = [minute for stop, minute in tour.visits if stop == 0]
        assert begins[0] <= 120
        assert begins[-1] + STAY_MIN >= SHIFT_MIN - 120


def test_required_visits_that_do_not_fit_are_named() -> None:
    """A mobile cannot be at ten places in every two hours: who has least value goes without, in one sentence."""
    problem = town(12, required=10)
    mixed = strategy(problem, quick(rounds=1), seed=1)
    told = [note for note in mixed.notes if "cannot have their 4 visits" in note]
    assert len(told) == 1
    assert 5 <= int(told[0].split()[0]) < 10  # "6 sites (S005, S006, ...) cannot have ..."
    assert told[0].count("S0") <= 5
    assert mixed.guaranteed_least > 0 or any("required visits leave no time" in note for note in mixed.notes)


def test_a_site_out_of_reach_is_named_with_its_minutes() -> None:
    """Six hours there and six back do not fit into a shift of eight; the guarantee is that of the others."""
    mixed = strategy(town(10, far=1), quick(), seed=1)
    assert mixed.notes == (
        "S010 cannot be visited in the shift of P1: there and back with the stop takes 733 min, and the shift has 480.",
    )
    assert mixed.cover[9] == 0
    assert mixed.guaranteed_least == mixed.cover[:9].min() > 0


def test_a_site_that_opens_too_late_is_named() -> None:
    """It may be visited only in the last minutes of the shift, from where nobody is back in time."""
    problem = town(6)
    late = replace(problem.stops[2], windows=((475, 480),))
    problem = replace(problem, stops=(*problem.stops[:2], late, *problem.stops[3:]))
    assert strategy(problem, quick(), seed=1).notes == (
        "S003 cannot be visited in the shift of P1: it is not open when the mobile can be there.",
    )


def test_windows_are_kept() -> None:
    """Stops that may begin only from minute 100 to 140 or 300 to 320 begin there; none begins in the last two hours."""
    problem = town(12)
    stops = tuple(replace(stop, windows=((100, 140), (300, 320))) for stop in problem.stops[:4]) + problem.stops[4:]
    problem = replace(problem, stops=stops)
    mixed = strategy(problem, quick(), seed=1)
    assert [fault for tour in mixed.tours for fault in faults(problem, tour)] == []
    assert (mixed.cover[:4] > 0).all()
    assert (mixed.slots[:4, 3] == 0).all()


@pytest.mark.parametrize("required", [0, 1, 2])
def test_a_mobile_with_few_sites_has_many_tours_that_can_be_driven(required: int) -> None:
    """Three sites leave most of the shift free: each tour is begun at several minutes, and dosage still kept."""
    problem = town(3, side_m=5000.0, required=required)
    mixed = strategy(problem, quick(), seed=1)
    assert len(set(mixed.tours)) == len(mixed.tours) > 20
    assert [fault for tour in mixed.tours for fault in faults(problem, tour)] == []
    assert len({tour.visits[0][1] for tour in mixed.tours}) > 5
    for tour in mixed.tours:
        for stop in range(required):
            begins = [minute for where, minute in tour.visits if where == stop]
            assert begins[0] <= 120
            assert begins[-1] + STAY_MIN >= SHIFT_MIN - 120


def test_a_mobile_without_stops_stays() -> None:
    """No stop, one empty tour."""
    problem = PatrolProblem((Mobile("P1", 0, 0, 0, 480),), (), np.zeros((1, 1), dtype=np.int64), 120)
    mixed = strategy(problem, quick(), seed=1)
    assert [tour.visits for tour in mixed.tours] == [()]
    assert mixed.price_of_roads == 1.0


def test_a_shift_that_begins_later_has_its_own_slots() -> None:
    """Minutes 240 to 480 make four slots of an hour; the first visit begins after the drive."""
    problem = replace(town(8), mobiles=(Mobile("P1", 0, 0, 240, 480),))
    mixed = strategy(problem, quick(), seed=1)
    assert [fault for tour in mixed.tours for fault in faults(problem, tour)] == []
    assert min(minute for tour in mixed.tours for _, minute in tour.visits) >= 240
    assert (mixed.slots.sum(axis=0) > 0).all()
    with pytest.raises(ValueError, match="slots"):
        strategy(replace(problem, mobiles=(Mobile("P1", 0, 0, 0, 3),)), quick())


def test_search_finds_the_best_tour_of_a_case_small_enough_to_try_all() -> None:
    """Five sites on a line, 60 minutes: all orders of all subsets tried by hand against the beam."""
    places = np.array([0, 5, -7, 11, -13, 16])
    seconds = 60 * np.abs(places[:, None] - places[None])
    worth = [3.0, 4.0, 2.0, 5.0, 6.0]
    stops = tuple(Stop(f"S{i}", i + 1, 1, 5) for i in range(5))
    problem = PatrolProblem((Mobile("P1", 0, 0, 0, 60),), stops, seconds, 120)
    best = 0.0
    for count in range(1, 6):
        for order in permutations(range(5), count):
            way = [0, *(i + 1 for i in order), 0]
            minutes = sum(abs(int(places[a] - places[b])) for a, b in pairwise(way)) + 5 * count
            if minutes <= 60:
                best = max(best, sum(worth[i] for i in order))
    beat = make_beat(problem, 0, slots=1, dosage_slots=1, again_min=60)
    found = best_tours(beat, Prices(np.array(worth), np.zeros((5, 1))), width=20, keep=1, rate=0.1)
    assert found[0][0] == pytest.approx(best)
    assert faults(problem, found[0][1]) == []
