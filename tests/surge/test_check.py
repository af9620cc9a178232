"""The checker: accepts what is right, and catches each fault that is planted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from planner.core.people import Rank
from planner.core.surge import HoldBack
from planner.surge import Answer, Commander, Lack, SurgeProblem, Uncovered, UnitAnswer, check_answer, dispatch
from tests.surge.worlds import need, origin, problem


def scene() -> tuple[SurgeProblem, Answer]:
    """Two stations and an alarm for six: three come from near, where four must stay for the site, and three from far.

    Near: 7 officers, one vehicle of 4. Far: 5 officers, vehicles of 3 and 3.
    """
    given = problem(
        (
            origin("near", (20,), men=5, women=1, heads=(Rank.SI,), seats=(4,), loose=0, desk=1, turnout=30),
            origin("far", (90,), men=5, seats=(3, 3), loose=0, desk=1, turnout=30),
        ),
        (need(0, 6, 1, Rank.SI),),
        holdbacks=(HoldBack("church", 4, ("near",)),),
        reserve=2,
    )
    return given, dispatch(given, seconds=5, seed=1)


def test_the_answer_itself_is_accepted() -> None:
    """Nothing is wrong with the scene before faults are planted."""
    given, answer = scene()
    assert check_answer(given, answer) == ()
    assert [(u.origin, u.strength) for u in answer.alarms[0].units] == [("near", 3), ("far", 3)]


def near(answer: Answer, **changes: object) -> Answer:
    """The answer with its first unit changed."""
    alarm = answer.alarms[0]
    units = (replace(alarm.units[0], **changes), *alarm.units[1:])
    return replace(answer, alarms=(replace(alarm, units=units),))


def alarm(answer: Answer, **changes: object) -> Answer:
    """The answer with its alarm changed."""
    return replace(answer, alarms=(replace(answer.alarms[0], **changes),))


def more(answer: Answer, *officers: str) -> tuple[str, ...]:
    """The officers of the first unit and some more."""
    return (*answer.alarms[0].units[0].officers, *officers)


def extra_unit(answer: Answer, **changes: object) -> Answer:
    """The answer with a third unit, of one officer."""
    unit = UnitAnswer("A1-3", "far", ("far-m4",), 0, Rank.CONSTABLE, (), 3.0, 9.0, 12.0)
    return alarm(answer, units=(*answer.alarms[0].units, replace(unit, **changes)))


FAULTS: dict[str, tuple[str, Callable[[Answer], Answer]]] = {
    "an officer who does not exist": ("who-is-there", lambda a: near(a, officers=more(a, "ghost"))),
    "an officer of another station": ("who-is-there", lambda a: near(a, officers=more(a, "far-m4"))),
    "a vehicle of another station": ("who-is-there", lambda a: near(a, vehicles=("far-v0",))),
    "an officer sent twice": ("one-place", lambda a: near(a, officers=more(a, a.alarms[0].units[0].officers[0]))),
    "a vehicle sent twice": ("one-place", lambda a: near(a, vehicles=("near-v0", "near-v0"))),
    "a unit of nobody": ("somebody", lambda a: near(a, officers=())),
    "a desk left alone": (
        "desk",
        lambda a: near(a, officers=tuple(f"near-{who}" for who in ("h0", "w0", "m0", "m1", "m2", "m3", "m4"))),
    ),
    "nobody's seat": ("seats", lambda a: near(a, vehicles=())),
    "a seat too few": ("seats", lambda a: extra_unit(a)),
    "a broken hold-back": ("hold-back", lambda a: near(a, officers=more(a, "near-m3", "near-m4"))),
    "the reserve gone": ("reserve", lambda a: near(a, officers=more(a, "near-m3", "near-m4"))),
    "an arrival too early": ("truth", lambda a: near(a, arrive_min=1.0)),
    "a departure before turn-out": ("truth", lambda a: near(a, depart_min=0.0)),
    "women who are not there": ("truth", lambda a: near(a, women=3)),
    "a rank that is not there": ("truth", lambda a: near(a, commander_rank=Rank.SP)),
    "in charge without the rank": (
        "truth",
        lambda a: near(a, officers=tuple(reversed(a.alarms[0].units[0].officers))),
    ),
    "a commander from elsewhere": ("truth", lambda a: alarm(a, commander=Commander("near-m4", Rank.SI))),
    "no commander named": ("truth", lambda a: alarm(a, commander=None)),
    "a time too good": ("truth", lambda a: alarm(a, time_to_adequate_min=5.0, bound_min=5.0)),
    "a time for a force that falls short": ("truth", lambda a: alarm(a, units=a.alarms[0].units[:1])),
    "a shortfall that is hidden": (
        "truth",
        lambda a: alarm(a, units=a.alarms[0].units[:1], time_to_adequate_min=None, bound_min=None),
    ),
    "a shortfall that is invented": ("truth", lambda a: alarm(a, lack=Lack(1, 0, False))),
    "a sentence without a shortfall": ("truth", lambda a: alarm(a, shortfall="Nobody comes.")),
    "a bound above the time": ("truth", lambda a: alarm(a, bound_min=99.0)),
    "a bound below a proven time": ("truth", lambda a: alarm(a, bound_min=1.0)),
    "a site that is not uncovered": ("truth", lambda a: replace(a, uncovered=(Uncovered("church", "no"),))),
    "a hold-back that is not broken": ("truth", lambda a: replace(a, broken_holdbacks=("church",))),
    "two units of one name": ("one-place", lambda a: extra_unit(a, unit=a.alarms[0].units[0].unit)),
    "a station that is called a mobile": ("truth", lambda a: near(a, kind="mobile")),
    "an alarm at another place": ("truth", lambda a: alarm(a, longitude=a.alarms[0].longitude + 1)),
    "a bound that cannot be": (
        "truth",
        lambda a: replace(a, stages=(replace(a.stages[0], bound=a.stages[0].objective + 1), *a.stages[1:])),
    ),
    "proven without a proof": (
        "truth",
        lambda a: replace(a, stages=(replace(a.stages[0], bound=a.stages[0].objective - 1), *a.stages[1:])),
    ),
    "an alarm that is not answered": ("every-alarm", lambda a: replace(a, alarms=())),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_planted_fault_is_caught(fault: str) -> None:
    """Each fault is found under its rule."""
    rule, plant = FAULTS[fault]
    given, answer = scene()
    assert rule in {violation.rule for violation in check_answer(given, plant(answer))}


def test_a_way_that_is_cut_is_caught() -> None:
    """A unit on a road that does not exist."""
    given, answer = scene()
    cut = replace(given, origins=(replace(given.origins[0], drive=(None,)), given.origins[1]))
    assert "road" in {violation.rule for violation in check_answer(cut, answer)}
