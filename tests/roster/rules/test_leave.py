"""Leave from Monday noon to Tuesday noon."""

from __future__ import annotations

from planner.core.time import Window
from planner.roster.rules.leave import Leave
from tests.roster.days import at, breaches, duty, officer, problem

AWAY = officer("O1", leave=[Window(at(12), at(12, day=1))])


def test_duty_that_ends_when_leave_begins_is_allowed() -> None:
    """From eight to twelve, then home."""
    assert breaches(Leave(), problem([AWAY], [duty("morning", at(8), 4)]), morning="O1") == []


def test_duty_that_begins_when_leave_ends_is_allowed() -> None:
    """Back at noon on Tuesday."""
    assert breaches(Leave(), problem([AWAY], [duty("noon", at(12, day=1), 4)]), noon="O1") == []


def test_duty_that_reaches_into_leave_is_forbidden() -> None:
    """From eight to one touches the leave for an hour."""
    (found,) = breaches(Leave(), problem([AWAY], [duty("long", at(8), 5)]), long="O1")
    assert (found.rule, found.subject) == ("leave", "O1")
    assert found.sentence.startswith("O1 is on leave at guard long")


def test_duty_in_the_midst_of_leave_is_forbidden() -> None:
    """Monday evening is leave from end to end."""
    assert len(breaches(Leave(), problem([AWAY], [duty("evening", at(18), 4)]), evening="O1")) == 1
