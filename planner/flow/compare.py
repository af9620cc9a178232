"""Two plans side by side."""

from __future__ import annotations

from typing import Any

from planner.config import Config
from planner.flow.kept import table
from planner.flow.plans import plan_named
from planner.report.compare import compare as side_by_side
from planner.store import Store
from planner.tables import OfficerTable, SiteTable, StationTable


def compare(store: Store, config: Config, first: str, second: str) -> dict[str, Any]:
    """Coverage, fairness, cost, women's share and what each covers that the other does not, of two plans."""
    return side_by_side(
        plan_named(store, first),
        plan_named(store, second),
        officers=table(store, OfficerTable),
        sites=table(store, SiteTable),
        stations=table(store, StationTable),
        config=config.report,
        timezone=config.place.timezone,
        night_h=config.roster.night_h,
    )
