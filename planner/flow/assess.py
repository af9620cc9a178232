"""What is there and how endangered it is: the scene that screens draw, the risk, the road graph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import geopandas as gpd
import pandas as pd

from planner.config import Config
from planner.core.errors import InputError
from planner.core.time import Window, day_windows
from planner.flow.joins import sites_in_chains
from planner.flow.kept import hashes, kept, table
from planner.network import RoadGraph, travel_table
from planner.risk.duplicates import weights_of
from planner.risk.fitted import Fitted, fit
from planner.risk.jurisdiction import area_of
from planner.risk.score import score_fitted
from planner.risk.vulnerability import vulnerability as judge
from planner.store import Store
from planner.tables import (
    AreaTable,
    IncidentTable,
    LandmarkTable,
    OccasionTable,
    OfficerTable,
    RiskTable,
    RoadTable,
    SiteTable,
    StationTable,
    VehicleTable,
    empty,
)
from planner.tables.risk import PARTS
from planner.tables.vulnerability import FACTORS

TEHSIL = "tehsil"
"""Level of the areas for which a forecast of their own is made."""
HIGH_BANDS = ("A+", "A")
"""Bands of the sites that must keep cover in an emergency."""


@dataclass(frozen=True, slots=True)
class Scene:
    """All tables of a store and the risk of the coming days, in the working reference system."""

    crs: str | None
    sites: gpd.GeoDataFrame
    stations: gpd.GeoDataFrame
    incidents: gpd.GeoDataFrame
    areas: gpd.GeoDataFrame
    roads: gpd.GeoDataFrame
    landmarks: gpd.GeoDataFrame
    officers: pd.DataFrame
    vehicles: pd.DataFrame
    occasions: pd.DataFrame
    risk: pd.DataFrame
    is_synthetic: bool
    timezone: str


def local_midnight(day: date, config: Config) -> datetime:
    """The start of a civil day where the deployment lies."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(config.place.timezone))


def today(config: Config) -> date:
    """The civil day where the deployment lies."""
    return datetime.now(ZoneInfo(config.place.timezone)).date()


def windows_of(start: date, days: int, config: Config) -> tuple[Window, ...]:
    """One window a civil day; InputError when there is none."""
    if days < 1:
        raise InputError(f"{days} days make no plan", maybe="--days 7 was meant.")
    return day_windows(local_midnight(start, config), days)


def risk(store: Store, config: Config, *, as_of: date, days: int) -> pd.DataFrame:
    """The RISK table: each site in each of `days` days from `as_of`, from what was reported before."""
    return _risk_in(store, config, windows_of(as_of, days, config))


def risk_rows(store: Store, config: Config, *, as_of: date, days: int) -> list[dict[str, Any]]:
    """The RISK table as rows of site, window, score, low, high, band, parts, grade and why."""
    rows = []
    zone = ZoneInfo(config.place.timezone)
    for row in risk(store, config, as_of=as_of, days=days).to_dict("records"):
        window = Window(*(row[edge].to_pydatetime().astimezone(zone) for edge in ("window_start", "window_end")))
        head = {"site": row["site"], "window": str(window)}
        rows.append(
            {
                **head,
                **{key: row[key] for key in ("score", "low", "high", "chance", "harm", "priority", "band")},
                "parts": {part: row[part] for part in PARTS},
                "grade": row["grade"],
                "why": row["why"],
            }
        )
    return rows


def _risk_in(store: Store, config: Config, windows: Sequence[Window]) -> pd.DataFrame:
    start = windows[0].start
    day = start.astimezone(ZoneInfo(config.place.timezone)).date()

    def make() -> pd.DataFrame:
        model = fitted(store, config, as_of=start)
        if model is None:
            return empty(RiskTable)
        judged = vulnerability(store, config, as_of=day)
        harm = dict(zip(judged["site"], judged["harm"], strict=True))
        return score_fitted(model, config.risk, windows=windows, harm=harm)

    sources = hashes(store, SiteTable, AreaTable, IncidentTable, OccasionTable, StationTable, RoadTable)
    return kept(("risk", *sources, config.hash, tuple(windows)), make)


def fitted(store: Store, config: Config, *, as_of: datetime) -> Fitted | None:
    """The risk model as of a moment, learned from what was reported before it; None where there are no sites."""

    def make() -> Fitted | None:
        if not store.count(SiteTable):
            return None
        return fit(
            sites_in_chains(store),
            table(store, IncidentTable),
            table(store, OccasionTable),
            config.risk,
            as_of=as_of,
            timezone=config.place.timezone,
            areas=list(area_of(table(store, SiteTable), table(store, AreaTable), TEHSIL)),
        )

    sources = hashes(store, SiteTable, AreaTable, IncidentTable, OccasionTable)
    return kept(("fitted", *sources, config.hash, as_of), make)


def vulnerability(store: Store, config: Config, *, as_of: date) -> pd.DataFrame:
    """The VULNERABILITY table: how bad an incident at each site would be, from what is known before `as_of`.

    The way to the nearest station is in driving minutes where the store has roads, else in a straight line. An
    incident that several sources report counts once.
    """

    def make() -> pd.DataFrame:
        incidents = table(store, IncidentTable)
        return judge(
            table(store, SiteTable),
            table(store, StationTable),
            incidents[weights_of(incidents, config.risk) > 0],
            config.vulnerability,
            as_of=local_midnight(as_of, config),
            travel=_minutes_from_stations(store, config) if store.count(RoadTable) else None,
        )

    sources = hashes(store, SiteTable, StationTable, IncidentTable, RoadTable)
    return kept(("vulnerability", *sources, config.hash, as_of), make)


def vulnerability_rows(store: Store, config: Config, *, as_of: date) -> list[dict[str, Any]]:
    """The VULNERABILITY table as rows, most vulnerable first, the ten factors under `parts`."""
    found = vulnerability(store, config, as_of=as_of).sort_values(["total", "site"], ascending=[False, True])
    whole = [
        {**{name: row[name] for name in row if name not in FACTORS}, "parts": {name: row[name] for name in FACTORS}}
        for row in found.to_dict("records")
    ]
    return [{str(name): value for name, value in row.items()} for row in whole]


def _minutes_from_stations(store: Store, config: Config) -> pd.DataFrame:
    stations, sites = table(store, StationTable), table(store, SiteTable)
    key = ("station minutes", *hashes(store, SiteTable, StationTable, RoadTable), config.network.model_dump_json())
    return kept(key, lambda: travel_table(graph(store, config), stations, sites))


def most_endangered(scores: pd.DataFrame) -> tuple[str, ...]:
    """Sites of the two highest bands of a RISK table, most endangered over all its days first."""
    top = scores[scores["band"].isin(HIGH_BANDS)].groupby("site", as_index=False)["priority"].sum()
    return tuple(top.sort_values(["priority", "site"], ascending=[False, True])["site"])


def graph(store: Store, config: Config) -> RoadGraph:
    """The road graph of a store; kept while roads and speeds are the same, as building takes seconds."""
    key = ("graph", store.crs, *hashes(store, RoadTable), config.network.model_dump_json())
    return kept(key, lambda: RoadGraph.from_roads(table(store, RoadTable), config.network))


def scene(store: Store, config: Config, *, on: date | None = None, days: int = 7) -> Scene:
    """Everything that a map can show, with the risk of `days` days from `on` (default: today)."""
    sites = table(store, SiteTable)
    officers = table(store, OfficerTable)
    vehicles = table(store, VehicleTable)
    incidents = table(store, IncidentTable)
    start = on or today(config)
    made_up = bool(officers["is_synthetic"].any()) or bool(sites["source"].str.startswith("synthetic").any())
    return Scene(
        crs=store.crs,
        sites=sites,
        stations=table(store, StationTable),
        incidents=incidents,
        areas=table(store, AreaTable),
        roads=table(store, RoadTable),
        landmarks=table(store, LandmarkTable),
        officers=officers,
        vehicles=vehicles,
        occasions=table(store, OccasionTable),
        risk=_risk_in(store, config, windows_of(start, days, config)),
        is_synthetic=made_up,
        timezone=config.place.timezone,
    )
