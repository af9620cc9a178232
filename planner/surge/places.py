"""The places where people of the force are now, and how each becomes one origin for each kind of vehicle."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from planner.config import SurgeConfig
from planner.core.people import Officer, Rank, Skill, Vehicle
from planner.core.time import Window
from planner.surge.problem import TENTHS, Origin, Person
from planner.tables import OfficerTable, check_table

RIOT_CONTROL = "riot-control"
ON_FOOT = "foot"
CAR = "car"
"""Profile of seats that belong to no vehicle on record."""
_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Place:
    """Where people stand together: how many of them stay in any case, what they can leave with, after how long.

    `place` names the station or site; `kind` is that of an origin. `only_site` is the one site that guards cover while
    they stand there ("": whoever is in reach). `on_foot` have no vehicle and walk.
    """

    id: str
    place: str
    kind: str
    x_m: float
    y_m: float
    people: tuple[Person, ...]
    vehicles: tuple[Vehicle, ...] = ()
    loose_seats: int = 0
    turnout_min: int = 0
    stays: int = 0
    only_site: str = ""
    on_foot: bool = False

    @property
    def profiles(self) -> tuple[str, ...]:
        """How they can leave, each once."""
        if self.on_foot:
            return (ON_FOOT,)
        return tuple(dict.fromkeys(v.profile for v in self.vehicles)) or (CAR,)


def officers_of(roll: pd.DataFrame) -> tuple[Officer, ...]:
    """The officers of an OfficerTable, in its order."""
    return tuple(
        Officer(
            row.officer,
            Rank.parse(row.rank),
            bool(row.is_woman),
            Skill.parse_many(row.skills),
            row.home_station,
            row.unit,
            tuple(Window.parse(part.strip()) for part in row.leave.split(";") if part.strip()),
        )
        for row in check_table(OfficerTable, roll).itertuples(index=False)
    )


def persons(roll: Iterable[Officer], at: datetime) -> dict[str, Person]:
    """Everybody on the roll who is not on leave at that moment, by service number; `at` in the zone of the district."""
    day = at.date()
    return {
        one.id: Person(one.id, one.rank, one.is_woman, bool(one.skills) and one.can(RIOT_CONTROL, day))
        for one in roll
        if not one.leave or not any(leave.holds(at) for leave in one.leave)
    }


def station_places(
    stations: pd.DataFrame,
    roll: Sequence[Officer],
    vehicles: pd.DataFrame,
    config: SurgeConfig,
    at: datetime,
    *,
    planned: frozenset[str] = frozenset(),
    taken: frozenset[str] = frozenset(),
    at_desk: Mapping[str, int] | None = None,
) -> tuple[list[Place], list[str]]:
    """Stations and Lines with a share of those on their rolls, their heads in; and what was assumed.

    `stations` and `vehicles` are a StationTable and a VehicleTable. `planned` are officers of whom a plan says whether
    and where they are on duty: they are not among the shares. `taken` are vehicles that stand elsewhere, `at_desk` how
    many a plan has put to the desk of each station.
    """
    notes: list[str] = []
    here, homeless = _shares(stations, roll, config, at, planned)
    if homeless:
        notes.append(f"{homeless} officers have a home station that is not in the list of stations: they stay out.")
    fleet, lost = fleet_of(stations, vehicles, taken)
    if vehicles.empty:
        notes.append(
            "Enter the vehicles: none is on record, so this answer takes it that everyone who may go has a seat."
        )
    if lost:
        notes.append(f"{lost} vehicles have a home station that is not in the list of stations: they stay out.")
    found = []
    for row in stations.itertuples(index=False):
        people, own = here[row.station], fleet[row.station]
        is_lines = row.kind == "lines"
        loose = len(people) if vehicles.empty else config.seats_without_vehicle if not own else 0
        minimum = max(0, config.desk_minimum - (at_desk or {}).get(row.station, 0))
        found.append(
            Place(
                id=row.station,
                place=row.station,
                kind="lines" if is_lines else "station",
                x_m=float(row.geometry.x),
                y_m=float(row.geometry.y),
                people=people,
                vehicles=own,
                loose_seats=loose,
                turnout_min=config.turnout_lines_min if is_lines else config.turnout_min,
                stays=min(minimum, len(people)),
            )
        )
    return found, notes


def _shares(
    stations: pd.DataFrame, roll: Sequence[Officer], config: SurgeConfig, at: datetime, planned: frozenset[str]
) -> tuple[dict[str, tuple[Person, ...]], int]:
    lines = set(stations.loc[stations["kind"] == "lines", "station"])
    at_work: dict[str, list[Person]] = {s: [] for s in stations["station"]}
    on_call: dict[str, list[Person]] = {s: [] for s in stations["station"]}
    known = persons((one for one in roll if one.id not in planned), at)
    homeless = 0
    for one in roll:
        if one.id not in known:
            continue
        if one.home_station not in at_work:
            homeless += 1
        elif one.unit == "reserve" or one.home_station in lines:
            on_call[one.home_station].append(known[one.id])
        else:
            at_work[one.home_station].append(known[one.id])
    shares = {
        s: tuple(sorted(share(at_work[s], config.on_duty_share) + share(on_call[s], config.on_call_share)))
        for s in at_work
    }
    return shares, homeless


def share(roll: Sequence[Person], part: float) -> list[Person]:
    """A share of a roll at even steps from the highest rank down: its head is in, ranks and women are in proportion."""
    return _evenly(roll, math.ceil(len(roll) * part - _ROUNDING))


def _evenly(roll: Sequence[Person], wanted: int) -> list[Person]:
    ordered = sorted(roll, key=lambda p: (-p.rank, not p.is_woman, p.officer))
    return [ordered[k * len(ordered) // wanted] for k in range(wanted)]


def fleet_of(
    stations: pd.DataFrame, vehicles: pd.DataFrame, taken: frozenset[str] = frozenset()
) -> tuple[dict[str, tuple[Vehicle, ...]], int]:
    """The vehicles at each station, largest first, without those that are taken; and how many have no known station."""
    here: dict[str, list[Vehicle]] = {s: [] for s in stations["station"]}
    lost = 0
    for row in vehicles.itertuples(index=False):
        if row.vehicle in taken:
            continue
        if row.home_station in here:
            one = Vehicle(row.vehicle, row.kind, int(row.seats), row.profile, row.home_station)
            here[row.home_station].append(one)
        else:
            lost += 1
    return {s: tuple(sorted(v, key=lambda v: (-v.seats, v.id))) for s, v in here.items()}, lost


def origins_of(
    place: Place, drive: Mapping[str, Sequence[int | None]], config: SurgeConfig
) -> tuple[tuple[Origin, str], ...]:
    """One origin for each kind of vehicle of a place, the fastest first, with its profile.

    The fastest vehicles are filled first, ranks, women and the riot-trained in proportion and a leader in each part;
    who stays is with the slowest. A part that could not form a unit is not made. `drive` has tenths by profile.
    """
    slow_first = sorted(place.profiles, key=lambda p: _slowness(drive[p]), reverse=True)
    last, *others = slow_first
    parts: list[tuple[str, tuple[Person, ...], tuple[Vehicle, ...]]] = []
    left, may_go = list(place.people), len(place.people) - place.stays
    leader = Rank.parse(config.unit_leader)
    slowest_seats = place.loose_seats + sum(v.seats for v in place.vehicles if v.profile == last)
    for profile in reversed(others):
        own = tuple(v for v in place.vehicles if v.profile == profile)
        number = min(may_go, sum(v.seats for v in own))
        # a rest too small for a unit would stay behind: the fast ones leave it enough
        if 0 < may_go - number < config.unit_min <= slowest_seats:
            number = may_go - config.unit_min
        if number < config.unit_min or not any(p.rank >= leader for p in left):
            continue
        chosen = _with_leaders(left, number, leader, is_rest_a_unit=may_go - number >= config.unit_min)
        gone = {p.officer for p in chosen}
        left = [p for p in left if p.officer not in gone]
        may_go -= number
        parts.append((profile, tuple(sorted(chosen)), own))
    used = {v.id for _, _, own in parts for v in own}
    slowest = tuple(v for v in place.vehicles if v.id not in used and v.profile == last)
    parts.append((last, tuple(sorted(left)), slowest))
    found = []
    for profile, people, own in parts:
        is_last = profile == last
        found.append(
            (
                Origin(
                    id=place.id if len(parts) == 1 else f"{place.id} {profile}",
                    people=people,
                    vehicles=own,
                    loose_seats=place.loose_seats if is_last else 0,
                    turnout=place.turnout_min * TENTHS,
                    desk_minimum=min(place.stays, len(people)) if is_last else 0,
                    drive=tuple(drive[profile]),
                    kind=place.kind,
                    place=place.place,
                    x_m=place.x_m,
                    y_m=place.y_m,
                ),
                profile,
            )
        )
    return tuple(found)


def _slowness(drive: Sequence[int | None]) -> tuple[int, int]:
    """What cannot get there at all is slowest; of the others who needs the longest altogether."""
    return sum(t is None for t in drive), sum(t for t in drive if t is not None)


def _with_leaders(roll: list[Person], number: int, leader: Rank, *, is_rest_a_unit: bool) -> list[Person]:
    """So many of a roll in proportion; where the rest is a unit too and has no leader, it gets the lowest of theirs."""
    chosen = _evenly(roll, number)
    taken_already = {p.officer for p in chosen}
    rest = [p for p in roll if p.officer not in taken_already]
    leaders = sorted(p for p in chosen if p.rank >= leader)
    if is_rest_a_unit and len(leaders) > 1 and not any(p.rank >= leader for p in rest):
        given = min(leaders, key=lambda p: (p.rank, p.officer))
        taken = max(rest, key=lambda p: (p.is_woman == given.is_woman, p.rank, p.officer))
        chosen[chosen.index(given)] = taken
    return chosen


def seated(vehicles: Sequence[Vehicle], people: int) -> tuple[Vehicle, ...]:
    """Vehicles that seat so many people, as far as there are any: the smallest that holds all, or large ones first."""
    taken: list[Vehicle] = []
    left = sorted(vehicles, key=lambda v: (-v.seats, v.id))
    while left and people > 0:
        enough = [v for v in left if v.seats >= people]
        chosen = enough[-1] if enough else left[0]
        left.remove(chosen)
        taken.append(chosen)
        people -= chosen.seats
    return tuple(taken)
