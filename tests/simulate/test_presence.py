"""A plan as presences: duties at their place, mobiles along their route."""

from __future__ import annotations

import pytest

from planner.core.duty import DutyKind, Route, Visit
from planner.core.errors import InputError
from planner.core.plan import Assignment, Plan, Status
from planner.simulate import Presence, presences
from tests.simulate.scenes import KM, hours, stands

PLACES = {"BASE": (0.0, 0.0), "S1": (5 * KM, 0.0), "S2": (9 * KM, 0.0)}


def plan(*assigned: tuple[str, str, DutyKind, str, float, float], routes: tuple[Route, ...] = ()) -> Plan:
    """A plan of (officer, duty, kind, place, from hour, to hour)."""
    rows = tuple(Assignment(who, duty, kind, place, hours(a, b)) for who, duty, kind, place, a, b in assigned)
    return Plan("p", Status.GOOD, rows, (), 0, 0, 0.0, 7, routes=routes)


def test_officers_of_a_duty_stand_at_its_place() -> None:
    """Two at a desk from 9 to 17, one guard at S1 from 8 to 12."""
    made = plan(
        ("A", "desk", DutyKind.DESK, "BASE", 9, 17),
        ("B", "desk", DutyKind.DESK, "BASE", 9, 17),
        ("C", "guard", DutyKind.GUARD, "S1", 8, 12),
    )
    assert set(presences(made, PLACES)) == {
        stands(0, 9, 17, 2, DutyKind.DESK),
        stands(5, 8, 12, 1, DutyKind.GUARD),
    }


def test_a_mobile_is_at_the_nearer_of_its_stops() -> None:
    """Out at 6, S1 from 7 to 7:30, S2 from 8:30 to 9, back at 14.

    It is at the base until 6:30, half-way to 7; at S1 until 8, half-way from 7:30 to 8:30; at S2 until 11:30, half-way
    from 9 to 14; then at the base.
    """
    route = Route("p1", "V1", "BASE", hours(6, 14), (Visit("S2", hours(8.5, 9)), Visit("S1", hours(7, 7.5))))
    made = plan(*((who, "p1", DutyKind.PATROL, "BASE", 6, 14) for who in "AB"), routes=(route,))
    assert presences(made, PLACES) == tuple(
        stands(km, a, b, 2, DutyKind.PATROL) for km, a, b in ((0, 6, 6.5), (5, 6.5, 8), (9, 8, 11.5), (0, 11.5, 14))
    )


def test_a_mobile_without_a_route_stands_at_its_base() -> None:
    """No routes in the plan; and a route without visits is the same."""
    rows = tuple((who, "p1", DutyKind.PATROL, "BASE", 6, 14) for who in "AB")
    whole = (stands(0, 6, 14, 2, DutyKind.PATROL),)
    assert presences(plan(*rows), PLACES) == whole
    still = presences(plan(*rows, routes=(Route("p1", "V1", "BASE", hours(6, 14), ()),)), PLACES)
    assert {(one.x_m, one.officers) for one in still} == {(0.0, 2)}
    assert sum(one.window.minutes for one in still) == 8 * 60


def test_a_route_shorter_than_its_duty_leaves_the_rest_at_the_base() -> None:
    """Duty from 6 to 14, route from 7 to 13 with S1 all of 8 to 12: the base until 7:30 and from 12:30."""
    route = Route("p1", "V1", "BASE", hours(7, 13), (Visit("S1", hours(8, 12)),))
    found = presences(plan(("A", "p1", DutyKind.PATROL, "BASE", 6, 14), routes=(route,)), PLACES)
    assert [(one.x_m, one.window) for one in found] == [
        (0.0, hours(6, 7.5)),
        (5 * KM, hours(7.5, 12.5)),
        (0.0, hours(12.5, 14)),
    ]


def test_vehicles_of_one_duty_share_its_officers() -> None:
    """Three officers, two vehicles: two in the first, one in the second; nobody is doubled."""
    routes = tuple(Route("p1", f"V{n}", "BASE", hours(6, 14), (Visit(f"S{n}", hours(6, 14)),)) for n in (1, 2))
    found = presences(plan(*((who, "p1", DutyKind.PATROL, "BASE", 6, 14) for who in "ABC"), routes=routes), PLACES)
    assert found == (stands(5, 6, 14, 2, DutyKind.PATROL), stands(9, 6, 14, 1, DutyKind.PATROL))


def test_officer_minutes_are_kept() -> None:
    """Whatever the route, the mobile is somewhere all the time, once."""
    visits = tuple(Visit(f"S{1 + n % 2}", hours(6.5 + n, 6.75 + n)) for n in range(7))
    made = plan(
        *((who, "p1", DutyKind.PATROL, "BASE", 6, 14) for who in "AB"),
        routes=(Route("p1", "V1", "BASE", hours(6, 14), visits),),
    )
    assert sum(one.officers * one.window.minutes for one in presences(made, PLACES)) == 2 * 8 * 60


def test_a_place_that_is_not_known_is_named() -> None:
    """The guard's site was deleted."""
    with pytest.raises(InputError, match="S9"):
        presences(plan(("A", "guard", DutyKind.GUARD, "S9", 8, 12)), PLACES)


def test_a_presence_is_a_place_a_window_and_officers() -> None:
    """The order of its parts is that of the contract."""
    assert Presence(1.0, 2.0, hours(8, 9), 3, DutyKind.DESK).officers == 3
