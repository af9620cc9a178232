"""From risk, sites and the calendar to the duties that are needed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from planner.config import DemandConfig, RosterConfig
from planner.core.duty import Duty
from planner.core.people import Skill
from planner.core.time import Window
from planner.demand.desks import desks
from planner.demand.guards import guards, standings
from planner.demand.hours import Span
from planner.demand.numbers import by_band
from planner.demand.patrols import patrols, reserve
from planner.demand.women import share_women, women_on_roll
from planner.tables import (
    DemandTable,
    OccasionTable,
    OfficerTable,
    RiskTable,
    SiteTable,
    StationTable,
    check_table,
    empty,
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
) -> pd.DataFrame:
    """Every duty that begins in one of the windows: desks, guards, mobiles, reserve; what is needed, not what is there.

    A guard is worth the more the higher the site stands, so that a roster that cannot man all takes the worst first;
    `value` counts per officer. Sites whose category asks for no guard on ordinary days are visited by mobiles.
    Skills are asked for only where somebody on the roll holds them, women only as far as the roll has them; the
    reason says so. Identifiers are readable and repeatable: `guard-S0012-20261224T0800`, in local time.

    Raises
    ------
    ConfigError
        If a rank in charge is none.
    InputError
        If a leave on the roll cannot be read.
    """
    risk, sites = check_table(RiskTable, risk), check_table(SiteTable, sites).sort_values("site", ignore_index=True)
    stations, occasions = check_table(StationTable, stations), check_table(OccasionTable, occasions)
    officers = check_table(OfficerTable, officers)
    span = Span(tuple(sorted(windows)), ZoneInfo(timezone))
    standing = standings(sites, risk)
    worth = np.array([by_band(config, "worth", one.band)[1] for one in standing])
    # a site whose services are not known cannot be guarded at them: mobiles visit it, whatever its category
    is_visited = np.array(
        [by_band(config, "guard", one.band)[1] < 1 or not one.services.services for one in standing], dtype=bool
    )
    skilled = frozenset(skill.name for text in set(officers["skills"]) for skill in Skill.parse_many(text))
    women = women_on_roll(officers)
    duties: list[Duty] = [
        *desks(stations, sites, worth, config, span, has_women=bool(women), skilled=skilled),
        *guards(sites, standing, occasions, config, span, longest_min=roster.shift_hours * 60),
        *patrols(sites[is_visited], stations, config, roster, span, skilled=skilled),
        *reserve(stations, officers, config, roster, span),
    ]
    return _table(share_women(_numbered(duties), women, span.zone))


def _numbered(duties: Iterable[Duty]) -> list[Duty]:
    """The duties with `-2`, `-3` behind an identifier that was there before: two mobiles from one station."""
    seen: dict[str, int] = {}
    named = []
    for duty in duties:
        seen[duty.id] = seen.get(duty.id, 0) + 1
        named.append(duty if seen[duty.id] == 1 else replace(duty, id=f"{duty.id}-{seen[duty.id]}"))
    return named


def _table(duties: list[Duty]) -> pd.DataFrame:
    if not duties:
        return empty(DemandTable)
    duties.sort(key=lambda duty: (duty.window.start, duty.id))
    frame = pd.DataFrame(
        {
            "duty": [duty.id for duty in duties],
            "kind": [duty.kind.value for duty in duties],
            "place": [duty.place for duty in duties],
            "start": pd.to_datetime([duty.window.start for duty in duties], utc=True),
            "end": pd.to_datetime([duty.window.end for duty in duties], utc=True),
            "strength": [duty.strength for duty in duties],
            "in_charge": [duty.in_charge.label for duty in duties],
            "women": [duty.women for duty in duties],
            "skills": ["; ".join(f"{name}:{number}" for name, number in duty.skills) for duty in duties],
            "value": [duty.value for duty in duties],
            "reason": [duty.reason for duty in duties],
            "sites": ["; ".join(duty.sites) for duty in duties],
            "unmet": ["; ".join(f"{name}:{number}" for name, number in duty.unmet) for duty in duties],
        }
    )
    return check_table(DemandTable, frame)
