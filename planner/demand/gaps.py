"""What the mobiles of a demand cannot do even if all are manned: figures and sentences."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from planner.config import DemandConfig, PatrolConfig, RosterConfig
from planner.core.duty import DutyKind
from planner.core.time import MINUTES_PER_DAY
from planner.demand.beats import needs_dosage
from planner.demand.dosage import Ground, named
from planner.demand.drive import Drive, Minutes
from planner.demand.guards import standings
from planner.demand.numbers import cite, count
from planner.tables import DemandTable, RiskTable, SiteTable, StationTable, check_table

_SHOWN = 12
"""So many sites are named in a sentence."""


@dataclass(frozen=True, slots=True)
class VisitGap:
    """A site that mobiles visit less often than it needs, on a day without a guard: both in days between two visits.

    `days` is not finite where no visit at all can be planned for.
    """

    site: str
    needs_days: float
    days: float


def visit_gaps(
    demand: pd.DataFrame,
    sites: pd.DataFrame,
    stations: pd.DataFrame,
    risk: pd.DataFrame,
    config: DemandConfig,
    patrol: PatrolConfig,
    roster: RosterConfig,
    *,
    minutes: Minutes | None = None,
) -> tuple[VisitGap, ...]:
    """The sites that the mobiles of the demand, all of them manned, visit less often than needed; by site."""
    demand, sites = check_table(DemandTable, demand), check_table(SiteTable, sites)
    stations, risk = check_table(StationTable, stations), check_table(RiskTable, risk)
    standing = {one.site: one for one in standings(sites, risk)}
    drive = Drive.over(sites, stations, config, minutes)
    shift = roster.shift_hours * 60
    often = patrol.every_min / MINUTES_PER_DAY
    planned = dict.fromkeys(standing, math.inf)
    rows = demand[demand["kind"] == DutyKind.PATROL.value].drop_duplicates(["place", "sites"])
    for row in rows.itertuples():
        names = [name for name in named(row.sites) if name in standing]
        if not names or row.place not in drive.at:
            continue
        ground = Ground(row.place, names, standing, drive, config, patrol)
        plain = ground.deal(shift, {})
        in_turn = ground.every_days(plain, shift)
        planned.update(dict.fromkeys(ground.others(plain), in_turn))
        planned.update({site: often for site, _ in plain.dosed})
    gaps = []
    for site, one in sorted(standing.items()):
        needs = often if needs_dosage(one, config) else config.patrol_visit_days
        if planned[site] > needs + 1e-9:
            gaps.append(VisitGap(site, needs, planned[site]))
    return tuple(gaps)


def gap_sentences(gaps: tuple[VisitGap, ...], config: DemandConfig, patrol: PatrolConfig) -> tuple[str, ...]:
    """What the gaps mean, at most three sentences: never visited, not every two hours, not within the days wanted."""
    often = patrol.every_min / MINUTES_PER_DAY
    never = [gap.site for gap in gaps if math.isinf(gap.days)]
    rest = [gap for gap in gaps if math.isfinite(gap.days)]
    endangered = [gap for gap in rest if gap.needs_days <= often + 1e-9]
    late = [gap for gap in rest if gap.needs_days > often + 1e-9]
    said = []
    if never:
        said.append(f"{count(len(never), 'site')} cannot be visited by any mobile: {_listed(never)}.")
    if endangered:
        days = max(gap.days for gap in endangered)
        said.append(
            f"{count(len(endangered), 'endangered site')} cannot have a stop every {patrol.every_min} minutes "
            f"{cite(config, 'dosage_band')}; there is time for one every {days:.1f} days: "
            f"{_listed([gap.site for gap in endangered])}."
        )
    if late:
        days = max(gap.days for gap in late)
        said.append(
            f"{count(len(late), 'other site')} cannot be visited every {config.patrol_visit_days:g} days "
            f"{cite(config, 'patrol_visit_days')}, but every {days:.1f} days: {_listed([gap.site for gap in late])}."
        )
    return tuple(said)


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
