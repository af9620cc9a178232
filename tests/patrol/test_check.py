"""The check of tours catches each kind of broken tour, and passes one that keeps everything."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.patrol.check import check
from planner.patrol.problem import Mobile, PatrolProblem, Stop, Tour

# three places ten minutes apart from each other
SECONDS = np.full((3, 3), 600, dtype=np.int64) - np.diag([600] * 3)
PROBLEM = PatrolProblem(
    (Mobile("P1", 0, 0, 0, 120), Mobile("P2", 0, 0, 0, 120)),
    (Stop("Church", 1, 5, 10, windows=((0, 30), (60, 90))), Stop("Temple", 2, 5, 10, visits=2)),
    SECONDS,
    every_min=40,
)
GOOD = (Tour(0, ((0, 10), (1, 30), (1, 80))), Tour(1, ()))


def test_tour_that_keeps_everything_passes() -> None:
    """10 driving, 10 stay, 10 driving, 10 stay, 40 waiting, back at 100 of 120: nothing is said."""
    assert check(PROBLEM, GOOD) == ()


BROKEN = {
    "driving": (Tour(0, ((0, 9), (1, 30), (1, 80))),),
    "window": (Tour(0, ((1, 10), (0, 31), (1, 51))),),
    "return": (Tour(0, ((0, 10), (1, 60), (1, 101))),),
    "dosage": (Tour(0, ((0, 10), (1, 30))),),
    "once": (Tour(0, ((1, 10), (0, 30), (1, 60))), Tour(1, ((0, 60),))),
    "together": (Tour(0, ((1, 30), (1, 80))), Tour(1, ((1, 39),))),
    "mobile": (*GOOD, Tour(2, ())),
    "stop": (Tour(0, ((0, 10), (1, 30), (1, 80), (2, 95))),),
}


@pytest.mark.parametrize("rule", BROKEN)
def test_broken_tour_is_caught_by_its_rule_alone(rule: str) -> None:
    """A tour with one fault breaks that rule and no other."""
    assert {one.rule for one in check(PROBLEM, BROKEN[rule])} == {rule}


def test_two_tours_of_one_mobile_are_caught() -> None:
    """A mobile cannot drive two tours at once."""
    found = check(PROBLEM, (GOOD[0], Tour(0, ())))
    assert [one.rule for one in found] == ["mobile"]


def test_wait_beyond_the_dosage_is_named_in_minutes() -> None:
    """From minute 40 to minute 81 are 41 minutes, one more than allowed."""
    (found,) = check(PROBLEM, (Tour(0, ((0, 10), (1, 30), (1, 81))),))
    assert found.sentence == "Temple waits 41 minutes between two visits; at most 40 are allowed."


def test_driving_seconds_count_as_whole_minutes() -> None:
    """601 seconds are eleven minutes: to begin at minute 10 is too early."""
    slower = replace(PROBLEM, seconds=np.where(SECONDS, 601, 0))
    assert {one.rule for one in check(slower, (Tour(0, ((0, 10), (1, 31), (1, 80))),))} == {"driving"}
