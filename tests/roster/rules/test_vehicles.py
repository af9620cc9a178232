"""Two vehicles at Lines, with four and with eight seats."""

from __future__ import annotations

from planner.core.duty import DutyKind
from planner.roster.problem import RosterProblem
from planner.roster.rules.vehicles import Vehicles
from tests.roster.days import at, breaches, duty, officer, problem

CREWS = [officer(f"O{i}") for i in range(3)]


def mobiles(*strengths: int, hours: float = 8, **numbers: object) -> RosterProblem:
    """Mobiles from Lines at eight in the morning, and one in the evening."""
    usual: dict[str, object] = {"vehicles": {"Lines": (4, 8)}}
    out = [
        duty(f"m{i}", at(8), hours, kind=DutyKind.PATROL, place="Lines", strength=strength)
        for i, strength in enumerate(strengths)
    ]
    evening = duty("evening", at(16), 8, kind=DutyKind.PATROL, place="Lines", strength=4)
    return problem(CREWS, [*out, evening], **{**usual, **numbers})


def test_two_mobiles_and_another_in_the_evening_are_allowed() -> None:
    """At four the first two are back."""
    assert breaches(Vehicles(), mobiles(4, 4), m0="O0", m1="O1", evening="O2") == []


def test_third_mobile_at_the_same_time_is_forbidden() -> None:
    """There are two vehicles."""
    (found,) = breaches(Vehicles(), mobiles(3, 3, 3), m0="O0", m1="O1", m2="O2")
    assert (found.rule, found.subject) == ("vehicles", "Lines")
    assert "3 mobiles out from Lines at Monday 2 March 08:00" in found.sentence
    assert "vehicles there: 2 with 3 seats or more" in found.sentence


def test_second_large_mobile_is_forbidden() -> None:
    """Only one vehicle seats six, and the strength counts, not who came."""
    (found,) = breaches(Vehicles(), mobiles(6, 6), m0="O0", m1="O1")
    assert "vehicles there: 1 with 6 seats or more" in found.sentence


def test_mobile_that_is_out_until_the_evening_counts_then_too() -> None:
    """Two mobiles of ten hours are still out at four: the evening's is a third."""
    (found,) = breaches(Vehicles(), mobiles(4, 4, hours=10), m0="O0", m1="O1", evening="O2")
    assert "16:00" in found.sentence


def test_place_without_vehicles_needs_none_when_they_are_not_counted() -> None:
    """None on record says nothing; a record without the place says that there are none."""
    assert breaches(Vehicles(), mobiles(4, vehicles=None), m0="O0") == []
    assert len(breaches(Vehicles(), mobiles(4, vehicles={}), m0="O0")) == 1
