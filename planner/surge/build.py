"""From tables to a SurgeProblem: who is there, what must stay, how long the way is."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

import numpy as np
import pandas as pd

from planner.config import SurgeConfig
from planner.core.errors import NotFound
from planner.core.people import Rank, Vehicle
from planner.core.surge import HoldBack, Surge
from planner.core.time import Window
from planner.surge.need import need_of
from planner.surge.problem import TENTHS, FormUp, Origin, Person, SurgeProblem
from planner.tables import OfficerTable, StationTable, VehicleTable, check_table

_ROUNDING = 1e-6


def build(
    surge: Surge,
    stations: pd.DataFrame,
    officers: pd.DataFrame,
    vehicles: pd.DataFrame,
    minutes_to_alarms: np.ndarray,
    minutes_to_sites: np.ndarray,
    high_risk_sites: Sequence[str],
    config: SurgeConfig,
    *,
    on_duty: Mapping[str, Collection[str]] | None = None,
    own_sites: Collection[str] = (),
    form_ups: Sequence[FormUp | None] | None = None,
) -> SurgeProblem:
    """The problem that the solvers see.

    `minutes_to_alarms` is (stations, alarms) and `minutes_to_sites` (stations, high-risk sites), in the order of the
    frame and of `high_risk_sites`; not finite means unreachable. `on_duty` names who is at which station now; without
    it a share of each roll is taken. `own_sites` are those at which an alarm is: no cover is held back for them.

    Raises ValueError when the arrays do not fit, NotFound when `on_duty` names a station or officer that is not known.
    """
    stations = check_table(StationTable, stations)
    officers = check_table(OfficerTable, officers)
    vehicles = check_table(VehicleTable, vehicles)
    to_alarms = _tenths(minutes_to_alarms, (len(stations), len(surge.alarms)), "minutes_to_alarms")
    to_sites = _tenths(minutes_to_sites, (len(stations), len(high_risk_sites)), "minutes_to_sites")
    notes: list[str] = []
    people = _people(surge, stations, officers, config, on_duty, notes)
    fleet = _fleet(stations, vehicles, notes)
    origins = []
    for row, station in enumerate(stations.itertuples(index=False)):
        present, here = people[station.station], fleet[station.station]
        loose = config.seats_without_vehicle if not here else 0
        turnout = config.turnout_lines_min if station.kind == "lines" else config.turnout_min
        origins.append(
            Origin(
                id=station.station,
                people=present,
                vehicles=here,
                loose_seats=len(present) if vehicles.empty else loose,
                turnout=turnout * TENTHS,
                desk_minimum=min(config.desk_minimum, len(present)),
                drive=tuple(to_alarms[row]),
            )
        )
    holdbacks, thin = _holdbacks(origins, to_sites, high_risk_sites, frozenset(own_sites), config)
    needs = tuple(need_of(alarm, config) for alarm in surge.alarms)
    may_go = sum(o.give for o in origins)
    return SurgeProblem(
        at=surge.at,
        alarms=surge.alarms,
        needs=needs,
        weights=tuple(need.officers for need in needs),
        origins=tuple(origins),
        holdbacks=holdbacks,
        reserve=min(config.reserve_officers, math.floor(may_go * config.reserve_max_share + _ROUNDING)),
        form_ups=tuple(form_ups) if form_ups is not None else (None,) * len(surge.alarms),
        thin=thin,
        notes=tuple(notes),
        ask_region_from=config.ask_region_from,
        ask_rangers_from=config.ask_rangers_from,
    )


def _tenths(minutes: np.ndarray, shape: tuple[int, int], name: str) -> list[list[int | None]]:
    minutes = np.asarray(minutes, dtype=float)
    if minutes.shape != shape:
        raise ValueError(f"{name} has shape {minutes.shape}, not {shape}")
    if (minutes < 0).any():
        raise ValueError(f"{name} holds a negative time")
    return [[math.ceil(m * TENTHS - _ROUNDING) if math.isfinite(m) else None for m in row] for row in minutes.tolist()]


def _people(
    surge: Surge,
    stations: pd.DataFrame,
    officers: pd.DataFrame,
    config: SurgeConfig,
    on_duty: Mapping[str, Collection[str]] | None,
    notes: list[str],
) -> dict[str, tuple[Person, ...]]:
    here: dict[str, list[Person]] = {s: [] for s in stations["station"]}
    known = {
        row.officer: (Person(row.officer, Rank.parse(row.rank), bool(row.is_woman)), row)
        for row in officers.itertuples(index=False)
    }
    if on_duty is not None:
        for station, names in on_duty.items():
            if station not in here:
                raise NotFound(f"officers are on duty at {station!r}, which is not in the list of stations")
            for name in sorted(set(names)):
                if name not in known:
                    raise NotFound(f"officer {name!r} is on duty at {station!r} but is not on the roll")
                here[station].append(known[name][0])
        twice = [p.officer for p, times in Counter(p for team in here.values() for p in team).items() if times > 1]
        if twice:
            raise ValueError(f"officers are on duty at two stations: {', '.join(sorted(twice)[:5])}")
        return {s: tuple(sorted(team)) for s, team in here.items()}
    lines = set(stations.loc[stations["kind"] == "lines", "station"])
    on_call: dict[str, list[Person]] = {s: [] for s in here}
    homeless = 0
    for person, row in known.values():
        if any(Window.parse(part.strip()).holds(surge.at) for part in row.leave.split(";") if part.strip()):
            continue
        if row.home_station not in here:
            homeless += 1
        elif row.unit == "reserve" or row.home_station in lines:
            on_call[row.home_station].append(person)
        else:
            here[row.home_station].append(person)
    if homeless:
        notes.append(f"{homeless} officers have a home station that is not in the list of stations: they stay out.")
    return {
        s: tuple(sorted(_share(here[s], config.on_duty_share) + _share(on_call[s], config.on_call_share))) for s in here
    }


def _share(roll: list[Person], share: float) -> list[Person]:
    """A share of a roll at even steps from the highest rank down: its head is in, ranks and women are in proportion."""
    ordered = sorted(roll, key=lambda p: (-p.rank, not p.is_woman, p.officer))
    wanted = math.ceil(len(ordered) * share - _ROUNDING)
    return [ordered[k * len(ordered) // wanted] for k in range(wanted)]


def _fleet(stations: pd.DataFrame, vehicles: pd.DataFrame, notes: list[str]) -> dict[str, tuple[Vehicle, ...]]:
    here: dict[str, list[Vehicle]] = {s: [] for s in stations["station"]}
    if vehicles.empty:
        notes.append(
            "Enter the vehicles: none is on record, so this answer takes it that everyone who may go has a seat."
        )
    homeless = 0
    for row in vehicles.itertuples(index=False):
        if row.home_station in here:
            vehicle = Vehicle(row.vehicle, row.kind, int(row.seats), row.profile, row.home_station)
            here[row.home_station].append(vehicle)
        else:
            homeless += 1
    if homeless:
        notes.append(f"{homeless} vehicles have a home station that is not in the list of stations: they stay out.")
    return {s: tuple(sorted(v, key=lambda v: (-v.seats, v.id))) for s, v in here.items()}


def _holdbacks(
    origins: list[Origin],
    to_sites: list[list[int | None]],
    sites: Sequence[str],
    own_sites: frozenset[str],
    config: SurgeConfig,
) -> tuple[tuple[HoldBack, ...], tuple[tuple[str, str], ...]]:
    """Cover for each site, as far as there is any; and the sites that have less than the wish from the start."""
    reach = config.cover_min * TENTHS
    holdbacks, thin = [], []
    for column, site in enumerate(sites):
        if site in own_sites:
            continue
        near = []
        for origin, drives in zip(origins, to_sites, strict=True):
            drive = drives[column]
            if origin.people and drive is not None and origin.turnout + drive <= reach:
                near.append(origin)
        there = sum(len(o.people) for o in near)
        minimum = min(config.cover_officers, there)
        if there < config.cover_officers:
            have = f"only {there}" if there else "none"
            thin.append(
                (site, f"{have} of {config.cover_officers} officers within {config.cover_min} min before anyone leaves")
            )
        if minimum:
            reason = f"surge.cover_officers within surge.cover_min = {config.cover_min} min"
            holdbacks.append(HoldBack(site, minimum, tuple(o.id for o in near), reason))
    return tuple(holdbacks), tuple(thin)
