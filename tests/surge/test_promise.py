"""A promise holds as often as it says, and says so when it cannot be made."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from planner.config import load_config
from planner.core.people import Rank
from planner.core.surge import Alarm, Level, Task
from planner.surge.need import need_curve
from planner.surge.promise import (
    Drawn,
    draw,
    moments,
    promise,
    promise_document,
    promised,
    sensitivity,
    sensitivity_document,
    sizes,
)
from tests.surge.clock_worlds import AT, PLAIN, STEADY, crowd, everyone_of, random_world, sent, station, world

CONFIG = load_config()
DOUBT = CONFIG.doubt.model_copy(
    update={
        "promise": 0.8,
        "travel_low": 0.85,
        "travel_high": 1.6,
        "turnout_low": 0.6,
        "turnout_high": 2.5,
        "common_share": 0.5,
        "draws": 2000,
    }
)
SURE = DOUBT.model_copy(update={"travel_low": 1.0, "travel_high": 1.0, "turnout_low": 1.0, "turnout_high": 1.0})


def two_stations():
    """Ten after 3 + 10 and ten after 15 + 20 min, 4 min on, for a crowd of 200: planned for 39 min."""
    given = world(
        (station("near", 10, men=10, turnout=3), station("far", 20, men=10, turnout=15)), (crowd(200),), onward=4
    )
    return given, sent(given, {"near": 10, "far": 10}, adequate=(39.0,))


def test_without_doubt_the_plan_is_the_promise() -> None:
    """Factors of one and a crowd that is known: 39 min in all cases."""
    given, answer = two_stations()
    one = promise(given, answer, PLAIN, SURE, seed=1)[0]
    assert (one.minutes, one.minutes_if_planned, one.chance_planned, one.chance_ever) == (39.0, 39.0, 1.0, 1.0)


def test_the_same_seed_gives_the_same_promise() -> None:
    """And another seed gives nearly the same."""
    given, answer = two_stations()
    one, again = (promise(given, answer, PLAIN, DOUBT, seed=5)[0] for _ in range(2))
    other = promise(given, answer, PLAIN, DOUBT, seed=6)[0]
    assert one == again
    assert one.minutes is not None
    assert other.minutes is not None
    assert one.minutes != other.minutes
    assert abs(one.minutes - other.minutes) < 2


def test_a_promise_holds_as_often_as_it_says() -> None:
    """Judged on 20,000 fresh worlds: 80 of 100, within 3."""
    given, answer = two_stations()
    one = promise(given, answer, PLAIN, DOUBT, seed=5)[0]
    fresh = moments(given, 0, answer, draw(given, answer, DOUBT, seed=99, draws=20_000)[0], PLAIN)
    assert one.minutes is not None
    assert np.mean(fresh <= one.minutes) == pytest.approx(0.8, abs=0.03)


def test_a_crowd_that_may_be_larger_forbids_a_promise() -> None:
    """Twenty officers hold 200 of the 100 to 300 who may be there: half of all cases, so none at 80 of 100."""
    given = world((station("s", 10, men=20),), (crowd(100, 200, 300),))
    one = promise(given, sent(given, {"s": 20}, adequate=(10.0,)), PLAIN, DOUBT, seed=3)[0]
    assert one.chance_ever == pytest.approx(0.5, abs=0.04)
    assert one.minutes is None
    assert one.minutes_if_planned is not None


def test_a_force_for_a_larger_crowd_can_be_promised() -> None:
    """Twenty-eight officers hold 280 of the 100 to 300: nine of ten cases."""
    given = world((station("s", 10, men=28),), (crowd(100, 200, 300),))
    one = promise(given, sent(given, {"s": 28}, adequate=(10.0,)), PLAIN, DOUBT, seed=3)[0]
    assert one.chance_ever == pytest.approx(0.9, abs=0.03)
    assert one.minutes is not None
    assert one.minutes > 10


def test_a_smaller_crowd_does_not_wait_for_all() -> None:
    """Twenty officers after 10 min hold up to 200 of the 100 to 300: half of all cases; the others wait for all."""
    given = world((station("a", 10, men=20), station("b", 30, men=20)), (crowd(100, 200, 300),))
    answer = sent(given, {"a": 20, "b": 20}, adequate=(10.0,))
    found = moments(given, 0, answer, draw(given, answer, SURE, seed=4, draws=4000)[0], PLAIN)
    assert set(np.round(found, 6)) == {10.0, 30.0}
    assert np.mean(found == 10.0) == pytest.approx(0.5, abs=0.03)


def test_factors_have_the_percentiles_that_were_given() -> None:
    """A drive of 100 min: 85 and 160 are its 5th and 95th percentile; a turn-out of 100: 60 and 250."""
    given = world((station("drives", 100, men=10), station("waits", 0, men=10, turnout=100)), (crowd(200),))
    answer = sent(given, {"drives": 10, "waits": 10}, adequate=(100.0,))
    drawn = draw(given, answer, DOUBT, seed=8, draws=40_000)[0]
    by_origin = dict(zip([u.origin for u in answer.alarms[0].units], drawn.arrive.T, strict=True))
    assert np.quantile(by_origin["drives"], [0.05, 0.95]) == pytest.approx([85, 160], rel=0.02)
    assert np.quantile(by_origin["waits"], [0.05, 0.95]) == pytest.approx([60, 250], rel=0.03)


def test_units_share_half_of_the_variance() -> None:
    """The logarithms of two drives are correlated as `common_share` says, also from one alarm to another."""
    given = world(
        (station("a", 50, None, men=10), station("b", 50, None, men=10), station("c", None, 50, men=10)),
        (crowd(200, name="A1"), crowd(100, name="A2")),
    )
    answer = sent(given, {"a": 10, "b": 10}, {"c": 10}, adequate=(50.0, 50.0))
    first, second = draw(given, answer, DOUBT, seed=8, draws=40_000)
    logs = np.log(np.column_stack([first.arrive, second.arrive]))
    rows = np.corrcoef(logs.T)
    assert rows[np.triu_indices(3, 1)] == pytest.approx([0.5] * 3, abs=0.02)


@pytest.mark.parametrize("task", list(Task))
@pytest.mark.parametrize("level", list(Level))
def test_drawn_needs_are_the_planned_ones(level: Level, task: Task) -> None:
    """For crowds of 0 to 2,000 `sizes` has the numbers of `need_curve`."""
    config = CONFIG.surge
    people = np.arange(0, 2001, 37)
    alarm = crowd(1)
    officers, women, riot, is_large = sizes(
        Alarm("A1", 73, 31, 0, 0, alarm.crowd, AT, level, task), config, people.astype(float)
    )
    for k, size in enumerate(people.tolist()):
        need = need_curve(Alarm("A1", 73, 31, 0, 0, crowd(size).crowd, AT, level, task, STEADY), config).needs[0]
        rank = Rank.parse(config.commander_large if is_large[k] else config.commander_small)
        assert (officers[k], women[k], riot[k], rank) == (need.officers, need.women, need.riot, need.commander)


@pytest.mark.parametrize("seed", range(25))
def test_moments_are_those_of_a_plain_count(seed: int) -> None:
    """World by world and unit by unit: the first arrival after which the need of that world and minute is met."""
    config = CONFIG.surge
    given = random_world(seed, config=config)
    answer = everyone_of(given, seed)
    people = {p.officer: p for o in given.origins for p in o.people}
    for q, drawn in enumerate(draw(given, answer, DOUBT, seed=seed, draws=12)):
        found = moments(given, q, answer, drawn, config)
        alarm, units = given.alarms[q], answer.alarms[q].units
        for w in range(12):
            expected = math.inf
            for k in np.argsort(drawn.arrive[w]) if units else ():
                minute = drawn.arrive[w, k] + drawn.onward[w]
                here = [
                    people[o]
                    for j, u in enumerate(units)
                    if drawn.arrive[w, j] <= drawn.arrive[w, k]
                    for o in u.officers
                ]
                size = alarm.crowd_at(minute + config.stay_adequate_min, drawn.crowd[w])
                need = need_curve(Alarm("A", 73, 31, 0, 0, crowd(size).crowd, AT, alarm.level, alarm.task), config)
                wanted = need.needs[0]
                if (
                    len(here) >= wanted.officers
                    and sum(p.is_woman for p in here) >= wanted.women
                    and sum(p.is_riot_trained for p in here) >= wanted.riot
                    and max(p.rank for p in here) >= wanted.commander
                ):
                    expected = minute
                    break
            assert found[w] == pytest.approx(expected)


def test_promised_is_the_least_minute_that_holds() -> None:
    """Of ten moments the eighth, rounded up to a tenth; none when three of ten never come."""
    assert promised(np.array([9.0, 1, 2, 3, 4, 5, 6, 7.21, 8, 7]), 0.8) == 7.3
    assert promised(np.array([1.0, 2, 3, 4, 5, 6, 7, np.inf, np.inf, np.inf]), 0.8) is None
    assert promised(np.array([1.0, 2, 3, 4, 5, 6, 7, 8, np.inf, np.inf]), 0.8) == 8.0


def test_an_alarm_without_units_is_never_adequate() -> None:
    """Nobody goes: no promise, no chance."""
    given = world((station("s", None, men=5),), (crowd(100),))
    one = promise(given, sent(given, {}, adequate=(None,)), PLAIN, DOUBT, seed=3)[0]
    assert (one.minutes, one.chance_planned, one.chance_ever) == (None, None, 0.0)


def test_sensitivity_shows_both_ends_of_the_crowd() -> None:
    """100, 200 or 300 people and ten officers after 10, ten after 20 min, 2 min on: 12, 22, never."""
    given = world((station("a", 10, men=10), station("b", 20, men=10)), (crowd(100, 200, 300),), onward=2)
    one = sensitivity(given, sent(given, {"a": 10, "b": 10}, adequate=(22.0,)), PLAIN)[0]
    assert (one.low_min, one.best_min, one.high_min) == (12.0, 22.0, None)
    assert one.officers == (10, 20, 30)


def test_more_doubt_never_makes_the_promise_sooner() -> None:
    """With the same numbers drawn, wider ranges above one give later promises."""
    given, answer = two_stations()
    ends = [
        promise(given, answer, PLAIN, DOUBT.model_copy(update={"travel_high": high, "travel_low": 1.0}), seed=2)[0]
        for high in (1.1, 1.5, 2.0, 3.0)
    ]
    minutes = [one.minutes for one in ends]
    assert minutes == sorted(minutes)


def test_the_documents_are_json() -> None:
    """Plain numbers and nulls."""
    given, answer = two_stations()
    one = promise_document(promise(given, answer, PLAIN, DOUBT, seed=5)[0])
    other = sensitivity_document(sensitivity(given, answer, PLAIN)[0])
    assert json.loads(json.dumps([one, other])) == [one, other]
    assert {"quantile", "minutes"} <= set(one)


def test_worlds_can_come_from_elsewhere() -> None:
    """Two worlds written down: twenty are there after 30 + 5, or after 8 + 1 min."""
    given, answer = two_stations()
    worlds = Drawn(np.array([[10.0, 30.0], [8.0, 6.0]]), np.array([5.0, 1.0]), np.array([0.5, 0.5]))
    assert moments(given, 0, answer, worlds, PLAIN).tolist() == [35.0, 9.0]


def test_the_way_onward_shares_the_doubt_of_the_ways_to_the_form_up_point() -> None:
    """Logarithms of a drive and of the way onward are correlated as `common_share` says."""
    given = world((station("a", 50, men=10),), (crowd(100),), onward=9)
    drawn = draw(given, sent(given, {"a": 10}, adequate=(59.0,)), DOUBT, seed=8, draws=40_000)[0]
    row = np.corrcoef(np.log(drawn.arrive[:, 0]), np.log(drawn.onward))
    assert row[0, 1] == pytest.approx(0.5, abs=0.02)
