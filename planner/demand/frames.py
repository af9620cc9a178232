"""Duties as rows of the DEMAND table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from planner.core.duty import Duty
from planner.tables import DemandTable, check_table, empty


def numbered(duties: Iterable[Duty]) -> list[Duty]:
    """The duties with `-2`, `-3` behind an identifier that was there before: two mobiles from one station."""
    seen: dict[str, int] = {}
    named = []
    for duty in duties:
        seen[duty.id] = seen.get(duty.id, 0) + 1
        named.append(duty if seen[duty.id] == 1 else replace(duty, id=f"{duty.id}-{seen[duty.id]}"))
    return named


def as_table(duties: Iterable[Duty]) -> pd.DataFrame:
    """The DEMAND table of duties, by time and identifier."""
    duties = sorted(duties, key=lambda duty: (duty.window.start, duty.id))
    if not duties:
        return empty(DemandTable)
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
