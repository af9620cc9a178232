"""The rolls of the two published cases: a capital's protection unit alone, and a whole district on a festival."""

from __future__ import annotations

from datetime import date
from math import ceil
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from planner.config import SampleConfig
from planner.core.errors import InputError
from planner.core.people import Rank
from planner.ingest.sample.world import shares_to_counts
from planner.ingest.staff import MOTORCYCLE_SEATS, RESERVE, STATION, Roll


def capital_roll(
    stations: pd.DataFrame, *, seed: int, today: date, zone: ZoneInfo, config: SampleConfig
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """OfficerTable and VehicleTable of the protection unit at Lines; on every day nearly the same number is away."""
    roll = Roll(np.random.default_rng([seed, 90]), today, zone, config, even_leave=True)
    roll.add_unit(_lines(stations), config.unit)
    return roll.frames(seed)


def festival_roll(
    stations: pd.DataFrame, *, seed: int, today: date, zone: ZoneInfo, config: SampleConfig
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """OfficerTable and VehicleTable of all who are on duty on the festival; nobody is on leave, no unit is apart.

    Officers and vehicles sum exactly to the keys `festival_*`. The teams at Lines are led by head constables, so that
    the ASI and SI are there for the sites: 340 for 339. Each station has an SI first, the larger ones more.
    """
    roll = Roll(np.random.default_rng([seed, 90]), today, zone, config.model_copy(update={"leave_share": 0.0}))
    bases = stations.sort_values("station")
    lines = _lines(stations)
    work = bases[bases["kind"] != "lines"]
    weight = {
        station: config.post_weight if kind == "post" else 1.0
        for station, kind in zip(work["station"], work["kind"], strict=True)
    }
    teams = [config.reserve_team_officers] * config.festival_reserves
    elite = [config.elite_team_officers] * config.festival_elite
    left = {
        Rank.SI: config.festival_si,
        Rank.ASI: config.festival_asi,
        Rank.HEAD_CONSTABLE: config.festival_hc - len(teams) - len(elite),
        Rank.CONSTABLE: config.festival_constables - sum(teams) + len(teams) - sum(elite) + len(elite),
    }
    if min(left.values()) < 0:
        raise InputError(
            "the teams at Lines have more officers than the festival", maybe="festival_reserves is too large."
        )
    dealt = {rank: _dealt(count, weight) for rank, count in left.items()}
    for station in weight:
        ranks = [rank for rank in dealt for _ in range(dealt[rank][station])]
        roll.add_ranks(station, STATION, ranks)
    for size in teams:
        roll.add_ranks(lines, RESERVE, _team(size), riot_share=1.0)
    for size in elite:
        skills = {"driver": config.unit_driver_share, "riot-control": 1.0, "elite": 1.0}
        roll.add(lines, RESERVE, _team(size), np.zeros(size, dtype=bool), skills)
        roll.add_vehicle("elite mobile", config.mobile_seats, "car", lines, 1)
    everywhere = dict.fromkeys(weight, 1.0)
    large = dict.fromkeys(work.loc[work["kind"] == "station", "station"], 1.0)
    for kind, seats, profile, count, among in (
        ("mobile", config.mobile_seats, "car", config.festival_mobiles, everywhere),
        ("picket", config.mobile_seats, "car", config.festival_pickets, large),
        ("Eagle motorcycle", MOTORCYCLE_SEATS, "motorcycle", config.festival_eagle, everywhere),
        ("Dolphin motorcycle", MOTORCYCLE_SEATS, "motorcycle", config.festival_dolphin, large),
    ):
        for station, some in _dealt(count, among).items():
            roll.add_vehicle(kind, seats, profile, station, some)
    return roll.frames(seed)


def _lines(stations: pd.DataFrame) -> str:
    return str(stations.loc[stations["kind"] == "lines", "station"].iloc[0])


def _team(size: int) -> list[Rank]:
    return [Rank.HEAD_CONSTABLE] + [Rank.CONSTABLE] * (size - 1)


def _dealt(count: int, weight: dict[str, float]) -> dict[str, int]:
    """So many to the stations by weight; one to each first, as far as they go."""
    if count < len(weight):
        # every so many-th station has one
        step = len(weight) / max(1, count)
        have = {ceil(k * step) for k in range(count)}
        return {station: int(n in have) for n, station in enumerate(weight)}
    rest = shares_to_counts(count - len(weight), weight)
    return {station: 1 + rest[station] for station in weight}
