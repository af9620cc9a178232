"""A patrol on Tuesday 3 March 2026 that needs a driver."""

from __future__ import annotations

from planner.roster.rules.skill import SkillHeld
from tests.roster.days import at, breaches, duty, officer, problem

ROLL = [
    officer("driver", skills="driver"),
    officer("lapsed", skills="driver:2026-03-02"),
    officer("last-day", skills="driver:2026-03-03"),
    officer("walker", skills="first-aid"),
]
DAY = problem(ROLL, [duty("patrol", at(14, day=1), 8, strength=2, skills=(("driver", 1),))])


def test_patrol_with_a_driver_is_allowed() -> None:
    """One of the two drives."""
    assert breaches(SkillHeld(), DAY, patrol="driver walker") == []


def test_patrol_without_a_driver_is_forbidden() -> None:
    """First aid does not drive the mobile."""
    (found,) = breaches(SkillHeld(), DAY, patrol="walker")
    assert (found.rule, found.subject) == ("skill", "patrol")
    assert "needs 1 with driver and has 0" in found.sentence


def test_training_that_lapsed_the_day_before_is_forbidden() -> None:
    """Monday was the last day of the training; the patrol is on Tuesday."""
    assert len(breaches(SkillHeld(), DAY, patrol="lapsed walker")) == 1


def test_training_counts_on_its_last_day() -> None:
    """Tuesday is the last day of the training and the day of the patrol."""
    assert breaches(SkillHeld(), DAY, patrol="last-day walker") == []


def test_open_patrol_needs_no_driver() -> None:
    """What is left open breaks no rule; it is counted as open."""
    assert breaches(SkillHeld(), DAY, patrol="") == []


def test_night_patrol_counts_on_the_day_on_which_it_begins() -> None:
    """From ten on Monday evening a training that ends on Monday still counts."""
    night = problem(ROLL, [duty("night", at(22), 8, skills=(("driver", 1),))])
    assert breaches(SkillHeld(), night, night="lapsed") == []
