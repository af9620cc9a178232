"""Petals leave no site out, and stops fill the time in which a tour would wait."""

from __future__ import annotations

import numpy as np

from planner.patrol.beat import make_beat
from planner.patrol.fill import filled, petals
from planner.patrol.problem import Tour
from tests.patrol.worlds import faults, town


def test_petals_visit_every_site_that_can_be_visited_and_can_be_driven() -> None:
    """Thirty sites, two of them six hours away: those two are in no petal, all others are in one."""
    problem = town(30, far=2)
    found = petals(make_beat(problem, 0, slots=4, again_min=60, dosage_slots=8), np.random.default_rng(1))
    assert {stop for tour in found for stop, _ in tour.visits} == set(range(28))
    assert [fault for tour in found for fault in faults(problem, tour)] == []


def test_a_beat_with_required_visits_has_no_petals() -> None:
    """Its tours are found by the search, which keeps the two hours."""
    problem = town(6, required=1)
    assert petals(make_beat(problem, 0, slots=4, again_min=60, dosage_slots=8), np.random.default_rng(1)) == []


def test_waiting_is_filled_and_what_was_there_keeps_its_minutes() -> None:
    """One stop at minute 300 of a shift of 480: there is time for others before and after it."""
    problem = town(8, side_m=3000.0)
    tour = Tour(0, ((3, 300),))
    full = filled(make_beat(problem, 0, slots=4, again_min=60, dosage_slots=8), tour, np.ones(8))
    assert (3, 300) in full.visits
    assert len(full.visits) == 8
    assert faults(problem, full) == []


def test_stops_that_are_worth_nothing_are_not_added() -> None:
    """Only the third site is worth a stop."""
    problem = town(8, side_m=3000.0)
    worth = np.zeros(8)
    worth[2] = 1.0
    full = filled(make_beat(problem, 0, slots=4, again_min=60, dosage_slots=8), Tour(0, ((3, 300),)), worth)
    assert {stop for stop, _ in full.visits} == {2, 3}
