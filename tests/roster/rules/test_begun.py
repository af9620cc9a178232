"""A guard that began on Monday at eight with O1, and one on Tuesday that has not begun."""

from __future__ import annotations

from planner.roster.problem import RosterProblem
from planner.roster.rules.begun import Begun
from tests.roster.days import at, breaches, duty, officer, problem


def _day(*done: tuple[str, str]) -> RosterProblem:
    duties = [duty("monday", at(8), 4), duty("tuesday", at(8, day=1), 4)]
    return problem([officer("O1"), officer("O2")], duties, begun=frozenset({"monday"}), done=frozenset(done))


def test_duty_that_has_not_begun_may_be_given_to_anybody() -> None:
    """Monday as it was; Tuesday is open to both."""
    of = _day(("O1", "monday"))
    assert breaches(Begun(), of, monday="O1", tuesday="O2") == []
    assert breaches(Begun(), of, monday="O1") == []


def test_who_left_the_roll_counts_no_more() -> None:
    """O9 was on Monday's guard and is not on the roll: nobody can be put in their place."""
    assert breaches(Begun(), _day(("O1", "monday"), ("O9", "monday")), monday="O1") == []


def test_another_officer_on_a_duty_that_has_begun_is_forbidden() -> None:
    """O2 for O1: one is put on, one is taken off."""
    found = breaches(Begun(), _day(("O1", "monday")), monday="O2")
    assert [(v.rule, v.subject) for v in found] == [("begun", "monday")] * 2
    assert found[0].sentence.startswith("O2 is put on guard monday")
    assert found[1].sentence.startswith("O1 is taken off guard monday")


def test_manning_what_began_open_is_forbidden() -> None:
    """Nobody was there."""
    assert len(breaches(Begun(), _day(), monday="O1")) == 1
