"""From tables to a problem: the last place of the roster where frames are seen."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

import pandas as pd

from planner.config import RosterConfig
from planner.core.duty import Duty, DutyKind, Floor
from planner.core.errors import InputError
from planner.core.people import Officer, Rank, Skill
from planner.core.time import Window
from planner.roster.problem import RosterProblem, SuitWeights
from planner.tables import DemandTable, OfficerTable, TravelTable, VehicleTable, check_table

TRAVEL_PROFILE = "car"
SPEAKS = "speaks-"
"""A language that an officer speaks is a skill of this name: `speaks-punjabi`. It does not lapse."""
WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


def build(
    officers: pd.DataFrame,
    demand: pd.DataFrame,
    config: RosterConfig,
    *,
    windows: Sequence[Window],
    travel: pd.DataFrame | Mapping[tuple[str, str], int] | None = None,
    must_fill: bool = False,
    commute: pd.DataFrame | Mapping[tuple[str, str], int] | None = None,
    vehicles: pd.DataFrame | None = None,
    floors: Sequence[Floor] = (),
    before: Collection[tuple[str, str]] = frozenset(),
    begun: Collection[str] = frozenset(),
    done: Collection[tuple[str, str]] = frozenset(),
) -> RosterProblem:
    """The problem of manning `demand` with `officers`.

    Parameters
    ----------
    officers, demand
        Frames of OfficerTable and DemandTable.
    travel, commute
        Minutes between places of duty, and from home stations to them: frames of TravelTable, or whole minutes by
        (from, to). Without `travel` every change of place takes `config.changeover_min`; without `commute` every
        place is near.
    vehicles
        Frame of VehicleTable: each vehicle serves mobiles that go out from its home station. Without it
        vehicles are not counted.
    floors
        The least cover of groups of sites.
    before
        (officer, duty) of the plan that this one replaces.
    begun, done
        Duties that have begun or are over, and (officer, duty) of who is on them: they stay.
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
        travel=_ways(travel),
        must_fill=must_fill,
        night_h=config.night_h,
        max_nights_week=config.max_nights_week,
        max_nights_row=config.max_nights_row,
        week_rest_min=config.week_rest_min,
        commute=_ways(commute),
        max_commute_min=config.max_commute_min,
        vehicles=None if vehicles is None else _seats(check_table(VehicleTable, vehicles)),
        floors=tuple(floors),
        before=frozenset(before),
        begun=frozenset(begun),
        done=frozenset(done),
        floor_price=config.floor_price,
        change_price=config.change_price,
        weekend_days=parse_weekdays(config.weekend_days),
        hard_share=config.hard_share,
        fair_turns_within=config.fair_turns_within,
        fair_nights_price=config.fair_nights_price,
        fair_weekends_price=config.fair_weekends_price,
        fair_hard_price=config.fair_hard_price,
        suit=SuitWeights(
            training=config.suit_training,
            tenure=config.suit_tenure,
            language=config.suit_language,
            tenure_days=config.suit_tenure_days,
            lapse_days=config.suit_lapse_days,
            languages=config.suit_languages,
        ),
    )


def _officer(row: dict) -> Officer:
    try:
        leave = tuple(Window.parse(part.strip()) for part in row["leave"].split(";") if part.strip())
        languages = frozenset(part.strip() for part in row["languages"].split(";") if part.strip())
        spoken = {Skill(SPEAKS + language.casefold()) for language in languages}
        skills = Skill.parse_many(row["skills"]) | spoken
        since = date.fromisoformat(text) if (text := row["unit_since"].strip()) else None
    except ValueError as fault:
        raise InputError(
            f"officer {row['officer']}: {fault}", maybe="a date in 'leave', 'skills' or 'unit_since' is wrong."
        ) from fault
    return Officer(
        id=row["officer"],
        rank=Rank.parse(row["rank"]),
        is_woman=bool(row["is_woman"]),
        skills=skills,
        home_station=row["home_station"],
        unit=row["unit"],
        leave=leave,
        unit_since=since,
        languages=languages,
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


def parse_weekdays(text: str) -> tuple[int, ...]:
    """From `Sa Su`, days of the week as Monday 0 to Sunday 6; InputError for a word that is none."""
    for word in text.split():
        if word not in WEEKDAYS:
            raise InputError(f"{word!r} is no day of the week", maybe=f"one of these was meant: {', '.join(WEEKDAYS)}.")
    return tuple(sorted({WEEKDAYS.index(word) for word in text.split()}))


def _ways(ways: pd.DataFrame | Mapping[tuple[str, str], int] | None) -> Mapping[tuple[str, str], int]:
    if ways is None:
        return {}
    return _minutes(check_table(TravelTable, ways)) if isinstance(ways, pd.DataFrame) else dict(ways)


def _seats(vehicles: pd.DataFrame) -> dict[str, tuple[int, ...]]:
    """Seats of the vehicles at each place."""
    return {
        str(place): tuple(sorted(int(seats) for seats in there["seats"]))
        for place, there in vehicles.groupby("home_station", sort=True)
    }


def _minutes(travel: pd.DataFrame) -> dict[tuple[str, str], int]:
    """Whole minutes between places by car, rounded up: to be late is worse than to wait."""
    cars = travel[travel["profile"] == TRAVEL_PROFILE]
    return {
        (origin, destination): -int(-minutes // 1)
        for origin, destination, minutes in zip(cars["origin"], cars["destination"], cars["minutes"], strict=True)
    }
