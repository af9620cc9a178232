"""From risk, sites and the calendar to the duties that are needed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from planner.config import DemandConfig, PatrolConfig, RosterConfig, load_config
from planner.core.duty import Duty
from planner.core.time import Window
from planner.demand.desks import desks
from planner.demand.drive import Drive, Minutes
from planner.demand.frames import as_table, numbered
from planner.demand.guards import guards, standings
from planner.demand.hours import Span
from planner.demand.numbers import by_band
from planner.demand.patrols import patrols
from planner.demand.scarce import holders, share_scarce
from planner.demand.standby import head, reserve
from planner.tables import (
    OccasionTable,
    OfficerTable,
    RiskTable,
    SiteTable,
    StationTable,
    check_table,
)


def derive(
    risk: pd.DataFrame,
    sites: pd.DataFrame,
    stations: pd.DataFrame,
    occasions: pd.DataFrame,
    officers: pd.DataFrame,
    config: DemandConfig,
    roster: RosterConfig,
    *,
    windows: Sequence[Window],
    timezone: str,
    vehicles: pd.DataFrame | None = None,
    minutes: Minutes | None = None,
    patrol: PatrolConfig | None = None,
) -> pd.DataFrame:
    """Every duty that begins in one of the windows: head, desks, guards, mobiles, reserve; what is needed and why.

    A guard is worth the more the higher the site stands, so that a roster that cannot man all takes the worst first;
    `value` counts per officer. Every site is guarded, or on the beat of a mobile, or both. Women and skills are asked
    for as far as the roll has them; the rest is in `unmet`, and the reason says so. Identifiers are readable and
    repeatable: `guard-S0012-20261224T0800`, in local time.

    `vehicles` (VehicleTable) limit the mobiles and say where they start; without it every station may have some.
    `minutes` are those of the road; without it, of the straight line. `patrol` is the section of that name, or as in
    the defaults file.

    Raises
    ------
    ConfigError
        If a rank in charge or the band of the dosage is none.
    InputError
        If a leave or a training on the roll cannot be read.
    """
    risk, sites = check_table(RiskTable, risk), check_table(SiteTable, sites).sort_values("site", ignore_index=True)
    stations, occasions = check_table(StationTable, stations), check_table(OccasionTable, occasions)
    officers = check_table(OfficerTable, officers)
    span = Span(tuple(sorted(windows)), ZoneInfo(timezone))
    standing = standings(sites, risk)
    worth = np.array([by_band(config, "worth", one.band)[1] for one in standing])
    patrol = patrol or load_config().patrol
    drive = Drive.over(sites, stations, config, minutes)
    stand = [*guards(sites, standing, occasions, config, span, longest_min=roster.shift_hours * 60)]
    duties: list[Duty] = [
        *head(stations, officers, config, roster, span),
        *desks(stations, sites, worth, config, span),
        *stand,
        *patrols(
            standing, stations, officers, vehicles, drive, config, roster, patrol, span, guards=_windows_by_site(stand)
        ),
        *reserve(stations, officers, config, roster, span),
    ]
    return as_table(share_scarce(numbered(duties), holders(officers), config, span.zone))


def _windows_by_site(guards: Iterable[Duty]) -> dict[str, list[Window]]:
    found: dict[str, list[Window]] = {}
    for duty in guards:
        found.setdefault(duty.place, []).append(duty.window)
    return found
