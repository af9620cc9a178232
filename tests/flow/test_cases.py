"""The two published cases: what is asked for, what the sentences say, and the template that stands beside the plan."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest

from benchmarks.cases_figures import charge, strengths
from benchmarks.cases_template import template_plan
from planner import flow
from planner.config import load_config, numbers
from planner.core.people import Rank
from planner.flow.making import duties_as_rows
from planner.flow.plans import check_plan, judged
from planner.tables import OfficerTable, SiteTable, StationTable

CONFIG = load_config()
SUNDAY = date(2026, 12, 6)
CHRISTMAS = date(2026, 12, 25)


@pytest.fixture(scope="module")
def capital() -> flow.Store:
    """The capital, made on the day before a Sunday."""
    store = flow.open_store("memory:")
    flow.sample(store, CONFIG, world="capital", seed=7, today=date(2026, 12, 5))
    return store


@pytest.fixture(scope="module")
def week(capital: flow.Store) -> dict[str, Any]:
    """A short search for two days of the capital, a Sunday and a plain Monday."""
    return flow.plan(capital, CONFIG, start=SUNDAY, days=2, seconds=3.0, seed=7)


@pytest.fixture(scope="module")
def festival() -> tuple[flow.Store, dict[str, Any]]:
    """The festival and what Christmas Day asks for, as a plan in which nobody stands."""
    store = flow.open_store("memory:")
    flow.sample(store, CONFIG, world="festival", seed=7, today=date(2026, 12, 20))
    wanted = flow.demand(store, CONFIG, start=CHRISTMAS, days=1, units="all")
    rows = duties_as_rows(wanted)
    empty = {"plan_id": "empty", "from": CHRISTMAS.isoformat(), "days": 1, "units": "all"}
    return store, {**empty, "duties": rows, "assignments": []}


def test_the_capital_s_plan_says_that_17_posts_are_possible(week: dict[str, Any]) -> None:
    """70 x 0.85 x 48 / 168 = 17.0 posts of one and 8 of two; 245 - 17 = 228 places have none."""
    assert "at most 17 one-person posts round the clock (8 of two)" in week["posts"]
    assert "228 of 245 sites cannot be guarded round the clock" in week["posts"]


def test_the_capital_s_plan_keeps_every_rule(capital: flow.Store, week: dict[str, Any]) -> None:
    """The independent check finds nothing broken."""
    assert week["assignments"]
    assert check_plan(capital, CONFIG, week["plan_id"])["violations"] == []


def test_each_zone_has_a_desk_a_day_with_a_woman_or_the_gap_said(week: dict[str, Any]) -> None:
    """Five stations, two days; a desk that asks for no woman, for want of one, says so."""
    desks = [row for row in week["duties"] if row["kind"] == "desk"]
    assert Counter(row["place"] for row in desks) == dict.fromkeys(("PS01", "PS02", "PS03", "PS04", "PS05"), 2)
    for row in desks:
        asks = row["women"] >= 1 or "facilitator" in row["skills"]
        assert asks or ("women" in row["unmet"] and "woman officer" in row["reason"]), row["duty"]


def test_the_capital_s_reserve_is_a_tenth_and_its_head_an_inspector(week: dict[str, Any]) -> None:
    """7 of 70 in each of two day shifts on two days: 10 %, within 10 to 15 %; one head a day."""
    reserve = [row for row in week["duties"] if row["kind"] == "reserve"]
    assert [row["strength"] for row in reserve] == [7] * 4
    assert 0.10 <= 7 / 70 <= 0.15
    assert [row["in_charge"] for row in week["duties"] if row["kind"] == "command"] == ["Inspector"] * 2


def test_the_gaps_of_visits_are_said(week: dict[str, Any]) -> None:
    """12 A and 24 B sites want a stop every two hours, and two mobiles cannot make them."""
    assert any("cannot have a stop every 120 minutes" in text for text in week["why"])


def test_a_reserve_stands_at_lines_on_the_festival(festival: tuple[flow.Store, dict[str, Any]]) -> None:
    """4 x 25 + 8 x 8 = 164 of the reserve over two day shifts: 82, led by a head constable, so no site lacks an ASI."""
    reserve = [row for row in festival[1]["duties"] if row["kind"] == "reserve"]
    assert [(row["place"], row["strength"], row["in_charge"]) for row in reserve] == [
        ("PL45", 82, "Head Constable"),
        ("PL45", 82, "Head Constable"),
    ]


def test_one_upper_subordinate_for_each_of_339_sites(festival: tuple[flow.Store, dict[str, Any]]) -> None:
    """60 + 280 = 340 for 339; with 168 and 1,814 they are 2,322; no other duty asks for one."""
    store, document = festival
    ranks = Counter(store.read(OfficerTable)["rank"])
    assert (ranks["SI"], ranks["ASI"], ranks["Head Constable"], ranks["Constable"]) == (60, 280, 168, 1814)
    assert 60 + 280 == 340
    assert sum(ranks.values()) == 2322
    asking = [row for row in document["duties"] if Rank.parse(row["in_charge"]) >= Rank.ASI]
    assert len(asking) == len({row["place"] for row in asking}) == 339
    assert {row["kind"] for row in asking} == {"guard"}


def test_a_list_without_leaders_spends_them_on_the_first_sites(
    festival: tuple[flow.Store, dict[str, Any]],
) -> None:
    """From the top of the lists, the 340 are used up early; with one put first at each site, all 339 have one."""
    store, document = festival
    roll, sites, stations = store.read(OfficerTable), store.read(SiteTable), store.read(StationTable)
    plain = template_plan(document, roll, sites, stations, leader_first=False)
    led = template_plan(document, roll, sites, stations, leader_first=True)
    for one in (plain, led):
        # 16 x 15 + 34 x 8 + 234 x 3 + 55 x 1
        assert len(one["assignments"]) == 1269
        assert len({row["officer"] for row in one["assignments"]}) == 1269
    assert strengths(led, sites, "2026-12-25")["A"] == [16, 240]
    assert charge(led, roll)["led"] == 339
    assert charge(plain, roll)["led"] < 339
    assert charge(plain, roll)["wasted"] > charge(led, roll)["wasted"]


def test_the_independent_check_judges_a_list(festival: tuple[flow.Store, dict[str, Any]]) -> None:
    """A list that sends the head of the list everywhere breaks the rule of the rank in charge."""
    store, document = festival
    frames = (store.read(OfficerTable), store.read(SiteTable), store.read(StationTable))
    found = judged(store, CONFIG, template_plan(document, *frames, leader_first=False))
    assert "in-charge" in {row["rule"] for row in found["violations"]}


@pytest.mark.parametrize(("key", "least", "most"), [("patrol.stay_min", 10, 16), ("patrol.every_min", 1, 120)])
def test_stops_are_as_koper_found_them(key: str, least: int, most: int) -> None:
    """A stop of 10 to 16 minutes, not more than two hours apart; both may be set within a range."""
    number = numbers()[key]
    assert least <= number.value <= most
    assert number.low is not None
    assert number.high is not None
    assert number.low <= number.value <= number.high
