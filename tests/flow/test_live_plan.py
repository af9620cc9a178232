"""A kept surge in a synthetic tehsil: the plan made anew on its roads, with its orders, closures and new alarms."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from planner import flow
from planner.config import load_config
from planner.core.errors import InputError
from planner.flow.live import state_named
from planner.flow.live_plan import faced
from planner.store import MemoryStore, Store

CONFIG = load_config()
AT = datetime.fromisoformat("2026-12-25T09:00:00+05:00")
SECONDS, SEED = 5.0, 7


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    """A tehsil with its roads, roll and vehicles; every test keeps a log of its own in it."""
    with MemoryStore() as made:
        flow.sample(made, CONFIG, world="tehsil", seed=SEED, today=date(2026, 12, 20))
        yield made


def places(store: Store) -> list[tuple[float, float]]:
    """Where its sites are, in degrees."""
    return [(row["longitude"], row["latitude"]) for row in flow.list_table(store, "sites")]


def keep(store: Store, name: str, *crowds: str) -> dict[str, Any]:
    """Alarms at the first site and at the last, answered and kept; the answer."""
    spots = [places(store)[0], places(store)[-1]]
    alarms = [(*spot, crowd) for spot, crowd in zip(spots, crowds, strict=False)]
    document = flow.surge(store, CONFIG, alarms=alarms, at=AT, seconds=SECONDS, seed=SEED)
    flow.keep_surge(store, CONFIG, document, name=name, by="C-1")
    return document


def tell(store: Store, name: str, kind: str, after_min: float, **body: Any) -> None:
    """An entry so many minutes after the order."""
    flow.tell(store, CONFIG, name, kind, body, at=AT + timedelta(minutes=after_min), by="C-1")


def now(store: Store, name: str, minutes: float) -> dict[str, Any]:
    """The plan of so many minutes after the order."""
    return flow.surge_now(store, CONFIG, name, at=AT + timedelta(minutes=minutes), seconds=SECONDS, seed=SEED)


def units(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The units of a surge document by name."""
    return {unit["unit"]: unit for alarm in document["alarms"] for unit in alarm["units"]}


def test_right_after_the_order_nothing_is_to_be_changed(store: Store) -> None:
    """Same minute, same state: no new order, the same moment of adequacy, everything given as it was ordered."""
    first = keep(store, "same", "50-100")
    plan = now(store, "same", 0)
    assert plan["new"] == plan["diversions"] == []
    assert plan["plan"]["alarms"][0]["time_to_adequate_min"] == first["alarms"][0]["time_to_adequate_min"]
    for name, unit in units(plan["plan"]).items():
        ordered = units(first)[name]
        assert unit["given"]
        assert {key: unit[key] for key in ("officers", "vehicles", "arrive", "route")} == {
            key: ordered[key] for key in ("officers", "vehicles", "arrive", "route")
        }


def test_as_time_goes_the_countdown_falls_and_a_delay_raises_it(store: Store) -> None:
    """Five minutes later it is five minutes less; the last unit 20 min late makes it later, or another is sent."""
    first = keep(store, "late", "50-100")["alarms"][0]
    assert now(store, "late", 5)["plan"]["alarms"][0]["time_to_adequate_min"] == pytest.approx(
        first["time_to_adequate_min"] - 5, abs=0.11
    )
    last = max(first["units"], key=lambda unit: unit["arrive"])
    tell(store, "late", "delayed", 5, unit=last["unit"], minutes=20, because="bridge blocked")
    later = now(store, "late", 5)
    assert units(later["plan"])[last["unit"]]["given"]
    assert later["plan"]["alarms"][0]["time_to_adequate_min"] > first["time_to_adequate_min"] - 5


def test_nobody_else_is_sent_for_a_minute(store: Store) -> None:
    """The last unit is 2 min late (surge.anew_min is 3): the orders that stand are left alone."""
    first = keep(store, "minute", "50-100")["alarms"][0]
    last = max(first["units"], key=lambda unit: unit["arrive"])
    tell(store, "minute", "delayed", 0, unit=last["unit"], minutes=2, because="a herd")
    plan = now(store, "minute", 0)
    assert plan["new"] == []
    assert plan["plan"]["alarms"][0]["time_to_adequate_min"] == pytest.approx(
        first["time_to_adequate_min"] + 2, abs=0.11
    )


def test_a_refusal_is_made_good_by_others_at_the_same_form_up_point(store: Store) -> None:
    """Who refused is not asked again; who comes instead has a new name and forms up where the rest does."""
    first = keep(store, "refusal", "50-100")
    gone = first["alarms"][0]["units"][0]
    tell(store, "refusal", "refused", 1, unit=gone["unit"], because="no fuel")
    plan = now(store, "refusal", 2)
    assert plan["new"]
    assert not set(plan["new"]) & set(units(first))
    assert plan["plan"]["alarms"][0]["time_to_adequate_min"] is not None
    sent = {officer for name in plan["new"] for officer in units(plan["plan"])[name]["officers"]}
    assert not sent & set(gone["officers"])
    before, after = first["alarms"][0]["form_up"], plan["plan"]["alarms"][0]["form_up"]
    assert (after["longitude"], after["latitude"]) == pytest.approx((before["longitude"], before["latitude"]), abs=1e-6)
    state = flow.give_orders(store, CONFIG, "refusal", plan["plan"], version=plan["version"])
    assert {unit.unit for unit in state.units} == {*units(first), *plan["new"]}
    assert now(store, "refusal", 2)["new"] == []


def test_a_closed_road_does_not_take_an_order_back(store: Store) -> None:
    """The way of the first unit is cut: it stays in the plan, and no new route leads over the closure."""
    first = keep(store, "closed", "50-100")
    path = first["alarms"][0]["units"][-1]["path"]
    tell(store, "closed", "closed", 1, points=[path[len(path) // 2]], because="burning tyres")
    plan = now(store, "closed", 2)
    assert {name for name, unit in units(plan["plan"]).items() if unit["given"]} == set(units(first))
    assert plan["plan"]["closed"] >= 1


def test_roads_that_were_closed_at_the_order_stay_closed(store: Store) -> None:
    """A spot that was drawn and a road by name go into the log; told to be open again, they are."""
    road = flow.list_table(store, "roads")[0]["road"]
    spot = places(store)[0]
    alarms = [(*spot, "50-100")]
    shut: dict[str, Any] = {"closures": [[places(store)[5]]], "closed": [road]}
    document = flow.surge(store, CONFIG, alarms=alarms, at=AT, seconds=SECONDS, seed=SEED, **shut)
    flow.keep_surge(store, CONFIG, document, name="shut", **shut)
    assert now(store, "shut", 1)["plan"]["closed"] == document["closed"] > 0
    for closure in ("C1", "C2"):
        tell(store, "shut", "reopened", 2, id=closure)
    assert now(store, "shut", 3)["plan"]["closed"] == 0


def test_a_second_alarm_keeps_all_orders_and_turn_rounds_are_only_proposed(store: Store) -> None:
    """A violent crowd elsewhere: what is proposed is not done; the coordinator withdraws, and then it is sent."""
    first = keep(store, "second", "100-200")
    spot = places(store)[-1]
    crowd = {"low": 200, "best": 400, "high": 600}
    row = {"longitude": spot[0], "latitude": spot[1], "crowd": crowd, "level": "violent"}
    tell(store, "second", "alarm", 4, alarm=row)
    tell(store, "second", "alarm-changed", 4, alarm="A1", crowd={"low": 10, "best": 15, "high": 20})
    plan = now(store, "second", 5)
    assert [alarm["id"] for alarm in plan["plan"]["alarms"]] == ["A1", "A2"]
    given = {name: unit for name, unit in units(plan["plan"]).items() if unit["given"]}
    assert set(given) == set(units(first))
    assert plan["diversions"]
    one = plan["diversions"][0]
    assert (one["from"], one["to"]) == ("A1", "A2")
    assert one["gain"] > 0
    assert state_named(store, "second").unit(one["unit"]).status == "ordered"

    flow.give_orders(store, CONFIG, "second", plan["plan"], version=plan["version"])
    tell(store, "second", "departed", 5, unit=one["unit"])
    tell(store, "second", "withdrawn", 8, unit=one["unit"], because="needed at A2")
    problem = faced(store, CONFIG, state_named(store, "second"), AT + timedelta(minutes=8)).problem
    (turned,) = [origin for origin in problem.origins if origin.id == one["unit"]]
    assert (turned.kind, {p.officer for p in turned.people}) == ("mobile", set(given[one["unit"]]["officers"]))
    assert all(drive is not None for drive in turned.drive)
    again = now(store, "second", 8)
    assert {name for name, unit in units(again["plan"]).items() if unit["given"]} == {
        unit.unit for unit in state_named(store, "second").open_units
    }


def test_help_on_the_road_counts_and_a_force_with_the_crowd_waits_for_nobody(store: Store) -> None:
    """Short by own force alone; 200 from outside, there at 10:00, make it adequate after that; engaged, it is now."""
    first = keep(store, "help", "600-900")
    assert first["alarms"][0]["time_to_adequate_min"] is None
    asked = {"id": "R1", "alarm": "A1", "officers": 200, "women": 20, "riot": 100, "to": "Riot Management Police"}
    tell(store, "help", "request", 2, state="requested", **asked)
    assert now(store, "help", 3)["plan"]["alarms"][0]["time_to_adequate_min"] is None
    tell(store, "help", "request", 4, state="committed", id="R1")
    tell(store, "help", "request", 5, state="en route", id="R1", eta=(AT + timedelta(minutes=60)).isoformat())
    plan = now(store, "help", 6)
    (alarm,) = plan["plan"]["alarms"]
    assert alarm["time_to_adequate_min"] >= 54
    assert units(plan["plan"])["R1"]["kind"] == "request"
    assert "R1" not in plan["new"]
    flow.give_orders(store, CONFIG, "help", plan["plan"], version=plan["version"])
    tell(store, "help", "request", 60, state="arrived", id="R1")
    for unit in state_named(store, "help").open_units:
        for kind in ("arrived", "engaged"):
            tell(store, "help", kind, 61, unit=unit.unit)
    assert now(store, "help", 62)["plan"]["alarms"][0]["time_to_adequate_min"] == 0


def test_an_ended_surge_has_nothing_left_to_plan(store: Store) -> None:
    """All withdrawn, the alarm over, the surge ended: there is no plan, the log is whole."""
    for name in units(keep(store, "over", "50-100")):
        tell(store, "over", "withdrawn", 3, unit=name, because="a false alarm")
    tell(store, "over", "alarm-ended", 4, alarm="A1")
    assert now(store, "over", 4)["plan"] is None
    tell(store, "over", "ended", 5)
    document = now(store, "over", 6)
    assert (document["plan"], document["new"]) == (None, [])
    with pytest.raises(InputError, match="ended at"):
        tell(store, "over", "alarm-ended", 7, alarm="A1")


def test_a_place_outside_the_district_is_no_new_alarm(store: Store) -> None:
    """Lahore is not in this tehsil; swapped degrees get the advice that fits."""
    with pytest.raises(InputError, match="outside the district"):
        flow.alarm_place(store, CONFIG, 74.35, 31.55)
    longitude, latitude = places(store)[0]
    with pytest.raises(InputError, match="swapped"):
        flow.alarm_place(store, CONFIG, latitude, longitude)
    assert flow.list_table(store, "sites")[0]["name_en"] in flow.alarm_place(store, CONFIG, longitude, latitude)


def test_through_a_random_hour_every_order_stays_in_the_plan(store: Store) -> None:
    """Twelve plans in four hours of arrivals, delays, refusals and crowds that grow, each given at once."""
    draw = random.Random(2)
    for hour in range(4):
        name = f"hour-{hour}"
        keep(store, name, "60-120", "50-100")
        clock = 0.0
        for _ in range(3):
            clock += draw.choice((2, 5, 9))
            for unit in state_named(store, name).open_units:
                kind = draw.choice(("acknowledged", "departed", "arrived", "delayed", "refused", ""))
                if kind:
                    # some of it cannot be, as a second arrival: then nothing is recorded
                    with contextlib.suppress(InputError):
                        tell(store, name, kind, clock, unit=unit.unit, minutes=draw.randint(1, 20), because="so")
            tell(store, name, "alarm-changed", clock, alarm=draw.choice(("A1", "A2")), level="tense")
            plan = now(store, name, clock)
            standing = {unit.unit: unit for unit in state_named(store, name).open_units}
            given = {k: unit for k, unit in units(plan["plan"]).items() if unit["given"]}
            assert set(given) == set(standing)
            assert all(set(given[k]["officers"]) == set(unit.officers) for k, unit in standing.items())
            flow.give_orders(store, CONFIG, name, plan["plan"], version=plan["version"])
