"""Service times and what an occasion touches."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from planner.core.services import Service, area_chains, lies_in, local_days, parse_services, touches
from planner.core.time import Window

KARACHI = ZoneInfo("Asia/Karachi")
MO, TU, WE, TH, FR, SA, SU = range(7)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Su 09:00-11:00", [(SU, 540, 660)]),
        ("Su 09:00-11:00; We,Fr 18:00-19:00", [(WE, 1080, 1140), (FR, 1080, 1140), (SU, 540, 660)]),
        ("Mo-We 05:00-06:00", [(d, 300, 360) for d in (MO, TU, WE)]),
        ("Sa-Mo 05:00-06:00", [(MO, 300, 360), (SA, 300, 360), (SU, 300, 360)]),
        ("Su 08:00-09:00,10:00-11:30", [(SU, 480, 540), (SU, 600, 690)]),
        ("Su 10:00", [(SU, 600, None)]),
        ("Sunday: 9am-11am", [(SU, 540, 660)]),
        ("Sundays 9-11am", [(SU, 540, 660)]),
        ("su 11-1pm", [(SU, 660, 780)]),
        ("Tues & Thurs 18.30 – 19.30", [(TU, 1110, 1170), (TH, 1110, 1170)]),
        ("Sa 23:00-01:00", [(SA, 1380, 1500)]),
        ("daily 06:00-07:00", [(d, 360, 420) for d in range(7)]),
        ("05:30-06:00", [(d, 330, 360) for d in range(7)]),
        ("Su 00:00-24:00", [(SU, 0, 1440)]),
    ],
)
def test_forms_that_people_write_are_read(text: str, expected: list[tuple[int, int, int | None]]) -> None:
    """The OSM form, and the looser forms of a hand-kept list, give the same services."""
    times = parse_services(text)
    assert times.services == tuple(Service(*one) for one in expected)
    assert times.unread == ()


@pytest.mark.parametrize(
    "text",
    ["after dawn", "Su sunrise-sunset", "PH 10:00", "Su[1] 10:00", "Su 25:00", "Su 10:75", "Su 9-11", "Xx 10:00", "Su",
     "13pm", "Su 10:00-10:00", "اتوار 10:00", "Su 10:00 maybe"],
)  # fmt: skip
def test_what_cannot_be_read_is_none_and_is_said(text: str) -> None:
    """A rule that is not understood gives no service and comes back as it was written."""
    times = parse_services(text)
    assert times.services == ()
    assert times.unread == (text,)


def test_a_bad_rule_does_not_take_the_good_ones_with_it() -> None:
    """Rules stand alone."""
    times = parse_services("Su 09:00-11:00; by appointment; ;We 18:00-19:00;")
    assert times.weekdays == {SU, WE}
    assert times.unread == ("by appointment",)


def test_empty_text_is_no_service() -> None:
    """Unknown service times are empty, and nothing is unread."""
    assert parse_services("").services == parse_services(" ; ").services == ()
    assert parse_services("").unread == ()


def test_a_service_is_a_window_in_local_time() -> None:
    """Sunday 09:00 in Karachi is 04:00 UTC; a service without an end lasts the default."""
    times = parse_services("Su 09:00-11:00; Su 18:00")
    first, second = times.on(date(2026, 12, 27), KARACHI, default_min=90)
    assert first == Window(datetime(2026, 12, 27, 4, tzinfo=UTC), datetime(2026, 12, 27, 6, tzinfo=UTC))
    assert second == Window(datetime(2026, 12, 27, 13, tzinfo=UTC), datetime(2026, 12, 27, 14, 30, tzinfo=UTC))
    assert times.on(date(2026, 12, 28), KARACHI, default_min=90) == ()


def test_local_days_of_a_window() -> None:
    """A UTC day touches two Karachi days; a Karachi day touches one."""
    utc_day = Window(datetime(2026, 12, 24, tzinfo=UTC), datetime(2026, 12, 25, tzinfo=UTC))
    assert local_days(utc_day, KARACHI) == (date(2026, 12, 24), date(2026, 12, 25))
    here = Window(datetime(2026, 12, 24, tzinfo=KARACHI), datetime(2026, 12, 25, tzinfo=KARACHI))
    assert local_days(here, KARACHI) == (date(2026, 12, 24),)


@pytest.mark.parametrize(
    ("area", "of", "expected"),
    [
        ("T1", "", True), ("T1", "T1", True), ("T10", "T1", False), ("T1-U3", "T1", True), ("T1/U3", "T1", True),
        ("PK0706", "PK07", True), ("PK07", "PK0706", False), ("PK071", "PK07", False), ("", "T1", False),
        ("Northern", "North", False),
    ],
)  # fmt: skip
def test_area_codes_nest(area: str, of: str, expected: bool) -> None:
    """A code lies in another after a separator or as a place code; T10 does not lie in T1."""
    assert lies_in(area, of) is expected


def test_an_area_lies_in_those_above_it() -> None:
    """A settlement whose code says nothing of its tehsil lies in it, and in its district, by the chain."""
    chains = area_chains({"S12": "LHR-T", "LHR-T": "PK07", "PK07": "", "S9": "gone", "A": "B", "B": "A"})
    assert chains["S12"] == "S12 < LHR-T < PK07"
    assert (chains["S9"], chains["A"], chains["B"]) == ("S9 < gone", "A < B", "B < A")
    assert [lies_in(chains["S12"], of) for of in ("S12", "LHR-T", "PK07", "", "S1", "PK08")] == [True] * 4 + [False] * 2
    assert not lies_in("S12", "LHR-T")
    assert touches("christian", "LHR-T", site_community="christian", site_area=chains["S12"])


def test_an_occasion_touches_its_community_in_its_area() -> None:
    """The community must fit unless it is unknown, and the area must fit unless it is empty."""
    assert touches("christian", "", site_community="christian", site_area="T1")
    assert touches("unknown", "", site_community="hindu", site_area="T1")
    assert not touches("christian", "", site_community="hindu", site_area="T1")
    assert not touches("christian", "T2", site_community="christian", site_area="T1")
