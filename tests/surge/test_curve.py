"""Force against time: together in one step, beside those who trickle in."""

from __future__ import annotations

import json

import pytest

from planner.core.estimate import Estimate
from planner.surge.curve import curve, curve_document
from planner.surge.request import Request, RequestState, Rung
from tests.surge.clock_worlds import PLAIN, crowd, everyone_of, random_world, sent, station, world


def at(series: tuple[int, ...], minutes: tuple[float, ...], minute: float) -> int:
    """The value that holds at a minute."""
    return [value for value, moment in zip(series, minutes, strict=True) if moment <= minute][-1]


def test_ours_comes_in_one_step_and_nearest_first_trickles() -> None:
    """Form-up after 10 and 20 min, 5 min on: nobody until 25, then twenty. Nearest-first: ten at 12, twenty at 22."""
    given = world((station("near", 10, men=10), station("far", 20, men=10)), (crowd(200),), onward=5)
    one = curve(given, 0, sent(given, {"near": 10, "far": 10}, adequate=(25.0,)), PLAIN)
    assert [at(one.force, one.minutes, m) for m in (0, 24.9, 25, 50)] == [0, 0, 20, 20]
    assert [at(one.nearest_first, one.minutes, m) for m in (0, 11.9, 12, 21.9, 22)] == [0, 0, 10, 10, 20]
    assert (one.crosses_min, one.nearest_crosses_min) == (25.0, 22.0)
    assert set(one.need) == {20}
    assert one.with_requests == ()


def test_a_crowd_that_grows_needs_more_later() -> None:
    """100 people and 10 more a minute for 20 min: 10 officers at the order, 20 after ten minutes, 30 from twenty on."""
    given = world((station("s", 10, men=30),), (crowd(100, growth=10, lasts=20),))
    one = curve(given, 0, sent(given, {"s": 30}, adequate=(10.0,)), PLAIN)
    assert [at(one.crowd, one.minutes, m) for m in (0, 10, 20, 40)] == [100, 200, 300, 300]
    assert at(one.need, one.minutes, 0) >= 10
    assert at(one.need, one.minutes, 10) >= 20
    assert at(one.need, one.minutes, 40) == 30


def test_the_doubt_about_the_crowd_is_shown() -> None:
    """100 to 300, planned for at the middle."""
    given = world((station("s", 10, men=30),), (crowd(100, 180, 300),))
    one = curve(given, 0, sent(given, {"s": 18}, adequate=(10.0,)), PLAIN)
    assert (one.crowd_low[0], one.crowd[0], one.crowd_high[0]) == (100, 180, 300)


def test_a_force_that_is_never_adequate_still_goes_together() -> None:
    """Five and four for ten: they wait for each other, and the curve stays below the need."""
    given = world((station("a", 5, men=5), station("b", 9, men=4)), (crowd(100),), onward=2)
    one = curve(given, 0, sent(given, {"a": 5, "b": 4}, adequate=(None,)), PLAIN)
    assert one.crosses_min is None
    assert [at(one.force, one.minutes, m) for m in (10.9, 11)] == [0, 9]
    assert max(one.force) < min(one.need)


def test_who_comes_after_the_moment_follows() -> None:
    """A unit given before arrives after 30 min; the ten who are enough do not wait for it."""
    given = world((station("s", 10, men=10), station("u", 30, men=4, kind="given")), (crowd(100),), onward=2)
    one = curve(given, 0, sent(given, {"s": 10, "u": 4}, adequate=(12.0,)), PLAIN)
    assert [at(one.force, one.minutes, m) for m in (11.9, 12, 31.9, 32)] == [0, 10, 10, 14]


def test_what_is_asked_comes_on_top() -> None:
    """Six own after 10 min, and four asked for, there after 60 at best guess and 2 min on: ten from 62 on."""
    given = world((station("s", 10, men=6),), (crowd(100),), onward=2)
    asked = Request(
        "A1-neighbour",
        Rung.NEIGHBOUR,
        "x",
        "A1",
        4,
        0,
        0,
        None,
        Estimate(45, 60, 90),
        RequestState.DRAFT,
        "",
    )
    one = curve(given, 0, sent(given, {"s": 6}, adequate=(None,)), PLAIN, requests=(asked,))
    assert [at(one.with_requests, one.minutes, m) for m in (12, 61.9, 62)] == [6, 6, 10]
    assert max(one.force) == 6


@pytest.mark.parametrize("seed", range(40))
def test_the_curve_says_what_the_answer_says(seed: int) -> None:
    """Series are of one length, never fall, and force is at least the need from the moment of adequacy on that step."""
    given = random_world(seed)
    answer = everyone_of(given, seed)
    for q, alarm in enumerate(answer.alarms):
        one = curve(given, q, answer, PLAIN)
        series = (one.force, one.need, one.crowd, one.crowd_low, one.crowd_high, one.nearest_first)
        assert {len(row) for row in series} == {len(one.minutes)}
        assert all(list(row) == sorted(row) for row in (one.minutes, *series))
        assert one.force[-1] == sum(len(unit.officers) for unit in alarm.units)
        moment = alarm.time_to_adequate_min
        if moment is not None:
            assert at(one.force, one.minutes, moment) >= given.need_at(q, round(moment * 10)).officers
            assert all(force == 0 for force, m in zip(one.force, one.minutes, strict=True) if m < moment)


def test_the_document_is_json() -> None:
    """The keys that the screens read, and lists of numbers."""
    given = random_world(1)
    document = curve_document(curve(given, 0, everyone_of(given, 1), PLAIN))
    assert json.loads(json.dumps(document)) == document
    assert {"minutes", "force", "need", "crowd", "nearest_first"} <= set(document)
    assert len(document["minutes"]) < 100
