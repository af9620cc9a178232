"""A desk of two that needs one woman."""

from __future__ import annotations

from planner.roster.rules.women import Women
from tests.roster.days import at, breaches, duty, officer, problem

ROLL = [officer("man1"), officer("man2"), officer("woman1", woman=True)]
DAY = problem(ROLL, [duty("desk", at(8), 8, strength=2, women=1)])


def test_desk_with_a_woman_is_allowed() -> None:
    """One of the two is a woman."""
    assert breaches(Women(), DAY, desk="man1 woman1") == []


def test_desk_of_two_men_is_forbidden() -> None:
    """Nobody there to whom a woman can turn."""
    (found,) = breaches(Women(), DAY, desk="man1 man2")
    assert (found.rule, found.subject) == ("women", "desk")
    assert "needs 1 woman officer and has 0" in found.sentence


def test_open_desk_needs_no_woman() -> None:
    """What is left open breaks no rule."""
    assert breaches(Women(), DAY, desk="") == []
