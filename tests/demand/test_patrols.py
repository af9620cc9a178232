"""Mobiles: the sum behind their number, their beats, where they start, and the doses of their sites."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from planner.demand import dosage, gap_sentences, visit_gaps
from planner.demand.beats import sectors
from planner.demand.drive import Drive
from tests.demand.world import MONDAY, WEEK, needs, tiny, vehicles
from tests.risk.frames import incidents, occasions, officers, sites, stations


def patrols(rows: pd.DataFrame) -> pd.DataFrame:
    """The mobiles of the first shift of Monday."""
    return rows[(rows["kind"] == "patrol") & (rows.index.str.contains("20261221T0600"))]


def row_of(number: int, category: str = "A", gap_m: float = 0.0) -> object:
    """So many sites in a street."""
    return sites(*({"category": category, "at": (gap_m * k, 0.0)} for k in range(number)))


def test_the_sum_of_a_shift_is_in_the_reason() -> None:
    """Five C sites 500 m apart: 450 min of use; 500 m x 1.4 at 500 m/min is 1.4 min, x 1.4 = 1.96, + 13: 30 stops."""
    rows = patrols(needs(row_of(5, "C", 500.0), stations({}), windows=MONDAY))
    reason = rows["reason"].item()
    assert "480 min less 30 for briefing and the way" in reason
    assert "15 min a stop with the way to the next, so 30 stops" in reason  # 450 / 14.96 = 30.08
    assert "time for one at each of the other 5 every 0.1 days" in reason


def test_endangered_sites_have_four_stops_a_shift_as_far_as_the_time_goes() -> None:
    """Ten A sites at one place, one mobile: 40 % of 450 min is 180, a site takes 4 x 13 = 52, so three sites."""
    world = tiny(row_of(10), stations({}), roll=officers(*[{"skills": "driver"}] * 10), windows=MONDAY)
    rows = patrols(world.demand.set_index("duty"))
    assert len(rows) == 1
    assert "2 are needed" in rows["reason"].item()  # 10 x 52 = 520 min of 450
    assert "3 of 10 endangered sites have one every 120 min" in rows["reason"].item()
    doses = dosage(*world.ground)["patrol-P1-20261221T0600"]
    assert [dose.visits for dose in doses] == [4] * 3 + [0] * 7
    assert {dose.stay_min for dose in doses} == {13}
    # 450 - 156 min are left: 22 stops, so each of the seven others is due in every shift
    assert [dose.is_due for dose in doses] == [False] * 3 + [True] * 7
    # the worth of a visit is that of an A site, 4 x 10, with 9 x 10 / 40 for the rank among ten equals at 0.55
    assert doses[0].value == round(40 + 9 * 0.55 * 10 / 40)
    assert doses[9].value == round(4 * (40 + 9 * 0.55 * 10 / 40))


def test_what_cannot_be_visited_often_enough_is_listed() -> None:
    """The seven others of the ten have a turn every shift, not every two hours: 7 / 22 / 3 of a day."""
    world = tiny(row_of(10), stations({}), roll=officers(*[{"skills": "driver"}] * 10), windows=MONDAY)
    gaps = visit_gaps(*world.ground)
    assert len(gaps) == 7
    assert gaps[0].needs_days == pytest.approx(120 / 1440)
    assert gaps[0].days == pytest.approx(7 / 22 / 3)
    said = gap_sentences(gaps, world.config.demand, world.config.patrol)
    assert len(said) == 1
    assert said[0].startswith("7 endangered sites cannot have a stop every 120 minutes (demand.dosage_band")


def test_sites_that_no_mobile_reaches_are_named() -> None:
    """Without stations there are no mobiles: nobody visits the two sites."""
    world = tiny(row_of(2, "C"), windows=MONDAY)
    said = gap_sentences(visit_gaps(*world.ground), world.config.demand, world.config.patrol)
    assert said == ("2 sites cannot be visited by any mobile: S1, S2.",)


def test_a_beat_too_large_for_the_days_wanted_says_so() -> None:
    """Two C sites 90 km apart, one mobile: a stop takes 13 + 1.4 x 252 = 366 of 450 min, so 3 a day for 2 sites."""
    world = tiny(
        row_of(2, "C", 90_000.0),
        stations({}),
        roll=officers({"skills": "driver"}),
        windows=MONDAY,
        overrides={"demand.patrol_visit_days": 0.5},
    )
    gaps = visit_gaps(*world.ground)
    assert [round(gap.days, 2) for gap in gaps] == [0.67, 0.67]
    said = gap_sentences(gaps, world.config.demand, world.config.patrol)
    assert said[0].startswith("2 other sites cannot be visited every 0.5 days (demand.patrol_visit_days, set by")
    assert "later than the 0.5 days wanted" in patrols(world.demand.set_index("duty"))["reason"].item()


def test_a_beat_that_takes_the_whole_shift_to_reach_has_no_time() -> None:
    """90 km out and back at 500 m a minute straight, x 1.4 already in it, is 504 of 450 min: nothing is left."""
    world = tiny(sites({"at": (90_000.0, 0.0)}), stations({}), windows=MONDAY)
    assert (
        "no time for the other 1 (demand.patrol_visit_days, assumption)"
        in patrols(world.demand.set_index("duty"))["reason"].item()
    )
    assert [gap.site for gap in visit_gaps(*world.ground)] == ["S1"]


def test_turns_go_round_from_shift_to_shift() -> None:
    """Forty C sites side by side, 34 stops a shift: over any two shifts that follow each other each site is due."""
    world = tiny(row_of(40, "C"), stations({}), windows=WEEK)
    doses = dosage(*world.ground)
    due = [{dose.site for dose in doses[duty] if dose.is_due} for duty in sorted(doses)]
    assert len(due) == 21
    assert {len(shift) for shift in due} == {34}  # 450 // 13
    for one, after in pairwise(due):
        assert len(one | after) == 40


def test_no_stop_while_a_guard_stands_there() -> None:
    """An A site guarded 05:00-13:00 needs (480 - 420) // 120 = 0 stops in the morning shift, and is left out of it."""
    world = tiny(
        sites({"category": "A", "service_times": "Mo 06:00-12:30"}, {"category": "A"}), stations({}), windows=MONDAY
    )
    doses = dosage(*world.ground)
    assert {dose.site: dose.visits for dose in doses["patrol-P1-20261221T0600"]} == {"S2": 4}
    assert {dose.site: dose.visits for dose in doses["patrol-P1-20261221T1400"]} == {"S1": 4, "S2": 4}


def test_a_recent_incident_makes_an_alert() -> None:
    """A C site that was attacked three days ago needs a stop every two hours; the C site 15 km away does not."""
    places = sites({"category": "C"}, {"category": "C", "at": (15_000.0, 0.0)})
    past = incidents({"days_ago": 3}, {"days_ago": 5}, {"days_ago": 8})
    much = {"demand.dosage_repeat_share": 0.1, "demand.dosage_share": 0.9}
    world = tiny(places, stations({}), past=past, windows=MONDAY, overrides=much)
    share = world.risk.assign(share=world.risk["near_repeat"] / world.risk["score"]).set_index("site")["share"]
    assert share["S1"] > 0.1 > share["S2"]
    doses = dosage(*world.ground)
    assert {d.site: d.visits for doses_ in doses.values() for d in doses_} == {"S1": 4, "S2": 0}


def test_vehicles_drivers_and_officers_limit_the_mobiles() -> None:
    """Thirty A sites at one place need 1,560 min of 450: four mobiles; each limit is named where it binds."""
    places, bases = row_of(30), stations({})
    free = patrols(needs(places, bases, windows=MONDAY))
    assert len(free) == 4
    by_vehicle = patrols(needs(places, bases, windows=MONDAY, vehicles=vehicles({}, {}, {"seats": 1})))
    assert len(by_vehicle) == 2
    assert "4 are needed, 2 vehicles with 2 seats or more" in by_vehicle["reason"].iloc[0]
    # 7 drivers x 48 / 168 hours = 2 at any hour; 100 officers x 2 / 7 x 0.45 / 2 = 6.4, 30 officers 1.9
    head = {"rank": "Head Constable"}
    by_driver = patrols(
        needs(places, bases, roll=officers(*[{**head, "skills": "driver"}] * 7, *[head] * 93), windows=MONDAY)
    )
    assert len(by_driver) == 2
    assert "7 with driver drive 2 round the clock" in by_driver["reason"].iloc[0]
    by_officer = patrols(needs(places, bases, roll=officers(*[{**head, "skills": "driver"}] * 30), windows=MONDAY))
    assert len(by_officer) == 1
    assert "30 officers on the roll man 1 (demand.patrol_share, assumption)" in by_officer["reason"].item()
    # 20 x 2 / 7 x 0.45 = 2.6 who may lead, beside 80 constables
    by_rank = patrols(
        needs(places, bases, roll=officers(*[{**head, "skills": "driver"}] * 20, *[{}] * 80), windows=MONDAY)
    )
    assert len(by_rank) == 2
    assert "20 of rank Head Constable or above lead 2 (demand.patrol_in_charge" in by_rank["reason"].iloc[0]


def test_a_mobile_without_any_vehicle_stays_visible() -> None:
    """No vehicle can carry a crew of two: one mobile is asked for, and its vehicle is unmet."""
    roll = officers(*[{"skills": "driver"}] * 20)
    rows = patrols(needs(row_of(3), stations({}), roll=roll, windows=MONDAY, vehicles=vehicles({"seats": 1})))
    assert rows["unmet"].tolist() == ["vehicle:1"]


def test_a_mobile_starts_where_a_vehicle_stands() -> None:
    """The nearer station has none; the Lines have one."""
    bases = stations({}, {"kind": "lines", "at": (9000.0, 0.0)})
    assert patrols(needs(row_of(3), bases, windows=MONDAY))["place"].tolist() == ["P1"]
    there = vehicles({"home_station": "P2"})
    assert patrols(needs(row_of(3), bases, windows=MONDAY, vehicles=there))["place"].tolist() == ["P2"]


def test_each_vehicle_has_one_beat() -> None:
    """Two towns 40 km apart with 12 A sites each want three mobiles; vehicles: two in the one, one in the other."""
    towns = sites(*({"category": "A", "at": (x, 10.0 * k)} for x in (0.0, 40_000.0) for k in range(12)))
    bases = stations({}, {"at": (40_000.0, 0.0)})
    rows = patrols(needs(towns, bases, windows=MONDAY, vehicles=vehicles({}, {}, {"home_station": "P2"})))
    assert sorted(rows["place"]) == ["P1", "P1", "P2"]
    assert sum(len(text.split("; ")) for text in rows["sites"]) == 24


def test_the_road_is_taken_where_it_is_known() -> None:
    """Two C sites at one place are 27 min apart by road: 13 + 1.4 x 27 = 50.8 min a stop, eight in 450 min."""

    def minutes(origins: object, destinations: object) -> np.ndarray:
        return np.array([[0.0 if a == b or "P1" in (a, b) else 27.0 for b in destinations] for a in origins])

    rows = patrols(needs(row_of(2, "C"), stations({}), windows=MONDAY, minutes=minutes))
    assert "51 min a stop with the way to the next, so 8 stops" in rows["reason"].item()


def test_a_place_off_the_road_has_the_straight_line() -> None:
    """Where the road says infinity, 3 km x 1.4 at 30 km/h: 8.4 min."""
    world = tiny(sites({"at": (3000.0, 0.0)}), stations({}), windows=MONDAY)
    drive = Drive.over(world.sites, world.stations, world.config.demand, lambda a, b: np.full((len(a), len(b)), np.inf))
    assert drive.between(["P1"], ["S1"])[0, 0] == pytest.approx(8.4)


def test_sectors_are_compact_and_share_the_work() -> None:
    """A line of twelve: three parts of four neighbours; a heavy place is a part of its own."""
    line = np.column_stack([np.arange(12.0), np.zeros(12)])
    assert [sorted(part.tolist()) for part in sectors(line, np.ones(12), 3)] == [
        [0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11],
    ]  # fmt: skip
    weights = np.ones(12)
    weights[0] = 11.0
    assert [len(part) for part in sectors(line, weights, 2)] == [1, 11]
    assert sorted(len(part) for part in sectors(line[:2], np.ones(2), 5)) == [1, 1]
    assert sectors(np.empty((0, 2)), np.empty(0), 3) == []


def test_the_worthiest_beat_is_worth_most() -> None:
    """A town of A sites and one of C sites: the first mobile has the former, and the greater value."""
    places = sites(
        *({"category": "A", "at": (0.0, k)} for k in range(8)),
        *({"category": "C", "at": (30_000.0, k)} for k in range(8)),
    )
    rows = patrols(needs(places, stations({}), windows=MONDAY, overrides={"demand.dosage_band": "C"})).sort_values(
        "value", ascending=False
    )
    assert len(rows) == 2
    assert rows["sites"].iloc[0] == "; ".join(f"S{k}" for k in range(1, 9))
    assert rows["value"].iloc[0] > 2 * rows["value"].iloc[1]


def test_the_head_of_the_unit_is_on_duty_each_day() -> None:
    """One Inspector at Lines from 06:00; without the rank the duty still asks for it, and says why it stays open."""
    bases = stations({}, {"kind": "lines"})
    rows = needs(bases=bases, roll=officers({"rank": "Inspector"}), windows=WEEK)
    heads = rows[rows["kind"] == "command"]
    assert list(heads.index) == [f"command-P2-202612{day}T0600" for day in range(21, 28)]
    assert set(heads["in_charge"]) == {"Inspector"}
    assert set(heads["strength"]) == {1}
    without = needs(bases=bases, roll=officers({"rank": "SI"}), windows=MONDAY).loc["command-P2-20261221T0600"]
    assert without["in_charge"] == "Inspector"
    assert "nobody on the roll has the rank, so it stays open" in without["reason"]
    off = needs(bases=bases, roll=officers({"rank": "SI"}), windows=MONDAY, overrides={"demand.head_in_charge": ""})
    assert set(off["kind"]) == {"desk"}


def test_one_officer_at_a_festival_is_an_asi() -> None:
    """A D site has one officer at Christmas, of rank ASI at least."""
    christmas = occasions({"start": WEEK[4].start, "end": WEEK[4].end})
    rows = needs(sites({"category": "D"}), dates=christmas)
    assert (rows["strength"].item(), rows["in_charge"].item()) == (1, "ASI")
    assert "(demand.festival_in_charge, derived)" in rows["reason"].item()


def test_no_site_binds_a_mobile_that_has_a_site_too_far_for_two_hours() -> None:
    """20 km x 1.4 at 30 km/h are 56 min: there, a stop of 13 and back take 125 of 120 min; for 18 km it is 114."""
    for away, wanted in ((20_000.0, 0), (18_000.0, 4)):
        places = sites({"category": "A"}, {"category": "C", "at": (away, 0.0)}, {"category": "C"})
        world = tiny(places, stations({}), windows=MONDAY)
        doses = dosage(*world.ground)["patrol-P1-20261221T0600"]
        assert {dose.site: dose.visits for dose in doses} == {"S1": wanted, "S2": 0, "S3": 0}


def test_one_mobile_stays_with_the_many_and_one_goes_round_the_rest() -> None:
    """Twelve sites in one town, three alone far off in three directions: the town is one beat, the three the other."""
    town = ({"category": "A", "at": (10.0 * k, 0.0)} for k in range(12))
    alone = ({"category": "C", "at": at} for at in ((30_000.0, 0.0), (32_000.0, 9_000.0), (31_000.0, -9_000.0)))
    bases = stations({}, {"at": (30_000.0, 0.0)})
    world = tiny(sites(*town, *alone), bases, windows=MONDAY, overrides={"demand.patrol_away": 0.0})
    rows = patrols(world.demand.set_index("duty"))
    assert rows["place"].tolist() == ["P1", "P2"]
    assert rows["sites"].iloc[1] == "S13; S14; S15"
