"""How well an officer suits a duty: training 50 parts, tenure 25, language 25."""

from __future__ import annotations

from datetime import date

from planner.roster.greedy import first_roster
from planner.roster.problem import RosterProblem
from planner.roster.suitability import suitability
from tests.roster.days import at, duty, officer, problem


def desk() -> RosterProblem:
    """A desk on Monday 2 March 2026 that asks for victim support, and four constables for it."""
    roll = [
        officer("new", skills="victim-support:2026-03-02", since=date(2026, 3, 2), languages="Urdu"),
        officer("old", skills="victim-support", since=date(2020, 1, 1), languages="Urdu Punjabi"),
        officer("lapsed", skills="victim-support:2026-03-01", since=date(2025, 3, 2), languages="Urdu Punjabi Pashto"),
        officer("unknown", skills="victim-support"),
    ]
    return problem(roll, [duty("desk", at(8), 8, skills=(("victim-support", 1),))])


def test_long_trained_and_long_serving_officer_with_two_languages_has_a_hundred() -> None:
    """Every part is full."""
    found = suitability(desk(), 1, 0)
    assert found.total == 100
    assert found.parts == {"training": 100, "tenure": 100, "language": 100}


def test_training_on_its_last_day_counts_by_half() -> None:
    """(50 x 0.5 + 25 x 0 + 25 x 0.5) of 100 are 37.5, rounded to the even 38."""
    found = suitability(desk(), 0, 0)
    assert found.parts == {"training": 50, "tenure": 0, "language": 50}
    assert found.total == 38


def test_training_that_has_lapsed_counts_nothing() -> None:
    """(0 + 25 x 365/730 + 25) of 100 are 37.5."""
    found = suitability(desk(), 2, 0)
    assert found.parts == {"training": 0, "tenure": 50, "language": 100}
    assert found.total == 38


def test_what_is_not_known_is_said_and_left_out() -> None:
    """Neither tenure nor languages: the training alone is the whole."""
    found = suitability(desk(), 3, 0)
    assert found.parts == {"training": 100, "tenure": None, "language": None}
    assert found.total == 100


def test_of_equally_loaded_officers_the_better_suited_is_sent() -> None:
    """Without it the first by service number would go."""
    of = desk().replace(duties=(duty("post", at(8), 8),))
    of = of.replace(officers=of.officers[:2])
    assert first_roster(of).pairs == {(1, 0)}
