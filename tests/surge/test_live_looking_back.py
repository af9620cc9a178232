"""Where a unit is by the clock, what somebody has to see to, and planned against actual moments."""

from __future__ import annotations

from datetime import timedelta

import pytest

from planner.surge.live import Said, state_of
from planner.surge.live_document import open_ends, state_document
from planner.surge.live_place import place_of
from planner.surge.live_timeline import spans
from tests.surge.live_worlds import START, alarm_row, entry, opening, unit_row

PATH = [[73.0, 31.0], [73.0, 31.02], [73.0, 31.03]]
"""Two thirds of the way lead to the form-up point, the rest to the crowd."""


def at(minutes: float):  # type: ignore[no-untyped-def]
    """So many minutes after the start."""
    return START + timedelta(minutes=minutes)


def ordered(*, minutes: float = 13, depart: float = 3) -> Said:
    """A1-1 and A1-2 with 5 each: they leave after 3 and are at the form-up point after 13; adequate after 20 by 10."""
    rows = [
        unit_row(name, "A1", START, minutes=minutes, depart=depart, path=PATH, form_up=[[73.0, 31.02]])
        for name in ("A1-1", "A1-2")
    ]
    promised = [{"alarm": "A1", "officers": 10, "adequate": at(20).isoformat()}]
    return entry("ordered", units=rows, promised=promised)


@pytest.mark.parametrize(("minutes", "latitude"), [(0, 31.0), (3, 31.0), (8, 31.01), (13, 31.02), (40, 31.02)])
def test_a_unit_is_as_far_along_its_way_as_its_time(minutes: float, latitude: float) -> None:
    """Between 3 and 13 min it drives to the form-up point: half-way at 8, and there it stays."""
    unit = state_of([opening(), ordered()]).units[0]
    assert place_of(unit, at(minutes)) == pytest.approx((73.0, latitude))


def test_who_was_called_back_stays_where_it_was_and_who_engaged_is_with_the_crowd() -> None:
    """Withdrawn at 8 min: half-way for ever. Engaged: at the end of the way."""
    state = state_of(
        [
            opening(),
            ordered(),
            entry("departed", 3, unit="A1-1"),
            entry("withdrawn", 8, unit="A1-1", because="a false alarm"),
            entry("arrived", 13, unit="A1-2"),
            entry("engaged", 18, unit="A1-2"),
        ]
    )
    assert place_of(state.units[0], at(30)) == pytest.approx((73.0, 31.01))
    assert place_of(state.units[1], at(15)) == pytest.approx((73.0, 31.02))
    assert place_of(state.units[1], at(30)) == pytest.approx((73.0, 31.03))


def test_what_somebody_has_to_see_to() -> None:
    """An order not read back, a unit late and silent, one behind its order, an alarm without orders."""
    log = [opening(2), ordered(), entry("delayed", 1, unit="A1-2", minutes=15, because="no driver")]
    said = open_ends(state_of(log), at(5))
    assert "Nobody has an order for A2." in said
    assert "A1-1 has not read its order back, and was to leave at 09:03." in said
    assert "A1-2 is 15 min behind its order: no driver" in said
    assert "A1-1 is overdue by 7 min and silent." in open_ends(state_of(log), at(20))


def test_planned_and_actual_moments() -> None:
    """Noticed after 10 min, first unit after 14, ten together after 16, with the crowd after 25: 5 min late."""
    since = {**alarm_row(1), "since": at(-10).isoformat()}
    state = state_of(
        [
            Said("opened", {"at": START.isoformat(), "by": "C-1", "alarms": [since]}),
            ordered(),
            entry("arrived", 14, unit="A1-1"),
            entry("arrived", 16, unit="A1-2"),
            entry("engaged", 24, unit="A1-1"),
            entry("engaged", 25, unit="A1-2"),
        ]
    )
    (span,) = spans(state)
    assert (span.notice_min, span.first_order, span.planned_first, span.first) == (10, START, at(13), at(14))
    assert (span.assembled, span.adequate, span.planned_adequate, span.late_min) == (at(16), at(25), at(20), 5)


def test_who_left_again_does_not_make_a_force() -> None:
    """Five came and were withdrawn before the other five came: ten were never there together."""
    state = state_of(
        [
            opening(),
            ordered(),
            entry("arrived", 13, unit="A1-1"),
            entry("withdrawn", 14, unit="A1-1", because="needed elsewhere"),
            entry("arrived", 15, unit="A1-2"),
        ]
    )
    (span,) = spans(state)
    assert (span.first, span.assembled, span.adequate) == (at(13), None, None)


def test_the_document_counts_down() -> None:
    """At 09:05 the force is promised in 15 min, 10 are sent and none is there; minutes count from the moment asked."""
    document = state_document(state_of([opening(), ordered()]), at(5), overdue_min=5)
    (alarm,) = document["alarms"]
    assert (alarm["sent"], alarm["there"], alarm["promised"]["minutes_left"]) == (10, 0, 15)
    assert alarm["last_eta"] == at(13).isoformat()
    assert [unit["minutes_left"] for unit in document["units"]] == [8, 8]
