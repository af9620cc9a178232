"""Incidents that several sources report: which row counts and why, for a person to look at."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from planner.config import Config
from planner.flow.kept import table
from planner.risk.duplicates import duplicate_groups
from planner.store import Store
from planner.tables import IncidentTable


def duplicates(store: Store, config: Config) -> list[dict[str, Any]]:
    """The incidents that count once although several rows report them, the newest first.

    Rows are `{counts, others, occurred_at, kind, sources, days_apart, metres_apart, why}`. Nothing is deleted: the
    rows in `others` stay in the store and weigh nothing in the risk.
    """
    zone = ZoneInfo(config.place.timezone)
    return [
        {**one, "occurred_at": datetime.fromisoformat(one["occurred_at"]).astimezone(zone).isoformat()}
        for one in duplicate_groups(table(store, IncidentTable), config.risk)
    ]
