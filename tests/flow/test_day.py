"""Today's picture: which plan rules, what is open from now on, who stands at services, trainings, emergencies, age."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from planner.config import Config, load_config
from planner.core.plan import Provenance
from planner.core.time import Window
from planner.flow import live, open_store, picture, sample
from planner.flow.day_hours import Cover
from planner.flow.day_plans import Kept, Rows
from planner.store import Store
from planner.tables import IncidentTable, OfficerTable

ZONE = ZoneInfo("Asia/Karachi")
SUNDAY = date(2026, 12, 20)
NIGHT = datetime(2026, 12, 20, 2, tzinfo=ZONE)


@pytest.fixture(scope="module")
def config() -> Config:
    """The defaults."""
    return load_config()


@pytest.fixture
def hamlet(config: Config) -> Iterator[Store]:
    """Three sites, two stations, five officers, in memory."""
    with open_store("memory:") as store:
        sample(store, config, world="hamlet", seed=7, today=SUNDAY)
        yield store


def plan(name: str, first: date, days: int, *, made: str = "2026-12-19T00:00:00+00:00", **more: Any) -> dict[str, Any]:
    """A plan document with nothing in it."""
    rows: dict[str, Any] = {"duties": [], "assignments": [], "uncovered": [], "routes": []}
    head = {"plan_id": name, "from": first.isoformat(), "days": days, "made_at": made, "units": "unit", **rows}
    return {**head, **more}


def keep(store: Store, document: Mapping[str, Any]) -> None:
    """Keeps a plan as the planner does."""
    name = document["plan_id"]
    store.record(f"plan/{name}", "made", dict(document), command_id=f"made-{name}", expected_version=0)


def at(hour: int, day: date = SUNDAY) -> str:
    """An hour of a day where the hamlet lies."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZONE).isoformat()


def guard(duty: str, site: str, start: int, end: int, strength: int, **more: Any) -> dict[str, Any]:
    """A duty of a guard on Sunday."""
    ends = {"start": at(start), "end": at(end)}
    return {
        "duty": duty,
        "kind": "guard",
        "place": site,
        "strength": strength,
        "value": 5,
        "skills": "",
        **ends,
        **more,
    }


def test_without_a_plan_the_picture_says_that_one_is_due(hamlet: Store, config: Config) -> None:
    """Nothing is called open, as nobody knows; every service has nobody."""
    found = picture(hamlet, config, at=NIGHT)
    assert (found["plan"], found["open"], found["planned_until"]) == (None, [], None)
    assert found["is_plan_due"]
    assert all(row["nobody"] == len(row["sites"]) for row in found["hours"])


def test_what_is_open_now_stands_before_what_opens_later(hamlet: Store, config: Config) -> None:
    """Three needs: over at one, open now, open at nine; the first is no use to anybody at two."""
    duties = [guard("past", "S1", 0, 1, 1), guard("now", "S2", 1, 5, 2), guard("later", "S3", 9, 11, 1)]
    gaps = [
        {**{key: one[key] for key in ("place", "start", "end")}, "missing": "1 officer", "why": "nobody is free"}
        for one in (duties[2], duties[1], duties[0])
    ]
    keep(hamlet, plan("P", SUNDAY, 1, duties=duties, uncovered=gaps))
    found = picture(hamlet, config, at=NIGHT)
    assert [(row["duty"], row["is_now"]) for row in found["open"]] == [("now", True), ("later", False)]
    assert found["plan"]["open"] == 3
    assert found["planned_until"] == SUNDAY.isoformat()
    assert found["is_plan_due"]  # today.plan_days is 2: a plan that ends today is late


def test_a_signed_plan_rules_and_a_newer_one_waits_for_a_signature(hamlet: Store, config: Config) -> None:
    """Two plans for Sunday, one for Monday: the signed one rules, and the newest of each day is to be signed."""
    keep(hamlet, plan("old", SUNDAY, 1))
    signed = {"by": "SI-1", "post": "DPO", "accepts": ""}
    hamlet.record("plan/old", "signed", signed, command_id="sign-old", expected_version=1)
    keep(hamlet, plan("new", SUNDAY, 1))
    keep(hamlet, plan("monday", SUNDAY + timedelta(days=1), 1))
    found = picture(hamlet, config, at=NIGHT)
    assert found["plan"]["plan_id"] == "old"
    assert found["plan"]["signed_by"] == "SI-1"
    assert {one["plan_id"] for one in found["unsigned"]} == {"new", "monday"}
    assert found["planned_until"] == "2026-12-21"
    assert not found["is_plan_due"]


def test_a_site_is_guarded_short_open_visited_or_alone() -> None:
    """Three needed: three, one, none; no need and a visit ten minutes before, no need and no visit."""
    config = load_config()
    names = ("full", "few", "none")
    duties = tuple(guard(f"D-{name}", name, 8, 11, 3) for name in names)
    visit = {"site": "seen", "start": datetime(2026, 12, 20, 8, 50, tzinfo=ZONE).isoformat(), "end": at(9)}
    rows = Rows(duties, {"D-full": 3, "D-few": 1}, (), (), (visit,))
    cover = Cover(rows, config.demand)
    service = Window(datetime(2026, 12, 20, 9, tzinfo=ZONE), datetime(2026, 12, 20, 10, tzinfo=ZONE))
    assert cover.at("full", service) == ("guarded", 3, 3)
    assert cover.at("few", service) == ("short", 1, 3)
    assert cover.at("none", service) == ("open", 0, 3)
    assert cover.at("alone", service) == ("nobody", 0, 0)
    # the visit ends as the service begins, and lies within the lead of a guard
    assert config.demand.guard_lead_min > 0
    assert cover.at("seen", service) == ("visited", 0, 0)


def test_a_duty_of_the_evening_before_belongs_to_the_plan_of_that_day(hamlet: Store) -> None:
    """From ten to six: at two in the morning the plan of Saturday still rules it."""
    saturday = SUNDAY - timedelta(days=1)
    night = guard("night", "S1", 22, 23, 1) | {"start": at(22, saturday), "end": at(6)}
    keep(hamlet, plan("saturday", saturday, 1, duties=[night]))
    keep(hamlet, plan("sunday", SUNDAY, 1))
    rows = Kept.of(hamlet, ZONE).rows(Window(NIGHT, NIGHT + timedelta(hours=24)))
    assert [(row["duty"], row["plan_id"]) for row in rows.duties] == [("night", "saturday")]


def test_a_lapsed_training_is_told_with_the_duty_that_lacks_it(hamlet: Store, config: Config) -> None:
    """A duty asks for one holder; the only one down for it is no holder any more."""
    officers = hamlet.read(OfficerTable)
    first = str(officers["officer"].iloc[0])
    lapsed = officers.assign(skills="first-aid:2026-12-01", unit="protection unit")
    hamlet.replace(OfficerTable, lapsed, by=Provenance("2026-12-20T00:00:00+00:00", "test", {}, None, ""))
    duty = guard("aid", "S1", 9, 11, 1, skills="first-aid:1")
    down = {"officer": first, **{key: duty[key] for key in ("duty", "kind", "place", "start", "end")}}
    keep(hamlet, plan("P", SUNDAY, 1, duties=[duty], assignments=[down]))
    (row,) = picture(hamlet, config, at=NIGHT)["trainings"]
    assert (row["skill"], len(row["lapsed"]), row["lapsing"], row["holders"]) == ("first-aid", len(officers), [], 0)
    assert [(one["duty"], one["officers"]) for one in row["duties"]] == [("aid", [first])]
    assert row["asked"] == ["guard"]


def test_an_emergency_is_told_until_it_has_ended(hamlet: Store, config: Config) -> None:
    """One alarm without orders: nobody on the way, no countdown; after its end there is none."""
    crowd = {"low": 100.0, "best": 150.0, "high": 200.0}
    none = {"low": 0.0, "best": 0.0, "high": 0.0}
    alarm = {"id": "A1", "longitude": 73.0, "latitude": 31.4, "crowd": crowd, "growth": none, "grows_for_min": 0}
    alarm |= {"place": "the bazaar", "level": "tense", "task": "hold", "known": "", "since": NIGHT.isoformat()}
    name = live.open_surge(hamlet, config, [alarm], at=NIGHT, name="S1")
    (one,) = picture(hamlet, config, at=NIGHT + timedelta(minutes=5))["emergencies"]
    assert one["log"] == name
    (told,) = one["alarms"]
    assert (told["place"], told["on_the_way"], told["minutes_left"]) == ("the bazaar", 0, None)
    assert one["to_see_to"] == ["Nobody has an order for A1."]
    live.tell(hamlet, config, name, "ended", {}, at=NIGHT + timedelta(minutes=6))
    assert picture(hamlet, config, at=NIGHT + timedelta(minutes=7))["emergencies"] == []


def test_the_age_of_the_data_counts_from_the_newest_report(hamlet: Store, config: Config) -> None:
    """As many days as lie between the newest reported incident and now; old beyond today.old_days."""
    incidents = hamlet.read(IncidentTable)
    last = incidents.loc[incidents["reported_by"] != "patrol", "occurred_at"].max().tz_convert(ZONE).date()
    found = picture(hamlet, config, at=NIGHT)["incidents"]
    assert found["last"] == last.isoformat()
    assert found["days_old"] == (SUNDAY - last).days
    late = picture(hamlet, config, at=NIGHT + timedelta(days=config.today.old_days + 1))["incidents"]
    assert late["is_old"]
