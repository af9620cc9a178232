"""Every unit is led by an upper subordinate where its station has one to spare."""

from __future__ import annotations

from planner.core.people import Rank
from planner.surge import check_answer, dispatch, nearest
from tests.surge.worlds import need, origin, problem


def test_an_asi_leads_in_place_of_one_constable() -> None:
    """Three of six constables and an ASI are needed: the ASI goes with two of them, and the Inspector stays."""
    station = origin("S", (10,), men=6, heads=(Rank.ASI, Rank.INSPECTOR), desk=2)
    one = problem((station,), (need(0, 3),))
    for answer in (nearest(one), dispatch(one, seconds=5, seed=1)):
        (unit,) = answer.alarms[0].units
        assert (unit.strength, unit.commander_rank, unit.officers[0]) == (3, Rank.ASI, "S-h0")
        assert check_answer(one, answer) == ()


def test_the_highest_leads_where_there_is_no_upper_subordinate() -> None:
    """A Head Constable is better than none."""
    station = origin("S", (10,), men=4, heads=(Rank.HEAD_CONSTABLE,))
    (unit,) = nearest(problem((station,), (need(0, 2),))).alarms[0].units
    assert unit.commander_rank is Rank.HEAD_CONSTABLE


def test_one_asi_leads_one_of_two_units_and_is_counted_once() -> None:
    """Two alarms draw on one station with a single ASI."""
    station = origin("S", (10, 10), men=6, heads=(Rank.ASI,))
    two = problem((station,), (need(0, 2), need(1, 2)))
    answer = dispatch(two, seconds=5, seed=1)
    ranks = sorted(unit.commander_rank for alarm in answer.alarms for unit in alarm.units)
    assert ranks == [Rank.CONSTABLE, Rank.ASI]
    assert check_answer(two, answer) == ()
