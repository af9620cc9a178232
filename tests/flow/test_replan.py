"""A plan made anew: what has begun stays, who is away stays away, and few duties change."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from planner import flow
from planner.core.errors import InputError
from planner.flow.week import keep
from planner.store import Store
from tests.flow.hand_made import CONFIG, DESK, DESK_2, GUARD, GUARD_2, NIGHT, document, hamlet, kept, who

ZONE = ZoneInfo("Asia/Karachi")
SUNDAY_NOON = datetime(2026, 12, 20, 12, tzinfo=ZONE)
AFTER = timedelta(hours=1)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The hamlet; each test keeps a plan of its own in it."""
    with hamlet(tmp_path_factory.mktemp("replan")) as opened:
        yield opened


def anew(store: Store, plan: str, *away: str, at: datetime = SUNDAY_NOON, **more: Any) -> dict[str, Any]:
    """The plan made anew at a moment, with these officers away until its end."""
    gone = [(officer, None) for officer in away]
    return flow.replan(store, CONFIG, plan, **{"away": gone, "at": at, "seconds": 1.5, "seed": 7, **more})


def test_nobody_away_changes_nothing(store: Store) -> None:
    """The same teams on the same duties."""
    plan = kept(store)
    new = anew(store, plan)
    assert new["differs"] == []
    ordered = {(a["officer"], a["duty"]) for a in flow.plan_named(store, plan)["assignments"]}
    assert {(a["officer"], a["duty"]) for a in new["assignments"]} == ordered


def test_one_ill_changes_only_the_duties_that_they_had_to_come(store: Store) -> None:
    """HC-3 is ill from Sunday noon: the desk that goes on and Monday's. The morning's guard is over, as it was."""
    plan = kept(store)
    new = anew(store, plan, "HC-3")
    assert who(new, GUARD) == ["ASI-2", "C-4"]
    assert new["violations"] == []
    assert new["replaces"] == plan
    assert flow.plan_named(store, plan)["replaced_by"] == new["plan_id"]
    assert {one["duty"] for one in new["differs"]} <= {DESK, DESK_2}
    assert all(one["out"] == ["HC-3"] for one in new["differs"])
    assert "HC-3 goes out" in new["differs"][0]["sentence"]
    assert [(row["officer"], row["start"]) for row in new["away"]] == [("HC-3", SUNDAY_NOON.isoformat())]


def test_who_is_away_stays_away_when_the_next_falls_ill(store: Store) -> None:
    """HC-3 is ill; then C-4: the third plan gives HC-3 no duty, and a change that does is a breach."""
    second = anew(store, kept(store), "HC-3")
    third = anew(store, second["plan_id"], "C-4", at=SUNDAY_NOON + AFTER)
    assert [row["officer"] for row in third["away"]] == ["C-4", "HC-3"]
    busy = {a["officer"] for a in third["assignments"] if a["start"] > (SUNDAY_NOON + AFTER).isoformat()}
    assert busy.isdisjoint({"C-4", "HC-3"})
    out = (who(third, DESK_2) or [""])[0]
    tried = flow.try_change(store, CONFIG, third["plan_id"], duty=DESK_2, out=out, into="HC-3")
    assert any("HC-3 is on leave" in said for said in tried["breaks"])


def test_a_duty_in_progress_stays_unless_somebody_on_it_is_away(store: Store) -> None:
    """At three on Monday morning SI-1 and C-5 are out; that ASI-2 falls ill does not touch them."""
    night = datetime(2026, 12, 21, 3, tzinfo=ZONE)
    new = anew(store, kept(store), "ASI-2", at=night)
    assert who(new, NIGHT) == ["C-5", "SI-1"]
    assert "ASI-2" not in who(new, GUARD_2)
    assert "ASI-2" in who(new, GUARD)
    new = anew(store, kept(store), "C-5", at=night)
    assert "C-5" not in who(new, NIGHT)


def test_what_was_broken_by_hand_before_does_not_stop_the_new_plan(store: Store) -> None:
    """C-4 alone stood guard, a duty of two; it is over. The rest stays, and the check still lists the breach."""
    plan = kept(store, guard_1="C-4", night="SI-1 C-5", desk_1="C-4")
    broken = {v["sentence"] for v in flow.check_plan(store, CONFIG, plan)["violations"]}
    assert broken
    new = anew(store, plan, "HC-3", at=SUNDAY_NOON.replace(hour=17))
    assert who(new, NIGHT) == ["C-5", "SI-1"]
    assert who(new, DESK) == who(new, GUARD) == ["C-4"]
    assert {v["sentence"] for v in new["violations"]} == broken
    assert {one["duty"] for one in new["differs"]} <= {DESK_2}


def test_what_is_to_come_and_was_broken_by_hand_is_mended(store: Store) -> None:
    """C-5 was put on Monday's desk two hours after the night: a plan made anew keeps every rule, and says so."""
    new = anew(store, kept(store, desk_2="C-5"))
    assert new["violations"] == []
    assert who(new, DESK_2) != ["C-5"] or who(new, NIGHT) != ["C-5", "SI-1"]
    assert new["differs"]


def test_routes_that_were_ordered_stay(store: Store) -> None:
    """The way of the night mobile is that of the old plan."""
    way = {
        "duty": NIGHT,
        "vehicle": "V1",
        "base": "PS01",
        "start": "2026-12-20T22:00:00+05:00",
        "end": "2026-12-21T06:00:00+05:00",
        "visits": [{"site": "S2", "start": "2026-12-20T23:00:00+05:00", "end": "2026-12-20T23:12:00+05:00"}],
    }
    plan = keep(store, {**document(), "plan_id": "with routes", "routes": [way]})["plan_id"]
    (route,) = [one for one in anew(store, plan, "HC-3")["routes"] if one["duty"] == NIGHT]
    assert [visit["site"] for visit in route["visits"]] == ["S2"]


@pytest.mark.parametrize(
    ("away", "at", "said"),
    [
        ([("X-9", None)], SUNDAY_NOON, "X-9 is not on the roll"),
        ([], datetime(2026, 12, 21, 16, tzinfo=ZONE), "is over"),
        ([("C-4", (SUNDAY_NOON - AFTER, SUNDAY_NOON))], SUNDAY_NOON, "which is over"),
    ],
)
def test_what_cannot_be_made_anew_is_refused(store: Store, away: list[Any], at: datetime, said: str) -> None:
    """A stranger, a plan that is over, an absence that is over."""
    with pytest.raises(InputError, match=said):
        anew(store, kept(store), at=at, away=away)


def _surge(folder: Path, *officers: str) -> Path:
    file = folder / "surge.json"
    alarms = [{"units": [{"officers": list(officers)}]}]
    file.write_text(json.dumps({"at": SUNDAY_NOON.isoformat(), "alarms": alarms}), encoding="utf-8")
    return file


def test_those_whom_an_alarm_takes_are_away_for_its_hours(store: Store, tmp_path: Path) -> None:
    """SI-1 and C-5 are sent at noon for four hours: the night at ten is still theirs; for twelve, it is not."""
    plan = kept(store)
    for hours, ours in ((4, ["C-5", "SI-1"]), (12, [])):
        away = flow.taken_by_surge(store, plan, _surge(tmp_path, "SI-1", "C-5", "stranger"), hours)
        assert [officer for officer, _ in away] == ["C-5", "SI-1"]
        new = anew(store, plan, away=away)
        assert [officer for officer in who(new, NIGHT) if officer in ("C-5", "SI-1")] == ours


def test_what_is_no_answer_to_a_surge_is_refused(store: Store, tmp_path: Path) -> None:
    """Another file, or one that sends nobody of ours."""
    plan = kept(store)
    other = tmp_path / "other.json"
    for text in ("", "[]", "{}", '{"at": 5, "alarms": []}', '{"at": "2026-12-20T12:00", "alarms": [7]}'):
        other.write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match=r"is no answer to a surge"):
            flow.taken_by_surge(store, plan, other, 8)
    with pytest.raises(InputError, match="none of them"):
        flow.taken_by_surge(store, plan, _surge(tmp_path, "stranger"), 8)
