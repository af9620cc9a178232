"""A place with several kinds of vehicles becomes an origin for each: nobody twice, nobody lost, a leader in each."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from planner.config import load_config
from planner.core.people import Rank, Vehicle
from planner.surge import Origin, Person, Place
from planner.surge.places import ON_FOOT, origins_of, seated

CONFIG = load_config().surge
FAST_MOTORCYCLE = {"car": [100], "motorcycle": [80], "heavy": [140]}


def people(constables: int, *heads: Rank) -> tuple[Person, ...]:
    """Constables, and those of higher rank."""
    team = [Person(f"c{k:02d}", Rank.CONSTABLE, k % 3 == 0) for k in range(constables)]
    return tuple(sorted([*team, *(Person(f"h{k}", rank, False) for k, rank in enumerate(heads))]))


def vehicle(name: str, seats: int, profile: str) -> Vehicle:
    """A vehicle."""
    return Vehicle(name, profile, seats, profile, "PS")


def split(place: Place, drive: dict[str, list[int | None]] | None = None) -> list[tuple[Origin, str]]:
    """The origins of a place."""
    return list(origins_of(place, drive or dict(FAST_MOTORCYCLE), CONFIG))


def station(team: tuple[Person, ...], *vehicles: Vehicle, stays: int = 2, loose: int = 0) -> Place:
    """A station."""
    return Place("PS", "PS", "station", 0.0, 0.0, team, vehicles, loose, 3, stays)


def test_one_kind_of_vehicle_is_one_origin() -> None:
    """Its name is that of the place; turn-out and desk are those of the place."""
    ((origin, profile),) = split(station(people(8, Rank.ASI), vehicle("v1", 8, "car")))
    assert (origin.id, origin.place, profile) == ("PS", "PS", "car")
    assert (origin.turnout, origin.desk_minimum, origin.drive, origin.give) == (30, 2, (100,), 7)


def test_the_fastest_are_filled_first_and_who_stays_is_with_the_slowest() -> None:
    """Of 14, 2 stay; two motorcycles take 4 with a leader; the car part has 10, of whom 8 may go."""
    team = people(12, Rank.ASI, Rank.HEAD_CONSTABLE)
    place = station(team, *(vehicle(f"m{k}", 2, "motorcycle") for k in (1, 2)), vehicle("v1", 8, "car"))
    (fast, _), (slow, _) = split(place)
    assert (fast.id, fast.drive, len(fast.people), fast.give) == ("PS motorcycle", (80,), 4, 4)
    assert (slow.id, slow.drive, len(slow.people), slow.give) == ("PS car", (100,), 10, 8)
    assert all(any(p.rank >= Rank.HEAD_CONSTABLE for p in part.people) for part in (fast, slow))


def test_fast_vehicles_leave_the_slow_ones_enough_for_a_unit() -> None:
    """Of 11, 9 may go; 8 on motorcycles would leave one alone, so 5 ride and 4 drive."""
    team = people(9, Rank.ASI, Rank.HEAD_CONSTABLE)
    riders = [vehicle(f"m{k}", 2, "motorcycle") for k in range(4)]
    (fast, _), (slow, _) = split(station(team, *riders, vehicle("v1", 8, "car")))
    assert (fast.give, slow.give) == (5, 4)


def test_a_part_too_small_for_a_unit_is_not_made() -> None:
    """One motorcycle seats two, who are no unit: all of them drive, and its seats stay empty."""
    place = station(people(9, Rank.ASI), vehicle("m1", 2, "motorcycle"), vehicle("v1", 8, "car"))
    ((origin, profile),) = split(place)
    assert (profile, len(origin.people), [v.id for v in origin.vehicles]) == ("car", 10, ["v1"])


def test_what_cannot_get_there_is_the_slowest() -> None:
    """Motorcycles that may not use the only way are filled last, and the staff of the desk is with them."""
    place = station(people(12, Rank.ASI, Rank.SI), vehicle("m1", 4, "motorcycle"), vehicle("v1", 8, "car"))
    (first, _), (last, _) = split(place, {"car": [100], "motorcycle": [None]})
    assert (first.id, last.id, last.desk_minimum) == ("PS car", "PS motorcycle", 2)


def test_guards_walk() -> None:
    """Without a vehicle they leave on foot, all who may."""
    place = Place("S1 guard", "S1", "guard", 0.0, 0.0, people(3, Rank.HEAD_CONSTABLE), (), 4, 2, on_foot=True)
    ((origin, profile),) = split(place, {ON_FOOT: [90]})
    assert (profile, origin.drive, origin.give, origin.kind) == (ON_FOOT, (90,), 4, "guard")


@given(
    st.integers(0, 40),
    st.lists(st.sampled_from([Rank.HEAD_CONSTABLE, Rank.ASI, Rank.SI, Rank.INSPECTOR]), max_size=6),
    st.lists(st.tuples(st.integers(1, 20), st.sampled_from(["car", "motorcycle", "heavy"])), max_size=8),
    st.integers(0, 6),
)
def test_a_split_loses_nobody_and_no_unit_is_without_a_leader(
    constables: int, heads: list[Rank], fleet: list[tuple[int, str]], stays: int
) -> None:
    """Everybody is in one part, each part that was split off can form a unit, and no vehicle is in two."""
    team = people(constables, *heads)
    vehicles = [vehicle(f"v{k}", seats, profile) for k, (seats, profile) in enumerate(fleet)]
    place = station(team, *vehicles, stays=min(stays, len(team)))
    parts = split(place)
    assert sorted(p for origin, _ in parts for p in origin.people) == sorted(team)
    used = [v.id for origin, _ in parts for v in origin.vehicles]
    assert len(used) == len(set(used))
    assert all(v.profile == profile for origin, profile in parts for v in origin.vehicles)
    for origin, _ in parts[:-1]:
        assert origin.give == len(origin.people) >= CONFIG.unit_min
        assert max(p.rank for p in origin.people) >= Rank.HEAD_CONSTABLE
    assert parts[-1][0].desk_minimum == place.stays
    assert len({origin.id for origin, _ in parts}) == len(parts)


def test_a_reserve_takes_the_smallest_vehicle_that_holds_it() -> None:
    """Ten take the van of 12, not the bus; sixty take the bus of 40 and then the van that holds the rest."""
    fleet = [vehicle("bus", 40, "heavy"), vehicle("van", 12, "car"), vehicle("car", 5, "car")]
    assert [v.id for v in seated(fleet, 10)] == ["van"]
    assert [v.id for v in seated(fleet, 50)] == ["bus", "van"]
    assert [v.id for v in seated(fleet, 0)] == []
