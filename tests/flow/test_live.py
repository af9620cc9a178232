"""The log of a surge in the store: names, retries, two coordinators, and a store that is opened again and again."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from planner import flow
from planner.config import load_config
from planner.core.errors import InputError, NotFound, StaleWrite
from planner.flow.live import orders_of, state_named
from planner.store import MemoryStore, Store, open_store
from planner.surge.live import state_of
from tests.surge.live_worlds import START, alarm_row, drawn, unit_row

CONFIG = load_config()


@pytest.fixture
def store() -> Store:
    """An empty store in memory."""
    return MemoryStore()


def opened(store: Store, **more: Any) -> str:
    """A log with one alarm."""
    return flow.open_surge(store, CONFIG, [alarm_row(1)], at=START, by="C-1", **more)


def plan(*units: dict[str, Any], given: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    """As much of a surge document as orders need."""
    alarm = {
        **alarm_row(1),
        "crowd": {"low": 100, "best": 200, "high": 400, "growth_per_min": 2.0},
        "task": "hold",
        "known": "smoke seen",
        "place": "St John's",
        "need": {"officers": 10},
        "time_to_adequate_min": 20.0,
        "form_up": {"longitude": 73.01, "latitude": 31.0},
        "units": [*units, *({**unit, "given": True} for unit in given)],
    }
    return {"at": START.isoformat(), "alarms": [alarm]}


@pytest.mark.parametrize(
    ("planned", "promise", "kept"),
    [
        (20.0, {"quantile": 0.8, "minutes": 26.5}, 26.5),
        (20.0, {"quantile": 0.8, "minutes": None}, 20.0),
        (20.0, None, 20.0),
        (None, {"quantile": 0.8, "minutes": None}, None),
    ],
)
def test_what_is_kept_as_promised_is_the_promise(
    planned: float | None, promise: dict[str, Any] | None, kept: float | None
) -> None:
    """The minutes that hold in so many cases; the planned ones only where none are promised."""
    document = plan(unit_row("A1-1", "A1", START))
    document["alarms"][0] |= {"time_to_adequate_min": planned, "promise": promise}
    (told,) = orders_of(document)["promised"]
    assert told["adequate"] == (None if kept is None else (START + timedelta(minutes=kept)).isoformat())


def test_a_log_is_named_after_its_moment_in_the_zone_of_the_district(store: Store) -> None:
    """09:00 UTC on Christmas Day is 14:00 in Pakistan; the next one of that minute gets a number."""
    assert opened(store) == "S20261225T1400"
    assert flow.open_surge(store, CONFIG, [alarm_row(2)], at=START) == "S20261225T1400-2"
    assert [head["log"] for head in flow.surges(store, CONFIG)] == ["S20261225T1400-2", "S20261225T1400"]


def test_a_name_is_taken_once_but_a_retry_is_the_same_log(store: Store) -> None:
    """The same alarms at the same moment are a retry; other alarms under that name are refused."""
    assert opened(store, name="drill") == opened(store, name="drill") == "drill"
    with pytest.raises(InputError, match="there is a log drill already"):
        flow.open_surge(store, CONFIG, [alarm_row(2)], at=START, name="drill")
    assert len(store.replay("surge/drill")) == 1
    with pytest.raises(InputError, match="no name for a log"):
        opened(store, name="../drill")


def test_what_is_kept_is_what_the_answer_said(store: Store) -> None:
    """Alarm, crowd, orders and the promise: adequate 20 min after the order with 10 officers."""
    name = flow.keep_surge(store, CONFIG, plan(unit_row("A1-1", "A1", START)), by="C-1")
    document = flow.surge_log(store, CONFIG, name, at=START + timedelta(minutes=5))
    (alarm,), (unit,) = document["alarms"], document["units"]
    assert (alarm["known"], alarm["place"], alarm["crowd"]["best"]) == ("smoke seen", "St John's", 210)
    assert alarm["promised"]["officers"] == 10
    assert alarm["promised"]["minutes_left"] == 15
    assert (unit["status"], unit["minutes_left"]) == ("ordered", 7)
    assert document["open"] == ["A1-1 has not read its order back, and was to leave at 14:03."]


def test_only_new_units_are_ordered_and_a_retry_is_the_same_entry(store: Store) -> None:
    """A1-1 has its order; the plan adds A1-2. Given twice, it is one entry."""
    name, first = opened(store), unit_row("A1-1", "A1", START)
    flow.give_orders(store, CONFIG, name, plan(first), version=1)
    both = plan(unit_row("A1-2", "A1", START), given=(first,))
    flow.give_orders(store, CONFIG, name, both, version=2)
    state = flow.give_orders(store, CONFIG, name, both, version=2)
    assert [unit.unit for unit in state.units] == ["A1-1", "A1-2"]
    assert state.version == 3
    assert flow.give_orders(store, CONFIG, name, plan(given=(first,)), version=2).version == 3


def test_two_coordinators_do_not_overwrite_one_another(store: Store) -> None:
    """Both plan from the same two entries: the second is told what it missed, and nothing of it is kept."""
    name = opened(store)
    flow.give_orders(store, CONFIG, name, plan(unit_row("A1-1", "A1", START)), version=1)
    with pytest.raises(StaleWrite, match="ordered"):
        flow.give_orders(store, CONFIG, name, plan(unit_row("A1-2", "A1", START)), version=1)
    assert [unit.unit for unit in state_named(store, name).units] == ["A1-1"]


def test_an_entry_is_judged_anew_when_somebody_writes_in_between(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """While A1-1 is told to have arrived another desk withdraws it: the arrival is refused, not forced in."""
    name = opened(store)
    flow.give_orders(store, CONFIG, name, plan(unit_row("A1-1", "A1", START)))
    record, at = store.record, START + timedelta(minutes=12)

    def late(*arguments: Any, **more: Any) -> Any:
        monkeypatch.setattr(store, "record", record)
        flow.tell(store, CONFIG, name, "withdrawn", {"unit": "A1-1", "because": "needed at A2"}, at=at, by="C-2")
        return record(*arguments, **more)

    monkeypatch.setattr(store, "record", late)
    with pytest.raises(InputError, match="A1-1 was withdrawn"):
        flow.tell(store, CONFIG, name, "arrived", {"unit": "A1-1"}, at=at)
    assert [event.kind for event in store.replay(f"surge/{name}")] == ["opened", "ordered", "withdrawn"]


def test_the_same_words_at_the_same_moment_are_one_entry(store: Store) -> None:
    """A call that is repeated is no second delay; ten minutes later it is."""
    name = opened(store)
    flow.give_orders(store, CONFIG, name, plan(unit_row("A1-1", "A1", START)))
    body, at = {"unit": "A1-1", "minutes": 15, "because": "a bridge"}, START + timedelta(minutes=1)
    for _ in range(3):
        state = flow.tell(store, CONFIG, name, "delayed", body, at=at)
    assert (state.version, state.units[0].late_min) == (3, 15)
    state = flow.tell(store, CONFIG, name, "delayed", body, at=at + timedelta(minutes=10))
    assert (state.version, state.units[0].late_min) == (4, 30)


def test_new_alarms_and_closures_get_the_next_number(store: Store) -> None:
    """A2 after A1, C1 and C2; nothing is recorded for what cannot be."""
    name = opened(store)
    row = {key: value for key, value in alarm_row(7).items() if key != "id"}
    state = flow.tell(store, CONFIG, name, "alarm", {"alarm": row}, at=START)
    assert [alarm.id for alarm in state.alarms] == ["A1", "A2"]
    for number in (1, 2):
        state = flow.tell(store, CONFIG, name, "closed", {"points": [[73, 31 + number]]}, at=START)
    assert [one.id for one in state.closures] == ["C1", "C2"]
    with pytest.raises(InputError, match="A9-9 was never sent"):
        flow.tell(store, CONFIG, name, "arrived", {"unit": "A9-9"}, at=START)
    assert state_named(store, name).version == 4


@pytest.mark.parametrize(
    ("kind", "body", "words"),
    [
        ("dance", {}, "no kind of entry"),
        ("note", {"text": "x" * 501}, "501 letters"),
        ("note", {"text": "\ud800"}, "cannot be kept"),
    ],
)
def test_words_that_cannot_be_kept_are_refused(store: Store, kind: str, body: dict[str, Any], words: str) -> None:
    """An unknown kind, too long a note, letters that are none."""
    name = opened(store)
    with pytest.raises(InputError, match=words):
        flow.tell(store, CONFIG, name, kind, body, at=START)
    assert state_named(store, name).version == 1


def test_a_log_that_is_not_there_is_not_found(store: Store) -> None:
    """Neither shown nor written to."""
    with pytest.raises(NotFound, match="no surge 'none'"):
        flow.surge_log(store, CONFIG, "none")
    with pytest.raises(NotFound, match="no surge ''"):
        flow.tell(store, CONFIG, "", "note", {"text": "x"})


def test_a_time_of_day_is_the_one_nearest_to_the_last_entry(store: Store) -> None:
    """The log stands at 23:50; 00:10 is the next day's, 23:40 the same day's."""
    name = flow.open_surge(store, CONFIG, [alarm_row(1)], at=datetime.fromisoformat("2026-12-25T23:50:00+05:00"))
    assert flow.log_moment(store, CONFIG, name, "00:10").isoformat() == "2026-12-26T00:10:00+05:00"
    assert flow.log_moment(store, CONFIG, name, "23:40").isoformat() == "2026-12-25T23:40:00+05:00"


def check_reopened(tmp_path: Path, hours: int, length: int) -> int:
    """Random hours told to a file that is opened anew before every entry; replay equals the state told back."""
    kept = 0
    for seed in range(hours):
        draw, url, clock = random.Random(seed), str(tmp_path / "log.db"), START
        with open_store(url) as store:
            name = flow.open_surge(store, CONFIG, [alarm_row(1)], at=START, by="C-1", name=f"L{seed}")
        for _ in range(length):
            clock += timedelta(minutes=draw.choice((0, 1, 4)))
            with open_store(url) as store:
                before = state_named(store, name)
                said = drawn(before, draw, clock)
                try:
                    state = flow.tell(store, CONFIG, name, said.kind, said.body, at=clock, by="C-1")
                except InputError:
                    assert state_named(store, name) == before
                    continue
                kept += 1
            with open_store(url) as store:
                events = store.replay(f"surge/{name}")
                # the same words in the same minute are the entry that is there: the state is that after it
                assert state_of(events[: state.version]) == state
                assert {unit.unit for unit in before.units} <= {unit.unit for unit in state_of(events).units}
    with open_store(str(tmp_path / "log.db")) as store:
        assert store.verify() == []
    return kept


def test_a_store_opened_anew_between_entries_tells_the_same(tmp_path: Path) -> None:
    """Eight random hours in one file."""
    assert check_reopened(tmp_path, 8, 12) > 40


@pytest.mark.soak
def test_a_store_opened_anew_many_times_tells_the_same(tmp_path: Path) -> None:
    """Four hundred random hours."""
    assert check_reopened(tmp_path, 400, 20) > 3000


def test_a_moment_of_another_year_is_refused_and_an_exercise_may_run_ahead(store: Store) -> None:
    """Else every later "now" would be in 2099; a day after the last entry is still believed."""
    name = opened(store)
    with pytest.raises(InputError, match="24 h ahead"):
        flow.tell(store, CONFIG, name, "note", {"text": "late"}, at=datetime(2099, 1, 1, tzinfo=START.tzinfo))
    assert len(store.replay(f"surge/{name}")) == 1
    flow.tell(store, CONFIG, name, "note", {"text": "next day"}, at=START + timedelta(hours=23))
    assert len(store.replay(f"surge/{name}")) == 2
