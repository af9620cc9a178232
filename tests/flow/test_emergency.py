"""What is said of an alarm, and what the coordinator gets for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from planner import flow
from planner.core.errors import InputError
from planner.flow import assess
from planner.flow.emergency import face
from planner.surge import FormUp, check_answer, dispatch
from tests.flow.emergencies import CONFIG, DAY, FLEET, at, forget_all, spot, town, vehicle

NOW = at("20T09:00")


@pytest.fixture(scope="module")
def store() -> Iterator[flow.Store]:
    """The town; nobody writes to it."""
    with town() as made:
        yield made


def answered(store: flow.Store, *alarms: Any, **more: Any) -> dict[str, Any]:
    """The answer at nine in the morning."""
    return flow.surge(store, CONFIG, alarms=list(alarms), at=NOW, seconds=5, seed=7, **more)


def at_s2(store: flow.Store, crowd: str = "60-100", **more: Any) -> flow.AlarmSaid:
    """An alarm at S2, behind the bridge."""
    return flow.AlarmSaid(*spot(store, "S2"), crowd, **more)


def test_three_words_are_an_alarm_too(store: flow.Store) -> None:
    """Longitude, latitude and a crowd are answered like an alarm of which nothing else is said."""
    short, long = (answered(store, one) for one in ((*spot(store, "S2"), "60-100"), at_s2(store)))
    for document in (short, long):
        del document["seconds"]
    assert short == long
    (alarm,) = short["alarms"]
    assert (alarm["level"], alarm["task"], alarm["known"]) == ("disorder", "hold", "")


def test_what_is_said_changes_the_need_and_stands_in_the_answer(store: flow.Store) -> None:
    """60 to 100 people are 96 in 9 of 10 cases, 2 more a minute for half an hour are 156: 7 at 1 to 25, so a section.

    Eight more bring people out.
    """
    said = at_s2(store, level="tense", task="extract", growth="2", known="they want the tenant")
    (alarm,) = answered(store, said)["alarms"]
    assert (alarm["level"], alarm["task"], alarm["known"]) == ("tense", "extract", "they want the tenant")
    assert alarm["crowd"]["planned"] == 156
    assert (alarm["crowd"]["growth_per_min"], alarm["crowd"]["quantile"]) == (2.0, 0.9)
    assert (alarm["need"]["officers"], alarm["need"]["women"]) == (18, 2)
    assert [alarm["need"]["by_crowd"][size]["officers"] for size in ("low", "best", "high")] == [18, 18, 18]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"crowd": "many"}, "alarm A2: crowd 'many' is no number or range"),
        ({"crowd": "600-300"}, "alarm A2: crowd '600-300'"),
        ({"level": "angry"}, "alarm A2: level 'angry' is none of watch, tense, disorder, violent"),
        ({"task": "shoot"}, "alarm A2: task 'shoot' is none of hold, extract, cordon, escort"),
        ({"growth": "fast"}, "alarm A2: growth 'fast' is no number or range"),
        ({"longitude": 640.0}, "alarm A2: 640.0"),
        ({"longitude": 10.0}, "alarm A2: 10.0"),
    ],
)
def test_what_is_wrong_is_named_with_its_alarm(store: flow.Store, wrong: dict[str, Any], said: str) -> None:
    """The second alarm is wrong, and the first is not blamed."""
    longitude, latitude = spot(store, "S2")
    second = flow.AlarmSaid(**{"longitude": longitude, "latitude": latitude, "crowd": "60", **wrong})
    with pytest.raises(InputError, match="alarm A2") as fault:
        answered(store, at_s2(store), second)
    assert said in fault.value.what
    assert fault.value.maybe


def test_units_drive_to_the_form_up_point_and_the_force_moves_on_together(store: flow.Store) -> None:
    """From S2 the junction n2 is 1,000 m away: 2 minutes from the station, and 2 on after 3 of briefing.

    The slowest vehicle is the bus from Lines, at 0.75 of a car's speed: it takes 2.67 minutes onward.
    """
    emergency = face(store, CONFIG, alarms=[at_s2(store)], at=NOW)
    (form_up,) = emergency.problem.form_ups
    assert isinstance(form_up, FormUp)
    assert (round(form_up.x_m - 660000), round(form_up.y_m - 2660000), round(form_up.distance_m)) == (1000, 0, 1000)
    station, lines = emergency.problem.origins
    assert (station.id, station.turnout, station.drive) == ("PS01", 30, (20,))
    assert (lines.id, lines.kind, lines.turnout, lines.drive) == ("PL02", "lines", 150, (27,))
    assert emergency.problem.onward == (30 + 27,)
    answer = dispatch(emergency.problem, seconds=5, seed=1)
    assert check_answer(emergency.problem, answer) == ()


def test_the_answer_says_where_everything_is_in_words(store: flow.Store) -> None:
    """The alarm lies 300 m east of S2, the form-up point at S1; ways name their roads and no coordinates."""
    document = answered(store, (*spot(store, "S2", 300.0), "60-100"))
    (alarm,) = document["alarms"]
    assert alarm["place"] == "300 m east of Place of worship (Ahmadi) 2, Demo, in Demo Hamlet District"
    assert alarm["form_up"]["place"].startswith("at Place of worship (Christian) 1, Demo, on Demo Road ")
    first = alarm["units"][0]
    assert first["place"] == "Police Station Demo"
    assert first["route"] == "Demo Road 1 1.0 km; form up, then Demo Road 3 1.0 km, last 300 m on foot"
    assert len(first["path"]) > 1
    moved = alarm["form_up_by"], alarm["move_off"]
    assert all(moved)
    assert moved[1] > moved[0]


def test_a_place_with_two_kinds_of_vehicles_sends_a_unit_with_each() -> None:
    """13 are on duty: two motorcycles take four at 1.1 of a car's speed, the rest stays with the cars."""
    fleet = [*FLEET, vehicle("M1", 2, "PS01", "motorcycle"), vehicle("M2", 2, "PS01", "motorcycle")]
    with town(fleet) as store:
        emergency = face(store, CONFIG, alarms=[at_s2(store)], at=NOW)
        fast, slow, _ = emergency.problem.origins
        assert (fast.id, len(fast.people), fast.drive, fast.desk_minimum) == ("PS01 motorcycle", 4, (19,), 0)
        assert (slow.id, len(slow.people), slow.drive, slow.desk_minimum) == ("PS01 car", 9, (20,), 2)
        places = {unit["place"] for unit in answered(store, at_s2(store))["alarms"][0]["units"]}
        assert {"Police Station Demo (motorcycle)", "Police Station Demo (mobile)"} <= places


def test_a_closed_bridge_cuts_the_way_off(store: flow.Store) -> None:
    """A line drawn across the bridge, or the road by its name: S2 is behind it, and nobody can come."""
    line = [spot(store, "S1", -100, 500), spot(store, "S1", 100, 500)]
    for how in ({"closures": [line]}, {"closed": ["r3"]}):
        document = answered(store, at_s2(store), **how)
        assert document["closed"] == 1
        assert "1 piece of road is closed." in document["notes"]
        assert document["alarms"][0]["units"] == []
    assert answered(store, at_s2(store))["closed"] == 0


def test_a_closure_that_is_none_is_refused(store: flow.Store) -> None:
    """A road that nobody knows, and a drawing outside the world."""
    with pytest.raises(InputError, match="r99"):
        answered(store, at_s2(store), closed=["r99"])
    with pytest.raises(InputError, match="closure 1"):
        answered(store, at_s2(store), closures=[[(400.0, 24.0), (64.0, 24.0)]])


def test_first_comes_nearest_first_with_the_same_shape(store: flow.Store) -> None:
    """Who asks to be told at once gets a whole document before the proven one."""
    first: list[dict[str, Any]] = []
    proven = answered(store, at_s2(store), on_first=first.append)
    assert [set(one) for one in first] == [set(proven)]
    assert first[0]["alarms"][0]["place"] == proven["alarms"][0]["place"]


def test_an_emergency_never_waits_for_the_risk_to_be_learned(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is learned: published categories. Learned yesterday: by that, and its age is told. Today: no note."""

    def never(*_: object, **__: object) -> None:
        raise AssertionError("the risk is learned while somebody waits")

    forget_all(monkeypatch)
    with town() as store:
        with monkeypatch.context() as patched:
            patched.setattr(assess, "fit", never)
            document = answered(store, at_s2(store))
            assert any("published categories" in note for note in document["notes"])
        flow.risk(store, CONFIG, as_of=DAY - timedelta(days=1), days=1)
        with monkeypatch.context() as patched:
            patched.setattr(assess, "fit", never)
            document = answered(store, at_s2(store))
            assert any("risk as of 2026-12-19, 1 day old" in note for note in document["notes"])
        flow.risk(store, CONFIG, as_of=DAY, days=3)
        document = answered(store, at_s2(store))
        assert not any("risk" in note for note in document["notes"])
