"""Cover of each high-risk site before and after the force leaves."""

from __future__ import annotations

from dataclasses import replace

from planner.config import load_config
from planner.core.surge import HoldBack
from planner.surge import nearest
from planner.surge.residual import people_left, residual, residual_document
from tests.surge.worlds import need, origin, problem

CONFIG = load_config().surge  # four officers are wished for


def test_before_and_after_are_counted_over_the_origins_within_reach() -> None:
    """A (8 men) is near and sends 5; B (3) sends none. Both see s1, only B sees s2, nobody sees s3."""
    a, b = origin("A", (10,), men=8), origin("B", (None,), men=3)
    given = problem(
        (a, b),
        (need(0, 5),),
        holdbacks=(HoldBack("s1", 4, ("A", "B")), HoldBack("s2", 3, ("B",))),
    )
    given = replace(given, thin=(("s2", "only 3"), ("s3", "none")))
    answer = nearest(given)
    sent = sum(unit.strength for alarm in answer.alarms for unit in alarm.units)
    assert sent == 5
    assert people_left(given, answer) == {"A": 3, "B": 3}
    assert residual_document(residual(given, answer, CONFIG)) == [
        {"site": "s3", "before": 0, "after": 0, "wish": 4},
        {"site": "s2", "before": 3, "after": 3, "wish": 4},
        {"site": "s1", "before": 11, "after": 6, "wish": 4},
    ]
