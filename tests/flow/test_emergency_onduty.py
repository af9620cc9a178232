"""Who is where at a moment: by the plan, and by a share of the roll where no plan says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from planner import flow
from planner.flow.emergency import face
from planner.flow.onduty import present
from planner.flow.stores import provenance
from planner.surge import Place
from planner.tables import OfficerTable
from tests.flow.emergencies import CONFIG, at, forget_all, plan_kept, spot, town
from tests.flow.hand_made import NIGHT, document, hamlet


@pytest.fixture
def store() -> Iterator[flow.Store]:
    """The town, for one test."""
    with town() as made:
        yield made


def places(store: flow.Store, moment: str, own_sites: tuple[str, ...] = ()) -> dict[str, Place]:
    """The places at a moment, by their names."""
    return {place.id: place for place in present(store, CONFIG, at(moment), own_sites).places}


def names(place: Place) -> list[str]:
    """Who is there."""
    return sorted(person.officer for person in place.people)


def with_route(visits: list[tuple[str, str, str]], vehicle: str = "V1") -> dict[str, Any]:
    """The plan by hand with a way of its mobile: stops as site, from, to."""
    stops = [{"site": s, "start": at(a).isoformat(), "end": at(b).isoformat()} for s, a, b in visits]
    route = {
        "duty": NIGHT,
        "vehicle": vehicle,
        "base": "PS01",
        "start": at("20T22:00").isoformat(),
        "end": at("21T06:00").isoformat(),
        "drive_min": 10.0,
        "metres": 0.0,
        "visits": stops,
    }
    return {"routes": [route]}


def test_without_a_plan_a_share_of_each_roll_is_there_and_that_is_said(store: flow.Store) -> None:
    """15 in 100 of the 84 at the station are 13, a third of the 31 at Lines is 11."""
    found = present(store, CONFIG, at("20T09:00"))
    assert {place.id: len(place.people) for place in found.places} == {"PS01": 13, "PL02": 11}
    assert found.plan_id == ""
    (note,) = found.notes
    assert note.startswith("No plan says who is on duty at the 1 station: 15 in 100 of each roll are taken")


def test_desk_and_guards_stand_where_the_plan_puts_them(store: flow.Store) -> None:
    """One at the desk stays and is half of the desk's minimum; two guards cover S1 and cannot leave it."""
    plan = plan_kept(store)
    found = places(store, "20T09:00")
    assert names(found["PS01 desk"]) == ["HC-3"]
    assert found["PS01 desk"].stays == 1
    assert names(found["S1 guard"]) == ["ASI-2", "C-4"]
    assert (found["S1 guard"].stays, found["S1 guard"].only_site, found["S1 guard"].kind) == (2, "S1", "guard")
    # of the 80 who are in no plan 12 are here, and one more of them stays at the desk
    assert (len(found["PS01"].people), found["PS01"].stays) == (12, 1)
    notes = present(store, CONFIG, at("20T09:00")).notes
    assert f"The protection unit stands where plan {plan[:8]} puts them, which is not signed." in notes
    assert any(note.startswith("No plan says who is on duty") for note in notes)


def test_guards_before_whom_the_crowd_stands_may_leave(store: flow.Store) -> None:
    """At their own site they may go, on foot; an alarm elsewhere leaves them where they are."""
    plan_kept(store)
    guard = places(store, "20T09:00", ("S1",))["S1 guard"]
    assert (guard.stays, guard.only_site, guard.on_foot, guard.loose_seats) == (0, "", True, 2)
    assert places(store, "20T09:00", ("S2",))["S1 guard"].stays == 2


def test_guards_walk_to_the_form_up_point_of_their_own_alarm_only(store: flow.Store) -> None:
    """From S1 it is 1,000 m to the station or to Lines: 12 minutes at 5 km/h."""
    plan_kept(store)
    alarm = flow.AlarmSaid(*spot(store, "S1"), "60-100")
    far = flow.AlarmSaid(*spot(store, "S3"), "60-100")
    problem = face(store, CONFIG, alarms=[alarm, far], at=at("20T09:00")).problem
    (guard,) = [origin for origin in problem.origins if origin.kind == "guard"]
    assert (guard.drive, guard.turnout, guard.give) == ((120, None), 20, 2)


def test_a_mobile_is_where_its_way_has_it(store: flow.Store) -> None:
    """Stops at S2 from 22:30 to 22:45 and at S3 from 23:00 to 23:15; between them it is where it drives to."""
    plan_kept(store, **with_route([("S2", "20T22:30", "20T22:45"), ("S3", "20T23:00", "20T23:15")]))
    whereabouts = {
        "20T22:10": "S2",  # on the way to its first stop
        "20T22:35": "S2",
        "20T22:50": "S3",  # between two stops
        "20T23:10": "S3",
        "21T02:00": "PS01",  # after the last it drives home, also after midnight
    }
    for moment, place in whereabouts.items():
        found = places(store, moment)
        mobile = found["mobile V1"]
        assert (mobile.place, mobile.kind, names(mobile)) == (place, "mobile", ["C-5", "SI-1"])
        assert mobile.turnout_min == CONFIG.surge.turnout_mobile_min
        assert [v.id for v in mobile.vehicles] == ["V1"]
        assert [v.id for v in found["PS01"].vehicles] == ["V3"]


def test_a_mobile_without_a_vehicle_on_record_has_seats_for_its_crew(store: flow.Store) -> None:
    """The plan by hand gives it no way: it is at its base, and its crew can leave together."""
    plan_kept(store)
    mobile = places(store, "20T23:00")[f"mobile {NIGHT}"]
    assert (mobile.place, mobile.loose_seats, mobile.vehicles) == ("PS01", 2, ())


def test_a_reserve_turns_out_sooner_and_takes_a_vehicle_that_holds_it(store: flow.Store) -> None:
    """Two of the unit in reserve at the station take the car of 8, not that of 12; those at the station keep that."""
    plan = document()
    for row in (*plan["duties"], *plan["assignments"]):
        if row["duty"] == NIGHT:
            row["kind"] = "reserve"
    plan_kept(store, duties=plan["duties"], assignments=plan["assignments"])
    found = places(store, "20T23:00")
    reserve = found["PS01 reserve"]
    assert (names(reserve), reserve.turnout_min, [v.id for v in reserve.vehicles]) == (["C-5", "SI-1"], 5, ["V1"])
    assert [v.id for v in found["PS01"].vehicles] == ["V3"]


def test_a_signed_plan_counts_before_all_others(store: flow.Store) -> None:
    """Of two plans for the day one counts while none is signed; once the other is, that does."""
    both = {plan_kept(store), plan_kept(store, assignments=document(guard_2="ASI-2")["assignments"])}
    assert len(both) == 2
    unsigned = present(store, CONFIG, at("20T09:00")).plan_id
    (other,) = both - {unsigned}
    flow.sign(store, CONFIG, other, by="SI-1", post="SP Headquarters", accepts="a test")
    found = present(store, CONFIG, at("20T09:00"))
    assert found.plan_id == other
    assert any("signed by SI-1" in note for note in found.notes)


def test_a_plan_that_does_not_hold_the_moment_says_nothing(store: flow.Store) -> None:
    """It is of two days; on the third, and on the day before, shares are taken."""
    plan_kept(store)
    assert present(store, CONFIG, at("22T09:00")).plan_id == ""
    assert present(store, CONFIG, at("19T09:00")).plan_id == ""


def test_the_plan_says_which_sites_keep_their_cover_while_no_risk_is_learned(
    store: flow.Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was made with S3 and S1 the most endangered, in this order; a site that is gone since is passed over."""
    forget_all(monkeypatch)
    plan = plan_kept(store, high_risk=["S3", "GONE", "S1"])
    alarm = flow.AlarmSaid(*spot(store, "S2"), "20")
    problem = face(store, CONFIG, alarms=[alarm], at=at("20T09:00")).problem
    assert [holdback.site for holdback in problem.holdbacks] == ["S3", "S1"]
    assert any(f"with which plan {plan[:8]} was made" in note for note in problem.notes)


def test_who_is_on_leave_now_is_not_there_whatever_the_plan_says(store: flow.Store) -> None:
    """C-4 went on leave after the plan was made: one guard is left, and that is told."""
    plan_kept(store)
    roll = store.read(OfficerTable)
    roll.loc[roll["officer"] == "C-4", "leave"] = f"{at('20T00:00').isoformat()}/{at('21T00:00').isoformat()}"
    store.replace(OfficerTable, pd.DataFrame(roll), by=provenance(store, CONFIG))
    found = present(store, CONFIG, at("20T09:00"))
    (guard,) = [place for place in found.places if place.kind == "guard"]
    assert names(guard) == ["ASI-2"]
    assert any("1 officers whom the plan has on duty are on leave" in note for note in found.notes)


def test_who_rests_is_known_with_the_hours_since_the_last_duty(store: flow.Store) -> None:
    """At 23:00 the mobile is out; guards rest since 12:00, the desk since 16:00; all begin again at 08:00."""
    assert flow.resting(store, CONFIG, at("20T23:00")) == ()
    plan_kept(store)
    found = {one.person.officer: (one.rested_h, one.next_duty) for one in flow.resting(store, CONFIG, at("20T23:00"))}
    morning = at("21T08:00")
    assert found == {"ASI-2": (11.0, morning), "C-4": (11.0, morning), "HC-3": (7.0, morning)}
    early = {one.person.officer: one.rested_h for one in flow.resting(store, CONFIG, at("20T09:00"))}
    assert early == {"C-5": None, "SI-1": None}


def test_when_nobody_at_all_is_on_duty_that_is_the_answer(tmp_path: Path) -> None:
    """In the hamlet the unit is everybody: at 07:00 the mobile is back and the desk not yet open, and all rest."""
    with hamlet(tmp_path) as store:
        plan_kept(store)
        assert present(store, CONFIG, at("21T07:00")).places == ()
        alarm = flow.AlarmSaid(*spot(store, "S2"), "20")
        document = flow.surge(store, CONFIG, alarms=[alarm], at=at("21T07:00"), seconds=2, seed=7)
        assert document["status"] == "impossible"
        assert document["alarms"][0]["units"] == []
        assert len(flow.resting(store, CONFIG, at("21T07:00"))) == 5
