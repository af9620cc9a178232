"""A morning at the church from eight to ten, then the temple."""

from __future__ import annotations

from planner.roster.rules.one_place import OnePlace
from tests.roster.days import at, breaches, duty, officer, problem

CHURCH = duty("church", at(8), 2, place="church")


def test_temple_half_an_hour_after_the_church_is_allowed() -> None:
    """The way takes half an hour, and half an hour there is."""
    day = problem([officer("O1")], [CHURCH, duty("temple", at(10.5), 2, place="temple")])
    assert breaches(OnePlace(), day, church="O1", temple="O1") == []


def test_temple_while_still_at_the_church_is_forbidden() -> None:
    """Two duties that overlap cannot both be done."""
    day = problem([officer("O1")], [CHURCH, duty("temple", at(9), 2, place="temple")])
    (found,) = breaches(OnePlace(), day, church="O1", temple="O1")
    assert (found.rule, found.subject) == ("one-place", "O1")
    assert "overlap" in found.sentence


def test_temple_a_quarter_of_an_hour_after_the_church_is_forbidden() -> None:
    """Fifteen minutes do not suffice for a way of thirty."""
    day = problem([officer("O1")], [CHURCH, duty("temple", at(10.25), 2, place="temple")])
    (found,) = breaches(OnePlace(), day, church="O1", temple="O1")
    assert "leave 15 min for a way of 30 min" in found.sentence


def test_known_driving_time_counts_in_its_own_direction() -> None:
    """Ten minutes there, forty back: a quarter of an hour suffices for the one and not for the other."""
    duties = [CHURCH, duty("temple", at(10.25), 2, place="temple"), duty("again", at(12.5), 2, place="church")]
    way = {("church", "temple"): 10, ("temple", "church"): 40}
    day = problem([officer("O1")], duties, travel=way)
    assert breaches(OnePlace(), day, church="O1", temple="O1") == []
    assert len(breaches(OnePlace(), day, temple="O1", again="O1")) == 1


def test_next_duty_at_the_same_place_may_follow_at_once() -> None:
    """Who stays where they are needs no way."""
    day = problem([officer("O1")], [CHURCH, duty("second", at(10), 2, place="church")])
    assert breaches(OnePlace(), day, church="O1", second="O1") == []


def test_two_officers_may_be_in_two_places() -> None:
    """The rule is about one officer, not about the hour."""
    day = problem([officer("O1"), officer("O2")], [CHURCH, duty("temple", at(8), 2, place="temple")])
    assert breaches(OnePlace(), day, church="O1", temple="O2") == []
