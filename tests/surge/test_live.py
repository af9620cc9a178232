"""The log of a surge: the same entries give the same state, and no order is ever lost."""

from __future__ import annotations

import json
import random
from datetime import timedelta
from typing import Any

import pytest

from planner.surge.live import KINDS, Said, after, refusal, state_of
from planner.surge.live_state import SurgeState, UnitStatus
from tests.surge.live_worlds import START, alarm_row, entry, opening, random_hour, unit_row


def began(*units: str, alarms: int = 1) -> SurgeState:
    """A log with alarms and units for the first one, ordered at the start."""
    orders = [entry("ordered", units=[unit_row(name, "A1", START) for name in units])] if units else []
    return state_of([opening(alarms), *orders])


def test_an_order_goes_its_way() -> None:
    """Ordered 09:00, read back 09:01, left 09:05 (planned 09:03), there 09:15, with the crowd 09:20."""
    state = began("A1-1")
    (unit,) = state.units
    assert (unit.word, unit.eta) == ("ordered", START + timedelta(minutes=12))
    words = []
    for minutes, kind in ((1, "acknowledged"), (5, "departed"), (15, "arrived"), (20, "engaged")):
        said = entry(kind, minutes, unit="A1-1")
        assert refusal(state, said.kind, said.body) == ""
        state = after(state, said)
        words.append((state.units[0].word, round((state.units[0].eta - START).total_seconds() / 60)))
    assert words == [("acknowledged", 12), ("departed", 14), ("arrived", 15), ("engaged", 15)]
    assert [told.kind for told in state.trail[-4:]] == ["acknowledged", "departed", "arrived", "engaged"]


@pytest.mark.parametrize(
    ("kind", "body", "words"),
    [
        ("arrived", {"unit": "A9-9"}, "A9-9 was never sent."),
        ("engaged", {"unit": "A1-1"}, "has its order and has not left: it cannot be engaged"),
        ("acknowledged", {"unit": "A1-2"}, "A1-2 has refused: its order has ended."),
        ("delayed", {"unit": "A1-1", "minutes": 0, "because": "x"}, "not between 1 and"),
        ("delayed", {"unit": "A1-1", "minutes": 5, "because": " "}, "Because is empty."),
        ("withdrawn", {"unit": "A1-1", "because": "x", "by": ""}, "nobody is named"),
        ("ordered", {"units": [unit_row("A1-1", "A1", START)]}, "A1-1 has an order already."),
        ("ordered", {"units": [unit_row("A1-3", "A7", START)]}, "A7, which is no alarm"),
        (
            "ordered",
            {"units": [unit_row("A1-3", "A1", START, officers=["A1-1/0"], strength=1)]},
            "fficer A1-1/0 of A1-3 goes with A1-1",
        ),
        ("ordered", {"units": []}, "No unit gets an order."),
        ("alarm", {"alarm": alarm_row(1)}, "There is an alarm A1 already."),
        ("alarm-changed", {"alarm": "A1"}, "othing new is told"),
        ("alarm-changed", {"alarm": "A1", "level": "calm"}, "'calm' is no level"),
        ("reopened", {"id": "C1"}, "no closure that holds"),
        ("request", {"id": "R1", "state": "arrived"}, "R1 was never requested."),
        ("ended", {}, "A1-1 is on the way still"),
        ("dance", {}, "'dance' is no kind of entry."),
        ("opened", {"alarms": [alarm_row(1)]}, "his log was opened already."),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(kind: str, body: dict[str, Any], words: str) -> None:
    """One unit has its order, another refused it: everything here is impossible then."""
    state = after(began("A1-1", "A1-2"), entry("refused", 1, unit="A1-2", because="no fuel"))
    said = entry(kind, 2, **body)
    assert words.lower() in refusal(state, said.kind, said.body).lower()


def test_an_arrival_before_the_order_is_refused() -> None:
    """Ordered at 09:00: arrived at 08:58 cannot be; within the same minute it can."""
    state = began("A1-1")
    assert "was ordered at 09:00" in refusal(state, "arrived", entry("arrived", -2, unit="A1-1").body)
    late = state_of([opening(), entry("ordered", 0.5, units=[unit_row("A1-1", "A1", START)])])
    assert refusal(late, "arrived", entry("arrived", 0, unit="A1-1").body) == ""


def test_what_cannot_be_but_was_recorded_changes_nothing_and_stays_in_the_trail() -> None:
    """The fold is total: a strange entry is told with its fault."""
    state = began("A1-1")
    strange = after(state, Said("arrived", {"unit": "A9-9"}))
    assert (strange.units, strange.alarms, strange.version) == (state.units, state.alarms, state.version + 1)
    assert strange.trail[-1].fault == "at is no moment with a zone."


@pytest.mark.parametrize(
    ("told_before", "left_after", "told_on_road", "expected"),
    [(0, 3, 0, 12), (10, 13, 0, 22), (10, 3, 0, 22), (0, 9, 0, 18), (0, 3, 15, 27), (5, 13, 15, 37)],
)
def test_a_delay_is_counted_once(told_before: int, left_after: int, told_on_road: int, expected: int) -> None:
    """Planned to leave after 3 and be there after 12; a delay at the gate is the late departure itself."""
    state = began("A1-1")
    if told_before:
        state = after(state, entry("delayed", 1, unit="A1-1", minutes=told_before, because="no driver"))
    state = after(state, entry("departed", left_after, unit="A1-1"))
    if told_on_road:
        state = after(state, entry("delayed", left_after, unit="A1-1", minutes=told_on_road, because="a bridge"))
    assert state.units[0].eta == START + timedelta(minutes=expected)


def test_a_unit_that_is_late_and_silent_is_not_taken_to_be_there() -> None:
    """Planned for 09:12, nothing heard at 09:20: five more minutes, not none; at 09:10 it is two."""
    (unit,) = began("A1-1").units
    assert unit.remaining_min(START + timedelta(minutes=10), 5) == 2
    assert unit.remaining_min(START + timedelta(minutes=20), 5) == 5


def test_a_crowd_grows_from_the_moment_it_was_told() -> None:
    """150 to 600, best 300, by 0 to 5 (best 1) a minute for an hour: after 20 min 150, 320, 700 and 40 min to go."""
    (alarm,) = began().alarms
    crowd, minutes = alarm.crowd_now(START + timedelta(minutes=20))
    assert ((crowd.low, crowd.best, crowd.high), minutes) == ((150, 320, 700), 40)
    state = after(began(), entry("alarm-changed", 20, alarm="A1", level="violent"))
    assert state.alarms[0].crowd.best == 320
    assert state.alarms[0].crowd_now(START + timedelta(minutes=90))[0].best == 360


def test_a_request_goes_forward_only() -> None:
    """Requested, committed, arrived, released; never back, and a declined one is over."""
    state = began()
    for name, words in (
        ("requested", ""),
        ("committed", ""),
        ("requested", "cannot be requested now, but en route"),
        ("en route", ""),
        ("arrived", ""),
    ):
        said = entry("request", 1, id="R1", state=name, to="Riot Management Police", officers=60)
        assert words in refusal(state, said.kind, said.body)
        state = state if words else after(state, said)
    assert state.requests[0].officers == 60
    assert "cannot be declined" in refusal(state, "request", entry("request", 2, id="R1", state="declined").body)


def check_hours(seeds: range, length: int) -> tuple[int, int]:
    """Replay equals the live state and no order vanishes; how many entries were kept, and how many refused."""
    kept = faults = 0
    for seed in seeds:
        log: list[Said] = []
        ordered: set[str] = set()
        closed: dict[str, UnitStatus] = {}
        state = SurgeState()
        for state, said, fault in random_hour(seed, length):
            if fault:
                faults += 1
                continue
            log.append(Said(said.kind, json.loads(json.dumps(said.body))))
            if said.kind == "ordered":
                ordered |= {row["unit"] for row in said.body["units"]}
            if said.kind in ("refused", "withdrawn"):
                closed[said.body["unit"]] = UnitStatus(said.kind)
            statuses = {unit.unit: unit.status for unit in state.units}
            assert set(statuses) == ordered
            assert {name: status for name, status in statuses.items() if not status.is_open} == closed
        assert state_of(log) == state
        assert len(state.trail) == state.version == len(log)
        kept += len(log)
    return kept, faults


def test_replay_equals_the_live_state_and_no_order_is_lost() -> None:
    """10,000 random hours of arrivals, delays, refusals, new alarms and closures, told through JSON."""
    kept, faults = check_hours(range(10_000), 12)
    assert kept > 70_000
    assert faults > 10_000


def test_what_is_refused_is_what_would_change_nothing() -> None:
    """The sentence before recording and the fault in the trail are one judgement."""
    for seed in range(200):
        before = SurgeState()
        for state, said, fault in random_hour(seed, 12):
            assert refusal(before, said.kind, said.body).lower() == fault.lower()
            before = state


def test_a_prefix_and_the_rest_give_what_the_whole_gives() -> None:
    """Folding may stop and go on anywhere."""
    for seed in range(200):
        log = [said for _, said, fault in random_hour(seed, 20) if not fault]
        cut = random.Random(seed).randint(0, len(log))
        assert state_of(log[cut:], state_of(log[:cut])) == state_of(log)


def _anything(draw: random.Random, depth: int = 0) -> Any:
    deeper = [lambda: [_anything(draw, depth + 1) for _ in range(2)], lambda: {"unit": _anything(draw, depth + 1)}]
    plain = [
        lambda: draw.choice(["", "A1", "A1-1", START.isoformat(), "9999-12-31T23:59:59+00:00", "x" * 50]),
        lambda: draw.choice([None, True, -1, 0, 3, 1e308, 10**400]),
    ]
    return draw.choice(plain if depth > 2 else [*plain, *deeper])()


def test_the_fold_is_total() -> None:
    """20,000 entries of random JSON: never a fault, and each is in the trail."""
    draw = random.Random(5)
    keys = ("at", "by", "unit", "units", "alarm", "alarms", "minutes", "because", "id", "points", "state", "officers")
    state = began("A1-1", alarms=2)
    for number in range(20_000):
        body = {key: _anything(draw) for key in keys if draw.random() < 0.6}
        if draw.random() < 0.6:
            body["at"] = START.isoformat()
        state = after(state if number % 50 else began("A1-1"), Said(draw.choice([*KINDS, "?"]), body))
        assert state.trail[-1].version == state.version
