"""Nearest-first: at once, and never at the cost of a desk, a hold-back or the reserve."""

from __future__ import annotations

import pytest

from planner.config import load_config
from planner.core.people import Rank
from planner.core.plan import Status
from planner.core.surge import HoldBack
from planner.surge import check_answer, dispatch, nearest
from planner.surge.naive import naive
from tests.surge.worlds import district, need, origin, problem, random_problem


def test_nearest_takes_the_soonest_first() -> None:
    """Six of the ten come from the station at 5 minutes, the other four from that at 9; nobody from 20."""
    given = problem(
        (origin("far", (200,), men=10), origin("near", (50,), men=6), origin("next", (90,), men=9)),
        (need(0, 10),),
    )
    answer = nearest(given)
    assert [(u.origin, u.strength) for u in answer.alarms[0].units] == [("near", 6), ("next", 4)]
    assert answer.alarms[0].time_to_adequate_min == 9.0


def test_turnout_counts_in_who_is_soonest() -> None:
    """Lines at 2 minutes with 15 of turn-out come after a station at 10 minutes with 3."""
    given = problem(
        (origin("lines", (20,), men=5, turnout=150), origin("station", (100,), men=5, turnout=30)), (need(0, 5),)
    )
    unit = nearest(given).alarms[0].units[0]
    assert (unit.origin, unit.depart_min, unit.drive_min, unit.arrive_min) == ("station", 3.0, 10.0, 13.0)


def test_places_are_kept_for_a_woman_and_a_commander() -> None:
    """The near station could fill all four places with men; it fills two, because a woman and an SI must come."""
    given = problem(
        (origin("near", (10,), men=9), origin("far", (60,), men=3, women=1, heads=(Rank.SI,))),
        (need(0, 4, women=1, commander=Rank.SI),),
    )
    near, far = nearest(given).alarms[0].units
    assert (near.strength, far.strength, far.women, far.commander_rank) == (2, 2, 1, Rank.SI)


def test_places_are_filled_when_there_is_no_woman_to_be_had() -> None:
    """No woman anywhere: four men go, and the missing woman is said."""
    alarm = nearest(problem((origin("near", (10,), men=9),), (need(0, 4, women=1),))).alarms[0]
    assert alarm.units[0].strength == 4
    assert alarm.shortfall == "1 of 1 women is missing."
    assert alarm.time_to_adequate_min is None


def test_naive_breaks_the_hold_back_that_ours_keeps() -> None:
    """Without a plan the near station is emptied and its site left alone; ours waits for the far one."""
    given = problem(
        (origin("near", (10,), men=6), origin("far", (100,), men=6)),
        (need(0, 6),),
        holdbacks=(HoldBack("church", 4, ("near",)),),
    )
    answer = nearest(given)
    other = naive(given, load_config().surge)
    assert other.broken_holdbacks == ("church",)
    assert tuple(alarm.minutes for alarm in other.alarms) == (1.0,)
    assert answer.broken_holdbacks == ()
    assert [(u.origin, u.strength) for u in answer.alarms[0].units] == [("near", 2), ("far", 4)]


@pytest.mark.parametrize("seed", range(60))
def test_one_alarm_without_hold_backs_is_optimal_at_once(seed: int) -> None:
    """For one crowd that needs numbers only, the nearest who may go are the soonest force there can be."""
    given = district(8, 90, 1, seed, high_risk=0)
    heads_only = problem(given.origins, (need(0, given.needs[0].officers),))
    quick, exact = nearest(heads_only), dispatch(heads_only, seconds=5, seed=1)
    assert exact.status is Status.OPTIMAL
    assert quick.alarms[0].time_to_adequate_min == exact.alarms[0].time_to_adequate_min
    assert quick.alarms[0].proven_optimal


def test_hold_backs_are_never_broken() -> None:
    """2,000 random emergencies: the checker finds nothing in any answer, and no desk, seat or site is robbed."""
    naive_breaks, config = 0, load_config().surge
    for seed in range(2000):
        given = random_problem(seed, stations=(1, 6), people=(0, 8), alarms=(1, 4), needed=(1, 12), sites=(0, 5))
        answer = nearest(given)
        assert check_answer(given, answer) == (), f"seed {seed}"
        assert answer.broken_holdbacks == ()
        naive_breaks += bool(naive(given, config).broken_holdbacks)
    # the cases are such that it matters
    assert naive_breaks > 200
