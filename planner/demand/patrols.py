"""Mobiles: as many as the sites need and the unit can man, each with its beat and the arithmetic behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from planner.config import DemandConfig, PatrolConfig, RosterConfig
from planner.core.duty import Duty, DutyKind
from planner.core.time import Window
from planner.demand.beats import Fleet, beats, fleet, needed, work
from planner.demand.dosage import Deal, Ground, guarded_minutes
from planner.demand.drive import Drive
from planner.demand.guards import Standing, worth
from planner.demand.hours import Span, shifts
from planner.demand.numbers import cite, count, rank_of
from planner.demand.scarce import VEHICLE


def patrols(
    standing: Sequence[Standing],
    stations: pd.DataFrame,
    officers: pd.DataFrame,
    vehicles: pd.DataFrame | None,
    drive: Drive,
    config: DemandConfig,
    roster: RosterConfig,
    patrol: PatrolConfig,
    span: Span,
    *,
    guards: Mapping[str, Sequence[Window]],
) -> Iterator[Duty]:
    """One duty a mobile and shift. All sites lie on a beat; what a mobile cannot visit often enough it says."""
    if not len(standing) or not len(stations):
        return
    limit = fleet(stations, officers, vehicles, config, roster)
    by_site = {one.site: one for one in standing}
    worths = np.array([worth(one, config) for one in standing])
    work_min = work(standing, drive, config, patrol, roster)
    wanted = needed(work_min, config, roster)
    number = min(wanted, limit.most, len(standing))
    made = beats(standing, worths, number, drive, limit.slots(number), config, patrol, roster)
    mean = sum(beat.worth for beat in made) / len(made)
    skills = ((config.patrol_skill, 1),) if config.patrol_skill else ()
    for place, beat in enumerate(made, start=1):
        ground = Ground(beat.base, beat.sites, by_site, drive, config, patrol)
        shift = roster.shift_hours * 60
        plain = ground.deal(shift, {})
        head = _head(place, len(made), wanted, limit, len(beat.sites))
        for day in span.days:
            for window in shifts(day, span, roster):
                if not span.holds(window.start):
                    continue
                deal = ground.deal(window.minutes, guarded_minutes(window, guards, beat.sites))
                yield Duty(
                    id=f"patrol-{beat.base}-{span.stamp(window.start)}",
                    kind=DutyKind.PATROL,
                    place=beat.base,
                    window=window,
                    strength=config.patrol_strength,
                    in_charge=rank_of(config, "patrol_in_charge"),
                    skills=skills,
                    value=max(1, round(config.patrol_value * (beat.worth / mean if mean > 0 else 1.0))),
                    reason=f"{head}: {_sum(deal, window, config, patrol)}; {_others(ground, plain, shift, config)}; "
                    f"{count(config.patrol_strength)} {cite(config, 'patrol_strength')}",
                    sites=beat.sites,
                    unmet=((VEHICLE, 1),) if limit.lacks_vehicle else (),
                )


def _head(place: int, made: int, wanted: int, limit: Fleet, sites: int) -> str:
    """`mobile 2 of 3 for 84 sites; 7 are needed, 70 officers on the roll man 3 (demand.patrol_share, assumption)`."""
    short = f"; {wanted} are needed, {limit.why}" if made < wanted and limit.why else ""
    return f"mobile {place} of {made} for {count(sites, 'site')}{short}"


def _sum(deal: Deal, window: Window, config: DemandConfig, patrol: PatrolConfig) -> str:
    """The arithmetic of the shift: minutes, minutes a stop, stops; how many sites have one every two hours."""
    lost = f"{window.minutes - deal.usable_min:.0f} for briefing and the way {cite(config, 'patrol_brief_min')}"
    said = (
        f"{window.minutes} min less {lost}, {deal.stop_min:.0f} min a stop with the way to the next, "
        f"so {count(deal.capacity, 'stop')}"
    )
    if deal.dosed or deal.wanting:
        all_ = len(deal.dosed) + len(deal.wanting)
        key = cite(config, "dosage_share" if deal.wanting else "dosage_band")
        said += f"; {len(deal.dosed)} of {all_} endangered sites have one every {patrol.every_min} min {key}"
    return said


def _others(ground: Ground, plain: Deal, shift_min: int, config: DemandConfig) -> str:
    others = len(ground.others(plain))
    if not others:
        return "no others"
    days = ground.every_days(plain, shift_min)
    key = cite(config, "patrol_visit_days")
    if days == float("inf"):
        return f"no time for the other {others} {key}"
    late = f", later than the {config.patrol_visit_days:g} days wanted" if days > config.patrol_visit_days else ""
    return f"time for one at each of the other {others} every {max(days, 0.1):.1f} days at best{late} {key}"
