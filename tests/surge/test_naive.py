"""Nearest-first without a plan: how soon, in how many pieces, and what it leaves bare."""

from __future__ import annotations

import json

import pytest

from planner.config import load_config
from planner.core.people import Rank
from planner.core.surge import HoldBack
from planner.surge.naive import naive, naive_document
from tests.surge.clock_worlds import PLAIN, crowd, random_world, station, world


def test_each_unit_drives_straight_in() -> None:
    """Ten and ten for a crowd of 200; onward 5 min, of which 3 are briefing: there after 12 and 22 min."""
    given = world((station("near", 10, men=10), station("far", 20, men=10)), (crowd(200),), onward=5)
    alarm = naive(given, PLAIN).alarms[0]
    assert [(one.minutes, one.origin, one.brought.officers) for one in alarm.arrivals] == [
        (12.0, "near", 10),
        (22.0, "far", 10),
    ]
    assert (alarm.minutes, alarm.pieces) == (22.0, 2)


def test_direct_ways_are_used_when_they_are_known() -> None:
    """The way straight in takes 7 min for one and does not exist for the other."""
    given = world((station("near", 10, men=10), station("far", 20, men=10)), (crowd(100),), onward=5)
    assert naive(given, PLAIN, direct=[[None], [70]]).alarms[0].minutes == 7.0


def test_fewer_than_a_section_stand_alone_in_front_of_the_crowd() -> None:
    """Four after 12 min, eight after 20, all twenty after 30: 8 + 10 of 18 min below ten officers; three pieces."""
    given = world(
        (station("a", 12, men=4), station("b", 20, men=4), station("c", 30, men=12)),
        (crowd(200),),
    )
    alarm = naive(given, PLAIN).alarms[0]
    assert (alarm.pieces, alarm.alone_min, alarm.alone_share) == (3, 18.0, 1.0)


def test_a_whole_section_at_once_is_never_alone() -> None:
    """Ten come first, ten later: two pieces, nobody alone."""
    given = world((station("a", 5, men=10), station("b", 9, men=10)), (crowd(200),))
    alarm = naive(given, PLAIN).alarms[0]
    assert (alarm.pieces, alarm.alone_min, alarm.alone_share) == (2, 0.0, 0.0)


def test_desks_cover_and_reserve_are_told() -> None:
    """Near is emptied though two must stay and four are the church's cover; three of far could still go."""
    given = world(
        (station("near", 5, men=10, desk=2), station("far", 50, men=5, desk=2)),
        (crowd(100),),
        holdbacks=(HoldBack("church", 4, ("near",)), HoldBack("temple", 4, ("near", "far"))),
        reserve=10,
    )
    found = naive(given, PLAIN)
    assert (found.broken_holdbacks, found.emptied_desks) == (("church",), ("near",))
    assert (found.reserve_left, found.reserve) == (3, 10)
    assert found.alarms[0].minutes == 5.0


def test_a_woman_and_a_commander_are_fetched_from_afar() -> None:
    """Near has ten men; the woman is 15 min away, the Inspector 20: adequate after 20, with twelve."""
    config = PLAIN.model_copy(update={"women_share": 0.05, "commander_small": "Inspector"})
    given = world(
        (
            station("near", 5, men=12),
            station("mid", 15, men=9, women=1),
            station("far", 20, men=9, heads=(Rank.INSPECTOR,)),
        ),
        (crowd(100),),
        config,
    )
    alarm = naive(given, config).alarms[0]
    assert [one.brought.officers for one in alarm.arrivals] == [10, 1, 1]
    assert alarm.minutes == 20.0


def test_the_heaviest_alarm_takes_first() -> None:
    """Ten near officers; the crowd of 150 gets them, that of 100 waits for the next."""
    given = world(
        (station("near", 5, 5, men=15), station("far", 30, 30, men=10)),
        (crowd(100, name="A1"), crowd(150, name="A2")),
    )
    assert [alarm.minutes for alarm in naive(given, PLAIN).alarms] == [30.0, 5.0]


def test_a_unit_that_has_its_order_goes_whole_and_nowhere_else() -> None:
    """A given unit of twelve goes to the second alarm though eight would do there; the first does not get it."""
    given = world(
        (station("u", None, 4, men=12, kind="given"), station("s", 20, 20, men=10)),
        (crowd(100, name="A1"), crowd(80, name="A2")),
    )
    first, second = naive(given, PLAIN).alarms
    assert (first.minutes, second.minutes) == (20.0, 4.0)
    assert [one.brought.officers for one in second.arrivals] == [12]


def test_without_enough_people_it_is_never_adequate() -> None:
    """Seven for ten: never, three are missing, and all seven are called one piece."""
    alarm = naive(world((station("s", 5, men=7),), (crowd(100),)), PLAIN).alarms[0]
    assert (alarm.minutes, alarm.gap.officers, alarm.pieces) == (None, 3, 1)


def test_nobody_goes_without_a_seat() -> None:
    """Two seats at a station of ten."""
    alarm = naive(world((station("s", 5, men=10, seats=2),), (crowd(100),)), PLAIN).alarms[0]
    assert [one.brought.officers for one in alarm.arrivals] == [2]


@pytest.mark.parametrize("seed", range(60))
def test_for_one_alarm_nobody_could_be_there_sooner(seed: int) -> None:
    """With a seat for all, the moment is the first at which everybody who can be there would be enough."""
    config = load_config().surge
    given = random_world(seed, config=config, alarms=1)
    way_in = max(0, given.onward[0] - config.brief_min * 10)
    moments = sorted({o.turnout + o.drive[0] + way_in for o in given.origins if o.drive[0] is not None})
    best = None
    for moment in moments:
        here = [
            p
            for o in given.origins
            if o.drive[0] is not None and o.turnout + o.drive[0] + way_in <= moment
            for p in o.people
        ]
        need = given.need_at(0, moment)
        if (
            len(here) >= need.officers
            and sum(p.is_woman for p in here) >= need.women
            and sum(p.is_riot_trained for p in here) >= need.riot
            and max((p.rank for p in here), default=Rank.CONSTABLE) >= need.commander
        ):
            best = moment / 10
            break
    assert naive(given, config).alarms[0].minutes == best


@pytest.mark.parametrize("seed", range(30))
def test_nobody_is_sent_twice(seed: int) -> None:
    """All arrivals together bring no more than there are, and what stays is what was there less those."""
    given = random_world(seed)
    found = naive(given, PLAIN)
    for origin in given.origins:
        gone = sum(one.brought.officers for a in found.alarms for one in a.arrivals if one.origin == origin.id)
        assert gone <= len(origin.people)
        assert (origin.id in found.emptied_desks) == (len(origin.people) - gone < origin.desk_minimum)


def test_the_document_is_json() -> None:
    """The keys that the screens read."""
    document = naive_document(naive(random_world(3), PLAIN))
    assert json.loads(json.dumps(document)) == document
    assert {"id", "time_to_adequate_min", "piecemeal"} <= set(document["alarms"][0])
    assert {"broken_holdbacks", "emptied_desks", "reserve_left"} <= set(document)
