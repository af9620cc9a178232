"""Who is needed where and when: each number worked out on tiny worlds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from planner.config import load_config
from planner.core.errors import ConfigError
from planner.core.time import Window, day_windows
from planner.demand import derive
from planner.demand.hours import merged
from planner.risk import score
from tests.demand.world import MONDAY, SUNDAY, WEEK, moment, needs
from tests.risk.frames import AS_OF, TIMEZONE, incidents, occasions, officers, sites, stations


def test_a_sunday_service_at_an_a_site() -> None:
    """Service 09:00-11:00: three officers from 08:00 to 11:30, an ASI in charge, worth 40 x 4 + 9 (the only site)."""
    roll = officers({"is_woman": True})
    rows = needs(sites({"category": "A", "service_times": "Su 09:00-11:00"}), roll=roll)
    guard = rows.loc["guard-S1-20261227T0800"]
    assert (guard["start"], guard["end"]) == (moment(6, 8), moment(6, 11, 30))
    assert (guard["strength"], guard["in_charge"], guard["women"], guard["value"]) == (3, "ASI", 1, 169)
    assert guard["reason"] == (
        "guard at Sunday service, category A: 3 officers (demand.guard_a, assumption), "
        "ASI in charge (demand.guard_in_charge, derived)"
    )
    assert (guard["sites"], guard["unmet"]) == ("S1", "")
    assert list(rows.index) == ["guard-S1-20261227T0800"]


@pytest.mark.parametrize(
    ("category", "strength", "in_charge"), [("A+", 4, "ASI"), ("A", 3, "ASI"), ("B", 2, "Head Constable")]
)
def test_strength_follows_the_category(category: str, strength: int, in_charge: str) -> None:
    """A+ 4, A 3, B 2 at a routine service; a pair may be led by a Head Constable."""
    guard = needs(sites({"category": category, "service_times": "Su 09:00"}), windows=SUNDAY).iloc[0]
    assert (guard["strength"], guard["in_charge"]) == (strength, in_charge)


def test_c_and_d_sites_have_no_guard_on_ordinary_days_but_a_mobile() -> None:
    """Two sites share one mobile from the nearest station, three shifts a day from 06:00."""
    rows = needs(
        sites({"category": "C", "service_times": "Mo 09:00"}, {"category": "D"}),
        stations({"at": (9000.0, 0.0)}, {"at": (10.0, 0.0)}, {"kind": "lines"}),
        roll=officers(*[{"skills": "driver"}] * 3),
        windows=MONDAY,
    )
    patrols = rows[rows["kind"] == "patrol"]
    assert list(patrols.index) == [f"patrol-P2-20261221T{h}00" for h in ("06", "14", "22")]
    assert set(patrols["strength"]) == {2}
    assert set(patrols["skills"]) == {"driver:1"}
    assert patrols["end"].iloc[2] == moment(1, 6)
    assert patrols["reason"].iloc[0].startswith("mobile 1 of 1 for 2 sites")
    assert set(patrols["sites"]) == {"S1; S2"}
    assert not (rows["kind"] == "guard").any()


def test_mobiles_from_one_station_have_names_of_their_own() -> None:
    """Thirty A sites in one street want 4 stops a shift each of 13 min: 1,560 min, so four mobiles of 450 min."""
    street = sites(*({"category": "A", "at": (float(x), 1.0)} for x in range(30)))
    rows = needs(street, stations({}), windows=MONDAY)
    first = [name for name in rows.index if name.startswith("patrol-P1-20261221T0600")]
    assert first == ["patrol-P1-20261221T0600", *(f"patrol-P1-20261221T0600-{n}" for n in (2, 3, 4))]


def test_a_festival_mans_every_site_of_its_community() -> None:
    """Christmas on Friday: a C site without a known service is guarded 08:00-16:00 by 3 with an ASI; the Hindu not."""
    christmas = occasions({"start": WEEK[4].start, "end": WEEK[4].end})
    rows = needs(sites({"category": "C"}, {"category": "C", "community": "hindu"}), dates=christmas)
    guard = rows[rows["kind"] == "guard"]
    assert list(guard.index) == ["guard-S1-20261225T0800"]
    row = guard.iloc[0]
    assert (row["start"], row["end"], row["strength"], row["in_charge"]) == (moment(4, 8), moment(4, 16), 3, "ASI")
    assert row["reason"].startswith(
        "guard at Christmas (festival), category C: 3 officers (demand.festival_c, derived)"
    )


def test_every_day_on_which_a_festival_may_fall_is_manned() -> None:
    """Expected on Thursday, a day sooner or later by the moon: guards on Wednesday, Thursday and Friday."""
    eid = occasions({"start": WEEK[3].start, "end": WEEK[3].end, "doubt_days": 1.0})
    rows = needs(sites({"category": "C"}), dates=eid)
    guard = rows[rows["kind"] == "guard"]
    assert list(guard.index) == [f"guard-S1-202612{day}T0800" for day in (23, 24, 25)]


def test_a_festival_service_gets_the_festival_strength_once() -> None:
    """On a Friday with a Friday service the guard stands at the service, 15 strong, and there is no second guard."""
    christmas = occasions({"start": WEEK[4].start, "end": WEEK[4].end})
    rows = needs(sites({"category": "A", "service_times": "Fr 10:00-12:00"}), dates=christmas)
    assert list(rows.index) == ["guard-S1-20261225T0900"]
    assert rows["strength"].item() == 15


def test_a_big_festival_guard_has_two_women() -> None:
    """25 officers with 2 women, as at Sacred Heart Cathedral: 0.08 x 25."""
    christmas = occasions({"start": WEEK[4].start, "end": WEEK[4].end})
    roll = officers(*[{"is_woman": True}] * 3)
    row = needs(sites({"category": "A+"}), dates=christmas, roll=roll).iloc[0]
    assert (row["strength"], row["women"]) == (25, 2)


def test_other_occasions_ask_for_a_routine_guard() -> None:
    """On the day of a verdict an A site has its three officers, a C site none."""
    verdict = occasions({"kind": "verdict", "name_en": "", "start": moment(1, 7), "end": moment(1, 10)})
    rows = needs(sites({"category": "A"}, {"category": "C"}), dates=verdict)
    assert list(rows.index) == ["guard-S1-20261222T0800"]
    assert (rows["strength"].item(), rows["end"].item()) == (3, moment(1, 10))
    assert "verdict" in rows["reason"].item()


def test_only_places_of_worship_are_guarded() -> None:
    """A school with times on record gets no guard."""
    assert len(needs(sites({"category": "A", "kind": "school", "service_times": "Mo-Sa 08:00"}))) == 0


def test_women_go_where_they_are_worth_most() -> None:
    """One woman on the roll: the A site has her, the B festival and the desk say that they have not."""
    christmas = occasions({"start": MONDAY[0].start, "end": MONDAY[0].end})
    roll = officers({"is_woman": True}, {})
    rows = needs(
        sites({"category": "B"}, {"category": "A"}), stations({"has_desk": True}), christmas, roll, windows=MONDAY
    )
    assert rows.loc["guard-S2-20261221T0800", "women"] == 1
    assert rows.loc["guard-S1-20261221T0800", "women"] == 0
    assert "no woman officer is left on the roll" in rows.loc["guard-S1-20261221T0800", "reason"]
    assert rows.loc["guard-S1-20261221T0800", "unmet"] == "women:1"
    assert rows.loc["desk-P1-20261221T0800", "women"] == 0
    assert rows.loc["desk-P1-20261221T0800", "unmet"] == "victim-support:1; women|facilitator:1"


def test_a_woman_on_leave_is_not_counted() -> None:
    """On her leave the guard asks for none and says that one is missing, the day after for one."""
    leave = f"{MONDAY[0].start.isoformat()}/{MONDAY[0].end.isoformat()}"
    rows = needs(
        sites({"category": "A", "service_times": "Mo,Tu 10:00"}), roll=officers({"is_woman": True, "leave": leave})
    )
    rows = rows[rows["kind"] == "guard"]
    assert rows["women"].tolist() == [0, 1]
    assert rows["unmet"].tolist() == ["women:1", ""]


def test_desks_stand_where_they_are_on_record() -> None:
    """Two officers with a woman and the skill from 08:00 for eight hours, each day."""
    roll = officers({"is_woman": True, "skills": "victim-support:2027-01-01"})
    rows = needs(bases=stations({}, {"has_desk": True}), roll=roll)
    rows = rows[rows["kind"] == "desk"]
    assert list(rows.index) == [f"desk-P2-202612{day}T0800" for day in range(21, 28)]
    assert set(rows["unmet"]) == {""}
    assert set(rows["women"]) == {1}
    assert set(rows["skills"]) == {"victim-support:1"}
    assert rows["end"].iloc[0] == moment(0, 16)


def test_without_a_desk_on_record_the_stations_near_the_worst_sites_have_one() -> None:
    """Of three stations the two nearest to the most worth: P3 has an A+ site, P1 two C sites, P2 one; not the Lines."""
    rows = needs(
        sites({"category": "A+", "at": (3e4, 0.0)}, {"at": (1.0, 0.0)}, {"at": (2.0, 0.0)}, {"at": (2e4, 0.0)}),
        stations({}, {"at": (2e4, 0.0)}, {"at": (3e4, 0.0)}, {"kind": "lines", "at": (3e4, 0.0)}),
        windows=MONDAY,
        overrides={"demand.desk_default": 2},
    )
    desks = rows[rows["kind"] == "desk"]
    assert desks["place"].tolist() == ["P1", "P3"]
    assert "demand.desk_default" in desks["reason"].iloc[0]


def test_a_reserve_stands_at_lines_by_day() -> None:
    """A tenth of a unit of 20 is 2, in the morning and the evening shift, none at night."""
    roll = officers(*[{}] * 20, *[{"unit": "station"}] * 50)
    rows = needs(bases=stations({}, {"kind": "lines"}), roll=roll, windows=MONDAY)
    rows = rows[rows["kind"] == "reserve"]
    assert list(rows.index) == ["reserve-P2-20261221T0600", "reserve-P2-20261221T1400"]
    assert set(rows["strength"]) == {2}


def test_hours_are_those_of_the_wall_clock() -> None:
    """09:00 in Karachi is 04:00 UTC; the name of the duty shows the clock there."""
    windows = day_windows(AS_OF.replace(tzinfo=None).replace(tzinfo=UTC), 8)
    rows = needs(sites({"category": "A", "service_times": "Su 09:00-11:00"}), windows=windows, timezone="Asia/Karachi")
    assert rows.loc["guard-S1-20261227T0800", "start"] == moment(6, 3)


def test_a_duty_belongs_to_the_window_in_which_it_begins() -> None:
    """A service after midnight is guarded from the evening before; two adjacent plans hold it once."""
    places = sites({"category": "A", "service_times": "Tu 00:30-01:30"})
    monday, tuesday = needs(places, windows=MONDAY), needs(places, windows=WEEK[1:2])
    assert list(monday.index) == ["guard-S1-20261221T2330"]
    assert len(tuesday) == 0


def test_neighbouring_services_are_one_duty_and_long_ones_are_relieved() -> None:
    """Gaps up to an hour are closed while the whole fits a shift; what is longer is cut into equal parts."""
    start = datetime(2026, 12, 27, 8, tzinfo=UTC)

    def span(first: float, last: float) -> Window:
        return Window(start + timedelta(hours=first), start + timedelta(hours=last))

    assert merged([span(0, 2), span(2.5, 4)], gap_min=60, longest_min=480) == (span(0, 4),)
    assert merged([span(0, 2), span(3.5, 4)], gap_min=60, longest_min=480) == (span(0, 2), span(3.5, 4))
    assert merged([span(0, 5), span(5.5, 9)], gap_min=60, longest_min=480) == (span(0, 5), span(5.5, 9))
    assert merged([span(0, 12)], gap_min=60, longest_min=480) == (span(0, 6), span(6, 12))


def test_a_deployment_value_is_named_as_such() -> None:
    """Who overrides a number reads so in the reason."""
    rows = needs(sites({"category": "A", "service_times": "Su 09:00"}), overrides={"demand.guard_a": 8}, windows=SUNDAY)
    assert rows["strength"].item() == 8
    assert "(demand.guard_a, set by the deployment)" in rows["reason"].item()


def test_a_site_without_category_counts_by_its_band() -> None:
    """The only site with incidents among a hundred is of band A+, and is guarded as such."""
    places = sites(*({"category": "", "at": (5e4 * k, 0.0), "service_times": "Mo 09:00"} for k in range(60)))
    config = load_config()
    past = incidents({"days_ago": 20}, {"days_ago": 30})
    risk = score(places, past, occasions(), config.risk, windows=MONDAY, as_of=AS_OF, timezone=TIMEZONE)
    rows = derive(
        risk, places, stations(), occasions(), officers(), config.demand, config.roster,
        windows=MONDAY, timezone=TIMEZONE,
    ).set_index("duty")  # fmt: skip
    assert rows.loc["guard-S1-20261221T0800", "strength"] == 4
    assert "band A+ of the risk, no category on record" in rows.loc["guard-S1-20261221T0800", "reason"]


def test_nothing_there_needs_nothing() -> None:
    """No sites, stations, officers or windows: an empty table."""
    assert len(needs()) == 0
    assert len(needs(sites({"category": "A"}), windows=())) == 0


def test_the_same_input_gives_the_same_duties_in_any_order_of_rows() -> None:
    """Rows may come shuffled; the table does not change."""
    places = sites(*({"category": c, "service_times": "Su 09:00", "at": (k, 0)} for k, c in enumerate("ABCDA")))
    bases = stations({}, {"at": (9.0, 9.0)})
    pd.testing.assert_frame_equal(needs(places, bases), needs(places.iloc[::-1], bases.iloc[::-1]))


def test_a_misspelt_rank_is_named() -> None:
    """The key is in the message."""
    with pytest.raises(ConfigError, match=r"demand\.guard_in_charge"):
        needs(sites({"category": "A", "service_times": "Su 09:00"}), overrides={"demand.guard_in_charge": "Boss"})
