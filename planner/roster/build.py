"""From tables to a problem: the last place of the roster where frames are seen."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from planner.config import RosterConfig
from planner.core.duty import Duty, DutyKind
from planner.core.errors import InputError
from planner.core.people import Officer, Rank, Skill
from planner.core.time import Window
from planner.roster.problem import RosterProblem
from planner.tables import DemandTable, OfficerTable, TravelTable, check_table

TRAVEL_PROFILE = "car"


def build(
    officers: pd.DataFrame,
    demand: pd.DataFrame,
    config: RosterConfig,
    *,
    windows: Sequence[Window],
    travel: pd.DataFrame | None = None,
    must_fill: bool = False,
) -> RosterProblem:
    """The problem of manning `demand` with `officers`.

    Parameters
    ----------
    officers, demand, travel
        Frames of OfficerTable, DemandTable and TravelTable; without travel every change of place takes
        `config.changeover_min`.
    config
        The numbers of the rules; its minutes and hours are as the defaults file states them.
    windows
        The days that are planned, in order; the first says where minutes and days begin, and in which time zone.

    must_fill
        Whether a roster that leaves anything open is none at all.

    Raises
    ------
    InputError
        When there is no window, or a row of `demand` or `officers` contradicts itself.
    """
    if not windows:
        raise InputError("no day is to be planned", maybe="--days was 0.")
    roll = check_table(OfficerTable, officers)
    needs = check_table(DemandTable, demand)
    return RosterProblem(
        start=min(window.start for window in windows),
        officers=tuple(_officer(row) for row in roll.sort_values("officer").to_dict("records")),
        duties=tuple(_duty(row) for row in needs.sort_values(["start", "duty"]).to_dict("records")),
        rest_min=config.rest_min,
        max_week_min=config.max_week_min,
        shift_min=config.shift_hours * 60,
        changeover_min=config.changeover_min,
        min_manned=config.min_manned,
        min_manned_share=config.min_manned_share,
        fair_within_min=config.fair_within_min,
        fair_price=config.fair_price,
        travel={} if travel is None else _minutes(check_table(TravelTable, travel)),
        must_fill=must_fill,
        night_h=config.night_h,
        max_nights_week=config.max_nights_week,
        max_nights_row=config.max_nights_row,
        week_rest_min=config.week_rest_min,
        max_commute_min=config.max_commute_min,
        floor_price=config.floor_price,
        change_price=config.change_price,
    )


def _officer(row: dict) -> Officer:
    try:
        leave = tuple(Window.parse(part.strip()) for part in row["leave"].split(";") if part.strip())
        skills = Skill.parse_many(row["skills"])
    except ValueError as fault:
        raise InputError(
            f"officer {row['officer']}: {fault}", maybe="a date in 'leave' or 'skills' is wrong."
        ) from fault
    return Officer(
        id=row["officer"],
        rank=Rank.parse(row["rank"]),
        is_woman=bool(row["is_woman"]),
        skills=skills,
        home_station=row["home_station"],
        unit=row["unit"],
        leave=leave,
    )


def _duty(row: dict) -> Duty:
    try:
        return Duty(
            id=row["duty"],
            kind=DutyKind(row["kind"]),
            place=row["place"],
            window=Window(row["start"].to_pydatetime(), row["end"].to_pydatetime()),
            strength=int(row["strength"]),
            in_charge=Rank.parse(row["in_charge"]),
            women=int(row["women"]),
            skills=parse_needs(row["skills"]),
            value=int(row["value"]),
            reason=row["reason"],
            sites=tuple(part.strip() for part in row["sites"].split(";") if part.strip()),
            unmet=parse_needs(row["unmet"]),
        )
    except ValueError as fault:
        raise InputError(f"duty {row['duty']}: {fault}", maybe="its row in the demand was changed by hand.") from fault


def parse_needs(text: str) -> tuple[tuple[str, int], ...]:
    """From `driver:1; riot-control:4`; a skill without a number is needed once."""
    needs = []
    for part in text.split(";"):
        name, _, number = part.strip().partition(":")
        if name:
            needs.append((name, int(number) if number else 1))
    return tuple(sorted(needs))


def _minutes(travel: pd.DataFrame) -> dict[tuple[str, str], int]:
    """Whole minutes between places by car, rounded up: to be late is worse than to wait."""
    cars = travel[travel["profile"] == TRAVEL_PROFILE]
    return {
        (origin, destination): -int(-minutes // 1)
        for origin, destination, minutes in zip(cars["origin"], cars["destination"], cars["minutes"], strict=True)
    }
