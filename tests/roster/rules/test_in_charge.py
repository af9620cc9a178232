"""A guard of two that an ASI commands."""

from __future__ import annotations

from planner.core.people import Rank
from planner.roster.rules.in_charge import InCharge
from tests.roster.days import at, breaches, duty, officer, problem

ROLL = [officer("C1"), officer("HC1", Rank.HEAD_CONSTABLE), officer("ASI1", Rank.ASI), officer("SI1", Rank.SI)]
DAY = problem(ROLL, [duty("guard", at(9), 3, strength=2, in_charge=Rank.ASI)])


def test_asi_with_a_constable_is_allowed() -> None:
    """The ASI is in charge."""
    assert breaches(InCharge(), DAY, guard="ASI1 C1") == []


def test_higher_rank_may_take_charge() -> None:
    """An SI may command what an ASI may."""
    assert breaches(InCharge(), DAY, guard="SI1 C1") == []


def test_head_constable_in_charge_of_an_asis_guard_is_forbidden() -> None:
    """A head constable stands below an ASI."""
    (found,) = breaches(InCharge(), DAY, guard="HC1 C1")
    assert (found.rule, found.subject) == ("in-charge", "guard")
    assert "nobody of rank ASI or above" in found.sentence


def test_open_guard_needs_nobody_in_charge() -> None:
    """What is left open breaks no rule."""
    assert breaches(InCharge(), DAY, guard="") == []
