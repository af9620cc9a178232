"""A desk of four at which two are the fewest: half of its strength."""

from __future__ import annotations

from planner.roster.rules.filled import Filled
from tests.roster.days import at, breaches, duty, officer, problem

DAY = problem([officer(f"O{i}") for i in range(1, 6)], [duty("desk", at(8), 8, strength=4)])


def test_desk_of_four_may_be_full_thin_or_open() -> None:
    """Four, two or nobody at the desk are all allowed."""
    for there in ("O1 O2 O3 O4", "O1 O2", ""):
        assert breaches(Filled(), DAY, desk=there) == []


def test_token_officer_at_a_desk_of_four_is_forbidden() -> None:
    """One of four is below half: the desk is rather left open."""
    (found,) = breaches(Filled(), DAY, desk="O1")
    assert (found.rule, found.subject) == ("filled", "desk")
    assert "has 1 officer; fewer than 2 are not sent" in found.sentence


def test_fifth_officer_at_a_desk_of_four_is_forbidden() -> None:
    """Nobody is sent where nobody is needed."""
    (found,) = breaches(Filled(), DAY, desk="O1 O2 O3 O4 O5")
    assert "has 5 officers and needs only 4" in found.sentence


def test_thin_desk_is_forbidden_when_all_must_be_filled() -> None:
    """With `must_fill` nothing but the full strength will do."""
    strict = DAY.replace(must_fill=True)
    assert breaches(Filled(), strict, desk="O1 O2 O3 O4") == []
    for there in ("O1 O2 O3", ""):
        (found,) = breaches(Filled(), strict, desk=there)
        assert "must have all 4" in found.sentence


def test_post_for_one_is_manned_by_one() -> None:
    """Two are the fewest only where two are needed at all."""
    day = problem([officer("O1")], [duty("gate", at(8), 8, strength=1)])
    assert breaches(Filled(), day, gate="O1") == []
