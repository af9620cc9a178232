"""All that is said about an answer in time, together."""

from __future__ import annotations

import json

import pytest

from planner.config import load_config
from planner.surge.clock import clock_document
from planner.surge.dispatch import nearest
from planner.surge.ladder import ladder
from planner.surge.request import RequestState
from tests.surge.clock_worlds import PLAIN, crowd, random_world, sent, station, world

CONFIG = load_config()


def test_all_keys_come_together() -> None:
    """An alarm that is short of twelve is late, asks for them, and its curve has what they add."""
    given = world((station("s", 10, men=10),), (crowd(220),))
    answer = sent(given, {"s": 10}, adequate=(None,))
    document = clock_document(given, answer, PLAIN, CONFIG.doubt, CONFIG.ladder, seed=1)
    assert json.loads(json.dumps(document)) == document
    row = document["alarms"][0]
    assert (row["late"], row["promise"]["minutes"], row["sensitivity"]["best"]["officers"]) == (True, None, 22)
    assert document["requests"][0]["officers"] == 12
    assert row["curve"]["with_requests"][-1] == 22
    assert document["nearest_first"]["alarms"][0]["time_to_adequate_min"] is None


def test_requests_that_were_called_back_bring_nobody() -> None:
    """The one that was cancelled is listed, the new one for the same twelve is on the curve, once."""
    given = world((station("s", 10, men=10),), (crowd(220),))
    answer = sent(given, {"s": 10}, adequate=(None,))
    old = ladder(given, answer, CONFIG.ladder, 45)[0].step(RequestState.REQUESTED).step(RequestState.CANCELLED)
    document = clock_document(given, answer, PLAIN, CONFIG.doubt, CONFIG.ladder, seed=1, standing=(old,))
    assert [r["state"] for r in document["requests"]] == ["cancelled", "draft"]
    assert document["alarms"][0]["curve"]["with_requests"][-1] == 22


@pytest.mark.parametrize("seed", range(15))
def test_it_agrees_with_the_answer_of_the_dispatcher(seed: int) -> None:
    """Late is who is not adequate or later than 45 min; without doubt about time and crowd the promise is the plan.

    Nearest-first without a plan is never later than nearest-first that keeps desks, if there is one alarm.
    """
    config = CONFIG.surge.model_copy(update={"unit_min": 1})
    given = random_world(seed, config=config, alarms=1)
    answer = nearest(given)
    document = clock_document(given, answer, config, CONFIG.doubt, CONFIG.ladder, seed=1)
    minutes, row = answer.alarms[0].time_to_adequate_min, document["alarms"][0]
    theirs = document["nearest_first"]["alarms"][0]["time_to_adequate_min"]
    assert row["late"] == (minutes is None or minutes > config.in_time_min)
    assert bool(document["late"]) == row["late"]
    assert row["curve"]["crosses_min"] == minutes
    if minutes is not None:
        assert theirs is not None
        assert theirs <= minutes
        assert max(row["curve"]["force"]) >= answer.alarms[0].need.officers
