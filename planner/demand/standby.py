"""Who stands at Lines: the reserve of a unit, and its head."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from planner.config import DemandConfig, RosterConfig
from planner.core.duty import Duty, DutyKind
from planner.core.people import Rank
from planner.core.services import local_moment
from planner.core.time import Window
from planner.demand.hours import Span, shifts
from planner.demand.numbers import cite, count, rank_of

_UNIT = "protection unit"
_RESERVE = "reserve"
"""The officers of the reserve at Lines, as the roll names their unit."""


def headquarters(stations: pd.DataFrame) -> str:
    """The Lines; the first station where there are none; "" without stations."""
    lines = stations[stations["kind"] == "lines"]
    bases = sorted(lines["station"]) or sorted(stations["station"])
    return bases[0] if bases else ""


def head(
    stations: pd.DataFrame, officers: pd.DataFrame, config: DemandConfig, roster: RosterConfig, span: Span
) -> Iterator[Duty]:
    """The head of the unit, in the first shift of each day; it stays open where nobody on the roll has the rank."""
    base = headquarters(stations)
    if not base or not config.head_in_charge or not (officers["unit"] == _UNIT).any():
        return
    rank = rank_of(config, "head_in_charge")
    holders = sum(Rank.parse(text) >= rank for text in officers["rank"])
    note = f"{holders} on the roll" if holders else "nobody on the roll has the rank, so it stays open"
    for day in span.days:
        window = shifts(day, span, roster)[0]
        if not span.holds(window.start):
            continue
        yield Duty(
            id=f"command-{base}-{span.stamp(window.start)}",
            kind=DutyKind.COMMAND,
            place=base,
            window=window,
            strength=1,
            in_charge=rank,
            value=config.head_value,
            reason=f"head of the unit: 1 officer of rank {rank.label} or above {cite(config, 'head_in_charge')}; "
            f"{note}",
        )


def reserve(
    stations: pd.DataFrame, officers: pd.DataFrame, config: DemandConfig, roster: RosterConfig, span: Span
) -> Iterator[Duty]:
    """A share of the unit in each day shift, at the Lines; at the first station where there are no Lines.

    Where the roll has no protection unit, its own reserve stands there, shared out over the day shifts; it is led by
    its highest rank where that is lower than `reserve_in_charge`.
    """
    unit = int((officers["unit"] == _UNIT).sum())
    own = officers[officers["unit"] == _RESERVE]
    strength, rank = round(config.reserve_share * unit), rank_of(config, "reserve_in_charge")
    why = f"{config.reserve_share:.0%} of a unit of {unit} {cite(config, 'reserve_share')}"
    base = headquarters(stations)
    if not base or not span.days:
        return
    if not unit and len(own):
        by_day = sum(not _is_night(window, roster, span) for window in shifts(span.days[0], span, roster))
        strength = len(own) // max(1, by_day)
        rank = min(rank, max(Rank.parse(text) for text in own["rank"]))
        why = f"the {len(own)} of the reserve on the roll over {count(by_day, 'day shift')}, led by {rank.label}"
    if strength < 1:
        return
    for day in span.days:
        for window in shifts(day, span, roster):
            if not span.holds(window.start) or _is_night(window, roster, span):
                continue
            yield Duty(
                id=f"reserve-{base}-{span.stamp(window.start)}",
                kind=DutyKind.RESERVE,
                place=base,
                window=window,
                strength=strength,
                in_charge=rank,
                value=config.reserve_value,
                reason=f"reserve: {count(strength)}, {why}",
            )


def _is_night(window: Window, roster: RosterConfig, span: Span) -> bool:
    days = {moment.astimezone(span.zone).date() for moment in (window.start, window.end)}
    return any(window.holds(local_moment(day, roster.night_h * 60, span.zone)) for day in days)
