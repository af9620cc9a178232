"""From Saddar to the church are 70 minutes, from Lines 20; an hour is the longest way."""

from __future__ import annotations

from planner.roster.rules.reach import Reach
from tests.roster.days import at, breaches, duty, officer, problem

WAYS = {("Saddar", "church"): 70, ("Lines", "church"): 20}
DAY = problem(
    [officer("near"), officer("far", home="Saddar"), officer("unknown", home="Harbour")],
    [duty("guard", at(9), 3, strength=3), duty("temple", at(9), 3, place="temple")],
    commute=WAYS,
    max_commute_min=60,
)


def test_officer_from_near_by_is_allowed() -> None:
    """Twenty minutes are no more than sixty."""
    assert breaches(Reach(), DAY, guard="near") == []


def test_officer_from_far_away_is_forbidden() -> None:
    """Seventy minutes are more than sixty."""
    (found,) = breaches(Reach(), DAY, guard="near far")
    assert (found.rule, found.subject) == ("reach", "far")
    assert "is 70 min from Saddar, not at most 60" in found.sentence


def test_way_that_is_not_known_counts_as_near() -> None:
    """Neither Harbour nor the temple is in the table of ways."""
    assert breaches(Reach(), DAY, guard="unknown") == []
    assert breaches(Reach(), DAY, temple="far") == []
