"""The shapes in which stages hand each other rows. `STORED` are those that the store keeps."""

from __future__ import annotations

from planner.core.errors import NotFound
from planner.tables.areas import AreaTable
from planner.tables.demand import DemandTable
from planner.tables.incidents import IncidentTable
from planner.tables.landmarks import LandmarkTable
from planner.tables.occasions import OccasionTable
from planner.tables.risk import RiskTable
from planner.tables.roads import RoadTable
from planner.tables.roster import OfficerTable, VehicleTable
from planner.tables.schema import (
    AnyTable,
    BrokenTable,
    Classification,
    PlaceTable,
    Table,
    check_table,
    columns_of,
    empty,
)
from planner.tables.sites import SiteTable
from planner.tables.stations import StationTable
from planner.tables.travel import TravelTable
from planner.tables.vulnerability import VulnerabilityTable

STORED: tuple[AnyTable, ...] = (
    AreaTable,
    SiteTable,
    StationTable,
    IncidentTable,
    OccasionTable,
    OfficerTable,
    VehicleTable,
    RoadTable,
    LandmarkTable,
)
COMPUTED: tuple[AnyTable, ...] = (RiskTable, VulnerabilityTable, DemandTable, TravelTable)
ALL: tuple[AnyTable, ...] = (*STORED, *COMPUTED)


def table_named(name: str) -> AnyTable:
    """The table of that name, or NotFound with the names that there are."""
    for table in ALL:
        if table.name == name:
            return table
    raise NotFound(f"there is no table {name!r}", maybe=f"one of these was meant: {', '.join(t.name for t in ALL)}.")


__all__ = [
    "ALL",
    "COMPUTED",
    "STORED",
    "AnyTable",
    "AreaTable",
    "BrokenTable",
    "Classification",
    "DemandTable",
    "IncidentTable",
    "LandmarkTable",
    "OccasionTable",
    "OfficerTable",
    "PlaceTable",
    "RiskTable",
    "RoadTable",
    "SiteTable",
    "StationTable",
    "Table",
    "TravelTable",
    "VehicleTable",
    "VulnerabilityTable",
    "check_table",
    "columns_of",
    "empty",
    "table_named",
]
