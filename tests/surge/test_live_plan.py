"""The plan made anew in the middle of an hour: every order stands, nobody goes twice, cover and reserve hold."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from planner.core.people import Rank
from planner.surge import Answer, SurgeProblem, check_answer, nearest
from planner.surge.dispatch import dispatch
from planner.surge.live import Said, after, refusal, state_of
from planner.surge.live_divert import diversions
from planner.surge.live_problem import TurnedBack, with_orders
from planner.surge.live_state import SurgeState
from tests.surge.live_worlds import START, alarm_row, entry, opening, unit_row
from tests.surge.worlds import need, origin, problem, rich_problem

OVERDUE_MIN, TURNOUT_MIN = 5, 1


def at_moment(base: SurgeProblem, state: SurgeState, after_min: float, back: Any = ()) -> SurgeProblem:
    """The problem of so many minutes after the start."""
    now = replace(base, at=START + timedelta(minutes=after_min))
    return with_orders(now, state, overdue_min=OVERDUE_MIN, turnout_min=TURNOUT_MIN, turned_back=back)


def as_orders(answer: Answer, after_min: float) -> list[dict[str, Any]]:
    """The units of an answer that are sent anew, as an entry orders them."""
    start = START + timedelta(minutes=after_min)
    return [
        {
            "unit": unit.unit,
            "alarm": alarm.alarm,
            "origin": unit.origin,
            "officers": list(unit.officers),
            "vehicles": list(unit.vehicles),
            "strength": unit.strength,
            "women": unit.women,
            "riot": unit.riot,
            "commander_rank": unit.commander_rank.label,
            "depart": (start + timedelta(minutes=unit.depart_min)).isoformat(),
            "arrive": (start + timedelta(minutes=unit.arrive_min)).isoformat(),
        }
        for alarm in answer.alarms
        for unit in alarm.units
        if not unit.given
    ]


def told(state: SurgeState, *entries: Said) -> SurgeState:
    """The state after entries that may be."""
    for said in entries:
        assert refusal(state, said.kind, said.body) == ""
        state = after(state, said)
    return state


def station(name: str, minutes: int, men: int) -> Any:
    """A station so far away, with an SI among its people and everybody seated."""
    return origin(name, (minutes * 10,), men=men - 1, heads=(Rank.SI,))


def test_a_given_unit_lowers_what_is_sent_anew() -> None:
    """12 are needed: 8 from the near station have their order and are there in 4 min; 4 are sent from the far one."""
    base = problem((station("near", 10, 8), station("far", 20, 9)), (need(0, 12, commander=Rank.SI),))
    row = unit_row("A1-1", "A1", START, officers=[p.officer for p in base.origins[0].people], strength=8, minutes=10)
    state = told(state_of([opening()]), entry("ordered", units=[row]))
    now = at_moment(base, state, 6)
    answer = dispatch(now, seconds=5, seed=1)
    assert check_answer(now, answer) == ()
    (alarm,) = answer.alarms
    given, new = [u for u in alarm.units if u.given], [u for u in alarm.units if not u.given]
    assert [(u.unit, u.strength, u.arrive_min) for u in given] == [("A1-1", 8, 4.0)]
    assert [(u.unit, u.origin, u.strength) for u in new] == [("A1-2", "far", 4)]
    assert alarm.time_to_adequate_min == 20


def test_a_vehicle_that_is_out_is_not_sent_again_after_a_change_of_shift() -> None:
    """Those of the morning took the van (6 seats); at the station stand six others, with a pick-up of 4 seats."""
    post = origin("post", (100,), men=5, heads=(Rank.SI,), seats=(6, 4), loose=0)
    base = problem((post, station("far", 20, 9)), (need(0, 12),))
    row = {
        **unit_row("A1-1", "A1", START, officers=[f"early-{k}" for k in range(6)], strength=6),
        "vehicles": ["post-v0"],
    }
    now = at_moment(base, told(state_of([opening()]), entry("ordered", units=[row])), 2)
    assert [v.id for v in next(one for one in now.origins if one.id == "post").vehicles] == ["post-v1"]
    answer = dispatch(now, seconds=5, seed=1)
    assert check_answer(now, answer) == ()
    assert refusal(told(state_of([opening()]), entry("ordered", units=[row])), "ordered",
                   entry("ordered", units=as_orders(answer, 2)).body) == ""  # fmt: skip


def test_who_refused_is_replaced_and_not_sent_again() -> None:
    """The near station refuses: all 8 come from the far one, and the notes say why."""
    base = problem((station("near", 10, 8), station("far", 20, 9)), (need(0, 8),))
    row = unit_row("A1-1", "A1", START, officers=[p.officer for p in base.origins[0].people], strength=8)
    state = told(
        state_of([opening()]), entry("ordered", units=[row]), entry("refused", 1, unit="A1-1", because="no fuel")
    )
    now = at_moment(base, state, 2)
    answer = dispatch(now, seconds=5, seed=1)
    assert {u.origin for u in answer.alarms[0].units} == {"far"}
    assert now.notes[-1] == "A1-1 (8 officers) refused its order and is left out: no fuel"


def test_who_is_called_back_on_the_road_can_be_sent_from_there() -> None:
    """Withdrawn on its way, 3 min from the alarm: it is there after 1 + 3 min, before anybody from a station."""
    base = problem((station("near", 10, 8), station("far", 20, 9)), (need(0, 8),))
    row = unit_row("A1-1", "A1", START, officers=[p.officer for p in base.origins[0].people], strength=8)
    state = told(
        state_of([opening()]),
        entry("ordered", units=[row]),
        entry("departed", 3, unit="A1-1"),
        entry("withdrawn", 5, unit="A1-1", because="a false alarm"),
    )
    now = at_moment(base, state, 6, [TurnedBack("A1-1", 0.0, 0.0, (3.0,))])
    answer = dispatch(now, seconds=5, seed=1)
    assert check_answer(now, answer) == ()
    assert [(u.origin, u.kind, u.arrive_min) for u in answer.alarms[0].units] == [("A1-1", "mobile", 4.0)]


def test_an_order_that_no_roll_knows_any_more_still_counts() -> None:
    """8 of 10, two of them women, under an SI: 2 more are sent, and no woman and no commander is missing."""
    base = problem((station("near", 10, 8),), (need(0, 10, women=2, commander=Rank.SI),))
    state = told(state_of([opening()]), entry("ordered", units=[unit_row("A1-1", "A1", START, strength=8, women=2)]))
    now = at_moment(base, state, 1)
    answer = dispatch(now, seconds=5, seed=1)
    assert not answer.alarms[0].lack
    assert sum(u.strength for u in answer.alarms[0].units if not u.given) == 2


def test_orders_of_an_alarm_that_ended_stand_and_free_nobody() -> None:
    """The 8 who were sent to A2, which is over, are at no station; A1 gets the others."""
    base = problem((station("near", 10, 8), station("far", 20, 9)), (need(0, 8),))
    row = unit_row("A2-1", "A2", START, officers=[p.officer for p in base.origins[0].people], strength=8)
    state = told(state_of([opening(2)]), entry("ordered", units=[row]), entry("alarm-ended", 5, alarm="A2"))
    now = at_moment(base, state, 6)
    assert [(o.id, len(o.people)) for o in now.origins] == [("near", 0), ("far", 9)]
    assert {u.origin for u in dispatch(now, seconds=5, seed=1).alarms[0].units} == {"far"}


def two_alarms(*units: dict[str, Any]) -> SurgeState:
    """A1 and A2, and these orders."""
    return told(state_of([opening(2)]), entry("ordered", units=list(units)))


def test_a_diversion_is_proposed_where_it_mends_more_than_it_breaks() -> None:
    """A2 misses 8; A1 has 3 to spare. Its unit of 5 lessens the lack by 5 and costs 2; that of 3 by 3 and nothing."""
    state = two_alarms(unit_row("A1-1", "A1", START, strength=5), unit_row("A1-2", "A1", START, strength=3))
    found = diversions(state, {"A1": 3, "A2": -8}, ["A2", "A1"], lambda unit, alarm: 10.0)
    assert [(one.unit, one.gain) for one in found] == [("A1-1", 3)]
    assert found[0].sentence == (
        "Turn A1-1 (5 officers) round from A1 to A2: there in 10 min, A2 is then short of 3 instead of 8; "
        "A1 is then short of 2."
    )


def test_who_is_there_already_is_not_turned_round_unless_the_alarm_has_ended() -> None:
    """A1-1 has arrived at A1: it stays. Once A1 is over it is the first to be asked."""
    state = told(two_alarms(unit_row("A1-1", "A1", START, strength=5)), entry("arrived", 9, unit="A1-1"))
    assert diversions(state, {"A1": 5, "A2": -8}, ["A2", "A1"], lambda unit, alarm: 10.0) == ()
    over = told(state, entry("alarm-ended", 20, alarm="A1"))
    (one,) = diversions(over, {"A2": -8}, ["A2"], lambda unit, alarm: 10.0)
    assert (one.unit, one.gain) == ("A1-1", 5)
    assert one.sentence.endswith("A1 has ended.")


def test_no_diversion_where_no_road_leads_or_nothing_is_missing() -> None:
    """Neither a cut road nor a full alarm asks for a turn-round."""
    state = two_alarms(unit_row("A1-1", "A1", START, strength=5))
    assert diversions(state, {"A1": 5, "A2": -8}, ["A2", "A1"], lambda unit, alarm: None) == ()
    assert diversions(state, {"A1": 5, "A2": 0}, ["A2", "A1"], lambda unit, alarm: 10.0) == ()


def _happens(state: SurgeState, draw: random.Random, after_min: float) -> list[Said]:
    """What may come between two plans: moves, delays, refusals, an order taken back."""
    found = []
    for unit in state.open_units:
        kind = draw.choice(("", "departed", "arrived", "delayed", "refused", "withdrawn", "acknowledged", "engaged"))
        said = entry(kind, after_min, unit=unit.unit, minutes=draw.randint(1, 30), because="told by the test")
        if kind and not refusal(state, kind, said.body):
            found.append(said)
    return found


def check_remade(seed: int) -> int:
    """Three plans in a row with things happening between them; how many given units were looked at."""
    draw = random.Random(seed)
    rich = rich_problem(seed, stations=(2, 5), people=(1, 7), needed=(2, 9))
    base = replace(rich, origins=tuple(o for o in rich.origins if not o.is_given))
    rows = [{**alarm_row(1), "id": alarm.id} for alarm in base.alarms]
    state = told(SurgeState(), Said("opened", {"at": START.isoformat(), "by": "C-1", "alarms": rows}))
    looked_at, clock = 0, 0.0
    for _ in range(3):
        now = at_moment(base, state, clock)
        answer = dispatch(now, seconds=5, seed=seed)
        for one in (answer, nearest(now)):
            assert check_answer(now, one) == ()
            there = {unit.unit: (alarm.alarm, unit) for alarm in one.alarms for unit in alarm.units if unit.given}
            assert set(there) == {unit.unit for unit in state.open_units}
            for order in state.open_units:
                alarm, unit = there[order.unit]
                assert (alarm, set(unit.officers)) == (order.alarm, set(order.officers))
            sent = {o for alarm in one.alarms for unit in alarm.units if not unit.given for o in unit.officers}
            busy = {o for unit in state.units if unit.status != "withdrawn" for o in unit.officers}
            assert not sent & busy
            looked_at += len(there)
        orders = as_orders(answer, clock)
        known = {unit.unit for unit in state.units}
        for k, row in enumerate(orders):
            row["unit"] = row["unit"] if row["unit"] not in known else f"{row['unit']}-{k}-{clock:g}"
        state = told(state, *([entry("ordered", clock, units=orders)] if orders else []))
        clock += draw.choice((1, 4, 12))
        for said in _happens(state, draw, clock):
            state = told(state, said)
    return looked_at


@pytest.mark.parametrize("part", range(4))
def test_the_plan_made_anew_keeps_every_order(part: int) -> None:
    """240 random hours with three plans each, by the search and by nearest-first; each passes the checker."""
    assert sum(check_remade(seed) for seed in range(part * 60, part * 60 + 60)) > 200


@pytest.mark.soak
def test_the_plan_made_anew_keeps_every_order_in_many_hours() -> None:
    """5,000 more."""
    for seed in range(1000, 6000):
        check_remade(seed)
