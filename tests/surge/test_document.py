"""The document of an answer: the keys that were promised, moments in the zone of the surge."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

from planner.config import load_config
from planner.core.people import Rank
from planner.surge import FormUp, answer_document, dispatch
from planner.surge.naive import naive, naive_document
from tests.surge.worlds import AT, need, origin, problem

GIVEN = problem(
    (origin("near", (55,), men=4, heads=(Rank.INSPECTOR,), seats=(8,), loose=0, turnout=30),),
    (need(0, 3, 0, Rank.INSPECTOR),),
)


def test_document_has_exactly_the_promised_keys() -> None:
    """Whole document, alarm, unit: no key more, none less; and it is JSON."""
    document = answer_document(dispatch(GIVEN, seconds=2, seed=1))
    assert list(document) == [
        "status",
        "seconds",
        "stages",
        "alarms",
        "uncovered",
        "broken_holdbacks",
        "requests",
        "notes",
    ]
    alarm = document["alarms"][0]
    assert list(alarm) == [
        "id",
        "longitude",
        "latitude",
        "need",
        "time_to_adequate_min",
        "bound_min",
        "proven_optimal",
        "shortfall",
        "commander",
        "form_up",
        "form_up_by",
        "move_off",
        "onward_min",
        "units",
    ]
    promised = {"unit", "origin", "strength", "women", "commander_rank", "depart", "arrive", "minutes", "route"}
    promised |= {"officers", "vehicles", "riot", "kind", "place", "given"}
    assert set(alarm["units"][0]) == promised
    assert json.loads(json.dumps(document)) == document


def test_document_tells_the_answer() -> None:
    """Turn-out of 3 minutes, 5.5 of driving: there at 06:43:30, under the Inspector."""
    document = answer_document(dispatch(GIVEN, seconds=2, seed=1))
    assert document["status"] == "optimal"
    alarm = document["alarms"][0]
    assert (alarm["time_to_adequate_min"], alarm["bound_min"], alarm["proven_optimal"]) == (8.5, 8.5, True)
    assert (alarm["shortfall"], alarm["form_up"]) == (None, None)
    assert alarm["commander"] == "near-h0, Inspector"
    unit = alarm["units"][0]
    assert unit["depart"] == (AT + timedelta(minutes=3)).isoformat()
    assert unit["arrive"] == (AT + timedelta(minutes=8.5)).isoformat()
    assert (unit["minutes"], unit["officers"][0], unit["vehicles"]) == (5.5, "near-h0", ["near-v0"])
    other = naive_document(naive(GIVEN, load_config().surge))
    assert [(one["id"], one["time_to_adequate_min"]) for one in other["alarms"]] == [("A1", 8.5)]
    assert other["broken_holdbacks"] == []


def test_form_up_point_is_told_in_degrees_when_they_are_known() -> None:
    """Metres always, longitude and latitude where the caller knows how to turn them."""
    given = replace(GIVEN, form_ups=(FormUp(650.0, 20.0, 650.3),))
    answer = dispatch(given, seconds=2, seed=1)
    assert answer_document(answer)["alarms"][0]["form_up"] == {"x_m": 650.0, "y_m": 20.0, "distance_m": 650}
    told = answer_document(answer, degrees=lambda x, y: (x / 1000, y / 1000))["alarms"][0]["form_up"]
    assert (told["longitude"], told["latitude"]) == (0.65, 0.02)
