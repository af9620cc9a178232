"""Eleven hours of rest; a shift is eight hours."""

from __future__ import annotations

from planner.roster.rules.rest import Rest
from tests.roster.days import at, breaches, duty, officer, problem

NIGHT = duty("night", at(22), 8)


def test_evening_after_a_night_is_allowed() -> None:
    """The night ends at six; eleven hours later it is five in the afternoon."""
    day = problem([officer("O1")], [NIGHT, duty("evening", at(17, day=1), 5)])
    assert breaches(Rest(), day, night="O1", evening="O1") == []


def test_afternoon_after_a_night_is_forbidden() -> None:
    """From six in the morning to two in the afternoon are eight hours, not eleven."""
    day = problem([officer("O1")], [NIGHT, duty("afternoon", at(14, day=1), 8)])
    (found,) = breaches(Rest(), day, night="O1", afternoon="O1")
    assert (found.rule, found.subject) == ("rest", "O1")
    assert "leave 8 h of rest, not 11 h" in found.sentence


def test_two_services_of_one_morning_are_one_shift() -> None:
    """Guard from eight to ten and from one to three: seven hours from first to last, no rest needed."""
    day = problem([officer("O1")], [duty("first", at(8), 2), duty("second", at(13), 2)])
    assert breaches(Rest(), day, first="O1", second="O1") == []


def test_morning_and_evening_service_are_forbidden_together() -> None:
    """From eight in the morning to seven in the evening is longer than a shift, and seven hours are no rest."""
    day = problem([officer("O1")], [duty("first", at(8), 2), duty("vespers", at(17), 2)])
    (found,) = breaches(Rest(), day, first="O1", vespers="O1")
    assert "leave 7 h of rest" in found.sentence


def test_others_may_work_while_one_rests() -> None:
    """The rule is about one officer."""
    day = problem([officer("O1"), officer("O2")], [NIGHT, duty("afternoon", at(14, day=1), 8)])
    assert breaches(Rest(), day, night="O1", afternoon="O2") == []
