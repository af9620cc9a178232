"""Synthetic worlds: hamlet, tehsil, district, and two published cases, capital and festival.

They lie in the open sea, so that no marker falls on a real site.
"""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pandas as pd

from planner.config import SampleConfig, load_config
from planner.core.errors import InputError
from planner.ingest.sample import shape as shapes
from planner.ingest.sample.areas import make_areas
from planner.ingest.sample.cases import capital_roll, festival_roll
from planner.ingest.sample.hamlet import make_hamlet
from planner.ingest.sample.incidents import make_incidents
from planner.ingest.sample.land import make_land
from planner.ingest.sample.landmarks import make_landmarks
from planner.ingest.sample.occasions import make_occasions
from planner.ingest.sample.places import make_sites, make_stations
from planner.ingest.sample.process import Process, draw, make_process
from planner.ingest.sample.roads import make_roads
from planner.ingest.sample.world import (
    CRS,
    DRAW,
    FACTS,
    GROUND,
    LAND,
    PROCESS,
    RECORDS,
    ROADS,
    SEA,
    SITES,
    STATIONS,
    World,
    centre,
    source,
    stream,
)
from planner.ingest.staff import staff
from planner.tables import (
    AnyTable,
    AreaTable,
    IncidentTable,
    LandmarkTable,
    OccasionTable,
    OfficerTable,
    RoadTable,
    SiteTable,
    StationTable,
    VehicleTable,
)

WORLDS = ("hamlet", "tehsil", "district", "capital", "festival")

__all__ = ["CRS", "SEA", "WORLDS", "World", "make_world", "staff"]


def make_world(
    world: str, seed: int, *, today: date, config: SampleConfig | None = None, timezone: str | None = None
) -> World:
    """A synthetic world with all its tables: the same seed and day give the same rows.

    Parameters
    ----------
    world : str
        "hamlet" (all by hand, see `hamlet.py`), "tehsil" (40 sites), "district" (339 sites, 44 stations and Lines),
        "capital" (245 sites and a unit of 70, as Islamabad 2023), or "festival" (the district with 339 churches and
        the 2,322 personnel of Faisalabad's Christmas 2025).
    today : date
        The incident history ends before it, occasions and leave reach beyond it, trainings are dated from it.
    seed : int
        0 or more.
    config, timezone :
        By default the section `sample` and the time zone of the defaults.

    Raises
    ------
    InputError
        For a world that there is not, or a negative seed.
    """
    defaults = load_config()
    config = config or defaults.sample
    zone = ZoneInfo(timezone or defaults.place.timezone)
    if world not in WORLDS:
        raise InputError(f"there is no world {world!r}", maybe=f"one of these was meant: {', '.join(WORLDS)}.")
    if seed < 0:
        raise InputError(f"seed {seed} is negative", maybe=f"{-seed} was meant.")
    if world == "hamlet":
        return make_hamlet(seed, today, zone)
    if world == "tehsil":
        return _make(world, shapes.tehsil(), seed, today, zone, config)
    if world == "capital":
        config = _capital_config(config)
        shape = shapes.capital(
            sites=config.capital_sites,
            stations=config.capital_stations,
            desks=config.capital_stations,
            unit=config.unit,
        )
        return _make(world, shape, seed, today, zone, config)
    if world == "festival":
        config = _festival_config(config)
    shape = shapes.district(
        sites=config.district_sites,
        stations=config.district_stations,
        desks=config.district_desks,
        per_station=config.per_station,
        unit=config.unit,
    )
    return _make(world, shape, seed, today, zone, config)


def _capital_config(config: SampleConfig) -> SampleConfig:
    """The shares that give exactly the capital's categories, its languages, and its leave."""
    total = config.capital_sites
    return config.model_copy(
        update={
            "share_a": config.capital_a / total,
            "share_b": config.capital_b / total,
            "share_d": 0.0,
            "leave_share": config.capital_away_share,
            "speaks_punjabi": config.capital_speaks_punjabi,
            "speaks_pashto": config.capital_speaks_pashto,
        }
    )


def _festival_config(config: SampleConfig) -> SampleConfig:
    """Every site is a church: the published 339 are."""
    away = ("share_ahmadi", "share_hindu", "share_sikh", "share_settlement", "share_burial", "share_school")
    return config.model_copy(update=dict.fromkeys(away, 0.0))


def _make(
    name: str,
    shape: shapes.Shape,
    seed: int,
    today: date,
    zone: ZoneInfo,
    config: SampleConfig,
) -> World:
    origin = source(seed)
    land = make_land(shape, centre(), stream(seed, LAND))
    net = make_roads(shape, land, config, origin, stream(seed, ROADS))
    areas = make_areas(land, net, origin)
    sites = make_sites(shape, land, net, areas, config, origin, stream(seed, SITES), stream(seed, FACTS))
    stations = make_stations(shape, land, net, areas, origin, stream(seed, STATIONS))
    first = _years_before(today, config.history_years)
    occasions, notes = make_occasions(
        first, _years_before(today, -1), zone=zone, moon_doubt_days=config.moon_doubt_days, origin=origin
    )
    process = make_process(
        sites, occasions, first=first, today=today, zone=zone, config=config, rng=stream(seed, PROCESS)
    )
    drawn = draw(process, stream(seed, DRAW))
    incidents = make_incidents(
        sites, areas, process, drawn, zone=zone, config=config, origin=origin, rng=stream(seed, RECORDS)
    )
    officers, vehicles = _roll(name, shape, stations, seed, today, zone, config)
    frames: dict[AnyTable, pd.DataFrame] = {
        AreaTable: areas,
        SiteTable: sites,
        StationTable: stations,
        IncidentTable: incidents,
        OccasionTable: occasions,
        OfficerTable: officers,
        VehicleTable: vehicles,
        RoadTable: net.table,
        LandmarkTable: make_landmarks(land, net, origin, stream(seed, GROUND)),
    }
    facts = {key: float(value) for key, value in config.model_dump().items() if key in _PROCESS_KEYS}
    return World(name, seed, CRS, frames, _truth(sites, process), facts, land.water, notes)


def _roll(
    name: str, shape: shapes.Shape, stations: pd.DataFrame, seed: int, today: date, zone: ZoneInfo, config: SampleConfig
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Officers and vehicles: as published for the two cases, else by the shares."""
    if name == "capital":
        return capital_roll(stations, seed=seed, today=today, zone=zone, config=config)
    if name == "festival":
        return festival_roll(stations, seed=seed, today=today, zone=zone, config=config)
    return staff(stations, per_station=shape.per_station, unit=shape.unit, seed=seed, today=today, config=config)


_PROCESS_KEYS = frozenset(
    (
        "base_per_site_year",
        "weight_a",
        "weight_b",
        "weight_c",
        "weight_d",
        "weight_christian",
        "weight_ahmadi",
        "weight_hindu",
        "weight_sikh",
        "frailty_shape",
        "service_factor",
        "occasion_factor",
        "near_share",
        "near_days",
        "near_m",
        "same_site_share",
        "report_registered",
        "report_unregistered",
        "patrol_find_high",
        "patrol_find_low",
        "history_years",
    )
)


def _truth(sites: pd.DataFrame, process: Process) -> pd.DataFrame:
    rate = process.rate_per_year()
    patrol = rate * (1 - process.reported) * process.found
    return pd.DataFrame(
        {
            "site": sites["site"],
            "rate_per_year": rate,
            "background_per_year": process.background_per_year(),
            "recorded_per_year": rate * process.reported + patrol,
            "patrol_per_year": patrol,
        }
    )


def _years_before(day: date, years: int) -> date:
    """The same day of another year; 1 March for 29 February."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 3, 1)
